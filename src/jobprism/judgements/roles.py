"""Judgements on roles and their files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from jobprism.judgements.base import FIGURES, Judgement, Positive, Unit


class Roles(Judgement):
    """How a role's own tasks are read off the evidence."""

    moves = FIGURES

    neighbours: Annotated[int, Field(ge=1)]
    similarity_exponent: Positive
    occupation_boost: Positive
    activity_boost: Positive
    mixture_weight: Positive


class RoleLint(Judgement):
    """When a role file reads badly, or too much like somebody else's wording."""

    shortest_task: Annotated[int, Field(ge=1)]
    longest_task: Annotated[int, Field(ge=1)]
    nearest_jaccard: Unit
    nearest_cosine: Unit
    level_shares_within: Unit
    barred_words: list[str]

    @model_validator(mode="after")
    def _lengths_leave_room(self) -> RoleLint:
        if self.shortest_task >= self.longest_task:
            raise ValueError("shortest_task must lie below longest_task")
        return self
