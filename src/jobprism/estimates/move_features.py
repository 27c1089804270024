"""What jobs are compared by: vectors of skills, knowledge, activities, software and tasks (equations 60 and 61)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.estimates.intervals import Floats
from jobprism.estimates.shares import newest
from jobprism.estimates.skills import KNOWLEDGE, SKILL

PARTS = ("skills", "knowledge", "general_activities", "activities", "software", "tasks")
"""The six kinds of similarity."""

_RATED = {SKILL: "onet_skill", KNOWLEDGE: "onet_knowledge"}
_TOP_LEVEL = 7
_GENERAL = "onet_work_activity_importance"


@dataclass(frozen=True)
class TaskVectors:
    """Where the wording of O*NET's tasks lies.

    Attributes:
        ids: O*NET's task ids, as text.
        vectors: (tasks, p) vectors of length 1.
    """

    ids: Sequence[str]
    vectors: Floats


@dataclass(frozen=True)
class Features:
    """What is known of every occupation and role, a row each; occupations by code, then roles by id.

    Attributes:
        kinds: occupation or role.
        ids: codes and ids.
        parts: vectors by part of ``PARTS``; a row of NaN where nothing is known.
        elements: ids of skills and knowledge; importance (1 to 5) and level (0 to 7) have a column for each, NaN where
            the job is not rated. A role has the mean of its occupations.
        published: whether O*NET publishes the level; where it leaves it out as not relevant or too imprecise, level
            is read off importance (equation 61).
        software: commodity codes; named has a column for each: how many products of the category are named, and wanted:
            how many of them O*NET marks as in demand in the job's advertisements (of a role, means over occupations).
        work: share of the job's work by intermediate activity, columns in the order of the edition's table.
    """

    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    parts: dict[str, Floats]
    elements: tuple[str, ...]
    importance: Floats
    level: Floats
    published: NDArray[np.bool_]
    software: tuple[str, ...]
    named: Floats
    wanted: Floats
    work: Floats

    @property
    def occupations(self) -> int:
        """How many of the rows are occupations."""
        return self.kinds.count("occupation")


def features(table: Callable[[str], pl.DataFrame], tasks: TaskVectors) -> Features:
    """Features of an edition's occupations and roles.

    Args:
        table: the edition's tables; ``occupations``, ``roles``, ``evidence``, ``technologies``, ``shares``,
            ``activities``, ``task_activities``, ``role_neighbours``.
        tasks: vectors of O*NET's tasks; a role's task has the mean of those nearest in wording.
    """
    occupations = table("occupations").sort("occupation_id_onet")
    codes = occupations["occupation_id_onet"].to_list()
    declared = [json.loads(text) for text in table("roles").sort("role_id")["declaration"].to_list()]
    mixture = _mixture(codes, declared)
    evidence = table("evidence")
    soc = occupations["soc_2018"].to_list()
    rated = {kind: _ratings(evidence, f"{stem}_importance", codes) for kind, stem in _RATED.items()}
    levels = [_ratings(evidence, f"{stem}_level", codes, rated[kind][0])[1] for kind, stem in _RATED.items()]
    general = _ratings(evidence, _GENERAL, soc, kind="soc")[1]
    products = _counts(table("technologies"), "technology", codes)[1]
    categories, named = _counts(table("technologies"), "commodity_code", codes)
    wanted = _counts(table("technologies").filter("in_demand"), "commodity_code", codes, categories)[1]
    ids = [*codes, *(role["id"] for role in declared)]
    activities, wording = _work(table, ids, tasks)
    importance, level = np.hstack([rated[kind][1] for kind in _RATED]), np.hstack(levels)
    return Features(
        kinds=("occupation",) * len(codes) + ("role",) * len(declared),
        ids=tuple(ids),
        parts={
            "skills": _standardised(rated[SKILL][1], mixture),
            "knowledge": _standardised(rated[KNOWLEDGE][1], mixture),
            "general_activities": _standardised(general, mixture),
            "activities": np.sqrt(activities) * _rarity(activities[: len(codes)]),
            "software": _mixed((products > 0) * _rarity(products), mixture),
            "tasks": wording - wording[: len(codes)].mean(axis=0),
        },
        elements=tuple(e for kind in _RATED for e in rated[kind][0]),
        importance=_mixed(importance, mixture),
        level=_mixed(read_off(importance, level), mixture),
        published=_mixed(~np.isnan(level) + 0.0, mixture) == 1,
        software=tuple(categories),
        named=_mixed(named, mixture),
        wanted=_mixed(wanted, mixture),
        work=activities,
    )


def read_off(importance: Floats, level: Floats) -> Floats:
    """Levels, with those left out read off importance: a straight line per element through the jobs that have both.

    Args:
        importance: (jobs, elements), 1 to 5.
        level: (jobs, elements), 0 to 7; NaN where it is left out.
    """
    both = ~np.isnan(importance) & ~np.isnan(level)
    x, y = np.where(both, importance, np.nan), np.where(both, level, np.nan)
    centre, height = np.nanmean(x, axis=0), np.nanmean(y, axis=0)
    slope = np.nansum((x - centre) * (y - height), axis=0) / np.nansum((x - centre) ** 2, axis=0)
    line = np.clip(height + slope * (importance - centre), 0, _TOP_LEVEL)
    return np.where(np.isnan(level), line, level)


def _mixture(codes: list[str], declared: list[dict]) -> Floats:
    """Shares of occupations in roles, shape (roles, occupations)."""
    place = {code: i for i, code in enumerate(codes)}
    shares = np.zeros((len(declared), len(codes)))
    for row, role in enumerate(declared):
        for part in role["mixture"]:
            shares[row, place[part["occupation_id_onet"]]] = part["share"]
    return shares


def _mixed(values: Floats, mixture: Floats) -> Floats:
    """Rows of the occupations, then the mean over each role's occupations that have any."""
    known = ~np.isnan(values)
    weight = mixture @ known
    with np.errstate(invalid="ignore"):
        means = (mixture @ np.nan_to_num(values)) / np.where(weight > 0, weight, np.nan)
    return np.vstack([values, means])


