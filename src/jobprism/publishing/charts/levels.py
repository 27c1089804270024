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
from jobprism.publishing.charts.words import Say, credit_of, english, span

_LADDER = ("lead", "senior", "mid", "junior")
_LEAST = 10  # where the scale ends at the nearest, so that differences of a point do not look large
NOT_TOLD = "Not told apart"
"""Said of levels that the model does not tell apart."""
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
            label=names[row["level"]] or NOT_TOLD,
            **{figure: round(100 * row[figure], 2) for figure in figures},
        )
        for row in rows.rows(named=True)
    }
    return [found[level] for level in _LADDER if level in found]


def levels_picture(report: ProfessionReport, ladder: list[Rung], say: Say = english) -> Picture | None:
    """Pressure by level with 90 % intervals, beside that of the whole job; None without levels.

    Args:
        report: of the job.
        ladder: as from ``rungs``.
        say: the strings of the drawing and of its table in a reader's language.
    """
    if not ladder:
        return None
    return drawn(
        ("levels", report.subject.id),
        title=say("%(job)s: pressure by level") % {"job": report.subject.title},
        alt=_alt(report, ladder),
        note=say(
            "The same job with its tasks weighed as at each level. Intervals are of pressure itself; the difference "
            "from the whole job is surer than they suggest, and stands in the table with its own."
        ),
        credit=credit_of(report.edition, say),
        table=_table(ladder, say),
        spec=_spec(ladder),
        draw=lambda width: _draw(report, ladder, width, say),
    )


def _draw(report: ProfessionReport, ladder: list[Rung], width: int, say: Say) -> Canvas:
    whole = report.pressure
    marks = [
        ("interval a", say("pressure, 90 % interval")),
        ("edge ink", say("the whole job (%(value)s)") % {"value": f"{whole.value:.0f}"}),
    ]
    above, height = legend(width, marks)
    ticks = round_ticks(max(_LEAST, *(r.high for r in ladder)))
    scale = Scale(0, ticks[-1], ticks, [whole.value])
    wide = width >= WIDE_FROM
    room = {"aside": _ASIDE, "label": _LABEL} if wide else {}
    rows = Rows(width, scale, **room, value=_VALUE, heads=("", say("of 100")), top=height)
    for rung in ladder:
        level, told = say(rung.level), say(rung.label)
        label, aside = (level, told) if wide else (f"{level}: {told.lower()}", "")
        y = rows.row(label.capitalize(), _title(rung, say), aside=aside, value=span(rung, 1))
        rows.interval(y, rung.low, rung.value, rung.high)
        rows.close()
    return rows.finish(above)


def _title(rung: Rung, say: Say) -> str:
    change, low, high = (f"{value:+.1f}" for value in (rung.change, rung.change_low, rung.change_high))
    told = say("%(level)s: pressure %(span)s of 100; %(change)s points (%(low)s to %(high)s) beside the whole job")
    level = say(rung.level).capitalize()
    return told % {"level": level, "span": span(rung, 1), "change": change, "low": low, "high": high}


def _alt(report: ProfessionReport, ladder: list[Rung]) -> str:
    told = joined([f"{r.level} {span(r, 1)}, {r.label.lower()}" for r in reversed(ladder)])
    return f"Pressure on the whole job is {span(report.pressure, 1)} of 100. By level, beside it: {told}."


def _table(ladder: list[Rung], say: Say) -> Table:
    ends = (say("Lower end"), say("Upper end"))
    beside = say("Beside the whole job, points")
    columns = (say("Level"), say("Pressure, 0-100"), *ends, beside, *ends, say("In a word"))
    rows = [
        (say(r.level), r.value, r.low, r.high, r.change, r.change_low, r.change_high, say(r.label))
        for r in reversed(ladder)
    ]
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
