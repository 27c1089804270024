"""A person's own work over HTTP: forms that work without a script, and a result that nobody keeps unless asked to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.situation import QUESTIONS, Situation, situation
from jobprism.atlas import Atlas
from jobprism.errors import AmbiguousTitleError, JobprismError, UsageError
from jobprism.estimates.personal import STEPS
from jobprism.judgements.load import Documents, judgement
from jobprism.publishing.assessment import to_markdown
from jobprism.publishing.pdf import to_pdf
from jobprism.publishing.site.look import Look
from jobprism.web.forms import (
    LONGEST_TEXT,
    MOST_FIELDS,
    OWN_ROWS,
    begun,
    carried,
    start_of,
    taken_up,
    week_fields,
    week_of,
)
from jobprism.web.pages import POLICY
from jobprism.web.storage import Store, metadata

KEPT = timedelta(days=30)
ASKED = timedelta(hours=24)
_MOST_OWN = 12
_LONGEST_ADDRESS = 254

_HEADINGS = {
    "assessments": (
        "An assessment you asked to keep",
        "When you press “Keep it”, what you said of your work is stored.",
    ),
    "reports": (
        "A report you asked for by mail",
        "When you ask for a report by mail, this is stored until it is sent.",
    ),
}

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Offers:
    """What the app may do beside showing.

    Attributes:
        store: where what a person wants kept goes; None where there is no database.
        mails: whether reports can be sent.
    """

    store: Store | None = None
    mails: bool = False


class PersonalPages:
    """The pages of one person's work."""

    def __init__(self, atlas: Atlas, look: Look, offers: Offers, lock: Lock) -> None:
        """Bind the pages.

        Args:
            atlas: where figures are from.
            look: templates.
            offers: what may be stored and sent.
            lock: held while an edition's tables are read.
        """
        self._atlas = atlas
        self._look = look
        self._offers = offers
        self._lock = lock

    def routes(self) -> list[Route]:
        """Where each page is."""
        at: list[tuple[str, Handler, str]] = [
            ("/assess/", self.start, "GET"),
            ("/assess/week", self.week, "POST"),
            ("/assess/back", self.back, "POST"),
            ("/assess/result", self.result, "POST"),
            ("/assess/report.pdf", self.pdf, "POST"),
            ("/assess/privacy", self.privacy, "GET"),
        ]
        if self._offers.store is not None:
            at += [
                ("/assess/keep", self.keep, "POST"),
                ("/assess/kept/{token}", self.kept, "GET"),
                ("/assess/kept/{token}/delete", self.delete, "POST"),
            ]
        if self._offers.store is not None and self._offers.mails:
            at += [
                ("/assess/mail", self.mail, "POST"),
                ("/assess/confirm/{token}", self.confirm, "GET"),
                ("/assess/confirm/{token}", self.confirmed, "POST"),
            ]
        # Addresses without the slash at their end lead to those with it.
        return [Route(path, _guarded(handler), methods=[method]) for path, handler, method in at]

    async def start(self, request: Request) -> Response:
        """The first form; a title may be given in the address."""
        return self._start({"title": request.query_params.get("title", "")[:200]})

    async def week(self, request: Request) -> Response:
        """The tasks of the job, from its title or a document."""
        fields, upload = await _fields(request)
        try:
            start = start_of(fields)
            said = begun(start)
            if fields.get("chosen"):
                said["title"] = fields["chosen"]
            data = upload or start.text.encode()
            return await run_in_threadpool(self._week_of, said, data)
        except JobprismError as error:
            return self._start(fields, error)

    def _week_of(self, said: dict[str, Any], data: bytes) -> Response:
        told = ""
        with self._lock:
            if data:
                read = self._atlas.read(data)
                told = " ".join(read.in_short)
                if not said["title"]:
                    codes = read.title.codes if read.title else []
                    if not codes:
                        raise UsageError("The text tells no title that we know.", "Type your job's title.")
                    said["title"] = codes[0].role_id or codes[0].occupation_id_onet
                duties = [d.text for d in read.duties][:_MOST_OWN]
                week = float(said.get("hours_per_week", 40.0))
                hours = round(week / max(len(duties), 1), 1)
                said["own"] = [{"text": text[:500], "hours": hours} for text in duties[:-1]]
                if duties:
                    left = round(week - hours * (len(duties) - 1), 2)
                    said["own"].append({"text": duties[-1][:500], "hours": max(left, 0.0)})
                    said["only_own"] = True
            given = situation(said)
            report = self._atlas.assess(said)
        return self._week(report, given, told)

    async def back(self, request: Request) -> Response:
        """The tasks again, as they were filled in."""
        fields, _ = await _fields(request)
        given = taken_up(fields.get("said", ""))
        return self._week(await self._report(given), given)

    async def result(self, request: Request) -> Response:
        """The result."""
        fields, _ = await _fields(request)
        try:
            given = week_of(fields)
            return self._result(await self._report(given), given)
        except UsageError as error:
            usual = {name: fields[name] for name in ("title", "level", "hours_per_week") if fields.get(name)}
            given = situation(usual)
            return self._week(await self._report(given), given, error=error, fields=fields)

    async def pdf(self, request: Request) -> Response:
        """The result as PDF."""
        report = await self._report(taken_up((await _fields(request))[0].get("said", "")))
        made = await run_in_threadpool(to_pdf, to_markdown(report), report.edition)
        return Response(
            made,
            media_type="application/pdf",
            headers={**_PRIVATE, "Content-Disposition": 'attachment; filename="jobprism-report.pdf"'},
        )

    async def privacy(self, _: Request) -> Response:
        """What is stored, from the tables themselves."""
        lasts = {"assessments": f"{KEPT.days} days", "reports": f"{ASKED // timedelta(hours=1)} hours"}
        stored = metadata.sorted_tables if self._offers.store is not None else []
        tables = [
            {
                "name": table.name,
                "heading": _HEADINGS[table.name][0],
                "when": _HEADINGS[table.name][1],
                "lasts": lasts[table.name],
                "columns": [{"name": c.name, "comment": c.comment or "a running number"} for c in table.columns],
            }
            for table in stored
            if table.name != "reports" or self._offers.mails
        ]
        return self._page("assess_privacy.html", "assess/privacy", tables=tables)

    async def keep(self, request: Request) -> Response:
        """Store what was said, under a link."""
        given = taken_up((await _fields(request))[0].get("said", ""))
        token = await run_in_threadpool(self._store.keep, given.model_dump(mode="json", exclude_defaults=True), KEPT)
        return RedirectResponse(f"kept/{token}", 303, _PRIVATE)

    async def kept(self, request: Request) -> Response:
        """What was stored."""
        token = request.path_params["token"]
        said = await run_in_threadpool(self._store.kept, token)
        if said is None:
            return self._gone()
        given = situation(said)
        return self._result(await self._report(given), given, kept=token)

    async def delete(self, request: Request) -> Response:
        """Delete it at once."""
        await run_in_threadpool(self._store.forget, request.path_params["token"])
        return self._message("assess/kept/x/delete", "Deleted", ["Nothing is left of it."])

    async def mail(self, request: Request) -> Response:
        """Ask the address whether the report is wanted."""
        fields, _ = await _fields(request)
        given = taken_up(fields.get("said", ""))
        address = fields.get("email", "").strip()
        if not _is_address(address):
            raise UsageError("This is no mail address.", "Write one such as name@example.org.")
        said = given.model_dump(mode="json", exclude_defaults=True)
        await run_in_threadpool(self._store.ask, address, said, ASKED)
        lines = ["A letter is on its way to the address. It has a link: open it, and press the button there."]
        return self._message("assess/mail", "Please confirm", lines)

    async def confirm(self, request: Request) -> Response:
        """A button, so that no program that opens links confirms by itself."""
        at = f"assess/confirm/{request.path_params['token']}"
        lines = ["Press the button and the report is sent, once. Then the address is deleted."]
        return self._message(at, "Do you want the report?", lines, action=at, button="Yes, send it")

    async def confirmed(self, request: Request) -> Response:
        """The person wants it."""
        token = request.path_params["token"]
        if not await run_in_threadpool(self._store.confirm, token, ASKED):
            return self._gone()
        return self._message(f"assess/confirm/{token}", "On its way", ["The report will be with you in a few minutes."])

    @property
    def _store(self) -> Store:
        assert self._offers.store is not None, "only asked for where there is a database"
        return self._offers.store

    async def _report(self, given: Situation) -> AssessmentReport:
        return await run_in_threadpool(self._assess, given)

    def _assess(self, given: Situation) -> AssessmentReport:
        with self._lock:
            return self._atlas.assess(given.model_dump(exclude_defaults=True))

    def _start(self, fields: dict[str, str], error: JobprismError | None = None) -> Response:
        candidates = error.candidates if isinstance(error, AmbiguousTitleError) else []
        shown = {name: fields.get(name, "")[:LONGEST_TEXT] for name in ("title", "level", "hours_per_week", "text")}
        return self._page(
            "assess_start.html", "assess/", 422 if error else 200, error=error, candidates=candidates, start=shown
        )

    def _week(
        self,
        report: AssessmentReport,
        given: Situation,
        read: str = "",
        error: UsageError | None = None,
        fields: dict[str, str] | None = None,
    ) -> Response:
        return self._page(
            "assess_week.html",
            "assess/week",
            422 if error else 200,
            report=report,
            read=read,
            error=error,
            fields=fields or week_fields(given),
            own=len(given.own) + OWN_ROWS,
            only_own=given.only_own,
            questions=QUESTIONS,
            answers=list(STEPS),
        )

    def _result(self, report: AssessmentReport, given: Situation, kept: str | None = None) -> Response:
        told = ""
        if kept is not None:
            told = f"This page is kept for {KEPT.days} days from when you asked for it; only its link opens it."
        return self._page(
            "assess_result.html",
            f"assess/kept/{kept}" if kept else "assess/result",
            report=report,
            said=carried(given),
            told=told,
            kept=kept,
            days=KEPT.days,
            can_keep=self._offers.store is not None,
            can_mail=self._offers.store is not None and self._offers.mails,
        )

    def _gone(self) -> Response:
        lines = ["There is nothing under this link: it was deleted, its time is over, or it was cut."]
        return self._message("assess/gone", "Nothing here", lines, 404)

    def _message(
        self, path: str, heading: str, lines: list[str], status: int = 200, action: str = "", button: str = ""
    ) -> Response:
        return self._page(
            "assess_message.html", path, status, heading=heading, lines=lines, action=action, button=button
        )

    def _page(self, template: str, path: str, status: int = 200, **values: Any) -> Response:
        body = self._look.page(template, path, rooted=True, description=_DESCRIPTION, indexed=False, **values)
        return Response(body, status, _PRIVATE, media_type="text/html")


