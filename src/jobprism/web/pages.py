"""The pages of an edition over HTTP: for each path the bytes that the static site has there."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from threading import Lock

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jobprism.publishing.site.files import MEDIA
from jobprism.publishing.site.site import Site

_MISSING = "404.html"
_MOST_AGE = 300
# Pages need nothing from elsewhere and nothing inline but their data; only cards may stand in frames of other sites.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Access-Control-Allow-Origin": "*"}


def pages(site: Site, lock: Lock | None = None) -> Starlette:
    """An ASGI app with the pages of a site, for GET and HEAD.

    Args:
        site: the pages.
        lock: held while a page is made; one of its own by default.
    """
    lock = lock or Lock()

    def body(path: str) -> bytes | None:
        # An edition keeps its tables once read; one request at a time does so.
        with lock:
            return site.body(path)

    async def page(request: Request) -> Response:
        path = _file_of(request.path_params["path"])
        made = await run_in_threadpool(body, path)
        if made is None and PurePosixPath(path).suffix not in MEDIA:
            # Relative, so that no path can lead to another host.
            return RedirectResponse(f"./{PurePosixPath(path).name}/")
        if made is None:
            return _answer(request, _MISSING, await run_in_threadpool(body, _MISSING) or b"", 404)
        return _answer(request, path, made, 200)

    return Starlette(routes=[Route("/{path:path}", page, methods=["GET", "HEAD"])])


def _file_of(path: str) -> str:
    """The file that an address means: of a folder its index, of a card its page."""
    if path == "" or path.endswith("/"):
        return f"{path}index.html"
    if path.startswith("embed/") and not path.endswith(".html"):
        return f"{path}.html"
    return path


def _answer(request: Request, path: str, made: bytes, status: int) -> Response:
    mark = f'"{hashlib.sha256(made).hexdigest()[:32]}"'
    frames = "*" if path.startswith("embed/") else "'self'"
    headers = {
        **_HEADERS,
        "ETag": mark,
        "Cache-Control": f"public, max-age={_MOST_AGE}",
        "Content-Security-Policy": f"{POLICY}; frame-ancestors {frames}",
    }
    if status == 200 and request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(made, status, headers, media_type=MEDIA[PurePosixPath(path).suffix])
