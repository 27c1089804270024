"""Judgements on pivot plans: which paths are shown, and how hours are spent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobprism.judgements.base import Judgement, Positive, Unit

Count = Annotated[int, Field(ge=1)]


class Planning(Judgement):
    """What a path must offer, what counts as a gap, and how a plan's hours are split."""

    reach: Count
    pareto_listed: Count
    lower_pressure: Unit
    better_wage: Annotated[float, Field(ge=1)]
    growing_pct: Positive
    least_wage: Unit
    most_pressure: Annotated[float, Field(ge=1)]
    least_change_pct: float
    least_openings: Positive
    least_importance: Annotated[float, Field(ge=1, le=5)]
    least_gap: Positive
    software_weight: Unit
    work_weight: Unit
    work_listed: Annotated[int, Field(ge=0)]
    gaps_listed: Count
    software_listed: Annotated[int, Field(ge=0)]
    carried_listed: Count
    roles_listed: Annotated[int, Field(ge=0)]
    search_share: Unit
    most_hours: Count
