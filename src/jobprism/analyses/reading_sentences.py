"""Computed sentences about a document that was read."""

from __future__ import annotations

from collections.abc import Sequence

from jobprism.analyses.language import counted, joined, percent, plural, quoted, sentence
from jobprism.analyses.reading_document import DutyRead, JobRead, LevelRead, TitleRead
from jobprism.judgements.load import TaskMatching, judgement
from jobprism.matching.skills import TECHNOLOGY, SkillMatch

_KINDS = {"cv": "CV", "posting": "posting or job description"}


def in_short(
    kind: str,
    title: TitleRead | None,
    level: LevelRead | None,
    jobs: Sequence[JobRead],
    duties: Sequence[DutyRead],
    skills: Sequence[SkillMatch],
) -> list[str]:
    """One to five sentences: title and code, level, duties by band, what they speak for, skills."""
    told = [
        _title(kind, title),
        f"its level is {level.level}, by {quoted(level.because.text)}" if level else "",
        _jobs(kind, jobs),
        _duties(duties),
        *[_agreement(job, several=len(jobs) > 1) for job in jobs],
        _skills(skills),
    ]
    return [sentence(line) for line in told if line]


def notes(duties: Sequence[DutyRead], refused: int | None) -> list[str]:
    """What to know before relying on it."""
    told = ["rules and a small model made for English tell what is a duty; some are missed, some wrongly taken"]
    if duties:
        told += [
            "the exposure of a duty is read from its words; the interval is where the mean of raters' labels would lie",
            "chances of tasks and activities were fitted on O*NET's own sentences; other words may fare worse",
        ]
    if refused is not None:
        was = "was" if refused == 1 else "were"
        left_out = f"{counted(refused, 'quotation')} of its answer {was} not in the text and left out"
        told.append(f"a language model went over the duties; {left_out if refused else 'all it quoted is in the text'}")
    return [sentence(line) for line in told]


def _title(kind: str, title: TitleRead | None) -> str:
    read = f"read as a {_KINDS[kind]}"
    if title is None:
        return f"{read}; no job title was found"
    if not title.codes:
        return f"{read} about {quoted(title.text)}, a title that could not be given an occupation"
    best = title.codes[0]
    name = f"the role {best.role_id}" if best.role_id else f"{best.occupation_title} ({best.occupation_id_onet})"
    return f"{read} about {quoted(title.text)}: {name}, with a chance of {percent(best.confidence)} that this is right"


def _jobs(kind: str, jobs: Sequence[JobRead]) -> str:
    if kind != "cv" or len(jobs) < 2:
        return ""
    return f"it tells of {counted(len(jobs), 'job')}: {joined([quoted(j.title.text) for j in jobs if j.title])}"


def _duties(duties: Sequence[DutyRead]) -> str:
    if not duties:
        return "no duties were found"
    bands = [d.exposure.band for d in duties if d.exposure]
    told = joined([f"{bands.count(band) or 'none'} {band}" for band in ("High", "Medium", "Low")])
    unread = len(duties) - len(bands)
    more = f"; {unread} {'has' if unread == 1 else 'have'} no known word" if unread else ""
    return f"{counted(len(duties), 'duty')} found; by capability {told}{more}"


def _agreement(job: JobRead, *, several: bool) -> str:
    if not job.by_duties:
        return ""
    best = job.by_duties[0]
    whose = plural("duty", len(job.duties)) + (f" of job {job.number}" if several else "")
    verb = "is" if len(job.duties) == 1 else "are"
    if best.major_group_share < judgement(TaskMatching).list_told:
        return f"the {whose} alone {verb} too few or too general to tell an occupation"
    line = f"the {whose} alone {verb} most like the work of {best.occupation_title} ({best.occupation_id_onet})"
    if job.same_major_group is None:
        return line
    return (
        f"{line}, {'in the same major group as' if job.same_major_group else 'in another major group than'} the title"
    )


def _skills(skills: Sequence[SkillMatch]) -> str:
    technologies = {s.label for s in skills if s.kind in TECHNOLOGY}
    others = {s.label for s in skills if s.kind not in TECHNOLOGY}
    told = [counted(len(found), noun) for found, noun in ((technologies, "technology"), (others, "skill")) if found]
    return f"it names {joined(told)}" if told else ""
