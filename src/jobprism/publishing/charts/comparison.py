"""Two to five jobs side by side: pressure and layers with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobprism.analyses.comparison import Compared, ComparisonReport, Figure
from jobprism.analyses.language import joined
from jobprism.judgements.base import LAYERS
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.picture import Cell, Picture, Table, drawn
from jobprism.publishing.charts.rows import Rows, Scale, legend
from jobprism.publishing.charts.words import Say, credit_of, english, span

_VALUE = 84
NAMES = {
    "pressure": "Pressure",
    "capability": "Capability: what AI could do of the tasks",
    "use": "Use: how far it is in use",
    "delegation": "Handed over: % of the work done with AI",
    "human_need": "Human need: what holds the work to people",
}
"""Headings of the figures."""


def comparison_picture(report: ComparisonReport, say: Say = english) -> Picture:
    """A group of rows for pressure and for each layer, with a row per job in the order of the comparison.

    Args:
        report: of two to five jobs.
        say: the strings of the drawing and of its table in a reader's language.
    """
    jobs = " · ".join(s.title for s in report.subjects)
    return drawn(
        ("comparison", *(s.id for s in report.subjects)),
        title=say("%(jobs)s, side by side") % {"jobs": jobs},
        alt=_alt(report),
        note=say("On a scale of 0 to 100, with 90 % intervals. Where two intervals overlap, the order is not sure."),
        credit=credit_of(report.edition, say),
        table=_table(report, say),
        spec=_spec(report),
        draw=lambda width: _draw(report, width, say),
    )


def _figures(subject: Compared) -> Iterator[tuple[str, Figure | None]]:
    """Pressure and layers by name, on the scale of 0 to 100."""
    yield "pressure", subject.pressure
    for layer in LAYERS:
        figure = subject.layers[layer]
        scaled = {k: 100 * v for k, v in figure.model_dump().items()} if figure else None
        yield layer, Figure(**scaled) if scaled else None


def _draw(report: ComparisonReport, width: int, say: Say) -> Canvas:
    above, height = legend(width, [("interval a", say("value, 90 % interval"))])
    rows = Rows(width, Scale(0, 100, (0, 25, 50, 75, 100)), value=_VALUE, top=height)
    by_subject = [(s, dict(_figures(s))) for s in report.subjects]
    for name, heading in NAMES.items():
        rows.heading(say(heading))
        for subject, figures in by_subject:
            figure = figures[name]
            told = span(figure, 1) if figure else say("not observed")
            y = rows.row(subject.title, f"{subject.title}, {say(name.replace('_', ' '))}: {told}", value=told)
            if figure:
                rows.interval(y, figure.low, figure.value, figure.high)
            rows.close()
    return rows.finish(above)


def _alt(report: ComparisonReport) -> str:
    ranked = sorted(report.subjects, key=lambda s: (-s.pressure.value, s.id))
    told = joined([f"{s.title} {span(s.pressure, 1)}" for s in ranked])
    first, last = ranked[0].id, ranked[-1].id
    overlap = next(d.intervals_overlap for d in report.differences if {d.first, d.second} == {first, last})
    ends = "overlap" if overlap else "do not overlap"
    return f"Pressure of 100, highest first: {told}. The intervals of the highest and the lowest {ends}."


def _table(report: ComparisonReport, say: Say = english) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for subject in report.subjects:
        for name, figure in _figures(subject):
            values = (figure.value, figure.low, figure.high) if figure else (None, None, None)
            rows.append(
                (subject.title, say(name.replace("_", " ")), *(v if v is None else round(v, 1) for v in values))
            )
    columns = (say("Job"), say("Figure"), say("Value, 0-100"), say("Lower end"), say("Upper end"))
    return Table(columns, tuple(rows))


def _spec(report: ComparisonReport) -> dict[str, Any]:
    names = ("job", "figure", "value", "low", "high")
    values = [dict(zip(names, row, strict=True)) for row in _table(report).rows]
    x = {"type": "quantitative", "scale": {"domain": [0, 100]}, "title": "0 to 100"}
    return {
        "data": {"values": values},
        "facet": {"row": {"field": "figure", "type": "nominal", "sort": [n.replace("_", " ") for n in NAMES]}},
        "spec": {
            "encoding": {"y": {"field": "job", "type": "nominal", "sort": None, "title": None}},
            "layer": [
                {"mark": "rule", "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}}},
                {"mark": {"type": "point", "filled": True}, "encoding": {"x": {**x, "field": "value"}}},
            ],
        },
    }
