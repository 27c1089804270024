"""Judgements on reading titles and documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from jobprism.judgements.base import Judgement, Part, Positive, Unit, naming


class LevelOfDocument(Part):
    """What tells the level of a document whose title tells none."""

    words: dict[str, str]
    words_confidence: Unit
    least_years: dict[str, Annotated[int, Field(ge=0)]]
    years_confidence: Unit


class Documents(Judgement):
    """How a CV or posting is read."""

    maximum_bytes: Annotated[int, Field(ge=1)]
    maximum_unpacked_bytes: Annotated[int, Field(ge=1)]
    maximum_pages: Annotated[int, Field(ge=1)]
    maximum_characters: Annotated[int, Field(ge=1)]
    maximum_duties: Annotated[int, Field(ge=1)]
    maximum_jobs: Annotated[int, Field(ge=1)]
    pdf_seconds: Positive
    pdf_memory_bytes: Annotated[int, Field(ge=1)]
    title: dict[str, float]
    level: LevelOfDocument

    @model_validator(mode="after")
    def _points_and_levels(self) -> Documents:
        if min(self.level.least_years.values(), default=1) > 0:
            raise ValueError("level.least_years must start at 0")
        return naming(
            self, "title", self.title, {"head", "similarity", "label", "heading", "later", "least", "least_dated"}
        )


class TaskMatching(Judgement):
    """How the nearest tasks speak for activities, and the floor of doubt about a statement's major group."""

    voters: Annotated[int, Field(ge=1)]
    vote_exponent: Positive
    major_group_floor: Positive
    list_told: Unit


class Matching(Judgement):
    """When a title's code is believed, and what counts beside the trained model."""

    abstain_below: Unit
    no_title_above: Unit
    sure: Unit
    clearly: Unit
    shown: Unit
    role_name: Unit
    role_within: Unit
    own_name: Unit
    everyday: Unit
    context: Unit
