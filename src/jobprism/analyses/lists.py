"""What AI handles well today in a job, and what it struggles with: rows by rule, each with its evidence in a clause."""

from __future__ import annotations

from collections.abc import Collection

from jobprism.analyses.documents import ListedRow, TaskRow
from jobprism.analyses.language import counted, joined, month, percent, points
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.judgements.load import Bands, judgement

REPORTED = "aei_claude_ai_pct"
_PEOPLE = "eloundou_human_exposure"
_NAMED_HOLDS = 2


def handled_well(rows: list[TaskRow]) -> list[TaskRow]:
    """Rows that AI handles well today: highly exposed and not strongly held to people; largest share of work first."""
    need = judgement(Bands).resilient_human_need
    return [r for r in rows if r.band == "High" and r.human_need.value < need]


def struggled_with(rows: list[TaskRow]) -> list[TaskRow]:
    """Rows that AI struggles with: those that count as resilient; largest share of work first."""
    return [r for r in rows if r.resilient]


def listed(rows: list[TaskRow], newer: Collection[str] = ()) -> list[ListedRow]:
    """Rows as a list shows them.

    Args:
        rows: of the table.
        newer: ids of rows that no release could report, since their wording is newer than the one releases are kept by.
    """
    return [
        ListedRow(id=r.id, label=r.label, share=r.share, evidence=_clause(r, reportable=r.id not in newer))
        for r in rows
    ]


def _clause(row: TaskRow, *, reportable: bool) -> str:
    if row.resilient:
        return _resilient(row)
    capability, need = points(row.capability.value), points(row.human_need.value)
    return f"capability {capability} of 100; {_known(row, reportable=reportable)}; human need {need}"


def _known(row: TaskRow, *, reportable: bool) -> str:
    """The strongest witness: conversations, else what raters say."""
    conversations, when = last_reported(row)
    if conversations:
        text = f"{counted(conversations, 'Claude.ai conversation')} in {month(when)}"
        return text + (f", about {percent(row.delegation.value)} handed over" if row.delegation else "")
    if not labelled(row):
        return "no label of its own"
    use = "not reported in use" if reportable else "too new a wording for records of use"
    agreement = row.capability.agreement
    return f"judged by one rater, {use}" if agreement is None else f"raters agree to {percent(agreement)}, {use}"


def _resilient(row: TaskRow) -> str:
    capability, need = points(row.capability.value), points(row.human_need.value)
    bands = judgement(Bands)
    if row.human_need.value < bands.resilient_human_need:
        return f"capability {capability} of 100, which is reason enough; human need {need}"
    held = [HOLD_NAMES[h.name] for h in row.holds if h.strength >= bands.notable_hold][:_NAMED_HOLDS]
    by = joined(held) or "several weak holds together"
    return f"capability {capability} of 100, {'' if row.band == 'Low' else 'but '}human need {need}: {by}"


def last_reported(row: TaskRow) -> tuple[int, str]:
    """Conversations in the newest Claude.ai release that reports the row, and its date; 0 and nothing without one."""
    found = [(e.vintage, e.n or 0) for e in row.evidence if e.measure == REPORTED]
    vintage, conversations = max(found, default=("", 0))
    return conversations, vintage


def labelled(row: TaskRow) -> bool:
    """Whether people labelled any task behind the row."""
    return any(e.measure == _PEOPLE for e in row.evidence)
