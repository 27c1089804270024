"""Reading a document that a person sent: one at a time, in memory, and no longer than a person waits."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock, Thread

from starlette.concurrency import run_in_threadpool

from jobprism.analyses.reading_document import ReadingReport
from jobprism.atlas import Atlas
from jobprism.web.receive import RefusedError

_BUSY, _SLOW = 503, 422


class Reading:
    """Reads documents in a thread of its own, which nobody waits for longer than the limit."""

    def __init__(self, atlas: Atlas, seconds: float) -> None:
        """Bind an atlas; ``seconds`` is the limit."""
        self._atlas = atlas
        self._seconds = seconds
        self._busy = Lock()

    async def report(self, data: bytes) -> ReadingReport:
        """What a document says.

        Raises:
            DocumentError: it cannot be read.
            RefusedError: another is still being read (503), or this one takes too long (422).
        """
        return await run_in_threadpool(self._report, data)

    def _report(self, data: bytes) -> ReadingReport:
        if not self._busy.acquire(timeout=self._seconds):
            raise RefusedError(_BUSY, "Other documents are being read just now.", "Try again in a minute.")
        read: Future[ReadingReport] = Future()
        Thread(target=self._read, args=(data, read), daemon=True).start()
        try:
            return read.result(self._seconds)
        except TimeoutError:
            raise RefusedError(
                _SLOW, f"The document takes longer than {self._seconds:g} seconds to read.", "Paste the part you need."
            ) from None

    def _read(self, data: bytes, read: Future[ReadingReport]) -> None:
        try:
            read.set_result(self._atlas.read(data))
        except BaseException as error:
            read.set_exception(error)
        finally:
            self._busy.release()
