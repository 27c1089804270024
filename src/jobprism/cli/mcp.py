"""The command that serves an edition to assistants."""

from __future__ import annotations

from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName
from jobprism.errors import UsageError


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP instead of standard input and output.")] = False,
    host: Annotated[str, typer.Option(help="With --http: the address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --http: the port.")] = 8765,
    core: Core = False,
    edition: EditionName = None,
) -> None:
    """Serve an assistant under the Model Context Protocol: find, report, compare, score, plan and more."""
    from jobprism.atlas import open as open_atlas
    from jobprism.settings import settings

    try:
        from jobprism.mcp import server
    except ImportError as error:
        raise UsageError(
            "The MCP server needs packages that are not installed.", 'Run: pip install "jobprism[mcp]"'
        ) from error
    made = server.server(open_atlas("core" if core else edition), settings())
    if http:
        server.run_http(made, host, port, settings())
    else:
        server.run_stdio(made)
