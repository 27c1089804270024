"""The gates of an edition."""

from __future__ import annotations

from pydantic import model_validator

from jobprism.judgements.base import Judgement, Part


class Gate(Part):
    """What a check's figure must at least or at most be."""

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
