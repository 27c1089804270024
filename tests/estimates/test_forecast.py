"""Forecasts of the next release: no worse than persistence, with intervals that hold."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.forecast import (
    History,
    coverage_history,
    forecast_coverage,
    forecast_next,
    forecast_use,
    point,
    task_history,
)
from jobprism.estimates.use_releases import samples_in, use_by_release
from jobprism.judgements.load import Forecast, Use, judgement

FORECAST, USE = judgement(Forecast), judgement(Use)
SHARES = st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=20)
Histories = tuple[History, History]


def history(values: np.ndarray, sizes: float = 20.0) -> History:
    return History(
        [str(i) for i in range(len(values))],
        values,
        np.full(len(values), sizes),
        [f"2025-{m:02}" for m in range(1, values.shape[1] + 1)],
    )


@pytest.fixture(scope="session")
def published(core: Edition) -> Histories:
    """Occupations' coverage and tasks' use index in the releases of the edition."""
    tasks, evidence = core.table("tasks"), core.table("evidence")
    releases = use_by_release(tasks, evidence, samples_in(evidence), USE)
    return coverage_history(tasks, releases, USE), task_history(releases, USE)


def error(forecast: np.ndarray, truth: np.ndarray) -> float:
    return float(np.abs(forecast - truth).mean())


def inside(frame: pl.DataFrame, truth: np.ndarray, level: int, which: np.ndarray | None = None) -> float:
    low, high = frame[f"low{level}"].to_numpy(), frame[f"high{level}"].to_numpy()
    within = (truth >= low - 1e-6) & (truth <= high + 1e-6)
    return float(within[which].mean() if which is not None else within.mean())


@pytest.mark.parametrize("known", [1, 2, 3])
def test_no_release_is_forecast_worse_than_by_persistence(published: Histories, known: int) -> None:
    for found in published:
        truth, last = found.values[:, known], found.values[:, known - 1]
        assert error(point(found.values[:, :known], FORECAST), truth) <= 1.02 * error(last, truth)


def test_the_last_releases_intervals_hold_what_they_say(published: Histories) -> None:
    coverage, indices = published
    truth = coverage.values[:, 3]
    frame = forecast_coverage(coverage.until(3), FORECAST)
    assert 0.77 <= inside(frame, truth, 80) <= 0.83
    assert 0.87 <= inside(frame, truth, 90) <= 0.93
    # Of tasks, the last two releases differ less than the earlier ones: the intervals are too wide rather than narrow.
    ever = (indices.values[:, :3] > 0).any(axis=1)
    frame = forecast_use(indices.until(3), FORECAST)
    assert inside(frame, indices.values[:, 3], 80, ever) >= 0.77
    assert inside(frame, indices.values[:, 3], 90, ever) >= 0.87


def test_a_forecast_of_the_editions_next_release(core: Edition, published: Histories) -> None:
    frame = forecast_next(core.table("tasks"), core.table("evidence"))
    assert frame["after"].unique().to_list() == [published[0].vintages[-1]]
    sizes = dict(frame.group_by("subject_kind").len().rows())
    assert sizes == {"occupation": len(published[0].ids), "task": len(published[1].ids)}
    ordered = frame.select(
        (pl.col("low90") <= pl.col("low80"))
        & (pl.col("low80") <= pl.col("value"))
        & (pl.col("value") <= pl.col("high80"))
        & (pl.col("high80") <= pl.col("high90"))
    )
    assert ordered.to_series().all()
    assert frame.select(pl.col("low90").min(), pl.col("high90").max()).row(0) >= (0.0, 0.0)
    assert frame["high90"].max() <= 1
    assert frame.equals(forecast_next(core.table("tasks"), core.table("evidence")))


@pytest.mark.parametrize("reported", [2500, 4000])
def test_a_known_number_of_reported_tasks_is_met(core: Edition, published: Histories, reported: int) -> None:
    frame = forecast_next(core.table("tasks"), core.table("evidence"), tasks_reported=reported)
    value = frame.filter(pl.col("subject_kind") == "occupation").sort("subject_id")["value"].to_numpy()
    assert value @ published[0].sizes == pytest.approx(reported, abs=0.1)
    free = forecast_next(core.table("tasks"), core.table("evidence"))
    before = free.filter(pl.col("subject_kind") == "occupation").sort("subject_id")["value"].to_numpy()
    # Up to rounding all move the same way.
    assert (
        np.sign(value - before)[np.abs(value - before) > 1e-5] == np.sign(reported - before @ published[0].sizes)
    ).all()


@pytest.mark.parametrize("reported", [-5, 0, 10**6])
def test_an_impossible_number_of_reported_tasks_is_an_error(published: Histories, reported: int) -> None:
    with pytest.raises(UsageError, match="impossible"):
        forecast_coverage(published[0], FORECAST, reported)


@settings(deadline=None, max_examples=40)
@given(SHARES)
def test_a_forecast_lies_between_the_least_and_the_most_seen(rows: list[list[float]]) -> None:
    values = np.array(rows)
    found = point(values, FORECAST)
    assert (found <= values.max(axis=1) + 1e-12).all()
    assert ((found >= values.min(axis=1) - 1e-12) | (values[:, -1] == 0)).all()
    assert (found[values[:, -1] == 0] == 0).all()


@settings(deadline=None, max_examples=40)
@given(SHARES, st.randoms(use_true_random=False))
def test_the_order_of_subjects_changes_nothing(rows: list[list[float]], random: object) -> None:
    values = np.array(rows)
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for forecast in (forecast_coverage, forecast_use):
        one = forecast(history(values), FORECAST)
        other = forecast(history(values[order]), FORECAST)
        figures = [c for c in one.columns if c != "subject_id"]
        assert np.allclose(one.select(figures).to_numpy()[order], other.select(figures).to_numpy(), atol=2e-6)


def test_an_occupation_of_more_tasks_has_a_narrower_interval() -> None:
    rng = np.random.default_rng(0)
    sizes = np.repeat([8.0, 60.0], 400)
    values = rng.binomial(sizes[:, None].astype(int), 0.3, (800, 3)) / sizes[:, None]
    found = forecast_coverage(History([str(i) for i in range(800)], values, sizes, ["a", "b", "c"]), FORECAST)
    width = (found["high80"] - found["low80"]).to_numpy()
    assert width[:400].mean() > 2 * width[400:].mean()


def test_intervals_of_noise_alone_hold_the_next_draw() -> None:
    rng = np.random.default_rng(2)
    rates = rng.beta(1, 3, 3000)
    draws = rng.binomial(20, rates[:, None], (3000, 5)) / 20
    found = forecast_coverage(history(draws[:, :4]), FORECAST)
    for level in (80, 90):
        assert inside(found, draws[:, 4], level) == pytest.approx(level / 100, abs=0.03)


def test_one_release_is_not_enough() -> None:
    alone = history(np.array([[0.1], [0.2]]))
    for forecast in (forecast_coverage, forecast_use):
        with pytest.raises(UsageError, match="two releases"):
            forecast(alone, FORECAST)
