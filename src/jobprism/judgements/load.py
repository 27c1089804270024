"""Typed models of the judgement files; a file that lacks its date or reference does not load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from jobprism.declarations import read_yaml
from jobprism.errors import DeclarationError

FOLDER = Path(__file__).parent

Unit = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]

LAYERS = ("capability", "use", "delegation", "human_need")
HOLDS = ("presence", "relationship", "responsibility", "consequence", "licence")


Kind = TypeVar("Kind", bound="Judgement")


class Judgement(BaseModel):
    """What every judgement says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    question: str
    why: str
    references: list[str] = Field(min_length=1)


def _naming(judged: Kind, field: str, named: Mapping[str, object], wanted: Collection[str]) -> Kind:
    """The judgement itself, if a field of it names exactly what it must."""
    if set(named) != set(wanted):
        raise ValueError(f"{field} must name exactly {', '.join(sorted(wanted))}")
    return judged


class TaskWeights(Judgement):
    """How much of an occupation's work each task is."""

    importance_exponent: float
    relevance_exponent: float
    frequency_exponent: float
    frequency_per_day: dict[int, Positive]
    unrated: dict[str, Positive]


class Capability(Judgement):
    """How raters combine."""

    exposure: dict[str, Unit]
    rater_weights: dict[str, Positive] = Field(min_length=1)
    prior_weight: Positive
    activity_smoothing: Positive


class Use(Judgement):
    """How shares of conversations are read as use."""

    reporting_threshold_conversations: Positive
    task_floor: Positive
    task_ceiling: Positive
    activity_floor: Positive
    activity_ceiling: Positive
    product_weights: dict[str, Unit]
    half_life_years: Positive
    as_of: Month
    least_reportable_share: Unit
    minimum_sd: Positive

    @model_validator(mode="after")
    def _floors_lie_below_ceilings(self) -> Use:
        if self.task_floor >= self.task_ceiling or self.activity_floor >= self.activity_ceiling:
            raise ValueError("task_floor and activity_floor must lie below their ceilings")
        return _naming(self, "product_weights", self.product_weights, {"claude_ai", "api", "copilot"})


class Delegation(Judgement):
    """How interaction modes are read as delegation."""

    delegated: list[str]
    together: list[str]
    product_weights: dict[str, Unit]
    half_life_years: Positive
    as_of: Month
    prior_conversations: Positive
    minimum_sd: Positive

    @model_validator(mode="after")
    def _every_product_weighs(self) -> Delegation:
        return _naming(self, "product_weights", self.product_weights, {"claude_ai", "api"})


class HumanNeed(Judgement):
    """What holds a task to a person."""

    strength: dict[str, Unit]
    conditions: dict[str, dict[str, tuple[float, float, Positive]]]
    licence_by_major_group: dict[str, Unit]
    licence_elsewhere: Unit
    physical_task: dict[str, Unit]
    sd: Positive
    sd_when_borrowed: Positive
    carries: dict[str, dict[str, Unit]]

    @model_validator(mode="after")
    def _same_holds_everywhere(self) -> HumanNeed:
        for name, named in {"strength": self.strength, **{f"carries.{k}": v for k, v in self.carries.items()}}.items():
            _naming(self, name, named, set(HOLDS))
        _naming(self, "physical_task", self.physical_task, {"flagged", "not_flagged"})
        return _naming(self, "conditions", self.conditions, set(HOLDS) - {"licence"})


class Shared(BaseModel):
    """Parts of an error's variance that tasks share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    common: Unit
    activity: Unit

    @model_validator(mode="after")
    def _at_most_one(self) -> Shared:
        if self.common + self.activity > 1:
            raise ValueError("common and activity add to more than 1")
        return self


class Aggregation(Judgement):
    """How alike the errors of an occupation's tasks are."""

    correlation: dict[str, Shared]

    @model_validator(mode="after")
    def _every_layer_is_judged(self) -> Aggregation:
        return _naming(self, "correlation", self.correlation, {*LAYERS, "pressure"})


class Pressure(Judgement):
    """How the layers make one figure."""

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


class Bands(Judgement):
    """Which words stand for which figures."""

    pressure: dict[str, float]
    capability: dict[str, float]
    resilient_human_need: Unit
    notable_hold: Unit
    mostly_borrowed: Unit
    indices_part: Annotated[float, Field(ge=0, le=100)]
    thin_coverage: Unit
    unsure_width: Unit

    @field_validator("pressure", "capability")
    @classmethod
    def _edges_rise_from_zero(cls, edges: dict[str, float]) -> dict[str, float]:
        values = list(edges.values())
        if not values or values[0] != 0 or any(b <= a for a, b in pairwise(values)):
            raise ValueError("edges must start at 0 and rise")
        return edges


class Roles(Judgement):
    """How a role's own tasks are read off the evidence."""

    neighbours: Annotated[int, Field(ge=1)]
    similarity_exponent: Positive
    occupation_boost: Positive
    activity_boost: Positive
    mixture_weight: Positive


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


MODELS: dict[str, type[Judgement]] = {
    "task_weights": TaskWeights,
    "capability": Capability,
    "use": Use,
    "delegation": Delegation,
    "human_need": HumanNeed,
    "aggregation": Aggregation,
    "pressure": Pressure,
    "bands": Bands,
    "roles": Roles,
    "matching": Matching,
}


def judgement(kind: type[Kind]) -> Kind:
    """The judgement of the given model, from its file.

    Raises:
        DeclarationError: the file is malformed, undated or without a reference.
    """
    loaded = _loaded(next(name for name, model in MODELS.items() if model is kind))
    assert isinstance(loaded, kind)
    return loaded


@cache
def _loaded(name: str) -> Judgement:
    return read_yaml(FOLDER / f"{name}.yml", MODELS[name])


def band_of(value: float, edges: dict[str, float]) -> str:
    """The last band whose lower edge ``value`` reaches."""
    reached = [name for name, edge in edges.items() if value >= edge]
    if not reached:
        raise DeclarationError(f"{value} lies below every band of {edges}.", "Bands start at 0.")
    return reached[-1]
