"""Answers about the evidence itself: why figures differ, how sure they are, how old, and what BLS projects."""

from __future__ import annotations

from jobprism.analyses.documents import Context, Index, Layers, Pressure, TaskRow
from jobprism.analyses.language import compared, joined, month, ordinal, percent, points, quoted, sentence
from jobprism.analyses.lists import labelled
from jobprism.analyses.standing import Peers, percentile
from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, band_of, judgement

_CAPABILITY_SOURCE = "eloundou_2023"
_USE_SOURCE = "anthropic_economic_index"
_MIDDLE = 50
_CONDITIONS = ("onet_work_context", "onet_work_activities", "onet")


def elsewhere(indices: list[Index]) -> str:
    """Why other figures of the job differ; nothing where fewer than two exposure indices have it."""
    exposed = [i for i in indices if i.exposure]
    if len(exposed) < 2:
        return ""
    low = min(exposed, key=lambda i: (i.percentile, i.measure, i.vintage))
    high = max(exposed, key=lambda i: (i.percentile, i.measure, i.vintage))
    text = (
        f"Because they measure different things: {len(exposed)} published figures of exposure place this job from the "
        f"{ordinal(low.percentile)} to the {ordinal(high.percentile)} percentile"
    )
    if high.percentile - low.percentile < judgement(Bands).indices_part:
        return f"{text}. For this job they happen to agree, whichever one a site shows."
    ends = f"lowest is one of {low.kind}, highest one of {high.kind}"
    if low.kind == high.kind:
        ends = f"both ends are of {low.kind}, so even like measures part"
    return f"{text}; {ends}. {_sides(exposed)}"


def _sides(exposed: list[Index]) -> str:
    """How many figures place the job in the upper half of occupations, how many in the lower."""
    above = sum(i.percentile > _MIDDLE for i in exposed)
    if above == len(exposed):
        return "They agree at least that it is above the middle."
    if above == 0:
        return "They agree at least that it is not above the middle."
    below = len(exposed) - above
    if above == below:
        return f"Half of them, {above}, place it above the middle of occupations: a site that shows one has chosen."
    most, side, rest = (above, "above", below) if above > below else (below, "below", above)
    other = "the other one" if rest == 1 else f"one of the other {rest}"
    reverse = f"a site that shows {other} says the reverse"
    return f"Most, {most}, place it {side} the middle of occupations; {reverse}."


def sureness(pressure: Pressure, layers: Layers, rows: list[TaskRow], peers: Peers) -> str:
    """What the intervals leave open, how far raters agree, which row is least certain and why."""
    edges = judgement(Bands).pressure
    low, high = band_of(pressure.low, edges), band_of(pressure.high, edges)
    interval = f"The 90 % interval of pressure runs from {pressure.low:.0f} to {pressure.high:.0f}"
    text = f"{interval}, {f'all within the band {low}' if low == high else f'from {low} to {high}'}."
    agreement = layers.capability.agreement
    if agreement is not None:
        place = compared(percentile(peers.agreement, agreement))
        text += f" Those who judged capability agree to {percent(agreement)}, {place}."
    widest = max(rows, key=lambda r: (r.capability.high - r.capability.low, r.id))
    return (
        f"{text} Least certain is {quoted(widest.label)}: its capability may lie anywhere from "
        f"{points(widest.capability.low)} to {points(widest.capability.high)}{_why_wide(widest, agreement)}."
    )


def _why_wide(row: TaskRow, usual: float | None) -> str:
    """Why the figure of a row is uncertain, where its evidence says so."""
    if not labelled(row):
        return ", since nobody has labelled it"
    own = row.capability.agreement
    if own is not None and usual is not None and own < usual:
        return f", since those who judged it agree to {percent(own)} only"
    return ""


def projection(context: Context, pressure: Pressure, peers: Peers) -> str:
    """BLS's projection beside pressure, as two different things; nothing where BLS has none."""
    change = context.change_2024_34_pct
    if change is None:
        return ""
    place = percentile(peers.change, change.value)
    text = f"BLS projects {_course(change.value)} from 2024 to 2034, a change {compared(place)}"
    if context.openings_annual:
        text += f", with {context.openings_annual.value:,.0f} openings a year"
    pressed = pressure.percentile > _MIDDLE
    return f"{text}; pressure is {compared(pressure.percentile)}. {_apart(change.value, pressed=pressed)}"


def _apart(change: float, *, pressed: bool) -> str:
    """What may not be concluded from the two together."""
    if change >= 0 and pressed:
        return "Jobs can grow in number while their tasks are exposed: a projection counts jobs, from all causes."
    if change < 0 and not pressed:
        return "Jobs can become fewer for other reasons than AI: a projection counts jobs, from all causes."
    return "That the two go together makes neither the cause of the other: a projection counts jobs, from all causes."


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
    text = joined(parts)
    if indices:
        first, last = month(min(i.vintage for i in indices)), month(max(i.vintage for i in indices))
        text += f"; the indices compared date from {first} to {last}"
    return sentence(text)
