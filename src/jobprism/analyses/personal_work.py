"""From what a person says to weighted tasks with estimates: the numbers of an assessment, before words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from jobprism.analyses.facts import Facts, facts_of
from jobprism.analyses.situation import Situation
from jobprism.analyses.work import typical_delegation
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.on_demand import levels_of, task_drafts
from jobprism.estimates.own_tasks import OwnEstimate, own_estimate
from jobprism.estimates.personal import PRESSURE, Work, own_pressure
from jobprism.estimates.text_model import score
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Assessment, Pressure, judgement
from jobprism.matching.activities import TaskMatcher

OWN = "own"
_PARTS = {"row": pl.String, "task_id": pl.String, "part": pl.Float64}


@dataclass(frozen=True)
class PersonalWork:
    """A person's tasks, their weights and their estimates as usually done.

    Attributes:
        facts: of the job.
        usual: share of each row in the job, or at the level, 0 to 1; sums to 1.
        shares: share of each row of the person's week, own tasks under ``own:1`` and so on; sums to 1.
        hours_per_week: what the shares are of.
        links: row, task_id, weight (share of the week), cluster; own tasks are rows and tasks in one.
        usual_links: the same of the job, or the level, as usual.
        work: estimates of all tasks.
        matched: own task, task_id_onet, occupation_id_onet, probability; likeliest first.
        from_neighbours: own tasks that an O*NET task is near enough to; the job's means stand in for the others.
    """

    facts: Facts
    usual: dict[str, float]
    shares: dict[str, float]
    hours_per_week: float
    links: pl.DataFrame
    usual_links: pl.DataFrame
    work: Work
    matched: pl.DataFrame
    from_neighbours: frozenset[str]


def personal_work(edition: Edition, kind: str, subject_id: str, said: Situation) -> PersonalWork:
    """The numbers behind an assessment.

    Raises:
        UsageError: hours are given for a row that the job has not, or nothing is left of the week.
    """
    facts = facts_of(edition, kind, subject_id)
    parts = _parts(edition, facts, said.level)
    usual = {row: share for row, share in _sums(parts).items() if row}
    shares, week = _shares(usual, said)
    own = {f"{OWN}:{n}": task.text for n, task in enumerate(said.own, 1)}
    links = _clustered(edition, _weighted(parts, usual, shares, list(own)))
    usual_links = _clustered(edition, parts.rename({"part": "weight"}))
    matched = _matched(edition, own)
    work, near = _work(edition, usual_links, own, matched)
    return PersonalWork(facts, usual, shares, week, links, usual_links, work, matched, near)


def _parts(edition: Edition, facts: Facts, level: str | None) -> pl.DataFrame:
    """row, task_id, part: what each task of a row adds to the row's share; a task of several rows is split evenly."""
    rows = [
        (spec.id, task, spec.share)
        for spec in facts.rows
        for task in (spec.tasks if spec.estimate_kind == "occupation_activity" else [spec.estimate_id])
    ]
    table = pl.DataFrame(rows, schema=_PARTS, orient="row")
    mine = (pl.col("subject_kind") == facts.kind) & (pl.col("subject_id") == facts.id)
    if level is None:
        shares = edition.rows("shares", mine)
    else:
        shares = levels_of(edition.table, [facts.id]).shares.filter(mine & (pl.col("level") == level))
    joined = table.drop("part").join(shares.select("task_id", "share"), on="task_id")
    split = joined.with_columns(part=pl.col("share") / pl.len().over("task_id"))
    return split.select("row", "task_id", part=pl.col("part") / pl.col("part").sum())


def _sums(parts: pl.DataFrame) -> dict[str, float]:
    return dict(parts.group_by("row", maintain_order=True).agg(pl.col("part").sum()).rows())


def _shares(usual: Mapping[str, float], said: Situation) -> tuple[dict[str, float], float]:
    """Shares of the week by row and own task, and the hours they are of."""
    if unknown := [row for row in said.hours if row not in usual]:
        raise UsageError(
            f"hours: the job has no row '{unknown[0][:40]}'.",
            f"Use the ids that `jobprism report TITLE --json` gives, for example {next(iter(usual))}.",
        )
    hours = {**said.hours, **{f"{OWN}:{n}": task.hours for n, task in enumerate(said.own, 1)}}
    others = {} if said.only_own else {row: share for row, share in usual.items() if row not in hours}
    left = said.hours_per_week - sum(hours.values())
    others_total = sum(others.values())
    if others_total > 0:
        hours |= {row: left * share / others_total for row, share in others.items()}
    total = sum(hours.values())
    if total <= 0:
        raise UsageError("Every task of the week was dropped.", "Keep at least one, or add one of your own.")
    ordered = {row: hours.get(row, 0.0) for row in usual} | {k: v for k, v in hours.items() if k not in usual}
    return {row: h / total for row, h in ordered.items()}, total


def _weighted(
    parts: pl.DataFrame, usual: Mapping[str, float], shares: Mapping[str, float], own: Sequence[str]
) -> pl.DataFrame:
    """row, task_id, weight: the week's share of each row over its tasks, as they usually divide it."""
    within = pl.col("part") / pl.col("part").sum().over("row")
    mine = pl.DataFrame({"row": list(usual), "share": [shares[row] for row in usual]})
    of_job = parts.with_columns(part=within.fill_nan(1 / pl.len().over("row"))).join(mine, on="row")
    tasks = of_job.select("row", "task_id", weight=pl.col("part") * pl.col("share"))
    own_rows = {"row": own, "task_id": own, "weight": [shares[o] for o in own]}
    return pl.concat([tasks, pl.DataFrame(own_rows, schema=tasks.schema)])


