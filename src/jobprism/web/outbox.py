"""Sending what was asked for: a confirmation first, then the report; then the address is deleted.

Each step is one transaction after the mail server has taken the message. A crash before it repeats the step with the
same Message-ID, by which mailboxes know a message they have; a crash after it does not. Nothing is ever lost: a request
stays due until it is sent or its time is over.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, Protocol

from jobprism.errors import JobprismError
from jobprism.publishing.letter import confirmation_letter
from jobprism.web.storage import Asked, State, Store
from jobprism.web.tokens import hash_of

LEASE = timedelta(minutes=5)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


class Mailer(Protocol):
    """What takes messages."""

    def send(self, message: EmailMessage) -> None:
        """Hand a message over; returns once it was taken.

        Raises:
            OSError, smtplib.SMTPException: it was not.
        """


@dataclass(frozen=True)
class Smtp:
    """A mail server.

    Attributes:
        host, port: where it is.
        starttls: whether to go on in TLS, and not at all without.
        user, password: for servers that ask.
        context: what TLS trusts; by default the machine's authorities.
    """

    host: str
    port: int = 587
    starttls: bool = True
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout: float = 30.0

    def send(self, message: EmailMessage) -> None:
        """Hand a message over."""
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.starttls:
                server.starttls(context=self.context or ssl.create_default_context())
            if self.user is not None:
                server.login(self.user, self.password or "")
            server.send_message(message)


@dataclass(frozen=True)
class Post:
    """What sending needs.

    Attributes:
        mailer: takes messages.
        sender: the address they are from.
        link_of: the confirmation page of a token.
        letter_of: the report's letter and title, from what was asked.
        waits: how long a confirmation is waited for, and a report tried.
    """

    mailer: Mailer
    sender: str
    link_of: Callable[[str], str]
    letter_of: Callable[[dict[str, Any]], EmailMessage]
    waits: timedelta


def deliver(store: Store, post: Post, now: datetime | None = None) -> int:
    """Send all that is due; how many messages went out."""
    sent = 0
    while (asked := store.claim(LEASE, now)) is not None:
        sent += _step(store, post, asked, now)
    return sent


def _step(store: Store, post: Post, asked: Asked, now: datetime | None) -> int:
    try:
        message = _message(post, asked)
        post.mailer.send(message)
    except (OSError, smtplib.SMTPException, JobprismError):
        # What failed may name the address: it is not logged.
        store.failed(asked, min(_FIRST_WAIT * 2**asked.attempts, _LONGEST_WAIT), now)
        return 0
    if asked.state is State.ASKED:
        store.confirmation_sent(asked)
    else:
        store.report_sent(asked)
    return 1


def _message(post: Post, asked: Asked) -> EmailMessage:
    if asked.state is State.ASKED:
        assert asked.token is not None, "a request that was not yet confirmed has its token"
        hours = round(post.waits / timedelta(hours=1))
        message = confirmation_letter(str(asked.said.get("title", "")), post.link_of(asked.token), hours)
    else:
        message = post.letter_of(asked.said)
    message["From"] = post.sender
    message["To"] = asked.address
    message["Date"] = formatdate(usegmt=True)
    # The same each time a step is repeated.
    domain = post.sender.rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{hash_of(f'{asked.id}/{asked.state}/{asked.address}')[:40]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message
