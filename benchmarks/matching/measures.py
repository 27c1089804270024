"""Figures of a coder on a test set: accuracy, calibration, precision at coverage, by major group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from benchmarks.matching.testsets import TestSet

_BINS = 10


@dataclass(frozen=True)
class Answers:
    """Codes of each title, best first, and the confidence of the best (0 where a coder gives none)."""

    codes: list[list[str]]
    confidence: np.ndarray


def right_at(answers: Answers, tested: TestSet, top: int) -> np.ndarray:
    """Whether a right code is among the first ``top``."""
    return np.array(
        [
            any(code[: tested.digits] in right for code in given[:top])
            for given, right in zip(answers.codes, tested.right, strict=True)
        ]
    )


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015)."""
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    parts = [places == i for i in range(_BINS)]
    return float(sum(p.mean() * abs(confidence[p].mean() - right[p].mean()) for p in parts if p.any()))


def coverage_at(confidence: np.ndarray, right: np.ndarray, precision: float) -> tuple[float, float]:
    """The largest share of titles, most confident first, coded at ``precision`` or better; the confidence it takes."""
    order = np.argsort(-confidence, kind="stable")
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(running >= precision)
    if not len(good):
        return 0.0, 1.0
    return float((good[-1] + 1) / len(order)), float(confidence[order][good[-1]])


def precision_at(confidence: np.ndarray, right: np.ndarray, coverage: float) -> float:
    """How many of the most confident ``coverage`` are right."""
    kept = np.argsort(-confidence, kind="stable")[: max(1, round(coverage * len(confidence)))]
    return float(right[kept].mean())


def by_major_group(tested: TestSet, right: np.ndarray) -> dict[str, tuple[int, float]]:
    """Titles and share right by the major group of the (first) right code."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for codes, hit in zip(tested.right, right, strict=True):
        groups[min(codes)[:2]].append(bool(hit))
    return {group: (len(hits), float(np.mean(hits))) for group, hits in sorted(groups.items())}
