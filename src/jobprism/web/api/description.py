"""The OpenAPI document: what the operations say of themselves, with every refusal in the one shape."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from jobprism.web.api.problems import KINDS, MEDIA, PREFIX, Problem

_TITLE_STATUS = {404, 409}
_ALWAYS = (400, 401, 405, 406, 413, 415, 422, 429, 500, 503)
_UNUSED = ("HTTPValidationError", "ValidationError")
_ABOUT = (
    "Figures are from one edition, named in every answer. None is a probability of losing a job. "
    "Every refusal is a problem of RFC 9457. `GET` also answers `HEAD`, carries a strong `ETag`, and may be asked "
    "again with `If-None-Match`."
)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the operations, worked out once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="Jobprism",
            version=app.version,
            openapi_version="3.1.0",
            summary="What AI can do of each task of a job, from published evidence and with its uncertainty.",
            description=_ABOUT,
            routes=app.routes,
            license_info={"name": "MIT; the data keep their publishers' licences", "identifier": "MIT"},
            servers=[{"url": PREFIX}],
        )
        schemas = document["components"]["schemas"]
        for name in _UNUSED:
            schemas.pop(name, None)
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schemas["Problem"].pop("$defs", {}))
        document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for methods in document["paths"].values():
            for operation in methods.values():
                _complete(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(operation: dict[str, Any]) -> None:
    """Add the refusals, and that a key is possible but not needed."""
    operation["security"] = [{}, {"key": []}]
    titles = {status: [k.title for k in KINDS.values() if k.status == status] for status in (*_ALWAYS, *_TITLE_STATUS)}
    for status, named in titles.items():
        operation["responses"][str(status)] = {
            "description": "; or: ".join(named),
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