_DESCRIPTION = "Your own tasks, hours and answers beside the figures of the job."
_PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def _guarded(handler: Handler) -> Handler:
    """A handler whose refusals are pages of plain text with what is wrong and the next step."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except JobprismError as error:
            return Response(f"{error.what} {error.next_step}\n", 422, _PRIVATE, media_type="text/plain")

    return guarded


async def _fields(request: Request) -> tuple[dict[str, str], bytes]:
    """The fields of a form and the file in it, if any.

    Raises:
        UsageError: the form or the file is too large, or malformed.
    """
    most = judgement(Documents).maximum_bytes
    if int(request.headers.get("content-length") or 0) > most + 4 * LONGEST_TEXT:
        raise UsageError(f"What was sent is larger than {most / 1e6:.0f} MB.", "Send a smaller file.")
    try:
        form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=4 * LONGEST_TEXT)
    except HTTPException:
        raise UsageError(
            "The form is too large, or is no form.", "Start again, with fewer or shorter entries."
        ) from None
    data = b""
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            data = await value.read(most + 1)
            if len(data) > most:
                raise UsageError(f"The file is larger than {most / 1e6:.0f} MB.", "Send a smaller file.")
        else:
            fields[name] = value.replace("\0", "")
    await form.close()
    return fields, data


def _is_address(text: str) -> bool:
    """Whether a text can be a mail address; that it is one is what the confirmation is for."""
    local, at, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>()[]"\\')
    return bool(at and local and "." in domain.strip(".") and plain and len(text) <= _LONGEST_ADDRESS)
