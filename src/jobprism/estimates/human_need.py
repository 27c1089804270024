"""Human need: what holds a task to a person (equations 10 to 12)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.intervals import Floats
from jobprism.estimates.measures import occupation_measures
from jobprism.judgements.base import HOLDS
from jobprism.judgements.load import HumanNeed

_SOURCES = "onet,onet_abilities,onet_physical_tasks,onet_work_activities,onet_work_context"
_PHYSICAL = "physical_task"


@dataclass(frozen=True)
class Conditions:
    """How much an occupation's conditions call for each hold.

    Attributes:
        table: occupation_id_onet, one column per hold (0 to 1), measured (share of the conditions known of the
            occupation itself rather than borrowed).
    """

    table: pl.DataFrame


def conditions(occupations: pl.DataFrame, evidence: pl.DataFrame, judged: HumanNeed) -> Conditions:
    """Conditions of every occupation; what is not known of one is borrowed from its neighbours in the SOC.

    Borrowed is the mean of the first four digits of the occupation's SOC code, else of its major group, else of all.
    """
    wanted = sorted({m for measures in (*judged.conditions.values(), judged.routine) for m in measures})
    known = occupations.select(
        "occupation_id_onet", "soc_2018", "major_group", minor_group=pl.col("soc_2018").str.head(5)
    ).join(occupation_measures(occupations, evidence, wanted), on="occupation_id_onet", maintain_order="left")
    measured = pl.mean_horizontal(pl.col(m).is_not_null().cast(pl.Float64) for m in wanted)
    filled = known.with_columns(measured=measured).with_columns(
        pl.coalesce(
            pl.col(m), pl.col(m).mean().over("minor_group"), pl.col(m).mean().over("major_group"), pl.col(m).mean()
        ).alias(m)
        for m in wanted
    )
    spreads = evidence.with_columns(value=pl.col("spread").fill_null(0.0))
    merged = occupation_measures(occupations, spreads, wanted).select(
        "occupation_id_onet", merged=_merged_variance(judged)
    )
    filled = filled.join(merged, on="occupation_id_onet", maintain_order="left")
    holds = {name: _scaled(measures) for name, measures in judged.conditions.items()}
    holds["presence"] = holds["presence"] * (1 - judged.routine_takes * _scaled(judged.routine))
    return Conditions(
        filled.select(
            "occupation_id_onet",
            *(holds[h].alias(h) for h in HOLDS if h in holds),
            _licence(judged),
            "measured",
            "merged",
        )
    )


def _scaled(measures: dict[str, tuple[float, float, float]]) -> pl.Expr:
    """Weighted mean of measures, each 0 at its low end and 1 at its high end; low above high reverses it."""
    total = sum(weight for _, _, weight in measures.values())
    return pl.sum_horizontal(
        ((pl.col(m) - low) / (high - low)).clip(0, 1) * (weight / total) for m, (low, high, weight) in measures.items()
    )


def _merged_variance(judged: HumanNeed) -> pl.Expr:
    """Variance of human need from the spread of merged codes (equations 12 and 20), where the columns are spreads.

    By the delta method, errors of measures independent, and no hold weakened by its activity or by the others: more
    than any task of the occupation has of it.
    """
    parts = []
    for hold, measures in judged.conditions.items():
        total = sum(weight for _, _, weight in measures.values())
        for measure, (low, high, weight) in measures.items():
            share = judged.strength[hold] * weight / total / (high - low)
            parts.append((pl.col(measure).fill_null(0.0) * share) ** 2)
    return pl.sum_horizontal(parts)


def _licence(judged: HumanNeed) -> pl.Expr:
    """The grade of the longest prefix of the SOC code that the judgement names."""
    grade = pl.lit(judged.licence_elsewhere)
    for prefix in sorted(judged.licence_by_soc, key=len):
        named = pl.col("soc_2018").str.starts_with(prefix)
        grade = pl.when(named).then(judged.licence_by_soc[prefix]).otherwise(grade)
    return grade.alias("licence")


def carried(task_activities: pl.DataFrame, activities: pl.DataFrame, judged: HumanNeed) -> pl.DataFrame:
    """task_id_onet and, per hold, how far the task's activities carry it (mean over them)."""
    table = pl.DataFrame(
        [{"general_activity_id_onet": g, **grades} for g, grades in judged.carries.items()],
        schema={"general_activity_id_onet": pl.String, **dict.fromkeys(HOLDS, pl.Float64)},
    )
    return (
        task_activities.join(activities.select("activity_id_onet", "general_activity_id_onet"), on="activity_id_onet")
        .join(table, on="general_activity_id_onet")
        .group_by("task_id_onet")
        .agg(pl.col(h).mean() for h in HOLDS)
    )


def task_holds(
    tasks: pl.DataFrame, carries: pl.DataFrame, conditions_of: Conditions, evidence: pl.DataFrame, judged: HumanNeed
) -> pl.DataFrame:
    """task_id_onet, one column per hold (0 to 1), measured."""
    flags = evidence.filter(pl.col("measure") == _PHYSICAL).select("subject_id", pl.col("value").alias("physical"))
    joined = (
        tasks.select("task_id_onet", "occupation_id_onet")
        .join(carries, on="task_id_onet", how="left")
        .join(conditions_of.table, on="occupation_id_onet", how="left", suffix="@conditions")
        .join(flags, left_on=pl.col("task_id_onet").cast(pl.String), right_on="subject_id", how="left")
        .sort("occupation_id_onet", "task_id_onet")
    )
    flagged, not_flagged = judged.physical_task["flagged"], judged.physical_task["not_flagged"]
    presence = (
        pl.when(pl.col("physical") == 1)
        .then(pl.max_horizontal("presence", pl.lit(flagged)))
        .when(pl.col("physical") == 0)
        .then(pl.min_horizontal("presence", pl.lit(not_flagged)))
        .otherwise("presence")
    )
    return joined.with_columns(presence=presence).select(
        "task_id_onet",
        *((pl.col(h) * pl.col(f"{h}@conditions")).pow(judged.joint).alias(h) for h in HOLDS),
        "measured",
        "merged",
    )


def combine(holds: Floats, judged: HumanNeed) -> Floats:
    """Noisy-or over the last axis: one strong hold is enough (equation 12)."""
    strength = np.array([judged.strength[h] for h in HOLDS])
    return 1 - np.prod(1 - strength * holds, axis=-1)


def human_need(holds: pl.DataFrame, judged: HumanNeed) -> pl.DataFrame:
    """Human need of every task, columns as in ``DRAFT_SCHEMA``."""
    value = combine(holds.select(HOLDS).to_numpy(), judged)
    measured = holds["measured"].to_numpy()
    # Between the two widths in proportion to how much of the conditions was borrowed.
    sd = judged.sd * measured + judged.sd_when_borrowed * (1 - measured)
    return pl.DataFrame(
        {
            "subject_id": holds["task_id_onet"].cast(pl.String),
            "value": value,
            "variance": sd**2 + holds["merged"].to_numpy(),
            "tier": ["derived"] * len(value),
            "coverage": measured,
            "agreement": [None] * len(value),
            "sources": [_SOURCES] * len(value),
        },
        schema=DRAFT_SCHEMA,
    )
