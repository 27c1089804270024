"""Computed sentences of an outlook: in short, what the scenarios assume, notes."""

from __future__ import annotations

from math import exp

from jobprism.analyses.facts import Facts
from jobprism.analyses.language import counted, joined, month, points, sentence
from jobprism.analyses.outlook_document import Scenario, State
from jobprism.analyses.use_changes import ProductChanges
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Outlook, judgement

LAYER_NAMES = {"capability": "capability", "use": "use", "delegation": "delegation", "human_need": "human need"}
CHANGE_WORDS = {
    "new": "reported for the first time",
    "returned": "reported again",
    "dropped": "no longer reported",
    "grown": "with a larger share",
    "shrunk": "with a smaller share",
    "steady": "with about the same share",
    "in neither": "in neither release",
}
_MIDDLE = "steady"

_FINE = 6


def outlook_in_short(year: int, now: State, scenarios: list[Scenario], changes: list[ProductChanges]) -> list[str]:
    """Three or four sentences: pressure under the middle scenario, under the others, what moves it, what changed."""
    of = {scenario.name: scenario for scenario in scenarios}
    lines = [_middle(year, now, of[_MIDDLE]), _others(scenarios), _movers(now, of[_MIDDLE])]
    return [sentence(line) for line in (*lines, *(_changed(change) for change in changes[:1])) if line]


def _middle(year: int, now: State, middle: Scenario) -> str:
    before, then = now.pressure, middle.pressure
    band = f"still {then.band}" if then.band == before.band else f"{then.band} instead of {before.band}"
    return (
        f"under the scenario {middle.name}, pressure in {year} is {then.value:.0f} of 100, with a 90 % interval from "
        f"{then.low:.0f} to {then.high:.0f}: {band}. The estimate it starts from is {before.value:.0f}, from "
        f"{before.low:.0f} to {before.high:.0f}"
    )


def _others(scenarios: list[Scenario]) -> str:
    parts = [f"{s.pressure.value:.0f} under {s.name}" for s in scenarios if s.name != _MIDDLE]
    low, high = min(s.pressure.low for s in scenarios), max(s.pressure.high for s in scenarios)
    return f"it is {joined(parts)}; all intervals together reach from {low:.0f} to {high:.0f}"


def _movers(now: State, then: State) -> str:
    """The layers whose value moves by a point or more, most first."""
    moved = []
    for layer in LAYERS:
        a, b = now.layers[layer], then.layers[layer]
        if a is not None and b is not None and points(a.value) != points(b.value):
            # Rounded: equal moves stand in the order of the layers, whatever their last bits.
            by = round(abs(b.value - a.value), _FINE)
            moved.append((by, f"{LAYER_NAMES[layer]}, from {points(a.value)} to {points(b.value)}"))
    if not moved:
        return "no layer moves by a whole point"
    named = [text for _, text in sorted(moved, key=lambda m: -m[0])]
    return f"what moves is {', and '.join(named)}"


def _changed(change: ProductChanges) -> str:
    counts = change.counts
    told = [
        f"{counts[kind]} {'was' if counts[kind] == 1 else 'were'} {CHANGE_WORDS[kind]}"
        for kind in ("new", "returned", "dropped")
        if counts[kind]
    ]
    told += [
        f"{counts[kind]} had {'a larger' if kind == 'grown' else 'a smaller'} share"
        for kind in ("grown", "shrunk")
        if counts[kind]
    ]
    start = f"from {month(change.before)} to {month(change.after)}, {change.product}"
    if not told:
        if counts["steady"]:
            return f"{start} shows no change beyond sampling in the {counted(counts['steady'], 'task')} it reports"
        return f"{start} reports none of the tasks, before or after"
    total = sum(counts.values()) + change.could_not_appear
    return f"{start}'s record changed: of {counted(total, 'task')}, {joined(told)}"


def assumptions(name: str) -> list[str]:
    """What a scenario assumes of each layer, a sentence each."""
    rates = judgement(Outlook).scenarios[name]
    lines = []
    for layer in LAYERS:
        slow, middle, quick = rates[layer].slow, rates[layer].middle, rates[layer].quick
        text = f"{LAYER_NAMES[layer]}: {_odds(middle)}"
        if slow != quick:
            text += f"; the interval allows for anything from {_odds(slow)} to {_odds(quick)}"
        lines.append(sentence(text))
    return lines


def _odds(rate: float) -> str:
    """A yearly rate in logits as what it does to the odds."""
    change = round(100 * (exp(rate) - 1))
    if change == 0:
        return "unchanged odds"
    return f"odds {'rising' if change > 0 else 'falling'} by {abs(change)} % a year"


def notes(facts: Facts, now: State, early: dict[str, State]) -> list[str]:
    """Caveats: from when the layers are carried, what odds are, what is missing.

    Args:
        facts: the job.
        now: today's estimates.
        early: by scenario, the first year that an outlook can be had for.
    """
    judged = judgement(Outlook)
    capability = now.layers["capability"]
    assert capability is not None, "capability exists for every subject"
    drifted = [
        f"{points(level.value)} under {name}" for name, state in early.items() if (level := state.layers["capability"])
    ]
    since = judged.as_of["capability"]
    lines = [
        f"Capability rests on labels given in {since[:4]} and is carried forward from {month(since)}, so that it has "
        f"drifted before the first year shown: the estimate is {points(capability.value)}, and in {judged.first_year} "
        f"it stands at {joined(drifted)}. The other layers start from {month(judged.as_of['use'])}.",
        _example(),
        "The rates are Jobprism's judgement, the same for every job and task; nothing exists yet to check the "
        "intervals on. `docs/judgements.md` gives their reasons.",
    ]
    if now.layers["delegation"] is None:
        lines.append("Delegation was not observed for any of the work; it is left out, not taken as zero.")
    if facts.kind == "role":
        lines.append("O*NET has no code for this role: no record of use and no projection of employment is of it.")
    else:
        lines.append(
            "A task enters or leaves a record also because releases differ in sample and filter: read changes in use "
            "as hints."
        )
    return lines


def _example() -> str:
    """What a rate in odds does to a layer in the middle of its scale."""
    rate = judgement(Outlook).scenarios[_MIDDLE]["capability"].middle
    half = 0.5
    moved = exp(rate) / (1 + exp(rate))
    return (
        f"Odds: a layer of {points(half)} has odds of 1 to 1; {_odds(rate)} carry it to {points(moved)} within one "
        "year. A layer near 0 or 100 moves less."
    )
