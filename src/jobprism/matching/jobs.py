"""The jobs that a CV tells of: which lines open one, its title, its years, and which duties are its own.

A CV's lines on work come in runs: one to three lines that name a title, an employer and years, then what was done. A run
of lines that are neither list items nor duties opens a job where it tells years or names a title on a short line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from jobprism.matching.duties import Duty
from jobprism.matching.headline import Found, title_among
from jobprism.matching.segments import Segment, section_of

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:[a-z]{3,9}\.?\s+|\d{1,2}[./])?"
_NOW = r"present|now|today|date|current|ongoing"
YEARS = re.compile(
    rf"\b(?P<first>{_YEAR})\s*(?:[-–—]|to\b|until\b)\s*{_MONTH}(?P<last>(?:{_YEAR}|{_NOW})\b)"
    rf"|\bsince\s+{_MONTH}(?P<since>{_YEAR})\b",
    re.IGNORECASE,
)
"""From one year to another or to now, months aside."""

_MOST_WORDS = 16  # of a line that may name a title, an employer and a place


@dataclass(frozen=True)
class Years:
    """From when to when; spans are offsets into the text.

    Attributes:
        first, last: calendar years; ``last`` is None where the job goes on.
        words: where it stands.
    """

    first: int
    last: int | None
    words: Found


@dataclass(frozen=True)
class Job:
    """A job of a CV, or the one a posting is about.

    Attributes:
        title: its title, None where the lines name none.
        years: its years, None where the lines tell none.
        duties: what was done in it.
    """

    title: Found | None
    years: Years | None
    duties: list[Duty] = field(default_factory=list)


def jobs_of_cv(
    text: str, parts: Sequence[Segment], duties: Sequence[Duty], similarity: Callable[[str], float] = lambda _: 0.0
) -> tuple[list[Job], list[Duty]]:
    """The jobs of a CV in the order they stand in, and the duties that belong to none of them.

    Args:
        text: the document.
        parts: its segments.
        duties: its duties, in order.
        similarity: how much words resemble a known title, 0 to 1.
    """
    openings: list[tuple[int, Job]] = []
    for run in _runs(parts, duties):
        openings += [(entry[0].start, job) for entry in _entries(text, run) if (job := _opened(text, entry, similarity))]
    ends = [start for start, _ in openings[1:]] + [_end_of_work(parts)]
    rest = [d for d in duties if not openings or not openings[0][0] <= d.start < ends[-1]]
    jobs = [
        Job(job.title, job.years, [d for d in duties if start <= d.start < end])
        for (start, job), end in zip(openings, ends, strict=True)
    ]
    return jobs, rest


def _runs(parts: Sequence[Segment], duties: Sequence[Duty]) -> Iterator[list[Segment]]:
    """Neighbouring lines on work that are neither list items nor duties."""
    taken = {d.start for d in duties}
    run: list[Segment] = []
    for part in parts:
        if part.section == "experience" and not part.bullet and part.start not in taken and not _names_section(part):
            run.append(part)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _names_section(part: Segment) -> bool:
    return part.heading and section_of(part.text) is not None


def _entries(text: str, run: list[Segment]) -> Iterator[list[Segment]]:
    """A run cut where it tells of a second job: at a line with years after one with years."""
    entry: list[Segment] = []
    dated = 0
    for part in run:
        has_years = bool(YEARS.search(text, part.start, part.end))
        if has_years and dated:
            yield entry
            entry, dated = [], 0
        entry.append(part)
        dated += has_years
    if entry:
        yield entry


def _opened(text: str, entry: list[Segment], similarity: Callable[[str], float]) -> Job | None:
    years = next((y for part in entry if (y := _years(text, part))), None)
    short = [part for part in entry if len(part.text.split()) <= _MOST_WORDS]
    title = title_among(text, short, similarity) if years or any(p.heading for p in short) else None
    return Job(title, years) if years or title else None


def _years(text: str, part: Segment) -> Years | None:
    found = YEARS.search(text, part.start, part.end)
    if not found:
        return None
    first, last = found["first"] or found["since"], found["last"]
    words = Found(found.start(), found.end(), " ".join(found.group().split()))
    return Years(int(first), int(last) if last and last.isdigit() else None, words)


def _end_of_work(parts: Sequence[Segment]) -> int:
    return max((p.end for p in parts if p.section == "experience"), default=0)
