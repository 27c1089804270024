"""Judgements on moves between jobs: how likeness is weighed, and what can be prepared for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobprism.judgements.base import Judgement, Unit

Years = Annotated[float, Field(ge=0)]


class Moves(Judgement):
    """Which moves are feasible, and how little a kind of similarity may weigh."""

    least_weight: Annotated[float, Field(ge=0, lt=1 / 6)]
    zones_up: Annotated[int, Field(ge=0, le=4)]
    zones_down: Annotated[int, Field(ge=0, le=4)]
    education_years: dict[str, Years] = Field(min_length=1)
    more_years: Years
    longer_years: Years
    licensed_from: Unit
    licence_study_years: Years
    professional_years: Years
    managing_from: str
    borrowed_from: Annotated[int, Field(ge=1)]
    helpers: list[str]
