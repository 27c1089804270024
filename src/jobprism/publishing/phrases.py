"""Figures of documents as short text, the same in every output."""

from __future__ import annotations

from math import fsum

from jobprism.analyses.documents import (
    Context,
    EditionNote,
    Estimate,
    Hold,
    Index,
    ListedRow,
    ProfessionReport,
    Subject,
)
from jobprism.analyses.language import capitalised, compared, counted, joined, month, ordinal, percent, points
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.judgements.load import Bands, judgement

LAYERS = {
    "capability": ("Capability", "could today's AI do it, or halve the time at equal quality"),
    "use": ("Use", "is it being done with AI"),
    "delegation": ("Delegation", "when it is, handed over rather than worked on together"),
    "human_need": ("Human need", "what holds it to a person"),
}
HANDLED = "What AI handles well today"
STRUGGLED = "What AI struggles with"
STAYS = "What stays with people, and why"
RELATED = "Related occupations"
QUESTIONS = "Questions"
PARTS = {**{name: label for name, (label, _) in LAYERS.items()}, "together": "How they go together in the same tasks"}
_SHOWN_HOLDS = 2
_LISTED = 6
_AXIS_PLACES = 20


def estimate(value: Estimate | None) -> str:
    """``62 (48-75)`` on the 0-100 scale, or ``not observed``."""
    if value is None:
        return "not observed"
    return f"{points(value.value)} ({points(value.low)}-{points(value.high)})"


def agreement(value: Estimate | None) -> str:
    """How far the sources agree, as a percentage; a dash where only one speaks."""
    return "-" if value is None or value.agreement is None else percent(value.agreement)


def coverage(value: Estimate | None) -> str:
    """Share of the work that the layer was observed for directly."""
    return "-" if value is None else percent(value.coverage)


def tier(value: Estimate | None) -> str:
    """How the layer is known."""
    return "-" if value is None else value.tier


def holds(strengths: list[Hold]) -> str:
    """The strongest holds by name: what holds a row to a person."""
    shown = [HOLD_NAMES[h.name] for h in strengths[:_SHOWN_HOLDS] if h.strength >= judgement(Bands).notable_hold]
    return joined(shown) or "little"


def index_value(index: Index) -> str:
    """An index's value, in its own unit; a dash where the edition may not carry it."""
    if index.value is None:
        return "-"
    # Adding zero turns a rounded -0.0 into 0.0.
    return f"{round(index.value, 2) + 0.0:.2f}"


def index_axis(index: Index) -> str:
    """An index's percentile as a mark on an axis of twenty places, 0 on the left and 100 on the right."""
    place = min(int(index.percentile / 100 * _AXIS_PLACES), _AXIS_PLACES - 1)
    return "·" * place + "●" + "·" * (_AXIS_PLACES - 1 - place)


def index_place(index: Index) -> str:
    """An index's percentile among occupations."""
    return ordinal(index.percentile)


def codes(subject: Subject) -> str:
    """Codes of an occupation, or the mixture of a role."""
    if subject.kind == "role":
        parts = [f"{percent(p.share)} {p.occupation_title} ({p.occupation_id_onet})" for p in subject.mixture]
        return f"a role without an O*NET code of its own, taken as {joined(parts)}"
    return f"O*NET-SOC {subject.id}, SOC 2018 {subject.soc_2018}, BLS {subject.bls_code}"


def economy(context: Context) -> list[str]:
    """Employment, wage, projection and education, a clause each; empty for a role."""
    lines = []
    if context.employment:
        lines.append(f"{context.employment.value:,.0f} US jobs ({month(context.employment.vintage)})")
    wage, which = context.wage_median_annual_usd, "median"
    if wage is None:
        wage, which = context.wage_mean_annual_usd, "mean"
    if wage:
        lines.append(f"{which} wage ${wage.value:,.0f} a year ({month(wage.vintage)})")
    if context.change_2024_34_pct:
        lines.append(f"projected employment 2024-34 {context.change_2024_34_pct.value:+.1f} %")
    if context.openings_annual:
        lines.append(f"{context.openings_annual.value:,.0f} openings a year")
    if context.entry_education:
        lines.append(f"usual entry: {context.entry_education}")
    return lines


