"""Train the text model: ``python training/text_model.py``, after ``words.py`` and ``sentences.py``.

Writes to ``src/jobprism/estimates/models``: the weights, trained on every labelled task (``text_model.npz``); for each
labelled task the probabilities by a model that saw no task of its activities (``text_crossfit.parquet``); and what both
were made from (``text_model.json``). Keeps in the cache of the data folder what ``fit_raters.py`` needs besides: the
probabilities of training tasks for every fold held out, of activities and of whole occupations.

No choice that is fitted sees the fold it is scored on. For a fold held out, the students are taught by teachers that
had neither that fold nor the fold of the sentence they speak of, and the pool is fitted to students of the same kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

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
from jobprism.estimates.splits import FOLDS, occupation_splits
from jobprism.estimates.text_model import CLASSES, MODELS
from jobprism.files import sha256_of
from jobprism.judgements.load import Capability, judgement
from jobprism.settings import settings
from mirror import RATERS, Labelled, labelled_tasks
from network import Network
from sentences import MODEL, unlabelled, vectors_of

LEVEL = 0.90
SHARES = ("p_e0", "p_e1", "p_e2")
ALL = -1
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

    def nested(self) -> pl.DataFrame:
        """task_id_onet, outer, own, ``SHARES``: what each task is given where the fold ``outer`` is held out.

        Tasks of that fold by students and a pool that had nothing of it (``own``), the training tasks by students that
        had nothing of their own fold either. With ``ALL`` for outer no fold is held out.
        """
        everyone = np.ones(len(self.data.labels), bool)
        parts = []
        for outer in range(FOLDS):
            held = frozenset({outer})
            logs, rows = self.held_out_logs(set(range(FOLDS)) - held, self.training(held), held)
            pool = fit_pool(logs[rows], self.data.labels[rows, 0])
            mine, own = self.held_out_logs([outer], everyone)
            parts += [self._rows(logs, rows, pool, outer), self._rows(mine, own, pool, outer, own=True)]
        logs, rows = self.held_out_logs(range(FOLDS), everyone)
        parts.append(self._rows(logs, rows, fit_pool(logs, self.data.labels[:, 0]), ALL))
        return pl.concat(parts)

    def _rows(
        self, logs: Doubles, rows: Mask, pool: tuple[Doubles, Doubles], outer: int, *, own: bool = False
    ) -> pl.DataFrame:
        shares = np.exp(pooled(logs[rows], *pool)).round(5).astype(np.float32)
        ids = self.data.tasks.filter(pl.Series(rows)).select("task_id_onet")
        return ids.with_columns(
            pl.lit(outer).alias("outer"), pl.lit(own).alias("own"), *map(pl.Series, SHARES, shares.T)
        )


def crossfit(nested: pl.DataFrame) -> pl.DataFrame:
    """task_id_onet, ``SHARES``: every task by students and a pool that had nothing of its fold."""
    return nested.filter("own").select("task_id_onet", *SHARES).sort("task_id_onet")


def stored() -> Path:
    """Where the probabilities by fold held out are kept."""
    return settings().cache_dir / "text_nested.parquet"


def rater_mean(labels: np.ndarray, judged: Capability) -> Doubles:
    """Exposure by all raters' labels, weighted as in ``judgements/capability.yml``: what an interval is of."""
    exposure = np.array([judged.exposure[c] for c in CLASSES])
    weights = np.array([judged.rater_weights[r] for r in RATERS])
    return exposure[labels] @ weights / weights.sum()


def main() -> None:
    """Train, and write the three files."""
    data, encoder, judged = labelled_tasks(), Encoder.load(), judgement(Capability)
    trainer = Trainer(data, encoder)
    nested = trainer.nested()
    frame = crossfit(nested)
    shares = frame.select(SHARES).to_numpy().astype(float)
    MODELS.mkdir(exist_ok=True)
    frame.write_parquet(MODELS / "text_crossfit.parquet", compression_level=15)
    logs, _ = trainer.held_out_logs(range(FOLDS), np.ones(len(shares), bool))
    exposure = np.array([judged.exposure[c] for c in CLASSES])
    interval = fit_interval(shares @ exposure, rater_mean(data.labels, judged), LEVEL)
    model = as_model(trainer.students(frozenset()), fit_pool(logs, data.labels[:, 0]), interval)
    model.save(MODELS / "text_model.npz")
    _keep(nested, replace(data, splits=occupation_splits(data.tasks)), encoder)
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


def _keep(by_activity: pl.DataFrame, by_occupation: Labelled, encoder: Encoder) -> None:
    """Write the probabilities by fold held out, of activities and of occupations."""
    of = {"activity": by_activity, "occupation": Trainer(by_occupation, encoder).nested()}
    tables = [table.with_columns(pl.lit(kind).alias("split")) for kind, table in of.items()]
    pl.concat(tables).write_parquet(stored())


if __name__ == "__main__":
    main()
