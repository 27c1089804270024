"""How like two jobs are, and which of several jobs no other beats in everything (equations 62 to 64).

Neither O*NET's list of related occupations nor the moves people made enter likeness: both are kept to check it by
(``benchmarks/bench_moves.py``). The weights of its six parts are fitted to the list for one half of the occupations
(``training/fit_moves.py``); figures are given for the other half.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from jobprism.errors import EditionError
from jobprism.estimates.intervals import Floats
from jobprism.estimates.move_features import PARTS, Features
from jobprism.files import sha256_of_text

MODELS = Path(__file__).parent / "models"
WEIGHTS, GROUP_MOVES = "move_weights.json", "group_moves.parquet"

_REPAIR = "Install jobprism again, or fit them with `python training/fit_moves.py`."


def similarities(found: Features) -> dict[str, Floats]:
    """Cosine similarity of every two jobs in each part, standardised over pairs of occupations (equation 62).

    A job of which a part is unknown gets the mean, 0.

    Returns:
        by part, shape (jobs, jobs); rows and columns as in ``found``.
    """
    return {part: _standardised(_cosine(found.parts[part]), found.occupations) for part in PARTS}


def likeness(parts: dict[str, Floats], weights: dict[str, float]) -> Floats:
    """Weighted mean of the similarities (equation 63), shape (jobs, jobs); minus infinity for a job and itself."""
    score = sum((weights[part] * parts[part] for part in PARTS), start=np.zeros_like(parts[PARTS[0]]))
    np.fill_diagonal(score, -np.inf)
    return score


def nearness(scores: Floats) -> NDArray[np.int64]:
    """Place of each job by likeness, 1 for the nearest; equal ones in the order given. Shape as ``scores``."""
    order = np.argsort(-scores, axis=-1, kind="stable")
    return np.argsort(order, axis=-1, kind="stable") + 1


def undominated(values: Floats) -> NDArray[np.bool_]:
    """Which rows no other row beats (equation 64): none is as good in every column and better in one.

    Args:
        values: (jobs, aims), the higher the better; NaN, which stands for unknown, is worse than any number.
    """
    known = np.where(np.isnan(values), -np.inf, values)
    as_good = (known[:, None, :] >= known[None, :, :]).all(axis=2)
    better = (known[:, None, :] > known[None, :, :]).any(axis=2)
    return np.logical_not((as_good & better).any(axis=0))


def related_places(listed: pl.DataFrame, codes: list[str]) -> Floats:
    """Place in O*NET's list of related occupations, shape (codes, codes); 0 where it is not in it.

    Args:
        listed: occupation_id_onet, related_occupation_id_onet, index.
        codes: O*NET-SOC codes.
    """
    row = {code: i for i, code in enumerate(codes)}
    places = np.zeros((len(codes), len(codes)))
    for first, second, index in listed.select("occupation_id_onet", "related_occupation_id_onet", "index").rows():
        if first in row and second in row:
            places[row[first], row[second]] = index
    return places


def learning_half(codes: list[str]) -> NDArray[np.bool_]:
    """Which occupations the weights are fitted on: those whose code has an even SHA-256."""
    return np.array([int(sha256_of_text(code), 16) % 2 == 0 for code in codes])


@cache
def fitted_weights(folder: Path = MODELS) -> dict[str, float]:
    """Weights of the parts, summing to 1.

    Raises:
        EditionError: the fitted file is missing or not what ``training/fit_moves.py`` writes.
    """
    try:
        weights = json.loads((folder / WEIGHTS).read_text(encoding="utf-8"))["weights"]
        return {part: float(weights[part]) for part in PARTS}
    except (OSError, KeyError, ValueError) as error:
        raise EditionError(f"The fitted weights of moves in {folder} cannot be read: {error}", _REPAIR) from error


@cache
def group_moves(folder: Path = MODELS) -> pl.DataFrame:
    """Observed moves out of major groups: origin, destination (two digits), share of the moves, expected share.

    The expected share is what the destination has of all moves into groups other than the origin.

    Raises:
        EditionError: the counted file is missing or not what ``training/fit_moves.py`` writes.
    """
    try:
        return pl.read_parquet(folder / GROUP_MOVES).select("origin", "destination", "share", "expected")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise EditionError(f"The counted moves in {folder} cannot be read: {error}", _REPAIR) from error


def moves_out_of(moves: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Shares of the moves out of each major group; columns as ``group_moves`` returns.

    Args:
        moves: origin, destination, weighted_count, by month; ids of ``groups``.
        groups: group, soc_2018; what is no occupation has a null code.
    """
    named = groups.drop_nulls("soc_2018").select("group", code=pl.col("soc_2018").str.head(2))
    counted = (
        moves.join(named.rename({"group": "origin", "code": "from"}), on="origin")
        .join(named.rename({"group": "destination", "code": "to"}), on="destination")
        .filter(pl.col("from") != pl.col("to"))
        .group_by("from", "to")
        .agg(pl.col("weighted_count").sum())
    )
    pairs = counted.select(pl.col("from").unique()).join(counted.select(pl.col("to").unique()), how="cross")
    every = pairs.filter(pl.col("from") != pl.col("to")).join(counted, on=["from", "to"], how="left").fill_null(0.0)
    into = pl.col("weighted_count").sum().over("to")
    sized = every.with_columns(share=pl.col("weighted_count") / pl.col("weighted_count").sum().over("from"), into=into)
    return sized.select(
        pl.col("from").alias("origin"),
        pl.col("to").alias("destination"),
        "share",
        expected=pl.col("into") / pl.col("into").sum().over("from"),
    ).sort("origin", "destination")


def _cosine(vectors: Floats) -> Floats:
    unknown = np.isnan(vectors).all(axis=1)
    filled = np.where(np.isnan(vectors), 0.0, vectors)
    length = np.linalg.norm(filled, axis=1, keepdims=True)
    unit = np.divide(filled, length, out=np.zeros_like(filled), where=length > 0)
    # Of thousands of products a job names a few dozen: as a sparse matrix the same sums take a tenth of the time.
    similarity = (csr_matrix(unit) @ csr_matrix(unit).T).toarray() if _is_sparse(unit) else unit @ unit.T
    similarity[unknown] = np.nan
    similarity[:, unknown] = np.nan
    return similarity


def _is_sparse(values: Floats) -> bool:
    return bool(np.count_nonzero(values) * 20 < values.size)


def _standardised(similarity: Floats, occupations: int) -> Floats:
    """In standard deviations from the mean over pairs of different occupations; 0 where unknown."""
    among = similarity[:occupations, :occupations][~np.eye(occupations, dtype=bool)]
    known = among[~np.isnan(among)]
    return np.where(np.isnan(similarity), 0.0, (similarity - known.mean()) / known.std())
