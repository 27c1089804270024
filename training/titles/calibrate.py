"""Fit what turns scores into confidence, on the development titles, with a model that has not seen them.

    python -m training.titles.calibrate --mirror <folder> --weights <model of --rows development+>
        --plain <model of --rows a> --out src/jobprism/matching/models/titles.json

Writes the factors of the trained and the lexical score; the temperature; the logistic function of
the best one's chance; and the confidence of a name that an occupation bears word for word. The first three are fitted
on the development titles as they stand and as rosters write them, half and half. The last is how often the occupation
that a model without direct-match titles picks among the bearers of such a title, word for word, lies in the SOC code
that BLS gives it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from benchmarks.matching.testsets import Names, TestSet, as_rosters_write, development, read_names
from scipy.optimize import minimize

from jobprism.matching.calibration import BY_ONE_WORD, CONSTANT, NAME, TEMPERATURE, features
from jobprism.matching.model import TitleModel
from jobprism.matching.packed import UNFITTED, Fitted, unpacked

SEED = 11
_LEXICAL = np.arange(0, 0.42, 0.03)
_EPSILON = 1e-9


def fitted_mix(model: TitleModel, sets: list[TestSet]) -> float:
    """The lexical factor that names the right occupation first most often."""
    shares = {}
    for factor in _LEXICAL:
        model.weights.mix[1] = factor
        shares[float(factor)] = np.mean([np.mean(hits(model, s)[0]) for s in sets])
    # Among factors about as good as the best, the middle one.
    best = max(shares.values())
    good = [f for f, share in shares.items() if share >= best - 0.001]
    return round(float(np.median(good)), 2)


def hits(model: TitleModel, tested: TestSet) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether the best occupation of each title is right; scores; what was read."""
    scores, read = model.scores([model.read(t) for t in tested.titles])
    best = scores[:, :-1].argmax(axis=1)
    right = [model.codes[b][: tested.digits] in r for b, r in zip(best, tested.right, strict=True)]
    return np.array(right), scores, read


def fitted_chance(right: np.ndarray, scores: np.ndarray, read: np.ndarray, truth: np.ndarray) -> list[float]:
    """Temperature by log-loss of all right occupations, then the logistic function of the best one's chance."""

    def loss_at(t: float) -> float:
        chances = _softmax(scores[:, :-1] / t)
        return float(-np.log((chances * truth).sum(axis=1) + _EPSILON).mean())

    temperatures = np.arange(0.5, 2.51, 0.05)
    temperature = float(temperatures[np.argmin([loss_at(t) for t in temperatures])])
    chances = _softmax(scores[:, :-1] / temperature).astype(np.float32)
    best = chances.argmax(axis=1)
    first = chances[np.arange(len(best)), best]
    given = features(chances, first, best, read).astype(float)

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
    reads = [model.read(t) for t in titles]
    known = model.known(reads)
    held = [i for i, k in enumerate(known) if k]
    scores, _ = model.scores([reads[i] for i in held])
    chosen = [max(known[i], key=lambda c, row=row: scores[row, c]) for row, i in enumerate(held)]
    return float(np.mean([model.codes[c][:7] in given[titles[i]] for c, i in zip(chosen, held, strict=True)]))


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
    lexical = fitted_mix(model, sets)
    model.weights.mix[1] = lexical
    right, scores, read = (np.concatenate(x) for x in zip(*(hits(model, s) for s in sets), strict=True))
    place = {c: i for i, c in enumerate(model.codes)}
    truth = np.zeros((len(right), len(place)), dtype=np.float32)
    for row, codes in enumerate(r for s in sets for r in s.right):
        truth[row, [place[c] for c in codes]] = 1
    calibration = [0.0] * (NAME + 1)
    calibration[TEMPERATURE], *calibration[CONSTANT : BY_ONE_WORD + 1] = fitted_chance(right, scores, read, truth)
    calibration[NAME] = round(agreement_of_names(TitleModel(unpacked(given.plain, UNFITTED)), names), 4)
    found = Fitted(
        fitted_on=f"{len(clean)} development titles, as they stand and as rosters write them; direct-match titles",
        mix=(1.0, lexical),
        calibration=tuple(calibration),
    )
    given.out.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(found.model_dump_json(indent=2))
    print(f"right first: {right.mean():.3f} of these titles, by a model without them")


if __name__ == "__main__":
    main()
