"""What stands before the operations: keys, limits, HEAD, marks of what a client has, and bytes made before.

Plain ASGI, since most requests end here: an edition never changes, so its answers are kept as bytes.
"""

from __future__ import annotations

import hashlib
import logging
import time
import traceback
from collections import OrderedDict
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jobprism.settings import Settings
from jobprism.web.api.limits import Allowance, Buckets, client_of
from jobprism.web.api.problems import Refusal
from jobprism.web.tokens import hash_of

_AGE = 300
"""Seconds that a client may keep an answer without asking: a server may be given a new edition."""
_LARGEST_KEPT = 4_000_000
access = logging.getLogger("jobprism.access")
errors = logging.getLogger("jobprism.errors")

Fields = list[tuple[bytes, bytes]]


class Made(NamedTuple):
    """An answer's bytes, its headers, and its mark."""

    body: bytes
    headers: Fields
    mark: bytes


class Kept:
    """Answers made before, the least used let go first; by the hash of what was asked, so no typed word is kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._made: OrderedDict[bytes, Made] = OrderedDict()
        self.bytes = 0

    def get(self, key: bytes) -> Made | None:
        """The answer, if it is kept."""
        made = self._made.get(key)
        if made is not None:
            self._made.move_to_end(key)
        return made

    def put(self, key: bytes, made: Made) -> None:
        """Keep an answer."""
        if len(made.body) > min(_LARGEST_KEPT, self._most) or key in self._made:
            return
        self._made[key] = made
        self.bytes += len(made.body)
        while self.bytes > self._most:
            _, gone = self._made.popitem(last=False)
            self.bytes -= len(gone.body)


class Front:
    """An ASGI app before another."""

    def __init__(self, app: ASGIApp, chosen: Settings, content_hash: str, most_body: int) -> None:
        """Stand before an app.

        Args:
            app: the operations.
            chosen: keys, rates and limits.
            content_hash: of the edition.
            most_body: bytes that a request may send.
        """
        self._app = app
        self._chosen = chosen
        self._issue = content_hash[:12]
        self._most_body = most_body
        self._keys = frozenset(chosen.api_keys)
        self._buckets = Buckets()
        self.kept = Kept(chosen.api_cache_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        exchange = _Exchange(scope, receive, send, self._most_body)
        try:
            await self._answered(exchange)
        finally:
            if self._chosen.access_log:
                path = _without_tokens(scope["path"])
                spent = (time.perf_counter() - began) * 1000
                access.info("%s %s %d %d bytes %.1f ms", scope["method"], path, exchange.status, exchange.sent, spent)

    async def _answered(self, exchange: _Exchange) -> None:
        try:
            allowance = self._allowed(exchange)
            if allowance is not None:
                exchange.extra = [(k.lower().encode(), v.encode()) for k, v in allowance.headers().items()]
                allowance.check()
            exchange.check_length()
            await self._made(exchange)
        except Refusal as refusal:
            await exchange.respond(refusal.answer())
        except Exception as error:
            _told(error)
            if exchange.started:
                raise
            refusal = Refusal("internal-error", "Something went wrong.", "the server", _OURS)
            await exchange.respond(refusal.answer())

    def _allowed(self, exchange: _Exchange) -> Allowance | None:
        """What the client may still do; None without a limit.

        Raises:
            Refusal: the key is not known, or there must be one.
        """
        scheme, _, key = exchange.headers.get("authorization", "").partition(" ")
        known = hash_of(key.strip()) if scheme.lower() == "bearer" else None
        if (known is None and self._chosen.api_keys_only) or (known is not None and known not in self._keys):
            detail = "The key is not one of this server's." if known else "This server answers with a key only."
            raise Refusal("unknown-key", detail, "Authorization", _KEY, {"WWW-Authenticate": "Bearer"})
        per_minute = self._chosen.api_rate if known is None else self._chosen.api_key_rate
        if per_minute == 0:
            return None
        return self._buckets.take(known or client_of(exchange.address), per_minute)

    async def _made(self, exchange: _Exchange) -> None:
        if exchange.method not in ("GET", "HEAD"):
            await self._app(exchange.scope, exchange.receive, exchange.send)
            return
        key = exchange.key()
        if (made := self.kept.get(key)) is not None:
            await exchange.respond_with(made)
            return
        gathered = _Gathered()
        await self._app({**exchange.scope, "method": "GET"}, exchange.receive, gathered)
        # What changes with the day or belongs to one person says so itself.
        cache = next((v for k, v in gathered.headers if k == b"cache-control"), None)
        if gathered.status != 200 or cache == b"no-store":
            await exchange.respond_as(gathered.status, gathered.headers, gathered.body)
            return
        digest = hashlib.sha256(gathered.body).hexdigest()[:20]
        mark = f'"{self._issue}-{digest}"'.encode()
        shared = b"private" if self._chosen.api_keys_only else b"public"
        headers = [*gathered.headers, (b"etag", mark)]
        if cache is None:
            headers.append((b"cache-control", shared + b", max-age=%d" % _AGE))
        made = Made(gathered.body, headers, mark)
        if cache is None:
            self.kept.put(key, made)
        await exchange.respond_with(made)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most_body: int) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.headers = Headers(scope=scope)
        self.method: str = scope["method"]
        self.address: str = (scope.get("client") or ("", 0))[0]
        self._most = most_body
        self._read = 0
        self.extra: Fields = []
        self.started = False
        self.status = 0
        self.sent = 0

    def key(self) -> bytes:
        """The hash of what is asked for."""
        asked = (self.scope["path"].encode(), self.scope["query_string"], self.headers.get("accept", "").encode())
        return hashlib.blake2b(b"\0".join(asked), digest_size=16).digest()

    def check_length(self) -> None:
        """Refuse a body that says that it is too large.

        Raises:
            Refusal: it does.
        """
        length = self.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._most:
            raise Refusal("too-large", f"More than {self._most:,} bytes were sent.", "body", _SMALLER)

    async def receive(self) -> Message:
        """A part of the body, counted."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            raise HTTPException(413, f"More than {self._most:,} bytes were sent.")
        return message

    async def send(self, message: Message) -> None:
        """A part of the answer, with what the front adds."""
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            message = {**message, "headers": [*message["headers"], *_ALWAYS, *self.extra]}
        else:
            self.sent += len(message.get("body", b""))
        await self._send(message)

    async def respond(self, response: Response) -> None:
        """Send an answer made here."""
        await self.respond_as(response.status_code, response.raw_headers, bytes(response.body))

    async def respond_with(self, made: Made) -> None:
        """Send a kept answer, or only that the client has it."""
        if _has(self.headers.get("if-none-match"), made.mark):
            kept = [(k, v) for k, v in made.headers if k not in (b"content-length", b"content-type")]
            await self.respond_as(304, kept, b"")
            return
        await self.respond_as(200, made.headers, made.body)

    async def respond_as(self, status: int, headers: Fields, body: bytes) -> None:
        """Send an answer; to HEAD its headers alone."""
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else body})


class _Gathered:
    """An answer held back until it is whole."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Fields = []
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self._parts.append(message.get("body", b""))

    @property
    def body(self) -> bytes:
        return b"".join(self._parts)


def _has(header: str | None, mark: bytes) -> bool:
    """Whether If-None-Match names a mark (RFC 9110, 13.1.2: compared weakly)."""
    if header is None:
        return False
    named = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in named or mark.decode() in named


def _told(error: Exception) -> None:
    """Log what failed and where. Its message is left out: it may hold what a person typed."""
    at = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{at[0].filename}:{at[0].lineno} in {at[0].name}" if at else "nowhere"
    errors.error("%s at %s", type(error).__name__, place)


def _without_tokens(path: str) -> str:
    before, found, _ = path.partition("/batches/")
    return f"{before}/batches/…" if found else path


_ALWAYS: Fields = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
_KEY = "Send `Authorization: Bearer KEY`; who runs the server makes keys with `jobprism api-key`."
_SMALLER = "Send less at a time, or ask for a batch."
_OURS = "Try again; if it stays so, tell who runs the server what you asked for."
