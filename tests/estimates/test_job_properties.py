"""What must hold of any job whatever its tasks: from the layers of tasks to the pressure of the job."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.intervals import beta_interval
from jobprism.estimates.pressure import task_pressure
from jobprism.estimates.raters import correlations
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Pressure, judgement

SLACK = 1e-9
unit = st.floats(0, 1)


@dataclass(frozen=True)
class Job:
    """Tasks of a job: share of the work (sums to 1), the activity, and the layers; delegation may be missing."""

    shares: list[float]
    activities: list[str]
    layers: dict[str, list[float | None]]
    variance: list[float]

    def drafts(self, order: list[int]) -> dict[str, pl.DataFrame]:
        return {layer: self._draft(layer, order) for layer in LAYERS}

    def _draft(self, layer: str, order: list[int]) -> pl.DataFrame:
        rows = [
            (f"t{i}", value, self.variance[i], "published", 1.0, None, "made_up")
            for i in order
            if (value := self.layers[layer][i]) is not None
        ]
        return pl.DataFrame(rows, schema=DRAFT_SCHEMA, orient="row")

    def grouping(self, order: list[int]) -> Grouping:
        rows = [("job", f"t{i}", self.shares[i], self.activities[i]) for i in order]
        schema = {"subject_id": pl.String, "task_id": pl.String, "weight": pl.Float64, "cluster": pl.String}
        return Grouping(pl.DataFrame(rows, schema=schema, orient="row"))

    def pressure(self, order: list[int] | None = None) -> tuple[float, float, float]:
        """Value, low and high, 0 to 1."""
        order = order or list(range(len(self.shares)))
        tasks = task_pressure(self.drafts(order), judgement(Pressure), 0.5)
        whole = aggregate(tasks, self.grouping(order), correlations()["pressure"])
        low, high = beta_interval(whole["value"].to_numpy(), whole["variance"].to_numpy())
        return float(whole["value"][0]), float(low[0]), float(high[0])


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    n = draw(st.integers(1, 8))
    many = {"min_size": n, "max_size": n}
    raw = draw(st.lists(st.floats(0.01, 1), **many))
    layers: dict[str, list[float | None]] = {layer: draw(st.lists(unit, **many)) for layer in LAYERS}
    layers["delegation"] = [0.4, *draw(st.lists(st.one_of(st.none(), unit), **many))[1:]]
    return Job(
        [r / sum(raw) for r in raw],
        draw(st.lists(st.sampled_from("abc"), **many)),
        layers,
        draw(st.lists(st.floats(0, 0.05), **many)),
    )


@given(jobs(), st.data())
def test_raising_what_ai_can_do_of_one_task_never_lowers_the_jobs_pressure(job: Job, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(job.shares) - 1))
    before = job.layers["capability"]
    assert before[place] is not None
    raised = [*before[:place], data.draw(st.floats(before[place] or 0.0, 1)), *before[place + 1 :]]
    higher = Job(job.shares, job.activities, {**job.layers, "capability": raised}, job.variance)
    assert higher.pressure()[0] >= job.pressure()[0] - SLACK


@given(jobs())
def test_the_interval_holds_the_value_and_lies_on_the_scale(job: Job) -> None:
    value, low, high = job.pressure()
    assert 0 <= low <= value <= high <= 1


@given(jobs(), st.randoms(use_true_random=False))
def test_the_order_of_tasks_changes_nothing(job: Job, random: Random) -> None:
    order = list(range(len(job.shares)))
    random.shuffle(order)
    assert job.pressure(order) == pytest.approx(job.pressure(), abs=1e-9)


@given(jobs())
def test_a_task_split_in_two_like_halves_leaves_the_value(job: Job) -> None:
    halves = Job(
        [job.shares[0] / 2, *job.shares[1:], job.shares[0] / 2],
        [*job.activities, job.activities[0]],
        {layer: [*values, values[0]] for layer, values in job.layers.items()},
        [*job.variance, job.variance[0]],
    )
    assert halves.pressure()[0] == pytest.approx(job.pressure()[0], abs=1e-9)
