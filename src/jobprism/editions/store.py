"""Where editions are kept, and opening one."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from jobprism.editions.manifest import Manifest, read_manifest
from jobprism.errors import EditionError
from jobprism.files import sha256_of, write_text
from jobprism.settings import Settings

CORE = Path(__file__).with_name("core")
_POINTER = "current"


class _Places(NamedTuple):
    """Where each value of a column stands: rows in the order of the values, and the stretch of each value in it."""

    rows: np.ndarray
    stretches: dict[object, tuple[int, int]]


class Edition:
    """An edition on disk; tables are read when asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self._tables: dict[str, pl.DataFrame] = {}
        self._places: dict[tuple[str, str], _Places] = {}
        self._asked: set[tuple[str, str]] = set()

    @property
    def is_full(self) -> bool:
        """Whether it holds the publishers' wording."""
        return self.manifest.kind == "full"

    def path(self, table: str) -> Path:
        """Path of a table's Parquet file.

        Raises:
            EditionError: the edition has no such table, or its file is gone.
        """
        path = self.folder / f"{table}.parquet"
        if table not in self.manifest.tables:
            raise EditionError(
                f"The {self.manifest.kind} edition {self.manifest.id} has no table '{table}'; it has "
                f"{', '.join(sorted(self.manifest.tables))}.",
                "" if self.is_full else "Publishers' wording is in the full edition only: run `jobprism build`.",
            )
        if not path.is_file():
            raise EditionError(f"{path} is missing from the edition.", "Run `jobprism verify`, then `jobprism build`.")
        return path

    def table(self, name: str) -> pl.DataFrame:
        """A whole table, kept in memory once read."""
        if name not in self._tables:
            self._tables[name] = self._read(self.scan(name))
        return self._tables[name]

    def rows(self, name: str, predicate: pl.Expr) -> pl.DataFrame:
        """The rows of a table that fulfil ``predicate``; reads no more of the file than it must."""
        if name in self._tables:
            return self._tables[name].filter(predicate)
        return self._read(self.scan(name).filter(predicate))

    def rows_of(self, name: str, column: str, values: Collection[object]) -> pl.DataFrame:
        """The rows of a table whose ``column`` is one of ``values``, in the table's order.

        The first call for a column reads no more than it must. From the second on the table is kept in memory with the
        places of its values, so that a process that makes many documents does not search all of it for each.
        """
        key = (name, column)
        if key not in self._asked and name not in self._tables:
            self._asked.add(key)
            return self.rows(name, pl.col(column).is_in(list(values)))
        table = self.table(name)
        if key not in self._places:
            self._places[key] = _places(table[column])
        rows, stretches = self._places[key]
        parts = [rows[slice(*stretches[value])] for value in dict.fromkeys(values) if value in stretches]
        return table[np.sort(np.concatenate(parts))] if parts else table.clear()

    def scan(self, name: str) -> pl.LazyFrame:
        """A table, lazily."""
        return pl.scan_parquet(self.path(name))

    def _read(self, frame: pl.LazyFrame) -> pl.DataFrame:
        try:
            return frame.collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise EditionError(
                f"A table of the edition in {self.folder} cannot be read: {error}",
                "Run `jobprism verify` to see which, then `jobprism build`.",
            ) from error

    @cached_property
    def measures(self) -> dict[str, dict[str, object]]:
        """Declarations of measures, by id; a family's by its name with ``/*``."""
        return {row["measure"]: row for row in self.table("measures").rows(named=True)}

    def verify(self) -> list[str]:
        """What is wrong with the files, a line each; empty when every file is as it was written."""
        problems: list[str] = []
        for name, entry in sorted(self.manifest.tables.items()):
            path = self.folder / f"{name}.parquet"
            if not path.is_file():
                problems.append(f"{path}: missing; expected {entry.bytes} bytes with SHA-256 {entry.sha256}")
            elif (found := sha256_of(path)) != entry.sha256:
                problems.append(
                    f"{path}: expected {entry.bytes} bytes with SHA-256 {entry.sha256}, found "
                    f"{path.stat().st_size} bytes with {found}"
                )
        return problems


def _places(column: pl.Series) -> _Places:
    order = column.arg_sort().to_numpy()
    runs = column.gather(order).rle().struct
    ends = runs.field("len").cum_sum().to_list()
    starts = [0, *ends[:-1]]
    return _Places(order, dict(zip(runs.field("value").to_list(), zip(starts, ends, strict=True), strict=True)))


def editions(settings: Settings) -> tuple[list[Edition], list[str]]:
    """All editions on this machine: the core edition, then those built, oldest first.

    Returns:
        The editions, and a line for each folder that is none or whose manifest is damaged.
    """
    folder = settings.editions_dir
    built = [p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")] if folder.is_dir() else []
    found, problems = [Edition(CORE)], []
    for path in sorted(built, key=lambda p: (p.stat().st_mtime, p.name)):
        try:
            found.append(Edition(path))
        except EditionError as error:
            problems.append(error.what)
    return found, problems


def current(settings: Settings) -> Path | None:
    """Folder of the edition that was built last and not yet replaced; None where none was built."""
    pointer = settings.editions_dir / _POINTER
    if not pointer.is_file():
        return None
    folder = settings.editions_dir / pointer.read_text(encoding="utf-8").strip()
    return folder if folder.is_dir() else None


def make_current(settings: Settings, folder: Path) -> None:
    """Point at an edition, atomically."""
    write_text(settings.editions_dir / _POINTER, folder.name + "\n")


def open_edition(settings: Settings, name: str | None = None) -> Edition:
    """The full edition where one is built, else the core edition that ships with the package.

    Args:
        settings: where editions are kept.
        name: "core", or an edition's id or folder name, to choose one.

    Raises:
        EditionError: there is no such edition.
    """
    if name == "core":
        return Edition(CORE)
    if name is None:
        return Edition(current(settings) or CORE)
    found, _ = editions(settings)
    for edition in reversed(found):
        if name in {edition.manifest.id, edition.folder.name, edition.manifest.name}:
            return edition
    known = ", ".join(e.manifest.name for e in found)
    raise EditionError(f"There is no edition '{name}' on this machine; there are {known}.", "Run `jobprism build`.")
