"""What a worker can do about a task: by rule, from its layers. No promises, and nothing that fits every task."""

from __future__ import annotations

from jobprism.analyses.documents import TaskRow
from jobprism.analyses.language import percent
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.judgements.load import Bands, judgement


def advice(row: TaskRow, *, reportable: bool) -> list[str]:
    """One to four sentences; which of them depends on capability, use, delegation, holds and width of interval.

    Args:
        row: the task.
        reportable: whether a record of use kept by task could have shown it.
    """
    lines = [_capability(row, reportable=reportable), _checking(row), _human(row), _unsure(row)]
    return [line for line in lines if line]


def _capability(row: TaskRow, *, reportable: bool) -> str:
    observed = row.use is not None and row.use.tier == "measured"
    if row.band == "Low":
        return (
            "There is little here to hand to a model today. Ask the question again when your tools change, not when "
            "the news does."
        )
    if row.band == "Medium":
        return (
            "A model alone is seldom enough for this; software built around one may be. Find out which tool your "
            "employer or your trade uses for it, try it on past work whose right result you know, and note where it "
            "fails."
        )
    if not observed:
        record = "records do not show it used yet" if reportable else "no record kept by task could show its use"
        return (
            f"AI could do much of this, and {record}. Try it on a piece of past work whose right result you know, and "
            "keep what you learn about where it fails."
        )
    if row.delegation is not None and row.delegation.value >= judgement(Bands).mostly_handed_over:
        return (
            f"Where AI is used on this, about {percent(row.delegation.value)} is handed over whole. Learn to state the "
            "task so that the result can be checked, and write down what you check and how."
        )
    return (
        "AI is used on this already, more often with a person at work beside it than alone. Practise the exchange: "
        "say what is wrong with a draft, and why, until the result is yours."
    )


def _checking(row: TaskRow) -> str:
    costly = {h.name: h.strength for h in row.holds}["consequence"]
    if row.band == "Low" or costly < judgement(Bands).notable_hold:
        return ""
    return "Errors cost a lot here. Decide beforehand what is checked against the source each time, and by whom."


def _human(row: TaskRow) -> str:
    bands = judgement(Bands)
    if row.human_need.value < bands.resilient_human_need:
        return ""
    held = [h for h in row.holds if h.strength >= bands.notable_hold]
    if not held:
        return ""
    return (
        f"What keeps this with a person is most of all {HOLD_NAMES[held[0].name]}. Time freed elsewhere is well spent "
        "on doing it better, and on work that others come to you for."
    )


def _unsure(row: TaskRow) -> str:
    if row.capability.high - row.capability.low <= judgement(Bands).unsure_width:
        return ""
    return "The evidence on this one is thin or at odds: do not plan on its figure alone."
