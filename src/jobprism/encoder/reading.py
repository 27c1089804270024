"""Texts that a person hands over in a file: one per line, or one per row of a CSV."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from jobprism.errors import UsageError

_CSV = (".csv", ".tsv")


def given_texts(texts: Sequence[str], file: Path | None, column: str | None = None) -> pl.Series:
    """The texts of a command line: words given, a file's, or with ``-`` those of standard input, a line each.

    Raises:
        UsageError: neither texts nor a file were given, or both.
    """
    if bool(texts) == (file is not None):
        raise UsageError("Give either texts or --file.", 'For example: jobprism score "write marketing emails"')
    if file is not None:
        return read_texts(file, column)
    if list(texts) == ["-"]:
        return lines_of(sys.stdin.buffer.read().decode("utf-8-sig", "replace"))
    return pl.Series("text", [text.encode("utf-8", "replace").decode() for text in texts], dtype=pl.String)


def read_texts(path: Path, column: str | None = None) -> pl.Series:
    """The texts of a file in its order; an empty line or cell is null. Bytes that are no UTF-8 are replaced.

    Args:
        path: a ``.csv`` or ``.tsv`` with a header row, or any other file with a text per line.
        column: which column of a CSV; by default ``text``, else the first.

    Raises:
        UsageError: the file cannot be read, or has no such column.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Give a text file, or a CSV.") from error
    if path.suffix.lower() in _CSV:
        return _column(content, path, column)
    if column is not None:
        raise UsageError(f"{path} is read line by line and has no columns.", "Leave --column out, or give a .csv.")
    return lines_of(content)


def lines_of(content: str) -> pl.Series:
    """A text per line; an empty line is null."""
    lines = [line.strip() for line in content.removesuffix("\n").split("\n")] if content else []
    return pl.Series("text", [line or None for line in lines], dtype=pl.String)


def _column(content: str, path: Path, column: str | None) -> pl.Series:
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        # Every column as text: a number in a column of texts is somebody's answer too.
        table = pl.read_csv(
            io.BytesIO(content.encode()), separator=separator, infer_schema=False, truncate_ragged_lines=True
        )
    except PolarsError as error:
        raise UsageError(
            f"{path} is no CSV that can be read: {str(error).splitlines()[0]}", "Save it again as CSV, UTF-8."
        ) from error
    wanted = column or ("text" if "text" in table.columns else table.columns[0])
    if wanted not in table.columns:
        raise UsageError(f"{path} has no column '{wanted}'.", f"Its columns are {', '.join(table.columns)}.")
    return table[wanted].str.strip_chars().replace("", None).rename("text")
