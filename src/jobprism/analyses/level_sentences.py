"""Computed sentences of a level: in short, what makes the difference, what the model cannot say."""

from __future__ import annotations

from math import fsum

import polars as pl

from jobprism.analyses.documents import ListedRow
from jobprism.analyses.facts import Facts
from jobprism.analyses.language import capitalised, joined, ordinal, percent, plural, points, quoted, sentence
from jobprism.analyses.level_document import LevelPressure, LevelRow, LevelState, Rung
from jobprism.analyses.outlook_document import State
from jobprism.analyses.outlook_sentences import LAYER_NAMES
from jobprism.editions.store import Edition
from jobprism.estimates.level_layers import EDITORIAL, FEW_TASKS
from jobprism.judgements.base import LAYERS
from jobprism.judgements.level_evidence import LevelEvidence
from jobprism.judgements.load import Levels, judgement

NOT_THIS = [
    "A level is the same job with other shares of the same tasks. It says nothing of who is hired, let go or promoted.",
    "Pressure is not the probability of losing a job.",
]
LABEL_WORDS = {
    "Higher": "probably higher than the job's as a whole",
    "Reduced": "probably lower than the job's as a whole",
    "Similar": "about the same as the job's as a whole",
    "Mixed": "not clearly higher or lower than the job's as a whole",
}
_NAMED = 2
_BY_HAND = ", as the role's file declares it,"
_ONE_YEAR, _FOUR_YEARS = 5, 8  # O*NET's categories: up to one year; the first above four years


def in_short(
    level: str,
    now: State,
    at_level: LevelState | None,
    ladder: list[Rung],
    moved: float | None,
    grows: list[ListedRow],
    shrinks: list[ListedRow],
    flags: list[str],
    tier: str,
) -> list[str]:
    """Three to five sentences; where levels are not told apart, why not."""
    if at_level is None or moved is None:
        return [sentence(line) for line in _nothing(now, flags, tier)]
    pressure, whole = at_level.pressure, now.pressure
    label = next(rung.label for rung in ladder if rung.level == level)
    lines = [
        f"at {level} level, pressure is {pressure.value:.0f} of 100, with a 90 % interval from {pressure.low:.0f} to "
        f"{pressure.high:.0f}: {LABEL_WORDS[label]}, which is {whole.value:.0f}, from {whole.low:.0f} to "
        f"{whole.high:.0f}",
        f"the change is {signed(pressure.change)} points, with a 90 % interval from {signed(pressure.change_low)} to "
        f"{signed(pressure.change_high)}{', which includes no change' if _includes_none(pressure) else ''}",
        f"the mix of tasks{_BY_HAND if tier == EDITORIAL else ''} differs from the whole job's in {percent(moved)} of "
        f"the work{_shifts(grows, shrinks)}",
        _layers(at_level),
        f"by level, pressure is {joined([f'{rung.pressure.value:.0f} for {rung.level}' for rung in ladder])}",
    ]
    return [sentence(line) for line in lines if line]


def _nothing(now: State, flags: list[str], tier: str) -> list[str]:
    judged, whole = judgement(Levels), now.pressure
    reason = (
        f"the job has fewer than {judged.few_tasks} tasks, too few to tell levels apart"
        if FEW_TASKS in flags
        else f"by what {'its file declares' if tier == EDITORIAL else 'the model has learned'}, a junior's and a "
        f"lead's mix of tasks would differ in less than {percent(judged.hardly_differs)} of the work"
    )
    return [
        f"the level model has nothing to say of this job: {reason}",
        f"what holds for the job as a whole is all there is: pressure {whole.value:.0f} of 100, with a 90 % interval "
        f"from {whole.low:.0f} to {whole.high:.0f}",
    ]


def signed(points_of: float) -> str:
    """A change in points, with its sign; one decimal, since changes are small."""
    text = f"{points_of:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text


def _shifts(grows: list[ListedRow], shrinks: list[ListedRow]) -> str:
    parts = [
        f"{word} {joined([_shift(row) for row in rows])}"
        for word, rows in (("more", grows[:_NAMED]), ("less", shrinks[:_NAMED]))
        if rows
    ]
    return f": {'; '.join(parts)}" if parts else ""


def _shift(row: ListedRow) -> str:
    return f"{quoted(row.label)} ({row.evidence.partition(' of the work')[0]})"


def _layers(at_level: LevelState) -> str:
    """The layers that differ by a point or more, most first."""
    apart = [
        (
            abs(of.change),
            f"{LAYER_NAMES[layer]} is {'higher' if of.change > 0 else 'lower'} by {abs(100 * of.change):.1f} points, "
            f"at {points(of.value)}",
        )
        for layer in LAYERS
        if (of := at_level.layers[layer]) is not None and points(abs(of.change)) != "0"
    ]
    if not apart:
        return "no layer differs from the whole job's by a point"
    return "; ".join(text for _, text in sorted(apart, key=lambda a: -a[0]))


def _includes_none(pressure: LevelPressure) -> bool:
    return pressure.change_low < 0 < pressure.change_high


