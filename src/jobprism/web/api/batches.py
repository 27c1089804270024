"""Batches: lists too long for one request, worked off in the background and fetched when done.

What was sent lies in the app's database where there is one, so that a batch outlives a restart and any worker may take
it up; else in memory, where a restart forgets it. Either way a batch is known by a random token alone, what was sent is
deleted as soon as it is worked off, and the result with the batch's time.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Literal, Protocol

import polars as pl

from jobprism.errors import JobprismError
from jobprism.web.api.problems import Refusal

Operation = Literal["code", "score"]
LEASE = timedelta(minutes=10)
"""How long a worker keeps a batch from others; one that dies loses it then."""
MOST_TRIES = 3
_EVERY = 2.0
_PART = 5000
"""Texts between two notes of progress."""


class State(StrEnum):
    """Where a batch stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Batch:
    """A batch.

    Attributes:
        token_hash: the hash of its token.
        operation: code or score.
        top: candidates of each title, of ``code``.
        state: where it stands.
        total: texts in it.
        done: texts worked off.
        tries: how often it was begun.
        expires_at: when it is deleted, UTC.
        failure: why it failed.
    """

    token_hash: str
    operation: Operation
    top: int
    state: State
    total: int
    done: int
    tries: int
    expires_at: datetime
    failure: str | None = None


class Shelf(Protocol):
    """Where batches lie."""

    def add(self, batch: Batch, texts: bytes, most: int) -> bool:
        """Lay down a batch; False where ``most`` are waiting."""
        ...

    def find(self, token_hash: str, now: datetime) -> Batch | None:
        """A batch, unless its time is over."""
        ...

    def result(self, token_hash: str) -> bytes | None:
        """Its result as Parquet."""
        ...

    def claim(self, lease: timedelta, now: datetime) -> tuple[Batch, bytes] | None:
        """The oldest batch that nobody works on, with what was sent."""
        ...

    def progress(self, token_hash: str, done: int, lease: timedelta, now: datetime) -> bool:
        """Note how far it is; False where it is gone."""
        ...

    def finish(self, token_hash: str, result: bytes | None, failure: str | None) -> None:
        """Lay down its result, or why there is none; what was sent is deleted."""
        ...

    def forget(self, token_hash: str) -> bool:
        """Delete it; whether there was one."""
        ...

    def sweep(self, now: datetime) -> None:
        """Delete all whose time is over."""
        ...


@dataclass
class _Laid:
    batch: Batch
    texts: bytes | None
    result: bytes | None = None
    leased_until: datetime | None = None


