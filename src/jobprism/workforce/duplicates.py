"""Rows of a roster whose id stands in it already."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from jobprism.workforce.delimited import ROW
from jobprism.workforce.inputs import Part, Roster

SCHEMA = pl.Schema({"part": pl.UInt32, ROW: pl.UInt32})

_MOST_AT_ONCE = 1 << 25  # ids whose hashes are held at a time, 8 bytes each
_FOUND = pl.Schema({**SCHEMA, "id": pl.String})


def repeated_ids(roster: Roster) -> pl.DataFrame:
    """Part and row of every row whose id an earlier row has; a missing id is no id.

    Ids are compared by their hashes, range by range so that memory stays bounded, and those that agree by themselves.
    """
    if "id" not in roster.has:
        return ordered([])
    ranges = -(-roster.rows // _MOST_AT_ONCE)
    found: list[pl.DataFrame] = []
    for which in range(ranges):
        hashes = np.concatenate([_in_range(part, which, ranges) for part in roster.parts])
        hashes.sort()
        twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        if len(twice):
            wanted = pl.Series(twice, dtype=pl.UInt64)
            found += [later_ones(part, wanted) for part in roster.parts]
    return ordered(found)


def id_hashes(part: Part) -> pl.Series:
    """Hashes of the ids of a part, the same in every process that runs the same polars."""
    return _ids(part)["hash"]


def later_ones(part: Part, hashes: pl.Series) -> pl.DataFrame:
    """Part, row and id of the rows whose id's hash is one of those given."""
    rows = _ids(part).filter(pl.col("hash").is_in(hashes.implode()))
    return rows.select(pl.lit(part.number, dtype=pl.UInt32).alias("part"), ROW, "id")


def ordered(rows: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Of rows as ``later_ones`` finds them, all parts together, those that are not the first with their id."""
    found = pl.concat([pl.DataFrame(schema=_FOUND), *rows]).sort("part", ROW)
    return found.filter(~pl.col("id").is_first_distinct()).select("part", ROW)


def _in_range(part: Part, which: int, ranges: int) -> np.ndarray:
    hashes = id_hashes(part).to_numpy()
    return hashes if ranges == 1 else hashes[hashes % ranges == which]


def _ids(part: Part) -> pl.DataFrame:
    if "id" not in part.columns:
        return pl.DataFrame(schema={ROW: pl.UInt32, "id": pl.String, "hash": pl.UInt64})
    ids = part.scan(["id"]).select(pl.col(ROW).cast(pl.UInt32), pl.col("id").cast(pl.String)).drop_nulls("id")
    return ids.with_columns(hash=pl.col("id").hash()).collect()
