"""A CV or posting that was read, as Markdown."""

from __future__ import annotations

from jobprism.analyses.language import counted, percent, points
from jobprism.analyses.reading_document import DutyRead, JobRead, ReadingReport, SkillRead
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid, source_line

_DUTIES_HEAD = ["#", "Duty", "Capability (90 % interval)", "Band", "Likeliest activity", "Chance"]
_CODES_HEAD = ["Occupation or role", "Code", "Chance"]


def to_markdown(report: ReadingReport) -> str:
    """The whole document as GitHub-flavoured Markdown; the text itself is not repeated."""
    parts = [
        f"# {escape(report.title.text if report.title else 'A document without a job title')}",
        *bullets(report.in_short),
        *(part for job in report.jobs for part in _job(report, job)),
        *_others(report),
        *_skills("Technologies", report.technologies),
        *_skills("Skills", report.skills),
        "## Notes",
        *bullets(report.notes),
        "## Sources",
        *bullets([source_line(source) for source in report.sources]),
        f"---\n{phrases.edition_line(report.edition)}.",
    ]
    return "\n\n".join(parts) + "\n"


def _job(report: ReadingReport, job: JobRead) -> list[str]:
    name = job.title.text if job.title else "A job without a title"
    years = f" ({job.years.first} to {job.years.last or 'now'})" if job.years else ""
    head = f"## {escape(name + years)}"
    codes = job.title.codes if job.title else []
    rows = [[c.role_id or c.occupation_title or "", c.occupation_id_onet, percent(c.confidence)] for c in codes]
    duties = [d for d in report.duties if d.number in set(job.duties)]
    return [
        head,
        *([f"What the title may mean:\n\n{grid(_CODES_HEAD, rows)}"] if rows else []),
        *([f"{counted(len(duties), 'duty').capitalize()}:\n\n{_table(duties)}"] if duties else ["No duties found."]),
        *_by_duties(job),
    ]


def _by_duties(job: JobRead) -> list[str]:
    if not job.by_duties:
        return []
    rows = [
        [o.occupation_title or "", o.occupation_id_onet, percent(o.share), percent(o.major_group_share)]
        for o in job.by_duties
    ]
    head = ["Occupation", "Code", "Belief", "Belief in its major group"]
    return [f"What the duties alone are like, without the title:\n\n{grid(head, rows)}"]


def _others(report: ReadingReport) -> list[str]:
    rest = [d for d in report.duties if d.job is None]
    return ["## Duties outside any job", _table(rest)] if rest else []


def _table(duties: list[DutyRead]) -> str:
    return grid(_DUTIES_HEAD, [_cells(duty) for duty in duties])


def _cells(duty: DutyRead) -> list[str]:
    told, best = duty.exposure, duty.activities[0] if duty.activities else None
    return [
        str(duty.number),
        duty.text,
        f"{points(told.capability)} ({points(told.low)}-{points(told.high)})" if told else "-",
        told.band if told else "-",
        best.label if best else "-",
        percent(best.probability) if best else "-",
    ]


def _skills(head: str, found: list[SkillRead]) -> list[str]:
    if not found:
        return []
    named = {skill.label: skill.text for skill in found}
    return [
        f"## {head}",
        *bullets([label if label == text else f"{label} (“{text}”)" for label, text in named.items()]),
    ]
