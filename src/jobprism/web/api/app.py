"""The API as an ASGI app, to be mounted at ``/api/v1``."""

from __future__ import annotations

import json
from datetime import timedelta

import polars as pl
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from jobprism.atlas import Atlas
from jobprism.errors import JobprismError
from jobprism.judgements.load import Documents, judgement
from jobprism.settings import Settings
from jobprism.version import __version__
from jobprism.web.api import about, background, documents, problems, tables, titles
from jobprism.web.api.batches import Batches, Operation, Shelf
from jobprism.web.api.description import describe
from jobprism.web.api.front import Front
from jobprism.web.api.reference import reference_page
from jobprism.web.api.serving import Serving

_EXPOSED = ("ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Total-Count")


class Described(FastAPI):
    """FastAPI with our description of the operations."""

    def openapi(self) -> dict:
        """The OpenAPI document."""
        return describe(self)


def api(atlas: Atlas, chosen: Settings, shelf: Shelf | None) -> ASGIApp:
    """The API of an edition.

    Args:
        atlas: the edition.
        chosen: keys, rates and limits.
        shelf: where batches lie; None where none are taken.
    """
    batches = None
    if shelf is not None:

        def work(operation: Operation, texts: list[str | None], top: int) -> pl.DataFrame:
            return atlas.code(texts, top) if operation == "code" else atlas.score(texts)

        lasts = timedelta(hours=chosen.api_batch_hours)
        batches = Batches(shelf, work, lasts, chosen.api_batches)
    serving = Serving(atlas, chosen, batches)
    app = Described(
        version=__version__, openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(_known_parameters)]
    )
    for part in (about, titles, documents, tables, background):
        app.include_router(part.router(serving))
    _describe_itself(app)
    app.add_exception_handler(JobprismError, problems.of_error)
    app.add_exception_handler(problems.Refusal, problems.of_refusal)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    app.add_exception_handler(HTTPException, problems.of_status)
    most_body = max(chosen.api_body_bytes, judgement(Documents).maximum_bytes)
    front = Front(app, chosen, atlas.edition.manifest.content_hash, most_body)
    return CORSMiddleware(
        front,
        allow_origins=chosen.api_origins,
        allow_methods=["GET", "HEAD", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-None-Match"],
        expose_headers=_EXPOSED,
        max_age=86_400,
    )


def _describe_itself(app: FastAPI) -> None:
    """The description, for programs and for people."""

    @app.get("/openapi.json", include_in_schema=False)
    def openapi_document() -> Response:
        return Response(json.dumps(app.openapi()), media_type="application/json")

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        return Response(reference_page(app.openapi()), media_type="text/html; charset=utf-8")


def _known_parameters(request: Request) -> None:
    """Refuse a parameter that the operation does not have: a misspelt one would be passed over.

    Raises:
        Refusal: there is one.
    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = {field.alias for field in route.dependant.query_params}
    if unknown := sorted(set(request.query_params) - known):
        name = unknown[0] if unknown[0].isidentifier() else "given"
        step = f"It has {', '.join(sorted(known))}." if known else "It has none."
        raise problems.Refusal("invalid-request", f"There is no parameter '{name[:40]}'.", "query", step)
