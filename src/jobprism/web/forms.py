"""From the fields of the app's forms to a person's situation, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobprism.analyses.situation import MOST_TASKS, Situation, situation
from jobprism.errors import UsageError

OWN_ROWS = 5
"""Empty lines for tasks in a person's own words, beside those already given."""
LONGEST_TEXT = 200_000
"""Characters of a pasted text."""
_HOURS, _ANSWER, _OWN_TEXT, _OWN_HOURS = "hours:", "answer:", "own-text:", "own-hours:"
MOST_FIELDS = 4 * MOST_TASKS
"""Fields a form may have; the largest of ours have a few hundred."""


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


def start_of(fields: Mapping[str, str]) -> Start:
    """The first form.

    Raises:
        UsageError: the text is longer than a text may be.
    """
    text = fields.get("text", "")
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read.", "Shorten it.")
    return Start(
        fields.get("title", "").strip(), fields.get("level", ""), fields.get("hours_per_week", "").strip(), text.strip()
    )


def begun(start: Start) -> dict[str, Any]:
    """Plain data of a situation, as far as the first form has it."""
    said: dict[str, Any] = {"title": start.title}
    if start.level:
        said["level"] = start.level
    if start.hours_per_week:
        said["hours_per_week"] = _number(start.hours_per_week, "Hours a week")
    return said


def week_of(fields: Mapping[str, str]) -> Situation:
    """The second form: hours, own tasks and answers; an empty field leaves things as usual.

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
    return situation(said)


def carried(said: Situation) -> str:
    """A situation as a hidden field carries it from page to page."""
    return json.dumps(said.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def taken_up(text: str) -> Situation:
    """A situation from a hidden field.

    Raises:
        UsageError: it is none: the page was altered on its way.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise UsageError("The page did not send your work along.", "Start again.")
    return situation(said)


def week_fields(said: Situation) -> dict[str, str]:
    """What the second form shows of a situation, by field."""
    fields = {f"{_HOURS}{row}": f"{hours:g}" for row, hours in said.hours.items()}
    fields |= {f"{_ANSWER}{question}": answer for question, answer in said.answers.items()}
    for n, task in enumerate(said.own):
        fields |= {f"{_OWN_TEXT}{n}": task.text, f"{_OWN_HOURS}{n}": f"{task.hours:g}"}
    return fields


def _number(text: str, what: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise UsageError(f"{what}: this is no number.", "Write a number such as 2.5.") from None