def why_changed(table: list[LevelRow], *, shown: bool) -> list[str]:
    """What the work that grows is like, beside the work that shrinks; nothing where no row differs by a whole percent.

    Args:
        table: the job's rows at the level.
        shown: whether any row differs by what a whole percentage shows.
    """
    if not shown:
        return []
    more = [(row.change, row) for row in table if row.change > 0]
    less = [(-row.change, row) for row in table if row.change < 0]
    lines = []
    if more and less:
        figures = [(_mean(of, "capability"), _mean(of, "human_need")) for of in (more, less)]
        (cap_up, need_up), (cap_down, need_down) = figures
        lines.append(
            f"the work that grows has a capability of {points(cap_up)} and a human need of {points(need_up)} of 100, "
            "on average; "
            f"the work that shrinks {points(cap_down)} and {points(need_down)}"
        )
        lines.append(_reading(cap_up - cap_down, need_up - need_down))
    growing = fsum(change for change, row in more if row.resilient)
    total = fsum(change for change, _ in more)
    if total > 0:
        nouns = plural(table[0].kind, 2)
        part = "none" if growing == 0 else "all" if growing == total else percent(growing / total)
        lines.append(f"of the share that is gained, {part} goes to resilient {nouns}")
    return [sentence(line) for line in lines]


def _mean(of: list[tuple[float, LevelRow]], field: str) -> float:
    return fsum(w * getattr(row, field) for w, row in of) / fsum(w for w, _ in of)


def _reading(capability: float, need: float) -> str:
    """In words: what the level takes on, beside what it leaves."""
    unlike = judgement(LevelEvidence).unlike
    able, held = (0 if abs(gap) < unlike else 1 if gap > 0 else -1 for gap in (capability, need))
    more = {1: "more", -1: "less"}
    if not able and not held:
        return "so the mix shifts between kinds of work that hardly differ in either"
    if not held:
        return f"so the level takes on what AI can do {more[able]} of; people are needed for it about as much"
    if not able:
        return f"so the level takes on what is {more[held]} held to people; AI can do about as much of it"
    if able == held:
        return (
            f"so the level takes on what AI can do {more[able]} of, but what is also {more[held]} held to people: the "
            "two push apart"
        )
    return f"so the level takes on what AI can do {more[able]} of and what is {more[held]} held to people"


def experience(edition: Edition, facts: Facts) -> list[str]:
    """What O*NET's survey says of required experience, and whether the first study would call the job most exposed."""
    lines = [*_asked_for(edition, facts), *_group(facts)]
    return [sentence(line) for line in lines]


def _asked_for(edition: Edition, facts: Facts) -> list[str]:
    if facts.kind == "role":
        return []
    rows = edition.rows_of("evidence", "subject_id", [facts.id]).filter(
        (pl.col("subject_kind") == "occupation") & pl.col("measure").str.starts_with("onet_related_experience_pct/")
    )
    of = {int(measure.partition("/")[2]): value for measure, value in rows.select("measure", "value").rows()}
    total = fsum(of.values())
    if total < judgement(Levels).full_answers_pct:
        return []
    short = fsum(v for category, v in of.items() if category <= _ONE_YEAR) / total
    long = fsum(v for category, v in of.items() if category >= _FOUR_YEARS) / total
    return [
        "asked by O*NET how much related experience the job requires, "
        f"{_part(short)} of respondents say a year at most and {_part(long)} more than four years"
    ]


def _part(share: float) -> str:
    return percent(share) if share else "none"


def _group(facts: Facts) -> list[str]:
    judged = judgement(LevelEvidence)
    found = facts.indices.filter(pl.col("measure") == judged.index)
    if found.is_empty():
        return []
    place = float(found["percentile"][0])
    inside = "belongs" if place >= judged.most_exposed_from else "does not belong"
    most = 100 - judged.most_exposed_from
    return [
        f"by the index that the first study below sorts occupations by, the job stands at the {ordinal(place)} "
        "percentile; it "
        f"{inside} to the most exposed {most:.0f} %"
    ]


def limits(*, told: bool, tier: str) -> list[str]:
    """What the mix of tasks rests on and what it was checked on."""
    judged = judgement(Levels)
    shares = joined([f"{percent(of.share)} {name}" for name, of in judged.levels.items()])
    start = "O*NET does not tell a junior's work from a lead's."
    if tier == EDITORIAL:
        basis = [
            f"{start} The mix of each level is what the role's file declares, by hand, fitted so that the "
            "levels average back to the whole job. Nothing published checks it",
        ]
        if told:
            basis.append(
                "The last column is what the level model gives, which is learned from pairs of related occupations. "
                "Nothing published decides between the two; where they part, the intervals are wider for it"
            )
        judgements = f"How many people stand at each level ({shares}) is"
    else:
        basis = [
            f"{start} The shift is learned from pairs of related occupations of which one asks for more preparation, "
            "experience and responsibility for others",
            "It was checked on pairs it was not fitted on: it foretells the way towards leading others, and little or "
            "nothing between near equals; docs/method.md has the figures. Nothing published checks it within one "
            "occupation",
        ]
        judgements = f"How far apart the levels stand and how many people stand at each ({shares}) are"
    lines = [
        *basis,
        f"A level is called Similar within {judged.similar_within_pct:.0f} % of the job's pressure or "
        f"{judged.similar_within_points:g} points, Higher or Reduced where the direction has a probability of at least "
        f"{percent(judged.sure_direction)}, else Mixed; also Mixed where layers push a similar pressure apart. Bands "
        "are given before figures are rounded",
        f"{judgements} Jobprism's judgement. The levels' mixes average back to the whole job's",
        "New tasks do not enter: a lead's table has the tasks that the job has, in other shares",
    ]
    return [sentence(capitalised(line)) for line in lines]
