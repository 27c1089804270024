"""What is known of each task, as arrays: the raters' labels, wording, activities, use. Read from the mirror."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from jobprism.estimates.raters import CLASSES, MISSING, RATERS, RELEASES, releases_reporting
from jobprism.estimates.shares import newest
from jobprism.evidence.assemble import Evidence, assemble
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import registered_sources

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_OF_ACTIVITY = {  # measure: whether its logarithm is taken
    "microsoft_share_user": True,
    "microsoft_share_ai": True,
    "openai_share_all": True,
    "openai_share_work": True,
    "microsoft_completion_user": False,
    "microsoft_completion_ai": False,
    "microsoft_impact_scope_user": False,
    "microsoft_impact_scope_ai": False,
}
_OF_TASK = ("physical_task", "onet_task_importance", "onet_task_relevance_pct", "onet_task_frequency_per_day")
_OCCUPATION_GROUPS = {"major": 2, "minor": 4, "occupation": 10}  # leading characters of the occupation's code
_SMALLEST_SHARE = 1e-4


@dataclass(frozen=True)
class RaterData:
    """Tasks in rows, by id: those that people labelled, and those of O*NET 30.1 that nobody did.

    Attributes:
        tasks: task_id_onet, occupation_id_onet, task_text, task_type.
        labels: (n, 3) class by people, GPT-4, GPT-4 under the second rubric; ``MISSING`` where none.
        automation: (n,) GPT-4's label T0 to T4 as 0 to 4; ``MISSING`` where none.
        occupation: (n,) number of the occupation.
        core: (n,) 1 for core tasks, 0.5 for others: the weights of the paper's occupation scores.
        detailed: task_id_onet, detailed_activity_id_onet.
        kinds: (links, 3) numbers of task, intermediate activity and the generalised one that it belongs to.
        members: (n, groups) membership in ``detailed``, intermediate (``activity``) and generalised (``general``)
            activities, in ``major`` and ``minor`` groups of occupations, and in an ``occupation``.
        witnesses: (n, columns) use by release, records by activity, the physical flag and O*NET's ratings.
        reporting: (n,) how many releases of Claude's use report the task.
    """

    tasks: pl.DataFrame
    labels: Ints
    automation: Ints
    occupation: Ints
    core: Floats
    detailed: pl.DataFrame
    kinds: Ints
    members: dict[str, sparse.csr_matrix]
    witnesses: Floats
    reporting: Ints

    @property
    def human(self) -> Ints:
        """Class by people, ``MISSING`` where none."""
        return self.labels[:, 0]

    @property
    def labelled(self) -> NDArray[np.bool_]:
        """Whether people labelled the task."""
        return self.human != MISSING


def read_evidence() -> Evidence:
    """The evidence of all sources, as a build assembles it."""
    found = settings()
    registered = registered_sources()
    readings = {r.id: read_cached(r, locate(r, found), found.cache_dir) for r in registered}
    return assemble(readings, {r.id: r.source for r in registered})


def rater_data(evidence: Evidence) -> RaterData:
    """The arrays, from the evidence."""
    onet = evidence.readings["onet"].tables
    labels = evidence.readings["eloundou_2023"].tables["labels"]
    columns = ["task_id_onet", "occupation_id_onet", "task_text", "task_type"]
    unlabelled = onet["tasks"].join(labels, on="task_id_onet", how="anti")
    tasks = pl.concat([labels.select(columns), unlabelled.select(columns)]).sort("task_id_onet")
    given = tasks.select("task_id_onet").join(labels, on="task_id_onet", how="left", maintain_order="left")
    number = {name: i for i, name in enumerate(CLASSES)}
    classes = [given[r].replace_strict(number, default=MISSING, return_dtype=pl.Int64).to_numpy() for r in RATERS]
    occupation = _numbered(tasks["occupation_id_onet"].to_numpy())
    activities = onet["task_activities"].join(onet["detailed_activities"], on="detailed_activity_id_onet")
    activities = activities.join(onet["activities"], on="activity_id_onet")
    members = {
        name: _membership(tasks, activities, column)
        for name, column in (
            ("detailed", "detailed_activity_id_onet"),
            ("activity", "activity_id_onet"),
            ("general", "general_activity_id_onet"),
        )
    }
    rows = np.arange(tasks.height)
    for name, digits in _OCCUPATION_GROUPS.items():
        groups = _numbered(tasks["occupation_id_onet"].str.head(digits).to_numpy())
        members[name] = sparse.csr_matrix((np.ones(len(rows)), (rows, groups)))
    return RaterData(
        tasks=tasks,
        labels=np.stack(classes, axis=1),
        automation=(given["automation"] * 4).cast(pl.Int64).fill_null(MISSING).to_numpy(),
        occupation=occupation,
        core=np.where(tasks["task_type"].fill_null("").to_numpy() == "Core", 1.0, 0.5),
        detailed=onet["task_activities"].select("task_id_onet", "detailed_activity_id_onet"),
        kinds=_kinds(tasks, activities),
        members=members,
        witnesses=_witnesses(tasks, activities, evidence.table),
        reporting=releases_reporting(tasks["task_id_onet"], evidence.table),
    )


def _numbered(values: NDArray[np.generic]) -> Ints:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _kinds(tasks: pl.DataFrame, activities: pl.DataFrame) -> Ints:
    """Links of tasks to intermediate activities, each with its generalised one."""
    codes = activities.select("task_id_onet", "activity_id_onet", "general_activity_id_onet").unique()
    found = tasks.select("task_id_onet").with_row_index("row").join(codes, on="task_id_onet")
    found = found.sort("row", "activity_id_onet")
    numbers = [_numbered(found[c].to_numpy()) for c in ("activity_id_onet", "general_activity_id_onet")]
    return np.stack([found["row"].to_numpy().astype(np.int64), *numbers], axis=1)


def _membership(tasks: pl.DataFrame, activities: pl.DataFrame, column: str) -> sparse.csr_matrix:
    row = {task: i for i, task in enumerate(tasks["task_id_onet"].to_list())}
    pairs = activities.join(tasks, on="task_id_onet", how="semi").select("task_id_onet", column).unique()
    pairs = pairs.sort("task_id_onet", column)
    rows = np.array([row[t] for t in pairs["task_id_onet"].to_list()])
    groups = _numbered(pairs[column].to_numpy())
    return sparse.csr_matrix((np.ones(len(rows)), (rows, groups)), shape=(tasks.height, groups.max() + 1))


def _witnesses(tasks: pl.DataFrame, activities: pl.DataFrame, table: pl.DataFrame) -> Floats:
    """Columns that speak of a task without being labels of it; the mean where a task has none."""
    ids = tasks.select(pl.col("task_id_onet").cast(pl.String).alias("subject_id"))
    of_task = table.filter(pl.col("subject_kind") == "task")
    columns = []
    for measure, vintage in RELEASES:
        rows = of_task.filter((pl.col("measure") == measure) & (pl.col("vintage") == vintage))
        seen = rows.select("subject_id", count=pl.col("n") / pl.col("n_subjects"))
        joined = ids.join(seen, on="subject_id", how="left", maintain_order="left")
        columns.append(np.log1p(joined["count"].fill_null(0.0).to_numpy()))
    current = newest(table.filter(pl.col("measure").is_in([*_OF_TASK, *_OF_ACTIVITY])))
    for measure in _OF_TASK:
        rows = current.filter((pl.col("measure") == measure) & (pl.col("subject_kind") == "task"))
        joined = ids.join(rows.select("subject_id", "value"), on="subject_id", how="left", maintain_order="left")
        columns.append(joined["value"].fill_null(strategy="mean").to_numpy())
    links = tasks.select("task_id_onet").join(activities, on="task_id_onet", how="left")
    for measure, logarithm in _OF_ACTIVITY.items():
        rows = current.filter((pl.col("measure") == measure) & (pl.col("subject_kind") == "activity"))
        value = pl.col("value").fill_null(0.0)
        per_task = (
            links.join(rows, left_on="activity_id_onet", right_on="subject_id", how="left")
            .group_by("task_id_onet")
            .agg(((value + _SMALLEST_SHARE).log() if logarithm else value).mean().alias("value"))
        )
        joined = tasks.join(per_task, on="task_id_onet", how="left", maintain_order="left")
        columns.append(joined["value"].to_numpy())
    return np.stack(columns, axis=1)
