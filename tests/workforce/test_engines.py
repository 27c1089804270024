"""Daft, a Ray cluster and object storage: the results of the one-machine engine, to the byte."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from roster_files import TITLES, files

from jobprism.editions.store import CORE, Edition
from jobprism.errors import UsageError
from jobprism.settings import settings
from jobprism.workforce.engines import engine_of
from jobprism.workforce.run import Options, run
from jobprism.workforce.storage import Shelf, storage

ROWS, PER_PART = 3000, 250
# A run of its own: Daft's runner is chosen once in a process.
RUN = """
import sys
from pathlib import Path
from jobprism.editions.store import CORE, Edition
from jobprism.workforce.engines import engine_of
from jobprism.workforce.run import Options, run

def told(doing, done, of):
    print(doing, done, flush=True)

if __name__ == "__main__":
    roster, output, address = sys.argv[1:]
    place = output if output.startswith("s3://") else Path(output)
    given = roster if roster.startswith("s3://") else Path(roster)
    run(Edition(CORE), given, place, Options(rows_per_part=250), told, engine_of("daft", address or None))
"""
RAY = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_raylet_start_wait_time_s": "120", "DO_NOT_TRACK": "1"}


def needs(package: str) -> None:
    pytest.importorskip(package, reason=f'needs {package}: pip install "jobprism[cluster]"')


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Repeated ids, unknown levels, own tasks and faulty rows among the others."""
    rows = range(ROWS)
    frame = pl.DataFrame(
        {
            "employee_id": [f"p{i % (ROWS - 40)}" for i in rows],
            "job_title": [None if i % 331 == 0 else f"{TITLES[i % 5]} {i % 60}" for i in rows],
            "department": [f"Unit {i % 4}" for i in rows],
            "level": [("", "senior", "boss")[i % 3] for i in rows],
            "salary": [30_000 + i for i in rows],
            "tasks": [None if i % 7 else "8823: 3" for i in rows],
        }
    )
    folder = tmp_path_factory.mktemp("roster")
    frame.head(ROWS // 2).write_parquet(folder / "a.parquet")
    frame.tail(ROWS // 2).write_parquet(folder / "b.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(roster: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("expected") / "out"
    summary = run(Edition(CORE), roster, output, Options(rows_per_part=PER_PART))
    assert summary.rows.rejected
    return files(output)


def same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    """All results but the manifest's mark, which is of where the input lies."""
    assert set(found) == set(expected)
    assert [name for name in expected if name != "manifest.json" and found[name] != expected[name]] == []


def started(roster: Path | str, output: Path | str, address: str = "", **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(roster), str(output), address],
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_daft_on_this_machine_gives_the_same_bytes(roster: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    needs("daft")
    process = started(roster, tmp_path / "out")
    _, said = process.communicate()
    assert process.returncode == 0, said
    same(files(tmp_path / "out"), expected)


def test_an_address_without_daft_and_an_unknown_engine_are_refused() -> None:
    with pytest.raises(UsageError, match="Only the engine daft"):
        engine_of("polars", "auto")
    with pytest.raises(UsageError, match="no engine 'spark'"):
        engine_of("spark", None)


# --- a Ray cluster of one head and two workers on this machine -------------------------------------------------------


class Cluster:
    """A head that does no work, and two workers."""

    def __init__(self, folder: Path) -> None:
        self.ray = str(Path(sys.executable).with_name("ray"))
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        client = free_port()
        self.client = f"ray://127.0.0.1:{client}"
        head = ("--head", f"--port={self.port}", f"--ray-client-server-port={client}", "--include-dashboard=false")
        self.nodes = [self._start(*head, "--num-cpus=0", f"--temp-dir={folder}")]
        self._wait(1)
        for count in (2, 3):
            self.nodes.append(self._start(f"--address={self.address}", "--num-cpus=1"))
            self._wait(count)

    def _start(self, *options: str) -> subprocess.Popen[bytes]:
        always = ("--block", "--disable-usage-stats", "--object-store-memory=100000000", "--node-ip-address=127.0.0.1")
        return subprocess.Popen(
            [self.ray, "start", *options, *always],
            env={**os.environ, **RAY},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _wait(self, nodes: int) -> None:
        code = (
            f"import ray; ray.init({self.address!r}, log_to_driver=False); print(sum(n['Alive'] for n in ray.nodes()))"
        )
        for _ in range(60):
            asked = subprocess.run(
                [sys.executable, "-c", code], env={**os.environ, **RAY}, capture_output=True, text=True, check=False
            )
            if asked.stdout.strip().endswith(str(nodes)):
                return
            time.sleep(0.5)
        raise AssertionError(f"the cluster has no {nodes} nodes: {asked.stderr}")

    def kill(self, node: int) -> None:
        """Kill every process of a node, as if its machine were gone."""
        for pid in (*descendants(self.nodes[node].pid), self.nodes[node].pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.nodes[node].wait()

    def stop(self) -> None:
        for node in range(len(self.nodes)):
            if self.nodes[node].poll() is None:
                self.kill(node)


def descendants(pid: int) -> list[int]:
    """Processes that a process started, and those that they started."""
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            found += [int(child), *descendants(int(child))]
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    needs("daft")
    needs("ray")
    folder = Path("/tmp") / f"jp-ray-{os.getpid()}"  # sockets lie in it: their paths must be short
    found = Cluster(folder)
    yield found
    found.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_a_ray_cluster_gives_the_same_bytes_though_a_worker_is_killed(
    cluster: Cluster, roster: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    process = started(roster, tmp_path / "out", cluster.address, **RAY)
    assert process.stdout is not None
    killed = False
    for line in process.stdout:
        if not killed and line.startswith("coding rows") and line.split()[-1] not in {"0", str(ROWS // PER_PART)}:
            cluster.kill(2)
            killed = True
    assert process.wait() == 0, process.stderr and process.stderr.read()
    assert killed
    same(files(tmp_path / "out"), expected)


@pytest.mark.slow
def test_a_ray_cluster_is_reached_through_its_client_port(
    cluster: Cluster, roster: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    needs("grpc")
    process = started(roster, tmp_path / "out", cluster.client, **RAY)
    _, said = process.communicate()
    assert process.returncode == 0, said
    same(files(tmp_path / "out"), expected)


def test_what_is_no_address_of_a_cluster_is_refused_with_those_that_are() -> None:
    needs("daft")
    needs("ray")
    code = """
import sys
from jobprism.errors import UsageError
from jobprism.workforce.engines import engine_of
for address in sys.argv[1:]:
    try:
        engine_of("daft", address)
    except UsageError as error:
        print(error.what, error.next_step)
"""
    given = ["http://127.0.0.1:8265", "127.0.0.1", "ray://127.0.0.1", "ray://", "127.0.0.1:port", "/tmp/ray"]
    asked = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=True)
    lines = asked.stdout.splitlines()
    assert [line.startswith(f"'{a}' is no address") for a, line in zip(given, lines, strict=True)] == [True] * 6
    assert all("ray://host:10001" in line and "host:6379" in line and "`auto`" in line for line in lines)


def test_a_cluster_that_does_not_answer_is_told_so() -> None:
    needs("daft")
    needs("ray")
    code = f"from jobprism.workforce.engines import engine_of; engine_of('daft', '127.0.0.1:{free_port()}')"
    env = {
        **os.environ,
        **RAY,
        "RAY_gcs_rpc_server_connect_timeout_s": "2",
        "RAY_gcs_server_request_timeout_seconds": "2",
    }
    asked = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert "No Ray cluster answers" in asked.stderr


# --- object storage --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A local server that speaks the S3 protocol (``s3_server.py``)."""
    needs("pyarrow")
    port = free_port()
    process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("s3_server.py")), str(port)])
    for _ in range(240):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.25)
    address = f"http://127.0.0.1:{port}"
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    given = {"ENDPOINT": server, "REGION": "us-east-1", "ACCESS_KEY": "somebody", "SECRET_KEY": "anything"}
    for name, value in given.items():
        monkeypatch.setenv(f"JOBPRISM_S3_{name}", value)
    settings.cache_clear()
    return f"s3://jobs/{tmp_path.name}"


def stored(address: str) -> dict[str, bytes]:
    shelf = Shelf(address, storage())
    return {e.name: shelf.get(e.name) or b"" for e in shelf.entries() if not e.name.startswith(".work/")}


def upload(folder: Path, address: str) -> None:
    shelf = Shelf(address, storage())
    for path in folder.iterdir():
        shelf.put(path.name, path.read_bytes())


def test_object_storage_holds_the_same_bytes(bucket: str, roster: Path, expected: dict[str, bytes]) -> None:
    upload(roster, f"{bucket}/in")
    options = Options(rows_per_part=PER_PART)
    summary = run(Edition(CORE), f"{bucket}/in", f"{bucket}/out", options)
    same(stored(f"{bucket}/out"), expected)
    # The same again is not made again; with other options what was there is replaced as a whole.
    assert run(Edition(CORE), f"{bucket}/in", f"{bucket}/out", options) == summary
    run(Edition(CORE), f"{bucket}/in/a.parquet", f"{bucket}/out", Options(rows_per_part=ROWS))
    assert sum(name.startswith("coded/") for name in stored(f"{bucket}/out")) == 1
    assert not [e for e in Shelf(f"{bucket}/out", storage()).entries() if e.name.startswith(".work/parts")]


def test_daft_reads_from_and_writes_to_object_storage(bucket: str, roster: Path, expected: dict[str, bytes]) -> None:
    needs("daft")
    upload(roster, f"{bucket}/in")
    process = started(f"{bucket}/in", f"{bucket}/out")
    _, said = process.communicate()
    assert process.returncode == 0, said
    same(stored(f"{bucket}/out"), expected)


@pytest.mark.parametrize(
    ("roster_at", "output", "said"),
    [
        ("{0}/nothing", "{0}/out", "no Parquet at"),
        ("https://example.org/x", "{0}/out", "cannot be read from"),
        ("{0}/in", "ftp://example.org/x", "cannot be written to"),
        ("s3://no-such-bucket/x", "{0}/out", "no Parquet at|does not answer"),
    ],
)
def test_addresses_that_hold_nothing_are_refused(bucket: str, roster_at: str, output: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(Edition(CORE), roster_at.format(bucket), output.format(bucket))


def test_keys_are_not_shown(bucket: str) -> None:
    assert "anything" not in repr(storage())
    assert "somebody" not in repr(storage())
