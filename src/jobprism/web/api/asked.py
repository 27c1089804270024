"""What operations are asked for: parameters and bodies with their bounds, and the rows of short tables."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from jobprism.analyses.situation import OwnTask, Situation
from jobprism.matching.coder import MOST_CANDIDATES
from jobprism.matching.titles import LONGEST_TITLE

_TITLE = "A job title, an O*NET-SOC code, a role's id, or an ESCO or ISCO-08 name or code."
LONGEST_TEXT = 5000
Level = Literal["junior", "mid", "senior", "lead"]
Title = Annotated[
    str, Query(min_length=1, max_length=LONGEST_TITLE, description=_TITLE, examples=["registered nurses"])
]
Titles = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE)]],
    Query(alias="title", min_length=2, max_length=5, description=_TITLE, examples=[["paralegals", "lawyers"]]),
]
Top = Annotated[int, Query(ge=1, le=MOST_CANDIDATES, description="Candidates of each title.", examples=[3])]

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TitlesToCode(_Sent):
    """Job titles to code, with what else is known of each."""

    titles: list[Text | None] = Field(min_length=1, examples=[["ml engineer", "RN", None]])
    top: int = Field(5, ge=1, le=MOST_CANDIDATES, description="Candidates of each title.")
    industry: list[Text | None] | None = Field(None, description="The employer's industry, of each title.")
    description: list[Text | None] | None = Field(None, description="A line or two on the work, of each title.")


class TextsToScore(_Sent):
    """Sentences that say what a person does."""

    texts: list[Text | None] = Field(min_length=1, examples=[["write marketing emails", "dig trenches"]])


class BatchToDo(_Sent):
    """A list too long for one request."""

    operation: Literal["code", "score"] = Field(examples=["code"])
    texts: list[Text | None] = Field(min_length=1, examples=[["ml engineer", "RN"]])
    top: int = Field(1, ge=1, le=MOST_CANDIDATES, description="Candidates of each title; of code only.")


class FoundRow(BaseModel):
    """An occupation or role that words may mean."""

    kind: Literal["occupation", "role"]
    id: str
    title: str
    similarity: float = Field(ge=0, le=1, description="The chance that it is meant.")
    matched: str = Field(description="The name or the ground it was found by.")


class CodedRow(BaseModel):
    """A candidate of a title."""

    row: int
    title: str | None
    rank: int
    occupation_id_onet: str | None = Field(description="Null where the title is left without a code.")
    occupation_title: str | None
    role_id: str | None
    confidence: float = Field(ge=0, le=1)
    basis: str


class ScoredRow(BaseModel):
    """Exposure of a sentence; null of one without a known word."""

    text: str | None
    capability: float | None
    low: float | None
    high: float | None
    p_e0: float | None
    p_e1: float | None
    p_e2: float | None


class OwnTaskSent(OwnTask):
    """A task in a person's own words; numbers are numbers, not text."""

    model_config = ConfigDict(strict=True)


class SituationSent(Situation):
    """A person's work, as far as they say it; numbers are numbers, not text."""

    model_config = ConfigDict(strict=True)

    # Nothing writes to it: the models are frozen.
    own: list[OwnTaskSent] = Field(  # pyright: ignore[reportIncompatibleVariableOverride]
        default_factory=list, description="Tasks in the person's own words."
    )
