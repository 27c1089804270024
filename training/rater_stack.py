"""Class probabilities of a task from all evidence but its human label: a stack of two classifiers, cross-fitted.

The mean of a multinomial logistic regression and of boosted trees (Friedman 2001), both on nested features
(``rater_features``), its confidence brought down by one exponent. Settings were chosen on another split (by a task's
first detailed activity) than the one that figures are reported on; docs/method.md says what was not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from jobprism.estimates.raters import MISSING
from jobprism.estimates.scoring import log_loss
from rater_data import Floats, Ints, RaterData
from rater_features import SEED, Design, Nested, means_of_labels, ridge
from rater_text import Wording

_LOGISTIC_C = 0.02
_TREES = {
    "learning_rate": 0.05,
    "max_iter": 150,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 40,
    "l2_regularization": 5.0,
    "max_features": 0.3,
    "random_state": SEED,
}
_LEAST = 0.01
_POWERS = (0.4, 1.5)


@dataclass(frozen=True)
class CrossFitted:
    """Predictions of each task by models that did not see its label, nor those of its neighbours.

    Attributes:
        evidence: (n, 3) from all evidence but the human label; NaN for tasks without GPT-4's labels.
        bare: (n, 3) without any label of the task itself.
    """

    evidence: Floats
    bare: Floats


def cross_fit(
    data: RaterData,
    columns: Design,
    folds: Nested,
    text: Wording,
    *,
    with_occupation: bool = True,
    only: Collection[int] | None = None,
) -> CrossFitted:
    """Predict every task.

    Args:
        data: the tasks.
        columns: their features.
        folds: what is held out when.
        text: the text model's probabilities for the same folds.
        with_occupation: whether labels of the occupation's other tasks are evidence.
        only: the folds to predict, by default all; the rest stays NaN, and one fold alone is not tempered.
    """
    truth = data.human
    found = {name: np.full((len(truth), 3), np.nan) for name in ("evidence", "bare")}
    for fold in np.unique(folds.fold).tolist() if only is None else only:
        rows, training = folds.fold == fold, folds.training(fold)
        labels = means_of_labels(data, columns, folds, fold, with_occupation)
        by_wording = np.nan_to_num(text.by_fold[fold], nan=1 / 3)  # of tasks that are neither predicted nor trained on
        shared = [_spread(by_wording), labels, columns.others, data.witnesses, columns.general]
        bare = np.concatenate([_spread(ridge(columns.bare, columns, folds, fold)), *shared], axis=1)
        found["bare"][rows] = _stack(bare, bare, truth, training, rows)
        if fold != MISSING:
            full = ridge(columns.full, columns, folds, fold)
            trees = np.concatenate([_spread(full), columns.own, *shared], axis=1)
            crossed = columns.pair[:, :, None] * np.concatenate([full, labels[:, 4:7]], axis=1)[:, None, :]
            linear = np.concatenate([trees, crossed.reshape(len(trees), -1)], axis=1)
            found["evidence"][rows] = _stack(linear, trees, truth, training, rows)
    for name in ("evidence", "bare") if only is None else ():
        found[name] = _tempered(found[name], folds.fold, truth)
    return CrossFitted(**found)


def _tempered(predicted: Floats, fold: Ints, truth: Ints) -> Floats:
    """Probabilities raised to one exponent, which for each fold is the best of the *other* folds."""
    out = predicted.copy()
    for number in np.unique(fold):
        rows, others = fold == number, (fold != number) & (fold != MISSING)
        found = minimize_scalar(
            lambda power, others=others: log_loss(_to_power(predicted[others], power), truth[others]),
            bounds=_POWERS,
            method="bounded",
        )
        out[rows] = _to_power(predicted[rows], float(found.x))
    return out


def _to_power(probabilities: Floats, power: float) -> Floats:
    raised = probabilities**power
    return raised / raised.sum(axis=1, keepdims=True)


def _spread(scores: Floats) -> Floats:
    return np.concatenate([scores, np.log(np.clip(scores, _LEAST, 1))], axis=1)


def _stack(linear: Floats, trees: Floats, truth: Ints, training: np.ndarray, rows: np.ndarray) -> Floats:
    forest = HistGradientBoostingClassifier(**_TREES).fit(trees[training], truth[training])
    return (_logistic(linear, truth, training, rows) + forest.predict_proba(trees[rows])) / 2


def _logistic(matrix: Floats, truth: Ints, training: np.ndarray, rows: np.ndarray) -> Floats:
    scaler = StandardScaler().fit(matrix[training])
    model = LogisticRegression(C=_LOGISTIC_C, max_iter=500).fit(scaler.transform(matrix[training]), truth[training])
    return model.predict_proba(scaler.transform(matrix[rows]))
