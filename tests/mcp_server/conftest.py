"""A server of the core edition: in this process, as a subprocess on standard input and output, and over HTTP."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp", reason="the MCP server needs the extra `mcp`")

from mcp.client.stdio import StdioServerParameters

import jobprism
from jobprism.atlas import Atlas
from jobprism.mcp.server import JobprismServer, server
from jobprism.settings import Settings


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return jobprism.open("core")


@pytest.fixture(scope="session")
def made(atlas: Atlas) -> JobprismServer:
    return server(atlas, Settings())


@pytest.fixture
def command(tmp_path: Path) -> StdioServerParameters:
    """`jobprism mcp --core`, as a client starts it."""
    env = {"JOBPRISM_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}
    code = "import sys; from jobprism.cli import main; sys.argv = ['jobprism', 'mcp', '--core']; main()"
    return StdioServerParameters(command=sys.executable, args=["-c", code], env=env)
