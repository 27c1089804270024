"""Rosters as files: CSV, Parquet, Excel, Parquet in a folder or at an address, a query; cut into parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from jobprism.errors import UsageError
from jobprism.files import folder_beside, sha256_of_text
from jobprism.workforce.columns import columns_of
from jobprism.workforce.delimited import ROW, read_blocks
from jobprism.workforce.storage import SCHEME, Shelf, Storage, is_address, scan, storage

TEXT = (".csv", ".tsv", ".tab", ".txt")
EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET = ".parquet"
FAULTY_SCHEMA = pl.Schema({"file": pl.String, "row": pl.UInt32, "reason": pl.String, "value": pl.String})

_STAGED = "staged"
_FAULTY = "lines.parquet"
_HEAD = 1 << 16


@dataclass(frozen=True)
class Query:
    """A query of a database, read through polars (``pip install "jobprism[database]"``)."""

    sql: str
    uri: str


Given = Path | str | Query
"""A file or folder, an address of object storage, or a query."""


@dataclass(frozen=True)
class Part:
    """Some rows of a Parquet file; ``columns`` are the file's names of ours."""

    number: int
    path: Path | str
    name: str
    offset: int
    length: int
    columns: Mapping[str, str]
    staged: bool
    storage: Storage | None = None

    def scan(self, wanted: Sequence[str]) -> pl.LazyFrame:
        """The columns wanted, those of them the roster has, under our names, and ``ROW``."""
        frame = scan(self.path, self.storage)
        if not self.staged:
            frame = frame.with_row_index(ROW, 1)
        named = [pl.col(theirs).alias(ours) for ours, theirs in self.columns.items() if ours in wanted]
        return frame.slice(self.offset, self.length).select(ROW, *named)


@dataclass(frozen=True)
class Roster:
    """A roster cut into parts.

    Attributes:
        parts: of all rows that could be read.
        faulty: lines that are no rows; columns as in ``FAULTY_SCHEMA``.
        fingerprint: changes when the input does.
    """

    parts: list[Part]
    faulty: pl.DataFrame
    fingerprint: str

    @property
    def rows(self) -> int:
        """All rows, the faulty too."""
        return sum(p.length for p in self.parts) + self.faulty.height

    @property
    def has(self) -> set[str]:
        """Which of the columns we know any file has."""
        return set(self.columns)

    @property
    def columns(self) -> dict[str, str]:
        """The roster's name of each of them; of several files, the last one's that has it."""
        return {ours: theirs for part in self.parts for ours, theirs in part.columns.items()}


def open_roster(given: Given, work: Path, columns: Mapping[str, str] | None, rows_per_part: int) -> Roster:
    """Open a roster; one that is no Parquet is first written as such into ``work``.

    Raises:
        UsageError: there is no such file, it cannot be read, has no rows, or no column of titles.
    """
    found = _remote(given) if isinstance(given, str) else _local(given, work)
    parts: list[Part] = []
    for name, file in found.files:
        for offset, length, own in _slices(file, found.storage, columns, rows_per_part):
            parts.append(Part(len(parts), file, name, offset, length, own, found.staged, found.storage))
    if not parts and found.faulty.is_empty():
        name = given.name if isinstance(given, Path) else given if isinstance(given, str) else "query"
        raise UsageError(f"The roster {name} has no rows.", "Give one with a header and a row per person or job.")
    return Roster(parts, found.faulty, found.fingerprint)


@dataclass(frozen=True)
class _Found:
    """Parquet files of a roster, each with the name by which its rows are told."""

    files: Sequence[tuple[str, Path | str]]
    fingerprint: str
    staged: bool = False
    faulty: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAULTY_SCHEMA))
    storage: Storage | None = None


def _local(given: Path | Query, work: Path) -> _Found:
    fingerprint = _fingerprint(given)
    name = given.name if isinstance(given, Path) else "query"
    if isinstance(given, Path) and given.is_dir():
        return _Found([(str(file.relative_to(given)), file) for file in _parquet_files(given)], fingerprint)
    if isinstance(given, Path) and given.suffix.lower() == PARQUET:
        return _Found([(name, given)], fingerprint)
    folder = work / _STAGED / fingerprint[:16]
    if not folder.is_dir():
        _stage(given, folder)
    files = [(name, file) for file in sorted(folder.glob("[0-9]*.parquet"))]
    return _Found(files, fingerprint, staged=True, faulty=pl.read_parquet(folder / _FAULTY))


