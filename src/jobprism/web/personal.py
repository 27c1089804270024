"""A person's own work over HTTP: forms that work without a script, and a result that nobody keeps unless asked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.from_document import MOST, duties_now, job_told, jobs_told, shared_evenly
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.reading_document import ReadingReport
from jobprism.analyses.situation import QUESTIONS, Situation
from jobprism.atlas import Atlas
from jobprism.errors import AmbiguousTitleError, JobprismError, UsageError
from jobprism.estimates.personal import STEPS
from jobprism.publishing.assessment import to_csv, to_markdown
from jobprism.publishing.formats import to_json
from jobprism.publishing.illustrated import pdf_of
from jobprism.web.forms import (
    LONGEST_TEXT,
    OWN_ROWS,
    begun,
    carried,
    kept_duties,
    own_rows,
    said_by,
    start_of,
    taken_up,
    week_fields,
    week_of,
)
from jobprism.web.reading import Reading
from jobprism.web.receive import Form
from jobprism.web.replies import Replies, download

_FAILED = 422


class PersonalPages:
    """The pages of one person's work."""

    def __init__(self, atlas: Atlas, replies: Replies, *, keeps: bool = False, mails: bool = False) -> None:
        """Bind the pages.

        Args:
            atlas: where figures are from.
            replies: how pages are made.
            keeps: whether a result can be kept.
            mails: whether it can be sent.
        """
        self._atlas = atlas
        self._replies = replies
        self._occupations = frozenset(atlas.occupations["occupation_id_onet"])
        self._reading = Reading(atlas, replies.settings.document_seconds)
        self._offers = {"can_keep": keeps, "can_mail": mails, "days": replies.settings.keep_days}

    def routes(self) -> list[Route]:
        """Where each page is; addresses without the slash at their end lead to those with it."""
        return self._replies.routes(
            {
                ("GET", "/assess/"): self.start,
                ("POST", "/assess/week"): self.week,
                ("POST", "/assess/back"): self.back,
                ("POST", "/assess/result"): self.result,
                ("POST", "/assess/level"): self.level,
                ("POST", "/assess/report.pdf"): self.pdf,
                ("POST", "/assess/report.md"): self.markdown,
                ("POST", "/assess/report.csv"): self.csv,
                ("POST", "/assess/report.json"): self.json,
            }
        )

    async def start(self, request: Request, _: Form) -> Response:
        """The first form; the id of a job may be given in the address."""
        return self._start({"title": self._replies.entry(request.query_params.get("title", ""))})

    async def week(self, _: Request, form: Form) -> Response:
        """The tasks of the job, from its title; or first the duties of a document."""
        try:
            start = start_of(form.fields)
            data = form.upload or start.text.encode()
            if data:
                read = await self._reading.report(data)
                said = begun(start)
                if not said["title"]:
                    said["title"] = job_told(read, self._occupations)
                # Whatever else is wrong is told before the duties are gone through.
                said_by(said)
                return self._duties(read, said, start.title)
            said = begun(start)
            # What is said without duties is checked first: hours that make no week cannot be shared out.
            given = said_by(said)
            if kept := kept_duties(form.fields):
                given = said_by(said | shared_evenly(kept[:MOST], given.hours_per_week))
            return self._week(await self.report(given), given)
        except JobprismError as error:
            return self._start(form.fields, error)

    async def back(self, _: Request, form: Form) -> Response:
        """The tasks again, as they were filled in."""
        given = taken_up(form.fields.get("said", ""))
        return self._week(await self.report(given), given)

    async def result(self, _: Request, form: Form) -> Response:
        """The result."""
        try:
            given, told = week_of(form.fields)
            return await self.shown(given, told=told)
        except UsageError as error:
            usual = {name: form.fields[name] for name in ("title", "level", "hours_per_week") if form.fields.get(name)}
            given = said_by(usual)
            return self._week(await self.report(given), given, error=error, fields=form.fields)

    async def level(self, _: Request, form: Form) -> Response:
        """The same work at another level."""
        given = taken_up(form.fields.get("said", ""))
        said = given.model_dump(exclude_defaults=True) | {"level": form.fields.get("level") or None}
        return await self.shown(said_by(said))

    async def pdf(self, _: Request, form: Form) -> Response:
        """The result as PDF."""
        report = await self._sent_along(form)
        made = await run_in_threadpool(pdf_of, report, self._atlas.edition)
        return download(made, "application/pdf", "jobprism-report.pdf")

    async def markdown(self, _: Request, form: Form) -> Response:
        """The result as Markdown."""
        return download(to_markdown(await self._sent_along(form)), "text/markdown", "jobprism-report.md")

    async def csv(self, _: Request, form: Form) -> Response:
        """The table of the week; what a spreadsheet would take for a formula is made harmless."""
        return download(to_csv(await self._sent_along(form)), "text/csv", "jobprism-week.csv")

    async def json(self, _: Request, form: Form) -> Response:
        """The document."""
        return download(to_json(await self._sent_along(form)), "application/json", "jobprism-report.json")

    async def report(self, given: Situation) -> AssessmentReport:
        """The assessment of what somebody said."""
        return await run_in_threadpool(self._assess, given)

    async def shown(self, given: Situation, *, told: str = "", kept: str | None = None) -> Response:
        """The page of a result; ``kept`` is the token it is kept under, ``told`` what was done to the hours."""
        report = await self.report(given)
        outlook = await run_in_threadpool(self._outlook, report.id)
        return self._replies.page(
            "assess_result.html",
            f"assess/kept/{kept}" if kept else "assess/result",
            report=report,
            outlook=outlook,
            published=report.id in self._replies.look.frame.entries,
            said=carried(given),
            told=told,
            kept=kept,
            **self._offers,
        )

    def _assess(self, given: Situation) -> AssessmentReport:
        with self._replies.lock:
            return self._atlas.assess(given.model_dump(exclude_defaults=True))

    def _outlook(self, subject_id: str) -> OutlookReport:
        with self._replies.lock:
            return self._atlas.outlook(subject_id, self._replies.look.frame.options.year)

    async def _sent_along(self, form: Form) -> AssessmentReport:
        return await self.report(taken_up(form.fields.get("said", "")))

    def _start(self, fields: Mapping[str, str], error: JobprismError | None = None) -> Response:
        candidates = error.candidates if isinstance(error, AmbiguousTitleError) else []
        shown = {name: fields.get(name, "")[:LONGEST_TEXT] for name in ("title", "level", "hours_per_week", "text")}
        status = getattr(error, "status", _FAILED) if error else 200
        return self._replies.page(
            "assess_start.html",
            "assess/",
            status,
            error=error,
            candidates=candidates,
            start=shown,
            duties=kept_duties(fields),
        )

    def _duties(self, read: ReadingReport, said: Mapping[str, Any], typed: str) -> Response:
        found = duties_now(read)
        shown = found[:MOST]
        return self._replies.page(
            "assess_duties.html",
            "assess/week",
            said=said,
            read=read,
            duties=shown,
            left_out=len(found) - len(shown),
            candidates=[
                (i, self._replies.entry(i) or c.occupation_title, c.confidence)
                for c in jobs_told(read, self._occupations)
                for i in [c.role_id or c.occupation_id_onet]
            ],
            typed=typed,
        )

    def _week(
        self,
        report: AssessmentReport,
        given: Situation,
        error: UsageError | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> Response:
        shown = fields if error and fields else week_fields(given)
        return self._replies.page(
            "assess_week.html",
            "assess/week",
            _FAILED if error else 200,
            report=report,
            error=error,
            fields=shown,
            own=own_rows(shown) + OWN_ROWS,
            only_own=given.only_own or shown.get("only_own") == "yes",
            questions=QUESTIONS,
            answers=list(STEPS),
        )
