"""The level document: every field it has, with its unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, ListedRow, Percent, SourceNote, Unit
from jobprism.analyses.outlook_document import Job, PressureLevel, State

Difference = Annotated[float, Field(ge=-1, le=1)]
PointDifference = Annotated[float, Field(ge=-100, le=100)]
LevelName = Literal["junior", "mid", "senior", "lead"]
Label = Literal["Higher", "Similar", "Reduced", "Mixed"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LevelLayer(_Part):
    """A layer at the level with its 90 % interval, and its change against the whole job with the change's own."""

    value: Unit
    low: Unit
    high: Unit
    change: Difference
    change_low: Difference
    change_high: Difference


class LevelPressure(_Part):
    """Pressure at the level with its band, and its change against the whole job, in points."""

    value: Percent
    low: Percent
    high: Percent
    band: str
    change: PointDifference
    change_low: PointDifference
    change_high: PointDifference


class LevelState(_Part):
    """Pressure and layers at a level; a layer nobody observed is null."""

    pressure: LevelPressure
    layers: dict[str, LevelLayer | None]


class Rung(_Part):
    """Pressure at one level of the job."""

    level: LevelName
    pressure: PressureLevel
    label: Label


class LevelRow(_Part):
    """A row of the job's table with its share of the work at the level."""

    id: str
    label: str
    kind: Literal["task", "activity"]
    share: Unit = Field(description="Share of the whole job's work.")
    share_at_level: Unit = Field(description="Share of the work at the level.")
    change: Difference = Field(description="Share at the level less share of the whole job's work.")
    share_by_model: Unit | None = Field(
        description="Where the mix is editorial: the share that the level model gives, for comparison."
    )
    band: Literal["Low", "Medium", "High"] = Field(description="Band of capability.")
    resilient: bool
    capability: Unit
    human_need: Unit
    pressure: Percent


class Finding(_Part):
    """What a study reports on age or seniority, in our words."""

    text: str
    vintage: str
    reference: str
    url: str


class LevelReport(_Part):
    """The same job at one level: its mix of tasks re-weighted."""

    schema_version: Literal[1] = 1
    document: Literal["level"] = "level"
    job: Job
    level: LevelName
    label: Label | None = Field(description="Pressure beside the whole job's; null where the model has nothing to say.")
    told_apart: bool = Field(description="Whether the model tells levels of this job apart; else the tables are empty.")
    mix_tier: Literal["modelled", "editorial"] = Field(
        description="What the mix of tasks rests on: the level model, or shares that a role's file declares."
    )
    in_short: list[str]
    not_this: list[str]
    job_now: State = Field(description="The whole job.")
    at_level: LevelState | None
    ladder: list[Rung] = Field(description="All levels, lowest first.")
    moved: Unit | None = Field(description="Share of the work by which the level's mix differs from the whole job's.")
    tasks: list[LevelRow] = Field(description="Sorted by share at the level, largest first.")
    grows: list[ListedRow] = Field(description="Rows with more of the work than in the whole job, most first.")
    shrinks: list[ListedRow] = Field(description="Rows with less of it, most first.")
    why: list[str] = Field(description="Computed sentences on what makes the difference.")
    experience: list[str] = Field(description="What O*NET's survey says of the experience the job asks for.")
    findings: list[Finding] = Field(description="Published evidence on age and seniority; no part of the figures.")
    limits: list[str] = Field(description="What the model was learned from and checked on, and what it cannot say.")
    sources: list[SourceNote]
    edition: EditionNote
