"""The outlook of a job: pressure and layers by year, a column of panels for each scenario, each with its band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from jobprism.analyses.outlook_document import OutlookReport
from jobprism.judgements.base import LAYERS
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.panels import Panel, Point, round_ticks
from jobprism.publishing.charts.picture import Cell, Picture, Table, drawn
from jobprism.publishing.charts.words import Say, credit_of, english

_PRESSURE = "pressure"
NAMES = {
    _PRESSURE: "Pressure, 0 to 100",
    "capability": "Capability, 0 to 100",
    "use": "Use, 0 to 100",
    "delegation": "Handed over, % of the work done with AI",
    "human_need": "Human need, 0 to 100",
}
"""Names of the figures, with their units."""
_LEAST = 10.0  # where the scale of pressure ends at the nearest, so that little does not look like much
_HUNDRED = (0.0, 50.0, 100.0)
_AXIS, _GUTTER, _END = 34, 18, 12
_HEAD, _NAME, _FOOT, _TALL, _LOW = 40, 25, 24, 130, 64
Series = dict[str, dict[str, list[Point]]]
"""Points by figure and scenario, on the scale of 0 to 100."""


def outlook_picture(report: OutlookReport, layers: pl.DataFrame | None = None, say: Say = english) -> Picture:
    """Pressure by year under every scenario with its 90 % interval; layers too where they are given.

    Args:
        report: the outlook of a job.
        layers: layers by year, as from ``jobprism.analyses.outlook.projections``.
        say: the strings of the drawing and of its table in a reader's language.
    """
    year = _years(report)[-1]
    series = _series(report, layers)
    return drawn(
        ("outlook", report.job.id),
        title=say("%(job)s: what assumptions make of it by %(year)s") % {"job": report.job.title, "year": year},
        alt=_alt(report),
        note=say(
            "A line within its 90 %% interval for each scenario; the disc is today. Beneath a scenario's name stands "
            "its pressure of %(year)s. Not a forecast: what follows from declared assumptions."
        )
        % {"year": year},
        credit=credit_of(report.edition, say),
        table=_table(series, say),
        spec=_spec(series),
        draw=lambda width: _draw(report, series, width, say),
    )


def _years(report: OutlookReport) -> list[int]:
    return sorted({step.year for step in report.path})


def _series(report: OutlookReport, layers: pl.DataFrame | None) -> Series:
    found: Series = {_PRESSURE: {s.name: [] for s in report.scenarios}}
    for step in report.path:
        found[_PRESSURE][step.scenario].append((step.year, step.value, step.low, step.high))
    if layers is None:
        return found
    for layer in LAYERS:
        rows = layers.filter(pl.col("layer") == layer).sort("year").select("scenario", "year", "value", "low", "high")
        if rows.height:
            found[layer] = {s.name: [] for s in report.scenarios}
        for scenario, year, value, low, high in rows.rows():
            found[layer][scenario].append((year, 100 * value, 100 * low, 100 * high))
    return found


def _draw(report: OutlookReport, series: Series, width: int, say: Say) -> Canvas:
    canvas = Canvas(width)
    names = [s.name for s in report.scenarios]
    years = _years(report)
    each = (width - _AXIS - _END - _GUTTER * (len(names) - 1)) / len(names)
    lefts = [_AXIS + place * (each + _GUTTER) for place in range(len(names))]
    for name, left in zip(names, lefts, strict=True):
        canvas.text(left, 14, say(name.capitalize()), "jp-h")
        canvas.text(left, 32, _told(series[_PRESSURE][name][-1]), "jp-s")
    y = float(_HEAD)
    for figure, by_scenario in series.items():
        canvas.text(0, y + 13, say(NAMES[figure]), "jp-s jp-m")
        y += _NAME
        height = _TALL if figure == _PRESSURE else _LOW
        ticks = _ticks(figure, by_scenario)
        for name, left in zip(names, lefts, strict=True):
            panel = Panel(left, y, each, height, years[0], years[-1], ticks[-1])
            panel.rule(canvas, ticks, named=left == lefts[0])
            shown = f"{say(NAMES[figure])}, {say(name.capitalize())}"
            _curve(canvas, panel, shown, by_scenario[name], _today(report, figure))
        y += height
        if figure == list(series)[-1] or figure == _PRESSURE:
            _name_years(canvas, lefts, each, years, y + 16)
            y += _FOOT
        else:
            y += 8
    canvas.height = y
    return canvas


def _ticks(figure: str, by_scenario: Mapping[str, list[Point]]) -> list[float]:
    if figure != _PRESSURE:
        return list(_HUNDRED)
    return round_ticks(max(_LEAST, *(high for points in by_scenario.values() for *_, high in points)))


def _today(report: OutlookReport, figure: str) -> float | None:
    if figure == _PRESSURE:
        return report.now.pressure.value
    layer = report.now.layers.get(figure)
    return 100 * layer.value if layer else None


def _curve(canvas: Canvas, panel: Panel, name: str, points: list[Point], today: float | None) -> None:
    last = points[-1]
    canvas.open(f"{name}, {last[0]:.0f}: {_told(last)}")
    panel.band(canvas, points, "a")
    if today is not None:
        canvas.circle(panel.left, panel.y(today), 3.5, "jp-ink")
    canvas.close()


def _name_years(canvas: Canvas, lefts: list[float], each: float, years: list[int], y: float) -> None:
    for left in lefts:
        canvas.text(left, y, str(years[0]), "jp-s jp-m")
        canvas.text(left + each, y, str(years[-1]), "jp-s jp-m", "end")


def _told(point: Point) -> str:
    _, value, low, high = point
    return f"{value:.0f} ({low:.0f}-{high:.0f})"


def _alt(report: OutlookReport) -> str:
    now, last = report.now.pressure, _years(report)[-1]
    ends = {step.scenario: step for step in report.path if step.year == last}
    told = "; ".join(
        f"{s.name}, {ends[s.name].value:.0f} ({ends[s.name].low:.0f}-{ends[s.name].high:.0f})" for s in report.scenarios
    )
    return (
        f"Pressure on {report.job.title} is {now.value:.0f} of 100 today ({now.low:.0f}-{now.high:.0f}). "
        f"What each scenario makes of it by {last}, with 90 % intervals: {told}."
    )


def _table(series: Series, say: Say = english) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (figure.replace("_", " "), scenario, int(year), *(round(v, 1) for v in (value, low, high)))
        for figure, by_scenario in series.items()
        for scenario, points in by_scenario.items()
        for year, value, low, high in points
    ]
    columns = (say("Figure"), say("Scenario"), say("Year"), say("Value, 0-100"), say("Lower end"), say("Upper end"))
    return Table(columns, tuple(rows))


def _spec(series: Series) -> dict[str, Any]:
    names = ("figure", "scenario", "year", "value", "low", "high")
    values = [dict(zip(names, row, strict=True)) for row in _table(series).rows]
    x = {"field": "year", "type": "quantitative", "axis": {"format": "d"}}
    return {
        "data": {"values": values},
        "facet": {
            "row": {"field": "figure", "type": "nominal", "sort": list(dict.fromkeys(v["figure"] for v in values))},
            "column": {
                "field": "scenario",
                "type": "nominal",
                "sort": list(dict.fromkeys(v["scenario"] for v in values)),
            },
        },
        "spec": {
            "width": 160,
            "height": 100,
            "layer": [
                {
                    "mark": {"type": "area", "opacity": 0.25},
                    "encoding": {
                        "x": x,
                        "y": {"field": "low", "type": "quantitative", "title": None},
                        "y2": {"field": "high"},
                    },
                },
                {"mark": "line", "encoding": {"x": x, "y": {"field": "value", "type": "quantitative"}}},
            ],
        },
        "resolve": {"scale": {"y": "independent"}},
    }
