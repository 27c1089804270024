"""Carrying estimates from tasks to the groups they make up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.estimates.aggregate import Grouping, aggregate, product_moments
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.judgements.occupations import Shared

SHARED = Shared(common=0.2, activity=0.4)

# (value, variance, weight, cluster) of a task
task = st.tuples(st.floats(0, 1), st.floats(0, 0.25), st.floats(0.01, 10), st.sampled_from("ab"))
tasks = st.lists(task, min_size=1, max_size=8)
Task = tuple[float, float, float, str]


def draft(
    rows: list[Task], tiers: list[str] | None = None, coverage: float = 1.0, agreement: float | None = None
) -> pl.DataFrame:
    n = len(rows)
    return pl.DataFrame(
        {
            "subject_id": [str(i) for i in range(n)],
            "value": [r[0] for r in rows],
            "variance": [r[1] for r in rows],
            "tier": tiers or ["published"] * n,
            "coverage": [coverage] * n,
            "agreement": [agreement] * n,
            "sources": ["made_up"] * n,
        },
        schema=DRAFT_SCHEMA,
    )


def grouping(rows: list[Task], subject: str = "job") -> Grouping:
    return Grouping(
        pl.DataFrame(
            {
                "subject_id": [subject] * len(rows),
                "task_id": [str(i) for i in range(len(rows))],
                "weight": [r[2] for r in rows],
                "cluster": [r[3] for r in rows],
            }
        )
    )


def together(rows: list[Task], shared: Shared = SHARED) -> dict[str, float]:
    return aggregate(draft(rows), grouping(rows), shared).row(0, named=True)


@given(tasks)
def test_the_value_is_the_weighted_mean(rows: list[Task]) -> None:
    values, weights = [r[0] for r in rows], [r[2] for r in rows]
    assert together(rows)["value"] == pytest.approx(np.average(values, weights=weights), abs=1e-12)


@given(tasks, st.randoms())
def test_the_order_of_tasks_changes_nothing(rows: list[Task], random: object) -> None:
    shuffled = rows[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before, after = together(rows), together(shuffled)
    assert after["value"] == pytest.approx(before["value"], abs=1e-12)
    assert after["variance"] == pytest.approx(before["variance"], abs=1e-12)


@given(tasks, st.floats(0, 1), st.floats(0, 1))
def test_the_variance_lies_between_independent_and_common_errors(rows: list[Task], common: float, part: float) -> None:
    weights = np.array([r[2] for r in rows]) / sum(r[2] for r in rows)
    sd = np.sqrt([r[1] for r in rows])
    independent, all_common = float((weights**2 * sd**2).sum()), float((weights @ sd) ** 2)
    found = together(rows, Shared(common=common, activity=part * (1 - common)))["variance"]
    assert independent - 1e-12 <= found <= all_common + 1e-12


@given(tasks)
def test_the_ends_of_that_range_are_met(rows: list[Task]) -> None:
    weights = np.array([r[2] for r in rows]) / sum(r[2] for r in rows)
    sd = np.sqrt([r[1] for r in rows])
    independent = together(rows, Shared(common=0, activity=0))["variance"]
    assert independent == pytest.approx(float((weights**2 * sd**2).sum()), abs=1e-12)
    all_common = together(rows, Shared(common=1, activity=0))["variance"]
    assert all_common == pytest.approx(float((weights @ sd) ** 2), abs=1e-12)
    one_activity = [(value, variance, weight, "a") for value, variance, weight, _ in rows]
    assert together(one_activity, Shared(common=0, activity=1))["variance"] == pytest.approx(all_common, abs=1e-12)


def test_variance_equals_that_of_simulated_errors() -> None:
    rows: list[Task] = [(0.2, 0.04, 1, "a"), (0.5, 0.01, 2, "a"), (0.8, 0.09, 3, "b")]
    random = np.random.default_rng(20261121)
    n = 400_000
    weights, sd = np.array([1, 2, 3]) / 6, np.sqrt([0.04, 0.01, 0.09])
    of_all, own = random.standard_normal((n, 1)), random.standard_normal((n, 3))
    of_activity = random.standard_normal((n, 2))[:, [0, 0, 1]]
    errors = sd * (np.sqrt(0.2) * of_all + np.sqrt(0.4) * of_activity + np.sqrt(0.4) * own)
    assert together(rows)["variance"] == pytest.approx((errors @ weights).var(), rel=0.02)


def distances(*values: float) -> pl.DataFrame:
    return pl.DataFrame(
        {"subject_id": [str(i) for i in range(len(values))], "distance": list(values)},
        schema={"subject_id": pl.String, "distance": pl.Float64},
    )


def test_known_distances_add_up_with_their_sign_and_are_no_error() -> None:
    rows: list[Task] = [(0.2, 0.04, 1, "a"), (0.5, 0.04, 1, "b")]
    alone = Shared(common=0, activity=0)
    same = aggregate(draft(rows), grouping(rows), alone, distances(0.2, 0.2)).row(0, named=True)
    opposed = aggregate(draft(rows), grouping(rows), alone, distances(0.2, -0.2)).row(0, named=True)
    assert same["variance"] == pytest.approx(0.2**2)
    assert opposed["variance"] == pytest.approx(0)
    assert same["value"] == opposed["value"] == pytest.approx(0.35)


def test_a_task_without_known_distance_has_only_its_error() -> None:
    rows: list[Task] = [(0.2, 0.04, 1, "a"), (0.5, 0.09, 1, "b")]
    found = aggregate(draft(rows), grouping(rows), SHARED, distances()).row(0, named=True)
    assert found["variance"] == pytest.approx(together(rows)["variance"])


def test_missing_tasks_are_left_out_and_coverage_says_so() -> None:
    rows: list[Task] = [(0.9, 0.01, 1, "a"), (0.1, 0.01, 3, "b")]
    only_first = draft(rows).head(1)
    found = aggregate(only_first, grouping(rows), SHARED).row(0, named=True)
    assert found["value"] == pytest.approx(0.9)
    assert found["coverage"] == pytest.approx(0.25)


def test_indirect_tasks_count_in_the_mean_but_not_as_covered() -> None:
    rows: list[Task] = [(0.9, 0.01, 1, "a"), (0.1, 0.01, 3, "b")]
    found = aggregate(draft(rows, ["published", "derived"]), grouping(rows), SHARED).row(0, named=True)
    assert found["value"] == pytest.approx(0.3)
    assert found["coverage"] == pytest.approx(0.25)
    assert found["tier"] == "derived"


def test_a_layer_that_is_always_derived_keeps_its_own_coverage() -> None:
    rows: list[Task] = [(0.9, 0.01, 1, "a"), (0.1, 0.01, 3, "b")]
    found = aggregate(draft(rows, ["derived"] * 2, coverage=0.6), grouping(rows), SHARED).row(0, named=True)
    assert found["coverage"] == pytest.approx(0.6)


def test_a_group_without_any_estimate_has_none() -> None:
    rows: list[Task] = [(0.9, 0.01, 1, "a"), (0.1, 0.01, 3, "b")]
    two = Grouping(pl.concat([grouping(rows).links, grouping(rows, "other").links.with_columns(task_id=pl.lit("x"))]))
    assert aggregate(draft(rows), two, SHARED)["subject_id"].to_list() == ["job"]
    assert aggregate(draft(rows).clear(), two, SHARED).is_empty()


def test_agreement_is_the_mean_over_tasks_that_have_one() -> None:
    rows: list[Task] = [(0.9, 0.01, 1, "a"), (0.1, 0.01, 3, "b")]
    halves = draft(rows).with_columns(agreement=pl.Series([0.5, None], dtype=pl.Float64))
    assert aggregate(halves, grouping(rows), SHARED)["agreement"].to_list() == [0.5]
    assert aggregate(draft(rows), grouping(rows), SHARED)["agreement"].to_list() == [None]


def test_groups_do_not_leak_into_each_other() -> None:
    rows: list[Task] = [(0.9, 0.01, 1, "a"), (0.1, 0.09, 3, "a")]
    links = grouping(rows).links.with_columns(subject_id=pl.Series(["one", "two"]))
    found = aggregate(draft(rows), Grouping(links), SHARED)
    assert found["value"].to_list() == pytest.approx([0.9, 0.1])
    assert found["variance"].to_list() == pytest.approx([0.01, 0.09])


def test_the_moments_of_a_product_equal_simulated_ones() -> None:
    random = np.random.default_rng(20261121)
    factors = [(0.6, 0.02), (0.75, 0.01), (0.8, 0.03)]
    draws = np.prod([random.normal(m, np.sqrt(v), 1_000_000) for m, v in factors], axis=0)
    mean, variance = product_moments([(np.array([m]), np.array([v])) for m, v in factors])
    assert mean[0] == pytest.approx(draws.mean(), rel=0.005)
    assert variance[0] == pytest.approx(draws.var(), rel=0.01)


def test_a_factor_without_variance_only_scales() -> None:
    mean, variance = product_moments([(np.array([0.5]), np.array([0.04])), (np.array([0.3]), np.array([0.0]))])
    assert mean[0] == pytest.approx(0.15)
    assert variance[0] == pytest.approx(0.04 * 0.09)
