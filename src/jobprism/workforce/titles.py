"""The distinct titles of a roster, coded once, in chunks that outlive a killed run; and the codes that people gave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from jobprism.errors import UsageError
from jobprism.files import sha256_of_text
from jobprism.version import __version__
from jobprism.workforce.figures import LEVELS, UNCODED, Figures
from jobprism.workforce.inputs import Part, Roster
from jobprism.workforce.kernel import CODES_SCHEMA, MSE, Kernel
from jobprism.workforce.storage import Shelf

Step = Callable[[str, int, int], None]

OVERRIDE = "override"
"""Basis of a code that a person gave."""

_CHUNK = 20_000
_COLUMNS = ("title", "code", "level")


def distinct(roster: Roster, column: str) -> list[str]:
    """The different values of a column as text, sorted; missing ones left out."""
    if column not in roster.has:
        return []
    scans = [
        p.scan([column]).select(pl.col(column).cast(pl.String)) for p in _whole_files(roster) if column in p.columns
    ]
    found = pl.concat(scans).unique().collect(engine="streaming")
    return found.to_series().drop_nulls().sort().to_list()


def values_of(part: Part, column: str) -> pl.Series:
    """The different values of a column in one part, as text."""
    if column not in part.columns:
        return pl.Series(dtype=pl.String)
    return part.scan([column]).select(pl.col(column).cast(pl.String)).unique().collect().to_series()


def _whole_files(roster: Roster) -> list[Part]:
    """A part per file that covers all of it: one scan reads faster than many slices."""
    lengths: dict[Path | str, int] = {}
    for part in roster.parts:
        lengths[part.path] = lengths.get(part.path, 0) + part.length
    first = {part.path: part for part in reversed(roster.parts)}
    return [replace(part, offset=0, length=lengths[path]) for path, part in sorted(first.items())]


@dataclass(frozen=True)
class Chunk:
    """Distinct titles that are coded together, under a name made from all that goes into their codes."""

    name: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class ChunkCoder:
    """Codes a chunk of titles and keeps the codes; may be sent to other processes."""

    kernel: Kernel
    shelf: Shelf

    def __call__(self, chunk: Chunk) -> None:
        """Code a chunk."""
        self.shelf.write(chunk.name, self.kernel.code_titles(chunk.titles))


def chunks_of(kernel: Kernel, titles: Sequence[str]) -> list[Chunk]:
    """Distinct titles in chunks; a later run with the same titles has the same chunks."""
    made_with = (__version__, kernel.edition.manifest.content_hash)
    chunks = [tuple(titles[start : start + _CHUNK]) for start in range(0, len(titles), _CHUNK)]
    return [Chunk(f"{sha256_of_text(*made_with, *chunk)[:32]}.parquet", chunk) for chunk in chunks]


def read_overrides(path: Path, figures: Figures) -> pl.DataFrame:
    """Codes that people gave titles: title, subject (null where left to the coder), given_title_level.

    The file is CSV with the columns title, code (an O*NET-SOC code, a role's id, ``none`` for no code, or empty) and,
    if wanted, level. The review queue of an earlier run, with codes filled in, is such a file.

    Raises:
        UsageError: the file cannot be read, lacks a column, names an unknown code or level, or a title twice.
    """
    try:
        rows = pl.read_csv(path, infer_schema=False, empty_string_is_null=True)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(f"{path} cannot be read as CSV.", "Give a UTF-8 file with columns title, code.") from error
    if missing := {"title", "code"} - set(rows.columns):
        raise UsageError(f"{path} has no column '{min(missing)}'.", f"Give the columns {', '.join(_COLUMNS)}.")
    level = pl.col("level") if "level" in rows.columns else pl.lit(None, dtype=pl.String)
    # The review queue guards titles that a spreadsheet would run as formulas.
    title = pl.col("title").str.replace(r"^'([=+\-@\t\r])", "${1}")
    rows = rows.select(title, *(_stripped(c) for c in (pl.col("code"), level.alias("level"))))
    rows = rows.filter(pl.col("code").is_not_null() | pl.col("level").is_not_null())
    known = figures.number | {"none": figures.number[UNCODED]}
    _check_overrides(path, rows, known)
    return rows.select(
        "title",
        given_subject=pl.col("code").replace_strict(known, default=None, return_dtype=pl.UInt16),
        given_title_level=pl.col("level").replace_strict(
            list(LEVELS[1:]), range(1, len(LEVELS)), default=None, return_dtype=pl.UInt8
        ),
    )


def _stripped(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def _check_overrides(path: Path, rows: pl.DataFrame, known: dict[str, int]) -> None:
    for line, (title, code, level) in enumerate(rows.rows(), 2):
        where = f"Override {line - 1} of {path}"
        if not title:
            raise UsageError(f"{where} has no title.", "Write the title as the roster has it.")
        if code is not None and code not in known:
            raise UsageError(f"{where} has the unknown code '{code}'.", "Give an O*NET-SOC code, a role's id, or none.")
        if level is not None and level not in LEVELS[1:]:
            raise UsageError(f"{where} has the unknown level '{level}'.", f"Levels are {', '.join(LEVELS[1:])}.")
    if rows["title"].is_duplicated().any():
        raise UsageError(f"{path} has a title twice.", "Give each title one code.")


def overridden(codes: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """Codes with those that people gave in their place: certain, and without an error from coding."""
    joined = codes.join(overrides, on="title", how="left", maintain_order="left")
    given = pl.col("given_subject").is_not_null()
    fault = pl.when(given).then(None).otherwise("fault")
    return joined.with_columns(
        fault=fault,
        subject=pl.coalesce("given_subject", "subject"),
        confidence=pl.when(given).then(1.0).otherwise("confidence"),
        basis=pl.when(given).then(pl.lit(OVERRIDE)).otherwise("basis"),
        title_level=pl.coalesce("given_title_level", "title_level"),
        **{name: pl.when(given).then(0).otherwise(name) for name in MSE},
    ).select(pl.col(name).cast(kind) for name, kind in CODES_SCHEMA.items())
