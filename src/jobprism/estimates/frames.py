"""The shape every layer has on its way: one row per subject, with a variance in place of an interval."""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.estimates.intervals import Floats, beta_interval

TIERS = ("measured", "published", "derived", "modelled", "editorial")

DRAFT_SCHEMA = pl.Schema(
    {
        "subject_id": pl.String,
        "value": pl.Float64,  # 0 to 1
        "variance": pl.Float64,
        "tier": pl.String,
        "coverage": pl.Float64,  # share of the sources (task) or of the work (occupation) that speaks to it directly
        "agreement": pl.Float64,  # 1 where all say the same, 0 where they could not differ more; null with one voice
        "sources": pl.String,  # ids, comma-separated
    }
)

ESTIMATE_SCHEMA = pl.Schema(
    {
        "subject_kind": pl.String,
        "subject_id": pl.String,
        "layer": pl.String,
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "tier": pl.String,
        "coverage": pl.Float64,
        "agreement": pl.Float64,
        "sources": pl.String,
    }
)

DIGITS = 4
"""Decimals of layers and probabilities."""

_FINE_DIGITS = 10


def rounded(expr: pl.Expr, digits: int) -> pl.Expr:
    """``expr`` rounded twice, first finely: sums differ in their last bits with the order threads add in, and a value
    that lies on the edge between two roundings would fall now one way, now the other.
    """  # noqa: D205 - one sentence
    return expr.round(_FINE_DIGITS).round(digits)


def finished(draft: pl.DataFrame, subject_kind: str, layer: str) -> pl.DataFrame:
    """A draft as estimates: variance turned into a 90 % interval, figures rounded to four decimals."""
    low, high = beta_interval(draft["value"].to_numpy(), draft["variance"].to_numpy())
    return draft.select(
        pl.lit(subject_kind).alias("subject_kind"),
        "subject_id",
        pl.lit(layer).alias("layer"),
        rounded(pl.col("value"), DIGITS),
        rounded(pl.lit(pl.Series("low", low)), DIGITS),
        rounded(pl.lit(pl.Series("high", high)), DIGITS),
        "tier",
        rounded(pl.col("coverage"), DIGITS),
        rounded(pl.col("agreement"), DIGITS),
        "sources",
    ).cast(ESTIMATE_SCHEMA)


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """Row means of a matrix, missing values (NaN) left out; NaN where a row has none."""
    present = ~np.isnan(values)
    total = (weights * present).sum(axis=1)
    summed = (np.where(present, values, 0.0) * weights).sum(axis=1)
    return np.divide(summed, total, out=np.full(len(values), np.nan), where=total > 0)
