"""Writing an edition's tables as files for others."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from jobprism.editions.store import Edition
from jobprism.editions.tables import core_tables, ships
from jobprism.errors import UsageError
from jobprism.files import folder_beside, write_text
from jobprism.publishing.data.package import Written, citation, descriptor, readme

MARK = "datapackage.json"
SUMS = "SHA256SUMS"
_COMPRESSION_LEVEL = 15
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Exported:
    """What was written: the folder, its tables, files and bytes."""

    folder: Path
    tables: int
    files: int
    bytes: int


class DataFiles:
    """The files of an edition's data package, each made when it is asked for.

    By default it holds what may be passed on, which of a full edition is what the core edition holds. With
    ``everything`` it holds the publishers' wording and the figures of all sources too, for one's own use.
    """

    def __init__(self, edition: Edition, *, everything: bool = False) -> None:
        self.edition = edition
        self.everything = everything and edition.is_full

    @cached_property
    def names(self) -> list[str]:
        """Names of the tables."""
        return sorted(self._tables)

    @cached_property
    def _tables(self) -> dict[str, pl.DataFrame]:
        held = {name: self.edition.table(name) for name in self.edition.manifest.tables}
        return held if self.everything else core_tables(held, ships(self.edition.manifest.sources))

    def table(self, path: str) -> bytes:
        """The bytes of ``parquet/NAME.parquet`` or ``csv/NAME.csv``; the same for the same edition.

        Raises:
            KeyError: there is no such file.
        """
        folder, _, name = path.partition("/")
        stem, _, suffix = name.rpartition(".")
        if (folder, suffix) not in {("csv", "csv"), ("parquet", "parquet")}:
            raise KeyError(path)
        table = self._tables[stem]
        if suffix == "csv":
            return table.write_csv().encode()
        if table.equals(self.edition.table(stem)):
            # As the edition has it, whose manifest names its hash.
            return self.edition.path(stem).read_bytes()
        return _parquet(table)

    @property
    def paths(self) -> list[str]:
        """Paths of the tables' files."""
        return [f"{kind}/{name}.{kind}" for kind in ("csv", "parquet") for name in self.names]

    def measured(self, path: str, body: bytes) -> Written:
        """A file's size, hash and rows."""
        return Written(path, len(body), hashlib.sha256(body).hexdigest(), self._tables[Path(path).stem].height)

    def texts(self, written: dict[str, Written]) -> dict[str, str]:
        """The files that say what the others are, by path."""
        manifest = self.edition.manifest
        schemas = {name: table.schema for name, table in self._tables.items()}
        texts = {
            MARK: descriptor(manifest, schemas, written, everything=self.everything),
            "CITATION.cff": citation(manifest),
            "README.md": readme(manifest, schemas, written, everything=self.everything),
        }
        sums = {path: file.sha256 for path, file in written.items()}
        sums |= {path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
        return {**texts, SUMS: "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))}


def export(edition: Edition, output: Path, *, everything: bool = False, step: Step = lambda *_: None) -> Exported:
    """Write the data package of an edition, whole or not at all.

    Args:
        edition: the edition.
        output: a folder that does not exist, is empty, or holds an export.
        everything: of a full edition, also what may not be passed on.
        step: called with (what, done, of all).

    Raises:
        UsageError: the folder holds other things, or cannot be written.
    """
    if output.is_file():
        raise UsageError(f"{output} is a file.", "Name a folder for the data.")
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise UsageError(f"{output} holds other files; an export needs a folder of its own.", "Name a new folder.")
    files = DataFiles(edition, everything=everything)
    try:
        with folder_beside(output) as beside:
            written: dict[str, Written] = {}
            for done, path in enumerate(files.paths):
                step(f"writing {path}", done, len(files.paths))
                body = files.table(path)
                (beside / path).parent.mkdir(exist_ok=True)
                (beside / path).write_bytes(body)
                written[path] = files.measured(path, body)
            texts = files.texts(written)
            for path, text in texts.items():
                write_text(beside / path, text)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.", "Choose another --output.") from error
    size = sum(w.bytes for w in written.values()) + sum(len(t.encode()) for t in texts.values())
    return Exported(output, len(files.names), len(written) + len(texts), size)


def _parquet(table: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    table.write_parquet(out, compression="zstd", compression_level=_COMPRESSION_LEVEL)
    return out.getvalue()
