"""Timing whole commands against each other: in turn, so that a machine's drift falls on both alike."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence


def seconds(command: Sequence[str], env: Mapping[str, str] | None = None) -> float:
    """Wall seconds of one run; its output is read and thrown away.

    Raises:
        SystemExit: the command failed; shows what it said.
    """
    start = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return elapsed


def in_turn(
    commands: Mapping[str, Sequence[str]], runs: int, env: Mapping[str, str] | None = None
) -> dict[str, list[float]]:
    """Seconds of ``runs`` runs of each command, after one that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for counted in range(runs + 1):
        for name, command in commands.items():
            elapsed = seconds(command, env)
            if counted:
                times[name].append(elapsed)
    return times


def show(times: Mapping[str, Sequence[float]], against: str) -> None:
    """Print minimum, median and maximum of each, and the median ratio to ``against``, run by run."""
    width = max(map(len, times))
    for name, values in times.items():
        ratio = statistics.median(v / b for v, b in zip(values, times[against], strict=True))
        print(
            f"{name:<{width}}  min {min(values):7.3f} s  median {statistics.median(values):7.3f} s  "
            f"max {max(values):7.3f} s  x {ratio:6.2f}"
        )


def peak_children_mb() -> float:
    """Largest resident size of any finished child process, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def milliseconds(work: Callable[[str], object], names: list[str], warm: int) -> list[float]:
    """Wall time of each call in this process, after the first ``warm``, which are not counted."""
    times = []
    for place, name in enumerate([*names[:warm], *names]):
        start = time.perf_counter()
        work(name)
        if place >= warm:
            times.append(1000 * (time.perf_counter() - start))
    return times
