"""Sums of all parts as a cube: people, wages and errors by country, unit, level and major group, with all margins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from jobprism.workforce.figures import LEVELS, Figures
from jobprism.workforce.parts import CELL, CELLS_SCHEMA, COUNTS, MILLI

NONE = "(none)"
"""What a missing unit, country, level or group is called in the tables."""
DIMENSIONS = ("country", "unit", "level", "major_group")


def merged(parts: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    """The sums of all parts."""
    if not parts:
        return pl.DataFrame(schema=CELLS_SCHEMA)
    sums = pl.concat(parts).group_by(CELL).agg(pl.col(COUNTS).sum()).collect(engine="streaming")
    # Names are sorted as numbers, of which there are few, not as text.
    numbered = [pl.col(d).cast(pl.Enum(sums[d].drop_nulls().unique().sort())) for d in ("unit", "country")]
    return sums.select(CELLS_SCHEMA.names()).with_columns(numbered).sort(CELL).cast(CELLS_SCHEMA)


def placed(cells: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """Cells with the names of their dimensions, subject_id, and ``place``: row of the mixes of tasks."""
    subjects = figures.subjects.select("subject_id", "major_group")[cells["subject"]]
    whole = figures.subjects.height * len(LEVELS)
    level = pl.Series([NONE, *LEVELS[1:]]).gather(cells["level_number"])
    place = pl.col("subject").cast(pl.UInt32) * len(LEVELS) + pl.col("level_number")
    found = cells.hstack([*subjects, level.alias("level")]).with_columns(
        pl.col("unit", "country", "major_group").fill_null(NONE),
        place=pl.when(pl.col("own").is_null()).then(place).otherwise(pl.col("own") + whole),
    )
    # Names as numbers: cells are looked up by them many times.
    return found.with_columns(pl.col(d).cast(pl.Enum(found[d].unique().sort())) for d in (*DIMENSIONS, "subject_id"))


def dimensions(has: set[str]) -> list[str]:
    """The dimensions of a roster's tables."""
    return [d for d in DIMENSIONS if d in {"level", "major_group"} or d in has]


def tables(dims: Sequence[str]) -> list[tuple[str, ...]]:
    """The tables that are shown: all margins of unit by level by group, and each of country by one other."""
    inner = [d for d in dims if d != "country"]
    shown = [c for size in range(len(inner) + 1) for c in combinations(inner, size)]
    if "country" in dims:
        shown += [("country",), *(("country", d) for d in inner)]
    return shown


def cube(cells: pl.DataFrame, dims: Sequence[str]) -> pl.DataFrame:
    """Every cell and every margin: a column per dimension (null for the total), people; in a fixed order."""
    every = [c for size in range(len(dims) + 1) for c in combinations(dims, size)]
    found = []
    for kept in every:
        people = (pl.col("people_milli").sum() / MILLI).alias("people")
        sums = cells.group_by(kept).agg(people).sort(kept) if kept else cells.select(people)
        missing = [pl.lit(None, dtype=cells.schema[d]).alias(d) for d in dims if d not in kept]
        found.append(sums.with_columns(missing).select(*dims, "people"))
    return pl.concat(found)


def weights(
    cells: pl.DataFrame, rows: pl.DataFrame, kept: Sequence[str], columns: Sequence[str], places: np.ndarray
) -> dict[str, csr_matrix]:
    """(rows, places) sums of columns of the cells that lie in each row; all matrices have the same entries stored.

    Args:
        cells: as ``placed`` returns.
        rows: cells of one table of a cube.
        kept: the dimensions that the table tells apart.
        columns: what to add up.
        places: all places, sorted.
    """
    at = pl.Series("at", np.searchsorted(places, cells["place"].to_numpy()), dtype=pl.UInt64)
    inside = cells.select(*kept, *columns).with_columns(at)
    if kept:
        inside = inside.join(rows.select(*kept).with_row_index("row"), on=kept)
    else:
        inside = inside.with_columns(row=pl.lit(0))
    key = pl.col("row").cast(pl.UInt64) * len(places) + pl.col("at")
    joined = inside.group_by(key=key).agg(pl.col(columns).sum()).sort("key")
    row, where = np.divmod(joined["key"].to_numpy().astype(np.int64), len(places))
    starts = np.searchsorted(row, np.arange(rows.height + 1))
    shape = (rows.height, len(places))
    return {c: csr_matrix((joined[c].to_numpy().astype(np.float64), where, starts), shape=shape) for c in columns}
