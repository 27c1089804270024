"""The server: tools and resources under the Model Context Protocol, over standard input and output or HTTP."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import anyio
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import ValidationError
from starlette.applications import Starlette

from jobprism.atlas import Atlas
from jobprism.errors import JobprismError, TitleError, UsageError
from jobprism.mcp import resources
from jobprism.mcp.tools import Tools
from jobprism.settings import Settings
from jobprism.version import __version__

PATH = "/mcp"
INSTRUCTIONS = (
    "Jobprism splits an occupation into its tasks and says, from published evidence, what AI could do of each, what it "
    "is used for, and what holds it to a person. Start with `find` if a title is vague; the other tools take a title, "
    "an O*NET-SOC code or a role's id. Every figure has a value, a 90 % interval (low, high) and a tier: give the "
    "interval with the value. Pressure (0 to 100) is not the probability of losing a job; say so when you report it. "
    "Layers are 0 to 1; null means that nobody observed it, not zero. Cite the edition and the sources of `origin`."
)

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_log = logging.getLogger(__name__)


class JobprismServer(MCPServer[Any]):
    """The SDK's server, with errors as ours: what is wrong, where, and the next step."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Any = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; a mistake of the caller's is a result with ``is_error``, and nothing of it is logged."""
        if unknown := await self._unknown(name, arguments):
            return unknown
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                return _refusal(_first(cause), f"`{name}` takes the arguments that its input schema lists.")
            if isinstance(cause, JobprismError):
                return _refusal(cause.what, cause.next_step, cause)
            # Words that were typed may stand in an error's text, so only its kind and place are logged.
            _log.error("%s failed: %s at %s", name, type(cause).__name__, _place(cause))
            return _refusal(f"{name} failed, which is an error of ours.", "Report it with the tool's name and version.")

    async def _unknown(self, name: str, arguments: dict[str, Any]) -> CallToolResult | None:
        """The refusal of a tool or an argument that there is not; the SDK passes over the latter in silence."""
        tools = {tool.name: tool.input_schema["properties"] for tool in await self.list_tools()}
        if name not in tools:
            return _refusal("There is no such tool.", f"Call one of {', '.join(sorted(tools))}.")
        if any(argument not in tools[name] for argument in arguments):
            return _refusal(f"`{name}` was given an argument that it has not.", f"Give {', '.join(tools[name])}.")
        return None


def _refusal(what: str, next_step: str, error: JobprismError | None = None) -> CallToolResult:
    lines = [what, next_step]
    if isinstance(error, TitleError):
        lines += [f"{i}: {title} ({chance:.2f})" for i, title, chance in error.candidates]
    return CallToolResult(content=[TextContent(type="text", text="\n".join(x for x in lines if x))], is_error=True)


def _first(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}."


def _place(error: BaseException | None) -> str:
    trace = error.__traceback__ if error else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def server(atlas: Atlas, settings: Settings) -> JobprismServer:
    """The server of an edition."""
    # Below ERROR the SDK logs what clients sent: texts of refused calls, headers. No word typed may end in a log.
    made = JobprismServer(
        "jobprism", title="Jobprism", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR"
    )
    _add_tools(made, Tools(atlas, settings.mcp_most_texts, settings.mcp_longest_text))
    _add_resources(made, atlas, settings)
    return made


def _add_tools(made: JobprismServer, tools: Tools) -> None:
    titled = (
        ("Find the job that a title means", tools.find),
        ("Report on a job", tools.report),
        ("A job at a level", tools.level),
        ("A job in a year, under assumptions", tools.outlook),
        ("Compare jobs", tools.compare),
        ("Score sentences about work", tools.score_tasks),
        ("Plan a way to other work", tools.plan),
        ("How far published indices agree", tools.agreement),
    )
    for title, function in titled:
        made.tool(title=title, annotations=_READS_ONLY, structured_output=True)(function)


def _add_resources(made: JobprismServer, atlas: Atlas, settings: Settings) -> None:
    def add(name: str, about: str, kind: str, text: Callable[[], str]) -> None:
        made.resource(f"jobprism://{name}", name=name, description=about, mime_type=kind)(text)

    add("methodology", "How the figures are made.", "text/markdown", resources.methodology)
    add("judgements", "Numbers that somebody chose, dated, with reasons.", "text/markdown", resources.judgements)
    add("sources", "The data: licence, attribution, citation.", "application/json", lambda: resources.sources(atlas))
    add("editions", "Editions here.", "application/json", lambda: resources.editions(atlas, settings))


def http_app(made: JobprismServer, host: str, settings: Settings) -> Starlette:
    """The server as an ASGI app at ``/mcp``, stateless, with checks of Host and Origin.

    Args:
        made: the server.
        host: the address it will listen at.
        settings: further names it may be called by, pages that may call it, and how large a request may be.
    """
    return made.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=settings.mcp_largest_request,
        transport_security=_security(host, settings),
        host=host,
    )


def _security(host: str, settings: Settings) -> TransportSecuritySettings:
    """Which Host and Origin headers are let in: no page from elsewhere is to reach a server on this machine."""
    own = _LOOPBACK if host in {"127.0.0.1", "localhost", "::1"} else (host,)
    hosts = [form for name in (*own, *settings.mcp_hosts) for form in (name, f"{name}:*")]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=list(settings.mcp_origins))


def run_stdio(made: JobprismServer) -> None:
    """Serve one client over standard input and output, until it ends."""
    anyio.run(made.run_stdio_async)


def run_http(made: JobprismServer, host: str, port: int, settings: Settings) -> None:
    """Serve over HTTP until interrupted.

    Raises:
        UsageError: anybody could reach it, and no name is set by which it may be called.
    """
    if host in {"0.0.0.0", "::"} and not settings.mcp_hosts:
        raise UsageError(
            f"--host {host} listens to every network, and no name is set by which the server may be called.",
            "Set JOBPRISM_MCP_HOSTS, e.g. '[\"mcp.example.org\"]', or listen at 127.0.0.1.",
        )
    app = http_app(made, host, settings)
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        limit_concurrency=settings.mcp_most_connections,
        timeout_keep_alive=settings.mcp_keep_alive_seconds,
    )
