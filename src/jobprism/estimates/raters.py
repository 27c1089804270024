"""The rater model: a latent class of exposure per task, of which every label is a noisy report (equations 26 to 28).

Fitting is done by ``training/fit_raters.py``, which writes two files beside this room's code: ``models/raters.yml``
with the parameters and what they were fitted on, and ``models/raters.parquet`` with each task's class probabilities
from all evidence but its human label, predicted out of fold. What is left here is to weigh a task's own labels
against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.declarations import read_yaml
from jobprism.estimates.intervals import Floats
from jobprism.estimates.scoring import Ints
from jobprism.judgements.load import Aggregation, judgement
from jobprism.judgements.occupations import Shared

FOLDER = Path(__file__).parent / "models"
PARAMETERS, TABLE = FOLDER / "raters.yml", FOLDER / "raters.parquet"

CLASSES = ("E0", "E1", "E2")
RATERS = ("eloundou_human_exposure", "eloundou_gpt4_exposure", "eloundou_gpt4_alt_exposure")
"""People, GPT-4, GPT-4 under the second rubric."""
MISSING = -1
RELEASES = (
    ("aei_claude_ai_pct", "2024-12"),
    ("aei_claude_ai_pct", "2025-03"),
    ("aei_claude_ai_pct", "2025-08"),
    ("aei_claude_ai_pct", "2025-11"),
    ("aei_api_pct", "2025-08"),
    ("aei_api_pct", "2025-11"),
)
"""Records of use that can report a task: measure and vintage."""

EVIDENCE_COLUMNS = ("p_e0", "p_e1", "p_e2")
BARE_COLUMNS = ("bare_e0", "bare_e1", "bare_e2")

Share = Annotated[float, Field(ge=0, le=1)]
Row = Annotated[list[Share], Field(min_length=3, max_length=3)]


class Spread(BaseModel):
    """What the classes' variance is multiplied with, by how much is known of a task (equation 28)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labelled: float
    without_people: float
    unlabelled: float


class Fitted(BaseModel):
    """Parameters fitted from labels, and what they were fitted on.

    Attributes:
        made_by: the script.
        fitted_on: data, folds, tasks, date.
        table_sha256: of the table of probabilities that belongs to these parameters.
        panel: weights of the raters in the rater-mean exposure, as judged when the spreads were fitted.
        people: P(label | class) of people; a row per class.
        gpt4: P(GPT-4's label, its label under the second rubric | class); class, label, second label.
        reported_unexposed: P(0, 1, ... releases report a task | E0).
        reported_exposed: the same given E1 or E2.
        spread: of task intervals.
        correlation: of the errors of an occupation's tasks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    made_by: str
    fitted_on: dict[str, str | int | float]
    table_sha256: str
    panel: dict[str, float]
    people: Annotated[list[Row], Field(min_length=3, max_length=3)]
    gpt4: list[list[Row]]
    reported_unexposed: list[Share]
    reported_exposed: list[Share]
    spread: Spread
    correlation: Shared


@dataclass(frozen=True)
class RaterModel:
    """Fitted parameters, and class probabilities per task.

    Attributes:
        fitted: the parameters.
        table: task_id_onet, fold, ``EVIDENCE_COLUMNS`` (from all evidence but the human label; null without GPT-4's
            labels), ``BARE_COLUMNS`` (without any label of the task itself).
    """

    fitted: Fitted
    table: pl.DataFrame


@cache
def rater_model() -> RaterModel:
    """The rater model that ships with the package.

    Raises:
        DeclarationError: the parameter file is malformed.
    """
    return RaterModel(read_yaml(PARAMETERS, Fitted), pl.read_parquet(TABLE))


def correlations() -> dict[str, Shared]:
    """How alike errors of an occupation's tasks are, by layer: capability's fitted, the others' judged."""
    return {**judgement(Aggregation).correlation, "capability": rater_model().fitted.correlation}


def posterior(prior: Floats, labels: Ints, likelihood: Floats) -> Floats:
    """Class probabilities given a rater's labels (equation 26; Dawid and Skene 1979).

    Args:
        prior: (n, 3).
        labels: (n,) the label's number, ``MISSING`` where the rater gave none.
        likelihood: (3, number of labels) P(label | class).
    """
    seen = np.where((labels == MISSING)[:, None], 1.0, likelihood.T[np.maximum(labels, 0)])
    joint = prior * seen
    return joint / joint.sum(axis=1, keepdims=True)


def gpt4_likelihood(gpt4: Floats, first: Ints, second: Ints) -> Floats:
    """(n, 3) likelihood of both GPT-4 labels together per class; a label that is missing is summed over."""
    either = np.concatenate([gpt4, gpt4.sum(axis=1, keepdims=True)], axis=1)
    either = np.concatenate([either, either.sum(axis=2, keepdims=True)], axis=2)
    return either[:, first, second].T


def releases_reporting(ids: pl.Series, evidence: pl.DataFrame) -> Ints:
    """How many of ``RELEASES`` report each task."""
    wanted = pl.DataFrame(RELEASES, schema=["measure", "vintage"], orient="row")
    counts = (
        evidence.filter(pl.col("subject_kind") == "task")
        .join(wanted, on=["measure", "vintage"], how="semi")
        .group_by("subject_id")
        .agg(pl.struct("measure", "vintage").n_unique().alias("releases"))
    )
    asked = pl.DataFrame({"subject_id": ids.cast(pl.String)})
    joined = asked.join(counts, on="subject_id", how="left", maintain_order="left")
    return joined["releases"].fill_null(0).cast(pl.Int64).to_numpy()


def raised_part(fitted: Fitted, drift: float) -> Floats:
    """Part of E0's probability that later use moves to E2, by number of releases that report a task (equation 27).

    Use is a one-sided witness: no report leaves a task where the labels put it, and a further report never lowers it.

    Args:
        fitted: how often exposed and unexposed tasks are reported.
        drift: share of the tasks without exposure in 2023 that have some today, before use is looked at.
    """
    exposed, unexposed = np.array(fitted.reported_exposed), np.array(fitted.reported_unexposed)
    part = drift * exposed / (drift * exposed + (1 - drift) * unexposed)
    part[0] = 0.0
    return np.maximum.accumulate(part)


def raised(probabilities: Floats, part: Floats) -> Floats:
    """Class probabilities after ``part`` (n,) of E0's went to E2."""
    moved = probabilities[:, 0] * part
    return probabilities + np.stack([-moved, np.zeros_like(moved), moved], axis=1)


def moments(probabilities: Floats, exposures: Floats, panel: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Expected exposure, and the variance of the rater-mean exposure around it (equation 28).

    Args:
        probabilities: (n, 3).
        exposures: (3,) of the classes.
        panel: (n,) the rater-mean exposure that is expected.
        spread: (n,) multipliers of the classes' variance.
    """
    mean = probabilities @ exposures
    classes = np.maximum(probabilities @ exposures**2 - mean**2, 0.0)
    return mean, spread * classes + (panel - mean) ** 2


def panel_mean(labels: Floats, weights: Floats, expected: Floats) -> Floats:
    """Rater-mean exposure: the raters' exposures weighted; a rater who gave no label counts with ``expected``.

    Args:
        labels: (n, raters) exposures, NaN where there is none.
        weights: (raters,) any scale.
        expected: (n,).
    """
    filled = np.where(np.isnan(labels), expected[:, None], labels)
    return filled @ (weights / weights.sum())
