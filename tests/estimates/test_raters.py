"""The rater model's parts, and the fitted files that ship."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.editions.store import Edition
from jobprism.estimates import scoring
from jobprism.estimates.raters import (
    BARE_COLUMNS,
    EVIDENCE_COLUMNS,
    MISSING,
    RATERS,
    RELEASES,
    TABLE,
    gpt4_likelihood,
    moments,
    panel_mean,
    posterior,
    raised,
    raised_part,
    rater_model,
    releases_reporting,
)
from jobprism.files import sha256_of
from jobprism.judgements.load import Capability, judgement

EXPOSURES = np.array([0.0, 1.0, 0.5])


def test_a_missing_label_leaves_the_prior() -> None:
    prior = np.array([[0.2, 0.3, 0.5]])
    np.testing.assert_allclose(posterior(prior, np.array([MISSING]), np.eye(3)), prior)


def test_bayes_by_hand() -> None:
    people = np.array([[0.9, 0.05, 0.05], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]])
    found = posterior(np.array([[0.5, 0.25, 0.25]]), np.array([1]), people)
    np.testing.assert_allclose(found, [[0.025 / 0.225, 0.175 / 0.225, 0.025 / 0.225]])


def test_a_missing_gpt4_label_is_summed_over() -> None:
    gpt4 = np.random.default_rng(1).dirichlet(np.ones(9), 3).reshape(3, 3, 3)
    both = gpt4_likelihood(gpt4, np.array([0, 0, 0]), np.array([0, 1, 2]))
    first = gpt4_likelihood(gpt4, np.array([0]), np.array([MISSING]))
    neither = gpt4_likelihood(gpt4, np.array([MISSING]), np.array([MISSING]))
    np.testing.assert_allclose(both.sum(axis=0), first[0])
    np.testing.assert_allclose(neither, np.ones((1, 3)))


@given(st.floats(0, 1))
def test_more_reports_never_raise_less(drift: float) -> None:
    part = raised_part(rater_model().fitted, drift)
    assert part[0] == 0
    assert (np.diff(part) >= 0).all()
    assert ((part >= 0) & (part <= 1)).all()


def test_raising_moves_only_e0_to_e2() -> None:
    found = raised(np.array([[0.6, 0.3, 0.1]]), np.array([0.5]))
    np.testing.assert_allclose(found, [[0.3, 0.3, 0.4]])


def test_variance_counts_the_panels_distance_from_the_mean() -> None:
    sure = np.array([[1.0, 0.0, 0.0]])
    mean, variance = moments(sure, EXPOSURES, np.array([0.2]), np.array([1.0]))
    assert mean == pytest.approx([0.0])
    assert variance == pytest.approx([0.04])


def test_a_silent_rater_counts_with_what_is_expected() -> None:
    found = panel_mean(np.array([[np.nan, 1.0, 0.0]]), np.array([2.0, 1.0, 1.0]), np.array([0.4]))
    assert found == pytest.approx([(0.8 + 1.0) / 4])


def test_a_release_counts_once_whatever_it_reports(evidence_of) -> None:
    measure, vintage = RELEASES[0]
    rows = evidence_of([("1", measure, 0.1), ("2", "aei_claude_ai_mode_share/directive", 0.5)], vintage=vintage)
    other = evidence_of([("1", measure, 0.3)], vintage="1999-01")
    found = releases_reporting(pl.Series([1, 2]), pl.concat([rows, rows, other]))
    assert found.tolist() == [1, 0]


def test_parameters_and_table_belong_together() -> None:
    assert rater_model().fitted.table_sha256 == sha256_of(TABLE)


def test_intervals_were_fitted_with_the_panel_that_is_judged() -> None:
    assert rater_model().fitted.panel == judgement(Capability).rater_weights


def test_probabilities_sum_to_1() -> None:
    fitted = rater_model().fitted
    np.testing.assert_allclose(np.sum(fitted.people, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.sum(fitted.gpt4, axis=(1, 2)), 1, atol=1e-5)
    for columns in (EVIDENCE_COLUMNS, BARE_COLUMNS):
        table = rater_model().table.select(columns).drop_nulls().to_numpy()
        np.testing.assert_allclose(table.sum(axis=1), 1, atol=5e-4)


def test_every_task_of_the_edition_is_in_the_table(core: Edition) -> None:
    assert core.table("tasks").join(rater_model().table, on="task_id_onet", how="anti").is_empty()


def test_held_out_labels_are_met_as_the_method_says(core: Edition) -> None:
    """Cross-fitted: five purged folds of detailed activities (estimates/splits.py), on tasks of O*NET 30.1."""
    number = {0.0: 0, 1.0: 1, 0.5: 2}
    human = core.table("evidence").filter(pl.col("measure") == RATERS[0])
    labels = human.select(
        pl.col("subject_id").cast(pl.Int64).alias("task_id_onet"),
        label=pl.col("value").replace_strict(number, return_dtype=pl.Int64),
    )
    joined = labels.join(rater_model().table, on="task_id_onet").filter(pl.col("fold").is_not_null())
    assert joined.height == labels.height
    predicted, truth = joined.select(EVIDENCE_COLUMNS).to_numpy().astype(float), joined["label"].to_numpy()
    assert scoring.accuracy(predicted, truth) >= 0.745
    assert scoring.log_loss(predicted, truth) <= 0.58
    assert scoring.quadratic_kappa(predicted.argmax(axis=1), truth) >= 0.645
    assert scoring.expected_calibration_error(predicted, truth) <= 0.02
