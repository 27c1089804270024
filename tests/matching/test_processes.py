"""Work shared with other processes: all of it is done, whatever becomes of them; answers are those of one process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.matching import coder as coders
from jobprism.matching import processes
from jobprism.matching.processes import can_share, shared_out, threads

pytestmark = pytest.mark.skipif(not can_share(), reason="needs a second core")

_UNGUARDED = """
import jobprism, os
coded = jobprism.open("core").code([f"Nurse {i}" for i in range(%d)], top=1)
print(coded.height)
"""


_ASKING = """
import os, time
from jobprism.matching.processes import shared_out
def work(_):
    time.sleep(0.02)
    return os.getpid()
for _, pid in shared_out(work, range(100_000)):
    print(pid, flush=True)
"""


def _square(x: int) -> tuple[int, int]:
    time.sleep(0.02)
    return x * x, os.getpid()


def _refuse(x: int) -> int:
    time.sleep(0.02)
    if x == 7:
        raise UsageError("Seven is refused.", "Give another number.")
    return x


def _die_elsewhere(given: tuple[int, int]) -> int:
    x, here = given
    time.sleep(0.02)
    if x % 5 == 0 and os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def _threads(_: int) -> int:
    time.sleep(0.02)
    return threads()


def test_every_item_is_done_once_and_more_than_one_process_does_them() -> None:
    found = list(shared_out(_square, list(range(150))))
    assert sorted((place, answer[0]) for place, answer in found) == [(i, i * i) for i in range(150)]
    assert len({pid for _, (_, pid) in found}) > 1
    assert list(shared_out(_square, [])) == []


def test_an_error_comes_back_as_it_was_raised() -> None:
    with pytest.raises(UsageError, match="Seven"):
        list(shared_out(_refuse, list(range(40))))
    assert dict(shared_out(_refuse, [1, 2, 3])) == {0: 1, 1: 2, 2: 3}


def test_what_a_killed_process_had_is_done_here() -> None:
    items = [(i, os.getpid()) for i in range(150)]
    assert dict(shared_out(_die_elsewhere, items)) == dict(enumerate(range(150)))


def test_the_others_end_with_a_process_that_is_killed() -> None:
    asking = subprocess.Popen([sys.executable, "-c", _ASKING], stdout=subprocess.PIPE, text=True)
    assert asking.stdout
    assert any(int(line) != asking.pid for line in asking.stdout)
    asking.kill()
    # Another process holds the output open as long as it lives.
    asking.communicate(timeout=processes._IDLE_SECONDS)


def test_a_machine_that_lets_no_process_start_does_all_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("no semaphores")

    monkeypatch.setattr("loky.get_reusable_executor", refused)
    found = list(shared_out(_square, list(range(5))))
    assert found == [(i, (i * i, os.getpid())) for i in range(5)]


def test_work_that_is_shared_takes_one_thread_and_is_not_shared_again() -> None:
    assert {n for _, n in shared_out(_threads, list(range(20)))} == {1}
    assert threads() == min(processes.cores(), 8)
    assert can_share()


def test_titles_coded_by_several_processes_get_the_same_codes(
    core_atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = ("welder", "chemist", "registered nurse", "prompt engineer", "technician", "asdf", "wleder")
    titles = [f"{job} {i}" for i in range(2000) for job in jobs]
    contexts = [None if i % 3 else "hospital" for i in range(len(titles))]
    alone = core_atlas.coder.best(titles, contexts, 3)
    monkeypatch.setattr(coders, "_SHARED_FROM", 1000)
    shared = core_atlas.coder.best(titles, contexts, 3)
    for one, other in zip(vars(alone).values(), vars(shared).values(), strict=True):
        assert np.array_equal(one, other)


def test_a_script_without_a_guard_codes_many_titles(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(_UNGUARDED % (coders._SHARED_FROM + 1), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == coders._SHARED_FROM + 1