def counts(report: ProfessionReport) -> str:
    """The masthead: ``5 of 27 tasks highly exposed · 17 resilient``."""
    counts = report.counts
    rows = counted(counts.rows, report.tasks[0].kind)
    text = f"{counts.high} of {rows} highly exposed · {counts.resilient} resilient"
    if counts.observed_in_use is not None:
        text += f" · {counts.observed_in_use} in Claude.ai's records of use"
    return text


def reasons(report: ProfessionReport) -> list[tuple[str, str]]:
    """Rationales with the rows they are of, rows that share one together: ``("2, 5-7", "People and GPT-4…")``."""
    rows: dict[str, list[int]] = {}
    for number, row in enumerate(report.tasks, 1):
        rows.setdefault(row.rationale, []).append(number)
    return [(_ranges(numbers), text) for text, numbers in rows.items()]


def _ranges(numbers: list[int]) -> str:
    """``2, 5-7`` of a rising list of whole numbers."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def handled(report: ProfessionReport) -> list[str]:
    """What AI handles well today, a line per row; one that says so where there is nothing."""
    noun = report.tasks[0].kind
    return _listed(
        report.handles_well, f"Nothing by this rule: no {noun} is highly exposed without being strongly held to people."
    )


def struggled(report: ProfessionReport) -> list[str]:
    """What AI struggles with, a line per row; one that says so where there is nothing."""
    return _listed(report.struggles_with, f"Nothing by this rule: no {report.tasks[0].kind} is resilient.")


def _listed(rows: list[ListedRow], nothing: str) -> list[str]:
    lines = [f"{row.label} ({percent(row.share)} of the work): {row.evidence}." for row in rows[:_LISTED]]
    rest = rows[_LISTED:]
    if rest:
        work = percent(fsum(row.share for row in rest))
        lines.append(
            f"And {len(rest)} more, {work} of the work; the table below has {'it' if len(rest) == 1 else 'them'}."
        )
    return lines or [nothing]


HOLDS_HEAD = ["Hold", "0-100", "Among occupations", "Kinds of work that bear it"]


def hold_rows(report: ProfessionReport) -> list[list[str]]:
    """A line per hold, as ``HOLDS_HEAD`` names the cells."""
    return [
        [
            capitalised(HOLD_NAMES[h.name]),
            points(h.strength),
            capitalised(compared(h.percentile)),
            "; ".join(f"{kind.name} ({percent(kind.part)})" for kind in h.kinds) or "-",
        ]
        for h in report.stays_human
    ]


RELATED_HEAD = ["Occupation", "Code", "Pressure (90 % interval)", "Band", "Work in common"]


def related_rows(report: ProfessionReport) -> list[list[str]]:
    """A line per related occupation, as ``RELATED_HEAD`` names the cells."""
    return [
        [
            j.occupation_title,
            j.occupation_id_onet,
            f"{j.pressure:.0f} ({j.pressure_low:.0f}-{j.pressure_high:.0f})",
            j.band,
            percent(j.common_work),
        ]
        for j in report.related
    ]


def related_note(report: ProfessionReport) -> str:
    """Where the relatives come from, and what work in common is."""
    own = (
        "Occupations that this role is made of, and those O*NET relates to them, those with most work in common first"
        if report.subject.kind == "role"
        else "Occupations that O*NET names as related, nearest first"
    )
    return f"{own}. Work in common is the smaller of the two shares of each activity, added up."


def table_note() -> str:
    """What the table's columns are."""
    return (
        "Figures on a scale of 0 to 100 with 90 % intervals; share is the share of the job's work. "
        "High, Medium and Low are bands of capability."
    )


def edition_line(edition: EditionNote) -> str:
    """The edition, as a footer gives it."""
    return (
        f"Jobprism edition {edition.id} ({edition.kind}), volume {edition.volume}, number {edition.number}, "
        f"{edition.date}, content {edition.content_hash[:12]}"
    )
