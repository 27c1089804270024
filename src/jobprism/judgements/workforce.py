"""Judgements on rosters of a workforce."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobprism.judgements.base import Judgement, Unit

Count = Annotated[int, Field(ge=1)]


class Workforce(Judgement):
    """Whom a table may show, and which titles need a person's eye."""

    least_people: Count
    review_below: Unit
    level_told: Unit
    candidates: Annotated[int, Field(ge=1, le=50)]
    most_own_lists: Count
    tasks_shown: Count
    skills_shown: Count
    skills_of_largest: Count
    moves_from_band: str
    moves_reach: Count
    moves_listed: Count
