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
    """What exposure is, whose labels make the rater-mean, and what later use may change."""

    exposure: dict[str, Unit]
    rater_weights: dict[str, Positive] = Field(min_length=1)
    drift_since_labels: Unit
    activity_smoothing: Positive

    @model_validator(mode="after")
    def _classes_are_those_of_the_rater_model(self) -> Capability:
        return _naming(self, "exposure", self.exposure, {"E0", "E1", "E2"})


class Use(Judgement):
    """How shares of conversations are read as use."""

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
        return _naming(self, "product_weights", self.product_weights, {"claude_ai", "api", "copilot", "chatgpt"})


class Delegation(Judgement):
    """How interaction modes are read as delegation."""

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
        return _naming(self, "product_weights", self.product_weights, {"claude_ai", "api"})


class Forecast(Judgement):
    """How the next release of a record of use is forecast."""

    last_weight: Unit
    levels: list[Annotated[float, Field(gt=0, lt=1)]] = Field(min_length=1)
    use_bands: list[Unit] = Field(min_length=1)

    @field_validator("levels", "use_bands")
    @classmethod
    def _rising(cls, values: list[float]) -> list[float]:
        if any(b <= a for a, b in pairwise(values)):
            raise ValueError("must rise")
        return values


class HumanNeed(Judgement):
    """What holds a task to a person."""

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
    """How alike the errors of an occupation's tasks are; capability's are fitted (``estimates/raters.py``)."""

    correlation: dict[str, Shared]

    @model_validator(mode="after")
    def _every_layer_is_judged(self) -> Aggregation:
        return _naming(self, "correlation", self.correlation, {*LAYERS, "pressure"} - {"capability"})


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


class Comparison(Judgement):
    """Which parts of a difference between jobs are put into words."""

    alike: Positive
    notable_points: Positive
    groups_named: int = Field(ge=1)


class Gate(BaseModel):
    """What a check's figure must at least or at most be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _bounds_something(self) -> Gate:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a gate needs at_least, at_most or both")
        return self


class Gates(Judgement):
    """Below which figures an edition is not published, by the id of the check."""

    gates: dict[str, Gate]


class Rates(BaseModel):
    """Logits a layer moves by in a year: along the slow, the middle and the quick path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slow: Annotated[float, Field(le=0)]
    middle: Annotated[float, Field(ge=0)]
    quick: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _in_order(self) -> Rates:
        if self.middle > self.quick:
            raise ValueError("the middle rate must not exceed the quick one")
        return self


SCENARIOS = ("stalled", "steady", "fast")


class Outlook(Judgement):
    """How the layers may move, under which assumptions."""

    first_year: int
    last_year: int
    as_of: dict[str, Month]
    scenarios: dict[str, dict[str, Rates]]
    yearly_sd: dict[str, Annotated[float, Field(ge=0)]]

    @model_validator(mode="after")
    def _every_scenario_moves_every_layer(self) -> Outlook:
        _naming(self, "scenarios", self.scenarios, SCENARIOS)
        for name, named in {"as_of": self.as_of, "yearly_sd": self.yearly_sd, **self.scenarios}.items():
            _naming(self, name, named, LAYERS)
        for layer in LAYERS:
            for slower, faster in pairwise(self.scenarios[s][layer] for s in SCENARIOS):
                if slower.slow > faster.slow or slower.middle > faster.middle or slower.quick > faster.quick:
                    raise ValueError(f"{layer}: no rate of a scenario may exceed that of a faster one")
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
    mostly_handed_over: Unit

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


class RoleLint(Judgement):
    """When a role file reads badly, or too much like somebody else's wording."""

    shortest_task: Annotated[int, Field(ge=1)]
    longest_task: Annotated[int, Field(ge=1)]
    nearest_jaccard: Unit
    nearest_cosine: Unit
    barred_words: list[str]

    @model_validator(mode="after")
    def _lengths_leave_room(self) -> RoleLint:
        if self.shortest_task >= self.longest_task:
            raise ValueError("shortest_task must lie below longest_task")
        return self


class Level(BaseModel):
    """Where a level stands in its occupation, and how many stand there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: float
    share: Annotated[float, Field(gt=0, lt=1)]


class Levels(Judgement):
    """How the mix of tasks differs by level."""

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


class LevelOfDocument(BaseModel):
    """What tells the level of a document whose title tells none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    pdf_seconds: Positive
    pdf_memory_bytes: Annotated[int, Field(ge=1)]
    title: dict[str, float]
    level: LevelOfDocument

    @model_validator(mode="after")
    def _points_and_levels(self) -> Documents:
        if min(self.level.least_years.values(), default=1) > 0:
            raise ValueError("level.least_years must start at 0")
        return _naming(self, "title", self.title, {"head", "similarity", "label", "heading", "later", "least"})


class TaskMatching(Judgement):
    """How the nearest tasks speak for activities and occupations."""

    voters: Annotated[int, Field(ge=1)]
    vote_exponent: Positive
    occupation_sharpness: Positive
    occupation_floor: Positive
    major_group_weight: Annotated[float, Field(ge=0)]
    major_group_floor: Positive


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
    open_word: Unit
    open_words: frozenset[str]


MODELS: dict[str, type[Judgement]] = {
    "task_weights": TaskWeights,
    "capability": Capability,
    "use": Use,
    "delegation": Delegation,
    "forecast": Forecast,
    "human_need": HumanNeed,
    "aggregation": Aggregation,
    "pressure": Pressure,
    "comparison": Comparison,
    "outlook": Outlook,
    "bands": Bands,
    "roles": Roles,
    "gates": Gates,
    "role_lint": RoleLint,
    "levels": Levels,
    "skills": Skills,
    "documents": Documents,
    "task_matching": TaskMatching,
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
