"""Which jobs a plan leads to: candidates, aims, and the Pareto set (equation 64)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobprism.analyses.plan_data import PlanData
from jobprism.estimates.intervals import Floats
from jobprism.estimates.moves import undominated
from jobprism.estimates.preparation import obstacles
from jobprism.judgements.load import Bands, Levels, judgement
from jobprism.judgements.moves import Moves
from jobprism.judgements.plan import Planning

LOWER, PAID, GROWING, CHOSEN = "lower_pressure", "better_paid", "growing", "chosen"
AIMS = (LOWER, PAID, GROWING)

_VALUE, _LOW, _HIGH = 0, 1, 2


@dataclass(frozen=True)
class Choice:
    """What was chosen, and from what; rows of the plan data throughout.

    Attributes:
        candidates: feasible jobs, the most alike first.
        picks: the job of each aim that has one.
        longer: aims whose job asks for longer preparation than candidates do.
        pareto: candidates that no other candidate beats, the most alike first.
        further: the same of candidates and jobs of longer preparation together.
    """

    candidates: list[int]
    picks: dict[str, int]
    longer: set[str]
    pareto: list[int]
    further: list[int]


def choose(data: PlanData, start: int, level: str | None) -> Choice:
    """Candidates, Pareto set and paths of a job at a level.

    Each path is the nearest candidate that fulfils its aim and is on no path yet; where none does, the nearest job of
    longer preparation. As every aim is "at least so much" of a figure that the Pareto set looks at, no candidate beats
    it in all four, except one that is on a path already.

    Args:
        data: figures of all jobs.
        start: row of the job held.
        level: the level held; None for the job as a whole.
    """
    order = np.argsort(data.ranks[start], kind="stable")
    candidates = order[feasible(data, start, level)[order]]
    further = order[feasible(data, start, level, longer=True)[order]]
    meets = aims_met(data, start, level)
    picks: dict[str, int] = {}
    longer: set[str] = set()
    for aim in AIMS:
        for among in (candidates, further):
            left = [int(i) for i in among if meets[aim][i] and int(i) not in picks.values()]
            if left:
                picks[aim] = left[0]
                longer |= {aim} if among is further else set()
                break
    values = figures(data, start, level)
    return Choice(candidates.tolist(), picks, longer, _best(values, candidates), _best(values, further))


def _best(values: Floats, rows: NDArray[np.int64]) -> list[int]:
    return [int(i) for i, kept in zip(rows, undominated(values[rows]), strict=True) if kept]


def feasible(data: PlanData, start: int, level: str | None, *, longer: bool = False) -> NDArray[np.bool_]:
    """Which occupations a path may lead to, shape (occupations,).

    Those that are near, can be prepared for, are not the job itself, are counted by BLS on their own, and keep to what
    holds for every path (``judgements/plan.yml``); ``longer`` allows longer preparation. None has a pressure wholly
    above that of the job held.
    """
    n, judged = data.found.occupations, judgement(Planning)
    pressure = data.pressure[level]
    own = np.arange(n) == start
    barred = np.logical_or.reduce([kind[:n] for kind in in_the_way(data, start, level, longer=longer).values()])
    rules = [
        ~own,
        ~barred,
        data.ranks[start] <= judged.reach,
        data.own_figures[:n],
        np.array([code != data.bls[start] for code in data.bls[:n]]),
        data.openings[:n] >= judged.least_openings,
        data.change[:n] >= judged.least_change_pct,
        ~(data.wage[:n] < judged.least_wage * data.wage[start]),
        pressure[:n, _VALUE] <= max(judged.most_pressure * pressure[start, _VALUE], very_low()),
        pressure[:n, _LOW] <= pressure[start, _HIGH],
    ]
    return np.logical_and.reduce(rules)


def very_low() -> float:
    """Pressure below which every job is in the lowest band."""
    return sorted(judgement(Bands).pressure.values())[1]


def in_the_way(data: PlanData, start: int, level: str | None, *, longer: bool = False) -> dict[str, NDArray[np.bool_]]:
    """Obstacles of preparation, by kind, for every job."""
    judged = judgement(Moves)
    levels = list(judgement(Levels).levels)
    # Without a level the job as a whole is meant, with those in it who could manage.
    may_manage = level is None or levels.index(level) >= levels.index(judged.managing_from)
    return obstacles(data.preparation, start, judged, may_manage=may_manage, longer=longer)


def aims_met(data: PlanData, start: int, level: str | None) -> dict[str, NDArray[np.bool_]]:
    """Which jobs fulfil which aim; what is unknown fulfils none."""
    judged = judgement(Planning)
    value = data.pressure[level][:, _VALUE]
    low_already = very_low() if value[start] < very_low() else 0.0
    return {
        LOWER: value <= max(judged.lower_pressure * value[start], low_already),
        PAID: data.wage >= judged.better_wage * data.wage[start],
        GROWING: data.change >= judged.growing_pct,
    }


def figures(data: PlanData, start: int, level: str | None) -> Floats:
    """Likeness, pressure (turned round), wage and projected change of every job: the higher the better."""
    return np.column_stack([data.scores[start], -data.pressure[level][:, _VALUE], data.wage, data.change])
