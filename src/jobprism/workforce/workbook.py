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
from jobprism.workforce.markdown import about_moves, about_skills, about_work, columns_read, headline

NAME = "workforce.xlsx"

_MOST_ROWS = 1_048_575  # of a sheet, under its header
# Nothing that stands in a roster is run, and no address in it becomes a link.
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


_COUNT, _SHARE, _AMOUNT, _POINTS, _RATING = "#,##0.0", "0 %", "#,##0", "0.0", "0.00"
# Heading, number format and width of a column; _low and _high are the ends of its 90 % interval.
_COLUMNS: dict[str, tuple[str, str | None, int]] = {
    "table": ("Table", None, 28),
    "unit": ("Unit", None, 26),
    "level": ("Level", None, 10),
    "major_group": ("Group, SOC", None, 11),
    "country": ("Country", None, 12),
    "group_title": ("Group", None, 40),
    "people": ("People", _COUNT, 11),
    "band": ("Band of pressure", None, 12),
    "known_share": ("With figures, share of people", _SHARE, 13),
    "unsure_share": ("Code unsure, share of people", _SHARE, 13),
    "capability": ("Capability, share of hours", _SHARE, 12),
    "use": ("Use, 0 to 1", _RATING, 10),
    "delegation": ("Delegation, share of use", _SHARE, 12),
    "human_need": ("Human need, 0 to 1", _RATING, 11),
    "pressure": ("Pressure, 0 to 100", _POINTS, 10),
    "exposed_fte": ("Exposed hours, FTE", _COUNT, 11),
    "paid_share": ("Wage known, share of people", _SHARE, 13),
    "wages": ("Wages a year", _AMOUNT, 15),
    "exposed_wages": ("Wages for exposed hours", _AMOUNT, 15),
    "subject_kind": ("Kind", None, 11),
    "subject_id": ("Code", None, 14),
    "subject_title": ("Occupation or role", None, 44),
    "id": ("Activity, O*NET", None, 18),
    "label": ("Work", None, 60),
    "fte": ("Hours, FTE", _COUNT, 11),
    "element_id": ("Element, O*NET", None, 14),
    "element_name": ("Skill or knowledge", None, 36),
    "kind": ("Kind", None, 12),
    "resilient": ("People: AI can do little of it", _COUNT, 14),
    "complementary": ("People: AI aids it", _COUNT, 12),
    "importance": ("Importance, 1 to 5", _RATING, 11),
    "from_id": ("From, code", None, 14),
    "from_title": ("From", None, 40),
    "from_people": ("People", _COUNT, 11),
    "from_pressure": ("Pressure, 0 to 100", _POINTS, 10),
    "to_id": ("To, code", None, 14),
    "to_title": ("To", None, 40),
    "to_people": ("People there", _COUNT, 11),
    "to_pressure": ("Pressure there, 0 to 100", _POINTS, 11),
    "nearness": ("Place by likeness, 1 the nearest", "0", 12),
    "carried_share": ("Carried over, share of what is called for", _SHARE, 16),
}
_ENDS = {"_low": "low", "_high": "high"}


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
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            code: book.add_format({"num_format": code}) for code in (_COUNT, _SHARE, _AMOUNT, _POINTS, _RATING, "0")
        }
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        notes = book.add_worksheet("notes")
        notes.set_column(0, 0, 110, wrapped)
        for row, line in enumerate(_told(document)):
            notes.write(row, 0, line)
        for name, table in found.items():
            shown = table.filter(~pl.col("withheld")).drop("withheld") if "withheld" in table.columns else table
            _rows(book.add_worksheet(name), heading, formats, shown.head(_MOST_ROWS))


def _rows(sheet: Any, heading: Any, formats: Mapping[str, Any], table: pl.DataFrame) -> None:
    for place, name in enumerate(table.columns):
        said, number, width = _column(name)
        sheet.write(0, place, said, heading)
        sheet.set_column(place, place, width, formats[number] if number else None)
    for i, row in enumerate(table.rows(), 1):
        sheet.write_row(i, 0, row)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(table.height, 1), table.width - 1)


def _column(name: str) -> tuple[str, str | None, int]:
    """Heading, number format and width of a column."""
    for ending, said in _ENDS.items():
        if name.endswith(ending):
            heading, number, width = _COLUMNS[name.removesuffix(ending)]
            return f"{heading.partition(',')[0]}, {said}", number, width
    return _COLUMNS[name]


def _told(document: WorkforceSummary) -> list[str]:
    scenario = [f"Scenario: {document.scenario}"] if document.scenario else []
    said = [line.replace("**", "") for line in headline(document.total) if line]
    tables = [
        "Low and high are the ends of a 90 % interval.",
        f"Sheets tasks, skills and moves: {about_work(document)[0].lower()}{about_work(document)[1:]}",
        f"Sheet skills: {about_skills()}",
        f"Sheet moves: {about_moves()}",
    ]
    made = f"Edition {document.edition}, Jobprism {document.jobprism_version}"
    return [*scenario, *said, f"Read were {columns_read(document)}.", *document.notes, *tables, made]
