"""The SDK's client talks to the server over standard input and output, and over HTTP on this machine."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import anyio
import httpx
import pytest
import uvicorn
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from test_mcp_tools import CALLS

from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.judgements.load import MODELS, judgement
from jobprism.mcp.server import PATH, JobprismServer, http_app, run_http
from jobprism.settings import Settings

RESOURCES = {"jobprism://methodology", "jobprism://judgements", "jobprism://sources", "jobprism://editions"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}
LARGEST = 4096


@pytest.fixture(scope="module")
def address(made: JobprismServer) -> Iterator[str]:
    """The server over HTTP at a free port of this machine."""
    settings = Settings(mcp_largest_request=LARGEST, mcp_hosts=["mcp.example.org"], mcp_origins=["https://example.org"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        running = uvicorn.Server(
            uvicorn.Config(http_app(made, "127.0.0.1", settings), log_level="error", access_log=False)
        )
        thread = threading.Thread(target=lambda: running.run(sockets=[free]))
        thread.start()
        yield f"http://127.0.0.1:{free.getsockname()[1]}{PATH}"
        running.should_exit = True
        thread.join()


async def everything(client: Client) -> dict[str, object]:
    """What every tool answers to its example, and every resource holds."""
    listed = (await client.list_tools()).tools
    assert {tool.name for tool in listed} == set(CALLS)
    for tool in listed:
        assert tool.output_schema
        assert tool.description
        assert tool.annotations
        assert tool.annotations.read_only_hint
    found: dict[str, object] = {}
    for name, arguments in CALLS.items():
        result = await client.call_tool(name, arguments)
        assert not result.is_error
        # Clients that know no structured content read the same in the text.
        assert json.loads(result.content[0].text) == result.structured_content  # pyright: ignore
        found[name] = result.structured_content
    resources = (await client.list_resources()).resources
    assert {str(resource.uri) for resource in resources} == RESOURCES
    for resource in resources:
        found[str(resource.uri)] = (await client.read_resource(resource.uri)).contents[0].text  # pyright: ignore
    return found


@pytest.fixture(scope="module")
def in_process(made: JobprismServer) -> dict[str, object]:
    async def talk() -> dict[str, object]:
        async with Client(made) as client:
            return await everything(client)

    return anyio.run(talk)


def test_over_standard_input_and_output_the_answers_are_the_same(
    command: StdioServerParameters, in_process: dict[str, object]
) -> None:
    async def talk() -> dict[str, object]:
        async with Client(stdio_client(command)) as client:
            return await everything(client)

    found = anyio.run(talk)
    editions = "jobprism://editions"  # another home has other editions
    assert {k: v for k, v in found.items() if k != editions} == {k: v for k, v in in_process.items() if k != editions}


def test_over_http_the_answers_are_the_same(address: str, in_process: dict[str, object]) -> None:
    async def talk() -> dict[str, object]:
        async with Client(address) as client:
            return await everything(client)

    assert anyio.run(talk) == in_process


def test_resources_say_how_the_figures_are_made_and_from_what(in_process: dict[str, object], atlas: Atlas) -> None:
    methodology, judgements = str(in_process["jobprism://methodology"]), str(in_process["jobprism://judgements"])
    assert judgement(MODELS["pressure"]).question in methodology
    for name in MODELS:
        assert judgement(MODELS[name]).question in judgements
    sources = json.loads(str(in_process["jobprism://sources"]))["sources"]
    assert [s["id"] for s in sources] == [s.id for s in atlas.edition.manifest.sources]
    assert all(s["attribution"] for s in sources)
    editions = json.loads(str(in_process["jobprism://editions"]))["editions"]
    assert [e["edition"] for e in editions if e["in_use"]] == [atlas.edition.manifest.name]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "mcp.example.org", "Origin": "https://example.org"}, 200),
        ({"Host": "rebound.example.com"}, 421),
        ({"Origin": "https://rebound.example.com"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_known_names_and_pages_get_through(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx.post(address, json=PING, headers={**ACCEPT, **headers}).status_code == status


def test_too_large_a_request_is_refused(address: str) -> None:
    padded = {**PING, "params": {"_meta": {"padding": "x" * LARGEST}}}
    assert httpx.post(address, json=padded, headers=ACCEPT).status_code == 413


def test_what_is_no_json_is_a_clients_error(address: str) -> None:
    answer = httpx.post(address, content=b"{", headers={**ACCEPT, "Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_server_for_everybody_must_know_its_name(made: JobprismServer) -> None:
    with pytest.raises(UsageError, match="JOBPRISM_MCP_HOSTS"):
        run_http(made, "0.0.0.0", 0, Settings())
