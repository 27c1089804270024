"""Use by release: reported, below the threshold, or unable to appear; and what changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.editions.store import Edition
from jobprism.estimates.use_releases import (
    BELOW,
    CHANGES,
    COULD_NOT,
    MEASURES,
    RELEASE_SCHEMA,
    REPORTED,
    change_counts,
    observed_coverage,
    release_variance,
    samples_in,
    use_by_release,
    what_changed,
)
from jobprism.judgements.load import Use, judgement

VINTAGES = ("2024-12", "2025-03", "2025-08")
SIZE = 1_000_000
USE = judgement(Use)
EvidenceOf = Callable[..., pl.DataFrame]
# (task, vintage, conversations of its wording, tasks that bear it)
Count = tuple[int, str, int, int]


def claude(evidence_of: EvidenceOf, counts: list[Count]) -> pl.DataFrame:
    """Evidence of Claude.ai's releases; a busy task keeps every release there."""
    counts = [*counts, *((0, v, 5000, 1) for v in VINTAGES)]
    return pl.concat(
        evidence_of([(str(t), MEASURES["claude_ai"], 100 * n / SIZE)], n=n, vintage=v, n_subjects=k)
        for t, v, n, k in counts
    )


def tasks(*could: bool) -> pl.DataFrame:
    """Tasks 1, 2, ... of one occupation."""
    ids = list(range(1, len(could) + 1))
    return pl.DataFrame({"task_id_onet": ids, "occupation_id_onet": ["o"] * len(ids), "in_onet_20_1": list(could)})


def table_of(evidence_of: EvidenceOf, counts: list[Count], *could: bool) -> pl.DataFrame:
    evidence = claude(evidence_of, counts)
    return use_by_release(tasks(*could), evidence, samples_in(evidence), USE)


def test_samples_are_recovered_from_counts_and_shares(evidence_of: EvidenceOf) -> None:
    found = samples_in(claude(evidence_of, [(1, VINTAGES[0], 17, 3)]))
    assert found.rows() == [("claude_ai", v, SIZE) for v in VINTAGES]


def test_every_task_has_a_status_in_every_release(evidence_of: EvidenceOf) -> None:
    found = table_of(evidence_of, [(1, VINTAGES[1], 40, 1)], True, True, False)
    assert found.schema == RELEASE_SCHEMA
    status = dict(zip(found["subject_id"] + " " + found["vintage"], found["status"], strict=True))
    assert len(status) == 9
    assert [status[f"1 {v}"] for v in VINTAGES] == [BELOW, REPORTED, BELOW]
    assert {status[f"2 {v}"] for v in VINTAGES} == {BELOW}
    assert {status[f"3 {v}"] for v in VINTAGES} == {COULD_NOT}
    assert found.filter(pl.col("status") == COULD_NOT)["share_shrunk"].null_count() == 3
    assert found.filter(pl.col("status") != REPORTED)["share"].null_count() == 8


def test_a_wordings_share_is_split_among_its_tasks(evidence_of: EvidenceOf) -> None:
    found = table_of(evidence_of, [(1, VINTAGES[0], 60, 4)], True).row(0, named=True)
    assert (found["n"], found["n_subjects"]) == (60, 4)
    assert found["share"] == pytest.approx(15 / SIZE)


@settings(deadline=None, max_examples=40)
@given(st.integers(USE.reporting_threshold_conversations, 3000), st.integers(15, 3000), st.sampled_from([1, 2, 30]))
def test_a_shrunk_share_lies_between_the_releases_and_the_tasks_own(
    evidence_of: EvidenceOf, now: int, before: int, bearers: int
) -> None:
    counts = [(1, VINTAGES[0], before, bearers), (1, VINTAGES[1], now, bearers), (1, VINTAGES[2], now, bearers)]
    swings = [(t, v, n, 1) for t in range(10, 30) for v, n in zip(VINTAGES, (300, 900, 200 + 60 * t), strict=True)]
    found = table_of(evidence_of, counts + swings, True).filter(pl.col("vintage") == VINTAGES[1]).row(0, named=True)
    mean = (before + 2 * now) / (3 * SIZE) / bearers
    low, high = sorted((found["share"], mean))
    assert low * 0.98 <= found["share_shrunk"] <= high * 1.02 + 1e-6


