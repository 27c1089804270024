"""Rows of a roster whose id stands in it already."""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.workforce.delimited import ROW
from jobprism.workforce.inputs import Part, Roster

SCHEMA = pl.Schema({"part": pl.UInt32, ROW: pl.UInt32})

_MOST_AT_ONCE = 1 << 25  # ids whose hashes are held at a time, 8 bytes each


def repeated_ids(roster: Roster) -> pl.DataFrame:
    """Part and row of every row whose id an earlier row has; a missing id is no id.

    Ids are compared by their hashes, range by range so that memory stays bounded, and those that agree by themselves.
    """
    if "id" not in roster.has:
        return pl.DataFrame(schema=SCHEMA)
    ranges = -(-roster.rows // _MOST_AT_ONCE)
    found = [pl.DataFrame(schema=SCHEMA)]
    for which in range(ranges):
        hashes = np.concatenate([_hashes(part, which, ranges) for part in roster.parts])
        hashes.sort()
        twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        if len(twice):
            found.append(_later_ones(roster, twice))
    return pl.concat(found).sort("part", ROW)


def _ids(part: Part) -> pl.DataFrame:
    if "id" not in part.columns:
        return pl.DataFrame(schema={ROW: pl.UInt32, "id": pl.String, "hash": pl.UInt64})
    ids = part.scan(["id"]).select(pl.col(ROW).cast(pl.UInt32), pl.col("id").cast(pl.String)).drop_nulls("id")
    return ids.with_columns(hash=pl.col("id").hash()).collect()


def _hashes(part: Part, which: int, ranges: int) -> np.ndarray:
    hashes = _ids(part)["hash"].to_numpy()
    return hashes if ranges == 1 else hashes[hashes % ranges == which]


def _later_ones(roster: Roster, hashes: np.ndarray) -> pl.DataFrame:
    wanted = pl.Series(hashes, dtype=pl.UInt64)
    rows = [
        _ids(part)
        .filter(pl.col("hash").is_in(wanted.implode()))
        .select(pl.lit(part.number, dtype=pl.UInt32).alias("part"), ROW, "id")
        for part in roster.parts
    ]
    ordered = pl.concat(rows).sort("part", ROW)
    return ordered.filter(~pl.col("id").is_first_distinct()).select("part", ROW)
