"""Every refusal in one shape: problem details of RFC 9457, with where it is wrong and the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from jobprism.errors import JobprismError, TitleError

MEDIA = "application/problem+json"
PREFIX = "/api/v1"


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: its status, and what it is called."""

    status: int
    title: str


KINDS: dict[str, Kind] = {
    "bad-request": Kind(400, "The request cannot be read"),
    "unknown-key": Kind(401, "The key is not known, or is missing where one is needed"),
    "not-found": Kind(404, "There is nothing at this address"),
    "unknown-title": Kind(404, "No occupation or role is meant by the title"),
    "wrong-method": Kind(405, "The address does not take this method"),
    "not-acceptable": Kind(406, "None of the media types asked for can be given"),
    "ambiguous-title": Kind(409, "Several occupations or roles may be meant"),
    "too-large": Kind(413, "More was sent than is taken"),
    "wrong-media-type": Kind(415, "The media type of what was sent is not one that is read"),
    "invalid-request": Kind(422, "Something asked for cannot be honoured"),
    "unreadable-document": Kind(422, "The document cannot be read"),
    "too-many-requests": Kind(429, "More requests than are answered in the time"),
    "internal-error": Kind(500, "An error of ours"),
    "unavailable": Kind(503, "Not available now"),
}

_OF_ERRORS = {
    "UnknownTitleError": "unknown-title",
    "AmbiguousTitleError": "ambiguous-title",
    "UsageError": "invalid-request",
    "DocumentError": "unreadable-document",
    "StorageError": "unavailable",
}
_OF_STATUS = {kind.status: name for name, kind in reversed(KINDS.items())}


class Named(BaseModel):
    """A subject that a title may mean."""

    id: str
    title: str
    similarity: float


class Problem(BaseModel):
    """What is wrong, where, and the next step."""

    type: str = Field(description="Reference to the kind of problem; `GET problems` lists them.")
    title: str = Field(description="The kind of problem in words; the same for all of its kind.")
    status: int
    detail: str = Field(description="What is wrong with this request. Never repeats what was typed.")
    where: str = Field(description="The parameter, field or operation it is about.")
    next_step: str
    error: str | None = Field(None, description="The exception that the Python package raises for the same.")
    candidates: list[Named] | None = Field(None, description="Of an ambiguous title: what may be meant.")


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - it is an answer
    """A refusal that is no error of the package."""

    kind: str
    detail: str
    where: str
    next_step: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None

    def answer(self) -> Response:
        """The refusal as it is sent."""
        return refused(self.kind, self.detail, self.where, self.next_step, self.headers, error=self.error)


def refused(
    name: str,
    detail: str,
    where: str,
    next_step: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """A refusal of a kind."""
    kind = KINDS[name]
    problem = Problem(
        type=f"{PREFIX}/problems#{name}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        where=where,
        next_step=next_step,
        **more,
    )
    return Response(
        problem.model_dump_json(exclude_none=True),
        kind.status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA,
    )


async def of_refusal(_: Request, refusal: Exception) -> Response:
    """The answer to a refusal raised by an operation."""
    assert isinstance(refusal, Refusal)
    return refusal.answer()


async def of_error(request: Request, error: Exception) -> Response:
    """The answer to an error of the package."""
    assert isinstance(error, JobprismError)
    name = _OF_ERRORS.get(type(error).__name__, "internal-error")
    where, kind = _operation(request), type(error).__name__
    if name == "internal-error":
        # Errors of files name paths of the machine.
        return refused(name, "The server's edition or one of its files is damaged.", where, _OURS, error=kind)
    named = None
    if isinstance(error, TitleError):
        named = [Named(id=i, title=t, similarity=round(s, 4)) for i, t, s in error.candidates] or None
    return refused(name, error.what, where, error.next_step, error=kind, candidates=named)


async def of_validation(request: Request, error: Exception) -> Response:
    """The answer to a request that does not fit its description; names the field, never what it holds."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place, *parts = (str(part) for part in first["loc"])
    if place == "body" and not _is_json(request):
        return refused("wrong-media-type", "What was sent is not named as JSON.", "Content-Type", _SEND_JSON)
    if first["type"] == "json_invalid":
        return refused("bad-request", "The body is no JSON.", "body", "Check brackets, quotes and commas.")
    where = f"{place} parameter {parts[0]}" if place != "body" else ".".join(["body", *parts])
    message = str(first["msg"]).removeprefix("Value error, ")
    return refused("invalid-request", f"{message}.", where, f"`GET {PREFIX}/docs` describes it.")


async def of_status(request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses."""
    assert isinstance(error, HTTPException)
    name = _OF_STATUS.get(error.status_code, "internal-error" if error.status_code >= 500 else "bad-request")
    if name == "not-found":
        detail, step = "There is no such operation.", f"`GET {PREFIX}/docs` lists all."
    elif name == "wrong-method":
        detail, step = f"{request.method} is not a method of this address.", "Use one that the header Allow names."
    else:
        detail, step = str(error.detail), "Mend the request and send it again."
    headers = {"Allow": _allowed(request)} if name == "wrong-method" else error.headers
    return refused(name, detail, _operation(request), step, headers)


def _allowed(request: Request) -> str:
    """The methods of an address: the framework knows those of one operation only, and we add HEAD."""
    path = getattr(request.scope.get("route"), "path", "")
    described = [method.upper() for method in request.app.openapi()["paths"].get(path, {})] or ["GET"]
    return ", ".join(sorted({*described, *(["HEAD"] if "GET" in described else [])}))


def _operation(request: Request) -> str:
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', '')}".strip()


def _is_json(request: Request) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))


_OURS = "Try again later; if it stays so, tell who runs the server."
_SEND_JSON = "Send the header `Content-Type: application/json`."
