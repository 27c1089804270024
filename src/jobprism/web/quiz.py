"""The assessment in two minutes: a title, a few questions, and a card to share that holds no personal words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.situation import QUESTIONS
from jobprism.errors import AmbiguousTitleError, JobprismError
from jobprism.estimates.personal import STEPS
from jobprism.judgements.load import Assessment, judgement
from jobprism.publishing.charts.cards import score_in_words, score_png, score_svg
from jobprism.web.forms import carried, taken_up, week_of
from jobprism.web.personal import PersonalPages
from jobprism.web.receive import Form
from jobprism.web.replies import Replies, download

_FAILED = 422


class QuizPages:
    """The pages of the quiz."""

    def __init__(self, personal: PersonalPages, replies: Replies) -> None:
        """Bind the pages to what assesses and to how pages are made."""
        self._personal = personal
        self._replies = replies

    def routes(self) -> list[Route]:
        """Where each page is."""
        return self._replies.routes(
            {
                ("GET", "/quiz/"): self.start,
                ("POST", "/quiz/result"): self.result,
                ("POST", "/quiz/card.svg"): self.svg,
                ("POST", "/quiz/card.png"): self.png,
            }
        )

    async def start(self, request: Request, _: Form) -> Response:
        """The questions; the id of a job may be given in the address."""
        return self._start({"title": self._replies.entry(request.query_params.get("title", ""))})

    async def result(self, _: Request, form: Form) -> Response:
        """The card."""
        try:
            given = week_of(form.fields)[0]
            report = await self._personal.report(given)
        except JobprismError as error:
            return self._start(form.fields, error)
        picture = b64encode(score_svg(report, self._replies.look.say).encode()).decode()
        return self._replies.page(
            "quiz_result.html",
            "quiz/result",
            report=report,
            said=carried(given),
            shows=score_in_words(report, self._replies.look.say),
            card=f"data:image/svg+xml;base64,{picture}",
        )

    async def svg(self, _: Request, form: Form) -> Response:
        """The card as a drawing."""
        made = score_svg(await self._sent_along(form), self._replies.look.say)
        return download(made, "image/svg+xml", "jobprism-card.svg")

    async def png(self, _: Request, form: Form) -> Response:
        """The card as an image."""
        made = await run_in_threadpool(score_png, await self._sent_along(form), self._replies.look.say)
        return download(made, "image/png", "jobprism-card.png")

    async def _sent_along(self, form: Form) -> AssessmentReport:
        return await self._personal.report(taken_up(form.fields.get("said", "")))

    def _start(self, fields: Mapping[str, str], error: JobprismError | None = None) -> Response:
        asked = judgement(Assessment).quiz
        return self._replies.page(
            "quiz_start.html",
            "quiz/",
            getattr(error, "status", _FAILED) if error else 200,
            error=error,
            candidates=error.candidates if isinstance(error, AmbiguousTitleError) else [],
            fields=fields,
            questions={name: QUESTIONS[name] for name in asked},
            answers=list(STEPS),
        )
