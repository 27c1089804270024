"""Operations on words: find, code, score, read."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Body, Query, Request, Response

from jobprism.analyses.reading_document import ReadingReport
from jobprism.matching.titles import LONGEST_TITLE
from jobprism.web.api.answers import (
    PRIVATE,
    Limit,
    Offset,
    Rows,
    TableFormat,
    json_answer,
    of_tables,
    table_answer,
)
from jobprism.web.api.asked import LONGEST_TEXT, CodedRow, FoundRow, ScoredRow, TextsToScore, Title, TitlesToCode, Top
from jobprism.web.api.serving import Serving

_FOUND = {"kind": pl.String, "id": pl.String, "title": pl.String, "similarity": pl.Float64, "matched": pl.String}
_MOST_FOUND = 50
_READ_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {
                "schema": {"type": "string", "minLength": 1},
                "example": "Registered nurse\n\nDuties:\n- Administer medications\n- Keep records of patients",
            }
        },
    }
}
Words = Annotated[
    str,
    Query(alias="q", min_length=1, max_length=LONGEST_TITLE, examples=["ml engineer"]),
]


def router(serving: Serving) -> APIRouter:
    """The operations."""
    routes = APIRouter(tags=["Words"])
    atlas, note = serving.atlas, serving.note

    @routes.get("/search", response_model=Rows[FoundRow], responses=of_tables())
    def search(
        request: Request, q: Words, limit: Limit = None, offset: Offset = 0, asked: TableFormat = None
    ) -> Response:
        """Occupations and roles that words may mean, likeliest first."""
        found = atlas.find(q, _MOST_FOUND)
        rows = [(c.subject.kind, c.subject.id, c.subject.title, c.similarity, c.matched) for c in found]
        frame = pl.DataFrame(rows, schema=_FOUND, orient="row")
        return table_answer(request, frame, note, asked, limit=limit, offset=offset)

    @routes.get("/code", response_model=Rows[CodedRow], responses=of_tables())
    def code_one(request: Request, title: Title, top: Top = 5, asked: TableFormat = None) -> Response:
        """The code of one job title, with calibrated confidence."""
        return table_answer(request, atlas.code([title], top), note, asked)

    @routes.post("/code", response_model=Rows[CodedRow], responses=of_tables())
    def code(request: Request, sent: TitlesToCode, asked: TableFormat = None) -> Response:
        """The codes of many job titles, in the order given."""
        serving.check_many(len(sent.titles), "titles")
        coded = atlas.code(sent.titles, sent.top, sent.industry, sent.description)
        return table_answer(request, coded, note, asked, headers=PRIVATE)

    @routes.get("/score", response_model=Rows[ScoredRow], responses=of_tables())
    def score_one(
        request: Request,
        text: Annotated[str, Query(min_length=1, max_length=LONGEST_TEXT, examples=["write marketing emails"])],
        asked: TableFormat = None,
    ) -> Response:
        """Exposure of one sentence, read from its words alone."""
        return table_answer(request, atlas.score([text]), note, asked)

    @routes.post("/score", response_model=Rows[ScoredRow], responses=of_tables())
    def score(request: Request, sent: TextsToScore, asked: TableFormat = None) -> Response:
        """Exposure of many sentences, in the order given."""
        serving.check_many(len(sent.texts), "texts")
        return table_answer(request, atlas.score(sent.texts), note, asked, headers=PRIVATE)

    @routes.post("/read", response_model=ReadingReport, openapi_extra=_READ_BODY)
    def read(sent: Annotated[bytes, Body(media_type="text/plain")]) -> Response:
        """A CV, job description or posting (text, Markdown, Word, PDF): nothing of it is kept."""
        return json_answer(atlas.read(sent), PRIVATE)

    return routes
