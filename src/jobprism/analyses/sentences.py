"""The report's computed sentences: in short, what it is not, notes."""

from __future__ import annotations

from jobprism.analyses.documents import Context, Counts, Estimate, Hold, Layers, Pressure, TaskRow
from jobprism.analyses.facts import Facts
from jobprism.analyses.language import beyond, counted, joined, month, percent, plural, points, quoted
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, judgement

_CAPABILITY_SOURCE = "eloundou_2023"
_USE_SOURCE = "anthropic_economic_index"
_CONTEXT_SOURCE = "onet_work_context"


def in_short(
    facts: Facts, pressure: Pressure, layers: Layers, counts: Counts, rows: list[TaskRow], holds: list[Hold]
) -> list[str]:
    """Three to five sentences."""
    sentences = [_pressure(pressure), _rows(counts, rows), _use(facts, layers, counts, rows)]
    if layers.delegation is not None:
        sentences.append(_delegation(facts, layers.delegation))
    notable = [h for h in holds if h.strength >= judgement(Bands).notable_hold][:2]
    if notable:
        named = joined([f"{HOLD_NAMES[h.name]} ({points(h.strength)} of 100)" for h in notable])
        sentences.append(f"What holds the work to people most is {named}.")
    else:
        sentences.append("Little in O*NET's record of working conditions holds the work to people.")
    return sentences


def _pressure(pressure: Pressure) -> str:
    text = (
        f"Pressure from AI on this job is {pressure.band}: {pressure.value:.0f} on a scale of 0 to 100, with a 90 % "
        f"interval from {pressure.low:.0f} to {pressure.high:.0f}, "
    )
    higher = pressure.percentile >= 50
    occupations = pressure.percentile if higher else 100 - pressure.percentile
    text += beyond(pressure.percentile)
    if pressure.employment_percentile is None:
        return text + "."
    jobs = pressure.employment_percentile if higher else 100 - pressure.employment_percentile
    return f"{text}, which {_size(jobs - occupations)}{percent(jobs / 100)} of US jobs."


def _size(apart: float) -> str:
    """Whether occupations hold far more or fewer jobs than their number says; ``apart`` in percentage points."""
    edge = judgement(Bands).indices_part
    if apart >= edge:
        return "are the larger ones and hold "
    return "are the smaller ones and hold " if apart <= -edge else "hold "


def _delegation(facts: Facts, delegation: Estimate) -> str:
    share = percent(delegation.value)
    if facts.kind == "role":
        return f"Where AI is used on similar O*NET tasks, about {share} of the work is handed over."
    seen = percent(delegation.coverage)
    if delegation.coverage < judgement(Bands).thin_coverage:
        return f"How work is shared with AI was observed for only {seen} of the work, too little to speak for the rest."
    return (
        f"Where AI is used, about {share} of the work is handed over rather than done together; this was observed for "
        f"{seen} of the work."
    )


def _rows(counts: Counts, rows: list[TaskRow]) -> str:
    noun = rows[0].kind
    work = sum(r.share for r in rows if r.band == "High")
    exposed = (
        f"{counts.high} {'is' if counts.high == 1 else 'are'} highly exposed, "
        f"{'together ' if counts.high > 1 else ''}{percent(work)} of the work"
        if counts.high
        else "none is highly exposed"
    )
    first = rows[0]
    standing = "highly exposed" if first.band == "High" else "resilient" if first.resilient else "in between"
    return (
        f"Of {counted(counts.rows, noun)}, {exposed}; {_all_or(counts.resilient, counts.rows)} "
        f"{'is' if counts.resilient <= 1 else 'are'} resilient. The largest, {quoted(first.label)} "
        f"({percent(first.share)} of the work), is {standing}."
    )


def _all_or(count: int, total: int) -> str:
    return "none" if count == 0 else "all" if count == total > 1 else str(count)


def _use(facts: Facts, layers: Layers, counts: Counts, rows: list[TaskRow]) -> str:
    noun = plural(rows[0].kind, counts.rows)
    if layers.use is None:
        return "No record of AI use covers this job."
    if facts.kind == "role":
        return (
            f"Use stands at {points(layers.use.value)} of 100, read from similar O*NET tasks; nobody reports use of "
            "this role's own."
        )
    if not facts.reportable:
        return (
            f"Use stands at {points(layers.use.value)} of 100, read from records kept by activity, Copilot's and "
            "ChatGPT's: its tasks are newer than the wording Claude.ai releases are kept by."
        )
    return (
        f"Use stands at {points(layers.use.value)} of 100: Claude.ai releases report conversations for "
        f"{counts.observed_in_use or 'none'} of the {counts.rows} {noun}."
    )


def not_this() -> list[str]:
    """What the figures are not, and what a band is."""
    edges = [f"{name} from {edge:g}" for name, edge in judgement(Bands).pressure.items() if edge > 0]
    return [
        "Pressure is not the probability of losing a job. Exposure says what AI could do of the tasks; demand, wages, "
        "hiring and law decide what becomes of jobs.",
        "It says nothing of how well one person does the work, and it can fall or rise with the next edition.",
        f"Bands compare occupations, about a fifth of which stand in each: {joined(edges)}.",
    ]


def notes(edition: Edition, facts: Facts, layers: Layers, context: Context) -> list[str]:
    """Caveats that hold for this document."""
    vintages = {s.id: s.vintage for s in edition.manifest.sources}
    lines = [
        f"Capability rests on labels of {month(vintages[_CAPABILITY_SOURCE])}; later models can do more. "
        f"Use is observed up to {month(vintages[_USE_SOURCE])}."
    ]
    if _CONTEXT_SOURCE in layers.human_need.sources:
        lines.append(
            f"Conditions of work behind human need date from {month(vintages[_CONTEXT_SOURCE])}; its interval is wider "
            "for it."
        )
    if layers.human_need.coverage < judgement(Bands).mostly_borrowed:
        lines.append("Most of the conditions behind human need were borrowed from neighbouring occupations.")
    if layers.delegation is None:
        lines.append("Delegation was not observed for any of the work; it is left out, not taken as zero.")
    if facts.kind == "role":
        lines.append(
            "O*NET has no code of its own for this role: tasks and shares are declared by Jobprism, their exposure is "
            "computed from their wording, activities and occupations, and no agency counts its jobs."
        )
    elif not edition.is_full:
        lines.append(
            "The table shows work activities in Jobprism's words. `jobprism build` makes the full edition, whose table "
            "shows O*NET's tasks."
        )
    if context.shared_by is not None and context.shared_by > 1:
        lines.append(
            f"BLS counts this occupation together with {counted(context.shared_by - 1, 'other O*NET occupation')}; "
            "employment, wage and projection are of all together."
        )
    base = facts.subject.get("ep_employment_2024_thousands")
    if context.employment and isinstance(base, float):
        lines.append(
            "Employment and wage are of employees. The projection counts the self-employed too: "
            f"{1000 * base:,.0f} jobs in 2024."
        )
    if layers.capability.high - layers.capability.low > judgement(Bands).unsure_width:
        lines.append("The capability interval is wide: read the figure as an order of magnitude.")
    return lines
