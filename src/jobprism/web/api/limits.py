"""Who asks, and how often they may: keys, and token buckets."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from jobprism.web.api.problems import Refusal
from jobprism.web.tokens import hash_of, new_token

_MINUTE = 60.0
_MOST_CLIENTS = 50_000
_PREFIX = "jp_"


@dataclass(frozen=True)
class Key:
    """A new key: the key itself, which is shown once, and what a server knows of it."""

    key: str
    hash: str


def new_key() -> Key:
    """A key, which begins so that programs that look for leaked keys know it."""
    key = _PREFIX + new_token()
    return Key(key, hash_of(key))


def client_of(address: str) -> str:
    """Whom an address is counted for: itself, or the network of 64 bits that one IPv6 customer has."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return address


@dataclass(frozen=True)
class Allowance:
    """What a bucket says of one request.

    Attributes:
        allowed: whether it is answered.
        per_minute: how many are, in the long run.
        left: whole requests left at once.
        full_in: seconds until the bucket is full again.
        wait: seconds until the next request is answered; 0 where there is one left.
    """

    allowed: bool
    per_minute: int
    left: int
    full_in: int
    wait: int

    def check(self) -> None:
        """Refuse what is not allowed.

        Raises:
            Refusal: it was too much.
        """
        if not self.allowed:
            step = f"Wait {self.wait} seconds, or use a key with more."
            raise Refusal("too-many-requests", f"More than {self.per_minute} requests a minute.", "the client", step)

    def headers(self) -> dict[str, str]:
        """RateLimit fields as the IETF's httpapi group drafts them, and Retry-After where it was too much."""
        fields = {
            "RateLimit-Policy": f'"requests";q={self.per_minute};w={_MINUTE:.0f}',
            "RateLimit": f'"requests";r={self.left};t={self.full_in}',
        }
        return fields if self.allowed else {**fields, "Retry-After": str(self.wait)}


class Buckets:
    """A bucket of tokens per client: full at first, refilled steadily, one token a request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, per_minute: int) -> Allowance:
        """Take a token of a client; called from one thread, the event loop's."""
        now = self._clock()
        tokens, then = self._buckets.pop(client, (float(per_minute), now))
        rate = per_minute / _MINUTE
        tokens = min(float(per_minute), tokens + (now - then) * rate)
        allowed = tokens >= 1
        if allowed:
            tokens -= 1
        self._buckets[client] = (tokens, now)
        if len(self._buckets) > _MOST_CLIENTS:
            # Who asked longest ago has a full bucket again, or nearly.
            self._buckets.popitem(last=False)
        wait = 0 if tokens >= 1 else math.ceil((1 - tokens) / rate)
        return Allowance(allowed, per_minute, int(tokens), math.ceil((per_minute - tokens) / rate), wait)
