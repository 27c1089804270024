"""All estimates of an edition, from its evidence: the one place that knows the order of the steps."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import polars as pl

from jobprism.estimates import capability as capability_layer
from jobprism.estimates import delegation as delegation_layer
from jobprism.estimates import human_need as need
from jobprism.estimates import roles as role_layer
from jobprism.estimates import use as use_layer
from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.frames import DIGITS, finished, rounded
from jobprism.estimates.indices import indices, role_indices
from jobprism.estimates.pressure import SCALE, task_pressure
from jobprism.estimates.raters import correlations, rater_model
from jobprism.estimates.shares import task_shares
from jobprism.evidence.assemble import Evidence
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import (
    Bands,
    Capability,
    Delegation,
    HumanNeed,
    Pressure,
    Roles,
    TaskWeights,
    Use,
    band_of,
    judgement,
)
from jobprism.roles.declared import Role

Drafts = dict[str, pl.DataFrame]
_PRESSURE = "pressure"
ACTIVITY_SEPARATOR = "/"


@dataclass(frozen=True)
class Estimates:
    """What an edition estimates.

    Attributes:
        layers: columns as in ``ESTIMATE_SCHEMA`` for tasks, occupations, activities of occupations
            (``occupation/activity``), role tasks and roles.
        pressure: subject_kind, subject_id, value, low, high (0 to 100), band.
        shares: subject_kind (occupation or role), subject_id, task_id, share, rated.
        holds: subject_kind, subject_id (task, activity of an occupation, occupation, role task, role), one column per
            hold.
        indices: columns as in ``INDEX_SCHEMA``.
        neighbours: role_task_id, task_id_onet, similarity, weight.
        exposure: class probabilities of tasks, columns as in ``EXPOSURE_SCHEMA``.
    """

    layers: pl.DataFrame
    pressure: pl.DataFrame
    shares: pl.DataFrame
    holds: pl.DataFrame
    indices: pl.DataFrame
    neighbours: pl.DataFrame
    exposure: pl.DataFrame


def estimate(evidence: Evidence, roles: list[Role], index_measures: list[str]) -> Estimates:
    """Run every step."""
    taxonomy, table = evidence.taxonomy, evidence.table
    role_layer.check_roles(roles, taxonomy.occupations, taxonomy.activities, taxonomy.elements)
    shares = task_shares(taxonomy.tasks, table, judgement(TaskWeights))
    conditions = need.conditions(taxonomy.occupations, table, judgement(HumanNeed))
    carries = need.carried(taxonomy.task_activities, taxonomy.activities, judgement(HumanNeed))
    holds = need.task_holds(taxonomy.tasks, carries, conditions, table, judgement(HumanNeed))
    drafts, exposure = _task_drafts(evidence, holds)
    clusters = _first_activity(taxonomy.task_activities)
    occupation = _occupation_grouping(taxonomy.tasks, shares, clusters)
    activity = _activity_grouping(occupation, taxonomy.task_activities)
    distances = exposure.select("subject_id", distance=pl.col("rater_mean") - pl.col("beta"))
    by_occupation, by_activity = (_aggregated(drafts, grouping, distances) for grouping in (occupation, activity))

    near = role_layer.neighbours(
        roles, taxonomy.tasks, taxonomy.texts["task_texts"], taxonomy.task_activities, judgement(Roles)
    )
    role_holds = role_layer.role_task_holds(roles, taxonomy.activities, conditions, judgement(HumanNeed))
    role_tasks = {
        layer: role_layer.role_task_layer(roles, near, drafts[layer], by_occupation[layer], judgement(Roles))
        for layer in LAYERS
        if layer != "human_need"
    }
    role_tasks["human_need"] = role_layer.role_need(role_holds, judgement(HumanNeed))
    role_tasks[_PRESSURE] = task_pressure(role_tasks, judgement(Pressure), _mean(drafts["delegation"]["value"]))
    role_grouping = _role_grouping(roles)
    by_role = _aggregated(role_tasks, role_grouping)

    kinds = {
        "task": drafts,
        "occupation": by_occupation,
        "occupation_activity": by_activity,
        "role_task": role_tasks,
        "role": by_role,
    }
    table_indices = indices(
        taxonomy.occupations, taxonomy.tasks, table, index_measures, judgement(Use).least_reportable_share
    )
    return Estimates(
        layers=pl.concat(finished(d[layer], kind, layer) for kind, d in kinds.items() for layer in LAYERS).sort(
            "subject_kind", "subject_id", "layer"
        ),
        pressure=_pressure_table(kinds),
        shares=_share_table(taxonomy.tasks, shares, roles),
        holds=_hold_table(holds, role_holds, occupation, activity, role_grouping),
        indices=pl.concat([table_indices, role_indices(table_indices, _mixtures(roles))]),
        neighbours=near.table,
        exposure=exposure.with_columns(rounded(pl.col(pl.Float64), DIGITS)).sort("subject_id"),
    )


def _mean(values: pl.Series) -> float:
    return fsum(values) / len(values)


def _task_drafts(evidence: Evidence, holds: pl.DataFrame) -> tuple[Drafts, pl.DataFrame]:
    """Drafts of every layer and of pressure, and the class probabilities behind capability."""
    taxonomy, table = evidence.taxonomy, evidence.table
    releases = evidence.readings[use_layer.CLAUDE].tables["samples"]
    capability, exposure = capability_layer.capability(
        taxonomy.tasks, taxonomy.task_activities, table, judgement(Capability), rater_model()
    )
    drafts = {
        "capability": capability,
        "use": use_layer.use(
            taxonomy.tasks,
            taxonomy.task_activities,
            table,
            releases,
            judgement(Use),
        ),
        "delegation": delegation_layer.delegation(table, judgement(Delegation)),
        "human_need": need.human_need(holds, judgement(HumanNeed)),
    }
    drafts[_PRESSURE] = task_pressure(drafts, judgement(Pressure))
    return drafts, exposure


def _first_activity(task_activities: pl.DataFrame) -> pl.DataFrame:
    """task_id (text), cluster: the activity whose other tasks share this task's errors."""
    first = task_activities.sort("task_id_onet", "activity_id_onet").unique("task_id_onet", keep="first")
    return first.select(pl.col("task_id_onet").cast(pl.String).alias("task_id"), cluster="activity_id_onet")


