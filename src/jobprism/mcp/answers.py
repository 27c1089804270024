"""What the tools answer: short typed documents in which no figure stands without its interval, tier and origin."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import Percent, Tier, Unit

LevelName = Literal["junior", "mid", "senior", "lead"]
Section = Literal["tasks", "indices", "human", "related", "context", "notes"]
Points = Annotated[float, Field(ge=-100, le=100)]


class Answer(BaseModel):
    """Base of all that a tool answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Layer(Answer):
    """A layer, 0 to 1, with its 90 % interval and how it is known."""

    value: Unit
    low: Unit
    high: Unit
    tier: Tier


class Pressure(Answer):
    """Pressure, 0 to 100, with its 90 % interval. Not the probability of losing a job."""

    value: Percent
    low: Percent
    high: Percent
    tier: Tier
    band: str


class Change(Answer):
    """A difference with its 90 % interval, in points of 100."""

    value: Points
    low: Points
    high: Points


class Job(Answer):
    """An occupation (O*NET-SOC code) or a role (id), as other tools take it."""

    kind: Literal["occupation", "role"]
    id: str
    title: str


class Source(Answer):
    """A source behind the figures; ``jobprism://sources`` has citations and addresses."""

    id: str
    title: str
    producer: str
    vintage: str
    licence: str


class Origin(Answer):
    """Where the figures of an answer are from."""

    edition: str = Field(description="Id, kind and the first digits of the content hash.")
    date: str
    jobprism_version: str
    licence: str = Field(description="Of Jobprism's own figures; the sources have their own.")
    sources: list[Source]
    caveat: str


class Candidate(Answer):
    """A job that a title may mean."""

    job: Job
    chance: Unit = Field(description="That the title means it; calibrated, and of the candidates listed.")
    found_by: str


class Found(Answer):
    """What a title may mean, likeliest first."""

    candidates: list[Candidate]
    hint: str
    origin: Origin


class Task(Answer):
    """A row of a job's table: a task, or in the core edition an activity."""

    id: str
    label: str
    share: Unit = Field(description="Of the job's work.")
    capability: Layer
    use: Layer | None
    delegation: Layer | None
    human_need: Layer
    band: str = Field(description="Of capability: Low, Medium or High.")
    resilient: bool
    why: str


class Index(Answer):
    """Where a published index places the occupation."""

    label: str
    measures: str
    percentile: Percent
    vintage: str
    source: str


class Hold(Answer):
    """What holds work to people, and how strongly beside other occupations."""

    name: str
    strength: Unit
    percentile: Percent


class Related(Answer):
    """A related occupation."""

    job: Job
    pressure: Pressure
    common_work: Unit


class Economy(Answer):
    """BLS's figures; null where nobody counts them."""

    employment: float | None
    wage_median_annual_usd: float | None
    change_2024_34_pct: float | None
    openings_annual: float | None
    job_zone: int | None
    entry_education: str | None


class Report(Answer):
    """A job in short; sections are null unless asked for."""

    job: Job
    pressure: Pressure
    layers: dict[str, Layer | None] = Field(description="A layer that nobody observed is null, which is not zero.")
    in_short: list[str]
    rows: int = Field(description="Of the job's table.")
    tasks: list[Task] | None = None
    indices: list[Index] | None = None
    human: list[Hold] | None = None
    related: list[Related] | None = None
    context: Economy | None = None
    notes: list[str] | None = None
    also_named: list[Job] = Field(description="Other jobs of the very same name.")
    more: str
    origin: Origin


class Level(Answer):
    """A job at a level; figures are null where the level model has nothing to say."""

    job: Job
    level: LevelName
    label: str | None = Field(description="Pressure beside the whole job's: Higher, Similar, Reduced or Mixed.")
    pressure: Pressure | None
    change: Change | None = Field(description="Of pressure against the whole job.")
    mix_tier: Tier = Field(description="modelled by the level model, or editorial where a role's file declares it.")
    in_short: list[str]
    limits: list[str]
    origin: Origin


class Scenario(Answer):
    """Pressure in the year under one scenario."""

    name: str
    pressure: Pressure
    assumptions: list[str]


class Outlook(Answer):
    """What declared assumptions make of a job by a year; not a forecast."""

    job: Job
    year: int
    now: Pressure
    scenarios: list[Scenario]
    in_short: list[str]
    origin: Origin


class Compared(Answer):
    """A job that is compared."""

    job: Job
    pressure: Pressure
    layers: dict[str, Layer | None]
    wage_median_annual_usd: float | None
    change_2024_34_pct: float | None


class Difference(Answer):
    """Why the pressure of two jobs differs."""

    first: str
    second: str
    intervals_overlap: bool
    by_layer_points: dict[str, Points] = Field(description="Parts of the difference; they add up to it.")
    sentences: list[str]


class Comparison(Answer):
    """Two to five jobs side by side."""

    jobs: list[Compared]
    differences: list[Difference]
    origin: Origin


class Scored(Answer):
    """A sentence about work; capability is null where no word of it is known."""

    number: int = Field(description="Place among the sentences given, from 1.")
    capability: Layer | None


class Scores(Answer):
    """How far AI could do what sentences say, read from their words alone."""

    scored: list[Scored]
    origin: Origin


class Gap(Answer):
    """What the other job asks for and the job held does not reach."""

    kind: str
    name: str
    weight: Unit = Field(description="Part of the gap; the parts add to 1.")


class Week(Answer):
    """What a week of the plan holds."""

    number: int
    start: str
    steps: list[str]
    hours: float


class Path(Answer):
    """A way to other work."""

    aim: str
    job: Job
    pressure: Pressure
    wage_median_annual_usd: float | None
    change_2024_34_pct: float | None
    why: list[str]
    carries_over: list[str]
    gap: list[Gap]
    weeks: list[Week]


class Plan(Answer):
    """Ways from a job to other work."""

    job: Job
    pressure: Pressure
    in_short: list[str]
    paths: list[Path]
    origin: Origin


class Pair(Answer):
    """How far two indices rank occupations alike; intervals hold 90 % of bootstrap replicates."""

    first: str
    second: str
    n_occupations: int
    spearman: float
    spearman_low: float
    spearman_high: float
    top_decile_overlap: Unit
    top_decile_overlap_low: Unit
    top_decile_overlap_high: Unit


class Disagreement(Answer):
    """An occupation that two indices place far apart, by percentile."""

    job: Job
    lowest: str
    lowest_percentile: Percent
    highest: str
    highest_percentile: Percent


class Agreement(Answer):
    """How far published indices agree."""

    indices: int
    pairs_in_all: int
    pairs: list[Pair] = Field(description="Lowest agreement first.")
    disagreements: list[Disagreement]
    origin: Origin