def _remote(given: str) -> _Found:
    """Parquet at an address of object storage: a file, or all below it."""
    if not is_address(given):
        raise UsageError(
            f"Rosters cannot be read from '{given}'.", f"Give a path, or an address {SCHEME}bucket/folder."
        )
    base, _, last = given.rstrip("/").rpartition("/") if given.endswith(PARQUET) else (given.rstrip("/"), "", "")
    shelf = Shelf(base, storage())
    entries = [e for e in shelf.entries() if e.name.endswith(PARQUET) and not _hidden(e.name) and last in ("", e.name)]
    if not entries:
        raise UsageError(
            f"There is no Parquet at {given}.",
            "Object storage is read as Parquet alone: name a file, or the folder that holds several.",
        )
    told = [f"{e.name} {e.bytes} {e.changed_ns}" for e in entries]
    files = [(e.name, f"{base}/{e.name}") for e in entries]
    return _Found(files, sha256_of_text("address", base, *told), storage=shelf.storage)


def _hidden(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith((".", "_"))


def _slices(
    file: Path | str, storage: Storage | None, columns: Mapping[str, str] | None, size: int
) -> list[tuple[int, int, dict[str, str]]]:
    try:
        frame = scan(file, storage)
        names = [c for c in frame.collect_schema().names() if c != ROW]
        rows = frame.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(f"{file} cannot be read as Parquet: {_first_line(error)}", "Write the file anew.") from error
    found = columns_of(names, columns)
    return [(start, min(size, rows - start), found) for start in range(0, rows, size)]


def _parquet_files(given: Path) -> list[Path]:
    if given.is_file():
        return [given]
    files = sorted(p for p in given.rglob("*.parquet") if not _hidden(p.name))
    if not files:
        raise UsageError(f"The folder {given} holds no .parquet file.", "Name a folder of Parquet files, or one file.")
    return files


def _fingerprint(given: Path | Query) -> str:
    """Of a query: its text. Of files: name, size, time of change and first bytes of each."""
    if isinstance(given, Query):
        return sha256_of_text("query", given.sql, given.uri)
    if not given.exists():
        raise UsageError(
            f"There is no roster at {given}.", "Give a .csv, .tsv, .parquet or .xlsx file, or a folder of Parquet."
        )
    parts = ["files"]
    for file in _parquet_files(given) if given.is_dir() else [given]:
        stat = file.stat()
        with file.open("rb") as stream:
            head = stream.read(_HEAD).hex()
        parts += [str(file.resolve()), str(stat.st_size), str(stat.st_mtime_ns), head]
    return sha256_of_text(*parts)


def _stage(given: Path | Query, folder: Path) -> None:
    faulty = [pl.DataFrame(schema=FAULTY_SCHEMA)]
    with folder_beside(folder) as beside:
        if isinstance(given, Path) and given.suffix.lower() in TEXT:
            for i, block in enumerate(read_blocks(given)):
                block.rows.write_parquet(beside / f"{i:06}.parquet", compression="lz4")
                faulty.append(block.faulty.select(pl.lit(given.name).alias("file"), "row", "reason", "value"))
        else:
            frame = _excel(given) if isinstance(given, Path) else _queried(given)
            # The header stands in a sheet's first row.
            frame.with_row_index(ROW, 2 if isinstance(given, Path) else 1).write_parquet(beside / "000000.parquet")
        pl.concat(faulty).write_parquet(beside / _FAULTY)


def _excel(path: Path) -> pl.DataFrame:
    if path.suffix.lower() not in EXCEL:
        known = ", ".join((*TEXT, PARQUET, *EXCEL))
        raise UsageError(
            f"Rosters of kind '{path.suffix}' cannot be read.", f"Known are {known}, and folders of Parquet."
        )
    try:
        return pl.read_excel(path, infer_schema_length=0)
    except Exception as error:
        raise UsageError(f"{path} cannot be read as a spreadsheet: {_first_line(error)}", "Save it as CSV.") from error


def _queried(query: Query) -> pl.DataFrame:
    try:
        return pl.read_database_uri(query.sql, query.uri)
    except ImportError as error:
        raise UsageError("Databases need a further package.", 'Run `pip install "jobprism[database]"`.') from error
    except Exception as error:
        raise UsageError(
            "The database gave no rows: the query or the address failed.", "Try both elsewhere."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