def _standardised(values: Floats, mixture: Floats) -> Floats:
    """In standard deviations from the mean over occupations."""
    return _mixed((values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0), mixture)


def _rarity(values: Floats) -> Floats:
    """Logarithm of how many times more occupations there are than such with the column (inverse document frequency)."""
    return np.log(len(values) / np.maximum((values > 0).sum(axis=0), 1))


def _ratings(
    evidence: pl.DataFrame, family: str, codes: list[str], elements: list[str] | None = None, kind: str = "occupation"
) -> tuple[list[str], Floats]:
    """Elements, and ratings of each code, shape (codes, elements); NaN where there is none."""
    found = newest(
        evidence.filter((pl.col("subject_kind") == kind) & pl.col("measure").str.starts_with(f"{family}/"))
    ).select("subject_id", pl.col("measure").str.split("/").list.last().alias("element"), "value")
    columns = elements or found["element"].unique().sort().to_list()
    wide = found.pivot(on="element", index="subject_id", values="value")
    wide = wide.with_columns(pl.lit(None, dtype=pl.Float64).alias(c) for c in columns if c not in wide.columns)
    placed = pl.DataFrame({"subject_id": codes}).join(wide, on="subject_id", how="left", maintain_order="left")
    values = placed.select(columns).to_numpy().astype(float)
    return columns, values


def _counts(
    technologies: pl.DataFrame, column: str, codes: list[str], values: list[str] | None = None
) -> tuple[list[str], Floats]:
    """Values of a column, and how many of an occupation's products have each, shape (codes, values)."""
    names = values or technologies[column].cast(pl.String).unique().sort().to_list()
    place = {name: i for i, name in enumerate(names)}
    of = {code: i for i, code in enumerate(codes)}
    counts = np.zeros((len(codes), len(names)))
    for code, name in technologies.select("occupation_id_onet", pl.col(column).cast(pl.String)).rows():
        if code in of:
            counts[of[code], place[name]] += 1
    return names, counts


def _work(table: Callable[[str], pl.DataFrame], ids: list[str], tasks: TaskVectors) -> tuple[Floats, Floats]:
    """Shares of work by intermediate activity, and the mean vector of the tasks weighted by share; a row per job."""
    shares = table("shares").select("subject_id", "task_id", "share")
    near = table("role_neighbours").select(pl.col("role_task_id").alias("task_id"), "task_id_onet", "weight")
    near = near.with_columns(pl.col("weight") / pl.col("weight").sum().over("task_id"))
    own = shares.join(near, on="task_id").select(
        "subject_id", task_id="task_id_onet", share=pl.col("share") * pl.col("weight")
    )
    every = pl.concat([shares.join(near, on="task_id", how="anti"), own])
    place = {subject: i for i, subject in enumerate(ids)}
    known = {task: i for i, task in enumerate(tasks.ids)}
    rows = [(place[s], known[t], w) for s, t, w in every.sort("subject_id", "task_id").rows() if t in known]
    wording = np.zeros((len(ids), tasks.vectors.shape[1]))
    at, task, weight = (np.array(column) for column in zip(*rows, strict=True))
    np.add.at(wording, at, weight[:, None] * tasks.vectors[task])
    kinds = table("activities")["activity_id_onet"].to_list()
    column = {activity: i for i, activity in enumerate(kinds)}
    links = table("task_activities").select(
        pl.col("task_id_onet").cast(pl.String).alias("task_id"),
        "activity_id_onet",
        part=1 / pl.len().over("task_id_onet"),
    )
    activities = np.zeros((len(ids), len(kinds)))
    linked = every.join(links, on="task_id").sort("subject_id", "task_id", "activity_id_onet")
    for subject, activity, share in linked.select(
        "subject_id", "activity_id_onet", pl.col("share") * pl.col("part")
    ).rows():
        activities[place[subject], column[activity]] += share
    return activities, wording
