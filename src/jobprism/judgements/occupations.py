"""Judgements on what is made of the layers: occupations, pressure, levels, skills, words."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from jobprism.judgements.base import FIGURES, LAYERS, Judgement, Part, Positive, Unit, naming


class Shared(Part):
    """Parts of an error's variance that tasks share."""

    common: Unit
    activity: Unit

    @model_validator(mode="after")
    def _at_most_one(self) -> Shared:
        if self.common + self.activity > 1:
            raise ValueError("common and activity add to more than 1")
        return self


class Aggregation(Judgement):
    """How alike the errors of an occupation's tasks are; capability's are fitted (``estimates/raters.py``)."""

    moves = FIGURES

    correlation: dict[str, Shared]

    @model_validator(mode="after")
    def _every_layer_is_judged(self) -> Aggregation:
        return naming(self, "correlation", self.correlation, {*LAYERS, "pressure"} - {"capability"})


class Pressure(Judgement):
    """How the layers make one figure."""

    moves = ("pressure", "levels")

    base: Unit
    use: Unit
    delegation: Unit
    hold: Unit
    unobserved_delegation_sd: Positive

    @model_validator(mode="after")
    def _weights_add_up(self) -> Pressure:
        if abs(self.base + self.use + self.delegation - 1) > 1e-9:
            raise ValueError("base, use and delegation must add to 1")
        return self


class Comparison(Judgement):
    """Which parts of a difference between jobs are put into words."""

    alike: Positive
    notable_points: Positive
    groups_named: int = Field(ge=1)


class Bands(Judgement):
    """Which words stand for which figures."""

    moves = ("pressure",)

    pressure: dict[str, float]
    capability: dict[str, float]
    resilient_human_need: Unit
    notable_hold: Unit
    mostly_borrowed: Unit
    indices_part: Annotated[float, Field(ge=0, le=100)]
    thin_coverage: Unit
    unsure_width: Unit
    mostly_handed_over: Unit

    @field_validator("pressure", "capability")
    @classmethod
    def _edges_rise_from_zero(cls, edges: dict[str, float]) -> dict[str, float]:
        values = list(edges.values())
        if not values or values[0] != 0 or any(b <= a for a, b in pairwise(values)):
            raise ValueError("edges must start at 0 and rise")
        return edges


class Level(Part):
    """Where a level stands in its occupation, and how many stand there."""

    step: float
    share: Annotated[float, Field(gt=0, lt=1)]


class Levels(Judgement):
    """How the mix of tasks differs by level."""

    moves = ("levels",)

    levels: dict[str, Level] = Field(min_length=2)
    seniority: dict[str, Positive] = Field(min_length=1)
    experience_years: dict[int, Annotated[float, Field(ge=0)]]
    full_answers_pct: Annotated[float, Field(gt=0, le=100)]
    fewest_known: Unit
    least_gap: Positive
    managing: list[str]
    background: Annotated[float, Field(gt=0, lt=1)]
    few_tasks: Annotated[int, Field(ge=1)]
    hardly_differs: Unit
    similar_within_pct: Positive
    similar_within_points: Positive
    sure_direction: Annotated[float, Field(ge=0.5, lt=1)]
    opposed_by: Positive

    @model_validator(mode="after")
    def _levels_rise_and_add_up(self) -> Levels:
        steps = [level.step for level in self.levels.values()]
        if any(b <= a for a, b in pairwise(steps)):
            raise ValueError("levels must be named from the lowest step to the highest")
        if abs(sum(level.share for level in self.levels.values()) - 1) > 1e-9:
            raise ValueError("shares of the levels must add to 1")
        return self


class Skills(Judgement):
    """Which tasks use a skill, and what its exposure is called."""

    smoothing: Positive
    least_weight: Positive
    fewest_occupations: Annotated[int, Field(ge=1)]
    least_link: Positive
    sharpness: Positive
    least_importance: Annotated[float, Field(ge=1, le=5)]
    exposed_from: Unit
    resilient_below: Unit
    held_from: Unit
    used_from: Unit
    unlike_the_job: Unit

    @model_validator(mode="after")
    def _classes_do_not_overlap(self) -> Skills:
        if self.resilient_below >= self.exposed_from:
            raise ValueError("resilient_below must lie below exposed_from")
        return self
