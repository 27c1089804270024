"""What changed in the record of a job's use between the last two releases."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.facts import Facts
from jobprism.analyses.task_evidence import PRODUCTS
from jobprism.editions.store import Edition
from jobprism.estimates.use_releases import CHANGES, MEASURES, samples_in, use_by_release, what_changed
from jobprism.judgements.load import Use, judgement

_TOLD = tuple(change for change in CHANGES if change != "steady")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChangedTask(_Part):
    """A task whose place in the record changed."""

    change: str
    task_id: str
    label: str = Field(description="Of the row of the job's table that the task belongs to.")
    conversations_before: int | None = Field(description="Of its wording; null where it was not reported.")
    conversations_after: int | None


class ProductChanges(_Part):
    """What one product's newest release shows of the job's tasks that the one before did not."""

    product: str
    before: str = Field(description="Vintage of the older release.")
    after: str
    counts: dict[str, int] = Field(description="Tasks by kind of change, and those that neither release reports.")
    could_not_appear: int = Field(description="Tasks whose wording is newer than the one releases are kept by.")
    tasks: list[ChangedTask] = Field(description="All but the steady ones, by kind of change and row.")
    source: str


def changes_of(edition: Edition, facts: Facts) -> list[ProductChanges]:
    """One per product with two releases; none of a role, whose own use nobody records."""
    if facts.kind == "role":
        return []
    labels: dict[str, str] = {}
    for row in facts.rows:
        for task in row.tasks:
            labels.setdefault(task, row.label.rstrip("."))
    found = []
    for product, measure in MEASURES.items():
        table, before, after, source = _changes(edition, product)
        if not before:
            continue
        rows = [(task, *table[task]) for task in labels if task in table]
        counts = {change: sum(r[1] == change for r in rows) for change in CHANGES}
        could_not = len(labels.keys() & facts.newer)
        counts["in neither"] = len(labels) - could_not - len(rows)
        order = {task: place for place, task in enumerate(labels)}
        told = sorted((r for r in rows if r[1] in _TOLD), key=lambda r: (_TOLD.index(r[1]), order[r[0]]))
        found.append(
            ProductChanges(
                product=PRODUCTS[measure],
                before=before,
                after=after,
                counts=counts,
                could_not_appear=could_not,
                tasks=[
                    ChangedTask(
                        change=change,
                        task_id=task,
                        label=labels[task],
                        conversations_before=n_before,
                        conversations_after=n_after,
                    )
                    for task, change, n_before, n_after in told
                ],
                source=source,
            )
        )
    return found


@lru_cache(maxsize=8)
def _changes(edition: Edition, product: str) -> tuple[dict[str, tuple[str, int | None, int | None]], str, str, str]:
    """Change and conversations before and after by task; the two releases, empty without two; the source."""
    judged = judgement(Use)
    rows = edition.rows("evidence", pl.col("measure") == MEASURES[product])
    samples = samples_in(rows).filter(pl.col("product") == product)
    vintages = samples["vintage"].to_list()
    if len(vintages) < 2:
        return {}, "", "", ""
    releases = use_by_release(edition.table("tasks"), rows, samples, judged)
    changed = what_changed(releases, samples, product, judged)
    table = {task: (c, before, after) for task, c, before, after, _ in changed.rows()}
    return table, vintages[-2], vintages[-1], str(rows["source"][0])
