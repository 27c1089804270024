"""The text model on sentences it never saw: five folds over sets of detailed work activities, people's labels as truth.

Ours is read from the cross-fitted probabilities that ship; with ``--refit`` all models are fitted anew, which takes
minutes and needs the vectors of ``training/sentences.py``. The peer is fitted here. GPT-4 is scored as it answered.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from jobprism.estimates import scoring
from jobprism.estimates.splits import FOLDS
from jobprism.estimates.text_model import CLASSES, crossfit
from jobprism.judgements.load import Capability, judgement

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from fitting import fit_interval
from jobprism.encoder.static import Encoder
from mirror import Labelled, labelled_tasks
from text_model import LEVEL, Trainer, rater_mean
from text_model import crossfit as refitted

Doubles = NDArray[np.float64]


def main() -> None:
    if "JOBPRISM_MIRROR" not in os.environ:
        print("bench_text_model: skipped, JOBPRISM_MIRROR is not set")
        return
    data = labelled_tasks()
    exposure = np.array([judgement(Capability).exposure[c] for c in CLASSES])
    ours = _ours(data)
    human = data.labels[:, 0]
    share = np.bincount(human) / len(human)
    sizes = [len(training) for training, _ in data.splits]
    print(f"{len(human)} tasks, {FOLDS} folds, trained on {min(sizes)} to {max(sizes)} tasks each; ECE over 10 bins.")
    print("kappa: quadratic, of the most probable class / of the class nearest to the expected exposure\n")
    print(f"{'':30} accuracy  log-loss   ECE    kappa        occupations' rho")
    rows = {
        "most frequent class": np.tile(share, (len(human), 1)),
        "GPT-4": np.eye(3)[data.labels[:, 1]],
        "GPT-4, second rubric": np.eye(3)[data.labels[:, 2]],
        "TF-IDF + logistic regression": _tfidf(data),
        "text model": ours,
    }
    for name, probabilities in rows.items():
        _show(name, probabilities, data, exposure)
    _show_calibration(ours, human)
    _show_intervals(ours @ exposure, rater_mean(data.labels, judgement(Capability)), data)


def _ours(data: Labelled) -> Doubles:
    found = refitted(Trainer(data, Encoder.load()).nested()) if "--refit" in sys.argv else crossfit()
    stored = data.tasks.join(found, on="task_id_onet", how="left", maintain_order="left")
    return stored.select("p_e0", "p_e1", "p_e2").to_numpy().astype(float)


def _tfidf(data: Labelled) -> Doubles:
    x = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit_transform(data.tasks["task_text"])
    found = np.zeros((len(data.labels), 3))
    for training, held_out in data.splits:
        rows, test = data.mask(training), data.mask(held_out)
        found[test] = LogisticRegression(C=3, max_iter=300).fit(x[rows], data.labels[rows, 0]).predict_proba(x[test])
    return found


def _show(name: str, probabilities: Doubles, data: Labelled, exposure: Doubles) -> None:
    human, capability = data.labels[:, 0], probabilities @ exposure
    nearest = np.abs(capability[:, None] - exposure).argmin(axis=1)
    modal, rounded = (scoring.quadratic_kappa(c, human) for c in (probabilities.argmax(axis=1), nearest))
    occupations = np.unique(data.tasks["occupation_id_onet"].to_numpy(), return_inverse=True)[1]
    ones = np.ones(len(human))
    rho = scoring.spearman(*(scoring.group_means(v, occupations, ones) for v in (capability, exposure[human])))
    certain = set(np.unique(probabilities)) <= {0.0, 1.0}
    loss = "     -" if certain else f"{scoring.log_loss(probabilities, human):6.4f}"
    error = "     -" if certain else f"{scoring.expected_calibration_error(probabilities, human):6.4f}"
    right = scoring.accuracy(probabilities, human)
    print(f"{name:30} {right:8.4f}  {loss:>8}  {error}  {modal:5.3f} / {rounded:5.3f}  {rho:6.4f}")


def _show_calibration(probabilities: Doubles, human: NDArray[np.int64]) -> None:
    print("\nText model, calibration of each class: tasks, mean probability, share of people's labels")
    for number, name in enumerate(CLASSES):
        table = scoring.calibration(probabilities[:, number], human == number)
        print(f"  {name}  " + "  ".join(f"{n} {said:.2f} {was:.2f}" for n, said, was in table))


def _show_intervals(capability: Doubles, target: Doubles, data: Labelled) -> None:
    """Coverage where each fold's intervals are read off the other folds."""
    low, high = np.zeros_like(capability), np.zeros_like(capability)
    for fold in range(FOLDS):
        test = data.mask(data.splits.held_out(fold))
        knots = fit_interval(capability[~test], target[~test], LEVEL)
        low[test] = np.minimum(np.interp(capability[test], knots[0], knots[1]), capability[test])
        high[test] = np.maximum(np.interp(capability[test], knots[0], knots[2]), capability[test])
    print(f"\n90 % interval of the raters' weighted mean exposure: covers {scoring.coverage(low, high, target):.3f}, ")
    print(f"mean width {np.mean(high - low):.3f}. By fifths of capability:", end=" ")
    fifths = np.searchsorted(np.quantile(capability, [0.2, 0.4, 0.6, 0.8]), capability)
    parts = [scoring.coverage(*(a[fifths == f] for a in (low, high, target))) for f in range(5)]
    print(" ".join(f"{part:.3f}" for part in parts))


if __name__ == "__main__":
    main()
