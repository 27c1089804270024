"""From the fields of the app's forms to what a person says, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jobprism.analyses.situation import MOST_TASKS, WEEK, Situation, Words, situation
from jobprism.errors import UsageError
from jobprism.web.receive import RefusedError

OWN_ROWS = 5
"""Empty lines for tasks in a person's own words, beside those already given."""
LONGEST_TEXT = 200_000
"""Characters of a pasted text."""
_HOURS, _ANSWER, _OWN_TEXT, _OWN_HOURS = "hours:", "answer:", "own-text:", "own-hours:"
_DUTY, _KEEP = "duty:", "keep:"
_CHANGE = "Change it and send the form again."
_NAMES = {
    "title": "Your job's title",
    "level": "The level",
    "hours_per_week": "Hours a week",
    "hours": "Hours of a task",
    "own": "A task of your own",
    "only_own": "Nothing but what has hours here",
    "answers": "Your answers",
    "to": "The job you want",
    "weeks": "The length",
    "aim": "What matters most",
    "start": "The first day",
}
"""What a form calls the fields that an error may name."""


@dataclass(frozen=True)
class Start:
    """The first form: what the job is.

    Attributes:
        title: words; may be empty where a document tells it.
        level: or an empty string.
        hours_per_week: as typed.
        text: a pasted CV, description or list of tasks.
    """

    title: str
    level: str
    hours_per_week: str
    text: str


