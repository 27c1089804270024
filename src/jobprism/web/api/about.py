"""Operations about the edition itself: what it is, what it rests on, and how far it can be trusted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Union

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from jobprism.analyses.agreement import AgreementReport
from jobprism.analyses.documents import EditionNote
from jobprism.analyses.editions_document import EditionsDiff
from jobprism.analyses.validation import ValidationReport
from jobprism.editions.manifest import SourceEntry
from jobprism.editions.store import editions as all_editions
from jobprism.judgements.load import MODELS, judgement
from jobprism.version import __version__
from jobprism.web.api.answers import (
    DocumentFormat,
    Limit,
    Offset,
    Rows,
    TableFormat,
    document_answer,
    json_answer,
    of_documents,
    of_tables,
    table_answer,
)
from jobprism.web.api.problems import KINDS, PREFIX
from jobprism.web.api.serving import Serving

Former = Annotated[
    str, Query(min_length=1, max_length=100, description="An edition, as `GET editions` names it.", examples=["core"])
]
Name = Literal[tuple(MODELS)]  # type: ignore[valid-type]
AnyJudgement = Union[tuple(MODELS.values())]  # type: ignore[valid-type]  # noqa: UP007 - worked out


class Root(BaseModel):
    """Where to go from here."""

    edition: EditionNote
    version: str = Field(description="Of Jobprism.")
    titles: int = Field(description="Titles or texts that one request takes.")
    batch: int = Field(description="Titles or texts that a batch takes.")
    batches: bool = Field(description="Whether batches are taken.")
    operations: dict[str, str] = Field(description="Each address, and what it gives.")


class SourceCard(BaseModel):
    """A published data set behind the figures, and how much of it found a subject."""

    declared: SourceEntry
    coverage: dict[str, Any] | None


class Sources(BaseModel):
    """All sources of the edition."""

    edition: EditionNote
    sources: list[SourceCard]


class EditionCard(BaseModel):
    """An edition on the server."""

    name: str
    id: str
    kind: Literal["core", "full"]
    date: date
    content_hash: str
    served: bool


class Editions(BaseModel):
    """The editions on the server."""

    editions: list[EditionCard]


class JudgementCard(BaseModel):
    """A judgement in short."""

    name: str
    date: date
    question: str


class Judgements(BaseModel):
    """All judgements: the numbers that somebody chose."""

    judgements: list[JudgementCard]


class ProblemKind(BaseModel):
    """A kind of refusal."""

    type: str
    status: int
    title: str


class Problems(BaseModel):
    """All kinds of refusals."""

    problems: list[ProblemKind]


def router(serving: Serving) -> APIRouter:  # noqa: C901 - one short function per operation
    """The operations."""
    routes = APIRouter(tags=["The edition"])
    atlas, note = serving.atlas, serving.note
    manifest = atlas.edition.manifest

    @routes.get("/", response_model=Root)
    def root(request: Request) -> Response:
        """The edition that is served, and the operations."""
        paths = request.app.openapi()["paths"]
        told = {f"{PREFIX}{path}": next(iter(methods.values()))["description"] for path, methods in paths.items()}
        chosen = serving.settings
        made = Root(
            edition=note,
            version=__version__,
            titles=chosen.api_most_texts,
            batch=chosen.api_batch_texts,
            batches=serving.batches is not None,
            operations=told,
        )
        return json_answer(made)

    @routes.get("/agreement", response_model=AgreementReport)
    def agreement() -> Response:
        """How far the published indices agree, pair by pair, and where they part most."""
        return json_answer(atlas.agreement())

    @routes.get("/validation", response_model=ValidationReport)
    def validation() -> Response:
        """How far the figures can be trusted: what was checked, on what, and the gates."""
        return json_answer(atlas.validation())

    @routes.get("/sources", response_model=Sources)
    def sources() -> Response:
        """The data sets behind the figures: version, licence, citation, what matched."""
        found = {row["source"]: row for row in atlas.edition.table("coverage").rows(named=True)}
        cards = [SourceCard(declared=s, coverage=found.get(s.id)) for s in manifest.sources]
        return json_answer(Sources(edition=note, sources=cards))

    @routes.get("/editions", response_model=Editions)
    def editions() -> Response:
        """The editions on this server, and which is served."""
        cards = [
            EditionCard(
                name=e.manifest.name,
                id=e.manifest.id,
                kind=e.manifest.kind,
                date=e.manifest.date,
                content_hash=e.manifest.content_hash,
                served=e.folder == atlas.edition.folder,
            )
            for e in all_editions(serving.settings)[0]
        ]
        # Another may be built at any time.
        return json_answer(Editions(editions=cards), {"Cache-Control": "no-cache"})

    @routes.get("/diff", response_model=EditionsDiff, responses=of_documents())
    def diff(request: Request, former: Former, asked: DocumentFormat = None) -> Response:
        """What changed from a former edition to the one served, and what each move can be laid to."""
        return document_answer(request, atlas.diff(serving.former(former)), asked)

    @routes.get("/moves", response_model=Rows[dict[str, Any]], responses=of_tables())
    def moves(
        request: Request, former: Former, limit: Limit = None, offset: Offset = 0, asked: TableFormat = None
    ) -> Response:
        """Every figure of every job in a former edition and in the one served, side by side."""
        made = atlas.moves(serving.former(former))
        return table_answer(request, made, note, asked, limit=limit, offset=offset)

    @routes.get("/judgements", response_model=Judgements)
    def judgements() -> Response:
        """The numbers that somebody chose: their names, dates and questions."""
        loaded = {name: judgement(model) for name, model in MODELS.items()}
        cards = [JudgementCard(name=n, date=j.date, question=j.question) for n, j in loaded.items()]
        return json_answer(Judgements(judgements=cards))

    @routes.get("/judgements/{name}", response_model=AnyJudgement)
    def one_judgement(name: Annotated[Name, Path(examples=["pressure"])]) -> Response:  # type: ignore[valid-type]
        """A judgement whole: its values, reasons and references."""
        return json_answer(judgement(MODELS[name]))

    @routes.get("/problems", response_model=Problems)
    def problems() -> Response:
        """Every kind of refusal."""
        kinds = [ProblemKind(type=f"{PREFIX}/problems#{n}", status=k.status, title=k.title) for n, k in KINDS.items()]
        return json_answer(Problems(problems=kinds))

    return routes
