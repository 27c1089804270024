"""Changes of method that move figures, each with its reason."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jobprism.declarations import read_yaml

_FILE = Path(__file__).with_name("restatements.yml")
Restated = Literal["capability", "use", "delegation", "human_need", "pressure", "levels", "indices"]


class Restatement(BaseModel):
    """One change of method.

    Attributes:
        id: a name that lasts.
        date: when it was made.
        what: the change, in a sentence.
        why: its reason.
        equations: numbers of the equations of ``docs/method.md`` that it touches.
        figures: what it may move.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    date: datetime.date
    what: str = Field(min_length=20)
    why: str = Field(min_length=20)
    equations: list[int] = Field(min_length=1)
    figures: list[Restated] = Field(min_length=1)


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    restatements: list[Restatement]

    @model_validator(mode="after")
    def _in_order(self) -> _Declared:
        ids = [r.id for r in self.restatements]
        if len(set(ids)) < len(ids):
            raise ValueError("two restatements have one id")
        dates = [r.date for r in self.restatements]
        if dates != sorted(dates):
            raise ValueError("restatements stand in the order of their dates, oldest first")
        return self


def declared_restatements(path: Path = _FILE) -> list[Restatement]:
    """All that are declared, oldest first.

    Raises:
        DeclarationError: one lacks its date, reason or equations, or they are out of order.
    """
    return read_yaml(path, _Declared).restatements
