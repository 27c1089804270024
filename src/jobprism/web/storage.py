"""What the app stores, in SQLite or PostgreSQL: assessments a person asked to keep, and reports asked for by mail.

Nothing else is stored. Each table says in its ``info`` when a row comes to be and which setting tells how long it
lasts: the page on privacy is made from that. A link is a random token; the database has only its hash, so that who
reads the database cannot open a link. Every row has a date by which it is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event, exc

from jobprism.errors import StorageError
from jobprism.web.tokens import hash_of, new_token

_MIGRATIONS = Path(__file__).with_name("migrations")

metadata = sa.MetaData()

assessments = sa.Table(
    "assessments",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True, comment="SHA-256 of the link's token"),
    sa.Column("said", sa.Text, nullable=False, comment="what the person said of their work, as JSON"),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True, comment="when it is deleted, UTC"),
    info={
        "heading": "An assessment you asked to keep",
        "when": "When you press “Keep it”, what you said of your work is stored.",
        "lasts": "keep_days",
    },
)

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True, comment="a running number"),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True, comment="SHA-256 of the confirmation's token"),
    sa.Column("token", sa.String(64), comment="the token itself, until the confirmation is sent"),
    sa.Column("state", sa.String(16), nullable=False, comment="asked, waiting, confirmed"),
    sa.Column("address", sa.String(320), nullable=False, comment="where to; deleted with the row once sent"),
    sa.Column("said", sa.Text, nullable=False, comment="what the report is of, as JSON"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0, comment="how often sending failed in this state"),
    sa.Column("due_at", sa.DateTime, nullable=False, index=True, comment="when to send or try again, UTC"),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True, comment="when it is deleted, UTC"),
    info={
        "heading": "A report you asked for by mail",
        "when": "When you ask for a report by mail, this is stored until it is sent.",
        "lasts": "confirm_hours",
    },
)


class State(StrEnum):
    """Where a report asked for by mail stands; once sent, its row is gone."""

    ASKED = "asked"  # the confirmation is to be sent
    WAITING = "waiting"  # for the person to confirm
    CONFIRMED = "confirmed"  # the report is to be sent


@dataclass(frozen=True)
class Asked:
    """A report to be mailed.

    Attributes:
        id: of the row.
        state: what is to be done.
        address: where to.
        said: what it is of.
        token: of the confirmation's link; None once that is sent.
        attempts: failures so far in this state.
    """

    id: int
    state: State
    address: str
    said: dict[str, Any]
    token: str | None
    attempts: int


def _unusable(url: str, error: Exception) -> StorageError:
    """What is wrong with a database and what to do; neither holds its password."""
    try:
        at = sa.make_url(url)
    except exc.ArgumentError:
        return StorageError(
            "JOBPRISM_DATABASE_URL is not the address of a database.",
            "Write it as sqlite:////var/lib/jobprism/app.db or postgresql+psycopg://user@host/jobprism.",
        )
    if at.get_backend_name() == "sqlite" and at.database:
        file = Path(at.database).absolute()
        if not file.parent.is_dir():
            return StorageError(
                f"The database {file} cannot be made: there is no folder {file.parent}.",
                "Create it, or name another in JOBPRISM_DATABASE_URL; a path from the root has four slashes, as in "
                "sqlite:////var/lib/jobprism/app.db.",
            )
        # What SQLite says names neither rows nor words: "file is not a database", "unable to open database file".
        told = getattr(error, "orig", None) or type(error).__name__
        return StorageError(
            f"The database {file} cannot be used: {told}.",
            "Check that it is a database of this app, and that the app may write it and its folder.",
        )
    return StorageError(
        f"The database {at.set(query={}).render_as_string()} cannot be used: {type(error).__name__}.",
        "Check JOBPRISM_DATABASE_URL, that the server runs, and that its driver is installed.",
    )


class Store:
    """The app's database."""

    def __init__(self, url: str) -> None:
        """Connect, and bring the tables to the present form.

        Args:
            url: SQLAlchemy's, e.g. ``sqlite:////var/lib/jobprism/app.db`` or ``postgresql+psycopg://…``.

        Raises:
            StorageError: the database cannot be reached or is of a later version.
        """
        try:
            self._engine = sa.create_engine(url)
            if self._engine.dialect.name == "sqlite":
                event.listen(self._engine, "connect", _careful)
            self._migrate()
        except (exc.SQLAlchemyError, ImportError, OSError) as error:
            raise _unusable(url, error) from error

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["engine"] = self._engine
        command.upgrade(config, "head")

    @property
    def engine(self) -> sa.Engine:
        """The database, its tables brought to the present form."""
        return self._engine

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    # Assessments

    def keep(self, said: dict[str, Any], lasts: timedelta, now: datetime | None = None) -> str:
        """Store an assessment's input; returns the token of its link."""
        token = new_token()
        row = {"token_hash": hash_of(token), "said": json.dumps(said), "expires_at": _utc(now) + lasts}
        with self._begin() as connection:
            connection.execute(assessments.insert().values(row))
        return token

    def kept(self, token: str, now: datetime | None = None) -> dict[str, Any] | None:
        """What was stored under a token; None where there is nothing, or no longer."""
        query = sa.select(assessments.c.said).where(
            assessments.c.token_hash == hash_of(token), assessments.c.expires_at > _utc(now)
        )
        with self._begin() as connection:
            said = connection.execute(query).scalar()
        return None if said is None else json.loads(said)

    def forget(self, token: str) -> bool:
        """Delete what was stored under a token; whether there was anything."""
        with self._begin() as connection:
            done = connection.execute(assessments.delete().where(assessments.c.token_hash == hash_of(token)))
        return done.rowcount > 0

    # Reports by mail

    def waiting_for(self, address: str, now: datetime | None = None) -> int:
        """How many reports are asked for at an address and not yet sent."""
        query = sa.select(sa.func.count()).where(reports.c.address == address, reports.c.expires_at > _utc(now))
        with self._begin() as connection:
            return connection.execute(query).scalar_one()

    def ask(self, address: str, said: dict[str, Any], lasts: timedelta, now: datetime | None = None) -> str:
        """Note that a report is asked for; returns the token of its confirmation."""
        token, at = new_token(), _utc(now)
        row = {"token_hash": hash_of(token), "token": token, "state": State.ASKED, "address": address}
        times = {"attempts": 0, "due_at": at, "expires_at": at + lasts}
        with self._begin() as connection:
            connection.execute(reports.insert().values({**row, "said": json.dumps(said), **times}))
        return token

    def confirm(self, token: str, lasts: timedelta, now: datetime | None = None) -> bool:
        """The person at the address wants it; whether anything was waiting. Twice is as good as once."""
        at = _utc(now)
        mine = (reports.c.token_hash == hash_of(token)) & (reports.c.expires_at > at)
        due = {"state": State.CONFIRMED, "token": None, "attempts": 0, "due_at": at, "expires_at": at + lasts}
        with self._begin() as connection:
            connection.execute(reports.update().where(mine, reports.c.state != State.CONFIRMED).values(due))
            return connection.execute(sa.select(reports.c.id).where(mine)).first() is not None

    def withdraw(self, token: str) -> bool:
        """Delete a request and its address at once; whether there was one."""
        with self._begin() as connection:
            return connection.execute(reports.delete().where(reports.c.token_hash == hash_of(token))).rowcount > 0

    def claim(self, lease: timedelta, now: datetime | None = None) -> Asked | None:
        """The next report that something is to be sent for, kept from other workers for a while; None if none is due.

        A worker that dies keeps it no longer than the lease.
        """
        at = _utc(now)
        due = (reports.c.due_at <= at) & (reports.c.expires_at > at) & (reports.c.state != State.WAITING)
        with self._begin() as connection:
            row = connection.execute(
                sa.select(reports).where(due).order_by(reports.c.due_at, reports.c.id).limit(1)
            ).first()
            if row is None:
                return None
            taken = connection.execute(
                reports.update().where(reports.c.id == row.id, reports.c.due_at == row.due_at).values(due_at=at + lease)
            )
            if taken.rowcount == 0:  # another worker was quicker
                return None
        return Asked(row.id, State(row.state), row.address, json.loads(row.said), row.token, row.attempts)

    def confirmation_sent(self, asked: Asked) -> None:
        """The confirmation went out: wait for the person. The token is known to them alone from now on."""
        still = (reports.c.id == asked.id) & (reports.c.state == State.ASKED)
        with self._begin() as connection:
            connection.execute(reports.update().where(still).values(state=State.WAITING, token=None, attempts=0))

    def report_sent(self, asked: Asked) -> None:
        """The report went out: nothing is left of the request."""
        with self._begin() as connection:
            connection.execute(reports.delete().where(reports.c.id == asked.id))

    def failed(self, asked: Asked, again: timedelta, now: datetime | None = None) -> None:
        """Sending failed: try again later."""
        with self._begin() as connection:
            connection.execute(
                reports.update()
                .where(reports.c.id == asked.id)
                .values(attempts=reports.c.attempts + 1, due_at=_utc(now) + again)
            )

    def sweep(self, now: datetime | None = None) -> int:
        """Delete everything whose time is over; how many rows."""
        at = _utc(now)
        with self._begin() as connection:
            gone = [connection.execute(t.delete().where(t.c.expires_at <= at)).rowcount for t in (assessments, reports)]
        self._overwrite()
        return sum(gone)

    def _overwrite(self) -> None:
        """Of SQLite, empty the log in which what was deleted may still stand."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()


def _careful(connection: Any, _: object) -> None:
    """SQLite as a service needs it: readers beside a writer, waiting instead of failing, deleted text overwritten."""
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _utc(now: datetime | None) -> datetime:
    """A moment as the database has it: UTC without a zone."""
    return (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