def test_a_task_that_fell_below_the_threshold_keeps_less_than_it_had_and_more_than_one_never_seen(
    evidence_of: EvidenceOf,
) -> None:
    # Shares of other tasks vary between releases, so that an absence does not outweigh two counts.
    swings = [(t, v, n, 1) for t in range(10, 30) for v, n in zip(VINTAGES, (300, 900, 200 + 60 * t), strict=True)]
    found = table_of(evidence_of, [(1, VINTAGES[0], 40, 1), (1, VINTAGES[1], 40, 1), *swings], True, True)
    last = found.filter(pl.col("vintage") == VINTAGES[2]).sort("subject_id")["share_shrunk"].to_list()
    assert 40 / SIZE > last[0] > last[1] > 0


def test_the_variance_between_releases_is_recovered(evidence_of: EvidenceOf) -> None:
    rng = np.random.default_rng(1)
    mean = np.exp(rng.normal(7, 0.5, 3000))
    counts = [(mean * np.exp(rng.normal(0, 0.5, 3000))).round().astype(int) for _ in range(2)]
    table = pl.concat(
        evidence_of([(str(t), MEASURES["api"], n / 1e6)], n=int(n), vintage=v)
        for v, ns in zip(VINTAGES, counts, strict=False)
        for t, n in enumerate(ns)
    )
    assert release_variance(table, "api", USE) == pytest.approx(0.25, rel=0.1)
    assert release_variance(table.filter(pl.col("vintage") == VINTAGES[0]), "api", USE) == 0


def test_observed_coverage_counts_tasks_that_could_appear(evidence_of: EvidenceOf) -> None:
    releases = table_of(evidence_of, [(1, VINTAGES[2], 40, 1)], True, True, False)
    shares = pl.DataFrame({"task_id_onet": [1, 2, 3], "share": [0.6, 0.2, 0.2]})
    last = observed_coverage(tasks(True, True, False), releases, shares).row(-1, named=True)
    assert (last["tasks"], last["tasks_could"], last["tasks_reported"]) == (3, 2, 1)
    assert last["coverage"] == pytest.approx(0.5)
    assert last["work_reported"] == pytest.approx(0.75)
    none = observed_coverage(tasks(False), table_of(evidence_of, [], False)).row(-1, named=True)
    assert none["coverage"] is None


def test_what_changed_tells_new_from_returned_and_grown_from_noise(evidence_of: EvidenceOf) -> None:
    first, second, third = VINTAGES
    counts = [
        (1, third, 40, 1),  # new
        (2, first, 40, 1), (2, third, 40, 1),  # returned
        (3, second, 40, 1),  # dropped
        (4, second, 400, 1), (4, third, 900, 1),  # grown
        (5, second, 900, 1), (5, third, 400, 1),  # shrunk
        (6, second, 400, 1), (6, third, 600, 1),  # steady: less than double
        (7, second, 15, 1), (7, third, 31, 1),  # grown beyond what counts so small show by chance
        (8, first, 40, 1),  # in neither
    ]  # fmt: skip
    evidence = claude(evidence_of, counts)
    could = tasks(*[True] * 8)
    releases = use_by_release(could, evidence, samples_in(evidence), USE)
    changes = what_changed(releases, samples_in(evidence), "claude_ai", USE)
    found = dict(changes.select("subject_id", "change").rows())
    assert found == dict(zip("1234567", [*CHANGES, "grown"], strict=True)) | {"6": "steady", "7": "grown"}
    assert change_counts(changes).row(0) == (1, 1, 1, 2, 1, 1)
    assert change_counts(changes, could).row(0) == ("o", 1, 1, 1, 2, 1, 1)


def test_nothing_changed_before_the_second_release(evidence_of: EvidenceOf) -> None:
    evidence = claude(evidence_of, [(1, VINTAGES[0], 40, 1)])
    releases = use_by_release(tasks(True), evidence, samples_in(evidence), USE)
    assert what_changed(releases, samples_in(evidence), "claude_ai", USE, after=VINTAGES[0]).is_empty()
    assert what_changed(releases, samples_in(evidence), "claude_ai", USE, after=VINTAGES[1])["change"].to_list() == [
        "dropped"
    ]


def test_the_editions_changes_add_up_to_its_releases(core: Edition) -> None:
    evidence, tasks = core.table("evidence"), core.table("tasks")
    samples = samples_in(evidence)
    releases = use_by_release(tasks, evidence, samples, USE)
    reported = dict(
        releases.filter((pl.col("product") == "claude_ai") & (pl.col("status") == REPORTED))
        .group_by("vintage")
        .len()
        .rows()
    )
    counts = change_counts(what_changed(releases, samples, "claude_ai", USE)).row(0, named=True)
    *_, before, after = (reported[v] for v in sorted(reported))
    both = counts["grown"] + counts["shrunk"] + counts["steady"]
    assert counts["new"] + counts["returned"] + both == after
    assert counts["dropped"] + both == before
