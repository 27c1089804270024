"""Answers about the evidence itself: why figures differ, how sure they are, how old, and what BLS projects."""

from __future__ import annotations

from jobprism.analyses.documents import Context, Index, Layers, Pressure, TaskRow
from jobprism.analyses.language import compared, joined, month, ordinal, percent, points, quoted
from jobprism.analyses.standing import Peers, percentile
from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, band_of, judgement

_CAPABILITY_SOURCE = "eloundou_2023"
_USE_SOURCE = "anthropic_economic_index"
_CONDITIONS = ("onet_work_context", "onet_work_activities", "onet")


def elsewhere(indices: list[Index]) -> str:
    """Why other figures of the job differ; nothing where fewer than two exposure indices have it."""
    exposed = [i for i in indices if i.exposure]
    if len(exposed) < 2:
        return ""
    low = min(exposed, key=lambda i: (i.percentile, i.measure, i.vintage))
    high = max(exposed, key=lambda i: (i.percentile, i.measure, i.vintage))
    apart = high.percentile - low.percentile
    text = (
        f"Because they measure different things. {len(exposed)} published figures of exposure place this job from the "
        f"{ordinal(low.percentile)} to the {ordinal(high.percentile)} percentile"
    )
    if apart < judgement(Bands).indices_part:
        return f"{text}: for this job they happen to agree, whichever one a site shows."
    if low.kind == high.kind:
        return f"{text}; both ends are of {low.kind}, so even like measures part. One figure alone hides that."
    ends = f"lowest is one of {low.kind}, highest one of {high.kind}"
    return f"{text}: {ends}. A site that shows one figure has chosen among them."


def sureness(pressure: Pressure, layers: Layers, rows: list[TaskRow]) -> str:
    """What the intervals leave open, how far raters agree, which row is least certain."""
    edges = judgement(Bands).pressure
    low, high = band_of(pressure.low, edges), band_of(pressure.high, edges)
    interval = f"The 90 % interval of pressure runs from {pressure.low:.0f} to {pressure.high:.0f}"
    text = f"{interval}, {f'all within the band {low}' if low == high else f'from {low} to {high}'}."
    capability = layers.capability
    if capability.agreement is not None:
        text += f" Those who judged capability agree to {percent(capability.agreement)}."
    widest = max(rows, key=lambda r: (r.capability.high - r.capability.low, r.id))
    return (
        f"{text} Least certain is {quoted(widest.label)}: its capability may lie anywhere from "
        f"{points(widest.capability.low)} to {points(widest.capability.high)}."
    )


def projection(context: Context, pressure: Pressure, peers: Peers) -> str:
    """BLS's projection beside pressure, as two different things; nothing where BLS has none."""
    change = context.change_2024_34_pct
    if change is None:
        return ""
    place = percentile(peers.change, change.value)
    text = f"BLS projects {_course(change.value)} from 2024 to 2034, a change {compared(place)}"
    if context.openings_annual:
        text += f", with {context.openings_annual.value:,.0f} openings a year"
    both = (place > 50) == (pressure.percentile > 50)
    link = "and" if both else "while"
    return (
        f"{text}, {link} pressure is {compared(pressure.percentile)}. The one counts jobs, from all causes; the other "
        "looks at tasks: neither follows from the other."
    )


def _course(change: float) -> str:
    shown = f"{abs(change):.1f} %"
    if shown == "0.0 %":
        return "about as many jobs"
    return f"{shown} {'more' if change > 0 else 'fewer'} jobs"


def age(edition: Edition, layers: Layers, indices: list[Index]) -> str:
    """Dates of what the layers rest on, and of the oldest and the newest index."""
    vintages = {s.id: s.vintage for s in edition.manifest.sources}
    parts = [f"labels of capability are of {month(vintages[_CAPABILITY_SOURCE])}"]
    if layers.use is not None:
        parts.append(f"use is recorded up to {month(vintages[_USE_SOURCE])}")
    behind = [vintages[s] for s in layers.human_need.sources if s in _CONDITIONS]
    if behind:
        first, last = month(min(behind)), month(max(behind))
        parts.append(
            f"conditions of work are of {first}" if first == last else f"conditions of work date from {first} to {last}"
        )
    text = f"{joined(parts)}."
    if indices:
        first, last = month(min(i.vintage for i in indices)), month(max(i.vintage for i in indices))
        text += f" The indices compared date from {first} to {last}."
    return text[0].upper() + text[1:]
