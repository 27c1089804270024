"""Figures that publishers computed from their own data, computed again from the same data by us.

If these do not come out equal, we misread a file or a method; an edition is not built then.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.evidence.codes import Readings
from jobprism.sources.eloundou_2023.reader import RATERS

EXACT = 1e-9
_ELOUNDOU, _MICROSOFT, _ANTHROPIC = "eloundou_2023", "microsoft_working_with_ai", "anthropic_economic_index"
# Weight of an exposed class in the paper's three scores.
_SCORES = {"alpha": {"E1": 1.0, "E2": 0.0}, "beta": {"E1": 1.0, "E2": 0.5}, "gamma": {"E1": 1.0, "E2": 1.0}}
_RATERS = {"human": ("human_exposure_agg", "people"), "gpt4": ("gpt4_exposure", "GPT-4")}
_FACTOR = "microsoft_completion_x_scope_x_coverage_"
_SIDES = {"user": "what people ask for", "ai": "what the assistant does"}
# Tomlinson et al. (2025): share of conversations below which an activity is not counted as covered.
_MICROSOFT_THRESHOLD = 0.0005
# Handa et al. (2025): share of occupations that use AI for at least a quarter, three quarters of their tasks.
_PUBLISHED_COVERAGE = {0.25: 0.36, 0.75: 0.04}


def replicate(readings: Readings) -> pl.DataFrame:
    """One row per replication: id, what, n, published, ours, largest_difference, tolerance, passed."""
    rows = [*_occupation_scores(readings), *_microsoft(readings), *_task_coverage(readings)]
    return pl.DataFrame(rows)


def _row(name: str, what: str, published: np.ndarray, ours: np.ndarray, tolerance: float = EXACT) -> dict[str, object]:
    difference = float(np.abs(published - ours).max()) if len(published) == len(ours) else float("inf")
    return {
        "id": name,
        "what": what,
        "n": len(published),
        "published": round(float(published.mean()), 12),
        "ours": round(float(ours.mean()), 12),
        "largest_difference": float(f"{difference:.3g}"),
        "tolerance": tolerance,
        "passed": bool(difference <= tolerance),
    }


def _occupation_scores(readings: Readings) -> list[dict[str, object]]:
    """Eloundou et al.: weighted mean of labels, a core task counting twice any other (occ_level.csv)."""
    tables = readings[_ELOUNDOU].tables
    labels = tables["labels"].with_columns(w=pl.when(pl.col("task_type") == "Core").then(1.0).otherwise(0.5))
    rows = []
    for rater, (column, who) in _RATERS.items():
        for score, weights in _SCORES.items():
            value = pl.col(RATERS[column]).replace_strict(weights, default=0.0, return_dtype=pl.Float64)
            mean = (value * pl.col("w")).sum() / pl.col("w").sum()
            ours = labels.group_by("occupation_id_onet", maintain_order=True).agg(ours=mean)
            published = tables["occupation_scores"].select("occupation_id_onet", published=f"{rater}_{score}")
            both = _side_by_side(published, ours, "occupation_id_onet")
            what = f"Eloundou et al., {score} by {who}, per occupation"
            rows.append(_row(f"eloundou_{rater}_{score}", what, *_columns(both)))
    return rows


def _microsoft(readings: Readings) -> list[dict[str, object]]:
    """Microsoft, per SOC code: means over the occupation's activities, weighted; both sides together, and each.

    Applicability is completion x scope x coverage of an activity; coverage is 1 where an activity holds at least 0.05 %
    of conversations, else 0.
    """
    observed = readings[_MICROSOFT].observations
    rows = [
        _weighted_by_activity(
            readings,
            observed.filter(pl.col("measure").str.starts_with(_FACTOR)).group_by("code").agg(pl.col("value").mean()),
            "microsoft_applicability",
            "Microsoft's AI applicability, per SOC code",
        )
    ]
    for side, who in _SIDES.items():
        factor = observed.filter(pl.col("measure") == _FACTOR + side)
        share = observed.filter(pl.col("measure") == f"microsoft_share_{side}")
        covered = share.with_columns(value=(pl.col("value") >= _MICROSOFT_THRESHOLD).cast(pl.Float64))
        for what, per_activity in (("applicability", factor), ("coverage", covered)):
            words = f"Microsoft's {what}, {who}, per SOC code"
            rows.append(_weighted_by_activity(readings, per_activity, f"microsoft_{what}_{side}", words))
    return rows


def _weighted_by_activity(readings: Readings, per_activity: pl.DataFrame, measure: str, what: str) -> dict[str, object]:
    """A published measure of SOC codes beside the weighted mean of ``per_activity`` (code, value)."""
    reading = readings[_MICROSOFT]
    weights = reading.tables["soc_activity_weights"].join(per_activity, left_on="activity_id_onet", right_on="code")
    mean = (pl.col("weight") * pl.col("value")).sum() / pl.col("weight").sum()
    ours = weights.sort("soc_2018", "activity_id_onet").group_by("soc_2018", maintain_order=True).agg(ours=mean)
    published = reading.observations.filter(pl.col("measure") == measure).select(
        pl.col("code").alias("soc_2018"), published="value"
    )
    return _row(measure, what, *_columns(_side_by_side(published, ours, "soc_2018")))


def _task_coverage(readings: Readings) -> list[dict[str, object]]:
    """Anthropic's first release: share of O*NET 20.1 occupations with a quarter, three quarters of tasks reported."""
    reading = readings[_ANTHROPIC]
    first = reading.tables["samples"].filter(pl.col("release") == "v1")["vintage"][0]
    reported = reading.observations.filter((pl.col("measure") == "aei_claude_ai_pct") & (pl.col("vintage") == first))
    seen = reading.tables["task_statements_20_1"].with_columns(
        seen=pl.col("task_text").is_in(reported["code"].implode())
    )
    coverage = seen.group_by("occupation_id_onet_2010").agg(pl.col("seen").mean())["seen"].to_numpy()
    rows = []
    for least, published in _PUBLISHED_COVERAGE.items():
        share = np.array([(coverage >= least).mean()])
        what = f"Anthropic's first release, share of occupations with at least {least:.0%} of tasks reported"
        row = _row(f"aei_occupations_over_{least:.0%}".replace("%", "_pct"), what, np.array([published]), share, 0.005)
        rows.append({**row, "n": len(coverage)})
    return rows


def _side_by_side(published: pl.DataFrame, ours: pl.DataFrame, key: str) -> pl.DataFrame:
    """Both figures per key, in its order; a key that only one side has differs infinitely."""
    return published.join(ours, on=key, how="full", coalesce=True).fill_null(np.inf).sort(key)


def _columns(both: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return both["published"].to_numpy(), both["ours"].to_numpy()