class PlanAsked(BaseModel):
    """What a plan is asked for, as it goes from page to page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    level: Literal["junior", "mid", "senior", "lead"] | None = None
    hours_per_week: Annotated[float, Field(allow_inf_nan=False)] = 6.0
    weeks: int = 13
    aim: Literal["lower_pressure", "better_paid", "growing"] | None = None
    to: Words | None = None
    start: date


def start_of(fields: Mapping[str, str]) -> Start:
    """The first form.

    Raises:
        RefusedError: the text is longer than a text may be.
    """
    text = fields.get("text", "")
    if len(text) > LONGEST_TEXT:
        raise RefusedError(
            413,
            f"The text has {len(text):,} characters; {LONGEST_TEXT:,} are read.",
            "Paste the part you need.",
        )
    title = fields.get("chosen") or fields.get("title", "")
    return Start(title.strip(), fields.get("level", ""), fields.get("hours_per_week", "").strip(), text.strip())


def begun(start: Start) -> dict[str, Any]:
    """Plain data of a situation, as far as the first form has it."""
    said: dict[str, Any] = {"title": start.title}
    if start.level:
        said["level"] = start.level
    if start.hours_per_week:
        said["hours_per_week"] = _number(start.hours_per_week, "Hours a week")
    return said


def kept_duties(fields: Mapping[str, str]) -> list[str]:
    """The duties that a person left in the list, as they worded them."""
    kept = [
        text.strip()
        for name, text in fields.items()
        if name.startswith(_DUTY) and _KEEP + name.removeprefix(_DUTY) in fields
    ]
    return [text for text in kept if text]


def week_of(fields: Mapping[str, str]) -> tuple[Situation, str]:
    """The second form: hours, own tasks and answers; an empty field leaves things as usual.

    Returns:
        What is said, its hours brought to the week where they are more; and a sentence that says so, or nothing.

    Raises:
        UsageError: a field is no number, or what is said makes no sense.
    """
    said = begun(start_of(fields))
    said["hours"] = {
        name.removeprefix(_HOURS): _number(value, "Hours of a task")
        for name, value in fields.items()
        if name.startswith(_HOURS) and value.strip()
    }
    said["answers"] = {
        name.removeprefix(_ANSWER): value for name, value in fields.items() if name.startswith(_ANSWER) and value
    }
    own = []
    for name, text in fields.items():
        if name.startswith(_OWN_TEXT) and text.strip():
            hours = fields.get(_OWN_HOURS + name.removeprefix(_OWN_TEXT), "")
            if not hours.strip():
                raise UsageError("A task of your own has no hours.", "Say how many hours a week it takes.")
            own.append({"text": text.strip(), "hours": _number(hours, "Hours of your own task")})
    said["own"] = own
    said["only_own"] = fields.get("only_own") == "yes"
    told = _bring_to_week(said)
    return said_by(said), told


def _bring_to_week(said: dict[str, Any]) -> str:
    """Bring hours that are more than the week to the week, in proportion; a sentence that says so, or nothing."""
    week = said.get("hours_per_week", WEEK)
    given = [*said["hours"].values(), *(task["hours"] for task in said["own"])]
    total = sum(given)
    if not (0 < week < total < math.inf) or min(given) < 0:
        return ""
    said["hours"] = {row: hours * week / total for row, hours in said["hours"].items()}
    said["own"] = [{**task, "hours": task["hours"] * week / total} for task in said["own"]]
    return f"The hours given added up to {total:g}, more than the {week:g} of the week. Each was reduced."


def said_by(said: Mapping[str, object]) -> Situation:
    """A situation from plain data, its errors in the words of the forms.

    Raises:
        UsageError: something is unknown, missing or out of bounds.
    """
    try:
        return situation(said)
    except UsageError as error:
        raise UsageError(_in_words_of_the_form(error.what), _CHANGE) from None


def carried(said: BaseModel) -> str:
    """What was said as a hidden field carries it from page to page."""
    return json.dumps(said.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def taken_up(text: str) -> Situation:
    """A situation from a hidden field.

    Raises:
        UsageError: it is none: the page was altered on its way.
    """
    return said_by(_plain(text))


def week_fields(said: Situation) -> dict[str, str]:
    """What the second form shows of a situation, by field."""
    fields = {f"{_HOURS}{row}": f"{hours:g}" for row, hours in said.hours.items()}
    fields |= {f"{_ANSWER}{question}": answer for question, answer in said.answers.items()}
    for n, task in enumerate(said.own):
        fields |= {f"{_OWN_TEXT}{n}": task.text, f"{_OWN_HOURS}{n}": f"{task.hours:g}"}
    return fields


def own_rows(fields: Mapping[str, str]) -> int:
    """How many lines of own tasks a second form needs to show all that its fields have."""
    numbers = [name.removeprefix(_OWN_TEXT) for name, text in fields.items() if name.startswith(_OWN_TEXT) and text]
    used = [int(n) + 1 for n in numbers if n.isdecimal() and len(n) <= len(str(MOST_TASKS))]
    return min(max(used, default=0), MOST_TASKS)


def plan_of(fields: Mapping[str, str], today: date) -> PlanAsked:
    """What the form of a plan asks for.

    Raises:
        UsageError: a field is no number, or out of bounds.
    """
    start = start_of(fields)
    said: dict[str, Any] = {"title": start.title, "start": today}
    said |= {name: fields[name].strip() for name in ("level", "weeks") if fields.get(name, "").strip()}
    if start.hours_per_week:
        said["hours_per_week"] = _number(start.hours_per_week, "Hours a week")
    wanted = fields.get("chosen_to") or fields.get("to", "").strip()
    if fields.get("aim") == "chosen" or wanted:
        if not wanted:
            raise UsageError("You want a plan for a job of your own choice.", "Say which job.")
        said["to"] = wanted
    elif fields.get("aim"):
        said["aim"] = fields["aim"]
    return _asked(said)


def plan_taken_up(text: str) -> PlanAsked:
    """What a plan is asked for, from a hidden field.

    Raises:
        UsageError: it is none: the page was altered on its way.
    """
    return _asked(_plain(text))


def _asked(said: Mapping[str, object]) -> PlanAsked:
    try:
        return PlanAsked.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(_in_words_of_the_form(f"{where}: {first['msg']}."), _CHANGE) from None


def _plain(text: str) -> dict[str, object]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise UsageError("The page did not send along what you had said.", "Start again.")
    return said


def _in_words_of_the_form(what: str) -> str:
    """An error that names a field as the form does."""
    field, colon, rest = what.partition(": ")
    name = _NAMES.get(field.partition(".")[0])
    return f"{name}: {rest}" if colon and name else what


def _number(text: str, what: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise UsageError(f"{what}: this is no number.", "Write a number such as 2.5.") from None
