"""How sure the estimates of capability are, beside how often they are right: held-out labels, by confidence."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import beta

from jobprism.analyses.documents import EditionNote, Unit
from jobprism.analyses.profession import edition_note
from jobprism.editions.store import Edition
from jobprism.estimates.capability_checks import HELD_OUT, calibration_bins
from jobprism.estimates.intervals import LEVEL
from jobprism.estimates.raters import rater_model
from jobprism.judgements.load import Capability, TaskWeights, judgement

_DIGITS = 4
_NAMES = {"words": "Words alone", "evidence": "All evidence but the label"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bin(_Part):
    """Tasks predicted with about the same confidence."""

    tasks: int
    said: Unit = Field(description="Mean probability of the most probable class.")
    was: Unit = Field(description="Share of the tasks that people put in that class.")
    was_low: Unit = Field(description="Of its 90 % interval, tasks taken as independent (Jeffreys).")
    was_high: Unit


class Calibrated(_Part):
    """One way of predicting people's labels."""

    name: str
    tasks: int
    error: Unit = Field(description="Mean distance of confidence from the share that was right, weighted by tasks.")
    bins: list[Bin]


class CalibrationReport(_Part):
    """Calibration of capability on tasks whose labels had been kept from the prediction."""

    schema_version: Literal[1] = 1
    document: Literal["calibration"] = "calibration"
    split: str
    predictions: list[Calibrated]
    edition: EditionNote


def calibration_report(edition: Edition) -> CalibrationReport:
    """Bins of the predictions that an edition's capability is made from, against its labels."""
    found = calibration_bins(
        edition.table("tasks"), edition.table("evidence"), judgement(Capability), judgement(TaskWeights), rater_model()
    )
    return CalibrationReport(
        split=HELD_OUT,
        predictions=[_calibrated(_NAMES[name], bins) for name, bins in found.items()],
        edition=edition_note(edition),
    )


def _calibrated(name: str, bins: list[tuple[int, float, float]]) -> Calibrated:
    tasks = sum(n for n, _, _ in bins)
    error = sum(n * abs(said - was) for n, said, was in bins) / tasks
    return Calibrated(name=name, tasks=tasks, error=round(error, _DIGITS), bins=[_bin(*row) for row in bins])


def _bin(tasks: int, said: float, was: float) -> Bin:
    right, tail = was * tasks, (1 - LEVEL) / 2
    low, high = (float(beta.ppf(p, right + 0.5, tasks - right + 0.5)) for p in (tail, 1 - tail))
    figures = {"said": said, "was": was, "was_low": min(low, was), "was_high": max(high, was)}
    return Bin(tasks=tasks, **{k: round(v, _DIGITS) for k, v in figures.items()})
