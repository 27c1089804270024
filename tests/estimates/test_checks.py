"""Checks of estimates and their gates."""

from __future__ import annotations

from math import nan

import polars as pl
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, log_loss

from jobprism.editions.store import CORE, Edition
from jobprism.errors import DeclarationError
from jobprism.estimates.capability_checks import capability_checks
from jobprism.estimates.checks import forecast_checks, index_checks
from jobprism.estimates.raters import rater_model
from jobprism.estimates.validation import Check, failures, validation
from jobprism.judgements.load import Capability, Gates, TaskWeights, judgement

EDITION = Edition(CORE)
CAPABILITY = (EDITION.table("tasks"), EDITION.table("task_activities"), EDITION.table("evidence"))


def gates(**bounds: dict[str, float]) -> Gates:
    said = {"date": "2026-11-21", "question": "?", "why": "a test", "references": ["none"]}
    return Gates.model_validate({**said, "gates": bounds})


def check(name: str, value: float) -> Check:
    return Check("a section", name, f"figure {name}", "a split", 10, value)


def test_a_figure_passes_between_its_gates_and_needs_none() -> None:
    checks = [check("good", 0.7), check("low", 0.69), check("high", 0.3), check("free", 5.0)]
    table = validation(checks, gates(good={"at_least": 0.7}, low={"at_least": 0.7}, high={"at_most": 0.2}))
    assert dict(table.select("id", "passed").rows()) == {"good": True, "low": False, "high": False, "free": None}
    assert failures(table) == [
        "figure low (a split) is 0.69, must be at least 0.7",
        "figure high (a split) is 0.3, must be at most 0.2",
    ]


def test_a_figure_that_cannot_be_computed_fails_its_gate() -> None:
    table = validation([check("odd", nan)], gates(odd={"at_least": 0.0}))
    assert failures(table) == ["figure odd (a split) cannot be computed, must be at least 0"]


def test_a_gate_for_a_check_that_nobody_makes_is_refused() -> None:
    with pytest.raises(DeclarationError, match="misspelt"):
        validation([check("a", 1.0)], gates(misspelt={"at_least": 0.0}))


def test_two_checks_of_one_name_are_refused() -> None:
    with pytest.raises(DeclarationError, match="'a'"):
        validation([check("a", 1.0), check("a", 2.0)], gates())


def test_a_gate_that_bounds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at_least"):
        gates(empty={})


def test_index_checks_are_scipys_correlations_and_leave_out_the_labels_we_use() -> None:
    indices = EDITION.table("indices").with_columns(pl.col("value").fill_null(pl.col("percentile")))
    made = list(index_checks(EDITION.table("estimates"), EDITION.table("pressure"), indices))
    assert not [c for c in made if "eloundou" in c.id]
    own = EDITION.rows("pressure", pl.col("subject_kind") == "occupation").select("subject_id", own="value")
    for c in made:
        if not c.id.startswith("pressure_") or not c.id.endswith("_spearman"):
            continue
        measure, _, vintage = c.id.removeprefix("pressure_").removesuffix("_spearman").partition("@")
        other = indices.filter(
            (pl.col("subject_kind") == "occupation") & (pl.col("measure") == measure) & (pl.col("vintage") == vintage)
        )
        both = other.join(own, on="subject_id").drop_nulls("value")
        assert c.n == both.height
        assert c.value == pytest.approx(spearmanr(both["own"], both["value"]).statistic, abs=1e-9)


def test_the_forecast_is_scored_on_a_release_it_had_not_seen() -> None:
    made = {c.id: c for c in forecast_checks(EDITION.table("tasks"), EDITION.table("evidence"))}
    ratio = made["forecast_occupations_mae"].value / made["forecast_occupations_persistence_mae"].value
    assert made["forecast_occupations_ratio"].value == pytest.approx(ratio)
    newest = EDITION.rows("evidence", pl.col("measure") == "aei_claude_ai_pct")["vintage"].max()
    assert all(f"release of {newest}" in c.split for c in made.values())


def test_capability_checks_are_scikit_learns_figures_on_labels_kept_from_the_predictions() -> None:
    made = {
        c.id: c for c in capability_checks(*CAPABILITY, judgement(Capability), judgement(TaskWeights), rater_model())
    }
    fitted = rater_model().table.drop_nulls("p_e0")
    people = EDITION.rows("evidence", pl.col("measure") == "eloundou_human_exposure")
    both = fitted.join(people, left_on=pl.col("task_id_onet").cast(pl.String), right_on="subject_id")
    truth = both["value"].replace_strict({0.0: 0, 1.0: 1, 0.5: 2}).to_numpy()
    predicted = both.select("p_e0", "p_e1", "p_e2").to_numpy()
    assert made["evidence_accuracy"].n == both.height
    assert made["evidence_accuracy"].value == pytest.approx(accuracy_score(truth, predicted.argmax(axis=1)), abs=1e-3)
    assert made["evidence_log_loss"].value == pytest.approx(log_loss(truth, predicted, normalize=True), abs=1e-3)


def test_labels_dealt_out_at_random_give_nothing() -> None:
    tasks, task_activities, evidence = CAPABILITY
    human = pl.col("measure") == "eloundou_human_exposure"
    dealt = evidence.filter(human).with_columns(pl.col("value").shuffle(seed=7))
    placebo = pl.concat([evidence.filter(~human), dealt])
    made = {
        c.id: c.value
        for c in capability_checks(
            tasks, task_activities, placebo, judgement(Capability), judgement(TaskWeights), rater_model()
        )
    }
    commonest = dealt["value"].value_counts()["count"].max() / dealt.height
    assert made["evidence_accuracy"] < commonest
    assert abs(made["evidence_kappa"]) < 0.03
    assert abs(made["text_kappa"]) < 0.03
    assert abs(made["described_kappa"]) < 0.03


def test_as_roles_occupations_are_foretold_better_than_by_words_and_worse_than_with_gpt4s_labels() -> None:
    made = {
        c.id: c.value
        for c in capability_checks(*CAPABILITY, judgement(Capability), judgement(TaskWeights), rater_model())
    }
    assert made["described_log_loss"] < made["text_log_loss"]
    assert 0 < made["described_occupations_coverage_90"] <= 1
    assert made["described_occupations"] < 1
