"""Toy sources, a local publisher, a writer of Excel files, and the real sources read once."""

from __future__ import annotations

import hashlib
import itertools
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import yaml

from jobprism.files import sha256_of
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.reading import Reading
from jobprism.sources.registry import Registered, registered_sources

_NUMBER = itertools.count(1)
_READER = """
import polars as pl
from jobprism.sources.reading import Reading, observations
from jobprism.sources.tables import read_table


def read(files):
    frame = read_table(files["table"], {"code": pl.String, "value": pl.Float64})
    rows = observations(
        frame, subject="task", code_system="onet_task", code="code", measure="toy_share", value="value", vintage="2025"
    )
    return Reading(tables={"codes": frame.select("code")}, observations=rows)
"""


@dataclass
class Toy:
    """A source of one table, ``table.csv``, in a folder of its own."""

    root: Path
    # Readers are modules named after their folder, so no two toys of a test run share an id.
    id: str = field(default_factory=lambda: f"toy_{next(_NUMBER)}")

    @property
    def folder(self) -> Path:
        return self.root / self.id

    def declaration(self, **changes: Any) -> dict[str, Any]:
        """A sound ``source.yml``; a change to None leaves the field out."""
        sound = {
            "id": self.id,
            "title": "A toy",
            "producer": "Nobody",
            "version": "1",
            "vintage": "2025",
            "licence": {"name": "CC0", "attribution": "Nobody.", "redistribution": "ship"},
            "url": "https://publisher.example/toy",
            "citation": "Nobody (2025). A toy.",
            "bytes_are": "publisher's",
            "files": [{"name": "table", "mirror_path": "toys/table.csv"}],
            "measures": [
                {
                    "id": "toy_share",
                    "label": "Share",
                    "kind": "observed use",
                    "unit": "share",
                    "minimum": 0,
                    "maximum": 1,
                    "subject": "task",
                    "description": "Made up.",
                }
            ],
        }
        return {name: value for name, value in {**sound, **changes}.items() if value is not None}

    def declare(self, declaration: dict[str, Any] | None = None, reader: str = _READER, **changes: Any) -> None:
        """Write ``source.yml`` and ``reader.py``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(declaration or self.declaration(**changes))
        (self.folder / "source.yml").write_text(text, encoding="utf-8")
        (self.folder / "reader.py").write_text(reader, encoding="utf-8")

    def lock(self, content: bytes) -> None:
        """Pin ``content`` as the table that was reviewed."""
        reviewed = self.root / "reviewed"
        reviewed.write_bytes(content)
        files = {"table": {"bytes": len(content), "sha256": sha256_of(reviewed)}}
        (self.folder / "source.lock.yml").write_text(yaml.safe_dump({"files": files}), encoding="utf-8")

    def registered(self) -> Registered:
        return next(r for r in registered_sources(self.root) if r.id == self.id)


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A declared source without a lock."""
    made = Toy(tmp_path / "declared")
    made.declare()
    return made


@dataclass
class Publisher:
    """What a local server sends, and what it was asked."""

    url: str = ""
    content: bytes = b""
    ranges: bool = True
    status: int = 200
    lengths: bool = True
    cuts: list[int] = field(default_factory=list)
    """How many bytes each of the next answers sends before the connection drops."""
    asked: list[str | None] = field(default_factory=list)
    """The Range header of each request."""

    @property
    def tag(self) -> str:
        """The validator of the content as it is now."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = handler.headers.get("Range")
        self.asked.append(wanted)
        if handler.headers.get("If-Range") not in {None, self.tag}:
            wanted = None
        if self.status != 200:
            handler.send_error(self.status)
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.ranges else 0
        if start and start >= len(self.content):
            handler.send_error(416)
            return
        body = self.content[start:]
        handler.send_response(206 if start else 200)
        if self.lengths:
            handler.send_header("Content-Length", str(len(body)))
        handler.send_header("ETag", self.tag)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        handler.end_headers()
        handler.wfile.write(body[: self.cuts.pop(0)] if self.cuts else body)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A server on this machine; closes each connection after its answer."""
    published = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.answer(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name the base class has
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    published.url = f"http://127.0.0.1:{server.server_port}/table.csv"
    # A proxy set for the outside world must not be asked for this machine.
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield published
    server.shutdown()
    thread.join()
    server.server_close()


def _cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


_SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _write_xlsx(
    path: Path, rows: Sequence[Sequence[object]] | None = None, **sheets: Sequence[Sequence[object]]
) -> None:
    """The smallest workbook that a reader accepts, of one sheet or of several by name; numbers stay numbers."""
    named = {"Data": rows, **sheets} if rows is not None else sheets
    places = range(1, len(named) + 1)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in zip(places, named, strict=True)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_REL_NS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in places
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_REL_NS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET_NS}" xmlns:r="{_REL_NS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
    }
    for n, grid in zip(places, named.values(), strict=True):
        body = "".join(f"<row>{''.join(_cell(v) for v in row)}</row>" for row in grid)
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_SHEET_NS}"><sheetData>{body}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


@pytest.fixture(scope="session")
def write_xlsx() -> Callable[..., None]:
    """Writes rows, the header first, as an Excel file; or several sheets by name."""
    return _write_xlsx


@pytest.fixture(scope="session")
def readings(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    """Every registered source, read from the mirror."""
    settings = Settings(home=tmp_path_factory.mktemp("readings"), mirror=mirror)
    return {r.id: read_cached(r, locate(r, settings), settings.cache_dir) for r in registered_sources()}
