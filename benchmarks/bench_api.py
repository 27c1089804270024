"""How fast the API answers beside a bare FastAPI that gives JSON of equal size.

Run: ``python benchmarks/bench_api.py`` (a few seconds each), ``--seconds 60`` for the full one. The app runs as
``jobprism serve`` runs it, on the core edition, with one and with two workers and without rate limits; a second server
holds one FastAPI operation per case that returns a constant body as long as ours. Both are driven over loopback, one
after the other: by wrk where it is installed, else by connections of asyncio that ask again as soon as they are
answered. Of each case: median and 99th percentile of the time to an answer, requests a second, errors (anything but
200), the ratio to the bare one; and the memory of all processes of the server before and after.

``report`` and ``search`` ask for forty titles in turn: each is worked out once per worker and then kept. ``code`` posts
twenty titles anew each time, which nothing keeps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import jobprism

_CONNECTIONS = 8
_TITLES = 40
_BARE = """
import json, os
from fastapi import FastAPI
from starlette.responses import Response

app = FastAPI()

def answering(size):
    body = json.dumps({"hello": "x" * max(0, size - 13)})
    def answer():
        return Response(body, media_type="application/json")
    return answer

for name, size in json.loads(os.environ["BARE_SIZES"]).items():
    app.add_api_route("/" + name, answering(size), methods=["GET", "POST"])
"""

# As `serve` runs it, so that neither waits for small packets.
_RUN_BARE = """
import sys
import uvicorn
from jobprism.web.run import Prompt

if __name__ == "__main__":
    port, workers = map(int, sys.argv[1:])
    uvicorn.run("bare:app", port=port, workers=workers, http=Prompt, access_log=False, log_level="error")
"""


@dataclass(frozen=True)
class Case:
    """What is asked: addresses in turn, or one body that is posted."""

    name: str
    paths: tuple[str, ...]
    body: bytes | None = None


@dataclass(frozen=True)
class Timed:
    """How it went: seconds of each answer, and how many were wrong."""

    p50: float
    p99: float
    per_second: float
    errors: int


def cases() -> list[Case]:
    """Report, search and code, on titles of the edition."""
    every = jobprism.open("core").occupations["occupation_title"]
    titles = every.gather_every(max(1, len(every) // _TITLES)).to_list()
    posted = json.dumps({"titles": titles[:20], "top": 1}).encode()
    return [
        Case("report", tuple(f"/api/v1/report?title={quote(t)}" for t in titles)),
        Case("search", tuple(f"/api/v1/search?q={quote(t)}&limit=5" for t in titles)),
        Case("code", ("/api/v1/code",), posted),
    ]


class Server:
    """A server in a process group of its own."""

    def __init__(self, command: list[str], port: int, environment: dict[str, str], ready: str) -> None:
        self.port = port
        self._process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
        for _ in range(1800):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=60):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("The server did not start.")

    def memory_mb(self) -> float:
        """Proportional memory of all its processes."""
        total = 0
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if os.getpgid(int(folder.name)) == self._process.pid:
                        found = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.M)
                        total += int(found[1]) if found else 0
                except OSError:
                    continue
        return total / 1024

    def stop(self) -> None:
        """End it."""
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(30)


async def _asked(case: Case, port: int, until: float, times: list[float], errors: list[int], start: int) -> None:
    """One connection: HTTP/1.1 by hand, so that the driver costs as little as it can."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    paths = cycle(case.paths[start % len(case.paths) :] + case.paths[: start % len(case.paths)])
    while time.perf_counter() < until:
        method = "POST" if case.body is not None else "GET"
        head = f"{method} {next(paths)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
        if case.body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(case.body)}\r\n"
        began = time.perf_counter()
        writer.write(head.encode() + b"\r\n" + (case.body or b""))
        answered = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answered, re.I)
        await reader.readexactly(int(length[1]) if length else 0)
        times.append(time.perf_counter() - began)
        errors[0] += not answered.startswith(b"HTTP/1.1 200")
    writer.close()


