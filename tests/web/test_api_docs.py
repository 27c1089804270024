"""The examples of docs/api.md run as they stand, and the page names every operation, setting and status there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobprism.atlas import Atlas
from jobprism.settings import Settings

uvicorn = pytest.importorskip("uvicorn")
applications = pytest.importorskip("starlette.applications")
mount = pytest.importorskip("jobprism.web.api.mount")
problems = pytest.importorskip("jobprism.web.api.problems")

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
WRITTEN = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return [b for b in re.findall(rf"```{language}\n(.*?)```", PAGE, re.S) if WRITTEN in b]


@pytest.fixture(scope="module")
def address(core_atlas: Atlas) -> Iterator[str]:
    app = applications.Starlette(routes=[mount.mounted(core_atlas, Settings(), None, 1)])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("block", blocks("sh"))
def test_the_shell_examples_run(address: str, block: str) -> None:
    done = subprocess.run(
        ["bash", "-euc", block.replace(WRITTEN, address)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "29-1141.00" in done.stdout


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_examples_run(address: str, block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(block.replace(WRITTEN, address), {})
    assert "29-1141.00" in capsys.readouterr().out


def test_every_operation_is_in_the_table(address: str, core_atlas: Atlas) -> None:
    import httpx

    described = httpx.get(f"{address}/api/v1/openapi.json").json()["paths"]
    assert [path for path in described if f"{path}" not in PAGE] == []


def test_every_setting_and_status_is_told() -> None:
    settings = [n for n in Settings.model_fields if n.startswith("api_") or n == "access_log"]
    assert [n for n in settings if f"JOBPRISM_{n.upper()}" not in PAGE] == []
    statuses = {k.status for k in problems.KINDS.values()}
    told = {int(n) for row in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.M) for n in row.split(",")}
    assert told == statuses