def _clustered(edition: Edition, tasks: pl.DataFrame) -> pl.DataFrame:
    """Tasks with their first activity, whose tasks share errors, as ``cluster``; without one, with themselves."""
    ids = [int(task) for task in tasks["task_id"] if task.isdigit()]
    first = (
        edition.rows_of("task_activities", "task_id_onet", ids)
        .sort("task_id_onet", "activity_id_onet")
        .unique("task_id_onet", keep="first")
        .select(pl.col("task_id_onet").cast(pl.String).alias("task_id"), cluster="activity_id_onet")
    )
    joined = tasks.join(first, on="task_id", how="left", maintain_order="left")
    return joined.with_columns(cluster=pl.coalesce("cluster", "task_id"))


def _work(
    edition: Edition, job: pl.DataFrame, own: Mapping[str, str], matched: pl.DataFrame
) -> tuple[Work, frozenset[str]]:
    """Estimates of the job's tasks and the own ones, and which of these are near to a task of O*NET's."""
    drafts = task_drafts(edition.table, job.select("task_id").unique())
    holds = _holds(edition, job["task_id"])
    typical = typical_delegation(edition)
    if not own:
        return Work(drafts, holds, typical), frozenset()
    estimates = _own_estimates(edition, own, matched, (_means(drafts, job), _hold_means(holds, job)))
    rows: dict[str, list[dict[str, object]]] = {layer: [] for layer in drafts}
    for task, found in estimates.items():
        pressure = own_pressure(found.layers, typical, judgement(Pressure))
        for layer, (mean, variance) in {**found.layers, PRESSURE: pressure}.items():
            rows[layer].append(_draft(task, mean, variance))
    drafts = {layer: pl.concat([draft, pl.DataFrame(rows[layer], draft.schema)]) for layer, draft in drafts.items()}
    held = [{"subject_id": task, **found.holds} for task, found in estimates.items()]
    near = frozenset(task for task, found in estimates.items() if found.from_neighbours)
    return Work(drafts, pl.concat([holds, pl.DataFrame(held, holds.schema)]), typical), near


def _own_estimates(
    edition: Edition,
    own: Mapping[str, str],
    matched: pl.DataFrame,
    usual: tuple[Mapping[str, float], Mapping[str, float]],
) -> dict[str, OwnEstimate]:
    near = matched.select(OWN, subject_id=pl.col("task_id_onet").cast(pl.String), probability="probability")
    drafts = task_drafts(edition.table, near.select(task_id="subject_id"))
    holds = _holds(edition, near["subject_id"])
    words = score(own.values()).select("capability", "low", "high").rows()
    return {
        task: own_estimate(
            None if read[0] is None else read,
            near.filter(pl.col(OWN) == task),
            drafts,
            holds,
            usual,
            judgement(Assessment),
        )
        for task, read in zip(own, words, strict=True)
    }


def _draft(subject_id: str, mean: float, variance: float) -> dict[str, object]:
    said = {"subject_id": subject_id, "value": mean, "variance": variance, "tier": "modelled", "coverage": 0.0}
    return {**dict.fromkeys(DRAFT_SCHEMA), **said, "sources": ""}


def _holds(edition: Edition, tasks: pl.Series) -> pl.DataFrame:
    of_tasks = edition.rows_of("holds", "subject_id", tasks.unique().to_list())
    return of_tasks.filter(pl.col("subject_kind").is_in(["task", "role_task"])).select("subject_id", *HOLDS)


def _matched(edition: Edition, own: Mapping[str, str]) -> pl.DataFrame:
    schema = {OWN: pl.String, "task_id_onet": pl.Int64, "occupation_id_onet": pl.String, "probability": pl.Float64}
    if not own:
        return pl.DataFrame(schema=schema)
    matcher = TaskMatcher(edition.table("tasks"), edition.table("task_activities"))
    found = matcher.match(list(own.values()), judgement(Assessment).neighbours)
    names = pl.DataFrame({"text_number": range(len(own)), OWN: list(own)})
    return found.join(names, on="text_number", maintain_order="left").select(*schema)


def _means(drafts: Mapping[str, pl.DataFrame], job: pl.DataFrame) -> dict[str, float]:
    """Means of the job by layer; a layer that nobody observed of it is left out."""
    found = {}
    for layer in LAYERS:
        joined = job.join(drafts[layer], left_on="task_id", right_on="subject_id")
        if joined.height:
            found[layer] = weighted_mean(joined, "value")
    return found


def _hold_means(holds: pl.DataFrame, job: pl.DataFrame) -> dict[str, float]:
    joined = job.join(holds, left_on="task_id", right_on="subject_id")
    return {h: weighted_mean(joined, h) for h in HOLDS}


def weighted_mean(rows: pl.DataFrame, column: str) -> float:
    """Mean of a column, weighted by the column ``weight``."""
    return float(np.average(rows[column].to_numpy(), weights=rows["weight"].to_numpy()))