def _by_asyncio(case: Case, port: int, seconds: float) -> Timed:
    times: list[float] = []
    errors = [0]

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(_asked(case, port, until, times, errors, n * 5) for n in range(_CONNECTIONS)))

    asyncio.run(all_of_them())
    return Timed(statistics.median(times), statistics.quantiles(times, n=100)[98], len(times) / seconds, errors[0])


def _by_wrk(case: Case, port: int, seconds: float) -> Timed:
    """By wrk, with a script that asks for the paths in turn and prints plain figures."""
    listed = ",".join(json.dumps(p) for p in case.paths)
    method = "POST" if case.body is not None else "GET"
    script = f"""
local paths, n = {{{listed}}}, 0
wrk.method = "{method}"
wrk.headers["Accept"] = "application/json"
wrk.headers["Content-Type"] = "application/json"
wrk.body = {json.dumps((case.body or b"").decode())}
request = function() n = n % #paths + 1; return wrk.format(nil, paths[n]) end
done = function(s, l, r)
  local e = s.errors
  io.write(string.format("FIGURES %f %f %d %d\\n", l:percentile(50), l:percentile(99), s.requests,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds:g}s", "-s", file.name, f"http://127.0.0.1:{port}"]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    p50, p99, requests, errors = next(line for line in out.splitlines() if line.startswith("FIGURES")).split()[1:]
    return Timed(float(p50) / 1e6, float(p99) / 1e6, int(requests) / seconds, int(errors))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _size(case: Case, port: int) -> int:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{case.paths[0]}", case.body, headers)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return len(answer.read())


def _ours(workers: int) -> Server:
    port = _free_port()
    command = [sys.executable, "-c", "from jobprism.cli import main; main()", "serve", "--core", "--port", str(port)]
    return Server([*command, "--workers", str(workers)], port, {"JOBPRISM_API_RATE": "0"}, "/api/v1/problems")


def _bare(workers: int, sizes: dict[str, int], folder: Path) -> Server:
    port = _free_port()
    (folder / "bare.py").write_text(_BARE)
    (folder / "run_bare.py").write_text(_RUN_BARE)
    command = [sys.executable, str(folder / "run_bare.py"), str(port), str(workers)]
    environment = {"BARE_SIZES": json.dumps(sizes), "PYTHONPATH": str(folder)}
    return Server(command, port, environment, f"/{next(iter(sizes))}")


def _warm(asked: list[Case], port: int, workers: int) -> None:
    """Each worker makes each answer once, so that what is timed is what goes on for hours."""
    for case in asked:
        _by_asyncio(case, port, 3.0 * workers)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3, help="of each case")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes of the server, in turn")
    given = parser.parse_args()
    seconds = given.seconds
    drive, driver = (_by_wrk, "wrk") if shutil.which("wrk") else (_by_asyncio, "asyncio")
    asked = cases()
    print(f"driver: {driver}; {_CONNECTIONS} connections; {seconds:g} s a case; {os.cpu_count()} processors")
    print(f"{'':22}{'p50 ms':>9}{'p99 ms':>9}{'req/s':>9}{'errors':>8}{'of bare':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for workers in given.workers:
            ours = _ours(workers)
            try:
                sizes = {case.name: _size(case, ours.port) for case in asked}
                _warm(asked, ours.port, workers)
                before = ours.memory_mb()
                timed = {case.name: drive(case, ours.port, seconds) for case in asked}
                after = ours.memory_mb()
            finally:
                ours.stop()
            bare = _bare(workers, sizes, Path(folder))
            try:
                same = [Case(case.name, (f"/{case.name}",), case.body) for case in asked]
                plain = {case.name: drive(case, bare.port, seconds) for case in same}
            finally:
                bare.stop()
            for name, one in timed.items():
                for who, t in ((f"{name} ({sizes[name]:,} B)", one), ("  bare of equal size", plain[name])):
                    ratio = f"{t.per_second / plain[name].per_second:>9.2f}"
                    print(f"{who:22}{t.p50 * 1e3:>9.2f}{t.p99 * 1e3:>9.2f}{t.per_second:>9.0f}{t.errors:>8}{ratio}")
            print(f"workers: {workers}; memory {before:.0f} MB before, {after:.0f} MB after\n")


if __name__ == "__main__":
    main()
