"""Fit the weights of likeness, and count the observed moves between major groups; run from the root of the repository.

::

    JOBPRISM_MIRROR=... PYTHONPATH=src:training python training/fit_moves.py

The weights of the six similarities are those of a logistic regression of "O*NET lists the one as related to the other"
on pairs of occupations of the learning half (``learning_half``), both of the pair: none below the judged least weight,
and then scaled to sum to 1. Nothing of the other half, and no observed move, enters.
"""

from __future__ import annotations

import json

import numpy as np
import polars as pl
from scipy.optimize import minimize

from jobprism.analyses.plan_data import features_of
from jobprism.editions.store import CORE, Edition
from jobprism.estimates.intervals import Floats
from jobprism.estimates.move_features import PARTS
from jobprism.estimates.moves import (
    GROUP_MOVES,
    MODELS,
    WEIGHTS,
    learning_half,
    moves_out_of,
    related_places,
    similarities,
)
from jobprism.files import write_text
from jobprism.judgements.load import judgement
from jobprism.judgements.moves import Moves
from mirror import source_tables

_DIGITS = 3


def fit(parts: dict[str, Floats], listed: Floats, learning: np.ndarray, least: float) -> tuple[dict[str, float], int]:
    """Weights that sum to 1, and the number of pairs they are fitted on."""
    at = np.flatnonzero(learning)
    pairs = ~np.eye(len(at), dtype=bool)
    seen = np.stack([parts[part][np.ix_(at, at)][pairs] for part in PARTS], axis=-1)
    truth = (listed[np.ix_(at, at)][pairs] > 0).astype(float)

    def weights(free: Floats) -> Floats:
        odds = np.exp(free - free.max())
        return least + (1 - least * len(PARTS)) * odds / odds.sum()

    def loss(values: Floats) -> float:
        score = values[0] + np.exp(values[1]) * (seen @ weights(values[2:]))
        return float((np.logaddexp(0, score) - truth * score).mean())

    found = minimize(
        loss, np.r_[-4.0, 1.0, np.zeros(len(PARTS))], method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9}
    )
    fitted = dict(zip(PARTS, weights(found.x[2:]).round(_DIGITS).tolist(), strict=True))
    return fitted, len(truth)


def main() -> None:
    """Fit, count, write."""
    edition = Edition(CORE)
    found = features_of(edition)
    codes = list(found.ids[: found.occupations])
    n = len(codes)
    parts = {part: values[:n, :n] for part, values in similarities(found).items()}
    learning = learning_half(codes)
    least = judgement(Moves).least_weight
    weights, pairs = fit(parts, related_places(edition.table("related_occupations"), codes), learning, least)
    note = {
        "weights": weights,
        "least_weight": least,
        "occupations": int(learning.sum()),
        "pairs": pairs,
        "made_from": "O*NET 30.1, related occupations of the learning half, by training/fit_moves.py",
    }
    write_text(MODELS / WEIGHTS, json.dumps(note, indent=1) + "\n")
    print(json.dumps(note, indent=1))
    tables = source_tables("cps_transitions")["cps_transitions"]
    moves = moves_out_of(tables["moves"], tables["groups"])
    moves.with_columns(pl.col("share", "expected").round(6)).write_parquet(MODELS / GROUP_MOVES, compression="zstd")
    print(f"{moves.height} pairs of major groups")


if __name__ == "__main__":
    main()
