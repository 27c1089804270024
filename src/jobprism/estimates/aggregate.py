"""Carrying estimates from tasks to activities, occupations and roles, with their uncertainty (equations 13, 14)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jobprism.estimates.intervals import Floats
from jobprism.judgements.occupations import Shared

_NO_DISTANCE = pl.DataFrame(schema={"subject_id": pl.String, "distance": pl.Float64})


@dataclass(frozen=True)
class Grouping:
    """Which tasks make up which subjects.

    Attributes:
        links: subject_id, task_id (text), weight (share of work, any scale), cluster (the activity whose tasks share
            errors).
    """

    links: pl.DataFrame


def aggregate(
    draft: pl.DataFrame, grouping: Grouping, shared: Shared, distances: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Weighted means of a layer over groups of tasks; columns as in ``DRAFT_SCHEMA``.

    The variance is that of a weighted sum of errors of which a part is common to all tasks, a part to tasks of one
    activity, and the rest each task's own. Distances that are known, sign and all, add up instead.

    Args:
        draft: the tasks' estimates.
        grouping: the groups.
        shared: parts of an error's variance that tasks share.
        distances: subject_id, distance: known difference between the tasks' value and what their interval is of, whose
            square is part of their variance; 0 for tasks that are not in it.

    Tasks without an estimate are left out of the mean; ``coverage`` is the share of the group's work whose tasks speak
    to the layer directly (tier measured or published, or, for layers that are always derived, their own coverage).
    """
    joined = (
        grouping.links.join(draft, left_on="task_id", right_on="subject_id", how="left")
        .join(_NO_DISTANCE if distances is None else distances, left_on="task_id", right_on="subject_id", how="left")
        .with_columns(pl.col("distance").fill_null(0.0))
        .sort("subject_id", "task_id")
    )
    present = joined.filter(pl.col("value").is_not_null())
    if present.is_empty():
        return pl.DataFrame(schema=draft.schema)
    w = pl.col("weight") / pl.col("weight").sum().over("subject_id")
    chance = (pl.col("variance") - pl.col("distance") ** 2).clip(lower_bound=0)
    parts = present.with_columns(w=w).with_columns(error=pl.col("w") * chance.sqrt())
    clustered = (
        parts.group_by("subject_id", "cluster", maintain_order=True)
        .agg(pl.col("error").sum())
        .group_by("subject_id", maintain_order=True)
        .agg(activity=(pl.col("error") ** 2).sum())
    )
    means = parts.group_by("subject_id", maintain_order=True).agg(
        value=(pl.col("w") * pl.col("value")).sum(),
        common=pl.col("error").sum() ** 2,
        own=(pl.col("error") ** 2).sum(),
        known=(pl.col("w") * pl.col("distance")).sum() ** 2,
        agreement=(pl.col("w") * pl.col("agreement")).sum()
        / pl.col("w").filter(pl.col("agreement").is_not_null()).sum(),
    )
    direct = pl.col("tier").is_in(["measured", "published"])
    coverage = joined.group_by("subject_id").agg(
        coverage=(pl.col("weight") * pl.when(direct).then(1.0).otherwise(_indirect(draft)).fill_null(0.0)).sum()
        / pl.col("weight").sum()
    )
    own = 1 - shared.common - shared.activity
    by_chance = shared.common * pl.col("common") + shared.activity * pl.col("activity") + own * pl.col("own")
    return (
        means.join(clustered, on="subject_id")
        .join(coverage, on="subject_id")
        .join(_heaviest(parts, "tier"), on="subject_id")
        .join(_heaviest(parts, "sources"), on="subject_id")
        .with_columns(variance=by_chance + pl.col("known"), agreement=pl.col("agreement").fill_nan(None))
        .select(draft.columns)
        .sort("subject_id")
    )


def _indirect(draft: pl.DataFrame) -> pl.Expr:
    """What an indirect task counts for in coverage: nothing, unless no task of the layer is direct."""
    always_derived = not draft["tier"].is_in(["measured", "published"]).any()
    return pl.col("coverage") if always_derived else pl.lit(0.0)


def _heaviest(parts: pl.DataFrame, column: str) -> pl.DataFrame:
    """Per subject, the value of ``column`` that most of its weight bears; ties go to the alphabetically first."""
    totals = parts.group_by("subject_id", column).agg(pl.col("w").sum().round(9))
    ranked = totals.sort(["subject_id", "w", column], descending=[False, True, False])
    return ranked.unique("subject_id", keep="first", maintain_order=True).select("subject_id", column)


def product_moments(factors: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Mean and variance of a product of independent factors, each given by mean and variance (Goodman 1960)."""
    mean = np.ones_like(factors[0][0])
    second = np.ones_like(factors[0][0])
    for m, v in factors:
        mean = mean * m
        second = second * (v + m**2)
    return mean, np.maximum(second - mean**2, 0.0)
