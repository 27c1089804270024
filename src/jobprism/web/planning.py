"""A plan to other work over HTTP: asked for by a form, shown, and taken along as a file; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jobprism.analyses.plan import LENGTHS
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.analyses.plan_paths import AIMS
from jobprism.analyses.plan_sentences import AIM_WORDS
from jobprism.atlas import Atlas
from jobprism.errors import AmbiguousTitleError, JobprismError, UsageError
from jobprism.publishing import plan as shown_as
from jobprism.publishing.calendar import to_ics
from jobprism.publishing.formats import to_json
from jobprism.publishing.illustrated import pdf_of
from jobprism.web.forms import PlanAsked, carried, plan_of, plan_taken_up
from jobprism.web.receive import Form
from jobprism.web.replies import Replies, download

_FAILED = 422
_FIELDS = ("title", "level", "hours_per_week", "weeks", "aim", "to")


class PlanPages:
    """The pages of a plan."""

    def __init__(self, atlas: Atlas, replies: Replies) -> None:
        """Bind the pages to where figures are from and how pages are made."""
        self._atlas = atlas
        self._replies = replies

    def routes(self) -> list[Route]:
        """Where each page is."""
        return self._replies.routes(
            {
                ("GET", "/plan/"): self.start,
                ("POST", "/plan/"): self.start_from,
                ("POST", "/plan/result"): self.result,
                ("POST", "/plan/plan.pdf"): self.pdf,
                ("POST", "/plan/plan.md"): self.markdown,
                ("POST", "/plan/plan.json"): self.json,
                ("POST", "/plan/plan.ics"): self.calendar,
            }
        )

    async def start(self, request: Request, _: Form) -> Response:
        """The form; the id of a job may be given in the address."""
        return self._start({"title": self._replies.entry(request.query_params.get("title", ""))})

    async def start_from(self, _: Request, form: Form) -> Response:
        """The form, from a result or back from a plan, as it was filled in."""
        return self._start(form.fields)

    async def result(self, _: Request, form: Form) -> Response:
        """The plan."""
        try:
            asked = plan_of(form.fields, date.today())
            held = await self._title_of(asked.title, "title")
            wanted = await self._title_of(asked.to, "to") if asked.to else None
            asked = asked.model_copy(update={"title": held, "to": wanted})
            plan = await self._plan(asked)
        except _AmbiguousFieldError as error:
            return self._start(form.fields, error.error, **{error.field: error.error.candidates})
        except JobprismError as error:
            return self._start(form.fields, error)
        return self._replies.page(
            "plan_result.html",
            "plan/result",
            plan=plan,
            said=carried(asked),
            asked=asked,
            published=self._replies.look.frame.entries,
            shown_as=shown_as,
        )

    async def pdf(self, _: Request, form: Form) -> Response:
        """The plan as PDF."""
        plan = await self._sent_along(form)
        made = await run_in_threadpool(pdf_of, plan, self._atlas.edition)
        return download(made, "application/pdf", "jobprism-plan.pdf")

    async def markdown(self, _: Request, form: Form) -> Response:
        """The plan as Markdown."""
        return download(shown_as.to_markdown(await self._sent_along(form)), "text/markdown", "jobprism-plan.md")

    async def json(self, _: Request, form: Form) -> Response:
        """The document."""
        return download(to_json(await self._sent_along(form)), "application/json", "jobprism-plan.json")

    async def calendar(self, _: Request, form: Form) -> Response:
        """The weeks of one path for a calendar."""
        number = form.fields.get("path", "1")
        if not number.isdecimal():
            raise UsageError("The page did not send along which path.", "Go back to the plan.")
        plan = await self._sent_along(form)
        return download(to_ics(plan, int(number[:3])), "text/calendar", "jobprism-plan.ics")

    async def _sent_along(self, form: Form) -> PivotPlan:
        return await self._plan(plan_taken_up(form.fields.get("said", "")))

    async def _title_of(self, words: str, field: str) -> str:
        """The id of the job that a field names.

        Raises:
            TitleError: it names none.
            _AmbiguousFieldError: it may mean several.
        """
        try:
            return await run_in_threadpool(self._id, words)
        except AmbiguousTitleError as error:
            raise _AmbiguousFieldError(field, error) from error

    def _id(self, words: str) -> str:
        with self._replies.lock:
            return self._atlas.resolve(words).subject.id

    async def _plan(self, asked: PlanAsked) -> PivotPlan:
        return await run_in_threadpool(self._made, asked)

    def _made(self, asked: PlanAsked) -> PivotPlan:
        with self._replies.lock:
            return self._atlas.plan(
                asked.title,
                to=asked.to,
                level=asked.level,
                hours_per_week=asked.hours_per_week,
                weeks=asked.weeks,
                start=asked.start,
                aim=asked.aim,
            )

    def _start(
        self,
        fields: Mapping[str, str],
        error: JobprismError | None = None,
        title: tuple[tuple[str, str, float], ...] = (),
        to: tuple[tuple[str, str, float], ...] = (),
    ) -> Response:
        return self._replies.page(
            "plan_start.html",
            "plan/",
            getattr(error, "status", _FAILED) if error else 200,
            error=error,
            titles=title,
            targets=to,
            fields={name: fields.get(name, "") for name in _FIELDS},
            lengths=LENGTHS,
            aims={aim: AIM_WORDS[aim] for aim in AIMS},
        )


class _AmbiguousFieldError(Exception):
    """A field whose words may mean several jobs."""

    def __init__(self, field: str, error: AmbiguousTitleError) -> None:
        super().__init__(field)
        self.field = field
        self.error = error
