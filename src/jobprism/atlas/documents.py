"""The documents of an edition: each method asks one analysis."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jobprism.atlas.titles import Titles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobprism.analyses.agreement import AgreementReport
    from jobprism.analyses.assessment_document import AssessmentReport
    from jobprism.analyses.comparison import ComparisonReport
    from jobprism.analyses.editions_document import EditionsDiff
    from jobprism.analyses.level_document import LevelReport
    from jobprism.analyses.outlook_document import OutlookReport
    from jobprism.analyses.plan_documents import PivotPlan
    from jobprism.analyses.reading import DocumentReader
    from jobprism.analyses.reading_document import ReadingReport
    from jobprism.analyses.skills_document import SkillReport, SkillsReport
    from jobprism.analyses.task import TaskReport
    from jobprism.analyses.validation import ValidationReport
    from jobprism.atlas.frames import Frames
    from jobprism.matching.refining import Refiner
    from jobprism.publishing.charts.picture import Picture
    from jobprism.publishing.report import Report


class Documents(Titles):
    """The documents that can be asked for."""

    def report(self, title: str) -> Report:
        """The profession report on what ``title`` names: a title, an O*NET-SOC code or a role's id.

        Raises:
            UnknownTitleError: nothing resembles the title.
            AmbiguousTitleError: several occupations do; carries the candidates.
        """
        # Imported here: a search or a data frame needs none of it, and it costs a cold start.
        from jobprism.analyses.profession import profession_report
        from jobprism.publishing.report import Report

        resolved = self.resolve(title)
        also = [(s.id, s.title) for s in resolved.also]
        subject = resolved.subject
        return Report.of(profession_report(self.edition, subject.kind, subject.id, title.strip(), also))

    def task(self, title: str, row: str) -> TaskReport:
        """The deep dive on one task of a job (in the core edition: one activity), by the id its report gives it.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: the job has no such row.
        """
        from jobprism.analyses.task import task_report

        subject = self.resolve(title).subject
        return task_report(self.edition, subject.kind, subject.id, row)

    def level(self, title: str, level: str) -> LevelReport:
        """A job at a level (junior, mid, senior, lead): its mix of tasks re-weighted, beside the whole job.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: there is no such level.
        """
        from jobprism.analyses.level import level_report

        subject = self.resolve(title).subject
        return level_report(self.edition, subject.kind, subject.id, level)

    def outlook(self, title: str, year: int) -> OutlookReport:
        """Layers and pressure of a job in a year (2026 to 2035), as intervals under named scenarios: not a forecast.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: there is no outlook for the year.
        """
        from jobprism.analyses.outlook import outlook_report

        subject = self.resolve(title).subject
        return outlook_report(self.edition, subject.kind, subject.id, year)

    def skills(self, title: str) -> SkillsReport:
        """Skills, knowledge and software that a job calls for: exposed, mixed, resilient or complementary, and why.

        Raises:
            TitleError: the title names no job, or several.
        """
        from jobprism.analyses.skills import skills_report

        subject = self.resolve(title).subject
        return skills_report(self.edition, subject.kind, subject.id)

    def skill(self, name: str) -> SkillReport:
        """One skill, field of knowledge or category of software across all occupations that call for it.

        Raises:
            UsageError: no element bears the name or id, or several do.
        """
        from jobprism.analyses.skill import skill_report

        return skill_report(self.edition, name)

    def compare(self, titles: Sequence[str]) -> ComparisonReport:
        """Two to five occupations or roles side by side, and why their pressure differs.

        Raises:
            UsageError: too few, too many, or two titles that mean the same job.
            TitleError: a title names no job, or several.
        """
        from jobprism.analyses.comparison import comparison_report

        subjects = [self.resolve(title).subject for title in titles]
        return comparison_report(self.edition, [(s.kind, s.id) for s in subjects])

    def assess(self, said: Mapping[str, object]) -> AssessmentReport:
        """One person's work beside the job's; what may be said is in :class:`jobprism.analyses.situation.Situation`.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: something is unknown, missing or out of bounds.
        """
        from jobprism.analyses.assessment import assessment_report
        from jobprism.analyses.situation import situation

        given = situation(said)
        subject = self.resolve(given.title).subject
        return assessment_report(self.edition, subject.kind, subject.id, given)

    def plan(
        self,
        title: str,
        *,
        to: str | None = None,
        level: str | None = None,
        hours_per_week: float = 6.0,
        weeks: int = 13,
        start: date | None = None,
        aim: str | None = None,
    ) -> PivotPlan:
        """Ways from a job to other work, each with what carries over, what is missing and a dated plan.

        Args:
            title: the job held.
            to: a job to plan for, instead of three that are chosen.
            level: junior, mid, senior or lead; the job as a whole where left out.
            hours_per_week: in half-hours.
            weeks: 2, 4 or 13.
            start: the first day; today where left out.
            aim: lower_pressure, better_paid or growing, for the path of that aim alone.

        Raises:
            TitleError: a title names no job, or several.
            UsageError: an unknown level or aim, an aim beside ``to``, a length or hours that no plan has, or a plan
                from a job to itself.
        """
        from jobprism.analyses.plan import Asked, pivot_plan

        held = self.resolve(title).subject
        wanted = self.resolve(to).subject if to is not None else None
        asked = Asked(start or date.today(), level, hours_per_week, weeks, aim)
        target = (wanted.kind, wanted.id) if wanted is not None else None
        return pivot_plan(self.edition, (held.kind, held.id), asked, target)

    @cached_property
    def _reader(self) -> DocumentReader:
        from jobprism.analyses.reading import DocumentReader

        return DocumentReader(self.edition, self.coder)

    def read(self, source: bytes | str | Path, refine: Refiner | None = None) -> ReadingReport:
        """A CV, job description or posting: titles with codes, duties with exposure, skills, each with its place.

        Args:
            source: a file's bytes, or its path; plain text, Markdown, Word (.docx) or PDF. A text that was typed is
                given as ``text.encode()``.
            refine: a language model that goes over the duties found; only quotations of the text are taken from it.

        Raises:
            DocumentError: the file cannot be read: missing, too large, of another kind, damaged, locked, without text.
        """
        from jobprism.matching.documents import bytes_of, read_document

        data = source if isinstance(source, bytes) else bytes_of(Path(source))
        return self._reader.read(read_document(data), refine)

    def picture(self, title: str, kind: str = "tasks") -> Picture:
        """A picture of a job with its table twin: tasks, indices, use, outlook or levels; a notebook shows it.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: there is no such picture, or nothing to draw for the job.
        """
        from jobprism.publishing.charts.of_job import picture_of

        return picture_of(self.edition, self.report(title), kind)

    def agreement(self) -> AgreementReport:
        """How far the published indices agree, pair by pair, and the occupations they disagree on most."""
        from jobprism.analyses.agreement import agreement_report

        return agreement_report(self.edition)

    def diff(self, former: Frames) -> EditionsDiff:
        """What changed from a former edition to this one, and what each move can be laid to."""
        from jobprism.analyses.editions_diff import editions_diff

        return editions_diff(former.edition, self.edition)

    def validation(self) -> ValidationReport:
        """How far the edition's figures can be trusted: what was checked, on what, and the gates."""
        from jobprism.analyses.validation import validation_report

        return validation_report(self.edition)
