"""The profession document: every field a report has, with its unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Unit = Annotated[float, Field(ge=0, le=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Tier = Literal["measured", "published", "derived", "modelled", "editorial"]

SCHEMA_VERSION = 1


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Estimate(_Document):
    """A layer's value with its 90 % interval; never a bare number."""

    value: Unit
    low: Unit
    high: Unit
    tier: Tier
    coverage: Unit = Field(description="Share of the sources (task) or of the work (job) that speaks to it directly.")
    agreement: Unit | None = Field(description="1 where the sources say the same; null where only one speaks.")
    sources: list[str]


class Pressure(_Document):
    """The layers as one figure, 0 to 100. Not a probability of losing a job."""

    value: Percent
    low: Percent
    high: Percent
    band: str
    percentile: Percent = Field(description="Share of O*NET occupations with a lower pressure, ties counted half.")
    employment_percentile: Percent | None = Field(
        description="Share of US employment in occupations with a lower pressure; null where no employment is known."
    )


class Layers(_Document):
    """The four layers; a layer nobody observed is null, not zero."""

    capability: Estimate
    use: Estimate | None
    delegation: Estimate | None
    human_need: Estimate


class Hold(_Document):
    """What holds a task to a person, and how strongly."""

    name: Literal["presence", "relationship", "responsibility", "consequence", "licence"]
    strength: Unit


class EvidenceItem(_Document):
    """A published figure behind a row. For a row of several tasks: their mean, and the sum of ``n``."""

    measure: str
    label: str
    value: float
    unit: str
    n: int | None = Field(description="Sample size: conversations behind a share of conversations.")
    subjects: int = Field(description="How many tasks of the row have the figure.")
    vintage: str
    source: str


class TaskRow(_Document):
    """A task, or in the core edition an activity, of the job."""

    id: str
    label: str
    kind: Literal["task", "activity"]
    tasks: int = Field(description="How many tasks the row stands for; 1 for a task.")
    share: Unit = Field(description="Share of the job's work.")
    capability: Estimate
    use: Estimate | None
    delegation: Estimate | None
    human_need: Estimate
    holds: list[Hold] = Field(description="Strongest first.")
    pressure: Percent
    band: Literal["Low", "Medium", "High"] = Field(description="Band of capability.")
    resilient: bool
    rationale: str
    evidence: list[EvidenceItem]


class Counts(_Document):
    """How many rows of the table are what."""

    rows: int
    high: int
    medium: int
    low: int
    resilient: int
    observed_in_use: int | None = Field(
        description="Rows that a Claude.ai release reports; null for a role, and where the wording of every task "
        "is newer than what releases are kept by."
    )


class Index(_Document):
    """A published index of the occupation, and its place among occupations."""

    measure: str
    label: str
    kind: str
    value: float | None = Field(description="In its own unit; null in the core edition where its licence keeps it.")
    spread: float | None = Field(description="Standard deviation among the codes merged into it; null for one code.")
    percentile: Percent
    exposure: bool = Field(description="Whether a higher value means more exposed; false for context.")
    n_occupations: int
    vintage: str
    source: str
    origin: str
    conflict_of_interest: str | None


class MixturePart(_Document):
    """An occupation a role is partly made of."""

    occupation_id_onet: str
    occupation_title: str
    share: Unit


class Namesake(_Document):
    """Another occupation or role that the words could mean."""

    id: str
    title: str


class Subject(_Document):
    """What the document is about."""

    kind: Literal["occupation", "role"]
    id: str
    title: str
    soc_2018: str | None
    bls_code: str | None
    description: str | None = Field(description="The publisher's in the full edition, ours for a role, else null.")
    mixture: list[MixturePart]
    asked_for: str | None = Field(description="The words the subject was found by, where they were given.")
    also_named: list[Namesake] = Field(description="Other subjects that bear the words asked for, likeliest first.")


class Figure(_Document):
    """A number with the month it was observed."""

    value: float
    vintage: str


class Context(_Document):
    """Economic context from BLS; of a role, none: nobody counts it."""

    employment: Figure | None
    wage_median_annual_usd: Figure | None
    wage_mean_annual_usd: Figure | None
    change_2024_34_pct: Figure | None
    openings_annual: Figure | None
    shared_by: int | None = Field(description="How many O*NET occupations BLS counts under the same code.")
    entry_education: str | None
    job_zone: int | None


class ListedRow(_Document):
    """A row named in a list, with what speaks for its being there."""

    id: str
    label: str
    share: Unit = Field(description="Share of the job's work.")
    evidence: str


class KindOfWork(_Document):
    """A generalised work activity of O*NET."""

    name: str
    part: Unit = Field(description="Share of the hold that it bears.")


class StaysHuman(Hold):
    """A hold over the job as a whole, beside other occupations."""

    percentile: Percent = Field(description="Share of O*NET occupations where it is weaker, ties counted half.")
    kinds: list[KindOfWork] = Field(description="The kinds of work that bear most of it, largest part first.")


class RelatedJob(_Document):
    """An occupation that O*NET names as related, or that a role or its occupations are related to."""

    occupation_id_onet: str
    occupation_title: str
    pressure: Percent
    pressure_low: Percent
    pressure_high: Percent
    band: str
    common_work: Unit = Field(
        description="Work in common: over all intermediate activities, the smaller of the two jobs' shares, summed."
    )


class Question(_Document):
    """A question people ask, and what the figures say."""

    question: str
    answer: str


class SourceNote(_Document):
    """A source behind the document."""

    id: str
    title: str
    producer: str
    version: str
    vintage: str
    licence: str
    url: str
    citation: str
    derived_from: str | None


class EditionNote(_Document):
    """The edition the figures are from."""

    id: str
    kind: Literal["core", "full"]
    date: str
    volume: int
    number: int
    content_hash: str
    jobprism_version: str


class ProfessionReport(_Document):
    """An honest analysis of one occupation or role."""

    schema_version: Literal[1] = SCHEMA_VERSION
    document: Literal["profession"] = "profession"
    subject: Subject
    pressure: Pressure
    layers: Layers
    counts: Counts
    in_short: list[str] = Field(description="Three to five computed sentences.")
    not_this: list[str] = Field(description="What the figures are not.")
    context: Context
    tasks: list[TaskRow] = Field(description="Sorted by share of work, largest first.")
    indices: list[Index]
    spread: list[str] = Field(description="Computed sentences on where the indices part, and why.")
    holds: list[Hold]
    handles_well: list[ListedRow] = Field(description="Highly exposed rows that are not strongly held to people.")
    struggles_with: list[ListedRow] = Field(description="Resilient rows.")
    stays_human: list[StaysHuman] = Field(description="Every hold, strongest first.")
    why_human: list[str] = Field(description="Computed sentences on what stays with people.")
    related: list[RelatedJob] = Field(description="Nearest by O*NET's order; of a role, by work in common.")
    faq: list[Question]
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote
