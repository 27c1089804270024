"""Outlooks: at no horizon the estimate itself, wider with every year, in the order the scenarios are named."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.aggregate import product_moments
from jobprism.estimates.outlook import (
    KINDS,
    OUTLOOK_SCHEMA,
    Subject,
    horizon,
    outlook,
    projected,
    subject,
    typical_delegation,
)
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Outlook, Pressure, judgement
from jobprism.judgements.projections import SCENARIOS

JUDGED, PRESSURE = judgement(Outlook), judgement(Pressure)
TYPICAL = 0.5
PARTS = (*LAYERS, "pressure")
SLACK = 1e-9

# Figures come rounded; between 0 and a millionth there is none.
unit = st.integers(0, 10**6).map(lambda i: i / 10**6)


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Subjects whose own figures are their tasks' means, with any interval around them; delegation may be missing."""
    n = draw(st.integers(1, 4))
    raw = np.array(draw(st.lists(st.floats(0.01, 1), min_size=n, max_size=n)))
    weights = raw / raw.sum()
    tasks = {layer: np.array(draw(st.lists(unit, min_size=n, max_size=n))) for layer in LAYERS}
    if draw(st.booleans()):
        tasks["delegation"][0] = np.nan
    layers = {}
    for layer in LAYERS:
        known = ~np.isnan(tasks[layer])
        if known.any():
            value = float(np.average(tasks[layer][known], weights=weights[known]))
            layers[layer] = interval(draw, value)
    delegation = np.where(np.isnan(tasks["delegation"]), TYPICAL, tasks["delegation"])
    practice = PRESSURE.base + PRESSURE.use * tasks["use"] + PRESSURE.delegation * delegation
    free = 1 - PRESSURE.hold * tasks["human_need"]
    none = np.zeros(n)
    mean, _ = product_moments([(tasks["capability"], none), (practice, none), (free, none)])
    low, value, high = (100 * x for x in sorted_interval(interval(draw, float(np.average(mean, weights=weights)))))
    return Subject("occupation", "made up", layers, (value, low, high), weights, tasks)


def interval(draw: st.DrawFn, value: float) -> tuple[float, float, float]:
    return value, value * draw(unit), value + (1 - value) * draw(unit)


def sorted_interval(figures: tuple[float, float, float]) -> tuple[float, float, float]:
    value, low, high = figures
    return low, value, high


def ahead(years: float) -> dict[str, float]:
    return dict.fromkeys(LAYERS, years)


@settings(deadline=None, max_examples=60)
@given(subjects(), st.sampled_from(SCENARIOS))
def test_at_no_horizon_it_is_the_estimate(of: Subject, scenario: str) -> None:
    found = projected(of, TYPICAL, scenario, ahead(0), JUDGED, PRESSURE)
    assert set(found) == {*of.layers, "pressure"}
    for layer, figures in of.layers.items():
        assert found[layer] == pytest.approx(figures, abs=1e-9)
    assert found["pressure"] == pytest.approx(of.pressure, abs=1e-7)


@settings(deadline=None, max_examples=60)
@given(subjects(), st.sampled_from(SCENARIOS), st.floats(0, 15), st.floats(0, 15))
def test_a_later_interval_holds_an_earlier_one(of: Subject, scenario: str, one: float, other: float) -> None:
    near, far = (projected(of, TYPICAL, scenario, ahead(y), JUDGED, PRESSURE) for y in sorted((one, other)))
    for layer, (value, low, high) in far.items():
        assert low <= near[layer][1] + SLACK
        assert near[layer][2] <= high + SLACK
        assert low <= value <= high
        assert near[layer][0] <= value + SLACK or layer == "human_need"


@settings(deadline=None, max_examples=60)
@given(subjects(), st.floats(0, 15))
def test_stalled_is_at_most_steady_is_at_most_fast(of: Subject, years: float) -> None:
    found = [projected(of, TYPICAL, s, ahead(years), JUDGED, PRESSURE) for s in SCENARIOS]
    for slower, faster in pairwise(found):
        for layer in slower:
            for a, b in zip(slower[layer], faster[layer], strict=True):
                assert a <= b + SLACK


