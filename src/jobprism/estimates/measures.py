"""What is published of every occupation, side by side: its own figure, else that of its SOC code."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from jobprism.estimates.shares import newest


def occupation_measures(occupations: pl.DataFrame, evidence: pl.DataFrame, measures: Sequence[str]) -> pl.DataFrame:
    """The newest figure of each measure for each occupation, null where neither it nor its SOC code has one.

    Args:
        occupations: occupation_id_onet, soc_2018.
        evidence: the long table.
        measures: names of measures; one that the evidence lacks becomes a column of nulls.

    Returns:
        occupation_id_onet and one column per measure, a row per occupation in the order given.
    """
    rows = newest(evidence.filter(pl.col("measure").is_in(list(measures))))
    own = rows.filter(pl.col("subject_kind") == "occupation").pivot(on="measure", index="subject_id", values="value")
    soc = rows.filter(pl.col("subject_kind") == "soc").pivot(on="measure", index="subject_id", values="value")
    joined = (
        occupations.select("occupation_id_onet", "soc_2018")
        .join(own, left_on="occupation_id_onet", right_on="subject_id", how="left", maintain_order="left")
        .join(soc, left_on="soc_2018", right_on="subject_id", how="left", suffix="@soc", maintain_order="left")
    )
    return joined.select(
        "occupation_id_onet",
        *(
            pl.coalesce([c for c in (m, f"{m}@soc") if c in joined.columns] or [pl.lit(None, dtype=pl.Float64)]).alias(
                m
            )
            for m in measures
        ),
    )
