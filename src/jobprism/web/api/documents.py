"""Operations whose answer is a document of a job."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BeforeValidator

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.comparison import ComparisonReport
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.plan import LENGTHS
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.analyses.plan_paths import AIMS
from jobprism.analyses.skills_document import SkillReport, SkillsReport
from jobprism.analyses.task import TaskReport
from jobprism.judgements.load import Outlook, Planning, judgement
from jobprism.publishing.charts.of_job import KINDS
from jobprism.web.api.answers import (
    JSON,
    PRIVATE,
    TABULAR_DOCUMENTS,
    DocumentFormat,
    TabularFormat,
    document_answer,
    json_answer,
    of_documents,
)
from jobprism.web.api.asked import Level, SituationSent, Title, Titles
from jobprism.web.api.serving import Serving

_YEARS = judgement(Outlook)
_SITUATION = {
    "title": "paralegals",
    "level": "mid",
    "own": [{"text": "train new staff", "hours": 4}],
    "answers": {"people": "more"},
}
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "image/svg+xml": {"schema": {"type": "string"}},
            "image/png": {"schema": {"type": "string", "format": "binary"}},
            JSON: {"schema": {"type": "object"}},
        }
    }
}
Year = Annotated[int, Query(ge=_YEARS.first_year, le=_YEARS.last_year, examples=[2030])]
Row = Annotated[
    str,
    Query(min_length=1, max_length=64, description="The row's id, as the report gives it.", examples=["4.A.3.b.6.I11"]),
]


def router(serving: Serving) -> APIRouter:  # noqa: C901 - one short function per operation
    """The operations."""
    routes = APIRouter(tags=["Jobs"])
    atlas = serving.atlas

    @routes.get("/report", response_model=ProfessionReport, responses=of_documents(tabular=True))
    def report(request: Request, title: Title, asked: TabularFormat = None) -> Response:
        """An honest analysis of one occupation or role."""
        return document_answer(request, atlas.report(title), asked, TABULAR_DOCUMENTS)

    @routes.get("/level", response_model=LevelReport, responses=of_documents(tabular=True))
    def level(
        request: Request,
        title: Title,
        level: Annotated[Level, Query(examples=["senior"])],
        asked: TabularFormat = None,
    ) -> Response:
        """The job at a level: its mix of tasks re-weighted, beside the whole job."""
        return document_answer(request, atlas.level(title, level), asked, TABULAR_DOCUMENTS)

    @routes.get("/task", response_model=TaskReport, responses=of_documents())
    def task(request: Request, title: Title, row: Row, asked: DocumentFormat = None) -> Response:
        """One task of a job (in the core edition: one activity) in depth."""
        return document_answer(request, atlas.task(title, row), asked)

    @routes.get("/outlook", response_model=OutlookReport, responses=of_documents(tabular=True))
    def outlook(request: Request, title: Title, year: Year, asked: TabularFormat = None) -> Response:
        """Layers and pressure in a year, as intervals under named scenarios: not a forecast."""
        return document_answer(request, atlas.outlook(title, year), asked, TABULAR_DOCUMENTS)

    @routes.get("/skills", response_model=SkillsReport, responses=of_documents(tabular=True))
    def skills(request: Request, title: Title, asked: TabularFormat = None) -> Response:
        """Skills, knowledge and software that a job calls for, and how exposed the work is that goes with each."""
        return document_answer(request, atlas.skills(title), asked, TABULAR_DOCUMENTS)

    @routes.get("/skill", response_model=SkillReport, responses=of_documents())
    def skill(
        request: Request,
        name: Annotated[str, Query(min_length=1, max_length=200, examples=["Active Listening"])],
        asked: DocumentFormat = None,
    ) -> Response:
        """One skill, field of knowledge or category of software across all occupations that call for it."""
        return document_answer(request, atlas.skill(name), asked)

    @routes.get("/compare", response_model=ComparisonReport, responses=of_documents())
    def compare(request: Request, titles: Titles, asked: DocumentFormat = None) -> Response:
        """Two to five jobs side by side, and why their pressure differs."""
        return document_answer(request, atlas.compare(titles), asked)

    @routes.get("/plan", response_model=PivotPlan)
    def plan(
        title: Title,
        to: Annotated[str | None, Query(min_length=1, max_length=200, examples=["lawyers"])] = None,
        level: Annotated[Level | None, Query(examples=["mid"])] = None,
        hours_per_week: Annotated[
            float, Query(ge=1, le=judgement(Planning).most_hours, multiple_of=0.5, examples=[6])
        ] = 6.0,
        weeks: Annotated[Literal[LENGTHS], BeforeValidator(int), Query(examples=[4])] = 13,  # type: ignore[valid-type]
        start: Annotated[date | None, Query(description="Today where left out.", examples=["2027-01-04"])] = None,
        aim: Annotated[
            Literal[AIMS] | None,  # type: ignore[valid-type]
            Query(description="For the path of that aim alone.", examples=["better_paid"]),
        ] = None,
    ) -> Response:
        """Ways from a job to other work, each with what carries over, what is missing and a dated plan."""
        made = atlas.plan(title, to=to, level=level, hours_per_week=hours_per_week, weeks=weeks, start=start, aim=aim)
        # A plan that starts today is another tomorrow.
        return json_answer(made, {"Cache-Control": "no-cache"} if start is None else None)

    @routes.post("/assess", response_model=AssessmentReport)
    def assess(sent: Annotated[SituationSent, Body(examples=[_SITUATION])]) -> Response:
        """One person's work beside the job's: own tasks, hours and answers. Nothing of it is kept."""
        return json_answer(atlas.assess(sent.model_dump(exclude_defaults=True)), PRIVATE)

    @routes.get("/picture", responses=_PICTURE, response_class=Response)
    def picture(
        title: Title,
        kind: Annotated[Literal[KINDS], Query(examples=["tasks"])] = "tasks",  # type: ignore[valid-type]
        asked: Annotated[Literal["svg", "png", "json"], Query(alias="format", examples=["svg"])] = "svg",
    ) -> Response:
        """A picture of a job: as a drawing, as an image, or its figures and specification."""
        drawn = atlas.picture(title, kind)
        if asked == "json":
            return Response(json.dumps(drawn.as_dict(), ensure_ascii=False), media_type=JSON)
        if asked == "png":
            return Response(drawn.png(), media_type="image/png")
        return Response(drawn.standalone(), media_type="image/svg+xml")

    return routes
