"""Capability: a task's labels as noisy reports of its class, on top of what else is known of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.editions.store import Edition
from jobprism.estimates.capability import capability
from jobprism.estimates.raters import Fitted, RaterModel, Spread, rater_model
from jobprism.judgements.load import Capability, judgement
from jobprism.judgements.occupations import Shared

HUMAN, GPT4, SECOND = RATERS = ("eloundou_human_exposure", "eloundou_gpt4_exposure", "eloundou_gpt4_alt_exposure")
LEVELS = (0.0, 0.5, 1.0)
Labels = dict[int, tuple[float | None, float | None, float | None]]
# Tasks 90 to 95 give every test the same background; task 1 is the one looked at.
BACKGROUND: Labels = {90 + i: (level, level, level) for i, level in enumerate(LEVELS * 2)}

label = st.sampled_from(LEVELS)


def confusion(right: float) -> np.ndarray:
    return np.full((3, 3), (1 - right) / 2) + np.eye(3) * (right - (1 - right) / 2)


FITTED = Fitted(
    made_by="this test",
    fitted_on={},
    table_sha256="",
    panel=dict.fromkeys(RATERS, 1.0),
    people=confusion(0.94).tolist(),
    gpt4=np.einsum("zi,zj->zij", confusion(0.7), confusion(0.65)).tolist(),
    reported_unexposed=[0.9, 0.05, 0.02, 0.01, 0.01, 0.005, 0.005],
    reported_exposed=[0.5, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1],
    spread=Spread(labelled=0.9, without_people=0.4, unlabelled=0.5),
    correlation=Shared(common=0.1, activity=0.2),
)
NOTHING = {
    "task_id_onet": pl.Int64,
    "fold": pl.Int8,
    **dict.fromkeys(("p_e0", "p_e1", "p_e2", "bare_e0", "bare_e1", "bare_e2"), pl.Float32),
}


def model(*rows: tuple[float, ...]) -> RaterModel:
    """A model whose table has rows of task id, three probabilities with and three without the task's labels."""
    full = [(int(task), 0, *numbers) for task, *numbers in rows]
    return RaterModel(FITTED, pl.DataFrame(full, schema=NOTHING, orient="row"))


@pytest.fixture(scope="session")
def estimate(evidence_of: Callable[..., pl.DataFrame]) -> Callable[..., tuple[dict, dict]]:
    """Drafts and class probabilities, each by task."""

    def run(
        labels: Labels,
        activities: dict[int, str] | None = None,
        judged: Capability | None = None,
        known: RaterModel | None = None,
        reports: tuple[tuple[int, str, str], ...] = (),
    ) -> tuple[dict[int, dict], dict[int, dict]]:
        everything = {**BACKGROUND, **labels}
        rows = [
            (str(task), rater, value)
            for task, values in everything.items()
            for rater, value in zip(RATERS, values, strict=True)
            if value is not None
        ]
        tables = [evidence_of(rows)]
        tables += [evidence_of([(str(t), measure, 0.1)], vintage=vintage) for t, measure, vintage in reports]
        links = {task: (activities or {}).get(task, "A") for task in everything}
        draft, exposure = capability(
            pl.DataFrame({"task_id_onet": list(everything)}),
            pl.DataFrame({"task_id_onet": list(links), "activity_id_onet": list(links.values())}),
            pl.concat(tables),
            judged or judgement(Capability),
            known or model(),
        )
        return (
            {int(r["subject_id"]): r for r in draft.rows(named=True)},
            {int(r["subject_id"]): r for r in exposure.rows(named=True)},
        )

    return run


@pytest.fixture(scope="session")
def capability_of(estimate: Callable) -> Callable[..., dict[int, dict]]:
    return lambda *arguments, **named: estimate(*arguments, **named)[0]


@pytest.mark.parametrize("gpt4", list(product(LEVELS, LEVELS)))
def test_a_higher_label_by_people_never_lowers_capability(capability_of: Callable, gpt4: tuple[float, float]) -> None:
    values = [capability_of({1: (level, *gpt4)})[1]["value"] for level in LEVELS]
    assert values == sorted(values)


