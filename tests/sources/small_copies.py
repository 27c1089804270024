"""Small copies of a source's files, and copies of these that were altered on the way.

Which sheets, header rows and columns a reader takes is not written down here: it is recorded while the reader reads the
publisher's own files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from jobprism.errors import JobprismError
from jobprism.files import sha256_of
from jobprism.sources import tables
from jobprism.sources.fetch import Located
from jobprism.sources.parsed import read_cached
from jobprism.sources.reading import Reading
from jobprism.sources.registry import Registered

Row = list[str | None]
Change = Callable[["Table"], "Table"]
"""An alteration of a table."""

TABULAR = {".csv", ".tsv", ".txt", ".xlsx"}
# Enough for every kind of row that a reader tells apart; where a table refers to another, head and head must meet.
_ROWS = 400
# A reader that takes header rows of its own, since its file has several.
_OWN_HEADERS = {"onet_work_context": 3}


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook, or a text file.

    Attributes:
        sheet: its name; "" for text.
        above: how many rows stand above the header (in a text file: none).
        header: the header, of one row or more.
        rows: the rows below.
        read: names of the columns that the reader takes.
    """

    sheet: str
    above: int
    header: list[Row]
    rows: list[Row]
    read: tuple[str, ...]

    def with_(self, rows: list[Row], header: list[Row] | None = None) -> Table:
        """The same table with other rows, and perhaps another header."""
        return Table(self.sheet, self.above, self.header if header is None else header, rows, self.read)

    def place(self, column: str) -> int:
        """The position of a column."""
        names = [(name or "").strip().lstrip("\ufeff").strip() for name in self.header[-1]]
        return names.index(column)


@dataclass
class _Read:
    """What a reader took of one sheet."""

    header_row: int
    columns: set[str] = field(default_factory=set)


Recorded = dict[Path, dict[str | int, _Read]]


@contextmanager
def recording(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """Which sheets, header rows and columns of which files are read."""
    found: Recorded = {}
    latest: dict[Path, _Read] = {}
    cells, cast = tables._read_text_cells, tables._cast

    def read_cells(path: Path, sheet: str | int, header_row: int):
        latest[path] = found.setdefault(path, {}).setdefault(sheet, _Read(header_row))
        return cells(path, sheet, header_row)

    def read_cast(path: Path, text, columns):
        latest[path].columns |= set(columns)
        return cast(path, text, columns)

    with monkeypatch.context() as patch:
        patch.setattr(tables, "_read_text_cells", read_cells)
        patch.setattr(tables, "_cast", read_cast)
        yield found


@dataclass
class SmallSource:
    """A source whose tabular files are small copies; its other files are the publisher's."""

    registered: Registered
    located: dict[str, Located]
    tables: dict[str, list[Table]]
    folder: Path
    write_xlsx: Callable[..., None]
    _number: int = 0

    @cached_property
    def unaltered(self) -> Reading:
        """The reading of the copies as they are."""
        return self.read()

    def read(self, changes: dict[str, Change] | None = None, encode: Callable[[bytes], bytes] | None = None) -> Reading:
        """The reading with some files altered.

        Args:
            changes: by file name, what is done to each of its tables.
            encode: what is done to the bytes of every text file.
        """
        self._number += 1
        folder = self.folder / str(self._number)
        folder.mkdir()
        files = dict(self.located)
        for name, own in self.tables.items():
            change = (changes or {}).get(name)
            path = folder / self.located[name].path.name
            self._write(path, [change(t) if change else t for t in own], encode)
            files[name] = Located(name, path, sha256_of(path), pinned=False)
        return read_cached(self.registered, files, folder / "cache")

    def _write(self, path: Path, own: list[Table], encode: Callable[[bytes], bytes] | None) -> None:
        if path.suffix == ".xlsx":
            sheets = {t.sheet: [*([["above"]] * t.above), *t.header, *t.rows] for t in own}
            self.write_xlsx(path, **sheets)
            return
        text = io.StringIO()
        delimiter = "," if path.suffix == ".csv" else "\t"
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([*own[0].header, *own[0].rows])
        content = text.getvalue().encode("utf-8")
        path.write_bytes(encode(content) if encode else content)


def small_source(
    registered: Registered,
    located: dict[str, Located],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    write_xlsx: Callable[..., None],
) -> SmallSource:
    """Small copies of a source's files; whole copies where its tables refer to each other."""
    with recording(monkeypatch) as recorded:
        registered.read({name: file.path for name, file in located.items()})
    whole: dict[str, list[Table]] = {}
    for name, file in located.items():
        if file.path.suffix in TABULAR:
            reads = recorded.get(file.path, {0: _Read(0)})
            whole[name] = [_table(registered.id, file.path, sheet, read) for sheet, read in reads.items()]
    for rows in (_ROWS, None):
        small = {name: [t.with_(t.rows[:rows]) for t in own] for name, own in whole.items()}
        source = SmallSource(registered, located, small, folder / str(rows), write_xlsx)
        source.folder.mkdir()
        try:
            source.read()
        except JobprismError:
            continue
        return source
    raise AssertionError(f"a copy of '{registered.id}' cannot be read")


def _table(source: str, path: Path, sheet: str | int, read: _Read) -> Table:
    if path.suffix == ".xlsx":
        frame = fastexcel.read_excel(path).load_sheet(sheet, header_row=read.header_row, dtypes="string").to_polars()
        # A column without a name is one that the reader knows by its place.
        header = [None if name.startswith("__UNNAMED__") else name for name in frame.columns]
        names = sheet if isinstance(sheet, str) else fastexcel.read_excel(path).sheet_names[sheet]
        return Table(names, read.header_row, [header], [list(r) for r in frame.rows()], tuple(sorted(read.columns)))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        delimiter = "," if path.suffix == ".csv" else "\t"
        rows: list[Row] = [list(row) for row in csv.reader(stream, delimiter=delimiter)]
    headers = _OWN_HEADERS.get(source, 1)
    return Table("", 0, rows[:headers], rows[headers:], tuple(sorted(read.columns)))


def frames(reading: Reading) -> dict[str, pl.DataFrame]:
    """All frames of a reading, by name."""
    return {**reading.tables, "observations": reading.observations, "crosswalk": reading.crosswalk}


def assert_alike(found: Reading, expected: Reading) -> None:
    """Two readings are equal up to the order of rows."""
    have, want = frames(found), frames(expected)
    assert have.keys() == want.keys()
    for name, frame in want.items():
        columns = [c for c in frame.columns if not isinstance(frame.schema[c], pl.List)]
        assert have[name].sort(columns).equals(frame.sort(columns)), name
