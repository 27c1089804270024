"""Monthly moves between major occupation groups, counted from the Current Population Survey by a third party."""

from __future__ import annotations

import polars as pl

from jobprism.sources.reading import Files, Reading
from jobprism.sources.tables import read_table

_NO_OCCUPATION = pl.DataFrame(
    {
        "group": ["unemployed", "nilf"],
        "label": ["Unemployed", "Not in the labor force"],
        "soc_2018": pl.Series([None, None], dtype=pl.String),
    }
)


def read(files: Files) -> Reading:
    """Tables ``moves`` (month, origin, destination, weighted_count) and ``groups`` (group, label, soc_2018).

    A month's moves are those from it to the next. Origin and destination are ids of ``groups``; who stayed is counted
    as a move to the same group, and a pair that was not observed has no row.
    """
    moves = read_table(
        files["moves"],
        {
            "month": pl.String,
            "origin_state": pl.String,
            "destination_state": pl.String,
            "weighted_transition_count": pl.Float64,
        },
    ).rename(
        {
            "origin_state": "origin",
            "destination_state": "destination",
            "weighted_transition_count": "weighted_count",
        }
    )
    return Reading(tables={"moves": moves.sort("month", "origin", "destination"), "groups": _groups(files)})


def _groups(files: Files) -> pl.DataFrame:
    listed = read_table(
        files["groups"],
        {"occ22_id": pl.Int64, "occ22_label": pl.String, "soc_major_group_code": pl.String},
    )
    occupied = (
        # The armed forces have no group.
        listed.drop_nulls()
        .unique()
        .sort("occ22_id")
        .select(
            pl.format("occ22_{}", pl.col("occ22_id").cast(pl.String).str.zfill(2)).alias("group"),
            pl.col("occ22_label").alias("label"),
            pl.col("soc_major_group_code").alias("soc_2018"),
        )
    )
    return pl.concat([occupied, _NO_OCCUPATION])