class MemoryShelf:
    """Batches in memory: gone with the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._laid: dict[str, _Laid] = {}

    def add(self, batch: Batch, texts: bytes, most: int) -> bool:
        """Lay down a batch; False where ``most`` are there already: memory holds results too."""
        with self._lock:
            if len(self._laid) >= most:
                return False
            self._laid[batch.token_hash] = _Laid(batch, texts)
        return True

    def find(self, token_hash: str, now: datetime) -> Batch | None:
        """A batch, unless its time is over."""
        laid = self._laid.get(token_hash)
        return laid.batch if laid and laid.batch.expires_at > now else None

    def result(self, token_hash: str) -> bytes | None:
        """Its result as Parquet."""
        laid = self._laid.get(token_hash)
        return laid.result if laid else None

    def claim(self, lease: timedelta, now: datetime) -> tuple[Batch, bytes] | None:
        """The oldest batch that nobody works on, with what was sent."""
        with self._lock:
            for laid in self._laid.values():
                free = laid.leased_until is None or laid.leased_until <= now
                if laid.texts is not None and free and laid.batch.expires_at > now:
                    laid.batch = replace(laid.batch, state=State.RUNNING, tries=laid.batch.tries + 1)
                    laid.leased_until = now + lease
                    return laid.batch, laid.texts
        return None

    def progress(self, token_hash: str, done: int, lease: timedelta, now: datetime) -> bool:
        """Note how far it is; False where it is gone."""
        with self._lock:
            laid = self._laid.get(token_hash)
            if laid is None:
                return False
            laid.batch, laid.leased_until = replace(laid.batch, done=done), now + lease
        return True

    def finish(self, token_hash: str, result: bytes | None, failure: str | None) -> None:
        """Lay down its result, or why there is none; what was sent is deleted."""
        with self._lock:
            if laid := self._laid.get(token_hash):
                laid.texts, laid.result = None, result
                ended = State.FAILED if failure else State.DONE
                done = laid.batch.done if failure else laid.batch.total
                laid.batch = replace(laid.batch, state=ended, done=done, failure=failure)

    def forget(self, token_hash: str) -> bool:
        """Delete it; whether there was one."""
        with self._lock:
            return self._laid.pop(token_hash, None) is not None

    def sweep(self, now: datetime) -> None:
        """Delete all whose time is over."""
        with self._lock:
            for token_hash in [t for t, laid in self._laid.items() if laid.batch.expires_at <= now]:
                del self._laid[token_hash]


Work = Callable[[Operation, list[str | None], int], pl.DataFrame]


class Batches:
    """Takes batches, works them off one at a time, and hands out results."""

    def __init__(self, shelf: Shelf, work: Work, lasts: timedelta, most_waiting: int) -> None:
        """Begin.

        Args:
            shelf: where batches lie.
            work: from an operation, texts and ``top`` to a table.
            lasts: how long a batch is kept.
            most_waiting: batches that may lie there.
        """
        self._shelf, self._work, self.lasts, self._most = shelf, work, lasts, most_waiting
        self._stop, self._called = Event(), Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Work in the background, until ``stop``."""
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True, name="batches")
            self._thread.start()

    def stop(self) -> None:
        """Stop after what is being worked on; with a database another process takes up the rest."""
        self._stop.set()
        self._called.set()

    def submit(self, token_hash: str, operation: Operation, texts: list[str | None], top: int) -> Batch:
        """Take a batch.

        Raises:
            Refusal: too many are waiting.
        """
        expires = datetime.now(UTC) + self.lasts
        batch = Batch(token_hash, operation, top, State.WAITING, len(texts), 0, 0, expires)
        if not self._shelf.add(batch, _packed(pl.DataFrame({"text": texts}, schema={"text": pl.String})), self._most):
            raise Refusal(
                "unavailable",
                "Too many batches are waiting.",
                "POST /batches",
                "Try again later.",
                {"Retry-After": "60"},
            )
        self.start()
        self._called.set()
        return batch

    def find(self, token_hash: str) -> Batch:
        """A batch.

        Raises:
            Refusal: there is none under the token.
        """
        # After a restart, whoever asks for a batch sets its work going again.
        self.start()
        batch = self._shelf.find(token_hash, datetime.now(UTC))
        if batch is None:
            raise Refusal(
                "not-found",
                "There is no such batch: it was deleted, its time is over, or the server forgot it in a restart.",
                "token",
                "Send the batch again.",
            )
        return batch

    def result(self, token_hash: str) -> pl.DataFrame:
        """The result of a batch that is done.

        Raises:
            Refusal: there is no such batch, or it has no result, or not yet.
        """
        batch = self.find(token_hash)
        found = self._shelf.result(token_hash)
        if batch.state is State.FAILED:
            raise Refusal("invalid-request", batch.failure or "The batch failed.", "batch", "Send it again.")
        if found is None:
            raise Refusal(
                "not-found", "The batch is not done yet.", "batch", "Ask for its state.", {"Retry-After": "2"}
            )
        return pl.read_parquet(io.BytesIO(found))

    def forget(self, token_hash: str) -> None:
        """Delete a batch and its result.

        Raises:
            Refusal: there is none under the token.
        """
        if not self._shelf.forget(token_hash):
            self.find(token_hash)

    def _run(self) -> None:
        while not self._stop.is_set():
            now = datetime.now(UTC)
            self._shelf.sweep(now)
            claimed = self._shelf.claim(LEASE, now)
            if claimed is None:
                self._called.wait(_EVERY)
                self._called.clear()
            else:
                self._worked(*claimed)

    def _worked(self, batch: Batch, texts: bytes) -> None:
        if batch.tries > MOST_TRIES:
            self._shelf.finish(batch.token_hash, None, "The server stopped each time it worked on this batch.")
            return
        given = pl.read_parquet(io.BytesIO(texts))["text"].to_list()
        parts = []
        try:
            for at in range(0, len(given), _PART):
                part = self._work(batch.operation, given[at : at + _PART], batch.top)
                parts.append(part.with_columns(pl.col("row") + at) if "row" in part.columns else part)
                reached = min(at + _PART, len(given))
                if self._stop.is_set() or not self._shelf.progress(batch.token_hash, reached, LEASE, datetime.now(UTC)):
                    return
        except JobprismError as error:
            self._shelf.finish(batch.token_hash, None, error.what)
            return
        except Exception as error:
            self._shelf.finish(batch.token_hash, None, f"An error of ours ({type(error).__name__}).")
            return
        self._shelf.finish(batch.token_hash, _packed(pl.concat(parts)), None)


def _packed(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
