"""The skills documents, of a job and of one skill: every field they have, with its unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, Percent, SourceNote, Unit
from jobprism.analyses.outlook_document import Job, Level

Standing = Literal["exposed", "mixed", "resilient", "complementary"]
ElementKind = Literal["skill", "knowledge", "technology"]
Importance = Annotated[float, Field(ge=1, le=5)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Destination(_Part):
    """A related occupation that calls for an element at least as strongly."""

    occupation_id_onet: str
    occupation_title: str
    pressure: Percent


class Element(_Part):
    """A skill, a field of knowledge or a category of software that the job calls for."""

    kind: ElementKind
    id: str
    name: str
    importance: Importance | None = Field(description="O*NET's rating, 1 to 5; null for software and for a role.")
    products: int | None = Field(description="Products of the category that O*NET or the role's file names; else null.")
    capability: Level
    use: Level | None
    human_need: Level
    standing: Standing
    sure: bool = Field(description="Whether both ends of capability's interval give the same standing.")
    reason: str
    jobs: int = Field(description="Occupations that call for it.")
    related: int = Field(description="Related occupations that call for it at least as strongly.")
    opens: list[Destination] = Field(description="The nearest of those whose pressure is lower, at most three.")


class SharedSkills(_Part):
    """A related occupation, and how much of what this job calls for it asks for too."""

    occupation_id_onet: str
    occupation_title: str
    pressure: Percent
    pressure_low: Percent
    pressure_high: Percent
    band: str
    shared: int = Field(description="Skills and fields of knowledge that it calls for at least as strongly.")
    also_new: list[str] = Field(description="What it calls for most that this job does not, by name, at most three.")


class SkillsReport(_Part):
    """What a job calls for, and how exposed the tasks are that use it."""

    schema_version: Literal[1] = 1
    document: Literal["skills"] = "skills"
    job: Job
    counts: dict[Standing, int]
    rated: int = Field(description="How many of the elements are skills or fields of knowledge.")
    in_short: list[str]
    not_this: list[str]
    elements: list[Element] = Field(description="By kind; within it, the most important first.")
    occupations: list[SharedSkills] = Field(description="Related occupations, those that share most first.")
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote


class SkillInJob(_Part):
    """An occupation that calls for a skill."""

    occupation_id_onet: str
    occupation_title: str
    importance: Importance | None
    products: int | None
    capability: Level
    human_need: Level
    standing: Standing
    sure: bool


class SkillReport(_Part):
    """One skill, field of knowledge or category of software across occupations."""

    schema_version: Literal[1] = 1
    document: Literal["skill"] = "skill"
    kind: ElementKind
    id: str
    name: str
    counts: dict[Standing, int] = Field(description="Occupations by standing.")
    capability_quartiles: tuple[Unit, Unit, Unit]
    in_short: list[str]
    occupations: list[SkillInJob] = Field(description="All that call for it, the strongest call first.")
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote
