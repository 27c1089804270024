"""How far exposure indices agree, pair by pair: rank correlation and overlap of the most exposed tenth.

Intervals come from a bootstrap over occupations, done with multinomial weights on ranks so that every pair takes two
sorts rather than two per replicate. Equations 21 and 22 of docs/method.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.estimates.intervals import LEVEL, Floats

AGREEMENT_SCHEMA = pl.Schema(
    {
        "measure_a": pl.String,
        "vintage_a": pl.String,
        "measure_b": pl.String,
        "vintage_b": pl.String,
        "n_occupations": pl.Int64,
        "spearman": pl.Float64,
        "spearman_low": pl.Float64,
        "spearman_high": pl.Float64,
        "top_decile_overlap": pl.Float64,
        "top_decile_overlap_low": pl.Float64,
        "top_decile_overlap_high": pl.Float64,
    }
)

REPLICATES = 200
_SEED = 20261121
FEWEST = 30  # occupations below which a pair is not compared
_TENTH = 0.1


def agreement(indices: pl.DataFrame) -> pl.DataFrame:
    """Every pair of indices over the occupations that have both; columns as in ``AGREEMENT_SCHEMA``.

    Args:
        indices: subject_kind, subject_id, measure, vintage, value; only occupations are compared.
    """
    wide = index_matrix(indices)
    names = [tuple(c.split("@")) for c in wide.columns[1:]]
    matrix = wide.drop("subject_id").to_numpy().astype(float)
    rows = []
    # Most pairs share the same occupations: an index is ranked once for each set of them.
    ranked: dict[tuple[int, bytes], _Ranked] = {}
    for a, b in combinations(range(len(names)), 2):
        both = ~np.isnan(matrix[:, a]) & ~np.isnan(matrix[:, b])
        if both.sum() < FEWEST:
            continue
        for index in (a, b):
            if (index, both.tobytes()) not in ranked:
                ranked[index, both.tobytes()] = _rank(matrix[both, index])
        figures = _compare(ranked[a, both.tobytes()], ranked[b, both.tobytes()], int(both.sum()))
        if np.isfinite(figures).all():  # an index that is the same everywhere has no ranks to compare
            rows.append((*names[a], *names[b], int(both.sum()), *figures))
    return pl.DataFrame(rows, schema=AGREEMENT_SCHEMA, orient="row")


def index_matrix(indices: pl.DataFrame) -> pl.DataFrame:
    """subject_id and one column per index and vintage, named ``measure@vintage``, for occupations."""
    named = indices.filter(pl.col("subject_kind") == "occupation").with_columns(
        name=pl.concat_str("measure", pl.lit("@"), "vintage")
    )
    wide = named.sort("name", "subject_id").pivot(on="name", index="subject_id", values="value")
    return wide.sort("subject_id")


def pair(x: Floats, y: Floats) -> tuple[float, float, float, float, float, float]:
    """Spearman's rho with its interval, and the overlap of the top tenth with its interval."""
    return _compare(_rank(x), _rank(y), len(x))


@dataclass(frozen=True)
class _Ranked:
    """Mid-ranks and membership of the top tenth, a row for the sample as it is and one per replicate."""

    ranks: Floats
    in_top: Floats


def _rank(x: Floats) -> _Ranked:
    weights = _weights(len(x))
    return _Ranked(_ranks(x, weights), _in_top(x, weights))


def _compare(a: _Ranked, b: _Ranked, n: int) -> tuple[float, float, float, float, float, float]:
    weights = _weights(n)
    rho = _correlation(a.ranks, b.ranks, weights)
    overlap = _overlap(a.in_top, b.in_top, weights)
    tails = [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2]
    low, high = np.nanpercentile(rho[1:], tails) if np.isfinite(rho[1:]).any() else (np.nan, np.nan)
    overlap_low, overlap_high = np.percentile(overlap[1:], tails)
    return float(rho[0]), float(low), float(high), float(overlap[0]), float(overlap_low), float(overlap_high)


@lru_cache(maxsize=64)
def _weights(n: int) -> Floats:
    """One row of ones, then a row per replicate: how often each of ``n`` occupations is drawn."""
    draws = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1 / n), size=REPLICATES)
    return np.concatenate([np.ones((1, n)), draws.astype(float)])


def _groups(x: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Order of ``x``, where runs of equal values start in it, and the run each sorted place belongs to."""
    order = np.argsort(x, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(x[order]) != 0]))
    run = np.zeros(len(x), dtype=np.intp)
    run[starts[1:]] = 1
    return order, starts, np.cumsum(run)


def _ranks(x: Floats, weights: Floats) -> Floats:
    """Mid-ranks of ``x`` where each value counts as often as its weight says; one row per row of weights."""
    order, starts, run = _groups(x)
    per_run = np.add.reduceat(weights[:, order], starts, axis=1)
    middle = np.cumsum(per_run, axis=1) - per_run / 2 + 0.5
    ranks = np.empty_like(weights)
    ranks[:, order] = middle[:, run]
    return ranks


def _correlation(a: Floats, b: Floats, weights: Floats) -> Floats:
    """Spearman's rho of mid-ranks, by row of weights (equation 21)."""
    total = weights.sum(axis=1, keepdims=True)
    a = a - (weights * a).sum(axis=1, keepdims=True) / total
    b = b - (weights * b).sum(axis=1, keepdims=True) / total
    scale = np.sqrt((weights * a**2).sum(axis=1) * (weights * b**2).sum(axis=1))
    product = (weights * a * b).sum(axis=1)
    return np.divide(product, scale, out=np.full(len(product), np.nan), where=scale > 0)


def _in_top(x: Floats, weights: Floats) -> Floats:
    """How far each value is in the top tenth, 0 to 1; those tied at the edge share what room is left (equation 22)."""
    order, starts, run = _groups(-x)
    per_run = np.add.reduceat(weights[:, order], starts, axis=1)
    room = _TENTH * weights.sum(axis=1, keepdims=True) - (np.cumsum(per_run, axis=1) - per_run)
    part = np.clip(np.divide(room, per_run, out=np.zeros_like(per_run), where=per_run > 0), 0, 1)
    inside = np.empty_like(weights)
    inside[:, order] = part[:, run]
    return inside


def _overlap(a: Floats, b: Floats, weights: Floats) -> Floats:
    """Expected share of one top tenth that is in the other, ties broken at random (equation 22)."""
    return (weights * a * b).sum(axis=1) / (_TENTH * weights.sum(axis=1))
