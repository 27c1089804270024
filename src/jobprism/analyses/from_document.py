"""From a CV, job description or task list that was read to what a person may say of their work: a start to edit."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import yaml

from jobprism.analyses.language import joined, percent
from jobprism.analyses.reading_document import Code, DutyRead, ReadingReport
from jobprism.analyses.situation import QUESTIONS, WEEK
from jobprism.errors import UsageError

MOST = 40
"""Duties that are taken up; beyond that nobody sets hours one by one."""
_LONGEST = 500
_NAMED = 3
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


def drafted(
    read: ReadingReport, occupations: Container[str], title: str | None = None, hours_per_week: float = WEEK
) -> Draft:
    """The work that a document tells of: its title and level, and its duties with even hours that add up to the week.

    Of a CV the duties of its latest job are taken, where that job has any.

    Args:
        read: the document.
        occupations: codes of those that the edition has figures of.
        title: the job, where the person names it; else the document's likeliest.
        hours_per_week: what the duties share.

    Raises:
        UsageError: no title is given and the document tells none that has figures.
    """
    said: dict[str, object] = {"title": title or job_told(read, occupations)}
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


def job_told(read: ReadingReport, occupations: Container[str]) -> str:
    """Id of the likeliest job of a document's title that has figures.

    Raises:
        UsageError: it tells no title, or one of a job that nobody describes; says what the duties speak for.
    """
    told = jobs_told(read, occupations)
    if told:
        return told[0].role_id or told[0].occupation_id_onet
    codes = read.title.codes if read.title else []
    if codes and codes[0].occupation_title:
        what = f"The document's title is coded to {codes[0].occupation_title}, of which O*NET describes no work."
    else:
        what = "The document tells no job title that we know."
    speaks = next((job.by_duties for job in read.jobs if job.by_duties), [])
    likely = [o.occupation_title for o in speaks if o.occupation_title and o.occupation_id_onet in occupations]
    by_duties = f" By its duties it could be {joined(likely[:_NAMED], 'or')}." if likely else ""
    raise UsageError(what, f"Give the title of your job, too.{by_duties}")


def jobs_told(read: ReadingReport, occupations: Container[str]) -> list[Code]:
    """Jobs that a document's title may be, likeliest first, without those that the edition has no figures of.

    O*NET describes no tasks of the military's own occupations, nor of those that are "all other" of a group.
    """
    codes = read.title.codes if read.title else []
    return [c for c in codes if c.role_id is not None or c.occupation_id_onet in occupations]


def duties_now(read: ReadingReport) -> list[DutyRead]:
    """Of a CV the duties of its latest job, where that has any; else all of the document's."""
    numbers = next((job.duties for job in read.jobs if job.duties), []) if read.kind == "cv" else []
    return [d for d in read.duties if d.number in numbers] or list(read.duties)


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)
