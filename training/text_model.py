"""Train the text model: ``python training/text_model.py``, after ``words.py`` and ``sentences.py``.

Writes to ``src/jobprism/estimates/models``: the weights, trained on every labelled task (``text_model.npz``); for each
labelled task the probabilities by a model that saw no task of its activities (``text_crossfit.parquet``); and what both
were made from (``text_model.json``).

No choice that is fitted sees the fold it is scored on. For a fold held out, the students are taught by teachers that
had neither that fold nor the fold of the sentence they speak of, and the pool is fitted to students of the same kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

import numpy as np
import polars as pl
from scipy.special import softmax

from fitting import (
    Doubles,
    Mask,
    Students,
    Texts,
    as_model,
    as_texts,
    fit_interval,
    fit_pool,
    fit_students,
    fit_teacher,
    pooled,
)
from jobprism.encoder.static import DEFAULT, Encoder
from jobprism.encoder.static import MODELS as WORDS
from jobprism.estimates.splits import FOLDS
from jobprism.estimates.text_model import CLASSES, MODELS
from jobprism.files import sha256_of
from jobprism.judgements.load import Capability, judgement
from mirror import RATERS, Labelled, labelled_tasks
from network import Network
from sentences import MODEL, unlabelled, vectors_of

LEVEL = 0.90
Held = frozenset[int]


class Trainer:
    """Models for every set of folds held out, each fitted once."""

    def __init__(self, data: Labelled, encoder: Encoder) -> None:
        self.data, self.encoder = data, encoder
        texts, extra = data.tasks["task_text"], unlabelled()
        self.texts = as_texts(encoder, encoder.tokens(texts), vectors_of(texts))
        self.extra: Texts = as_texts(encoder, encoder.tokens(extra), vectors_of(extra))
        self.folds = [data.mask(data.splits.held_out(fold)) for fold in range(FOLDS)]
        self._allowed = [data.mask(data.splits.training(fold)) for fold in range(FOLDS)]
        self.teacher = cache(self._teacher)
        self.students = cache(self._students)

    def training(self, held: Held) -> Mask:
        """Tasks that may be read when these folds are held out."""
        return np.logical_and.reduce([self._allowed[fold] for fold in held] or [np.ones(len(self.data.labels), bool)])

    def _teacher(self, held: Held) -> Network:
        return fit_teacher(self.texts, self.data.labels, self.training(held))

    def _students(self, held: Held) -> Students:
        taught = np.full((len(self.data.labels), 3), np.nan, np.float32)
        for fold in set(range(FOLDS)) - held:
            taught[self.folds[fold]] = softmax(
                self.teacher(held | {fold}).log_odds(self.texts.large[self.folds[fold]]), axis=1
            )
        extra = softmax(self.teacher(held).log_odds(self.extra.large), axis=1)
        print(f"students without folds {sorted(held)}", flush=True)
        return fit_students(self.encoder, self.texts, self.data.labels, self.training(held), taught, self.extra, extra)

    def held_out_logs(self, held: Iterable[int], among: Mask, more: Held = frozenset()) -> tuple[Doubles, Mask]:
        """Log-probabilities (n, 2, 3) of both classifiers for the tasks of folds, each by students without its fold.

        Args:
            held: the folds.
            among: tasks that count.
            more: folds that the students must not see either.
        """
        logs = np.full((len(among), 2, 3), np.nan)
        for fold in held:
            rows = self.folds[fold] & among
            logs[rows] = self.students(more | {fold}).log_probabilities(self.encoder, self.texts)[rows]
        return logs, ~np.isnan(logs[:, 0, 0])

    def crossfit(self) -> Doubles:
        """(n, 3) probabilities of every task by students and a pool that had nothing of its fold."""
        human, everyone = self.data.labels[:, 0], np.ones(len(self.data.labels), bool)
        found = np.full((len(human), 3), np.nan)
        for fold in range(FOLDS):
            others = [f for f in range(FOLDS) if f != fold]
            inner, rows = self.held_out_logs(others, self.training(frozenset({fold})), frozenset({fold}))
            weights, bias = fit_pool(inner[rows], human[rows])
            outer, mine = self.held_out_logs([fold], everyone)
            found[mine] = np.exp(pooled(outer[mine], weights, bias))
        return found


def rater_mean(labels: np.ndarray, judged: Capability) -> Doubles:
    """Exposure by all raters' labels, weighted as in ``judgements/capability.yml``: what an interval is of."""
    exposure = np.array([judged.exposure[c] for c in CLASSES])
    weights = np.array([judged.rater_weights[r] for r in RATERS])
    return exposure[labels] @ weights / weights.sum()


def main() -> None:
    """Train, and write the three files."""
    data, encoder, judged = labelled_tasks(), Encoder.load(), judgement(Capability)
    trainer = Trainer(data, encoder)
    shares = trainer.crossfit().round(5)
    MODELS.mkdir(exist_ok=True)
    by_class = dict(zip(("p_e0", "p_e1", "p_e2"), shares.astype(np.float32).T, strict=True))
    frame = pl.DataFrame({"task_id_onet": data.tasks["task_id_onet"], **by_class})
    frame.write_parquet(MODELS / "text_crossfit.parquet", compression_level=15)
    logs, _ = trainer.held_out_logs(range(FOLDS), np.ones(len(shares), bool))
    exposure = np.array([judged.exposure[c] for c in CLASSES])
    interval = fit_interval(shares @ exposure, rater_mean(data.labels, judged), LEVEL)
    model = as_model(trainer.students(frozenset()), fit_pool(logs, data.labels[:, 0]), interval)
    model.save(MODELS / "text_model.npz")
    files = {
        p.name: sha256_of(p)
        for p in (WORDS / f"{DEFAULT}.npz", MODELS / "text_model.npz", MODELS / "text_crossfit.parquet")
    }
    note = {
        "made_by": "training/text_model.py",
        "date": datetime.now(UTC).date().isoformat(),
        "fitted_on": f"labels of {len(shares)} tasks by people and GPT-4 (eloundou_2023); {len(trainer.extra.small)} "
        "further wordings without labels (onet, anthropic_economic_index, esco, usajobs)",
        "teacher": MODEL,
        "folds": f"{FOLDS}, estimates/splits.py, sets of detailed work activities (onet)",
        "sha256": files,
    }
    (MODELS / "text_model.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
