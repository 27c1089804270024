"""Judgements on a person's own work."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from jobprism.judgements.base import HOLDS, Judgement, Part, Positive, Unit

Power = Annotated[float, Field(ge=0, le=1)]


class AnswerEffect(Part):
    """What a step of an answer multiplies the odds of, to which power."""

    holds: dict[str, Power] = Field(default_factory=dict)
    use: Power = 0.0

    @model_validator(mode="after")
    def _known_holds_and_some_effect(self) -> AnswerEffect:
        if unknown := set(self.holds) - set(HOLDS):
            raise ValueError(f"no hold is called {', '.join(sorted(unknown))}; there are {', '.join(HOLDS)}")
        if not self.use and not any(self.holds.values()):
            raise ValueError("a question must change a hold or use")
        return self


class Assessment(Judgement):
    """What a person's own answers change in the estimates of their tasks."""

    odds_per_step: Annotated[float, Field(gt=1)]
    questions: dict[str, AnswerEffect] = Field(min_length=1)
    neighbours: Annotated[int, Field(ge=1)]
    least_likely_same: Unit
    sd_from_job: Positive
    shift_share: Annotated[float, Field(gt=0, lt=1)]
    quiz: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _quiz_asks_what_is_asked(self) -> Assessment:
        if unknown := set(self.quiz) - set(self.questions):
            raise ValueError(f"quiz: no question is called {', '.join(sorted(unknown))}")
        return self
