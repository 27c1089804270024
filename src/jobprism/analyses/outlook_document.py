"""The outlook document: every field it has, with its unit."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import Context, EditionNote, Percent, SourceNote, Unit
from jobprism.analyses.use_changes import ProductChanges


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Job(_Part):
    """The occupation or role."""

    kind: Literal["occupation", "role"]
    id: str
    title: str


class Level(_Part):
    """A layer with its 90 % interval."""

    value: Unit
    low: Unit
    high: Unit


class PressureLevel(_Part):
    """Pressure with its 90 % interval and band."""

    value: Percent
    low: Percent
    high: Percent
    band: str


class State(_Part):
    """Pressure and layers, of today or of a year under a scenario; a layer nobody observed is null."""

    pressure: PressureLevel
    layers: dict[str, Level | None]


class Scenario(State):
    """The year asked for under one scenario."""

    name: Literal["stalled", "steady", "fast"]
    assumptions: list[str] = Field(description="In words, a sentence per layer.")


class Step(_Part):
    """Pressure in one year under one scenario."""

    year: int
    scenario: str
    value: Percent
    low: Percent
    high: Percent


class OutlookReport(_Part):
    """What declared assumptions make of a job's layers and pressure by a year: not a forecast."""

    schema_version: Literal[1] = 1
    document: Literal["outlook"] = "outlook"
    job: Job
    year: int
    in_short: list[str]
    not_this: list[str]
    now: State = Field(description="The edition's estimates.")
    scenarios: list[Scenario] = Field(description="From the slowest to the fastest.")
    path: list[Step] = Field(description="Every year that an outlook can be had for.")
    changes: list[ProductChanges] = Field(description="Between the last two releases of a record; of a role, none.")
    context: Context = Field(description="Beside the outlook and no part of it: BLS's own projection.")
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote
