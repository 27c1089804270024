"""Fits the linear model of activities: ``src/jobprism/matching/activity_model.npz``.

    JOBPRISM_MIRROR=... python -m training.documents.activity_model

Softmax regression of a task's activity on its words' vectors, each task shown whole and cut to its first words, by Adam
(Kingma and Ba 2015). The curve from belief to probability is isotonic, on beliefs in tasks of folds (by a hash of their
wording) that neither the model nor the neighbours knew. Figures on tasks kept out altogether are printed by
``benchmarks/matching/bench_duties.py``, which fits the same on four fifths of the tasks.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from sklearn.isotonic import IsotonicRegression
from training.documents.statements import first_words, key, stable_hash, task_links
from training.mirror import source_tables

from jobprism.encoder.static import DEFAULT, MODELS
from jobprism.files import sha256_of
from jobprism.matching.activities import TaskMatcher
from jobprism.matching.activity_model import ActivityModel
from jobprism.matching.task_space import Floats, joined

FOLDS = 3
RIDGE = 1e-3
EPOCHS, BATCH, RATE = 12, 512, 2e-3
SEED = 0
KNOTS = 24
MOST_SURE = 0.99  # what people type is not O*NET's wording
LEAST_BELIEF = 1e-3  # below which activities are not looked at


def main() -> None:
    """Fit on all tasks and write the file."""
    onet = source_tables("onet")["onet"]
    model = fitted_on(onet["tasks"].sort("task_id_onet"), task_links(onet))
    model.save()
    print("knots", list(zip(model.belief.tolist(), model.probability.tolist(), strict=True)))


def fitted_on(tasks: pl.DataFrame, links: pl.DataFrame) -> ActivityModel:
    """The model of some tasks.

    Args:
        tasks: task_id_onet, occupation_id_onet, task_text.
        links: task_id_onet, activity_id_onet.
    """
    tasks = tasks.join(links.select("task_id_onet").unique(), on="task_id_onet", how="semi").sort("task_id_onet")
    names = np.array(sorted(set(links["activity_id_onet"])))
    fold = np.array([stable_hash("fold " + key(t)) % FOLDS for t in tasks["task_text"]])
    seen = [_held_out(tasks.filter(fold != f), tasks.filter(fold == f), links, names) for f in range(FOLDS)]
    at, values = _curve(*(np.concatenate(column) for column in zip(*seen, strict=True)))
    weights, offset = _linear(tasks, links, names)
    encoder = np.array(sha256_of(MODELS / f"{DEFAULT}.npz"))
    return ActivityModel(encoder, names, weights, offset, at, values)


def _held_out(
    known: pl.DataFrame, held: pl.DataFrame, links: pl.DataFrame, names: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Beliefs in activities of held-out tasks, whole and cut, and whether they are right."""
    empty = np.zeros(0, np.float32)
    weights, offset = _linear(known, links, names)
    model = ActivityModel(np.array(""), names, weights, offset, empty, empty)
    matcher = TaskMatcher(known, links, activity_model=model)
    right = np.zeros((held.height, len(names)), bool)
    numbered = held.select("task_id_onet").with_row_index("row").join(links, on="task_id_onet")
    right[numbered["row"].to_numpy(), np.searchsorted(names, numbered["activity_id_onet"].to_numpy())] = True
    both = [held["task_text"], held.select(first_words("task_text")).to_series()]
    belief = np.concatenate([matcher.beliefs(texts.to_list()) for texts in both])
    looked_at = belief >= LEAST_BELIEF
    return belief[looked_at], np.concatenate([right, right])[looked_at]


def _linear(tasks: pl.DataFrame, links: pl.DataFrame, names: np.ndarray) -> tuple[Floats, Floats]:
    rows = tasks.join(links, on="task_id_onet", maintain_order="left_right")
    texts = [*rows["task_text"], *rows.select(first_words("task_text")).to_series()]
    wanted = np.tile(np.searchsorted(names, rows["activity_id_onet"].to_numpy()), 2)
    raw = joined(texts)
    mean, spread = raw.mean(axis=0), raw.std(axis=0) + 1e-6
    weights, offset = _softmax_regression((raw - mean) / spread, wanted, len(names))
    scaled = weights / spread[:, None]
    return scaled.astype(np.float16).astype(np.float32), (offset - mean @ scaled).astype(np.float32)


def _softmax_regression(x: Floats, wanted: np.ndarray, classes: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(SEED)
    fitted = [np.zeros((x.shape[1], classes), np.float32), np.zeros(classes, np.float32)]
    first, second = ([np.zeros_like(p) for p in fitted] for _ in range(2))
    steps = EPOCHS * (len(x) // BATCH)
    for step in range(1, steps + 1):
        if step % (len(x) // BATCH) == 1:
            order = rng.permutation(len(x))
        at = order[((step - 1) * BATCH) % (len(x) // BATCH * BATCH) :][:BATCH]
        odds = x[at] @ fitted[0] + fitted[1]
        wrong = np.exp(odds - odds.max(axis=1, keepdims=True))
        wrong /= wrong.sum(axis=1, keepdims=True)
        wrong[np.arange(BATCH), wanted[at]] -= 1
        gradients = [x[at].T @ wrong / BATCH + RIDGE * fitted[0], wrong.mean(axis=0)]
        rate = RATE * (1 - (step - 1) / steps)
        for i, gradient in enumerate(gradients):
            first[i] += 0.1 * (gradient - first[i])
            second[i] += 0.001 * (gradient**2 - second[i])
            fitted[i] -= rate * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
    return fitted[0], fitted[1]


def _curve(belief: np.ndarray, right: np.ndarray) -> tuple[Floats, Floats]:
    """Knots of a rising curve, denser where belief is high."""
    fitted = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=MOST_SURE).fit(belief, right.astype(float))
    at = np.unique(np.concatenate([[0.0, LEAST_BELIEF], np.linspace(0.02, 1, KNOTS)])).round(4)
    width = 0.02
    values = [fitted.predict(np.linspace(max(a - width, 0), min(a + width, 1), 9)).mean() for a in at]
    values[0] = 0.0
    return at.astype(np.float32), np.maximum.accumulate(values).round(4).astype(np.float32)


if __name__ == "__main__":
    main()
