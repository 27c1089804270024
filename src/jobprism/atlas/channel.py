"""The way to a server's API: what is asked, what was answered before, and refusals as the package's own errors."""

from __future__ import annotations

import io
import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from jobprism import errors
from jobprism.errors import JobprismError, RemoteError, TitleError, UsageError

if TYPE_CHECKING:
    import httpx

API = "api/v1/"
_PARQUET = "application/vnd.apache.parquet"
_TRIES = 3
_AGAIN = {429, 502, 503, 504}
_LONGEST_WAIT = 30.0
_MOST_KEPT = 200_000_000


class _Answer(NamedTuple):
    mark: str
    body: bytes


class Channel:
    """A connection to the API of one server."""

    def __init__(
        self, address: str, key: str | None = None, timeout: float = 60.0, client: httpx.Client | None = None
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: the site's, e.g. ``https://example.org/jobs/``.
            key: an API key, for servers that ask for one.
            timeout: seconds to wait for an answer.
            client: one of the caller's own, e.g. with a proxy.

        Raises:
            UsageError: httpx is not installed.
        """
        try:
            import httpx
        except ImportError as error:
            raise UsageError(
                "A remote atlas needs packages that are not installed.", 'Run: pip install "jobprism[remote]"'
            ) from error
        self.address = address.rstrip("/") + "/"
        self._root = self.address if self.address.endswith(API) else self.address + API
        self._client = client or httpx.Client(timeout=timeout, follow_redirects=True)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._kept: OrderedDict[str, _Answer] = OrderedDict()
        self._kept_bytes = 0

    def get(self, operation: str, asked: Mapping[str, object] | None = None, accept: str = "application/json") -> bytes:
        """The answer to a question; of one asked before, only whether it still holds is asked.

        Raises:
            RemoteError: the server cannot be reached, or fails.
            JobprismError: the server refuses, with the error that a local atlas raises.
        """
        given: dict[str, Any] = {n: value for n, value in (asked or {}).items() if value is not None and value != []}
        request = self._client.build_request(
            "GET", self._root + operation, params=given, headers={**self._headers, "Accept": accept}
        )
        key = f"{accept} {request.url}"
        before = self._kept.get(key)
        if before is not None:
            request.headers["If-None-Match"] = before.mark
            self._kept.move_to_end(key)
        response = self._sent(request)
        if response.status_code == 304 and before is not None:
            return before.body
        if mark := response.headers.get("etag"):
            self._keep(key, _Answer(mark, response.content))
        return response.content

    def get_json(self, operation: str, asked: Mapping[str, object] | None = None) -> Any:
        """The same, as plain data."""
        return json.loads(self.get(operation, asked))

    def frame(self, operation: str, asked: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The same, as a table."""
        return pl.read_parquet(io.BytesIO(self.get(operation, asked, _PARQUET)))

    def post(self, operation: str, sent: Mapping[str, object], accept: str = "application/json") -> bytes:
        """The answer to what is sent; errors as of ``get``."""
        headers = {**self._headers, "Accept": accept}
        return self._sent(
            self._client.build_request("POST", self._root + operation, json=sent, headers=headers)
        ).content

    def post_frame(self, operation: str, sent: Mapping[str, object]) -> pl.DataFrame:
        """The same, as a table."""
        return pl.read_parquet(io.BytesIO(self.post(operation, sent, _PARQUET)))

    def post_bytes(self, operation: str, data: bytes) -> bytes:
        """The answer to a file."""
        headers = {**self._headers, "Content-Type": "application/octet-stream"}
        return self._sent(
            self._client.build_request("POST", self._root + operation, content=data, headers=headers)
        ).content

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """Send, again where the server is busy or the connection broke: no operation changes anything."""
        import httpx

        failure = ""
        for tried in range(1, _TRIES + 1):
            try:
                response = self._client.send(request)
            except httpx.TimeoutException:
                failure = "did not answer in time"
            except httpx.HTTPError as error:
                failure = f"cannot be reached ({type(error).__name__})"
            else:
                if response.status_code not in _AGAIN or tried == _TRIES:
                    return self._checked(response)
                failure = f"answers with status {response.status_code}"
                _rest(response.headers.get("retry-after"), tried)
                continue
            _rest(None, tried)
        raise RemoteError(f"{self.address} {failure}.", "Check the address and that the server runs; try again later.")

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.status_code == 304 or response.is_success:
            return response
        try:
            problem = response.json()
            what, step = str(problem["detail"]), str(problem["next_step"])
        except (ValueError, KeyError, TypeError):
            raise RemoteError(
                f"{self.address} answers with status {response.status_code}, and not as a Jobprism server does.",
                "Check the address: it is that of the site, without /api/v1.",
            ) from None
        kind = getattr(errors, str(problem.get("error")), None)
        if isinstance(kind, type) and issubclass(kind, TitleError):
            candidates = [(c["id"], c["title"], c["similarity"]) for c in problem.get("candidates", [])]
            raise kind(what, step, candidates)
        if isinstance(kind, type) and issubclass(kind, JobprismError):
            raise kind(what, step)
        # What a local atlas finds wrong when it is asked, the server's description has found before.
        if response.status_code == 422:
            raise UsageError(f"{problem.get('where', '')}: {what}", step)
        raise RemoteError(f"{self.address}: {what}", step)

    def _keep(self, key: str, answer: _Answer) -> None:
        if (former := self._kept.pop(key, None)) is not None:
            self._kept_bytes -= len(former.body)
        self._kept[key] = answer
        self._kept_bytes += len(answer.body)
        while self._kept_bytes > _MOST_KEPT and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._kept_bytes -= len(gone.body)


def _rest(told: str | None, tried: int) -> None:
    """Wait before trying again: as long as the server says, else a little longer each time."""
    if tried < _TRIES:
        time.sleep(min(float(told), _LONGEST_WAIT) if told and told.isdigit() else 0.2 * 2**tried)
