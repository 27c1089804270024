"""The assessment document: every field, with its unit."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, Hold, Percent, SourceNote, Unit


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Interval(_Part):
    """A value from 0 to 1 with its 90 % interval."""

    value: Unit
    low: Unit
    high: Unit


class Placed(_Part):
    """A pressure, 0 to 100, with its 90 % interval and band."""

    of: str = Field(description="Whose it is: yours, the job's, the level's.")
    value: Percent
    low: Percent
    high: Percent
    band: str


class Matched(_Part):
    """An O*NET task near to a task in a person's own words."""

    task_id_onet: int
    occupation_title: str
    probability: Unit = Field(description="That both are of the same detailed work activity.")


class AssessedTask(_Part):
    """A row of the job, or a task in the person's own words."""

    id: str
    label: str
    kind: Literal["task", "activity", "own"]
    share: Unit = Field(description="Share of the person's week.")
    hours: float = Field(ge=0, description="Hours a week.")
    usual_share: Unit | None = Field(description="Share in the job, or at the level; null for an own task.")
    capability: Interval
    use: Interval | None
    delegation: Interval | None
    human_need: Interval
    holds: list[Hold] = Field(description="Strongest first, with the answers counted in.")
    pressure: Percent
    band: Literal["Low", "Medium", "High"] = Field(description="Band of capability.")
    resilient: bool
    shift: float = Field(description="Points of pressure if the shift's share of the week went from it to the others.")
    basis: Literal["evidence", "nearest", "job"] = Field(
        description="What all but capability is from: the row's evidence, the nearest O*NET tasks, the job's means."
    )
    matched: list[Matched] = Field(description="Of an own task: the nearest O*NET tasks.")


class Exposed(_Part):
    """Hours of the week by what AI could do."""

    high_hours: float = Field(description="In highly exposed rows.")
    medium_hours: float
    low_hours: float
    resilient_hours: float
    equivalent_hours: float = Field(description="Hours times capability, summed.")
    equivalent_low: float
    equivalent_high: float


class AnswerMove(_Part):
    """What an answer did, and what one step more would do, to pressure, in points."""

    question: str
    asked: str
    answer: str
    did: float = Field(description="Against answering it as usual.")
    one_more: float | None = Field(description="One step towards “much more”; null at the end of the scale.")


class AssessmentReport(_Part):
    """One person's work beside the job's."""

    schema_version: Literal[1] = 1
    document: Literal["assessment"] = "assessment"
    kind: Literal["occupation", "role"]
    id: str
    title: str
    level: str | None
    hours_per_week: float
    pressure: list[Placed] = Field(description="Yours first, then the job's, then the level's if one is given.")
    layers: dict[str, Interval | None]
    usual_layers: dict[str, Interval | None] = Field(description="Of the job as a whole.")
    level_layers: dict[str, Interval | None] | None = Field(description="Of the level, where one is given.")
    tasks: list[AssessedTask] = Field(description="Most hours first.")
    shift_share: Unit = Field(description="Share of the week that ``shift`` is about.")
    exposed: Exposed
    answers: list[AnswerMove] = Field(description="The question that matters most first.")
    in_short: list[str]
    month: list[str] = Field(description="Three things to do this month.")
    not_this: list[str]
    notes: list[str]
    sources: list[SourceNote]
    edition: EditionNote
