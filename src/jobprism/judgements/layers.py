"""Judgements on the layers of a task: its weight, capability, use, delegation, human need."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from jobprism.judgements.base import FIGURES, HOLDS, Judgement, Month, Positive, Unit, naming


class TaskWeights(Judgement):
    """How much of an occupation's work each task is."""

    moves = FIGURES

    importance_exponent: float
    relevance_exponent: float
    frequency_exponent: float
    frequency_per_day: dict[int, Positive]
    unrated: dict[str, Positive]


class Capability(Judgement):
    """What exposure is, whose labels make the rater-mean, and what later use may change."""

    moves = ("capability", "pressure", "levels")

    exposure: dict[str, Unit]
    rater_weights: dict[str, Positive] = Field(min_length=1)
    drift_since_labels: Unit
    label_smoothing: Positive

    @model_validator(mode="after")
    def _classes_are_those_of_the_rater_model(self) -> Capability:
        return naming(self, "exposure", self.exposure, {"E0", "E1", "E2"})


class Use(Judgement):
    """How shares of conversations are read as use."""

    moves = ("use", "pressure", "levels")

    reporting_threshold_conversations: Annotated[int, Field(gt=0)]
    least_conversations_compared: Annotated[int, Field(gt=0)]
    notable_ratio: Annotated[float, Field(gt=1)]
    task_floor: Positive
    task_ceiling: Positive
    activity_floor: Positive
    activity_ceiling: Positive
    chatgpt_floor: Positive
    chatgpt_ceiling: Positive
    product_weights: dict[str, Unit]
    half_life_years: Positive
    as_of: Month
    least_reportable_share: Unit
    minimum_sd: Positive

    @model_validator(mode="after")
    def _floors_lie_below_ceilings(self) -> Use:
        anchors = (
            (self.task_floor, self.task_ceiling),
            (self.activity_floor, self.activity_ceiling),
            (self.chatgpt_floor, self.chatgpt_ceiling),
        )
        if any(floor >= ceiling for floor, ceiling in anchors):
            raise ValueError("task_floor, activity_floor and chatgpt_floor must lie below their ceilings")
        return naming(self, "product_weights", self.product_weights, {"claude_ai", "api", "copilot", "chatgpt"})


class Delegation(Judgement):
    """How interaction modes are read as delegation."""

    moves = ("delegation", "pressure", "levels")

    delegated: list[str]
    together: list[str]
    product_weights: dict[str, Unit]
    half_life_years: Positive
    as_of: Month
    least_conversations_compared: Annotated[int, Field(gt=0)]
    least_pairs: Annotated[int, Field(ge=2)]
    minimum_sd: Positive

    @model_validator(mode="after")
    def _every_product_weighs(self) -> Delegation:
        return naming(self, "product_weights", self.product_weights, {"claude_ai", "api"})


class HumanNeed(Judgement):
    """What holds a task to a person."""

    moves = ("human_need", "pressure", "levels")

    strength: dict[str, Unit]
    joint: Annotated[float, Field(gt=0, le=1)]
    conditions: dict[str, dict[str, tuple[float, float, Positive]]]
    routine: dict[str, tuple[float, float, Positive]]
    routine_takes: Unit
    licence_by_soc: dict[str, Unit]
    licence_elsewhere: Unit
    physical_task: dict[str, Unit]
    sd: Positive
    sd_when_borrowed: Positive
    carries: dict[str, dict[str, Unit]]

    @model_validator(mode="after")
    def _same_holds_everywhere(self) -> HumanNeed:
        for name, named in {"strength": self.strength, **{f"carries.{k}": v for k, v in self.carries.items()}}.items():
            naming(self, name, named, set(HOLDS))
        naming(self, "physical_task", self.physical_task, {"flagged", "not_flagged"})
        return naming(self, "conditions", self.conditions, set(HOLDS) - {"licence"})
