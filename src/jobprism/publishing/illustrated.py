"""Documents as PDF with a cover and pictures: what stands on the first page, and which picture belongs where."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from pydantic import BaseModel

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.documents import EditionNote, ProfessionReport
from jobprism.analyses.language import counted
from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.analyses.profession import profession_report
from jobprism.editions.store import Edition
from jobprism.publishing.charts.levels import levels_picture, rungs
from jobprism.publishing.charts.of_job import pictures_of
from jobprism.publishing.charts.own import (
    Placed,
    placed_of_assessment,
    placed_of_plan,
    pressures_picture,
    week_picture,
)
from jobprism.publishing.charts.picture import Picture
from jobprism.publishing.pdf import Cover, Illustration, to_pdf
from jobprism.publishing.plan import day, hours
from jobprism.publishing.rendered import rendered

Shown = dict[str, list[Illustration]]

_UNDER = {"tasks": "The work, ", "indices": "How published indices see this job"}
_OWN_SECTIONS = {"use": "Use over time", "levels": "By level", "outlook": "Years to come"}
_LAST_SECTIONS = "\n## Notes\n"


@singledispatch
def pdf_of(document: BaseModel, edition: Edition) -> bytes:  # noqa: ARG001 - other kinds draw from it
    """A document as PDF, with a cover and pictures where there are any of its kind; the same bytes each time.

    Args:
        document: any that has a Markdown form.
        edition: the one it was made from.

    Raises:
        UsageError: the extra ``pdf`` is not installed.
    """
    note: EditionNote = document.edition  # type: ignore[attr-defined] - every document has one
    return to_pdf(rendered(document, "md"), note)


@pdf_of.register
def _profession(report: ProfessionReport, edition: Edition) -> bytes:
    text = rendered(report, "md")
    shown: Shown = {}
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    pictures = pictures_of(edition, report)
    for kind, begins in _UNDER.items():
        under = [h for h in headings if h.startswith(begins)]
        if kind in pictures and under:
            shown[under[0]] = [_illustration(pictures[kind])]
    for kind, heading in _OWN_SECTIONS.items():
        if kind in pictures:
            text = text.replace(_LAST_SECTIONS, f"\n## {heading}\n{_LAST_SECTIONS}", 1)
            shown[heading] = [_illustration(pictures[kind])]
    pressure = pressures_picture((report.subject.id,), [Placed("Pressure", report.pressure)], report.edition)
    kind = f"Report on {'an occupation' if report.subject.kind == 'occupation' else 'a role'}, task by task"
    return to_pdf(text, report.edition, shown, _cover(kind, report.in_short[:1], pressure))


@pdf_of.register
def _level(report: LevelReport, edition: Edition) -> bytes:
    of_job = profession_report(edition, report.job.kind, report.job.id)
    ladder = levels_picture(of_job, rungs(edition, report.job.kind, report.job.id))
    shown = {"All levels": [_illustration(ladder)]} if ladder and report.told_apart else {}
    placed = [Placed("The whole job", report.job_now.pressure)]
    if report.at_level is not None:
        placed.append(Placed(f"At {report.level} level", report.at_level.pressure))
    pressure = pressures_picture((report.job.id, report.level), placed, report.edition)
    return to_pdf(
        rendered(report, "md"), report.edition, shown, _cover("A job at a level", report.in_short[:1], pressure)
    )


@pdf_of.register
def _assessment(report: AssessmentReport, _: Edition) -> bytes:
    pressure = pressures_picture((report.id,), placed_of_assessment(report), report.edition)
    shown = {"Your week": [_illustration(week_picture(report))]}
    return to_pdf(
        rendered(report, "md"),
        report.edition,
        shown,
        _cover("A personal report: your own work beside the job", report.in_short[:1], pressure),
    )


@pdf_of.register
def _plan(plan: PivotPlan, _: Edition) -> bytes:
    pressure = pressures_picture((plan.subject.id,), placed_of_plan(plan), plan.edition)
    kind = f"A plan: {day(plan.start)} to {day(plan.end)}, {hours(plan.hours_per_week)} a week"
    told = [f"{counted(len(plan.paths), 'path')}, each with what carries over, what is missing, and steps by week."]
    return to_pdf(rendered(plan, "md"), plan.edition, None, _cover(kind, told if plan.paths else [], pressure))


def _cover(kind: str, lines: Sequence[str], picture: Picture) -> Cover:
    return Cover(kind, lines, _illustration(picture))


def _illustration(picture: Picture) -> Illustration:
    return Illustration(picture.printed(), picture.alt, f"{picture.title}. {picture.note}")
