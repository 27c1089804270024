"""The app as a service: pages, a person's own work, and what is stored and sent for it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from threading import Event, Lock, Thread
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.routing import Mount

from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.publishing.assessment import to_markdown
from jobprism.publishing.illustrated import pdf_of
from jobprism.publishing.letter import report_letter
from jobprism.publishing.site.site import Site
from jobprism.settings import Settings
from jobprism.web.api.mount import mounted
from jobprism.web.api.shelf import StoredShelf
from jobprism.web.keeping import KeepingPages
from jobprism.web.outbox import Post, Smtp, deliver
from jobprism.web.pages import pages
from jobprism.web.personal import PersonalPages
from jobprism.web.planning import PlanPages
from jobprism.web.quiz import QuizPages
from jobprism.web.replies import Replies
from jobprism.web.storage import Store

_LOG = logging.getLogger(__name__)
_EVERY = 5.0
"""Seconds between two looks at what is to be sent or deleted."""


def service(site: Site, chosen: Settings, workers: int = 1) -> Starlette:
    """The app with everything that the settings allow, in one of so many processes.

    Raises:
        StorageError: the database cannot be used.
        UsageError: a mail server is set without a database, a sender or the site's address.
    """
    lock = Lock()
    atlas = Atlas(site.frame.edition)
    store = Store(chosen.database_url) if chosen.database_url else None
    post = _post(site, atlas, chosen, lock)
    replies = Replies(site.look, chosen, lock)
    mails = store is not None and post is not None
    personal = PersonalPages(atlas, replies, keeps=store is not None, mails=mails)
    forms = (
        personal,
        KeepingPages(personal, replies, store, mails=mails),
        QuizPages(personal, replies),
        PlanPages(atlas, replies),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = Event()
        worker = Thread(target=_work, args=(store, post, stop), daemon=True) if store is not None else None
        if worker is not None:
            worker.start()
        yield
        stop.set()
        if worker is not None:
            worker.join(_EVERY)
        if store is not None:
            store.close()

    routes = [route for part in forms for route in part.routes()]
    api = mounted(atlas, chosen, StoredShelf(store.engine) if store is not None else None, workers)
    return Starlette(routes=[api, *routes, Mount("/", app=pages(site, lock))], lifespan=lifespan)


def _work(store: Store, post: Post | None, stop: Event) -> None:
    """Send and delete what is due, until told to stop; a database that is away is asked again."""
    while not stop.wait(_EVERY):
        try:
            store.sweep()
            if post is not None:
                deliver(store, post)
        except SQLAlchemyError as error:
            # Its text may quote what is stored.
            _LOG.warning("The database could not be used (%s); it is tried again.", type(error).__name__)


def _post(site: Site, atlas: Atlas, chosen: Settings, lock: Lock) -> Post | None:
    if chosen.smtp_host is None:
        return None
    base = site.frame.options.base_url
    missing = [
        name
        for name, value in (
            ("JOBPRISM_DATABASE_URL", chosen.database_url),
            ("JOBPRISM_MAIL_FROM", chosen.mail_from),
            ("--base-url", base),
        )
        if value is None
    ]
    if missing or base is None or chosen.mail_from is None:
        raise UsageError(
            f"Mail cannot be sent without {' and '.join(missing)}.", "Set it, or unset JOBPRISM_SMTP_HOST."
        )
    password = chosen.smtp_password.get_secret_value() if chosen.smtp_password else None
    smtp = Smtp(chosen.smtp_host, chosen.smtp_port, chosen.smtp_starttls, chosen.smtp_user, password)

    def letter(said: dict[str, Any]) -> EmailMessage:
        with lock:
            report = atlas.assess(said)
        return report_letter(report.title, to_markdown(report), pdf_of(report, atlas.edition))

    waits = timedelta(hours=chosen.confirm_hours)
    return Post(smtp, chosen.mail_from, lambda token: f"{base}assess/confirm/{token}", letter, waits)
