"""Serving: connections that a socket bound beforehand accepts, as several processes share it."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from asyncio import BaseTransport
from contextlib import closing

import pytest

uvicorn = pytest.importorskip("uvicorn", reason="needs the extra: web")

from jobprism.web.run import Prompt  # noqa: E402


async def _answer(scope: dict, receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


def test_small_answers_do_not_wait_on_a_socket_that_processes_share() -> None:
    seen: list[int] = []

    class Watched(Prompt):
        def connection_made(self, transport: BaseTransport) -> None:
            super().connection_made(transport)
            seen.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    config = uvicorn.Config(_answer, host="127.0.0.1", port=0, http=Watched, lifespan="off", log_level="critical")
    shared = config.bind_socket()
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, kwargs={"sockets": [shared]})
    running.start()
    try:
        while not server.started:
            time.sleep(0.01)
        with closing(http.client.HTTPConnection("127.0.0.1", shared.getsockname()[1], timeout=30)) as asking:
            asking.request("GET", "/")
            assert asking.getresponse().read() == b"ok"
    finally:
        server.should_exit = True
        running.join()
    assert len(seen) == 1
    assert seen[0]
