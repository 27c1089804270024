"""The document of a CV or posting that was read: every field with its unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, SourceNote, Unit

Offset = Annotated[int, Field(ge=0)]
LevelName = Literal["intern", "junior", "mid", "senior", "lead"]
LayerName = Literal["capability", "use", "delegation", "human_need"]
Band = Literal["Low", "Medium", "High"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Part):
    """Words of the document with their place: offsets into ``text``, in characters."""

    start: Offset
    end: Offset
    text: str = Field(description="The words on one line.")


class Code(_Part):
    """An occupation or role that a title may mean."""

    occupation_id_onet: str
    occupation_title: str | None
    role_id: str | None = Field(description="Where it is a role; the occupation is then the largest of its mixture.")
    confidence: Unit = Field(description="Calibrated chance that it is the right one.")
    basis: Literal["model", "name", "everyday", "role", "code"]


class TitleRead(Span):
    """A job title."""

    codes: list[Code] = Field(description="Likeliest first; empty where the title is left without a code.")


class LevelRead(_Part):
    """A level and what tells it."""

    level: LevelName
    confidence: Unit
    because: Span


class Years(Span):
    """From when to when a job was held."""

    first: int
    last: int | None = Field(description="Null where it goes on.")


class ListedOccupation(_Part):
    """An occupation that the duties of a job speak for, without its title."""

    occupation_id_onet: str
    occupation_title: str | None
    share: Unit = Field(description="Of belief among all occupations.")
    major_group: str
    major_group_share: Unit = Field(description="Of belief in all occupations of the major group.")


class JobRead(_Part):
    """A job of a CV, or the one a posting is about."""

    number: int = Field(ge=1)
    title: TitleRead | None
    years: Years | None
    level: LevelRead | None
    duties: list[int] = Field(description="Numbers of its duties.")
    by_duties: list[ListedOccupation] = Field(description="What its duties alone speak for; empty without any.")
    same_major_group: bool | None = Field(
        description="Whether title and duties speak for the same major group; null where either is silent."
    )


class Exposure(_Part):
    """How far AI could do what a duty says, read from its words alone."""

    capability: Unit
    low: Unit
    high: Unit = Field(description="90 % interval: where the weighted mean of the raters' labels would lie.")
    band: Band
    p_e0: Unit
    p_e1: Unit
    p_e2: Unit


class NearTask(_Part):
    """A task of O*NET's that says much the same."""

    task_id_onet: int
    occupation_id_onet: str
    occupation_title: str | None
    task_text: str | None = Field(description="Its wording, in the full edition only.")
    similarity: float = Field(le=1)
    probability: Unit = Field(description="That both are of the same detailed work activity.")


class NearActivity(_Part):
    """An intermediate work activity that a duty may be of."""

    activity_id_onet: str
    label: str = Field(description="In our words.")
    probability: Unit = Field(description="That the duty is of it.")


class NeighbourLayer(_Part):
    """What is estimated of the nearest tasks, weighted by probability: evidence of them, not of the duty."""

    layer: LayerName
    value: Unit
    low: Unit
    high: Unit
    spread: float = Field(ge=0, description="Standard deviation among them.")
    neighbours: int = Field(ge=1)
    certainty: Unit = Field(description="Probability that the likeliest of them is of the duty's activity.")


class DutyRead(Span):
    """Something done in the job."""

    number: int = Field(ge=1)
    job: int | None = Field(description="Number of the job it belongs to.")
    probability: Unit | None = Field(
        description="That a reader would call it a duty; null where a language model alone took it."
    )
    exposure: Exposure | None = Field(description="Null where no word is known.")
    activities: list[NearActivity]
    tasks: list[NearTask]
    neighbours: list[NeighbourLayer]


class SkillRead(Span):
    """A skill or technology named."""

    kind: str = Field(description="technology or category (of technologies), or the kind of skill, as O*NET or ESCO.")
    id: str
    label: str
    exact: bool = Field(description="False where a typing error was forgiven.")


class ReadingReport(_Part):
    """What a CV, a job description or a posting says, with the place of everything that was found."""

    schema_version: Literal[1] = 1
    document: Literal["reading"] = "reading"
    kind: Literal["cv", "posting"] = Field(description="A job description counts as a posting.")
    file: Literal["text", "docx", "pdf"]
    pages: int | None = Field(description="Of a PDF file.")
    text: str = Field(description="The document's text, into which all offsets point.")
    title: TitleRead | None = Field(description="What it is about: of a CV, the latest or headlined job.")
    level: LevelRead | None
    jobs: list[JobRead]
    duties: list[DutyRead]
    skills: list[SkillRead]
    technologies: list[SkillRead]
    refused: int | None = Field(
        description="Quotations of a language model that are not in the text; null where none was asked."
    )
    in_short: list[str]
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote
