"""Fits the space in which sentences find O*NET's tasks: ``src/jobprism/matching/task_space.npz``.

    JOBPRISM_MIRROR=... python training/documents/task_space.py

The figures printed are of tasks whose detailed activities took no part in fitting (``estimates/splits.py``): the
projection comes from a fold's training tasks, the knots from four folds, the figures from the fifth. What ships is
fitted on all tasks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from jobprism.encoder.static import DEFAULT, MODELS, unit_rows
from jobprism.estimates.splits import activity_splits
from jobprism.files import sha256_of
from jobprism.matching.task_space import SPACE, Floats, TaskSpace, joined, quantised
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.onet.reader import read
from jobprism.sources.registry import registered_sources

DIMENSIONS = 128
QUERIES_PER_FOLD = 800
NEIGHBOURS = 8
KNOTS = 13
SEED = 7


@dataclass(frozen=True)
class Tasks:
    """O*NET's tasks: ids, occupations, number of wording, raw vectors; links to detailed activities."""

    ids: np.ndarray
    occupations: np.ndarray
    wordings: np.ndarray
    raw: Floats
    detailed: sparse.csr_matrix
    folds: np.ndarray
    training: list[np.ndarray]


def main() -> None:
    """Fit, print the held-out figures, and write the space."""
    tasks = _tasks()
    near = pl.concat([_neighbours(tasks, fold) for fold in range(len(tasks.training))])
    _print_held_out("same detailed activity", near, "similarity")
    first = near.filter(pl.col("rank") == 1)["same"].mean()
    print(f"nearest task of the same detailed activity {first:.3f}")
    mean, projection = _projection(tasks.raw)
    vectors = unit_rows(quantised(unit_rows((tasks.raw - mean) @ projection)).astype(np.float32))
    _, place = np.unique(tasks.wordings, return_index=True)
    means = tasks.raw[:, : tasks.raw.shape[1] // 2]
    groups = LogisticRegression(C=10.0, max_iter=400).fit(means, [o[:2] for o in tasks.occupations])
    same_x, same_y = _knots(near["similarity"], near["same"])
    TaskSpace(
        encoder=np.array(sha256_of(MODELS / f"{DEFAULT}.npz")),
        task_ids=tasks.ids,
        wordings=tasks.wordings,
        vectors=vectors[place],
        mean=mean.astype(np.float32),
        projection=projection.astype(np.float16),
        same_similarity=same_x,
        same_probability=same_y,
        major_groups=groups.classes_.astype("U2"),
        major_weights=groups.coef_.T.astype(np.float16),
        major_offset=groups.intercept_.astype(np.float32),
    ).save(SPACE)
    print(f"{SPACE.name}: {SPACE.stat().st_size:,} bytes")


def _tasks() -> Tasks:
    onet = next(r for r in registered_sources() if r.id == "onet")
    tables = read({name: found.path for name, found in locate(onet, settings()).items()}).tables
    frame = tables["tasks"].sort("task_id_onet")
    texts = frame["task_text"].to_list()
    keys = [re.sub(r"[^a-z0-9]+", " ", t.lower()).strip() for t in texts]
    number = {k: i for i, k in enumerate(dict.fromkeys(keys))}
    ids = frame["task_id_onet"].to_numpy()
    linked = tables["task_activities"]
    place = {t: i for i, t in enumerate(ids)}
    linked = linked.with_columns(task=pl.col("task_id_onet").replace_strict(place, return_dtype=pl.Int64))
    detailed = linked["detailed_activity_id_onet"].cast(pl.Categorical).to_physical().to_numpy()
    splits = activity_splits(frame.select("task_id_onet", "task_text"), tables["task_activities"])
    return Tasks(
        ids=ids,
        occupations=frame["occupation_id_onet"].to_numpy(),
        wordings=np.array([number[k] for k in keys]),
        raw=joined(texts),
        detailed=sparse.csr_matrix(
            (np.ones(len(detailed)), (linked["task"].to_numpy(), detailed)), (len(ids), detailed.max() + 1)
        ),
        folds=splits.table.sort("task_id_onet")["fold"].to_numpy(),
        training=[np.isin(ids, splits.training(f).to_numpy()) for f in sorted(splits.table["fold"].unique())],
    )


def _projection(raw: Floats) -> tuple[Floats, Floats]:
    mean = raw.mean(axis=0)
    _, axes = np.linalg.eigh(((raw - mean).T @ (raw - mean)).astype(np.float64))
    axes = axes[:, ::-1][:, :DIMENSIONS]
    # An axis may point either way; its largest number is made positive.
    return mean, axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSIONS)])


def _neighbours(tasks: Tasks, fold: int) -> pl.DataFrame:
    """Held-out tasks with their neighbours among all others."""
    mean, projection = _projection(tasks.raw[tasks.training[fold]])
    vectors = unit_rows(((tasks.raw - mean) @ projection).astype(np.float32))
    has = np.asarray(tasks.detailed.sum(axis=1)).ravel() > 0
    held = np.random.default_rng(SEED + fold).permutation(np.flatnonzero((tasks.folds == fold) & has))[
        :QUERIES_PER_FOLD
    ]
    similarity = vectors[held] @ vectors.T
    similarity[tasks.wordings[held][:, None] == tasks.wordings[None, :]] = -1
    # One neighbour a wording, as at run time.
    duplicates = np.setdiff1d(np.arange(len(tasks.ids)), np.unique(tasks.wordings, return_index=True)[1])
    similarity[:, duplicates] = -1
    ranked = np.argsort(-similarity, axis=1, kind="stable")[:, :NEIGHBOURS]
    of_wording = sparse.csr_matrix((np.ones(len(tasks.ids)), (tasks.wordings, np.arange(len(tasks.ids)))))
    detailed = (of_wording @ tasks.detailed).tocsr()
    same = np.take_along_axis((tasks.detailed[held] @ detailed.T).toarray() > 0, tasks.wordings[ranked], axis=1)
    return pl.DataFrame(
        {
            "fold": np.full(ranked.size, fold),
            "text_number": np.repeat(held, NEIGHBOURS),
            "rank": np.tile(np.arange(1, NEIGHBOURS + 1), len(held)),
            "wording": tasks.wordings[ranked].ravel(),
            "similarity": np.take_along_axis(similarity, ranked, axis=1).ravel().astype(np.float64),
            "same": same.ravel(),
        }
    )


def _knots(x: pl.Series, y: pl.Series) -> tuple[Floats, Floats]:
    """A rising curve through the data, by isotonic regression read off at quantiles."""
    fitted = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0).fit(
        x.to_numpy(), y.to_numpy().astype(float)
    )
    edges = np.quantile(x.to_numpy(), np.linspace(0, 1, KNOTS + 1))
    at = np.unique(np.concatenate([(edges[:-1] + edges[1:]) / 2, np.quantile(x.to_numpy(), [0.97, 0.995])]))
    width = (x.max() - x.min()) / 60  # type: ignore[operator]
    # The mean around each knot, so that a step of the fit does not fall on one.
    values = np.array([fitted.predict(np.linspace(a - width, a + width, 9)).mean() for a in at])
    return at.round(4).astype(np.float32), np.maximum.accumulate(values).round(4).astype(np.float32)


def _print_held_out(name: str, frame: pl.DataFrame, x: str) -> None:
    parts = []
    for fold in sorted(frame["fold"].unique()):
        rest, own = frame.filter(pl.col("fold") != fold), frame.filter(pl.col("fold") == fold)
        parts.append(own.with_columns(p=pl.Series(np.interp(own[x], *_knots(rest[x], rest["same"])))))
    told = pl.concat(parts)
    p, y = told["p"].to_numpy(), told["same"].to_numpy().astype(float)
    bins = np.minimum((p * 10).astype(int), 9)
    ece = sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    print(f"{name}: {len(p)} pairs, base rate {y.mean():.3f}, Brier {((p - y) ** 2).mean():.3f}, ECE {ece:.4f}")


if __name__ == "__main__":
    main()
