"""Delegation: modes of conversations, shrunk where they are few, never filled in where they are missing."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError
from jobprism.estimates.delegation import Repeatability, delegation, delegation_by_release, repeatability
from jobprism.estimates.frames import DRAFT_SCHEMA, finished
from jobprism.judgements.load import Delegation, judgement

NOW = judgement(Delegation).as_of
# A mode and its share; a mode not named was below the release's threshold.
Modes = dict[str, float]
HALF = {"directive": 0.5, "task_iteration": 0.5}
ALWAYS = {"directive": 0.9, "feedback_loop": 0.1}
PRIOR = 40
INDEPENDENT = Repeatability(prior_conversations=PRIOR, most_conversations=inf, dispersion=1.0)
REPEATS = {"claude_ai": INDEPENDENT, "api": INDEPENDENT}
DelegationOf = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture(scope="session")
def delegation_of(evidence_of: Callable[..., pl.DataFrame]) -> DelegationOf:
    """Delegation by task, from (task, product, conversations, modes); two busy tasks keep the means where they are."""

    def estimate(
        records: list[tuple[str, str, int, Modes]], *, claude_mean: float = 0.5, api_mean: float = 0.8
    ) -> dict[str, dict[str, Any]]:
        means = {"claude_ai": claude_mean, "api": api_mean}
        busy = [(f"busy {p}", p, 10**9, {"directive": m, "validation": 1 - m}) for p, m in means.items()]
        tables = [
            evidence_of(
                [(task, f"aei_{product}_mode_share/{mode}", share) for mode, share in modes.items()],
                n=n,
                vintage=NOW,
            )
            for task, product, n, modes in [*busy, *records]
        ]
        found = delegation(pl.concat(tables), judgement(Delegation), REPEATS)
        return {r["subject_id"]: r for r in found.rows(named=True)}

    return estimate


def width(row: dict[str, Any]) -> float:
    done = finished(pl.DataFrame([row], schema=DRAFT_SCHEMA), "task", "delegation")
    return done["high"][0] - done["low"][0]


def test_a_task_without_published_modes_stays_missing(delegation_of: DelegationOf) -> None:
    rows = delegation_of([("1", "claude_ai", 100, HALF), ("2", "claude_ai", 100, {"none": 1.0})])
    assert "1" in rows
    assert "2" not in rows


@pytest.mark.parametrize("conversations", [15, 40, 100])
def test_few_conversations_lie_between_the_tasks_own_share_and_the_mean(
    delegation_of: DelegationOf, conversations: int
) -> None:
    row = delegation_of([("1", "claude_ai", conversations, ALWAYS)], claude_mean=0.4)["1"]
    assert row["value"] == pytest.approx((conversations + PRIOR * 0.4) / (conversations + PRIOR), abs=1e-3)


@settings(deadline=None)
@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_more_conversations_shrink_less_and_narrow(delegation_of: DelegationOf, one: int, other: int) -> None:
    few, many = sorted((one, other))
    rows = delegation_of([("few", "claude_ai", few, HALF), ("many", "claude_ai", many, HALF)], claude_mean=0.5)
    assert rows["many"]["variance"] <= rows["few"]["variance"]
    rows = delegation_of([("few", "claude_ai", few, ALWAYS), ("many", "claude_ai", many, ALWAYS)], claude_mean=0.5)
    assert rows["few"]["value"] <= rows["many"]["value"]


def test_many_conversations_converge_to_the_tasks_own_share(delegation_of: DelegationOf) -> None:
    modes = {"directive": 0.6, "feedback_loop": 0.1, "learning": 0.3}
    row = delegation_of([("1", "claude_ai", 10**6, modes)], claude_mean=0.2)["1"]
    assert row["value"] == pytest.approx(0.7, abs=1e-3)
    assert row["variance"] == pytest.approx(judgement(Delegation).minimum_sd ** 2, rel=0.01)


def test_a_suppressed_mode_is_not_zero_and_widens(delegation_of: DelegationOf) -> None:
    together = {"task_iteration": 0.7}
    rows = delegation_of(
        [
            ("whole", "claude_ai", 1000, {**together, "directive": 0.3}),
            ("suppressed", "claude_ai", 1000, together),
            ("zero", "claude_ai", 1000, {**together, "directive": 0.0, "none": 0.3}),
        ]
    )
    assert rows["suppressed"]["value"] > rows["zero"]["value"]
    # Three tenths could be anything: at the mean they add about half of three tenths.
    assert rows["suppressed"]["value"] == pytest.approx(0.15, abs=0.02)
    assert width(rows["suppressed"]) > width(rows["whole"])


def test_the_more_is_suppressed_the_wider(delegation_of: DelegationOf) -> None:
    records = [(str(part), "claude_ai", 1000, {"directive": part / 2, "learning": part / 2}) for part in (1, 0.8, 0.4)]
    rows = delegation_of(records)
    widths = [width(rows[str(part)]) for part in (1, 0.8, 0.4)]
    assert widths == sorted(widths)
    assert widths[0] < widths[2]


def test_an_api_only_task_is_moved_to_claudes_scale(delegation_of: DelegationOf) -> None:
    average = {"directive": 0.8, "validation": 0.2}
    row = delegation_of([("1", "api", 10**6, average)], claude_mean=0.5, api_mean=0.8)["1"]
    assert row["value"] == pytest.approx(0.5, abs=1e-3)
    # The order within the API's tasks is kept.
    rows = delegation_of([("1", "api", 10**6, average), ("2", "api", 10**6, {"directive": 0.9, "validation": 0.1})])
    assert rows["2"]["value"] > rows["1"]["value"]


def test_two_products_are_averaged_by_their_weights(delegation_of: DelegationOf) -> None:
    claude, api = {"directive": 0.4, "learning": 0.6}, {"directive": 0.8, "learning": 0.2}
    row = delegation_of([("1", "claude_ai", 10**7, claude), ("1", "api", 10**7, api)])["1"]
    weights = judgement(Delegation).product_weights
    expected = (weights["claude_ai"] * 0.4 + weights["api"] * 0.5) / sum(weights.values())
    assert row["value"] == pytest.approx(expected, abs=1e-3)
    assert row["coverage"] == 1
    assert row["agreement"] == pytest.approx(0.9, abs=1e-3)


def test_one_product_has_no_agreement(delegation_of: DelegationOf) -> None:
    row = delegation_of([("1", "claude_ai", 100, HALF)])["1"]
    assert row["agreement"] is None
    assert row["coverage"] == 0.5


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["directive", "learning", "validation"]), st.floats(0.01, 0.33), min_size=1),
    st.integers(0, 10**6),
    st.sampled_from(["claude_ai", "api"]),
)
def test_delegation_lies_strictly_between_0_and_1(
    delegation_of: DelegationOf, modes: Modes, conversations: int, product: str
) -> None:
    row = delegation_of([("1", product, conversations, modes)])["1"]
    assert 0 < row["value"] < 1
    assert row["variance"] >= judgement(Delegation).minimum_sd ** 2


def releases_of(
    evidence_of: Callable[..., pl.DataFrame], tasks: int, sizes: int, *, between: float, within: float, seed: int = 0
) -> pl.DataFrame:
    """Two releases of both products whose shares vary between tasks and, beyond sampling, between releases."""
    rng = np.random.default_rng(seed)
    tables = []
    for product in ("claude_ai", "api"):
        own = 0.5 + between * rng.standard_normal(tasks)
        for vintage in ("2025-08", "2025-11"):
            rate = np.clip(own + within * rng.standard_normal(tasks), 0.02, 0.98)
            hits = rng.binomial(sizes, rate) / sizes
            for mode, shares in (("directive", hits), ("validation", 1 - hits)):
                rows = [(str(t), f"aei_{product}_mode_share/{mode}", float(x)) for t, x in enumerate(shares)]
                tables.append(evidence_of(rows, n=sizes, vintage=vintage))
    return pl.concat(tables)


def test_the_priors_strength_is_recovered_from_releases_that_differ_by_sampling_alone(
    evidence_of: Callable[..., pl.DataFrame],
) -> None:
    found = repeatability(releases_of(evidence_of, 4000, 50, between=0.1, within=0.0), judgement(Delegation))
    # A share around one half with variance 0.1 ** 2 between tasks: (0.25 - 0.01) / 0.01 conversations.
    assert found["claude_ai"].prior_conversations == pytest.approx(24, rel=0.1)
    assert found["claude_ai"].most_conversations > 500


def test_releases_that_differ_beyond_sampling_count_for_less(evidence_of: Callable[..., pl.DataFrame]) -> None:
    table = releases_of(evidence_of, 4000, 2000, between=0.1, within=0.1)
    found = repeatability(table, judgement(Delegation))["api"]
    # However many, conversations of one release are worth about 0.25 / 0.1 ** 2 independent ones.
    assert found.most_conversations == pytest.approx(25, rel=0.2)
    worth = pl.select(found.counting_for(pl.lit(2000.0))).item()
    assert worth < found.most_conversations
    shrunk = delegation_by_release(table, judgement(Delegation))
    assert shrunk["share_shrunk"].std() < 0.8 * shrunk["share"].std()


def test_every_release_has_its_own_row(evidence_of: Callable[..., pl.DataFrame]) -> None:
    found = delegation_by_release(
        releases_of(evidence_of, 50, 100, between=0.1, within=0.05), judgement(Delegation), REPEATS
    )
    assert found.group_by("product", "vintage").len()["len"].to_list() == [50] * 4
    assert found.select((pl.col("share_shrunk") - 0.5).abs() <= (pl.col("share") - 0.5).abs() + 0.05).to_series().all()


def test_too_few_pairs_of_releases_are_an_error_that_names_the_product(
    evidence_of: Callable[..., pl.DataFrame],
) -> None:
    table = releases_of(evidence_of, judgement(Delegation).least_pairs - 1, 100, between=0.1, within=0.0)
    with pytest.raises(DeclarationError, match="Delegation, claude_ai"):
        repeatability(table, judgement(Delegation))


def test_the_editions_shares_repeat_as_the_method_page_says(core: Edition) -> None:
    found = repeatability(core.table("evidence"), judgement(Delegation))
    assert 30 < found["claude_ai"].prior_conversations < 55
    assert 100 < found["claude_ai"].most_conversations < 300
    assert found["api"].prior_conversations < found["claude_ai"].prior_conversations
