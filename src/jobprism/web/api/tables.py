"""Operations whose answer is a table: rankings, crosswalks, forecasts, and the edition's own frames."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from fastapi import APIRouter, Path, Query, Request, Response

from jobprism.analyses.ranking import FIGURES, Only
from jobprism.atlas import Atlas
from jobprism.estimates.sensitivity import parsed_weights
from jobprism.sources.declaration import Redistribution
from jobprism.web.api.answers import Limit, Offset, Rows, TableFormat, of_tables, table_answer
from jobprism.web.api.serving import Serving

FRAMES = ("occupations", "tasks", "evidence", "estimates", "pressure", "levels", "indices")
"""The frames of an atlas."""
Frame = Literal[FRAMES]  # type: ignore[valid-type]
Figure = Literal[tuple(FIGURES)]  # type: ignore[valid-type]
AnyRow = dict[str, Any]
Dollars = Annotated[float | None, Query(ge=0, le=1e12, description="US dollars a year.", examples=[50000])]
Many = Annotated[list[str] | None, Query(max_length=30)]


def router(serving: Serving) -> APIRouter:
    """The operations."""
    routes = APIRouter(tags=["Tables"])
    atlas, note = serving.atlas, serving.note

    @routes.get("/rank", response_model=Rows[AnyRow], responses=of_tables())
    def rank(
        request: Request,
        by: Annotated[Figure, Query(examples=["pressure"])] = "pressure",  # type: ignore[valid-type]
        kind: Annotated[Literal["occupation", "role"] | None, Query(examples=["occupation"])] = None,
        group: Annotated[list[str] | None, Query(max_length=30, examples=[["29"]])] = None,
        zone: Annotated[list[int] | None, Query(max_length=5, examples=[[3, 4]])] = None,
        band: Annotated[list[str] | None, Query(max_length=5, examples=[["very low"]])] = None,
        words: Annotated[str | None, Query(max_length=100, description="In the title.", examples=["nurse"])] = None,
        least_employment: Annotated[float | None, Query(ge=0, le=1e12, examples=[10000])] = None,
        least_wage: Dollars = None,
        most_wage: Dollars = None,
        weight: Annotated[
            list[str] | None,
            Query(max_length=10, description="A weight of pressure of your own.", examples=[["use=0.4"]]),
        ] = None,
        lowest_first: Annotated[bool, Query(examples=[False])] = False,
        limit: Limit = None,
        offset: Offset = 0,
        asked: TableFormat = None,
    ) -> Response:
        """Occupations and roles in order of a figure, with filters."""
        chosen = Only(
            kind,
            tuple(group or ()),
            tuple(zone or ()),
            tuple(band or ()),
            words,
            least_employment,
            (least_wage, most_wage),
        )
        weights = parsed_weights(weight or [])
        ranked = atlas.rank(by, chosen, lowest_first=lowest_first, weights=weights)
        return table_answer(request, ranked, note, asked, limit=limit, offset=offset)

    @routes.get("/crosswalk", response_model=Rows[AnyRow], responses=of_tables())
    def crosswalk(
        request: Request,
        code: Annotated[str, Query(min_length=1, max_length=200, examples=["29-1141.00"])],
        to: Annotated[str, Query(min_length=1, max_length=30, examples=["isco08"])],
        start: Annotated[str | None, Query(alias="from", min_length=1, max_length=30, examples=["onet"])] = None,
        asked: TableFormat = None,
    ) -> Response:
        """Where a code lies in another code system, with weights that sum to 1."""
        return table_answer(request, atlas.crosswalk(code, to, start), note, asked)

    @routes.get("/forecast", response_model=Rows[AnyRow], responses=of_tables())
    def forecast(
        request: Request,
        tasks_reported: Annotated[int | None, Query(ge=1, le=18_000, examples=[4000])] = None,
        limit: Limit = None,
        offset: Offset = 0,
        asked: TableFormat = None,
    ) -> Response:
        """The next Claude.ai release, forecast for occupations and tasks, with 80 and 90 % intervals."""
        made = atlas.forecast(tasks_reported)
        return table_answer(request, made, note, asked, limit=limit, offset=offset)

    @routes.get("/sensitivity", response_model=Rows[AnyRow], responses=of_tables())
    def sensitivity(request: Request, asked: TableFormat = None) -> Response:
        """What halving and doubling each weight of pressure does to the ranking of occupations."""
        return table_answer(request, atlas.sensitivity(), note, asked)

    @routes.get("/tables/{name}", response_model=Rows[AnyRow], responses=of_tables())
    def table(
        request: Request,
        name: Annotated[Frame, Path(examples=["occupations"])],  # type: ignore[valid-type]
        limit: Limit = None,
        offset: Offset = 0,
        asked: TableFormat = None,
    ) -> Response:
        """A frame of the edition, whole as CSV or Parquet; only what the sources' licences let one pass on."""
        return table_answer(request, passed_on(atlas, name), note, asked, limit=limit, offset=offset)

    return routes


def passed_on(atlas: Atlas, name: str) -> pl.DataFrame:
    """A frame without what only its publisher may hand out; of the core edition all of it."""
    frame: pl.DataFrame = getattr(atlas, name)
    may = [s.id for s in atlas.edition.manifest.sources if s.redistribution == Redistribution.SHIP]
    if name == "evidence":
        return frame.filter(pl.col("source").is_in(may))
    if name == "indices":
        return frame.with_columns(
            pl.when(pl.col("source").is_in(may)).then(pl.col(c)).alias(c) for c in ("value", "spread")
        )
    return frame
