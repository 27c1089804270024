"""From documents and tables to bytes in the format asked for."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

import polars as pl
from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from jobprism.analyses.documents import EditionNote
from jobprism.publishing.rendered import rendered
from jobprism.publishing.tabular import frame_to_csv
from jobprism.web.api.problems import Refusal

JSON, CSV, PARQUET = "application/json", "text/csv", "application/vnd.apache.parquet"
TABLES = {"json": JSON, "csv": CSV, "parquet": PARQUET}
DOCUMENTS = {"json": JSON, "md": "text/markdown", "html": "text/html"}
TABULAR_DOCUMENTS = {**DOCUMENTS, "csv": CSV}
PRIVATE = {"Cache-Control": "no-store"}
"""Of answers to what a person sent: nobody keeps them."""
_CHARSET = {"csv": "; charset=utf-8", "md": "; charset=utf-8", "html": "; charset=utf-8"}
FIRST_ROWS = 100
"""Rows of a page of JSON where no limit is given."""
MOST_ROWS = 10_000

Row = TypeVar("Row")


class Rows(BaseModel, Generic[Row]):
    """A table, or a page of it."""

    edition: EditionNote
    total: int = Field(description="Rows of the whole table.")
    offset: int
    rows: list[Row]


TableFormat = Annotated[
    Literal["json", "csv", "parquet"] | None,
    Query(alias="format", description="Instead of the header Accept.", examples=["json"]),
]
DocumentFormat = Annotated[
    Literal["json", "md", "html"] | None,
    Query(alias="format", description="Instead of the header Accept.", examples=["json"]),
]
TabularFormat = Annotated[
    Literal["json", "md", "html", "csv"] | None,
    Query(alias="format", description="Instead of the header Accept.", examples=["json"]),
]
Limit = Annotated[
    int | None,
    Query(ge=1, le=MOST_ROWS, description=f"Rows at most; {FIRST_ROWS} in JSON, else all.", examples=[5]),
]
Offset = Annotated[int, Query(ge=0, le=10**9, description="Rows to leave out before.", examples=[0])]


def of_tables() -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of an answer that is a table, beside its JSON."""
    return _contents(TABLES)


def of_documents(*, tabular: bool = False) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of an answer that is a document, beside its JSON."""
    return _contents(TABULAR_DOCUMENTS if tabular else DOCUMENTS)


def _contents(offered: Mapping[str, str]) -> dict[int | str, dict[str, Any]]:
    others = {media: {"schema": {"type": "string"}} for name, media in offered.items() if name not in ("json",)}
    if PARQUET in others:
        others[PARQUET]["schema"]["format"] = "binary"
    return {200: {"content": others}}


def chosen_format(request: Request, asked: str | None, offered: Mapping[str, str]) -> str:
    """The format asked for by name, else by the header Accept (RFC 9110, 12.5.1).

    Raises:
        Refusal: nothing that is offered is acceptable.
    """
    if asked is not None:
        return asked
    header = request.headers.get("accept", "").strip()
    if header in ("", "*/*"):
        return next(iter(offered))
    ranges = [_range(part) for part in header.split(",")]
    quality = {name: _quality(media, ranges) for name, media in offered.items()}
    best = max(quality, key=lambda name: quality[name])
    if quality[best] <= 0:
        raise Refusal("not-acceptable", "None of the media types in Accept can be given.", "Accept", _offer(offered))
    return best


def _offer(offered: Mapping[str, str]) -> str:
    return f"There are {', '.join(offered.values())}; or give `format`."


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media, float(value)
            except ValueError:
                return media, 0.0
    return media, 1.0


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    """How much a media type is wanted: by the most specific range that holds it."""
    known = dict(reversed(ranges))
    return next((known[r] for r in (media, f"{media.partition('/')[0]}/*", "*/*") if r in known), 0.0)


def document_answer(
    request: Request, document: BaseModel, asked: str | None, offered: Mapping[str, str] = DOCUMENTS
) -> Response:
    """A document in the format asked for."""
    name = chosen_format(request, asked, offered)
    body = document.model_dump_json() if name == "json" else rendered(document, name)
    return _varied(Response(body, media_type=offered[name] + _CHARSET.get(name, "")))


def json_answer(document: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
    """A document that has JSON only."""
    return Response(document.model_dump_json(), media_type=JSON, headers=dict(headers or {}))


def table_answer(
    request: Request,
    frame: pl.DataFrame,
    edition: EditionNote,
    asked: str | None,
    *,
    limit: int | None = None,
    offset: int = 0,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A table in the format asked for, with links to the pages before and after it."""
    name = chosen_format(request, asked, TABLES)
    if limit is None and name == "json" and request.method == "GET":
        limit = FIRST_ROWS
    part = frame.slice(offset, limit)
    if name == "parquet":
        buffer = io.BytesIO()
        part.write_parquet(buffer)
        body = buffer.getvalue()
    elif name == "csv":
        body = frame_to_csv(part).encode()
    else:
        about = json.dumps({"edition": edition.model_dump(mode="json"), "total": frame.height, "offset": offset})
        body = f'{about[:-1]}, "rows": {part.write_json()}}}'.encode()
    links = _links(request, frame.height, limit, offset)
    sent = {**(headers or {}), "X-Total-Count": str(frame.height), **({"Link": links} if links else {})}
    return _varied(Response(body, media_type=TABLES[name] + _CHARSET.get(name, ""), headers=sent))


def _varied(response: Response) -> Response:
    response.headers["Vary"] = "Accept"
    return response


def _links(request: Request, total: int, limit: int | None, offset: int) -> str:
    """The header Link of RFC 8288 to the first, previous, next and last page, relative to the address asked for."""
    if limit is None or request.method != "GET":
        return ""
    last = max(0, (total - 1) // limit * limit)
    pages = {"first": 0, "prev": max(0, offset - limit), "next": offset + limit, "last": last}
    if offset == 0:
        del pages["prev"]
    if offset + limit >= total:
        del pages["next"]
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    return ", ".join(
        f'<?{urlencode([*kept, ("limit", limit), ("offset", at)])}>; rel="{rel}"' for rel, at in pages.items()
    )
