"""US federal job announcements with the task statements of their assessment questionnaires, a sample of 500."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from jobprism.errors import UnreadableFileError
from jobprism.sources.reading import Files, Reading

_NAMES = ("id", "position_title", "agency")
_STATEMENTS = "task_statements"


def read(files: Files) -> Reading:
    """Tables ``announcements`` (id, position_title, agency) and ``task_statements`` (id, text), in their order."""
    records = _records(files["announcements"])
    announcements = pl.DataFrame(
        {name: [r[name] for r in records] for name in _NAMES}, schema=dict.fromkeys(_NAMES, pl.String)
    )
    texts = pl.DataFrame(
        [(r["id"], text) for r in records for text in r[_STATEMENTS]],
        schema={"id": pl.String, "text": pl.String},
        orient="row",
    )
    # A questionnaire may ask the same twice, for two grades.
    distinct = texts.with_columns(pl.all().str.strip_chars()).unique(maintain_order=True)
    announcements = announcements.with_columns(pl.all().str.strip_chars())
    return Reading(tables={"announcements": announcements, "task_statements": distinct})


def _records(path: Path) -> list[dict]:
    """The file's JSON objects, one a line."""
    next_step = "Restore the file from the mirror and run `jobprism build` again."
    records = []
    for number, line in enumerate(path.read_text(encoding="utf-8").strip().split("\n"), start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnreadableFileError(f"{path}, line {number} is not JSON: {error}.", next_step) from error
        missing = [name for name in (*_NAMES, _STATEMENTS) if name not in record]
        if missing:
            raise UnreadableFileError(f"{path}, line {number} has no {missing}.", next_step)
        records.append(record)
    return records
