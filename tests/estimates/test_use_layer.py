"""Use: shares of conversations read on a logarithmic scale, and what an absence says."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.estimates.frames import DRAFT_SCHEMA, finished
from jobprism.estimates.use import CHATGPT, CLAUDE, COPILOT, use, years_between
from jobprism.judgements.load import Use, judgement

NEW, OLD = "2025-11", "2024-12"
CONVERSATIONS = 1_000_000
WIDE_USE = 0.02  # a Copilot share at the ceiling of activities

UseOf = Callable[..., dict[int, dict[str, Any]]]


@pytest.fixture(scope="session")
def use_of(evidence_of: Callable[..., pl.DataFrame]) -> UseOf:
    """Use of tasks, from (task, product, vintage, conversations, tasks that share the wording)."""

    def estimate(
        counts: list[tuple[int, str, str, int, int]],
        *,
        could: dict[int, bool] | None = None,
        copilot: float | None = 0.0001,
        chatgpt: list[tuple[str, float]] | None = None,
        judged: Use | None = None,
    ) -> dict[int, dict[str, Any]]:
        could = could or {1: True, 2: True}
        tables = [
            evidence_of(
                [(str(t), f"aei_{p}_pct", 100 * n / CONVERSATIONS)], n=n, vintage=v, n_subjects=k, source=CLAUDE
            )
            for t, p, v, n, k in counts
        ]
        measure = "microsoft_share_user"
        activity = [("A", measure, copilot)] if copilot is not None else [("elsewhere", measure, 0.01)]
        tables.append(evidence_of(activity, subject_kind="activity", source=COPILOT))
        for month, share in chatgpt or []:
            tables.append(
                evidence_of([("A", "openai_share_work", share)], subject_kind="activity", vintage=month, source=CHATGPT)
            )
        samples = pl.DataFrame(
            [(p, v, CONVERSATIONS) for p in ("claude_ai", "api") for v in (OLD, NEW)],
            schema=["product", "vintage", "conversations"],
            orient="row",
        )
        found = use(
            pl.DataFrame({"task_id_onet": list(could), "in_onet_20_1": list(could.values())}),
            pl.DataFrame({"task_id_onet": list(could), "activity_id_onet": ["A"] * len(could)}),
            pl.concat(tables),
            samples,
            judged or judgement(Use),
        )
        return {int(r["subject_id"]): r for r in found.rows(named=True)}

    return estimate


def test_copilots_index_runs_from_the_floor_to_the_ceiling_in_logarithms(use_of: UseOf) -> None:
    floor, ceiling = judgement(Use).activity_floor, judgement(Use).activity_ceiling
    shares = (floor / 10, floor, sqrt(floor * ceiling), ceiling, ceiling * 2)
    values = [use_of([], could={1: False}, copilot=share)[1]["value"] for share in shares]
    assert values == pytest.approx([0, 0, 0.5, 1, 1])


def test_a_task_that_no_release_could_report_has_copilots_index_alone(use_of: UseOf) -> None:
    judged = judgement(Use)
    rows = use_of([], could={1: True, 2: False}, copilot=judged.activity_ceiling)
    assert rows[2]["value"] == pytest.approx(1)
    assert rows[2]["sources"] == COPILOT
    assert rows[2]["coverage"] == pytest.approx(1 / 4)
    assert rows[2]["agreement"] is None
    # For the task that could have been reported, silence of the two Claude products counts as two zeros.
    weights = judged.product_weights
    known = sum(w for product, w in weights.items() if product != "chatgpt")
    assert rows[1]["value"] == pytest.approx(weights["copilot"] / known)


@settings(deadline=None)
@given(st.integers(15, 5000), st.integers(15, 5000), st.sampled_from(["claude_ai", "api"]))
def test_more_conversations_never_lower_use(use_of: UseOf, one: int, other: int, product: str) -> None:
    few, many = sorted((one, other))
    rows = use_of([(1, product, NEW, few, 1), (2, product, NEW, many, 1)])
    absent = use_of([])
    assert absent[1]["value"] <= rows[1]["value"] <= rows[2]["value"]


@pytest.mark.parametrize("tasks", [2, 5, 34])
def test_a_wording_that_several_tasks_share_counts_a_part_for_each(use_of: UseOf, tasks: int) -> None:
    shared, own = use_of([(1, "claude_ai", NEW, 60 * tasks, tasks), (2, "claude_ai", NEW, 60, 1)]).values()
    assert shared["value"] == pytest.approx(own["value"])
    alone = use_of([(1, "claude_ai", NEW, 60 * tasks, 1)])[1]
    assert alone["value"] > shared["value"]


def test_a_conversation_in_an_older_release_weighs_less(use_of: UseOf) -> None:
    rows = use_of([(1, "claude_ai", OLD, 100, 1), (2, "claude_ai", NEW, 100, 1)])
    assert 0 < rows[1]["value"] < rows[2]["value"]


def test_a_release_one_half_life_older_counts_half(use_of: UseOf) -> None:
    judged = judgement(Use).model_copy(update={"half_life_years": years_between(OLD, NEW), "as_of": NEW})
    rows = use_of([(1, "claude_ai", OLD, 200, 1), (2, "claude_ai", NEW, 100, 1)], judged=judged)
    assert rows[1]["value"] == pytest.approx(rows[2]["value"])


@pytest.mark.parametrize(("older", "newer", "years"), [("2024-11", "2025-11", 1), ("2024-12", "2025-06", 0.5)])
def test_years_between_months(older: str, newer: str, years: float) -> None:
    assert years_between(older, newer) == pytest.approx(years)
    assert years_between(newer, older) == pytest.approx(-years)


def test_absence_is_low_uncertain_and_not_missing(use_of: UseOf) -> None:
    rows = use_of([(2, "claude_ai", NEW, 2000, 1), (2, "api", NEW, 2000, 1)], copilot=0.0008)
    absent = pl.DataFrame([rows[1]], schema=DRAFT_SCHEMA)
    row = finished(absent, "task", "use").row(0, named=True)
    assert row["value"] < 0.1
    assert row["high"] - row["low"] > 2 * judgement(Use).minimum_sd
    assert rows[1]["tier"] == "derived"
    assert rows[2]["tier"] == "measured"


def test_products_that_say_the_opposite_agree_less_and_vary_more(use_of: UseOf) -> None:
    agree = use_of([(1, "claude_ai", NEW, 3000, 1), (1, "api", NEW, 3000, 1)], copilot=WIDE_USE)[1]
    differ = use_of([(1, "claude_ai", NEW, 3000, 1)], copilot=0.0001)[1]
    assert agree["agreement"] > differ["agreement"]
    assert agree["variance"] < differ["variance"]


def test_a_task_no_record_could_show_has_no_estimate(use_of: UseOf) -> None:
    rows = use_of([], could={1: True, 2: False}, copilot=None)
    assert set(rows) == {1}


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["claude_ai", "api"]), st.integers(1, 10**6)), max_size=4))
def test_use_stays_between_0_and_1(use_of: UseOf, counts: list[tuple[str, int]]) -> None:
    row = use_of([(1, product, NEW, n, 1) for product, n in counts])[1]
    assert 0 <= row["value"] <= 1
    assert row["variance"] >= judgement(Use).minimum_sd ** 2


def test_chatgpts_index_runs_between_its_own_anchors(use_of: UseOf) -> None:
    judged = judgement(Use)
    shares = (0.0, judged.chatgpt_floor, sqrt(judged.chatgpt_floor * judged.chatgpt_ceiling), judged.chatgpt_ceiling)
    rows = [use_of([], could={1: False}, copilot=None, chatgpt=[(NEW, share)])[1] for share in shares]
    assert [r["value"] for r in rows] == pytest.approx([0, 0, 0.5, 1])
    assert {r["sources"] for r in rows} == {CHATGPT}


def test_an_activity_chatgpt_does_not_list_says_nothing_and_a_month_without_it_neither(use_of: UseOf) -> None:
    silent = use_of([], copilot=WIDE_USE)[1]
    zero = use_of([], copilot=WIDE_USE, chatgpt=[(NEW, 0.0)])[1]
    assert zero["value"] < silent["value"]
    assert CHATGPT not in silent["sources"].split(",")
    assert zero["sources"].split(",") == [CLAUDE, COPILOT, CHATGPT]
    one_month = use_of([], chatgpt=[(NEW, 0.01)])[1]
    same_twice = use_of([], chatgpt=[(NEW, 0.01), ("2024-11", 0.01)])[1]
    assert one_month["value"] == pytest.approx(same_twice["value"])


def test_an_older_month_of_chatgpt_weighs_less(use_of: UseOf) -> None:
    rising = use_of([], chatgpt=[("2024-11", 0.001), (NEW, 0.01)])[1]
    falling = use_of([], chatgpt=[("2024-11", 0.01), (NEW, 0.001)])[1]
    assert rising["value"] > falling["value"]


def test_shares_that_do_not_repeat_between_releases_widen_use(use_of: UseOf) -> None:
    others = dict.fromkeys(range(1, 41), True)
    steady = [(t, "claude_ai", v, 1000, 1) for t in others for v in (OLD, NEW)]
    swinging = [(t, "claude_ai", v, 400 if (v == NEW) == (t % 2 == 0) else 2500, 1) for t, _, v, _, _ in steady]
    calm, wild = (use_of(counts, could=others)[2]["variance"] for counts in (steady, swinging))
    assert wild > calm + 0.0005
