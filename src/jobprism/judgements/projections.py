"""Judgements on what comes next: forecasts of the next release, outlooks for a year."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from jobprism.judgements.base import LAYERS, Judgement, Month, Part, Unit, naming


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


class Rates(Part):
    """Logits a layer moves by in a year: along the slow, the middle and the quick path."""

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
        naming(self, "scenarios", self.scenarios, SCENARIOS)
        for name, named in {"as_of": self.as_of, "yearly_sd": self.yearly_sd, **self.scenarios}.items():
            naming(self, name, named, LAYERS)
        for layer in LAYERS:
            for slower, faster in pairwise(self.scenarios[s][layer] for s in SCENARIOS):
                if slower.slow > faster.slow or slower.middle > faster.middle or slower.quick > faster.quick:
                    raise ValueError(f"{layer}: no rate of a scenario may exceed that of a faster one")
        return self
