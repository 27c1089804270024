"""How much of a job each release of a record of use shows."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import gamma

from jobprism.analyses.documents import Unit
from jobprism.analyses.task_evidence import PRODUCTS
from jobprism.editions.store import Edition
from jobprism.estimates.intervals import LEVEL
from jobprism.estimates.use_releases import MEASURES, REPORTED, observed_coverage, samples_in, use_by_release
from jobprism.judgements.load import Use, judgement

_PER = 10_000
_DIGITS = 4


class Release(BaseModel):
    """What a release shows of an occupation; tasks below its threshold it does not show, which is not none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product: str
    vintage: str
    tasks_could: int = Field(description="Tasks that could appear: their wording is as old as releases go by.")
    tasks_reported: int
    work_reported: Unit | None = Field(description="Their share of the work of those that could; null if none could.")
    conversations: float = Field(description="About reported tasks; those of a wording shared evenly among its tasks.")
    sample: int | None = Field(description="Conversations of the whole release.")
    per_10_000: float | None = Field(description="Conversations about the job of 10,000; null where none is reported.")
    per_10_000_low: float | None = Field(description="Of its 90 % interval, counts taken as Poisson (Garwood 1936).")
    per_10_000_high: float | None


def use_over_releases(edition: Edition, occupation_id_onet: str) -> list[Release]:
    """Every release that could show a task of the occupation, by product and date.

    Empty for a role, whose own use nobody records, and where all tasks are newer than releases go by.
    """
    return [_release(row) for row in _releases(edition).get(occupation_id_onet, [])]


def _release(row: dict[str, object]) -> Release:
    n, sample = float(str(row["conversations"])), row["sample"]
    figures = dict.fromkeys(("per_10_000", "per_10_000_low", "per_10_000_high"))
    if n and sample:
        tail, scale = (1 - LEVEL) / 2, _PER / int(str(sample))
        counts = (n, float(gamma.ppf(tail, n)), float(gamma.ppf(1 - tail, n + 1)))
        figures = dict(zip(figures, (round(scale * count, _DIGITS) for count in counts), strict=True))
    product = PRODUCTS[MEASURES[str(row["product"])]]
    return Release.model_validate({**row, **figures, "product": product, "conversations": round(n, _DIGITS)})


@lru_cache(maxsize=4)
def _releases(edition: Edition) -> dict[str, list[dict[str, object]]]:
    """Rows by occupation, worked out once: by product and vintage."""
    rows = edition.rows("evidence", pl.col("measure").is_in(list(MEASURES.values())))
    samples, tasks = samples_in(rows), edition.table("tasks")
    releases = use_by_release(tasks, rows, samples, judgement(Use))
    shares = edition.rows("shares", pl.col("subject_kind") == "occupation").rename({"task_id": "task_id_onet"})
    covered = observed_coverage(tasks, releases, shares.select("task_id_onet", "share"))
    counted = (
        releases.filter(pl.col("status") == REPORTED)
        .join(tasks.select("occupation_id_onet", subject_id=pl.col("task_id_onet").cast(pl.String)), on="subject_id")
        .group_by("occupation_id_onet", "product", "vintage")
        .agg(conversations=(pl.col("n") / pl.col("n_subjects")).sort().sum())
    )
    keys = ["occupation_id_onet", "product", "vintage"]
    table = (
        covered.join(counted, on=keys, how="left")
        .join(samples.rename({"conversations": "sample"}), on=["product", "vintage"], how="left")
        .with_columns(pl.col("conversations").fill_null(0.0))
        .sort(keys)
        .drop("tasks", "coverage")
        .filter(pl.col("tasks_could") > 0)
    )
    found: dict[str, list[dict[str, object]]] = {}
    for row in table.rows(named=True):
        found.setdefault(row.pop("occupation_id_onet"), []).append(row)
    return found
