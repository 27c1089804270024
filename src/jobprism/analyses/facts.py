"""Everything of an edition that a report on one subject needs, fetched once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from jobprism.editions.store import Edition
from jobprism.errors import EditionError
from jobprism.roles.declared import Role

_LABELS = ("eloundou_human_exposure", "eloundou_gpt4_exposure", "eloundou_gpt4_alt_exposure")
_SHARES = ("aei_claude_ai_pct", "aei_api_pct")
_MODES = ("aei_claude_ai_mode_share/", "aei_api_mode_share/")
_COPILOT = ("microsoft_share_user", "microsoft_completion_user")
_CHATGPT = "openai_share_work"


class Figure(NamedTuple):
    """A row of the evidence table."""

    subject_id: str
    measure: str
    value: float
    n: int | None
    vintage: str
    source: str
    n_subjects: int


@dataclass(frozen=True)
class RowSpec:
    """A row of the table: what it is called, and which tasks and activities its evidence comes from."""

    id: str
    label: str
    kind: str  # task or activity, as the reader sees it
    estimate_kind: str
    estimate_id: str
    share: float
    tasks: list[str]
    activities: list[str]


@dataclass(frozen=True)
class Facts:
    """What is known of one subject.

    Attributes:
        kind: occupation or role.
        subject: the occupation's row, or the role's declaration as a dict.
        rows: the rows of its table.
        estimates: estimates of the subject and its rows, by (kind, id, layer).
        pressure: pressure of the subject and its rows, by (kind, id).
        holds: strengths, by (kind, id).
        evidence: figures behind the rows, by the task or activity they are of.
        indices: its indices.
        similarity: for a role, the closest similarity of each of its tasks.
        newer: tasks whose wording came after O*NET 20.1, which no Claude release could report.
    """

    kind: str
    id: str
    title: str
    subject: dict[str, object]
    rows: list[RowSpec]
    estimates: dict[tuple[str, str, str], dict[str, object]]
    pressure: dict[tuple[str, str], dict[str, object]]
    holds: dict[tuple[str, str], dict[str, float]]
    evidence: dict[str, list[Figure]]
    indices: pl.DataFrame
    similarity: dict[str, float]
    newer: frozenset[str]

    @property
    def reportable(self) -> bool:
        """Whether Claude releases could have reported any of the tasks."""
        return any(not set(row.tasks) <= self.newer for row in self.rows)


@lru_cache(maxsize=4)
def facts_of(edition: Edition, kind: str, subject_id: str) -> Facts:
    """The facts of an occupation or a role; kept for the next document on it, so not to be changed.

    Raises:
        EditionError: the edition has no such subject.
    """
    if kind == "role":
        return _role_facts(edition, subject_id)
    return _occupation_facts(edition, subject_id)


def _occupation_facts(edition: Edition, subject_id: str) -> Facts:
    found = edition.rows_of("occupations", "occupation_id_onet", [subject_id])
    if found.is_empty():
        raise EditionError(f"The edition has no occupation {subject_id}.", "Search by title: `jobprism search TITLE`.")
    shares = edition.rows_of("shares", "subject_id", [subject_id]).select("task_id", "share")
    ids = shares["task_id"].to_list()
    links = edition.rows_of("task_activities", "task_id_onet", [int(i) for i in ids]).with_columns(
        task_id=pl.col("task_id_onet").cast(pl.String)
    )
    rows = _task_rows(edition, shares, links) if edition.is_full else _activity_rows(edition, subject_id, shares, links)
    row = found.row(0, named=True)
    return _facts(edition, "occupation", subject_id, str(row["occupation_title"]), row, rows, {})


def _role_facts(edition: Edition, subject_id: str) -> Facts:
    found = edition.rows("roles", pl.col("role_id") == subject_id)
    if found.is_empty():
        raise EditionError(f"The edition has no role '{subject_id}'.", "Search by title: `jobprism search TITLE`.")
    declared = json.loads(found["declaration"][0])
    role = Role.model_validate(declared)
    near = edition.rows_of("role_neighbours", "role_task_id", [t.id for t in role.tasks])
    of = {str(k[0]): g for k, g in near.group_by("role_task_id", maintain_order=True)}
    rows = [
        RowSpec(
            id=task.id,
            label=task.text,
            kind="task",
            estimate_kind="role_task",
            estimate_id=task.id,
            share=task.share,
            tasks=of[task.id]["task_id_onet"].to_list() if task.id in of else [],
            activities=task.activities,
        )
        for task in role.tasks
    ]
    similarity = {task: max(group["similarity"].to_list()) for task, group in of.items()}
    return _facts(edition, "role", subject_id, role.title, declared, rows, similarity)


def _task_rows(edition: Edition, shares: pl.DataFrame, links: pl.DataFrame) -> list[RowSpec]:
    texts = dict(edition.rows_of("task_texts", "task_id_onet", [int(i) for i in shares["task_id"]]).rows())
    activities = {
        str(k[0]): g["activity_id_onet"].to_list() for k, g in links.sort("activity_id_onet").group_by("task_id")
    }
    return [
        RowSpec(task, texts[int(task)], "task", "task", task, share, [task], activities.get(task, []))
        for task, share in shares.rows()
    ]


def _activity_rows(edition: Edition, subject_id: str, shares: pl.DataFrame, links: pl.DataFrame) -> list[RowSpec]:
    labels = dict(edition.table("activities").select("activity_id_onet", "activity_label").rows())
    split = links.join(shares, on="task_id").with_columns(part=pl.col("share") / pl.len().over("task_id"))
    grouped = split.sort("task_id_onet").group_by("activity_id_onet").agg(pl.col("part").sum(), pl.col("task_id"))
    return [
        RowSpec(
            activity,
            labels[activity],
            "activity",
            "occupation_activity",
            f"{subject_id}/{activity}",
            share,
            tasks,
            [activity],
        )
        for activity, share, tasks in grouped.sort("activity_id_onet").rows()
    ]


def _facts(
    edition: Edition,
    kind: str,
    subject_id: str,
    title: str,
    subject: dict[str, object],
    rows: list[RowSpec],
    similarity: dict[str, float],
) -> Facts:
    wanted = [subject_id, *(r.estimate_id for r in rows)]
    kinds = [kind, *sorted({r.estimate_kind for r in rows})]
    of_kinds = pl.col("subject_kind").is_in(kinds)
    behind = {t for r in rows for t in r.tasks} | {a for r in rows for a in r.activities}
    evidence = edition.rows_of("evidence", "subject_id", sorted(behind)).filter(
        pl.col("subject_kind").is_in(["task", "activity"])
        & (
            pl.col("measure").is_in([*_LABELS, *_SHARES, *_COPILOT])
            # Monthly since 2024: the newest month speaks.
            | ((pl.col("measure") == _CHATGPT) & (pl.col("vintage") == pl.col("release")))
            | pl.any_horizontal(pl.col("measure").str.starts_with(m) for m in _MODES)
        ),
    )
    # Plain tuples from here on: a report looks at a few hundred figures one row at a time.
    figures: dict[str, list[Figure]] = {}
    for row in evidence.select(Figure._fields).rows():
        figures.setdefault(row[0], []).append(Figure(*row))
    return Facts(
        kind=kind,
        id=subject_id,
        title=title,
        subject=subject,
        rows=sorted(rows, key=lambda r: (-r.share, r.id)),
        estimates={
            (r["subject_kind"], r["subject_id"], r["layer"]): r
            for r in edition.rows_of("estimates", "subject_id", wanted).filter(of_kinds).rows(named=True)
        },
        pressure={
            (r["subject_kind"], r["subject_id"]): r
            for r in edition.rows_of("pressure", "subject_id", wanted).filter(of_kinds).rows(named=True)
        },
        holds={
            (r.pop("subject_kind"), r.pop("subject_id")): r
            for r in edition.rows_of("holds", "subject_id", wanted).filter(of_kinds).rows(named=True)
        },
        evidence=figures,
        indices=edition.rows_of("indices", "subject_id", [subject_id]).filter(pl.col("subject_kind") == kind),
        similarity=similarity,
        newer=_newer(edition, rows),
    )


def _newer(edition: Edition, rows: list[RowSpec]) -> frozenset[str]:
    ids = sorted({int(task) for row in rows for task in row.tasks})
    found = edition.rows_of("tasks", "task_id_onet", ids).filter(~pl.col("in_onet_20_1"))
    return frozenset(str(task) for task in found["task_id_onet"])
