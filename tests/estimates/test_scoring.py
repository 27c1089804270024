"""The figures by which predictions are scored, against scikit-learn and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, cohen_kappa_score, log_loss

from jobprism.estimates import scoring

RANDOM = np.random.default_rng(20261121)
TRUTH = RANDOM.integers(0, 3, 500)
PREDICTED = RANDOM.dirichlet(np.ones(3), 500) * 0.5 + 0.5 * np.eye(3)[TRUTH]


def test_accuracy_and_log_loss() -> None:
    assert scoring.accuracy(PREDICTED, TRUTH) == pytest.approx(accuracy_score(TRUTH, PREDICTED.argmax(axis=1)))
    assert scoring.log_loss(PREDICTED, TRUTH) == pytest.approx(log_loss(TRUTH, PREDICTED))


def test_a_class_ruled_out_that_came_true_costs_much_but_not_everything() -> None:
    assert 30 < scoring.log_loss(np.array([[1.0, 0.0, 0.0]]), np.array([1])) < 40


def test_kappa_orders_classes_by_exposure() -> None:
    guess = RANDOM.integers(0, 3, 500)
    expected = cohen_kappa_score(scoring.RANK[TRUTH], scoring.RANK[guess], weights="quadratic")
    assert scoring.quadratic_kappa(guess, TRUTH) == pytest.approx(expected)
    # E0 for E1 is further off than E0 for E2.
    near, far = np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])
    truth = np.array([0, 1, 2, 0])
    assert scoring.quadratic_kappa(near, truth) > scoring.quadratic_kappa(far, truth)


def test_kappa_of_one_class_alone_is_not_a_number() -> None:
    assert np.isnan(scoring.quadratic_kappa(np.zeros(4, int), np.zeros(4, int)))


def test_spearman_with_ties() -> None:
    one, other = RANDOM.integers(0, 9, 200).astype(float), RANDOM.integers(0, 9, 200).astype(float)
    assert scoring.spearman(one, other) == pytest.approx(spearmanr(one, other)[0])
    assert np.isnan(scoring.spearman(one, np.ones(200)))


def test_calibration_error_is_nil_when_confidence_is_borne_out_and_the_gap_when_not() -> None:
    truth = np.array([0] * 7 + [1] * 3)
    assert scoring.expected_calibration_error(np.tile([0.7, 0.2, 0.1], (10, 1)), truth) == pytest.approx(0)
    assert scoring.expected_calibration_error(np.tile([1.0, 0.0, 0.0], (10, 1)), truth) == pytest.approx(0.3)


def test_calibration_leaves_empty_bins_out_and_counts_every_row() -> None:
    table = scoring.calibration(np.array([0.0, 0.05, 1.0]), np.array([False, True, True]))
    assert [n for n, _, _ in table] == [2, 1]


def test_coverage_counts_the_ends_in() -> None:
    low, high = np.array([0.1, 0.1, 0.1]), np.array([0.4, 0.4, 0.4])
    assert scoring.coverage(low, high, np.array([0.1, 0.4, 0.41])) == pytest.approx(2 / 3)


def test_group_means_are_weighted() -> None:
    found = scoring.group_means(np.array([1.0, 0.0, 5.0]), np.array([0, 0, 1]), np.array([3.0, 1.0, 2.0]))
    np.testing.assert_allclose(found, [0.75, 5.0])
