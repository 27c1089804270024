"""The tools of the MCP server and the HTTP API say the same of the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from test_mcp_tools import CALLS, figures

from jobprism.atlas import Atlas
from jobprism.mcp.server import JobprismServer
from jobprism.settings import Settings

applications = pytest.importorskip("starlette.applications", reason="the API needs the extra `web`")
testing = pytest.importorskip("starlette.testclient", reason="the API needs the extra `web`")
mount = pytest.importorskip("jobprism.web.api.mount", reason="the API needs the extra `web`")

SAME = {"report": "report", "level": "level", "outlook": "outlook", "compare": "compare", "plan": "plan"}
AS_SENT = {"titles": "title"}


@pytest.fixture(scope="module")
def api(atlas: Atlas) -> Any:
    return testing.TestClient(applications.Starlette(routes=[mount.mounted(atlas, Settings(api_rate=0), None, 1)]))


def answered(made: JobprismServer, name: str) -> dict[str, Any]:
    async def talk() -> dict[str, Any]:
        async with Client(made) as client:
            return (await client.call_tool(name, CALLS[name])).structured_content or {}

    return anyio.run(talk)


def triples(document: object) -> Iterator[tuple[float, float, float]]:
    """Every value of a document with its interval."""
    if isinstance(document, dict):
        if document.get("value") is not None and {"low", "high"} <= document.keys():
            yield document["value"], document["low"], document["high"]
        if "change_low" in document:
            yield document["change"], document["change_low"], document["change_high"]
        for part in document.values():
            yield from triples(part)
    elif isinstance(document, list):
        for part in document:
            yield from triples(part)


@pytest.mark.parametrize("tool", SAME)
def test_every_figure_of_a_tool_is_one_of_the_apis_document(made: JobprismServer, api: Any, tool: str) -> None:
    asked = {AS_SENT.get(name, name): value for name, value in CALLS[tool].items()}
    document = api.get(f"/api/v1/{SAME[tool]}", params=asked).json()
    told = [(f["value"], f["low"], f["high"]) for f in figures(answered(made, tool))]
    assert told
    assert set(told) <= set(triples(document))


def test_titles_and_sentences_get_the_same_from_both(made: JobprismServer, api: Any) -> None:
    found = answered(made, "find")
    listed = api.get("/api/v1/search", params={"q": CALLS["find"]["title"]}).json()
    assert str(listed["rows"][0]["id"]) in str(found)
    scored = [(f["value"], f["low"], f["high"]) for f in figures(answered(made, "score_tasks"))]
    rows = api.post("/api/v1/score", json=CALLS["score_tasks"]).json()["rows"]
    assert scored == [(r["capability"], r["low"], r["high"]) for r in rows]
