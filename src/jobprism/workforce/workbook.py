"""The tables as an Excel workbook, for those who work in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from jobprism.analyses.workforce_document import WorkforceSummary
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.files import written_beside

NAME = "workforce.xlsx"

_MOST_ROWS = 1_048_575  # of a sheet, under its header
# Nothing that stands in a roster is run, and no address in it becomes a link.
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def check_installed() -> None:
    """See that workbooks can be written.

    Raises:
        UsageError: the package is missing.
    """
    try:
        import xlsxwriter  # noqa: F401  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise UsageError("Workbooks need a further package.", 'Run `pip install "jobprism[workforce]"`.') from error


def write_workbook(path: Path, edition: Edition, document: WorkforceSummary, found: Mapping[str, pl.DataFrame]) -> None:
    """Write a sheet of notes and one per table; withheld rows are left out. Equal tables give equal bytes."""
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingImports]

    date = edition.manifest.date
    with written_beside(path) as beside, Workbook(str(beside), _PLAIN) as book:
        book.set_properties({"created": datetime(date.year, date.month, date.day, tzinfo=UTC).replace(tzinfo=None)})
        heading = book.add_format({"bold": True})
        _rows(book.add_worksheet("notes"), heading, ["Notes"], [[line] for line in _told(document)])
        for name, table in found.items():
            shown = table.filter(~pl.col("withheld")).drop("withheld") if "withheld" in table.columns else table
            _rows(book.add_worksheet(name), heading, shown.columns, shown.head(_MOST_ROWS).rows())


def _rows(sheet: Any, heading: Any, columns: list[str], rows: list[Any]) -> None:
    sheet.write_row(0, 0, columns, heading)
    for i, row in enumerate(rows, 1):
        sheet.write_row(i, 0, row)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _told(document: WorkforceSummary) -> list[str]:
    scenario = [f"Scenario: {document.scenario}"] if document.scenario else []
    made = f"Edition {document.edition}, Jobprism {document.jobprism_version}"
    return [*scenario, *document.notes, made]
