"""The work of a job by kind of work: shares, layers and pressure of its generalised work activities."""

from __future__ import annotations

import json

import polars as pl

from jobprism.editions.store import Edition
from jobprism.estimates.decomposition import WORK_SCHEMA
from jobprism.judgements.base import LAYERS


def work_by_group(edition: Edition, kind: str, subject_id: str) -> pl.DataFrame:
    """A row per generalised work activity of an occupation or role; columns as in ``WORK_SCHEMA``.

    A task of several activities is split evenly among them. Tasks without an observed delegation bear the mean of all
    of O*NET's tasks, as in pressure; tasks without activities are a group of their own, with an empty name.
    """
    shares = edition.rows("shares", (pl.col("subject_kind") == kind) & (pl.col("subject_id") == subject_id))
    work = shares.select("task_id", "share").join(_figures(edition, kind, shares["task_id"]), on="task_id")
    work = work.with_columns(pl.col("delegation").fill_null(typical_delegation(edition)), pl.col("use").fill_null(0.0))
    groups = _groups(edition, kind, subject_id, shares["task_id"])
    parts = work.join(groups, on="task_id", how="left").with_columns(
        pl.col("group").fill_null(""), share=pl.col("share") / pl.len().over("task_id")
    )
    mean = [(pl.col(c) * pl.col("share")).sum() / pl.col("share").sum() for c in (*LAYERS, "pressure")]
    table = parts.sort("task_id", "group").group_by("group", maintain_order=True).agg(pl.col("share").sum(), *mean)
    return table.with_columns(pl.col("share") / pl.col("share").sum()).select(*WORK_SCHEMA).sort("group")


def typical_delegation(edition: Edition) -> float:
    """Mean delegation of the tasks it was observed for, which pressure gives to the others."""
    observed = edition.rows("estimates", (pl.col("subject_kind") == "task") & (pl.col("layer") == "delegation"))
    return float(observed["value"].mean())  # pyright: ignore[reportArgumentType]


def _figures(edition: Edition, kind: str, tasks: pl.Series) -> pl.DataFrame:
    """task_id, layers (0-1), pressure (0-100)."""
    of = (pl.col("subject_kind") == ("role_task" if kind == "role" else "task")) & pl.col("subject_id").is_in(
        tasks.implode()
    )
    layers = edition.rows("estimates", of).pivot(on="layer", index="subject_id", values="value")
    missing = [pl.lit(None, pl.Float64).alias(layer) for layer in LAYERS if layer not in layers.columns]
    pressure = edition.rows("pressure", of).select("subject_id", pressure="value")
    return layers.with_columns(missing).join(pressure, on="subject_id").rename({"subject_id": "task_id"})


def _groups(edition: Edition, kind: str, subject_id: str, tasks: pl.Series) -> pl.DataFrame:
    """task_id, group: names of the generalised activities a task belongs to, one row per intermediate activity."""
    if kind == "role":
        declared = json.loads(edition.rows("roles", pl.col("role_id") == subject_id)["declaration"][0])
        rows = [(task["id"], activity) for task in declared["tasks"] for activity in task["activities"]]
        links = pl.DataFrame(rows, schema=["task_id", "activity_id_onet"], orient="row")
    else:
        ids = [int(task) for task in tasks]
        links = edition.rows("task_activities", pl.col("task_id_onet").is_in(ids)).select(
            pl.col("task_id_onet").cast(pl.String).alias("task_id"), "activity_id_onet"
        )
    names = edition.table("activities").select("activity_id_onet", group="general_activity_name")
    return links.join(names, on="activity_id_onet").select("task_id", "group")
