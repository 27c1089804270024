"""Computed sentences of a deep dive."""

from __future__ import annotations

from jobprism.analyses.documents import TaskRow
from jobprism.analyses.language import counted, joined, month, percent, points, sentence
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.analyses.task_evidence import Release
from jobprism.judgements.load import Bands, judgement


def task_in_short(kind: str, job: str, row: TaskRow, shown: list[Release], elsewhere: int) -> list[str]:
    """Three to five sentences: its place in the job, capability, use, what holds it, where else it is done."""
    lines = [
        f"This {row.kind} is about {percent(row.share)} of the work of {job}. Its capability is {row.band}: "
        f"{points(row.capability.value)} on a scale of 0 to 100, with a 90 % interval from "
        f"{points(row.capability.low)} to {points(row.capability.high)}",
        row.rationale if kind == "role" else _use(shown),
        _holds(row),
    ]
    if elsewhere:
        lines.append(f"{counted(elsewhere, 'other occupation')} {'does' if elsewhere == 1 else 'do'} the same activity")
    return [sentence(line) for line in lines if line]


def _use(shown: list[Release]) -> str:
    """How many releases of each product show the row, and the last of them."""
    clauses = []
    for product in dict.fromkeys(r.product for r in shown):
        of = [r for r in shown if r.product == product]
        if all(r.state == "could not be reported" for r in of):
            continue
        seen = [r for r in of if r.state == "observed"]
        text = f"{product} reports it in {len(seen) or 'none'} of {counted(len(of), 'release')}"
        if seen:
            text += f", last in {month(seen[-1].vintage)} with {counted(seen[-1].conversations or 0, 'conversation')}"
        clauses.append(text)
    if not clauses:
        return "its wording is newer than the one releases are kept by, so no record of use could show it"
    return "; ".join(clauses)


def _holds(row: TaskRow) -> str:
    notable = [h for h in row.holds if h.strength >= judgement(Bands).notable_hold][:2]
    if not notable:
        return f"human need is {points(row.human_need.value)} of 100; little in O*NET's record holds it to a person"
    named = joined([f"{HOLD_NAMES[h.name]} ({points(h.strength)})" for h in notable])
    return f"human need is {points(row.human_need.value)} of 100, most of it {named}"
