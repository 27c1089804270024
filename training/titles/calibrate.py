"""Fit what turns scores into confidence, on the development titles, with a model that has not seen them.

    python -m training.titles.calibrate --mirror <folder> --weights <model of --rows development+>
        --plain <model of --rows a> --out src/jobprism/matching/models/titles.json

Writes the factors of the trained score, the lexical score and the prior; the temperature; the logistic function of
the best one's chance; and the confidence of a name that an occupation bears word for word. The first three are fitted
on the development titles as they stand and as rosters write them, half and half. The last is how often the occupation
that a model without direct-match titles picks among the bearers of such a title, word for word, lies in the SOC code
that BLS gives it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.matching.testsets import Names, TestSet, as_rosters_write, development, read_names
from scipy.optimize import minimize

from jobprism.matching.calibration import BY_ONE_WORD, CONSTANT, NAME, TEMPERATURE, features
from jobprism.matching.model import TitleModel
from jobprism.matching.packed import UNFITTED, Fitted, unpacked

SEED = 11
# What occupations of what is left over ("All Other") lose. O*NET asks no incumbents of them, so that no development
# title is theirs: a fit alone would take twice as much and deny them to titles of other kinds.
LEFT_OVER = 1.0
_EPSILON = 1e-9


@dataclass(frozen=True)
class Parts:
    """What the scores (n, C) of titles are made of, which occupations are right, and what was read."""

    trained: np.ndarray
    lexical: np.ndarray
    right: np.ndarray
    read: np.ndarray
    prior: np.ndarray  # (2, C)

    def scores(self, mix: Sequence[float]) -> np.ndarray:
        """Scores with the factors of ``Fitted.mix``."""
        return mix[0] * self.trained + mix[1] * self.lexical - np.asarray(mix[2:]) @ self.prior


def parts_of(model: TitleModel, sets: list[TestSet]) -> Parts:
    """Parts of the scores of all titles of the sets."""
    reads = model.read_all([title for tested in sets for title in tested.titles])
    model.weights.mix[:] = (1, 0, 0, 0)
    trained, read = model.scores(reads)
    model.weights.mix[:] = (1, 1, 0, 0)
    both, _ = model.scores(reads)
    place = {c: i for i, c in enumerate(model.codes)}
    right = np.zeros((len(reads), len(place)), dtype=bool)
    for row, codes in enumerate(r for tested in sets for r in tested.right):
        right[row, [place[c] for c in codes]] = True
    return Parts(trained[:, :-1], (both - trained)[:, :-1], right, read, model.weights.prior[:, :-1])


def fitted_mix(parts: Parts) -> tuple[float, float, float, float]:
    """Factors of the lexical score and of the prior by log-loss of all right occupations."""

    def loss(given: np.ndarray) -> float:
        temperature, lexical, listed = given
        return _log_loss(parts.scores((1, lexical, listed, LEFT_OVER)) / temperature, parts.right)

    _, lexical, listed = minimize(loss, (1.0, 0.1, 0.3), method="Nelder-Mead", options={"maxfev": 120}).x
    return 1.0, round(float(lexical), 3), round(float(listed), 2), LEFT_OVER


def fitted_chance(scores: np.ndarray, parts: Parts) -> list[float]:
    """Temperature by log-loss of all right occupations, then the logistic function of the best one's chance."""
    temperatures = np.arange(0.5, 2.51, 0.05)
    temperature = float(temperatures[np.argmin([_log_loss(scores / t, parts.right) for t in temperatures])])
    chances = _softmax(scores / temperature).astype(np.float32)
    right = parts.right[np.arange(len(chances)), chances.argmax(axis=1)]
    second, first = np.partition(chances, -2, axis=1)[:, -2:].T
    given = features(first, second, parts.read).astype(float)

    def log_loss(b: np.ndarray) -> float:
        margin = given @ b
        return float(np.mean(np.logaddexp(0, -margin) * right + np.logaddexp(0, margin) * ~right) + 1e-4 * b @ b)

    found = minimize(log_loss, np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0]), method="BFGS").x
    return [round(temperature, 3), *(round(float(x), 4) for x in found)]


def agreement_of_names(model: TitleModel, names: Names) -> float:
    """How often the model's choice among an occupation's bearers of a direct-match title is BLS's, to six digits."""
    titles = sorted({title for _, title in names.direct})
    given: dict[str, set[str]] = {}
    for code, title in names.direct:
        given.setdefault(title, set()).add(code)
    reads = model.read_all(titles)
    at, classes = model.known(reads)
    scores, _ = model.scores(reads)
    # Sorted by score, so that each title keeps its best bearer.
    chosen = {int(at[i]): int(classes[i]) for i in np.argsort(scores[at, classes], kind="stable")}
    return float(np.mean([model.codes[c][:7] in given[titles[i]] for i, c in chosen.items()]))


def _log_loss(scores: np.ndarray, right: np.ndarray) -> float:
    return float(-np.log((_softmax(scores) * right).sum(axis=1) + _EPSILON).mean())


def _softmax(x: np.ndarray) -> np.ndarray:
    raised = np.exp(x - x.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="a model without the development titles")
    parser.add_argument("--plain", type=Path, required=True, help="a model without BLS's direct-match titles")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, beside the weights that ship")
    given = parser.parse_args()
    names, model = read_names(given.mirror), TitleModel(unpacked(given.weights, UNFITTED))
    clean = development(names)
    sets = [clean, as_rosters_write(clean, "development as rosters write", SEED)]
    parts = parts_of(model, sets)
    mix = fitted_mix(parts)
    scores = parts.scores(mix)
    calibration = [0.0] * (NAME + 1)
    calibration[TEMPERATURE], *calibration[CONSTANT : BY_ONE_WORD + 1] = fitted_chance(scores, parts)
    calibration[NAME] = round(agreement_of_names(TitleModel(unpacked(given.plain, UNFITTED)), names), 4)
    found = Fitted(
        fitted_on=f"{len(clean)} development titles, as they stand and as rosters write them; direct-match titles",
        mix=mix,
        calibration=tuple(calibration),
    )
    given.out.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(found.model_dump_json(indent=2))
    right = np.take_along_axis(parts.right, scores.argmax(axis=1)[:, None], axis=1)
    print(f"right first: {right.mean():.3f} of these titles, by a model without them")


if __name__ == "__main__":
    main()
