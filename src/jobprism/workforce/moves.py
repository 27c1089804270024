"""Moves within a workforce: which exposed occupations could go to which others that it has, by the rules of a plan."""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.analyses.plan_data import PlanData, plan_data
from jobprism.analyses.plan_gap import carried_share
from jobprism.analyses.plan_paths import LOWER, aims_met, feasible
from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, Workforce, judgement

SCHEMA = pl.Schema(
    {
        "from_id": pl.String,
        "from_title": pl.String,
        "from_people": pl.Float64,
        "from_pressure": pl.Float64,
        "to_id": pl.String,
        "to_title": pl.String,
        "to_people": pl.Float64,
        "to_pressure": pl.Float64,
        "nearness": pl.Int64,
        "carried_share": pl.Float64,
    }
)


def moves(edition: Edition, shown: pl.DataFrame) -> pl.DataFrame:
    """The from-to matrix of a workforce, a row per pair that a plan would name; columns as in ``SCHEMA``.

    A destination is near, can be prepared for, and keeps to what holds for every path of a plan (equation 64 and
    ``judgements/plan.yml``), and its pressure is lower by the plan's aim. Both ends are occupations that may be shown,
    so that no small group is told about; pressure is of the occupation as a whole, in the edition.

    Args:
        edition: whose figures.
        shown: as ``tables.occupations`` returns it.

    Returns:
        Exposed occupations of most people first, of each the nearest destinations first. nearness is the place of the
        destination among all occupations by likeness, carried_share the share (0 to 1) of what it calls for that
        people bring along; null where unknown.
    """
    judged = judgement(Workforce)
    exposed_from = judgement(Bands).pressure[judged.moves_from_band]
    data = plan_data(edition)
    people = {
        data.place[subject]: (title, count)
        for subject, title, count in shown.select("subject_id", "subject_title", "people").rows()
        if subject in data.place
    }
    pressure = data.pressure[None][:, 0]
    found = []
    for start, (title, count) in people.items():
        if not pressure[start] >= exposed_from:
            continue
        for target in _targets(data, start, people)[: judged.moves_listed]:
            name, there = people[target]
            carried = carried_share(data, start, target)
            found.append(
                (
                    *(data.found.ids[start], title, count, round(float(pressure[start]), 2)),
                    *(data.found.ids[target], name, there, round(float(pressure[target]), 2)),
                    int(data.ranks[start, target]),
                    None if carried is None else round(carried, 4),
                )
            )
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def _targets(data: PlanData, start: int, people: dict[int, tuple[str, float]]) -> list[int]:
    """Destinations of a job among those of the workforce, the nearest first."""
    lower = aims_met(data, start, None)[LOWER][: data.found.occupations]
    near = data.ranks[start][: data.found.occupations] <= judgement(Workforce).moves_reach
    allowed = np.flatnonzero(feasible(data, start, None) & lower & near)
    nearest = allowed[np.argsort(data.ranks[start, allowed], kind="stable")]
    return [int(i) for i in nearest if int(i) in people]
