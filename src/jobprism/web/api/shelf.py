"""Batches in the app's database: they outlive a restart, and any process may work on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from jobprism.web.api.batches import Batch, State
from jobprism.web.storage import metadata

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True, comment="SHA-256 of the batch's token"),
    sa.Column("operation", sa.String(16), nullable=False, comment="code or score"),
    sa.Column("top", sa.Integer, nullable=False, comment="candidates of each title"),
    sa.Column("state", sa.String(16), nullable=False, comment="waiting, running, done, failed"),
    sa.Column("texts", sa.LargeBinary, comment="what was sent, as Parquet, until it is worked off"),
    sa.Column("result", sa.LargeBinary, comment="as Parquet"),
    sa.Column("failure", sa.Text, comment="why it failed"),
    sa.Column("total", sa.Integer, nullable=False, comment="texts in it"),
    sa.Column("done", sa.Integer, nullable=False, comment="texts worked off"),
    sa.Column("tries", sa.Integer, nullable=False, comment="how often it was begun"),
    sa.Column("laid_at", sa.DateTime, nullable=False, index=True, comment="when it was handed in, UTC"),
    sa.Column("leased_until", sa.DateTime, comment="UTC; until then one process works on it"),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True, comment="when it is deleted, UTC"),
    info={
        "heading": "A list that a program handed in",
        "when": "When a program hands in a list of titles or sentences, it is stored until it is worked off.",
        "lasts": "api_batch_hours",
    },
)

_CARD = [batches.c[n] for n in ("token_hash", "operation", "top", "state", "total", "done", "tries", "expires_at")]
_CARD.append(batches.c.failure)


class StoredShelf:
    """Batches in a database whose tables are there."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, batch: Batch, texts: bytes, most: int) -> bool:
        """Lay down a batch; False where ``most`` are waiting."""
        waiting = sa.select(sa.func.count()).where(batches.c.texts.is_not(None))
        row = {
            **{c.name: getattr(batch, c.name) for c in _CARD},
            "expires_at": _plain(batch.expires_at),
            "texts": texts,
            "laid_at": _plain(datetime.now(UTC)),
        }
        with self._engine.begin() as connection:
            if connection.execute(waiting).scalar_one() >= most:
                return False
            connection.execute(batches.insert().values(row))
        return True

    def find(self, token_hash: str, now: datetime) -> Batch | None:
        """A batch, unless its time is over."""
        mine = (batches.c.token_hash == token_hash) & (batches.c.expires_at > _plain(now))
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(*_CARD).where(mine)).mappings().first()
        return None if row is None else _batch(dict(row))

    def result(self, token_hash: str) -> bytes | None:
        """Its result as Parquet."""
        with self._engine.begin() as connection:
            return connection.execute(sa.select(batches.c.result).where(batches.c.token_hash == token_hash)).scalar()

    def claim(self, lease: timedelta, now: datetime) -> tuple[Batch, bytes] | None:
        """The oldest batch that nobody works on, with what was sent."""
        at = _plain(now)
        free = batches.c.leased_until.is_(None) | (batches.c.leased_until <= at)
        open_now = batches.c.texts.is_not(None) & free & (batches.c.expires_at > at)
        oldest = sa.select(*_CARD, batches.c.texts).where(open_now).order_by(batches.c.laid_at).limit(1)
        with self._engine.begin() as connection:
            row = connection.execute(oldest).mappings().first()
            if row is None:
                return None
            mine = batches.c.token_hash == row["token_hash"]
            begun = {"state": State.RUNNING, "tries": row["tries"] + 1, "leased_until": at + lease}
            # The number of tries says whether another process was quicker.
            taken = connection.execute(batches.update().where(mine, batches.c.tries == row["tries"]).values(begun))
            if taken.rowcount == 0:
                return None
        return _batch({**row, "state": State.RUNNING, "tries": row["tries"] + 1}), row["texts"]

    def progress(self, token_hash: str, done: int, lease: timedelta, now: datetime) -> bool:
        """Note how far it is; False where it is gone."""
        noted = {"done": done, "leased_until": _plain(now) + lease}
        return self._changed(token_hash, noted)

    def finish(self, token_hash: str, result: bytes | None, failure: str | None) -> None:
        """Lay down its result, or why there is none; what was sent is deleted."""
        ended = (
            {"state": State.FAILED, "failure": failure} if failure else {"state": State.DONE, "done": batches.c.total}
        )
        self._changed(token_hash, {**ended, "texts": None, "result": result})

    def forget(self, token_hash: str) -> bool:
        """Delete it; whether there was one."""
        with self._engine.begin() as connection:
            return connection.execute(batches.delete().where(batches.c.token_hash == token_hash)).rowcount > 0

    def sweep(self, now: datetime) -> None:
        """Delete all whose time is over."""
        with self._engine.begin() as connection:
            connection.execute(batches.delete().where(batches.c.expires_at <= _plain(now)))

    def _changed(self, token_hash: str, values: Mapping[str, object]) -> bool:
        with self._engine.begin() as connection:
            mine = batches.update().where(batches.c.token_hash == token_hash)
            return connection.execute(mine.values(dict(values))).rowcount > 0


def _batch(row: Mapping[Any, object]) -> Batch:
    known = {c.name: row[c.name] for c in _CARD}
    expires = row["expires_at"]
    assert isinstance(expires, datetime)
    return Batch(**{**known, "state": State(str(row["state"])), "expires_at": expires.replace(tzinfo=UTC)})  # type: ignore[arg-type]


def _plain(moment: datetime) -> datetime:
    """A moment as the database has it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
