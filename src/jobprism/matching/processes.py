"""Work shared with other processes of this machine, where there is much of it.

Half of the work of coding a title is Python's, which one thread of a process can do at a time, so that more threads
gain little. The other processes are loky's: they need no guard in a caller's script, are kept for the next batch, and
end when none comes.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextvars import ContextVar
from multiprocessing import current_process
from threading import Thread
from typing import TypeVar

from jobprism.matching.blas import SINGLE_THREADED

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_MOST_OTHERS = 3  # each holds a model of its own, some 200 MB
_MOST_THREADS = 8
_IDLE_SECONDS = 30
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
_SHARING = ContextVar("_SHARING", default=False)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads() -> int:
    """How many threads work may take: one where processes share it already."""
    return 1 if _SHARING.get() else min(cores(), _MOST_THREADS)


def can_share() -> bool:
    """Whether there is a core for another process, this one may start some, and work is not shared already."""
    return cores() > 1 and not current_process().daemon and not _SHARING.get()


def shared_out(work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[tuple[int, Answer]]:
    """Place and answer of each item, in any order: this process does what the others have not begun.

    A process that is killed costs nothing but time: what it had is done here.

    Args:
        work: can be pickled, and is with every item.
        items: can be pickled.

    Raises:
        Exception: what work raised, here or there.
    """
    left, running = deque(range(len(items))), dict[Future[Answer], int]()
    with SINGLE_THREADED:
        others, number = _others()
        try:
            while left or running:
                while others and left and len(running) <= number:
                    running[others.submit(_alone, work, items[left[0]])] = left[0]
                    left.popleft()
                if left:
                    place = left.popleft()
                    yield place, _alone(work, items[place])
                for done in wait(running, 0 if left else None, FIRST_COMPLETED).done:
                    answer = done.result()
                    yield running.pop(done), answer
        except BrokenProcessPool:
            for place in [*running.values(), *left]:
                yield place, _alone(work, items[place])
        finally:
            for future in running:
                future.cancel()


def _others() -> tuple[Executor | None, int]:
    """The other processes and their number; none where the machine has no core for them or does not let them start."""
    from loky import cpu_count, get_reusable_executor

    # A container may have fewer cores than it sees.
    number = min(cpu_count() - 1, _MOST_OTHERS)
    if not number:
        return None, 0
    try:
        others = get_reusable_executor(
            number, timeout=_IDLE_SECONDS, env=_ONE_THREAD, initializer=_end_with, initargs=(os.getpid(),)
        )
    except (ImportError, OSError):
        return None, 0
    return others, number


def _end_with(parent: int) -> None:
    """In another process: end when the one that asked is gone, even where it was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _alone(work: Callable[[Item], Answer], item: Item) -> Answer:
    before = _SHARING.set(True)
    try:
        return work(item)
    finally:
        _SHARING.reset(before)
