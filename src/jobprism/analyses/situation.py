"""What a person says of their own work: the input of an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from jobprism.errors import UsageError

Answer = Literal["much less", "less", "as usual", "more", "much more"]
Hours = Annotated[float, Field(ge=0, le=168, allow_inf_nan=False)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

MOST_TASKS = 200
LONGEST_FILE = 1_000_000
WEEK = 40.0
"""Hours a week where a person says nothing."""

QUESTIONS = {
    "presence": "Does your work need you to be there in person, compared with others in this job?",
    "people": "How much of it rests on people knowing and trusting you?",
    "responsibility": "How far do you answer for other people's safety, work or results?",
    "licence": "How much of it must by law or rule be done or signed by somebody licensed?",
    "novelty": "How often do you meet problems that have no precedent?",
    "autonomy": "How far do you decide yourself what is done and how, and bear what follows?",
    "tools": "How much do you already do with AI?",
}
"""The questions, by the name they have in a file. The eighth, the level, is a field of its own."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OwnTask(_Said):
    """A task in a person's own words."""

    text: Words
    hours: Hours


class Situation(_Said):
    """A person's work, as far as they say it.

    A row of the job's table keeps its usual share of the hours that are left, unless it has hours here; with 0 hours it
    is dropped. Where every row has hours, or no usual row is kept, the hours given make up the week.
    """

    title: Words = Field(description="The job: a title, a code or a role's id.")
    level: Literal["junior", "mid", "senior", "lead"] | None = Field(None, description="The level, where one is given.")
    hours_per_week: Annotated[float, Field(gt=0, le=168, allow_inf_nan=False)] = Field(
        WEEK, description="Hours worked in a week."
    )
    hours: dict[str, Hours] = Field(default_factory=dict, description="Hours a week by the id of a row.")
    own: list[OwnTask] = Field(default_factory=list, description="Tasks in the person's own words.")
    only_own: bool = Field(False, description="Nothing but what has hours here: the job's other rows are dropped.")
    answers: dict[str, Answer] = Field(default_factory=dict, description="Answers to the questions, by their names.")

    @model_validator(mode="after")
    def _known_questions_and_bounds(self) -> Situation:
        if unknown := set(self.answers) - set(QUESTIONS):
            raise ValueError(f"answers: there is no question {sorted(unknown)[0]!r}; there are {', '.join(QUESTIONS)}")
        if len(self.own) + len(self.hours) > MOST_TASKS:
            raise ValueError(f"at most {MOST_TASKS} tasks can be given")
        given = sum(self.hours.values()) + sum(t.hours for t in self.own)
        if given > self.hours_per_week + 1e-6:
            raise ValueError(
                f"the tasks take {given:g} hours a week, more than the {self.hours_per_week:g} of hours_per_week"
            )
        if self.only_own and given <= 0:
            raise ValueError("only_own: no task has hours")
        return self


def situation(said: Mapping[str, object]) -> Situation:
    """A person's work from plain data.

    Raises:
        UsageError: something is unknown, missing or out of bounds; names the field, never the words in it.
    """
    try:
        return Situation.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the description of the work"
        raise UsageError(
            f"{where}: {first['msg'].removeprefix('Value error, ')}.",
            "`jobprism assess --help` shows what a description of one's work may say.",
        ) from None


def read_situation(path: Path) -> dict[str, object]:
    """Plain data from a YAML file.

    Raises:
        UsageError: the file cannot be read, is too large, or is not a mapping.
    """
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise UsageError(f"{path} is larger than {LONGEST_FILE:,} bytes.", "Give only title, hours and answers.")
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{path}{where}: this is no YAML text.", "Write fields as `name: value`.") from error
    if not isinstance(said, dict) or not all(isinstance(k, str) for k in said):
        raise UsageError(f"{path}: expected fields such as `title:`, found something else.", "Start with `title: …`.")
    return said