@settings(deadline=None, max_examples=60)
@given(subjects(), st.sampled_from(SCENARIOS), st.floats(0, 15))
def test_figures_stay_on_their_scales_and_human_need_where_it_is(of: Subject, scenario: str, years: float) -> None:
    found = projected(of, TYPICAL, scenario, ahead(years), JUDGED, PRESSURE)
    for layer, figures in found.items():
        assert all(0 <= x <= (100 if layer == "pressure" else 1) for x in figures)
    assert found["human_need"] == pytest.approx(of.layers["human_need"], abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(subjects(), st.sampled_from(SCENARIOS), st.floats(0, 15), st.randoms(use_true_random=False))
def test_the_order_of_tasks_changes_nothing(of: Subject, scenario: str, years: float, random: object) -> None:
    order = list(range(len(of.weights)))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = replace(of, weights=of.weights[order], tasks={k: v[order] for k, v in of.tasks.items()})
    one, two = (projected(s, TYPICAL, scenario, ahead(years), JUDGED, PRESSURE) for s in (of, other))
    for layer, figures in one.items():
        assert figures == pytest.approx(two[layer], abs=1e-7)


def test_a_wider_estimate_has_a_wider_outlook() -> None:
    tasks = {layer: np.array([0.4]) for layer in LAYERS}
    widths = []
    for reach in (0.05, 0.2):
        layers = dict.fromkeys(LAYERS, (0.4, 0.4 - reach, 0.4 + reach))
        of = Subject("occupation", "x", layers, (20.0, 20 - 50 * reach, 20 + 50 * reach), np.array([1.0]), tasks)
        found = projected(of, TYPICAL, "steady", ahead(5), JUDGED, PRESSURE)
        widths.append([found[layer][2] - found[layer][1] for layer in PARTS])
    assert all(narrow < wide for narrow, wide in zip(*widths, strict=True))


def test_horizons_start_where_the_evidence_ends() -> None:
    assert horizon(JUDGED.first_year, "capability", JUDGED) > horizon(JUDGED.first_year, "use", JUDGED) > 0
    assert horizon(2020, "use", JUDGED) == 0
    assert horizon(2030, "use", JUDGED) == pytest.approx(horizon(2029, "use", JUDGED) + 1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_editions_subjects_have_outlooks(core: Edition, kind: str) -> None:
    estimates, pressure = core.table("estimates"), core.table("pressure")
    ids = pressure.filter(pl.col("subject_kind") == kind)["subject_id"].sort()
    of = subject(estimates, pressure, core.table("shares"), kind, ids[len(ids) // 2])
    found = outlook(of, typical_delegation(estimates))
    assert found.schema == OUTLOOK_SCHEMA
    assert found.height == len(SCENARIOS) * (JUDGED.last_year - JUDGED.first_year + 1) * (len(of.layers) + 1)
    assert found.select((pl.col("low") <= pl.col("value")) & (pl.col("value") <= pl.col("high"))).to_series().all()
    one = outlook(of, typical_delegation(estimates), [2030], ["fast"])
    assert one.equals(found.filter((pl.col("year") == 2030) & (pl.col("scenario") == "fast")))


def test_stalled_leaves_the_editions_values_where_they_are(core: Edition) -> None:
    estimates, pressure = core.table("estimates"), core.table("pressure")
    of = subject(estimates, pressure, core.table("shares"), "occupation", "15-1252.00")
    found = outlook(of, typical_delegation(estimates), [2035], ["stalled"])
    values = dict(found.select("layer", "value").rows())
    assert values == pytest.approx({**{k: v[0] for k, v in of.layers.items()}, "pressure": of.pressure[0]}, abs=0.01)


@pytest.mark.parametrize(
    ("years", "scenarios", "said"), [([2050], None, "No outlook for 2050"), (None, ["boom"], "'boom'")]
)
def test_what_is_not_declared_is_refused(
    core: Edition, years: list[int] | None, scenarios: list[str] | None, said: str
) -> None:
    of = subject(core.table("estimates"), core.table("pressure"), core.table("shares"), "occupation", "15-1252.00")
    with pytest.raises(UsageError, match=said):
        outlook(of, TYPICAL, years, scenarios)


@pytest.mark.parametrize(("kind", "code"), [("occupation", "99-9999.00"), ("planet", "1")])
def test_an_unknown_subject_is_refused(core: Edition, kind: str, code: str) -> None:
    with pytest.raises(UsageError, match=kind):
        subject(core.table("estimates"), core.table("pressure"), core.table("shares"), kind, code)


@pytest.mark.parametrize(
    ("scenario", "path", "rate", "said"),
    [
        ("stalled", "middle", 0.3, "must not exceed"),
        ("stalled", "quick", 9.0, "faster one"),
        ("fast", "slow", 0.1, "less than or equal to 0"),
    ],
)
def test_rates_out_of_order_are_refused(scenario: str, path: str, rate: float, said: str) -> None:
    document = JUDGED.model_dump(mode="json")
    document["scenarios"][scenario]["capability"][path] = rate
    with pytest.raises(ValidationError, match=said):
        Outlook.model_validate(document)
