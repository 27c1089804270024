"""Operations on batches: hand one in, ask how far it is, fetch the result, delete it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from jobprism.web.api.answers import PRIVATE, Limit, Offset, Rows, TableFormat, of_tables, table_answer
from jobprism.web.api.asked import BatchToDo
from jobprism.web.api.batches import Batch, Batches, Operation, State
from jobprism.web.api.problems import PREFIX, Refusal
from jobprism.web.api.serving import Serving
from jobprism.web.tokens import hash_of, new_token

Token = Annotated[
    str,
    Path(min_length=8, max_length=64, pattern=r"^[\w-]+$", examples=["0dXkq3nS1b8Vw2c7"], description="Of the batch."),
]


class BatchCard(BaseModel):
    """How far a batch is."""

    state: State
    operation: Operation
    total: int = Field(description="Texts in it.")
    done: int = Field(description="Texts worked off.")
    failure: str | None
    expires_at: datetime = Field(description="When it is deleted, UTC.")
    result: str | None = Field(description="Where its result is, once it is done.")


def router(serving: Serving) -> APIRouter:
    """The operations."""
    routes = APIRouter(tags=["Batches"], prefix="/batches")

    def batches() -> Batches:
        if serving.batches is None:
            raise Refusal(
                "unavailable",
                "This server takes no batches: it has several workers and no database that they share.",
                "batches",
                "Send smaller lists to POST code or POST score; who runs the server can set JOBPRISM_DATABASE_URL.",
            )
        return serving.batches

    @routes.post("", status_code=202, response_model=BatchCard)
    def submit(sent: BatchToDo) -> Response:
        """Hand in a list too long for one request; the header Location says where to ask for it."""
        most = serving.settings.api_batch_texts
        if len(sent.texts) > most:
            step = "Hand in several, or run `jobprism workforce` on a roster."
            raise Refusal("too-large", f"{len(sent.texts):,} texts; a batch takes {most:,}.", "body.texts", step)
        token = new_token()
        batch = batches().submit(hash_of(token), sent.operation, sent.texts, sent.top)
        at = f"{PREFIX}/batches/{token}"
        return _card(batch, at, 202, {"Location": at, "Retry-After": "1"})

    @routes.get("/{token}", response_model=BatchCard)
    def state(token: Token) -> Response:
        """How far a batch is."""
        return _card(batches().find(hash_of(token)), f"{PREFIX}/batches/{token}")

    @routes.get("/{token}/result", response_model=Rows[dict[str, Any]], responses=of_tables())
    def result(
        request: Request, token: Token, limit: Limit = None, offset: Offset = 0, asked: TableFormat = None
    ) -> Response:
        """The result of a batch that is done: columns as those of code or score."""
        frame = batches().result(hash_of(token))
        return table_answer(request, frame, serving.note, asked, limit=limit, offset=offset, headers=PRIVATE)

    @routes.delete("/{token}", status_code=204, response_class=Response)
    def forget(token: Token) -> Response:
        """Delete a batch and its result at once."""
        batches().forget(hash_of(token))
        return Response(status_code=204, headers=PRIVATE)

    return routes


def _card(batch: Batch, at: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    card = BatchCard(
        state=batch.state,
        operation=batch.operation,
        total=batch.total,
        done=batch.done,
        failure=batch.failure,
        expires_at=batch.expires_at,
        result=f"{at}/result" if batch.state is State.DONE else None,
    )
    sent = {**PRIVATE, **(headers or {})}
    return Response(card.model_dump_json(), status, sent, media_type="application/json")
