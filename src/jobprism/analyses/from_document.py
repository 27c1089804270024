"""From a CV, job description or task list that was read to what a person may say of their work: a start to edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from jobprism.analyses.language import percent
from jobprism.analyses.reading_document import DutyRead, ReadingReport
from jobprism.analyses.situation import QUESTIONS, WEEK
from jobprism.errors import UsageError

MOST = 40
"""Duties that are taken up; beyond that nobody sets hours one by one."""
_LONGEST = 500
_LEVELS = {"intern": "junior"}


@dataclass(frozen=True)
class Draft:
    """What a document says of a person's work, as an assessment can take it up.

    Attributes:
        said: fields of a :class:`jobprism.analyses.situation.Situation`: title, level where one is told, hours, own.
        duties: the document's duties, in the order of ``said["own"]``.
        left_out: how many duties were beyond what is taken up.
    """

    said: dict[str, object]
    duties: tuple[DutyRead, ...]
    left_out: int


def drafted(read: ReadingReport, title: str | None = None, hours_per_week: float = WEEK) -> Draft:
    """The work that a document tells of: its title and level, and its duties with even hours that add up to the week.

    Of a CV the duties of its latest job are taken, where that job has any.

    Args:
        read: the document.
        title: the job, where the person names it; else the document's likeliest.
        hours_per_week: what the duties share.

    Raises:
        UsageError: no title is given and the document tells none that has a code.
    """
    said: dict[str, object] = {"title": title or _title(read)}
    if read.level is not None:
        said["level"] = _LEVELS.get(read.level.level, read.level.level)
    said["hours_per_week"] = hours_per_week
    duties = duties_now(read)
    kept = duties[:MOST]
    if kept:
        said |= shared_evenly([d.text for d in kept], hours_per_week)
    return Draft(said, tuple(kept), len(duties) - len(kept))


def shared_evenly(duties: Sequence[str], hours_per_week: float) -> dict[str, object]:
    """Duties as the whole of a person's own work, each with as many hours as the next; they add up to the week."""
    each = round(hours_per_week / len(duties), 2)
    hours = [each] * (len(duties) - 1)
    # What rounding leaves goes to the last.
    hours.append(round(hours_per_week - sum(hours), 2))
    return {
        "own": [{"text": text[:_LONGEST], "hours": h} for text, h in zip(duties, hours, strict=True)],
        "only_own": True,
    }


def form(draft: Draft) -> str:
    """A draft as a YAML file to edit, each task with what it was matched with; ``jobprism assess --file`` reads it."""
    said = dict(draft.said)
    tasks = said.pop("own", [])
    lines = [
        "# What the document says. Mend it, set the hours, drop or add tasks, then: jobprism assess --file THIS_FILE",
        _dumped(said),
    ]
    if isinstance(tasks, list) and tasks:
        lines.append("own:\n")
        for task, duty in zip(tasks, draft.duties, strict=True):
            entry = _dumped([task]).rstrip("\n").replace("\n", "\n  ")
            lines.append(f"  # {matched(duty)}\n  {entry}\n")
    lines.append("# Compared with others in the job: much less, less, as usual, more, much more.\nanswers:\n")
    lines += [f"  # {asked}\n  {name}: as usual\n" for name, asked in QUESTIONS.items()]
    return lines[0] + "\n" + "".join(lines[1:])


def matched(duty: DutyRead) -> str:
    """What a duty was read as, on one line: exposure by its words, and the nearest O*NET task's occupation."""
    told = []
    if duty.exposure is not None:
        told.append(f"{duty.exposure.band} exposure by its words")
    if duty.tasks and (nearest := duty.tasks[0]).occupation_title:
        told.append(f"nearest: a task of {nearest.occupation_title}, {percent(nearest.probability)} likely the same")
    return "; ".join(told) or "no word of it is known"


def _title(read: ReadingReport) -> str:
    codes = read.title.codes if read.title else []
    if not codes:
        raise UsageError("The document tells no job title that we know.", "Give the title of your job, too.")
    return codes[0].role_id or codes[0].occupation_id_onet


def duties_now(read: ReadingReport) -> list[DutyRead]:
    """Of a CV the duties of its latest job, where that has any; else all of the document's."""
    numbers = next((job.duties for job in read.jobs if job.duties), []) if read.kind == "cv" else []
    return [d for d in read.duties if d.number in numbers] or list(read.duties)


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)
