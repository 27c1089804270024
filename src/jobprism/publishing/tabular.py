"""The table of a report as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

import polars as pl

from jobprism.analyses.documents import Estimate, ProfessionReport

_LAYERS = ("capability", "use", "delegation", "human_need")
# A spreadsheet runs a cell that starts with one of these.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA = r"\A[=+\-@\t\r]"


def to_csv(report: ProfessionReport) -> str:
    """One line per row of the table; figures between 0 and 1 (pressure 0 to 100), empty where missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    figures = [f"{layer}{part}" for layer in _LAYERS for part in ("", "_low", "_high", "_tier")]
    head = ["subject_id", "subject_title", "row_id", "row_kind", "label", "share", "band", "resilient", *figures]
    writer.writerow([*head, "pressure", "rationale", "edition"])
    for row in report.tasks:
        layers = [cell for layer in _LAYERS for cell in _figures(getattr(row, layer))]
        writer.writerow(
            [
                report.subject.id,
                safe(report.subject.title),
                row.id,
                row.kind,
                safe(row.label),
                row.share,
                row.band,
                row.resilient,
                *layers,
                row.pressure,
                safe(row.rationale),
                f"{report.edition.id}-{report.edition.kind}",
            ]
        )
    return out.getvalue()


def frame_to_csv(frame: pl.DataFrame) -> str:
    """A table as CSV, its texts safe to open in a spreadsheet; empty where missing."""
    return frame.with_columns(pl.col(pl.String).str.replace(_FORMULA, "'$0")).write_csv()


def safe(text: str) -> str:
    """Text that a spreadsheet shows instead of running."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _figures(value: Estimate | None) -> list[object]:
    return ["", "", "", ""] if value is None else [value.value, value.low, value.high, value.tier]
