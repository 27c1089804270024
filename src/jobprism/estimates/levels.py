"""Levels of an occupation or role: its mix of tasks, re-weighted (equations 39, 40 and 67).

How a task gains or loses weight with seniority (its gradient) is fitted from pairs of related occupations by
``training/fit_levels.py`` and kept in ``models/level_gradients.*``. A role's file may declare its shares by level;
these go before gradients. Everything here is computed on demand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.errors import EditionError
from jobprism.estimates.intervals import Floats
from jobprism.judgements.load import Levels

MODELS = Path(__file__).parent / "models"
GRADIENTS, GRADIENTS_NOTE = "level_gradients.parquet", "level_gradients.json"

DECLARED_SCHEMA = {"task_id": pl.String, "level": pl.String, "share": pl.Float64}
NOTHING_DECLARED = pl.DataFrame(schema=DECLARED_SCHEMA)

_ROUNDS = 500
_CLOSE = 1e-10


@dataclass(frozen=True)
class Gradients:
    """How the weight of tasks changes with seniority.

    Attributes:
        table: task_id (text), gradient (of the logarithm of a task's share, per standard deviation of seniority).
        relative_sd: standard deviation of how strong the gradients are from one part of the labour market to another,
            relative to their strength.
    """

    table: pl.DataFrame
    relative_sd: float


@cache
def fitted_gradients(folder: Path = MODELS) -> Gradients:
    """The fitted gradients of O*NET's tasks.

    Raises:
        EditionError: the fitted files are missing or not what ``training/fit_levels.py`` writes.
    """
    try:
        table = pl.read_parquet(folder / GRADIENTS).select(
            pl.col("task_id_onet").cast(pl.String).alias("task_id"), pl.col("gradient").cast(pl.Float64)
        )
        note = json.loads((folder / GRADIENTS_NOTE).read_text(encoding="utf-8"))
        return Gradients(table, float(note["relative_sd"]))
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError) as error:
        raise EditionError(
            f"The fitted level gradients in {folder} cannot be read: {error}",
            "Install jobprism again, or fit them with `python training/fit_levels.py`.",
        ) from error


def role_gradients(gradients: Gradients, neighbours: pl.DataFrame) -> Gradients:
    """Gradients of roles' own tasks: the mean over the O*NET tasks nearest in meaning, weighted by nearness.

    Args:
        gradients: those of O*NET's tasks.
        neighbours: role_task_id, task_id_onet (text), weight.
    """
    near = neighbours.join(gradients.table, left_on="task_id_onet", right_on="task_id").sort(
        "role_task_id", "task_id_onet"
    )
    table = near.group_by("role_task_id", maintain_order=True).agg(
        gradient=(pl.col("gradient") * pl.col("weight")).sum() / pl.col("weight").sum()
    )
    return Gradients(pl.concat([gradients.table, table.rename({"role_task_id": "task_id"})]), gradients.relative_sd)


def declared_shares(roles: pl.DataFrame) -> pl.DataFrame:
    """Shares by level of roles' own tasks, as the roles' files declare them; none of a role that declares none.

    Args:
        roles: the edition's ``roles``: role_id, declaration (JSON).

    Returns:
        task_id, level, share (0 to 1).
    """
    rows = [
        (task["id"], level, share)
        for text in roles.sort("role_id")["declaration"]
        for task in json.loads(text)["tasks"]
        for level, share in (task["share_by_level"] or {}).items()
    ]
    return pl.DataFrame(rows, schema=DECLARED_SCHEMA, orient="row")


def level_shares(
    shares: pl.DataFrame,
    gradients: Gradients,
    judged: Levels,
    strength: float = 1.0,
    declared: pl.DataFrame = NOTHING_DECLARED,
) -> pl.DataFrame:
    """Share of work of each task at each level (equations 39, 40 and 67).

    The shares of a level sum to 1, and the levels, weighted by how many stand at each, average back to the occupation.

    Args:
        shares: subject_kind, subject_id, task_id, share.
        gradients: of all tasks named; a task without one counts as its occupation's mean.
        judged: the levels.
        strength: what the gradients, or the declared differences between levels, are multiplied by.
        declared: task_id, level, share, as ``declared_shares`` returns; a task that is here goes by it.

    Returns:
        subject_kind, subject_id, level, task_id, share.
    """
    rows = shares.select("subject_kind", "subject_id", "task_id", "share").sort("subject_kind", "subject_id", "task_id")
    if rows.is_empty():
        return rows.with_columns(level=pl.lit("")).select("subject_kind", "subject_id", "level", "task_id", "share")
    sloped = rows.join(gradients.table, on="task_id", how="left", maintain_order="left")
    subject = ["subject_kind", "subject_id"]
    share = pl.col("share") / pl.col("share").sum().over(subject)
    known = pl.col("gradient").is_not_null()
    centre = (pl.col("share") * pl.col("gradient")).sum().over(subject) / pl.col("share").filter(known).sum().over(
        subject
    )
    centred = sloped.select(
        *subject,
        "task_id",
        share=share,
        gradient=(pl.col("gradient") - centre).fill_null(0.0).fill_nan(0.0),
        of=pl.struct(subject).rle_id(),
    )
    tilt = _tilt(centred.select("task_id", "gradient"), strength, declared, judged)
    mixes = _tilted(centred["share"].to_numpy(), tilt, centred["of"].to_numpy(), judged)
    return pl.concat(
        centred.select(*subject, pl.lit(name).alias("level"), "task_id", pl.Series("share", mixes[:, i]))
        for i, name in enumerate(judged.levels)
    )


def _tilt(rows: pl.DataFrame, strength: float, declared: pl.DataFrame, judged: Levels) -> Floats:
    """Logarithm of how much more of the work each task is at each level, up to a constant per task and per level.

    Args:
        rows: task_id, gradient (centred).
        strength: what it is multiplied by.
        declared: task_id, level, share.
        judged: the levels.
    """
    steps = np.array([level.step for level in judged.levels.values()])
    fitted = strength * rows["gradient"].to_numpy()[:, None] * steps
    if declared.is_empty():
        return fitted
    wide = declared.pivot("level", index="task_id", values="share")
    said = rows.join(wide, on="task_id", how="left", maintain_order="left").select(judged.levels.keys()).to_numpy()
    # What a level leaves to others altogether stays with them, however strong the differences.
    told = np.full_like(said, -np.inf)
    some = said > 0
    told[some] = strength * np.log(said[some])
    return np.where(np.isnan(said), fitted, told)


def _tilted(share: Floats, tilt: Floats, of: NDArray[np.integer], judged: Levels) -> Floats:
    """Shares by task and level: each task's workers spread over levels so that both margins are met.

    Args:
        share: of each task in its subject.
        tilt: by task and level, as ``_tilt`` returns.
        of: number of the task's subject, rising from 0.
        judged: the levels.
    """
    stand = np.array([level.share for level in judged.levels.values()])
    starts = np.flatnonzero(np.concatenate([[True], np.diff(of) != 0]))
    offset = np.tile(np.log(stand), (len(starts), 1))
    spread = np.empty((len(share), len(stand)))
    for _ in range(_ROUNDS):
        odds = tilt + offset[of]
        spread = np.exp(odds - odds.max(axis=1, keepdims=True))
        spread *= share[:, None] / spread.sum(axis=1, keepdims=True)
        margins = np.add.reduceat(spread, starts, axis=0)
        offset += np.log(stand / margins)
        if np.abs(margins - stand).max() < _CLOSE:
            break
    mixes = spread / stand
    # What the last round leaves of a difference from 1 is far below rounding; shares sum to 1 all the same.
    return mixes / np.add.reduceat(mixes, starts, axis=0)[of]


def moved(level_shares: pl.DataFrame, judged: Levels) -> pl.DataFrame:
    """Share of the work by which the lowest and the highest level differ (total variation).

    Args:
        level_shares: as ``level_shares`` returns.
        judged: the levels.

    Returns:
        subject_kind, subject_id, moved (0 to 1), tasks.
    """
    first, *_, last = judged.levels
    return (
        level_shares.group_by("subject_kind", "subject_id", "task_id")
        .agg(
            low=pl.col("share").filter(pl.col("level") == first).sum(),
            high=pl.col("share").filter(pl.col("level") == last).sum(),
        )
        .group_by("subject_kind", "subject_id")
        .agg(moved=(pl.col("low") - pl.col("high")).abs().sum() / 2, tasks=pl.len())
        .sort("subject_kind", "subject_id")
    )
