"""The library of practice steps, in our own words: what to do, what shows that it is done, how long it takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator

from jobprism.declarations import read_yaml
from jobprism.errors import DeclarationError

FOLDER = Path(__file__).with_name("practice_steps")
GENERAL, ANY = "general", {"skill": "any skill", "knowledge": "any knowledge", "activity": "any activity"}
_TOP_LEVEL = 7
When = Literal["opening", "learning", "middle", "closing"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Declared(_Part):
    do: str = Field(min_length=20)
    outcome: str = Field(min_length=8)
    hours: tuple[int, int] = Field(description="Least and most, in whole hours.")
    below: float = Field(default=_TOP_LEVEL + 1, description="For those whose level (0 to 7) lies below this.")

    @field_validator("hours")
    @classmethod
    def _hours_rise(cls, hours: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= hours[0] <= hours[1]:
            raise ValueError("hours must be at least 1 and rise")
        return hours


class _Entry(_Part):
    families: list[str] = Field(min_length=1, alias="for", description="Element ids or commodity codes, or general.")
    when: When = "learning"
    study: bool | None = Field(default=None, description="Only where study comes first, or only where it does not.")
    steps: list[_Declared] = Field(min_length=1)


class _File(RootModel[list[_Entry]]):
    pass


class Step(_Part):
    """A practice step.

    Attributes:
        id: of the file and place, stable while the file is.
        families: element ids or commodity codes it serves.
        when: where in a plan it stands.
        do: what to do; ``{job}`` stands for those who do the job aimed at.
        outcome: what shows that it is done.
        least, most: hours.
        below: level (0 to 7) of the job held from which on the step is too easy.
        study: whether it is only for paths on which study comes first (true), or only for others (false).
    """

    id: str
    families: tuple[str, ...]
    when: When
    do: str
    outcome: str
    least: int
    most: int
    below: float
    study: bool | None


@cache
def library(folder: Path = FOLDER) -> tuple[Step, ...]:
    """All steps, in the order of files and of their places.

    Raises:
        DeclarationError: a file is malformed, or says a thing twice.
    """
    steps = []
    for path in sorted(folder.glob("*.yml")):
        number = 0
        for entry in read_yaml(path, _File).root:
            for declared in entry.steps:
                number += 1
                steps.append(
                    Step(
                        id=f"{path.stem}-{number:02d}",
                        families=tuple(entry.families),
                        when=entry.when,
                        do=declared.do,
                        outcome=declared.outcome,
                        least=declared.hours[0],
                        most=declared.hours[1],
                        below=declared.below,
                        study=entry.study,
                    )
                )
    said = [step.do for step in steps]
    if twice := sorted({text for text in said if said.count(text) > 1}):
        raise DeclarationError(f"Steps in {folder} say a thing twice: {'; '.join(twice)}", "Drop or rewrite one.")
    return tuple(steps)


@cache
def steps_for(family: str, kind: str, level: float | None) -> tuple[Step, ...]:
    """Steps that serve an element or a category of software, its own first; none for a rare category.

    Args:
        family: element id or commodity code.
        kind: skill, knowledge, software or activity.
        level: of the job held, 0 to 7; None for software and activities.
    """
    learning = [step for step in library() if step.when == "learning" and (level is None or level < step.below)]
    own = [step for step in learning if family in step.families]
    return (*own, *(step for step in learning if ANY.get(kind) in step.families))


@cache
def general_steps(when: When, *, study: bool) -> tuple[Step, ...]:
    """Steps of every plan that stand at its opening, middle or close; ``study`` says whether study comes first."""
    return tuple(
        step for step in library() if GENERAL in step.families and step.when == when and step.study in {None, study}
    )
