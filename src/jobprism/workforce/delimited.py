"""Rosters as delimited text: read in blocks; a line that is no row is set aside with its reason, the others go on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import polars as pl

from jobprism.errors import UsageError

ROW = "__row"
"""Column of what we read: the line in the file, the header's being 1."""
LINE_FAULTS = {
    "line_empty": "the line is empty",
    "line_short": "the line has fewer fields than the header",
    "line_long": "the line has more fields than the header",
    "line_quote": "a quotation mark is opened and never closed",
    "line_text": "the line is not text in UTF-8",
}

_BLOCK_BYTES = 1 << 24
_LONGEST_RECORD = 50  # lines of one row, where a field holds line breaks
_SEPARATORS = {".tsv": "\t", ".tab": "\t"}
_LIKELY = (",", ";", "\t", "|")
_UNREAD = "\ufffd"


class Block(NamedTuple):
    """Rows of a stretch of a file, as text, with ``ROW``; and the lines set aside: row, reason, value."""

    rows: pl.DataFrame
    faulty: pl.DataFrame


class _Lines(NamedTuple):
    """Lines as they stand in the file, with the number of the first."""

    first: int
    text: list[str]


def read_blocks(path: Path, block_bytes: int = _BLOCK_BYTES) -> Iterator[Block]:
    """A delimited file block by block.

    Raises:
        UsageError: the file has no header, or is encoded as UTF-16.
    """
    with path.open("rb") as stream:
        columns, separator = _header(path, stream)
        kept = _Lines(2, [])
        while True:
            block = stream.read(block_bytes)
            block += stream.readline() if len(block) == block_bytes else b""
            lines = _Lines(kept.first, kept.text + _decoded(block))
            if lines.text:
                whole, kept = _assembled(lines, separator, len(columns), final=not block)
                yield _parsed(whole, columns, separator)
            if not block:
                return


def _header(path: Path, stream: BinaryIO) -> tuple[list[str], str]:
    first = stream.readline()
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path} is encoded as UTF-16.", "Save it as CSV in UTF-8.")
    text = first.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    if not text.strip():
        raise UsageError(f"{path} has no header in its first line.", "Give the columns names, one of them 'title'.")
    separator = _SEPARATORS.get(path.suffix.lower()) or max(_LIKELY, key=text.count)
    names = next(csv.reader([text], delimiter=separator))
    if len(set(names)) < len(names):
        raise UsageError(f"Two columns of {path} have the same name.", "Give each a name of its own.")
    return names, separator


def _decoded(block: bytes) -> list[str]:
    if not block:
        return []
    try:
        text = block.decode("utf-8")
        lines = text.split("\n")
    except UnicodeDecodeError:
        lines = [_line(raw) for raw in block.split(b"\n")]
    if not lines[-1]:
        lines.pop()  # what follows the last line's end is no line
    return [line.removesuffix("\r") for line in lines] if b"\r" in block else lines


def _line(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _UNREAD + raw.decode("utf-8", errors="replace")


def _assembled(lines: _Lines, separator: str, width: int, *, final: bool) -> tuple[pl.DataFrame, _Lines]:
    """Records (row, text, odd: whether a quotation mark stays open) and the lines kept for the next block."""
    frame = pl.DataFrame({"text": lines.text}, schema={"text": pl.String}).with_row_index("row", lines.first)
    frame = frame.with_columns(odd=pl.col("text").str.count_matches('"', literal=True) % 2 == 1)
    after = lines.first + len(lines.text)
    if not frame["odd"].any():
        return frame, _Lines(after, [])
    joined, dropped = {}, set()
    upto = len(lines.text)
    for i in frame["odd"].arg_true().to_list():
        if i in dropped:
            continue
        end = _end_of_record(lines.text, i, separator, width)
        if end is None and not final and i + _LONGEST_RECORD >= len(lines.text):
            upto = i
            break
        if end is not None:
            joined[i] = "\n".join(lines.text[i : end + 1])
            dropped.update(range(i + 1, end + 1))
    text = [joined.get(i, line) for i, line in enumerate(lines.text[:upto])]
    odd = frame["odd"].to_list()
    kept = [i for i in range(upto) if i not in dropped]
    records = {
        "row": [lines.first + i for i in kept],
        "text": [text[i] for i in kept],
        "odd": [odd[i] and i not in joined for i in kept],
    }
    schema = {"row": pl.UInt32, "text": pl.String, "odd": pl.Boolean}
    return pl.DataFrame(records, schema=schema), _Lines(lines.first + upto, lines.text[upto:])


def _end_of_record(lines: list[str], start: int, separator: str, width: int) -> int | None:
    """The line in which the row that begins in ``start`` ends, if it makes a row of ``width`` fields."""
    for end in range(start + 1, min(start + _LONGEST_RECORD, len(lines))):
        if lines[end].count('"') % 2:
            record = "\n".join(lines[start : end + 1])
            try:
                rows = list(csv.reader(io.StringIO(record), delimiter=separator, strict=True))
            except csv.Error:
                return None
            return end if len(rows) == 1 and len(rows[0]) == width else None
    return None


def _parsed(records: pl.DataFrame, columns: list[str], separator: str) -> Block:
    text = pl.col("text")
    bare = pl.when(text.str.contains('"', literal=True)).then(text.str.replace_all('"[^"]*"', "")).otherwise(text)
    fields = bare.str.count_matches(separator, literal=True) + 1
    fault = (
        pl.when(text == "")
        .then(pl.lit("line_empty"))
        .when(text.str.contains(_UNREAD, literal=True))
        .then(pl.lit("line_text"))
        .when(pl.col("odd"))
        .then(pl.lit("line_quote"))
        .when(fields < len(columns))
        .then(pl.lit("line_short"))
        .when(fields > len(columns))
        .then(pl.lit("line_long"))
    )
    records = records.with_columns(fault=fault)
    good = records.filter(pl.col("fault").is_null())
    faulty = records.filter(pl.col("fault").is_not_null())
    return Block(_fields(good, columns, separator), faulty.select("row", reason="fault", value="text"))


def _fields(good: pl.DataFrame, columns: list[str], separator: str) -> pl.DataFrame:
    schema = dict.fromkeys(columns, pl.String)
    number = good["row"].alias(ROW)
    if good.is_empty():
        return pl.DataFrame(schema=schema).with_columns(number)
    text = "\n".join(good["text"].to_list())
    try:
        rows = pl.read_csv(text.encode(), has_header=False, separator=separator, schema=schema, infer_schema=False)
    except pl.exceptions.PolarsError:
        rows = pl.DataFrame()
    if rows.height != good.height:
        # A field that begins like a quoted one and does not end so: the slow reader takes it as it stands.
        listed = [next(csv.reader(io.StringIO(t), delimiter=separator)) for t in good["text"].to_list()]
        rows = pl.DataFrame([r[: len(columns)] for r in listed], schema=schema, orient="row")
    return rows.with_columns(number)
