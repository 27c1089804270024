"""Rosters as files: CSV, Parquet, Excel, a folder of Parquet, a database query; cut into parts of bounded size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jobprism.errors import UsageError
from jobprism.files import folder_beside, sha256_of_text
from jobprism.workforce.columns import columns_of
from jobprism.workforce.delimited import ROW, read_blocks

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


@dataclass(frozen=True)
class Part:
    """Some rows of a Parquet file; ``columns`` are the file's names of ours."""

    number: int
    path: Path
    name: str
    offset: int
    length: int
    columns: Mapping[str, str]
    staged: bool

    def scan(self, wanted: Sequence[str]) -> pl.LazyFrame:
        """The columns wanted, those of them the roster has, under our names, and ``ROW``."""
        frame = pl.scan_parquet(self.path)
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
        return {name for part in self.parts for name in part.columns}


def open_roster(given: Path | Query, work: Path, columns: Mapping[str, str] | None, rows_per_part: int) -> Roster:
    """Open a roster; one that is no Parquet is first written as such into ``work``.

    Raises:
        UsageError: there is no such file, it cannot be read, has no rows, or no column of titles.
    """
    fingerprint = _fingerprint(given)
    if isinstance(given, Path) and (given.is_dir() or given.suffix.lower() == PARQUET):
        files, staged = _parquet_files(given), False
        faulty = pl.DataFrame(schema=FAULTY_SCHEMA)
    else:
        folder = work / _STAGED / fingerprint[:16]
        if not folder.is_dir():
            _stage(given, folder)
        files, staged = sorted(folder.glob("[0-9]*.parquet")), True
        faulty = pl.read_parquet(folder / _FAULTY)
    name = given.name if isinstance(given, Path) else "query"
    parts: list[Part] = []
    for file in files:
        own = str(file.relative_to(given)) if isinstance(given, Path) and given.is_dir() else name
        for offset, length, found in _slices(file, columns, rows_per_part):
            parts.append(Part(len(parts), file, own, offset, length, found, staged))
    if not parts and faulty.is_empty():
        raise UsageError(f"The roster {name} has no rows.", "Give one with a header and a row per person or job.")
    return Roster(parts, faulty, fingerprint)


def _slices(file: Path, columns: Mapping[str, str] | None, size: int) -> list[tuple[int, int, dict[str, str]]]:
    try:
        names = [c for c in pl.read_parquet_schema(file) if c != ROW]
        rows = pl.scan_parquet(file).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(f"{file} cannot be read as Parquet: {_first_line(error)}", "Write the file anew.") from error
    found = columns_of(names, columns)
    return [(start, min(size, rows - start), found) for start in range(0, rows, size)]


def _parquet_files(given: Path) -> list[Path]:
    if given.is_file():
        return [given]
    files = sorted(p for p in given.rglob("*.parquet") if not p.name.startswith((".", "_")))
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
