"""How good a prediction of ordered classes is: the figures by which estimates are checked.

Classes are E0, E1, E2 in that order of columns; by exposure they stand E0 < E2 < E1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from jobprism.estimates.intervals import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

RANK = np.array([0, 2, 1])
"""Place of E0, E1 and E2 in the order of exposure."""

_LEAST = 1e-15


def accuracy(probabilities: Floats, labels: Ints) -> float:
    """Share of rows whose most probable class is the label."""
    return float((probabilities.argmax(axis=1) == labels).mean())


def log_loss(probabilities: Floats, labels: Ints) -> float:
    """Mean negative logarithm of the probability that the label was given, in nats."""
    given = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(given, _LEAST)).mean())


def quadratic_kappa(predicted: Ints, labels: Ints) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968), classes in the order of exposure; NaN if all is one class."""
    one, other = RANK[predicted], RANK[labels]
    observed = ((one - other) ** 2).mean()
    a, b = (np.bincount(side, minlength=len(RANK)) / len(side) for side in (one, other))
    distance = (np.arange(len(RANK))[:, None] - np.arange(len(RANK))[None, :]) ** 2
    by_chance = float((np.outer(a, b) * distance).sum())
    return float(1 - observed / by_chance) if by_chance > 0 else float("nan")


def spearman(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation, ties at their mean rank; NaN if either is constant."""
    a, b = rankdata(one), rankdata(other)
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def calibration(confidence: Floats, happened: Bools, bins: int = 10) -> list[tuple[int, float, float]]:
    """Per bin of equal width that is not empty: (rows, mean confidence, share that happened)."""
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (int((at == b).sum()), float(confidence[at == b].mean()), float(happened[at == b].mean()))
        for b in range(bins)
        if (at == b).any()
    ]


def expected_calibration_error(probabilities: Floats, labels: Ints, bins: int = 10) -> float:
    """Mean distance of the most probable class's probability from accuracy, over bins (Guo et al. 2017)."""
    right = probabilities.argmax(axis=1) == labels
    table = calibration(probabilities.max(axis=1), right, bins)
    return float(sum(n * abs(said - was) for n, said, was in table) / len(labels))


def coverage(low: Floats, high: Floats, truth: Floats, slack: float = 1e-9) -> float:
    """Share of intervals, ends included, that hold the truth; ``slack`` allows for the last bits of a sum."""
    return float(((truth >= low - slack) & (truth <= high + slack)).mean())


def group_means(values: Floats, groups: Ints, weights: Floats) -> Floats:
    """Weighted mean per group; groups are numbered from 0, and each must have some weight."""
    return np.bincount(groups, weights * values) / np.bincount(groups, weights)
