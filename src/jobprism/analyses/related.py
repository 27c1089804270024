"""Occupations related to a job: their pressure, and how much of the work is common."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import polars as pl

from jobprism.analyses.documents import RelatedJob
from jobprism.analyses.facts import Facts
from jobprism.editions.store import Edition
from jobprism.estimates.intervals import Floats

TABLE = "related_occupations"
_SHOWN = 10
_DIGITS = 6


def related_jobs(edition: Edition, facts: Facts) -> list[RelatedJob]:
    """The ten nearest; none where the edition has no table of relatives.

    An occupation's are O*NET's, in its order. A role's are the occupations it is made of and their relatives, by work
    in common.
    """
    if TABLE not in edition.manifest.tables:
        return []
    own = _shares(facts)
    known = _occupations(edition)
    if facts.kind == "occupation":
        codes = [code for code in _relatives(edition).get(facts.id, []) if code in known][:_SHOWN]
    else:
        codes = _of_role(edition, facts, own)
    return [
        RelatedJob(
            occupation_id_onet=code,
            occupation_title=title,
            pressure=value,
            pressure_low=low,
            pressure_high=high,
            band=band,
            common_work=common_work(edition, own, code),
        )
        for code in codes
        for title, value, low, high, band in [known[code]]
    ]


def _of_role(edition: Edition, facts: Facts, own: dict[str, float]) -> list[str]:
    mixture = facts.subject["mixture"]
    assert isinstance(mixture, list)
    parts = [part["occupation_id_onet"] for part in mixture]
    known = _occupations(edition)
    near = dict.fromkeys([*parts, *(code for part in parts for code in _relatives(edition).get(part, []))])
    common = {code: common_work(edition, own, code) for code in near if code in known}
    return sorted(common, key=lambda code: (-common[code], code))[:_SHOWN]


def common_work(edition: Edition, own: dict[str, float], code: str) -> float:
    """Share (0 to 1) of work in common: the smaller of both jobs' shares of an activity, summed over activities."""
    places, work = _work(edition)
    other = work[places[code]]
    columns = _activities(edition)
    return round(float(sum(min(share, other[columns[activity]]) for activity, share in own.items())), _DIGITS)


def _shares(facts: Facts) -> dict[str, float]:
    """Share of the work by intermediate activity; a row of several is split evenly."""
    found: dict[str, float] = {}
    for row in facts.rows:
        for activity in row.activities:
            found[activity] = found.get(activity, 0.0) + row.share / len(row.activities)
    return found


@lru_cache(maxsize=4)
def _relatives(edition: Edition) -> dict[str, list[str]]:
    table = edition.table(TABLE).sort("occupation_id_onet", "index")
    groups: Iterable[tuple[str, list[str]]] = (
        table.group_by("occupation_id_onet", maintain_order=True).agg("related_occupation_id_onet").rows()
    )
    return dict(groups)


@lru_cache(maxsize=4)
def _occupations(edition: Edition) -> dict[str, tuple[str, float, float, float, str]]:
    """Title and pressure (value, low, high, band) by code."""
    titles = edition.table("occupations").select(pl.col("occupation_id_onet").alias("subject_id"), "occupation_title")
    own = edition.rows("pressure", pl.col("subject_kind") == "occupation")
    joined = titles.join(own, on="subject_id").select("subject_id", "occupation_title", "value", "low", "high", "band")
    return {code: (title, value, low, high, band) for code, title, value, low, high, band in joined.rows()}


@lru_cache(maxsize=4)
def _activities(edition: Edition) -> dict[str, int]:
    return {activity: place for place, activity in enumerate(edition.table("activities")["activity_id_onet"])}


@lru_cache(maxsize=4)
def _work(edition: Edition) -> tuple[dict[str, int], Floats]:
    """Occupations' places, and their shares of work by activity: occupations x activities."""
    shares = edition.rows("shares", pl.col("subject_kind") == "occupation").select(
        "subject_id", pl.col("task_id").cast(pl.Int64).alias("task_id_onet"), "share"
    )
    links = edition.table("task_activities").join(shares, on="task_id_onet")
    parts = links.with_columns(pl.col("share") / pl.len().over("task_id_onet")).sort("task_id_onet", "activity_id_onet")
    places = {code: place for place, code in enumerate(edition.table("occupations")["occupation_id_onet"])}
    columns = _activities(edition)
    work = np.zeros((len(places), len(columns)))
    rows, cols = ([of[i] for i in parts[name]] for of, name in ((places, "subject_id"), (columns, "activity_id_onet")))
    np.add.at(work, (rows, cols), parts["share"].to_numpy())
    return places, work