def _occupation_grouping(tasks: pl.DataFrame, shares: pl.DataFrame, clusters: pl.DataFrame) -> Grouping:
    links = (
        tasks.select("task_id_onet", "occupation_id_onet")
        .join(shares, on="task_id_onet")
        .select(
            pl.col("occupation_id_onet").alias("subject_id"),
            pl.col("task_id_onet").cast(pl.String).alias("task_id"),
            pl.col("share").alias("weight"),
        )
        .join(clusters, on="task_id", how="left")
    )
    return Grouping(links)


def _activity_grouping(occupation: Grouping, task_activities: pl.DataFrame) -> Grouping:
    """Tasks by occupation and activity; a task of several activities is split evenly among them."""
    pairs = task_activities.select(
        pl.col("task_id_onet").cast(pl.String).alias("task_id"),
        "activity_id_onet",
        parts=pl.len().over("task_id_onet"),
    )
    joined = occupation.links.join(pairs, on="task_id").with_columns(
        subject_id=pl.concat_str("subject_id", pl.lit(ACTIVITY_SEPARATOR), "activity_id_onet"),
        weight=pl.col("weight") / pl.col("parts"),
    )
    return Grouping(joined.select("subject_id", "task_id", "weight", "cluster"))


def _role_grouping(roles: list[Role]) -> Grouping:
    rows = [
        {"subject_id": r.id, "task_id": t.id, "weight": t.share, "cluster": t.activities[0]}
        for r in roles
        for t in r.tasks
    ]
    return Grouping(pl.DataFrame(rows))


def _aggregated(drafts: Drafts, grouping: Grouping, distances: pl.DataFrame | None = None) -> Drafts:
    """Every layer over groups; ``distances`` are of capability from the rater-mean exposure."""
    correlation = correlations()
    return {
        layer: aggregate(draft, grouping, correlation[layer], distances if layer == "capability" else None)
        for layer, draft in drafts.items()
    }


def _pressure_table(kinds: dict[str, Drafts]) -> pl.DataFrame:
    parts = [finished(drafts[_PRESSURE], kind, _PRESSURE) for kind, drafts in kinds.items()]
    table = pl.concat(parts).select(
        "subject_kind", "subject_id", *(rounded(pl.col(c) * SCALE, 2) for c in ("value", "low", "high"))
    )
    edges = judgement(Bands).pressure
    bands = [band_of(v, edges) for v in table["value"].to_list()]
    return table.with_columns(pl.Series("band", bands)).sort("subject_kind", "subject_id")


def _share_table(tasks: pl.DataFrame, shares: pl.DataFrame, roles: list[Role]) -> pl.DataFrame:
    own = tasks.join(shares, on="task_id_onet").select(
        pl.lit("occupation").alias("subject_kind"),
        pl.col("occupation_id_onet").alias("subject_id"),
        pl.col("task_id_onet").cast(pl.String).alias("task_id"),
        rounded(pl.col("share"), 6),
        "rated",
    )
    declared = pl.DataFrame(
        [
            {"subject_kind": "role", "subject_id": r.id, "task_id": t.id, "share": t.share, "rated": False}
            for r in roles
            for t in r.tasks
        ]
    )
    return pl.concat([own, declared]).sort("subject_kind", "subject_id", "task_id")


def _mixtures(roles: list[Role]) -> pl.DataFrame:
    rows = [(r.id, p.occupation_id_onet, p.share) for r in roles for p in r.mixture]
    return pl.DataFrame(rows, schema=["role_id", "occupation_id_onet", "share"], orient="row")


def _hold_table(
    holds: pl.DataFrame, role_holds: pl.DataFrame, occupation: Grouping, activity: Grouping, role: Grouping
) -> pl.DataFrame:
    """Holds of tasks, and their means over the groups that reports show."""
    task = holds.select(pl.col("task_id_onet").cast(pl.String).alias("subject_id"), *HOLDS)
    role_task = role_holds.select(pl.col("task_id_onet").alias("subject_id"), *HOLDS)
    parts = {
        "task": task,
        "role_task": role_task,
        "occupation": _mean_holds(task, occupation),
        "occupation_activity": _mean_holds(task, activity),
        "role": _mean_holds(role_task, role),
    }
    return pl.concat(
        part.select(pl.lit(kind).alias("subject_kind"), "subject_id", *(rounded(pl.col(h), 4) for h in HOLDS))
        for kind, part in parts.items()
    ).sort("subject_kind", "subject_id")


def _mean_holds(task: pl.DataFrame, grouping: Grouping) -> pl.DataFrame:
    joined = grouping.links.join(task, left_on="task_id", right_on="subject_id").sort("subject_id", "task_id")
    return joined.group_by("subject_id", maintain_order=True).agg(
        (pl.col(h) * pl.col("weight")).sum() / pl.col("weight").sum() for h in HOLDS
    )
