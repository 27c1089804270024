"""What a browser sends: a form of ours, within limits, from our own pages; anything else is refused with the reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlsplit

from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from jobprism.errors import UsageError
from jobprism.judgements.load import Documents, judgement

MOST_FIELDS = 1000
"""Fields a form may have; the largest of ours has a few hundred."""
MOST_FORM = 2_000_000
"""Bytes of a form without its file: 200 tasks of 500 letters, each letter twelve bytes as addresses write them."""
_DRAINED = 10
"""Times the limit that is still read and thrown away: who answers sooner breaks the line, and shows no page."""

_MULTIPART, _URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


class RefusedError(UsageError):
    """A request that is not taken.

    Args:
        status: of HTTP.
        what: as in every error.
        next_step: as in every error.
    """

    def __init__(self, status: int, what: str, next_step: str) -> None:
        super().__init__(what, next_step)
        self.status = status


@dataclass(frozen=True)
class Form:
    """What a form says.

    Attributes:
        fields: text by name, without zero bytes; of a name that stands twice the last.
        upload: the bytes of its file; empty where none was chosen.
    """

    fields: dict[str, str] = field(default_factory=dict)
    upload: bytes = b""


class _InMemory(MultiPartParser):
    """Keeps a file in memory whatever its size: nothing a person sends is written to a disk unasked."""

    spool_max_size = 2**40


async def form_of(request: Request, seconds: float, base_url: str | None = None) -> Form:
    """The form that a request carries.

    Args:
        request: of any kind.
        seconds: how long it may take to arrive.
        base_url: where the site stands, behind a proxy that names another host.

    Raises:
        RefusedError: it comes from another site (403), arrives too slowly (408), is too large (413), no form (415), or
            malformed or of too many fields (422).
    """
    if _from_elsewhere(request, base_url):
        raise RefusedError(403, "The form was sent from a page of another site.", "Open the form here and fill it in.")
    if "content-type" not in request.headers and request.headers.get("content-length", "0") == "0":
        return Form()  # a button alone, pressed by a program; browsers name a type
    kind = _kind(request)
    most = MOST_FORM + (judgement(Documents).maximum_bytes if kind == _MULTIPART else 0)
    try:
        async with asyncio.timeout(seconds):
            stream = _limited(request, most)
            if kind == _MULTIPART:
                parser = _InMemory(
                    request.headers, stream, max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_FORM
                )
            else:
                parser = FormParser(request.headers, stream, max_fields=MOST_FIELDS, max_part_size=MOST_FORM)
            return await _read(await parser.parse())
    except TimeoutError:
        raise RefusedError(
            408, f"The form did not arrive within {seconds:g} seconds.", "Send it again, with a smaller file."
        ) from None
    except ClientDisconnect:
        raise RefusedError(400, "The form did not arrive whole.", "Send it again.") from None
    except (MultiPartException, FormParserError):
        raise RefusedError(
            422, "The form is malformed, or has more fields than any of ours.", "Start again, with fewer entries."
        ) from None


def _from_elsewhere(request: Request, base_url: str | None) -> bool:
    """Whether a page of another site sent it.

    No form of ours needs this to be safe: there is no cookie and no session that another site could ride on. It keeps
    others from having visitors' browsers ask for mail. Browsers of today say where a request is from in a header that
    pages cannot set; an older one tells the origin, or, after a page that sends no referrer, ``null``.
    """
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        return told not in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin in (None, "null"):
        return False
    own = {request.headers.get("host"), urlsplit(base_url or "").netloc}
    try:
        return urlsplit(origin).netloc not in own
    except ValueError:
        return True


def _kind(request: Request) -> str:
    """The form's media type.

    Raises:
        RefusedError: it is no form, or in letters other than UTF-8.
    """
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    kind, charset = header.get_content_type(), str(header.get_param("charset", "utf-8")).lower()
    if kind not in (_MULTIPART, _URLENCODED) or charset not in ("utf-8", "utf8"):
        raise RefusedError(415, "What was sent is no form in UTF-8.", "Use the form on the page.")
    return kind


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The body, and no more than ``most`` bytes of it.

    Raises:
        RefusedError: it is larger.
    """
    told = request.headers.get("content-length", "0")
    size = int(told) if told.isdecimal() else 0
    got = 0
    async for chunk in request.stream():
        got += len(chunk)
        if max(size, got) > _DRAINED * most:
            break
        if max(size, got) <= most:
            yield chunk
    if max(size, got) > most:
        raise RefusedError(
            413,
            f"What was sent is larger than {most / 1e6:.0f} MB.",
            "Send a smaller file, or paste the part you need.",
        )


async def _read(form: FormData) -> Form:
    most = judgement(Documents).maximum_bytes
    upload = b""
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            upload = await value.read(most + 1)
            if len(upload) > most:
                raise RefusedError(413, f"The file is larger than {most / 1e6:.0f} MB.", "Send a smaller file.")
        else:
            fields[name] = value.replace("\0", "")
    await form.close()
    return Form(fields, upload)
