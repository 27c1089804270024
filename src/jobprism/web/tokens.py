"""Unguessable tokens, and what is kept of them: so much chance needs no slow hash."""

from __future__ import annotations

import hashlib
import secrets

_TOKEN_BYTES = 24


def new_token() -> str:
    """An unguessable token of 192 bits, safe in an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token: who reads it cannot open what the token opens."""
    return hashlib.sha256(token.encode()).hexdigest()
