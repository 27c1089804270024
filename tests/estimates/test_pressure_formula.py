"""Pressure: what raises it, what lowers it, and what stands in for a layer that is missing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.pressure import pressure_moments, task_pressure
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Pressure, judgement

Moment = tuple[float, float]
moment = st.tuples(st.floats(0, 1), st.floats(0, 0.25))
four = st.fixed_dictionaries(dict.fromkeys(LAYERS, moment))


def moments_of(layers: dict[str, Moment]) -> Moment:
    arrays = [(np.array([layers[name][0]]), np.array([layers[name][1]])) for name in LAYERS]
    mean, variance = pressure_moments(*arrays, judgement(Pressure))
    return float(mean[0]), float(variance[0])


def layer(values: dict[str, Moment]) -> pl.DataFrame:
    rows = [(i, value, variance, "published", 1.0, None, "made_up") for i, (value, variance) in values.items()]
    return pl.DataFrame(rows, schema=DRAFT_SCHEMA, orient="row")


@given(four)
def test_pressure_stays_between_0_and_1(layers: dict[str, Moment]) -> None:
    mean, variance = moments_of(layers)
    assert 0 <= mean <= 1
    assert variance >= 0


@given(four, st.sampled_from(["capability", "use", "delegation"]), st.floats(0, 1))
def test_raising_what_ai_can_do_or_does_never_lowers_pressure(
    layers: dict[str, Moment], name: str, other: float
) -> None:
    low, high = sorted((layers[name][0], other))
    before, after = (moments_of({**layers, name: (value, layers[name][1])})[0] for value in (low, high))
    assert after >= before - 1e-12


@given(four, st.floats(0, 1))
def test_raising_human_need_never_raises_pressure(layers: dict[str, Moment], other: float) -> None:
    low, high = sorted((layers["human_need"][0], other))
    before, after = (moments_of({**layers, "human_need": (value, layers["human_need"][1])})[0] for value in (low, high))
    assert after <= before + 1e-12


@given(four, st.sampled_from(LAYERS), st.floats(0, 0.25))
def test_more_uncertainty_in_a_layer_never_narrows_pressure(layers: dict[str, Moment], name: str, other: float) -> None:
    small, large = sorted((layers[name][1], other))
    before, after = (moments_of({**layers, name: (layers[name][0], variance)})[1] for variance in (small, large))
    assert after >= before - 1e-12


def test_the_corners_of_the_formula() -> None:
    judged = judgement(Pressure)
    certain = {"capability": (1.0, 0.0), "use": (1.0, 0.0), "delegation": (1.0, 0.0), "human_need": (0.0, 0.0)}
    assert moments_of(certain) == pytest.approx((1.0, 0.0))
    assert moments_of({**certain, "capability": (0.0, 0.0)})[0] == 0
    assert moments_of({**certain, "human_need": (1.0, 0.0)})[0] == pytest.approx(1 - judged.hold)
    assert moments_of({**certain, "use": (0.0, 0.0)})[0] == pytest.approx(1 - judged.use)
    assert moments_of({**certain, "delegation": (0.0, 0.0)})[0] == pytest.approx(1 - judged.delegation)


def test_an_unobserved_delegation_counts_as_the_mean_and_widens() -> None:
    alike = dict.fromkeys("123", (0.5, 0.01))
    layers = {name: layer(alike) for name in LAYERS}
    layers["delegation"] = layer({"1": (0.5, 0.001), "2": (0.5, 0.001)})
    observed, _, unobserved = task_pressure(layers, judgement(Pressure)).sort("subject_id").rows(named=True)
    assert unobserved["value"] == pytest.approx(observed["value"])
    assert unobserved["variance"] > observed["variance"]
    layers["delegation"] = layer({"1": (0.3, 0.001), "2": (0.7, 0.001)})
    first, second, unobserved = task_pressure(layers, judgement(Pressure)).sort("subject_id").rows(named=True)
    assert unobserved["value"] == pytest.approx((first["value"] + second["value"]) / 2)


def test_a_task_without_a_use_estimate_counts_as_unused_with_the_widest_width() -> None:
    layers = {name: layer(dict.fromkeys("12", (0.5, 0.01))) for name in LAYERS}
    layers["use"] = layer({"1": (0.0, 0.02)})
    with_zero, without = task_pressure(layers, judgement(Pressure)).sort("subject_id").rows(named=True)
    assert without["value"] == pytest.approx(with_zero["value"])
    assert without["variance"] == pytest.approx(with_zero["variance"])


def test_every_task_with_a_capability_has_a_pressure_and_no_other() -> None:
    layers = {name: layer(dict.fromkeys("123", (0.5, 0.01))) for name in LAYERS}
    layers["capability"] = layer(dict.fromkeys("12", (0.5, 0.01)))
    assert set(task_pressure(layers, judgement(Pressure))["subject_id"]) == {"1", "2"}


def test_a_typical_delegation_stands_in_where_one_is_given() -> None:
    layers = {name: layer(dict.fromkeys("12", (0.5, 0.01))) for name in LAYERS}
    layers["delegation"] = layer({"1": (0.2, 0.01)})
    observed, unobserved = task_pressure(layers, judgement(Pressure), 0.2).sort("subject_id").rows(named=True)
    _, more = task_pressure(layers, judgement(Pressure), 0.9).sort("subject_id").rows(named=True)
    assert unobserved["value"] == pytest.approx(observed["value"])
    assert more["value"] > unobserved["value"]
