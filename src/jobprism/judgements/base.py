"""What every judgement is: dated, with its question, its reasons and its references."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Unit = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]

LAYERS = ("capability", "use", "delegation", "human_need")
FIGURES = ("pressure", *LAYERS, "levels")
"""What an edition says of an occupation or role; its levels have all the others."""
HOLDS = ("presence", "relationship", "responsibility", "consequence", "licence")

Kind = TypeVar("Kind", bound="Judgement")


class Part(BaseModel):
    """A part of a judgement: nothing in it goes unread, nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Judgement(Part):
    """What every judgement says of itself.

    ``moves`` are the figures (of ``FIGURES``) that its values can move in a build; none where they are read for
    documents, checks and the matching of words alone.
    """

    moves: ClassVar[tuple[str, ...]] = ()

    date: date
    question: str
    why: str
    references: list[str] = Field(min_length=1)


def naming(judged: Kind, field: str, named: Mapping[str, object], wanted: Collection[str]) -> Kind:
    """The judgement itself, if a field of it names exactly what it must."""
    if set(named) != set(wanted):
        raise ValueError(f"{field} must name exactly {', '.join(sorted(wanted))}")
    return judged
