"""Level ladder: pressure on a job at junior, mid, senior and lead, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.language import joined
from jobprism.editions.store import Edition
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.palette import WIDE_FROM
from jobprism.publishing.charts.panels import round_ticks
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.rows import Rows, Scale, legend
from jobprism.publishing.charts.words import credit_of, span

_LADDER = ("lead", "senior", "mid", "junior")
_LEAST = 10  # where the scale ends at the nearest, so that differences of a point do not look large
_NOT_TOLD = "Not told apart"
_LABEL, _ASIDE, _VALUE = 44, 88, 74


@dataclass(frozen=True)
class Rung:
    """Pressure at a level, 0 to 100, with its 90 % interval, and beside the whole job.

    Attributes:
        level: junior, mid, senior or lead.
        value: pressure.
        low: lower end.
        high: upper end.
        change: pressure less that of the whole job, in points.
        change_low: lower end of its 90 % interval.
        change_high: upper end.
        label: what the change is called; that levels are not told apart where tasks are few or hardly differ.
    """

    level: str
    value: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    label: str


def rungs(edition: Edition, kind: str, subject_id: str) -> list[Rung]:
    """The levels of an occupation or role, lead first; empty where the edition has none."""
    levels, summary = (
        edition.rows_of(name, "subject_id", [subject_id]).filter(pl.col("subject_kind") == kind)
        for name in ("levels", "level_summary")
    )
    names = dict(summary.select("level", "label").rows())
    figures = ("value", "low", "high", "change", "change_low", "change_high")
    rows = levels.filter(pl.col("layer") == "pressure").select("level", *figures)
    found = {
        row["level"]: Rung(
            level=row["level"],
            label=names[row["level"]] or _NOT_TOLD,
            **{figure: round(100 * row[figure], 2) for figure in figures},
        )
        for row in rows.rows(named=True)
    }
    return [found[level] for level in _LADDER if level in found]


def levels_picture(report: ProfessionReport, ladder: list[Rung]) -> Picture | None:
    """Pressure by level with 90 % intervals, beside that of the whole job; None without levels.

    Args:
        report: of the job.
        ladder: as from ``rungs``.
    """
    if not ladder:
        return None
    return drawn(
        ("levels", report.subject.id),
        title=f"{report.subject.title}: pressure by level",
        alt=_alt(report, ladder),
        note=(
            "The same job with its tasks weighed as at each level. Intervals are of pressure itself; the difference "
            "from the whole job is surer than they suggest, and stands in the table with its own."
        ),
        credit=credit_of(report.edition),
        table=_table(ladder),
        spec=_spec(ladder),
        draw=lambda width: _draw(report, ladder, width),
    )


def _draw(report: ProfessionReport, ladder: list[Rung], width: int) -> Canvas:
    whole = report.pressure
    marks = [("interval a", "pressure, 90 % interval"), ("edge ink", f"the whole job ({whole.value:.0f})")]
    above, height = legend(width, marks)
    ticks = round_ticks(max(_LEAST, *(r.high for r in ladder)))
    scale = Scale(0, ticks[-1], ticks, [whole.value])
    wide = width >= WIDE_FROM
    room = {"aside": _ASIDE, "label": _LABEL} if wide else {}
    rows = Rows(width, scale, **room, value=_VALUE, heads=("", "of 100"), top=height)
    for rung in ladder:
        label, aside = (rung.level, rung.label) if wide else (f"{rung.level}: {rung.label.lower()}", "")
        y = rows.row(label.capitalize(), _title(rung), aside=aside, value=span(rung, 1))
        rows.interval(y, rung.low, rung.value, rung.high)
        rows.close()
    return rows.finish(above)


def _title(rung: Rung) -> str:
    change = f"{rung.change:+.1f} points ({rung.change_low:+.1f} to {rung.change_high:+.1f}) beside the whole job"
    return f"{rung.level.capitalize()}: pressure {span(rung, 1)} of 100; {change}"


def _alt(report: ProfessionReport, ladder: list[Rung]) -> str:
    told = joined([f"{r.level} {span(r, 1)}, {r.label.lower()}" for r in reversed(ladder)])
    return f"Pressure on the whole job is {span(report.pressure, 1)} of 100. By level, beside it: {told}."


def _table(ladder: list[Rung]) -> Table:
    columns = ("Level", "Pressure, 0-100", "Low", "High", "Beside the whole job, points", "Low", "High", "In a word")
    rows = [(r.level, r.value, r.low, r.high, r.change, r.change_low, r.change_high, r.label) for r in reversed(ladder)]
    return Table(columns, tuple(rows))


def _spec(ladder: list[Rung]) -> dict[str, Any]:
    values = [{"level": r.level, "pressure": r.value, "low": r.low, "high": r.high} for r in ladder]
    x = {"type": "quantitative", "title": "pressure, 0 to 100"}
    return {
        "data": {"values": values},
        "encoding": {"y": {"field": "level", "type": "ordinal", "sort": list(_LADDER), "title": None}},
        "layer": [
            {"mark": "rule", "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True}, "encoding": {"x": {**x, "field": "pressure"}}},
        ],
    }
