"""Running the app with uvicorn, with or without an eye on the files it is made from."""

from __future__ import annotations

import logging
import os
import socket
from asyncio import BaseTransport
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import BaseModel, ConfigDict
from starlette.applications import Starlette
from starlette.routing import Mount
from threadpoolctl import threadpool_limits
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from jobprism.atlas import Atlas
from jobprism.editions.store import open_edition
from jobprism.publishing.site.options import HERE, options
from jobprism.publishing.site.site import Site
from jobprism.settings import settings
from jobprism.web.api.mount import mounted
from jobprism.web.pages import pages

_SERVED = "JOBPRISM_SERVED"
"""Carries the choices to the processes that uvicorn starts: several, or anew after a change of code."""
_SERVICE = ("sqlalchemy", "alembic", "typst", "python_multipart")
"""What the extra `service` brings beyond the pages."""


class Served(BaseModel):
    """What is served."""

    model_config = ConfigDict(frozen=True)

    edition: str | None = None
    base_url: str | None = None
    app_url: str | None = None
    language: str = "en"
    only: tuple[str, ...] = ()
    watch: bool = False
    workers: int = 1


class Prompt(AutoHTTPProtocol):
    """HTTP as uvicorn speaks it; what is small is sent at once.

    The socket that uvicorn binds for several processes does not say that it is one of TCP, so that asyncio leaves
    Nagle's algorithm on, and each answer on a kept connection waits some 40 ms (uvicorn's issue 3149).
    """

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin a connection."""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


def application(served: Served) -> Starlette:
    """The app of an edition and a publisher's choices.

    Raises:
        EditionError: there is no such edition.
        UsageError: a choice cannot be honoured.
    """
    if served.workers > 1:
        # Processes share the processors already: the threads that BLAS has in each would wait for each other.
        threadpool_limits(1, "blas")
    # Without the extra `service`, the pages alone.
    forms = all(find_spec(name) is not None for name in _SERVICE)
    app_url = served.app_url or (HERE if forms else None)
    chosen = options(served.base_url, served.language, served.only or None, app_url=app_url)
    site = Site(open_edition(settings(), served.edition), chosen, watch=served.watch)
    if not forms:
        api = mounted(Atlas(site.frame.edition), settings(), None, served.workers)
        return Starlette(routes=[api, Mount("/", app=pages(site))])
    from jobprism.web.service import service

    return service(site, settings(), served.workers)


def from_environment() -> Starlette:
    """The app with the choices that ``run`` has put into the environment."""
    return application(Served.model_validate_json(os.environ[_SERVED]))


def run(served: Served, host: str, port: int, *, reload: bool) -> None:
    """Serve until interrupted.

    Args:
        served: what.
        host: the address to listen at.
        port: the port; 0 for a free one.
        reload: whether changed templates are read again, and changed code restarts the app.
    """
    # Addresses may hold words a person typed, or the token of a link: none of them goes into a log.
    options: dict[str, Any] = {"host": host, "port": port, "access_log": False, "http": Prompt}
    if settings().access_log:
        # The app's own lines, which hold neither.
        logging.basicConfig(format="%(asctime)s %(name)s %(message)s")
        logging.getLogger("jobprism").setLevel(logging.INFO)
    if not reload and served.workers == 1:
        uvicorn.run(application(served), **options)
        return
    os.environ[_SERVED] = served.model_copy(update={"watch": reload}).model_dump_json()
    factory = f"{from_environment.__module__}:{from_environment.__name__}"
    if reload:
        options |= {"reload": True, "reload_dirs": [str(Path(__file__).parents[1])]}
    else:
        # What is wrong is told here, once, rather than by each process.
        application(served)
        options |= {"workers": served.workers}
    uvicorn.run(factory, factory=True, **options)