@pytest.mark.parametrize("known", [model(), RaterModel(rater_model().fitted, model().table)], ids=["made up", "fitted"])
@pytest.mark.parametrize(("one", "other"), list(product(LEVELS, LEVELS)))
def test_people_outweigh_both_gpt4_rubrics_together(
    capability_of: Callable, known: RaterModel, one: float, other: float
) -> None:
    by_people = capability_of({1: (one, other, other)}, known=known)[1]["value"]
    by_gpt4 = capability_of({1: (other, one, one)}, known=known)[1]["value"]
    assert (by_people - by_gpt4) * (one - other) >= 0
    assert (by_people == by_gpt4) == (one == other)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_raters_who_agree_give_less_variance_than_raters_who_do_not(capability_of: Callable, level: float) -> None:
    agreed = capability_of({1: (level,) * 3})[1]["variance"]
    for split in set(product((0.0, 1.0), repeat=3)) - {(0.0,) * 3, (1.0,) * 3}:
        assert agreed < capability_of({1: split})[1]["variance"]


@given(st.tuples(label, label, label))
def test_value_and_variance_are_possible_ones(capability_of: Callable, labels: tuple[float, float, float]) -> None:
    row = capability_of({1: labels})[1]
    assert 0 < row["value"] < 1
    assert row["variance"] > 0


def test_a_task_outside_the_table_without_label_is_derived_from_its_activity(capability_of: Callable) -> None:
    alike = {2: "B", 3: "B", 1: "B"}
    exposed = capability_of({1: (None,) * 3, 2: (1.0,) * 3, 3: (1.0,) * 3}, alike)[1]
    safe = capability_of({1: (None,) * 3, 2: (0.0,) * 3, 3: (0.0,) * 3}, alike)[1]
    assert exposed["tier"] == safe["tier"] == "derived"
    assert exposed["coverage"] == 0
    assert exposed["value"] > safe["value"]


def test_a_task_of_the_table_without_label_is_modelled_by_what_is_known_without_labels(estimate: Callable) -> None:
    known = model((1, 0.9, 0.05, 0.05, 0.2, 0.3, 0.5))
    draft, exposure = estimate({1: (None,) * 3}, known=known)
    assert draft[1]["tier"] == "modelled"
    assert draft[1]["value"] == pytest.approx(0.3 + 0.5 * 0.5)
    assert exposure[1]["alpha"] == pytest.approx(0.3)
    assert exposure[1]["gamma"] == pytest.approx(0.8)


def test_the_human_label_is_weighed_against_the_tables_probabilities(estimate: Callable) -> None:
    known = model((1, 0.8, 0.1, 0.1, 0.3, 0.4, 0.3))
    _, exposure = estimate({1: (1.0, 0.0, 0.0)}, known=known)
    # 0.94 of 0.1 against 0.03 of 0.8 and of 0.1
    assert exposure[1]["p_e1"] == pytest.approx(0.094 / (0.094 + 0.024 + 0.003))


def test_without_people_the_tables_probabilities_stand(estimate: Callable) -> None:
    known = model((1, 0.8, 0.1, 0.1, 0.3, 0.4, 0.3))
    draft, exposure = estimate({1: (None, 0.0, 0.5)}, known=known)
    assert exposure[1]["p_e0"] == pytest.approx(0.8)
    assert draft[1]["tier"] == "published"


def test_one_label_makes_it_published_and_says_how_many_raters_spoke(capability_of: Callable) -> None:
    row = capability_of({1: (None, 1.0, None)})[1]
    assert row["tier"] == "published"
    assert row["coverage"] == pytest.approx(1 / 3)


def test_a_label_outweighs_having_none(capability_of: Callable) -> None:
    labelled, bare = (capability_of({1: labels})[1] for labels in ((1.0, 1.0, 1.0), (None, None, None)))
    assert labelled["variance"] < bare["variance"]


