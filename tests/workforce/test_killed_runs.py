"""A run that is killed at any time goes on to the same bytes; a full disk leaves no half result."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from roster_files import TITLES, files

from jobprism.editions.store import Edition
from jobprism.workforce import titles
from jobprism.workforce.run import Options, run

KILLS = 10
RUN = """
import resource, signal, sys
from pathlib import Path
from jobprism.cli import _show
from jobprism.editions.store import CORE, Edition
from jobprism.errors import JobprismError
from jobprism.workforce import titles
from jobprism.workforce.run import Options, run
titles._CHUNK = int(sys.argv[4])
if largest := int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    run(Edition(CORE), Path(sys.argv[1]), Path(sys.argv[2]), Options(rows_per_part=500))
except JobprismError as error:
    _show(error, as_json=False)
    raise SystemExit(error.exit_code)
"""


def start(roster: Path, output: Path, largest: int = 0, chunk: int = titles._CHUNK) -> subprocess.Popen[str]:
    """A run of its own; ``largest`` bytes a file may have, where there is a limit; ``chunk`` titles coded together."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(roster), str(output), str(largest), str(chunk)],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def large(tmp_path: Path) -> Path:
    rows = range(20_000)
    frame = pl.DataFrame(
        {
            "id": rows,
            "title": [f"{TITLES[i % 5]} {i % 1500}" for i in rows],
            "unit": [f"Unit {i % 7}" for i in rows],
            "wage": [30_000 + i for i in rows],
        }
    )
    frame.write_csv(tmp_path / "roster.csv")
    return tmp_path / "roster.csv"


@pytest.mark.slow
@pytest.mark.parametrize("chunk", [pytest.param(20_000, id="one process"), pytest.param(200, id="several processes")])
def test_a_run_killed_at_any_moment_goes_on_to_the_same_bytes(
    large: Path, core: Edition, tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(titles, "_CHUNK", chunk)
    began = time.monotonic()
    assert start(large, tmp_path / "undisturbed", chunk=chunk).wait() == 0
    duration = time.monotonic() - began
    expected = files(tmp_path / "undisturbed")
    chosen = random.Random(20261121)
    output, killed = tmp_path / "killed", 0
    for _ in range(KILLS):
        process = start(large, output, chunk=chunk)
        try:
            process.wait(timeout=chosen.random() * duration)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        # Whatever lies in the folder beside a manifest is whole.
        if (output / "manifest.json").is_file():
            assert files(output) == expected
    run(core, large, output, Options(rows_per_part=500))
    assert killed
    assert files(output) == expected
    assert not [p for p in output.rglob("*") if p.suffix in {".part", ".old"}]


@pytest.mark.slow
@pytest.mark.parametrize("largest", [1_000, 20_000, 120_000])
def test_where_no_more_can_be_written_the_error_says_so_and_no_result_is_left(
    large: Path, core: Edition, tmp_path: Path, largest: int
) -> None:
    output = tmp_path / "full"
    process = start(large, output, largest)
    _, said = process.communicate()
    assert process.returncode == 2, said
    assert "There is no room left to write" in said
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert files(output) == {}
    run(core, large, output, Options(rows_per_part=500))
    assert "manifest.json" in files(output)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte and a half."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
def test_a_full_disk_is_told_and_leaves_no_half_result(large: Path, small_disk: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(bytes(1_000_000))
    process = start(large, small_disk / "out")
    _, said = process.communicate()
    assert process.returncode == 2, said
    assert "There is no room left to write" in said
    assert "Traceback" not in said
    assert files(small_disk / "out") == {}
    assert not list((small_disk / "out").rglob("*.part"))
