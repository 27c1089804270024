"""The figures of every subject at every level, and the mixes of tasks behind them, as arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import ndtri

from jobprism.editions.store import Edition
from jobprism.estimates.intervals import LEVEL
from jobprism.estimates.level_layers import stored_drafts
from jobprism.estimates.on_demand import levels_of
from jobprism.judgements.base import LAYERS

Floats = NDArray[np.float64]

PRESSURE = "pressure"
MEASURES = (*LAYERS, PRESSURE)
LEVELS = ("", "junior", "mid", "senior", "lead")
"""Levels by number; 0 is the occupation or role as a whole, where no level is told."""
GIVEN_LEVELS = {"intern": "junior"}
"""Levels that titles tell and the level model has not, with the one that speaks for them."""
UNCODED = ""
"""Id of the subject that titles without a code have."""

_REACH = float(ndtri((1 + LEVEL) / 2))
_BOUNDS = ("", "_low", "_high")


@dataclass(frozen=True)
class Work:
    """Tasks and what is estimated of them.

    Attributes:
        items: task_id, activity_id_onet (null where none), in the order of the columns below.
        values: by measure, (tasks,), 0 to 1; NaN where there is no estimate.
        sds: by measure, (tasks,).
        mixes: (subjects x levels, tasks), share of each task in a subject's work at a level; rows add to 1 or 0.
    """

    items: pl.DataFrame
    values: dict[str, Floats]
    sds: dict[str, Floats]
    mixes: csr_matrix

    @cached_property
    def activities(self) -> csr_matrix:
        """(tasks, activities) 1 where a task counts under an activity; a task without one is its own."""
        names = self.items.select(pl.coalesce("activity_id_onet", "task_id")).to_series()
        codes = names.rank("dense").to_numpy() - 1
        return csr_matrix((np.ones(len(codes)), (np.arange(len(codes)), codes)))

    @cached_property
    def places(self) -> dict[str, int]:
        """Column of every task."""
        return {task: i for i, task in enumerate(self.items["task_id"])}


class Figures:
    """Subjects of an edition with their figures; a row of ``table`` per subject and level.

    Attributes:
        subjects: subject (number), subject_kind, subject_id, subject_title, occupation_id_onet, role_id, major_group.
            The last is the subject of titles without a code.
        table: the five measures (pressure 0 to 100) with low and high, at row ``subject * len(LEVELS) + level``; null
            where the edition has none.
        values: (subjects, measures) of the subjects as a whole, all 0 to 1, NaN where missing.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.subjects = _subjects(edition)
        self.table = _table(edition, self.subjects)
        self.number = dict(zip(self.subjects["subject_id"].to_list(), range(self.subjects.height), strict=True))
        whole = self.table.gather_every(len(LEVELS)).select(MEASURES).to_numpy()
        self.values: Floats = whole * np.array([1, 1, 1, 1, 0.01])
        self.spread = _spread(self.values)

    @cached_property
    def work(self) -> Work:
        """Tasks and mixes; about two seconds."""
        return _work(self.edition, self.number)


def _subjects(edition: Edition) -> pl.DataFrame:
    names = edition.rows("code_names", pl.col("system") == "onet_soc_2019").sort("code")
    occupations = names.select(
        subject_kind=pl.lit("occupation"),
        subject_id="code",
        subject_title="name",
        occupation_id_onet="code",
        role_id=pl.lit(None, dtype=pl.String),
    )
    roles = []
    for role, title, declaration in edition.table("roles").sort("role_id").rows():
        largest = max(json.loads(declaration)["mixture"], key=lambda part: part["share"])["occupation_id_onet"]
        roles.append(("role", role, title, largest, role))
    none = ("none", UNCODED, "No code", None, None)
    rest = pl.DataFrame([*roles, none], schema=occupations.schema, orient="row")
    group = pl.col("occupation_id_onet").str.slice(0, 2)
    return pl.concat([occupations, rest]).with_columns(major_group=group).with_row_index("subject")


def _table(edition: Edition, subjects: pl.DataFrame) -> pl.DataFrame:
    kinds = pl.col("subject_kind").is_in(["occupation", "role"])
    columns = ["subject_id", "layer", "value", "low", "high"]
    layers = edition.table("estimates").filter(kinds).select(columns)
    pressure = edition.table("pressure").filter(kinds)
    pressure = pressure.select("subject_id", pl.lit(PRESSURE).alias("layer"), "value", "low", "high")
    whole = pl.concat([layers, pressure]).with_columns(level=pl.lit(LEVELS[0]))
    scale = pl.when(pl.col("layer") == PRESSURE).then(100.0).otherwise(1.0)
    of_level = edition.table("levels").with_columns(pl.col("value", "low", "high") * scale).select(*columns, "level")
    wide = pl.concat([whole, of_level]).pivot("layer", index=["subject_id", "level"], values=["value", "low", "high"])
    named = {
        f"{part}_{m}": f"{m}{end}"
        for m in MEASURES
        for part, end in zip(("value", "low", "high"), _BOUNDS, strict=True)
    }
    levels = pl.DataFrame({"level": LEVELS}).with_row_index("place")
    rows = subjects.select("subject", "subject_id").join(levels, how="cross")
    joined = rows.join(wide.rename(named), on=["subject_id", "level"], how="left")
    # A subject without levels of its own is at every level what it is as a whole.
    of_whole = joined.filter(pl.col("place") == 0).select(
        "subject", *(pl.col(c).alias(f"{c}_all") for c in named.values())
    )
    filled = joined.join(of_whole, on="subject").sort("subject", "place")
    missing = pl.col("capability").is_null()
    return filled.select(
        pl.when(missing).then(f"{c}_all").otherwise(c).round(2 if c.startswith(PRESSURE) else 4).alias(c)
        for c in named.values()
    )


def _spread(values: Floats) -> Floats:
    """(subjects, measures) mean squared difference between a subject and any other: of codes we know nothing about."""
    mean, square = np.nanmean(values, axis=0), np.nanmean(values**2, axis=0)
    return square - 2 * mean * values + values**2


def _work(edition: Edition, number: dict[str, int]) -> Work:
    shares = edition.table("shares")
    of_levels = levels_of(edition.table).shares
    mixes = pl.concat([shares.with_columns(level=pl.lit(LEVELS[0])).select(of_levels.columns), of_levels])
    activities = edition.table("task_activities").select(
        pl.col("task_id_onet").cast(pl.String).alias("task_id"), "activity_id_onet"
    )
    first = activities.sort("task_id", "activity_id_onet").unique("task_id", keep="first")
    items = (
        shares.select("task_id").unique().sort("task_id").join(first, on="task_id", how="left", maintain_order="left")
    )
    drafts = stored_drafts(edition.table("estimates"), edition.table("pressure"), ["task", "role_task"])
    values, sds = {}, {}
    for measure, draft in drafts.items():
        found = items.join(draft, left_on="task_id", right_on="subject_id", how="left", maintain_order="left")
        values[measure] = found["value"].to_numpy().astype(float)
        sds[measure] = np.sqrt(found["variance"].to_numpy().astype(float))
    place = {task: i for i, task in enumerate(items["task_id"])}
    rows = [number[s] * len(LEVELS) + LEVELS.index(level) for s, level in mixes.select("subject_id", "level").rows()]
    columns = [place[task] for task in mixes["task_id"]]
    shape = (len(number) * len(LEVELS), len(place))
    return Work(items, values, sds, csr_matrix((mixes["share"].to_numpy(), (rows, columns)), shape=shape))


def reach() -> float:
    """Half widths of a 90 % interval, in standard deviations of a normal distribution."""
    return _REACH
