"""Pages of the app for one person alone: made by the site's templates, kept by no cache, named in no log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jobprism.errors import JobprismError
from jobprism.publishing.site.look import Look
from jobprism.settings import Settings
from jobprism.web.pages import POLICY
from jobprism.web.receive import Form, RefusedError, form_of

Handler = Callable[[Request, Form], Awaitable[Response]]

_UNUSABLE = 422
PRIVATE = {
    "Cache-Control": "no-store",
    # The card of the quiz is a picture within its page.
    "Content-Security-Policy": f"{POLICY.replace('img-src', 'img-src data:')}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Replies:
    """What all pages of forms share."""

    def __init__(self, look: Look, chosen: Settings, lock: Lock) -> None:
        """Bind them.

        Args:
            look: templates.
            chosen: limits, and how long things are kept.
            lock: held while an edition's tables are read.
        """
        self.look = look
        self.settings = chosen
        self.lock = lock

    def routes(self, pages: Mapping[tuple[str, str], Handler]) -> list[Route]:
        """Routes of handlers, by method and path; a refusal is a page with what is wrong and the next step."""
        return [Route(path, self._guarded(handler), methods=[method]) for (method, path), handler in pages.items()]

    def page(self, template: str, path: str, status: int = 200, **values: Any) -> Response:
        """A page that stands at ``path``, from the root of the site."""
        body = self.look.page(template, path, rooted=True, description=_DESCRIPTION, indexed=False, **values)
        return Response(body, status, PRIVATE, media_type="text/html")

    def message(self, kind: str, path: str, status: int = 200, **values: Any) -> Response:
        """A page that says one thing; ``kind`` is one of those in its template."""
        return self.page("message.html", path, status, kind=kind, **values)

    def entry(self, words: str) -> str:
        """The title of a published subject by its id; empty where there is none: an address holds no typed words."""
        found = self.look.frame.entries.get(words)
        return found.title if found else ""

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                form = Form()
                if request.method == "POST":
                    base_url = self.look.frame.options.base_url
                    form = await form_of(request, self.settings.form_seconds, base_url)
                return await handler(request, form)
            except JobprismError as error:
                status = error.status if isinstance(error, RefusedError) else _UNUSABLE
                return self.message("refused", request.url.path.lstrip("/"), status, error=error)

        return guarded


def download(content: bytes | str, media_type: str, name: str) -> Response:
    """A file to keep."""
    return Response(
        content, media_type=media_type, headers={**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    )


_DESCRIPTION = "Your own tasks, hours and answers beside the figures of the job."
