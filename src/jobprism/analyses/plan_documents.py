"""The pivot plan: every field it has, with its unit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, SourceNote, Unit

Aim = Literal["lower_pressure", "better_paid", "growing", "chosen"]
ElementKind = Literal["skill", "knowledge", "software", "activity"]
Rating = Annotated[float, Field(ge=0, le=7)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanPressure(_Document):
    """Pressure (0 to 100) with its 90 % interval, at the level asked for. Not a probability of losing a job."""

    value: float = Field(ge=0, le=100)
    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)
    band: str


class PlanJob(_Document):
    """A job with the figures a path is chosen by."""

    kind: Literal["occupation", "role"]
    id: str
    title: str
    pressure: PlanPressure
    wage_median_annual_usd: float | None = Field(description="Of all levels together. Of a role, its occupations'.")
    change_2024_34_pct: float | None = Field(description="Projected change of US employment; null for a role.")
    openings_annual: float | None = Field(description="A year; the job's even part where BLS counts several as one.")
    job_zone: int | None
    entry_education: str | None


class Carried(_Document):
    """What both jobs call for, and the job held already reaches."""

    kind: Literal["skill", "knowledge", "software", "activity"]
    id: str
    name: str
    yours: Rating | None = Field(description="Level in the job held, 0 to 7; null for software and activities.")
    needed: Rating | None = Field(description="Level in the other job.")
    common_work: Unit | None = Field(description="Of an activity: the smaller of both jobs' shares of the work.")


class Gap(_Document):
    """What the other job calls for beyond the job held."""

    kind: ElementKind
    id: str
    name: str
    yours: Rating | None = Field(
        description="Level in the job held, 0 to 7; null for software, which it does not name."
    )
    needed: Rating | None = Field(description="Level in the other job.")
    importance: float | None = Field(description="In the other job, 1 to 5; null for software and activities.")
    yours_published: bool = Field(
        description="False where O*NET has no level of the job held: read off importance, or off like occupations."
    )
    new_work: Unit | None = Field(
        description="Of an activity, which the job held lacks: share of the other job's work."
    )
    weight: Unit = Field(description="Part of the listed gap; they add to 1.")
    examples: list[str] = Field(description="Of software: products that O*NET names.")


class PlanStep(_Document):
    """A step, or the part of one that falls into a week."""

    id: str
    about: str = Field(description="The element it serves; empty for the search itself.")
    do: str
    outcome: str = Field(description="What shows that it is done.")
    hours: float = Field(gt=0, description="In this week.")
    part: int = Field(ge=1)
    parts: int = Field(ge=1)


class Week(_Document):
    """A week of the plan; hours of its steps and spare hours add up to the hours a week."""

    number: int
    start: date
    end: date
    steps: list[PlanStep]
    hours: float
    spare_hours: float = Field(ge=0, description="Hours that the library has no further step for.")


class Near(_Document):
    """How near a job is in one part: the share of other occupations that are less alike."""

    part: str
    percentile: float = Field(ge=0, le=100)


class ObservedMoves(_Document):
    """Moves between the major groups of the two jobs, as the Current Population Survey saw them."""

    origin: str
    destination: str
    share: Unit = Field(description="Of the moves out of the origin to other groups.")
    expected: Unit = Field(description="What the destination has of all moves into other groups than the origin.")


class PlanPath(_Document):
    """A way from the job held to another."""

    aim: Aim
    label: str = Field(description="The aim in words, as far as the job fulfils it.")
    title: str
    job: PlanJob
    pressure: PlanPressure
    why: list[str]
    place: int | None = Field(description="By likeness among all other occupations, 1 first; null for a role.")
    near: list[Near] = Field(description="By part, the nearest first.")
    related_place: int | None = Field(description="In O*NET's list of related occupations; null where it is not in it.")
    observed_moves: ObservedMoves | None = Field(description="Null within a major group, and for roles.")
    longer_preparation: bool = Field(description="Whether it takes longer preparation than candidates do.")
    obstacles: list[str] = Field(description="Codes; empty for paths that the plan chose.")
    preparation: list[str]
    carries_over: list[Carried]
    carried_share: Unit | None = Field(
        description="Of the levels the other job calls for, weighted by importance, the part the job held reaches."
    )
    gap: list[Gap]
    weeks: list[Week]


class Missing(_Document):
    """An aim for which there is no path."""

    aim: Aim
    why: str


class Undominated(_Document):
    """An occupation of the Pareto set: no other feasible one beats it in all four figures."""

    id: str
    title: str
    place: int = Field(description="By likeness among all other occupations.")
    pressure: PlanPressure
    wage_median_annual_usd: float | None
    change_2024_34_pct: float | None
    path: Aim | None = Field(description="The path it is on, if any.")


class NearRole(_Document):
    """A declared role near the job held; nobody counts its wages or openings."""

    id: str
    title: str
    pressure: PlanPressure


class PivotPlan(_Document):
    """Three ways to other work, each with a gap and a dated plan."""

    schema_version: Literal[1] = 1
    document: Literal["plan"] = "plan"
    subject: PlanJob
    level: str | None = Field(description="Junior, mid, senior or lead; null for the job as a whole.")
    start: date
    end: date
    hours_per_week: float
    in_short: list[str]
    not_this: list[str]
    paths: list[PlanPath]
    missing: list[Missing]
    candidates: int = Field(description="Occupations the paths were chosen among.")
    pareto: list[Undominated]
    pareto_size: int
    roles_near: list[NearRole]
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote
