"""Fit how the weight of tasks changes with seniority, and write it for the package (docs/method.md, Levels).

Run from the root of the repository, with the publishers' files at hand::

    JOBPRISM_MIRROR=... python training/fit_levels.py

Each task's gradient comes from a model that saw no pair of any occupation of its occupation's group (four characters
of the SOC code), nor of any occupation related upwards from it; so what is shipped is what is checked. The ridge, the
features, which figures make up seniority and which pairs count were chosen by comparing some thirty variants on these
same held-out pairs, so the figures of the check flatter the choice a little.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

import jobprism.estimates.levels as target
from jobprism.estimates.level_check import Mixes, foretold, mixes
from jobprism.judgements.load import Levels, judgement
from level_data import LevelData, evidence, level_data

Floats = NDArray[np.float64]

FOLDS, SEED = 5, 20261121
RIDGE = (
    0.01  # of four tried (0.0005, 0.001, 0.003, 0.01), the one whose shift brings mixes nearer in most held-out pairs
)
STRENGTHS = np.round(np.arange(-1.0, 5.01, 0.2), 2)
FEWEST_PAIRS, FEWEST_LOWER = 20, 5  # of a group, for its strength to be looked at on its own
LEAST_SPREAD = 0.25  # of the strength: what is left of the spread is not let below this
BOOTSTRAPS = 100
DIGITS = 4


def folds(data: LevelData) -> Iterator[tuple[list[str], pl.DataFrame, pl.DataFrame]]:
    """Groups held out, pairs to fit on, pairs held out; by the lower occupation's group."""
    groups = data.groups["group"].unique().sort().to_list()
    order = np.random.default_rng(SEED).permutation(len(groups))
    for fold in range(FOLDS):
        held = [groups[j] for i, j in enumerate(order) if i % FOLDS == fold]
        test = data.pairs.filter(pl.col("group").is_in(held))
        own = data.groups.filter(pl.col("group").is_in(held))["occupation_id_onet"]
        seen = pl.concat([own, test["lower"], test["upper"]]).unique().to_list()
        fit = data.pairs.filter(~pl.col("lower").is_in(seen) & ~pl.col("upper").is_in(seen))
        yield held, fit, test


def fit(data: LevelData, pairs: pl.DataFrame) -> Floats:
    """Gradients of all tasks: a classifier of lower and upper tasks whose odds grow with the gap (equation 39).

    Each side of each pair weighs the same; gradients are centred within a pair, in place of an intercept of its own.
    """
    side = pl.concat(
        [
            pairs.with_row_index("pair").select("pair", "gap", subject_id="lower", sign=-1.0),
            pairs.with_row_index("pair").select("pair", "gap", subject_id="upper", sign=1.0),
        ]
    )
    tasks = data.shares.with_row_index("task")
    rows = side.join(tasks, on="subject_id").sort("pair", "sign", "task")
    task, pair = rows["task"].to_numpy(), rows["pair"].to_numpy()
    weight = rows["share"].to_numpy() / pairs.height / 2
    slope = (rows["sign"] * rows["gap"]).to_numpy()
    centre = sp.csr_matrix((rows["share"].to_numpy() / 2, (pair, task)), shape=(pairs.height, tasks.height))
    x, xt = data.features, data.features.T.tocsr()

    def loss(b: Floats) -> tuple[float, Floats]:
        gradient = x @ b
        margin = slope * (gradient[task] - (centre @ gradient)[pair])
        pull = -weight * slope / (1 + np.exp(margin))
        by_task = np.bincount(task, pull, tasks.height) - centre.T @ np.bincount(pair, pull, pairs.height)
        return float(weight @ np.logaddexp(0, -margin) + RIDGE / 2 * b @ b), xt @ by_task + RIDGE * b

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return x @ found.x


def curves(pairs: pl.DataFrame, of: Mixes) -> Floats:
    """Divergence of shifted from true mixes, a row per strength of ``STRENGTHS`` and a column per pair."""
    return np.array([foretold(pairs, of, strength)["shifted"].to_numpy() for strength in STRENGTHS])


def best(curve: Floats) -> float:
    """The strength at which the mean of the curves is least, between the points by a parabola."""
    mean = curve.mean(axis=1)
    i = int(np.clip(mean.argmin(), 1, len(mean) - 2))
    left, middle, right = mean[i - 1 : i + 2]
    step = STRENGTHS[1] - STRENGTHS[0]
    return float(np.clip(STRENGTHS[i] + step * (left - right) / (left - 2 * middle + right) / 2, *STRENGTHS[[0, -1]]))


def spread_of_strength(pairs: pl.DataFrame, curve: Floats) -> tuple[float, float, int]:
    """Standard deviation of the best strength over groups, sampling error taken off; how large that is; groups.

    The error of a group's best strength is that of a bootstrap over its lower occupations.
    """
    rng = np.random.default_rng(SEED)
    found, errors = [], []
    for _, group in pairs.with_row_index("at").group_by("group", maintain_order=True):
        if group.height < FEWEST_PAIRS or group["lower"].n_unique() < FEWEST_LOWER:
            continue
        by_lower = [g["at"].to_numpy() for _, g in group.group_by("lower", maintain_order=True)]
        draws = [
            best(curve[:, np.concatenate([by_lower[i] for i in rng.integers(len(by_lower), size=len(by_lower))])])
            for _ in range(BOOTSTRAPS)
        ]
        found.append(best(curve[:, group["at"].to_numpy()]))
        errors.append(float(np.var(draws)))
    between = float(np.var(found, ddof=1))
    error = float(np.mean(errors))
    return float(np.sqrt(max(between - error, (LEAST_SPREAD * best(curve)) ** 2))), float(np.sqrt(error)), len(found)


def main() -> None:
    """Fit, calibrate on the pairs held out, write."""
    data = level_data(evidence())
    gradient = np.zeros(data.shares.height)
    group_of = data.shares.join(data.groups, left_on="subject_id", right_on="occupation_id_onet", maintain_order="left")
    fitted_on = []
    for held, pairs, _ in folds(data):
        mine = group_of["group"].is_in(held).to_numpy()
        gradient[mine] = fit(data, pairs)[mine]
        fitted_on.append(pairs.height)
    table = data.shares.select("task_id", pl.Series("gradient", gradient))
    of = mixes(data.shares, table, data.activities, judgement(Levels))
    curve = curves(data.pairs, of)
    strength = best(curve)
    spread, error, groups = spread_of_strength(data.pairs, curve)
    write(table, strength)
    note = {
        "relative_sd": round(spread / strength, 2),
        "strength": round(strength, 2),
        "ridge": RIDGE,
        "folds": FOLDS,
        "seed": SEED,
        "pairs": data.pairs.height,
        "pairs_fitted_on_by_fold": fitted_on,
        "groups_for_the_spread": groups,
        "sampling_error_of_a_groups_strength": round(error, 2),
        "median_gap_to_a_manager": round(float(np.median(data.pairs.filter("managing")["gap"].to_numpy())), 2),
        "made_from": "O*NET 30.1 and its extracts, by training/fit_levels.py; judgements/levels.yml",
    }
    path = target.MODELS / target.GRADIENTS_NOTE
    path.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(note, indent=1))


def write(table: pl.DataFrame, strength: float) -> None:
    """The gradients of tasks, calibrated."""
    Path(target.MODELS).mkdir(exist_ok=True)
    table.select(
        pl.col("task_id").cast(pl.Int32).alias("task_id_onet"),
        (pl.col("gradient") * strength).round(DIGITS).cast(pl.Float32),
    ).sort("task_id_onet").write_parquet(target.MODELS / target.GRADIENTS, compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
