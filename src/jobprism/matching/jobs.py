"""The jobs that a CV tells of: which lines open one, its title, its years, and which duties are its own.

A CV's lines on work come in runs: one to three lines that name a title, an employer and years, then what was done. A
run of lines that are neither list items nor duties opens a job where it tells years, or is headed by a title.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from jobprism.matching.duties import Duty
from jobprism.matching.headline import Found, title_among
from jobprism.matching.segments import Segment, section_of

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter)[a-z]{0,6}\.?"
_BEFORE_YEAR = r"(?:[a-z]{3,9}\.?\s+|\d{1,2}[./])?"
_NOW = r"present|now|today|date|current|ongoing"
YEARS = re.compile(
    rf"\b(?:{_MONTH}\s+)?(?P<first>{_YEAR})\s*(?:[-–—]|to\b|until\b)\s*(?:till\s+)?{_BEFORE_YEAR}(?P<last>(?:{_YEAR}|{_NOW})\b)"
    rf"|\bsince\s+{_BEFORE_YEAR}(?P<since>{_YEAR})\b"
    rf"|\b{_MONTH}(?:\s*(?:[-–—]|to\b)\s*{_MONTH})?\s+(?P<within>{_YEAR})\b",
    re.IGNORECASE,
)
"""From one year to another or to now, or months of one year."""

_OF_WORK = frozenset({"experience", "duties", "none"})  # a heading that is not known may be on work
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
) -> list[Job]:
    """The jobs of a CV in the order they stand in, each with its own duties.

    Args:
        text: the document.
        parts: its segments.
        duties: its duties, in order.
        similarity: how much words resemble a known title, 0 to 1.
    """
    opened = [
        (entry[0].start, job)
        for run in _runs(text, parts, duties)
        for entry in _entries(text, run)
        if (job := _opened(text, entry, similarity))
    ]
    starts = [d.start for d in duties]
    jobs: list[Job] = []
    for (start, job), following in zip(opened, [*(s for s, _ in opened[1:]), len(text)], strict=False):
        end = min(following, _end_of_work(parts, start, following))
        own = duties[bisect_left(starts, start) : bisect_left(starts, end)]
        # A line such as "Marketing Assistant" may have been taken for something done.
        at = job.title.start if job.title else -1
        jobs.append(replace(job, duties=[d for d in own if not d.start <= at < d.end]))
    return jobs


def _runs(text: str, parts: Sequence[Segment], duties: Sequence[Duty]) -> Iterator[list[Segment]]:
    """Neighbouring lines, perhaps on work, that are neither list items nor duties; one with years is no duty."""
    taken = {d.start for d in duties}
    run: list[Segment] = []
    for part in parts:
        done = part.start in taken and not (_is_short(part) and YEARS.search(text, part.start, part.end))
        if part.section in _OF_WORK and not part.bullet and not done and not _names_section(part):
            run.append(part)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_short(part: Segment) -> bool:
    return len(part.text.split()) <= _MOST_WORDS


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
    """The job that some lines open: they tell years, or one of them is a heading in a part on work."""
    years = next((y for part in entry if (y := _years(text, part))), None)
    if not years and not any(p.heading and p.section == "experience" for p in entry):
        return None
    # A line that runs on into what was done is read up to its years.
    lines = [p for part in entry if _is_short(p := _up_to(part, years))]
    on_work = any(p.section != "none" for p in entry)
    title = title_among(text, lines, similarity, dated=years is not None and on_work)
    if title is None and not on_work:
        return None
    return Job(title, years) if years or title else None


def _up_to(part: Segment, years: Years | None) -> Segment:
    if years is None or not part.start < years.words.end < part.end or _is_short(part):
        return part
    return replace(part, end=years.words.end, text=" ".join(part.text.split()[:_MOST_WORDS]))


def _years(text: str, part: Segment) -> Years | None:
    found = YEARS.search(text, part.start, part.end)
    if not found:
        return None
    first, last = found["first"] or found["since"] or found["within"], found["last"] or found["within"]
    words = Found(found.start(), found.end(), " ".join(found.group().split()))
    return Years(int(first), int(last) if last and last.isdigit() else None, words)


def _end_of_work(parts: Sequence[Segment], start: int, end: int) -> int:
    """Where the first part that is not on work begins, after a job began; ``end`` where none does before it."""
    first = bisect_right(parts, start, key=lambda p: p.start)
    last = bisect_left(parts, end, key=lambda p: p.start)
    return next((p.start for p in parts[first:last] if p.heading and p.section not in _OF_WORK), end)
