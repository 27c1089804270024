"""The deep dive on one row of a job's work: who judged it how, where it is used, what stays with people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.advice import advice
from jobprism.analyses.documents import EditionNote, Percent, SourceNote, TaskRow, Unit
from jobprism.analyses.facts import Facts, Figure, RowSpec, facts_of
from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.rows import sources_of, table_row
from jobprism.analyses.task_evidence import (
    PRODUCTS,
    ActivityRecord,
    Interaction,
    Release,
    Verdict,
    activity_records,
    interaction,
    releases,
    verdicts,
)
from jobprism.analyses.task_sentences import task_in_short
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.estimate import ACTIVITY_SEPARATOR

_ELSEWHERE = 8


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Job(_Part):
    """The occupation or role whose work the row is."""

    kind: Literal["occupation", "role"]
    id: str
    title: str


class Elsewhere(_Part):
    """An occupation that does the same activity."""

    occupation_id_onet: str
    occupation_title: str
    activity: str
    share: Unit = Field(description="Of that occupation's work.")
    capability: Unit = Field(description="Of that occupation's tasks of the activity.")


class TaskReport(_Part):
    """Everything an edition knows of one task of a job or, in the core edition, of one activity."""

    schema_version: Literal[1] = 1
    document: Literal["task"] = "task"
    job: Job
    work: TaskRow
    pressure_low: Percent
    pressure_high: Percent
    activities: list[str] = Field(description="Intermediate work activities it belongs to, in our words.")
    verdicts: list[Verdict]
    releases: list[Release]
    records: list[ActivityRecord]
    interaction: list[Interaction]
    occupations_with_activity: int = Field(description="Other occupations that do any of its activities.")
    elsewhere: list[Elsewhere] = Field(description="Those whose work holds most of it.")
    in_short: list[str]
    advice: list[str] = Field(description="What a worker can do, by rule.")
    sources: list[SourceNote]
    edition: EditionNote


def task_report(edition: Edition, kind: str, subject_id: str, row_id: str) -> TaskReport:
    """The deep dive on a row of a job's table.

    Args:
        edition: where the figures are from.
        kind: ``occupation`` or ``role``.
        subject_id: code or id of the job.
        row_id: id of the row: an O*NET task id, an activity id (core edition) or a role's task id.

    Raises:
        UsageError: the job has no such row.
    """
    facts = facts_of(edition, kind, subject_id)
    spec = next((row for row in facts.rows if row.id == row_id), None)
    if spec is None:
        known = ", ".join(row.id for row in facts.rows[:5])
        raise UsageError(
            f"{facts.title} has no task or activity '{row_id}'.",
            f"Its rows are {known}…: `jobprism report {subject_id} --json` lists them all.",
        )
    return report_of_row(edition, facts, spec)


def task_reports(edition: Edition, kind: str, subject_id: str) -> list[TaskReport]:
    """The deep dives on all rows of a job, largest share of its work first."""
    facts = facts_of(edition, kind, subject_id)
    return [report_of_row(edition, facts, spec) for spec in facts.rows]


def report_of_row(edition: Edition, facts: Facts, spec: RowSpec) -> TaskReport:
    """The deep dive on one row, from facts fetched already."""
    row = table_row(edition, facts, spec)
    of_tasks = [f for t in spec.tasks for f in facts.evidence.get(t, [])]
    of_activities = [f for a in spec.activities for f in facts.evidence.get(a, [])]
    labels = _labels(edition)
    reportable = not set(spec.tasks) <= facts.newer
    shown = releases(of_tasks, _known_releases(edition), reportable=reportable)
    records = activity_records(of_activities, labels)
    others = _elsewhere(edition, facts.id, spec.activities)
    pressure = facts.pressure[(spec.estimate_kind, spec.estimate_id)]
    judged = verdicts(of_tasks)
    modes = interaction(of_tasks)
    return TaskReport(
        job=Job.model_validate({"kind": facts.kind, "id": facts.id, "title": facts.title}),
        work=row,
        pressure_low=float(str(pressure["low"])),
        pressure_high=float(str(pressure["high"])),
        activities=[labels[a] for a in spec.activities],
        verdicts=judged,
        releases=shown,
        records=records,
        interaction=modes,
        occupations_with_activity=others.occupations,
        elsewhere=others.leading,
        in_short=task_in_short(facts.kind, facts.title, row, shown, others.occupations),
        advice=advice(row, reportable=reportable),
        sources=source_notes(edition, sources_of([row]) | {part.source for part in (*shown, *records)} | {"onet"}),
        edition=edition_note(edition),
    )


@dataclass(frozen=True)
class _Others:
    occupations: int
    leading: list[Elsewhere]


def _elsewhere(edition: Edition, own: str, activities: list[str]) -> _Others:
    """Occupations that do any of the activities, once each, by the share of their work it takes."""
    table = _work_by_activity(edition)
    rows = [row for activity in activities for row in table.get(activity, []) if row.occupation_id_onet != own]
    best: dict[str, Elsewhere] = {}
    for row in sorted(rows, key=lambda r: (-r.share, r.occupation_id_onet)):
        best.setdefault(row.occupation_id_onet, row)
    return _Others(len(best), list(best.values())[:_ELSEWHERE])


@lru_cache(maxsize=4)
def _work_by_activity(edition: Edition) -> dict[str, list[Elsewhere]]:
    """Occupations by the activities they do."""
    shares = edition.rows("shares", pl.col("subject_kind") == "occupation").select(
        pl.col("subject_id").alias("occupation_id_onet"),
        pl.col("task_id").cast(pl.Int64).alias("task_id_onet"),
        "share",
    )
    links = edition.table("task_activities").join(shares, on="task_id_onet")
    parts = links.with_columns(pl.col("share") / pl.len().over("task_id_onet"))
    split = pl.col("subject_id").str.split_exact(ACTIVITY_SEPARATOR, 1)
    capability = edition.rows(
        "estimates", (pl.col("subject_kind") == "occupation_activity") & (pl.col("layer") == "capability")
    ).select(
        split.struct.field("field_0").alias("occupation_id_onet"),
        split.struct.field("field_1").alias("activity_id_onet"),
        capability="value",
    )
    keys = ["occupation_id_onet", "activity_id_onet"]
    titles = edition.table("occupations").select("occupation_id_onet", "occupation_title")
    table = (
        parts.sort("task_id_onet")
        .group_by(keys, maintain_order=True)
        .agg(pl.col("share").sum())
        .join(capability, on=keys)
        .join(titles, on="occupation_id_onet")
    )
    labels = _labels(edition)
    found: dict[str, list[Elsewhere]] = {}
    for code, activity, share, value, title in table.select(*keys, "share", "capability", "occupation_title").rows():
        found.setdefault(activity, []).append(
            Elsewhere(
                occupation_id_onet=code,
                occupation_title=title,
                activity=labels[activity],
                share=round(share, 6),
                capability=value,
            )
        )
    return found


@lru_cache(maxsize=4)
def _labels(edition: Edition) -> dict[str, str]:
    return dict(edition.table("activities").select("activity_id_onet", "activity_label").rows())


@lru_cache(maxsize=4)
def _known_releases(edition: Edition) -> list[Figure]:
    """One figure of each product and release there is."""
    rows = edition.rows("evidence", pl.col("measure").is_in(list(PRODUCTS)))
    return [Figure(*row) for row in rows.unique(["measure", "vintage"], keep="first").select(Figure._fields).rows()]
