"""What a person asks the app to keep or to mail, and the page that says what is stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jobprism.analyses.situation import Situation
from jobprism.errors import UsageError
from jobprism.settings import Settings
from jobprism.web.forms import said_by, taken_up
from jobprism.web.personal import PersonalPages
from jobprism.web.receive import Form
from jobprism.web.replies import PRIVATE, Replies
from jobprism.web.storage import Store, metadata

_LONGEST_ADDRESS = 254
_GONE = 404


class KeepingPages:
    """Pages of what is stored; without a database, the page that says that nothing is."""

    def __init__(self, personal: PersonalPages, replies: Replies, store: Store | None, *, mails: bool) -> None:
        """Bind the pages.

        Args:
            personal: shows what was kept.
            replies: how pages are made.
            store: the database, if any.
            mails: whether reports can be sent.
        """
        self._personal = personal
        self._replies = replies
        self._given_store = store
        self._mails = store is not None and mails

    def routes(self) -> list[Route]:
        """Where each page is."""
        pages = {("GET", "/assess/privacy"): self.privacy}
        if self._given_store is not None:
            pages |= {
                ("POST", "/assess/keep"): self.keep,
                ("GET", "/assess/kept/{token}"): self.kept,
                ("POST", "/assess/kept/{token}/delete"): self.delete,
            }
        if self._mails:
            pages |= {
                ("POST", "/assess/mail"): self.mail,
                ("GET", "/assess/confirm/{token}"): self.confirm,
                ("POST", "/assess/confirm/{token}"): self.confirmed,
                ("POST", "/assess/confirm/{token}/withdraw"): self.withdraw,
            }
        return self._replies.routes(pages)

    async def privacy(self, _: Request, __: Form) -> Response:
        """What is stored, from the tables themselves."""
        stored = metadata.sorted_tables if self._given_store is not None else []
        tables = [
            {
                **table.info,
                "name": table.name,
                "lasts": lasts_of(table.info["lasts"], self._replies.settings),
                "columns": [(column.name, column.comment) for column in table.columns],
            }
            for table in stored
            if table.name != "reports" or self._mails
        ]
        said = [(name, field.description) for name, field in Situation.model_fields.items()]
        return self._replies.page("assess_privacy.html", "assess/privacy", tables=tables, said=said)

    async def keep(self, _: Request, form: Form) -> Response:
        """Store what was said, under a link."""
        said = _plain(taken_up(form.fields.get("said", "")))
        lasts = timedelta(days=self._replies.settings.keep_days)
        token = await run_in_threadpool(self._store.keep, said, lasts)
        return RedirectResponse(f"kept/{token}", 303, PRIVATE)

    async def kept(self, request: Request, _: Form) -> Response:
        """What was stored."""
        token = request.path_params["token"]
        said = await run_in_threadpool(self._store.kept, token)
        if said is None:
            return self._gone()
        return await self._personal.shown(said_by(said), kept=token)

    async def delete(self, request: Request, _: Form) -> Response:
        """Delete it at once."""
        await run_in_threadpool(self._store.forget, request.path_params["token"])
        return self._replies.message("deleted", "assess/deleted")

    async def mail(self, _: Request, form: Form) -> Response:
        """Ask the address whether the report is wanted."""
        said = _plain(taken_up(form.fields.get("said", "")))
        address = form.fields.get("email", "").strip()
        if not is_address(address):
            raise UsageError("This is no mail address.", "Write one such as name@example.org.")
        await run_in_threadpool(self._ask, address, said)
        # The same whether or not a letter goes out: nobody learns what was asked for at an address.
        return self._replies.message("asked", "assess/mail")

    def _ask(self, address: str, said: dict[str, Any]) -> None:
        chosen = self._replies.settings
        if self._store.waiting_for(address) < chosen.requests_per_address:
            self._store.ask(address, said, timedelta(hours=chosen.confirm_hours))

    async def confirm(self, request: Request, _: Form) -> Response:
        """A button, so that no program that opens links confirms by itself."""
        return self._replies.message("confirm", f"assess/confirm/{request.path_params['token']}")

    async def confirmed(self, request: Request, _: Form) -> Response:
        """The person wants it."""
        lasts = timedelta(hours=self._replies.settings.confirm_hours)
        if not await run_in_threadpool(self._store.confirm, request.path_params["token"], lasts):
            return self._gone()
        return self._replies.message("on its way", "assess/confirmed")

    async def withdraw(self, request: Request, _: Form) -> Response:
        """The person does not want it."""
        await run_in_threadpool(self._store.withdraw, request.path_params["token"])
        return self._replies.message("deleted", "assess/deleted")

    @property
    def _store(self) -> Store:
        assert self._given_store is not None, "only asked for where there is a database"
        return self._given_store

    def _gone(self) -> Response:
        return self._replies.message("gone", "assess/gone", _GONE)


def lasts_of(setting: str, chosen: Settings) -> str:
    """How long a setting lets things last, in words: ``30 days``."""
    unit = setting.rpartition("_")[2]
    number = getattr(chosen, setting)
    return f"{number} {unit if number != 1 else unit.removesuffix('s')}"


def is_address(text: str) -> bool:
    """Whether a text can be a mail address; that it is one is what the confirmation is for."""
    local, at, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>()[]"\\')
    return bool(at and local and "." in domain.strip(".") and plain and len(text) <= _LONGEST_ADDRESS)


def _plain(given: Situation) -> dict[str, Any]:
    return given.model_dump(mode="json", exclude_defaults=True)
