"""BLAS with one thread, while threads of ours share the work: two pools of threads would wait for each other."""

from __future__ import annotations

from functools import cache
from threading import Lock
from types import TracebackType

from threadpoolctl import ThreadpoolController


class SingleThreadedBlas:
    """Within, BLAS uses one thread for each that calls it; of several inside, the last to leave lifts the limit."""

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._limit = _libraries().limit(limits=1, user_api="blas")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._limit.restore_original_limits()


SINGLE_THREADED = SingleThreadedBlas()


@cache
def _libraries() -> ThreadpoolController:
    # Looked for once: it takes some milliseconds.
    return ThreadpoolController()
