"""Tomlinson et al. 2025: Copilot use, completion and scope per work activity, and applicability per SOC code."""

from __future__ import annotations

import polars as pl

from jobprism.sources.reading import Files, Reading, wide_observations
from jobprism.sources.tables import read_table

VINTAGE = "2024-09"
SIDES = ("user", "ai")
_ACTIVITY = ("share", "completion", "impact_scope", "completion_x_scope_x_coverage")
_OCCUPATION = {"coverage": "coverage", "ai_applicability_score": "applicability"}


def read(files: Files) -> Reading:
    """Tables ``soc_activity_weights`` (long) and observations per activity and per SOC code."""
    activity_columns = {f"{m}_{side}": f"microsoft_{m}_{side}" for m in _ACTIVITY for side in SIDES}
    metrics = read_table(files["activity_metrics"], {"IWA": pl.String, **dict.fromkeys(activity_columns, pl.Float64)})
    scores = read_table(files["applicability"], {"SOC Code": pl.String, "ai_applicability_score": pl.Float64})
    occupation_columns = {f"{c}_{side}": f"microsoft_{m}_{side}" for c, m in _OCCUPATION.items() for side in SIDES}
    sides = read_table(
        files["occupation_metrics"], {"SOC Code": pl.String, **dict.fromkeys(occupation_columns, pl.Float64)}
    )
    activities = metrics["IWA"].drop_nulls().to_list()
    weights = read_table(files["weights"], {"SOC Code": pl.String, **dict.fromkeys(activities, pl.Float64)})
    long = weights.unpivot(index="SOC Code", variable_name="activity_id_onet", value_name="weight")
    rows = [
        wide_observations(
            metrics,
            subject="activity",
            code_system="onet_activity",
            code="IWA",
            measures=activity_columns,
            vintage=VINTAGE,
        ),
        wide_observations(
            scores,
            subject="soc",
            code_system="soc_2018",
            code="SOC Code",
            measures={"ai_applicability_score": "microsoft_applicability"},
            vintage=VINTAGE,
        ),
        wide_observations(
            sides,
            subject="soc",
            code_system="soc_2018",
            code="SOC Code",
            measures=occupation_columns,
            vintage=VINTAGE,
        ),
    ]
    return Reading(
        tables={"soc_activity_weights": long.filter(pl.col("weight") > 0).rename({"SOC Code": "soc_2018"})},
        observations=pl.concat(rows),
    )