@given(st.tuples(label, label, label))
def test_agreement_is_1_when_equal_and_falls_with_the_distance(
    capability_of: Callable, labels: tuple[float, float, float]
) -> None:
    agreement = capability_of({1: labels})[1]["agreement"]
    gaps = [abs(a - b) for i, a in enumerate(labels) for b in labels[i + 1 :]]
    assert agreement == pytest.approx(1 - sum(gaps) / 3)


@pytest.mark.parametrize("labels", [(None, None, None), (1.0, None, None), (None, None, 0.5)])
def test_fewer_than_two_raters_have_no_agreement(capability_of: Callable, labels: tuple[float | None, ...]) -> None:
    assert capability_of({1: labels})[1]["agreement"] is None


def test_a_tasks_own_label_is_no_evidence_of_its_activitys_other_tasks(estimate: Callable) -> None:
    # Next to no smoothing, so that the prior is the other task of the activity and nothing else.
    judged = judgement(Capability).model_copy(update={"activity_smoothing": 1e-9})
    pair = {1: "B", 2: "B"}
    _, found = estimate({1: (1.0, None, None), 2: (0.0, None, None)}, pair, judged)
    # A prior that saw the task's own E1 would leave E1 more than the 1e-9 of smoothing.
    assert found[1]["p_e0"] > 1 - 1e-6


def test_a_neighbours_label_moves_a_task_that_the_table_lacks(capability_of: Callable) -> None:
    pair = {1: "B", 2: "B"}
    low, high = (capability_of({1: (0.5,) * 3, 2: (near,) * 3}, pair)[1]["value"] for near in (0.0, 1.0))
    assert high > low


RELEASE = ("aei_claude_ai_pct", "2024-12"), ("aei_claude_ai_pct", "2025-03"), ("aei_api_pct", "2025-11")


def test_use_raises_with_each_release_and_says_so(estimate: Callable) -> None:
    found = [
        estimate({1: (0.0,) * 3}, reports=tuple((1, *release) for release in RELEASE[:count])) for count in range(4)
    ]
    values = [draft[1]["value"] for draft, _ in found]
    assert values == sorted(values)
    assert values[0] < values[1]
    assert [exposure[1]["releases"] for _, exposure in found] == [0, 1, 2, 3]
    assert len({exposure[1]["beta_as_labelled"] for _, exposure in found}) == 1
    assert "anthropic" not in found[0][0][1]["sources"]
    assert "anthropic_economic_index" in found[1][0][1]["sources"]


def test_not_being_reported_changes_nothing(estimate: Callable) -> None:
    _, exposure = estimate({1: (0.5, 0.0, 0.0)})
    assert exposure[1]["beta"] == pytest.approx(exposure[1]["beta_as_labelled"])


def test_without_drift_use_raises_nothing(estimate: Callable) -> None:
    judged = judgement(Capability).model_copy(update={"drift_since_labels": 0.0})
    reports = tuple((1, *release) for release in RELEASE)
    draft, exposure = estimate({1: (0.0,) * 3}, judged=judged, reports=reports)
    assert exposure[1]["beta"] == pytest.approx(exposure[1]["beta_as_labelled"])
    assert draft[1]["sources"] == "eloundou_2023"


def test_capability_of_an_edition_is_beta_of_its_exposure_table(core: Edition) -> None:
    layers = core.table("estimates").filter((pl.col("layer") == "capability") & (pl.col("subject_kind") == "task"))
    joined = layers.join(core.table("exposure"), on="subject_id", how="full")
    assert joined["beta"].null_count() == joined["value"].null_count() == 0
    assert (joined["beta"] - joined["value"]).abs().max() < 1.5e-4
    assert (joined["p_e0"] + joined["p_e1"] + joined["p_e2"] - 1).abs().max() < 2e-4


def test_the_rater_mean_weighs_the_raters_as_judged(estimate: Callable) -> None:
    _, exposure = estimate({1: (1.0, 0.0, 0.5)})
    weights = judgement(Capability).rater_weights
    expected = (weights[HUMAN] + 0.5 * weights[SECOND]) / sum(weights.values())
    assert exposure[1]["rater_mean"] == pytest.approx(expected)
