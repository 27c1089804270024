"""Calibration plot: how sure held-out predictions of people's labels were, and how often they were right."""

from __future__ import annotations

from typing import Any

from jobprism.analyses.calibration import Calibrated, CalibrationReport
from jobprism.analyses.language import percent
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.palette import WIDE_FROM
from jobprism.publishing.charts.panels import Panel
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.words import Say, credit_of, english, share_of

_AXIS, _END, _GUTTER, _LINE, _FOOT = 40, 20, 50, 16, 42
_LOW = 25.0  # three classes: a most probable one has a third at least
_TICKS = (25, 50, 75, 100)


def calibration_picture(report: CalibrationReport, say: Say = english) -> Picture:
    """A panel per way of predicting; on the dashed line what was said is what was.

    Args:
        report: predictions of held-out labels.
        say: the strings of the drawing and of its table in a reader's language.
    """
    return drawn(
        ("calibration",),
        title=say("How sure the estimates are, and how often they are right"),
        alt=_alt(report),
        note=say(
            "Each disc holds tasks whose most probable class was given about the same probability; its area grows "
            "with their number. Bars are 90 %% intervals. Split: %(split)s."
        )
        % {"split": report.split},
        credit=credit_of(report.edition, say),
        table=_table(report, say),
        spec=_spec(report),
        draw=lambda width: _draw(report, width, say),
    )


def _draw(report: CalibrationReport, width: int, say: Say) -> Canvas:
    canvas = Canvas(width)
    beside = width >= WIDE_FROM
    columns = len(report.predictions) if beside else 1
    side = (width - _AXIS - _END - _GUTTER * (columns - 1)) / columns
    y = 0.0
    for place, prediction in enumerate(report.predictions):
        left = _AXIS + (place % columns) * (side + _GUTTER)
        _panel(canvas, prediction, left, y, side, say)
        if place % columns == columns - 1:
            y += side + 2 * _LINE + _FOOT + 12
    canvas.height = y
    return canvas


def _panel(canvas: Canvas, prediction: Calibrated, left: float, top: float, side: float, say: Say) -> None:
    canvas.text(left, top + 14, prediction.name, "jp-h")
    distance = {"points": f"{100 * prediction.error:.1f}"}
    named = say("was right, %%; mean distance %(points)s points") % distance
    canvas.text(left, top + 14 + _LINE, named, "jp-s jp-m")
    # From a quarter on both axes: nothing lies below.
    panel = Panel(left, top + 2 * _LINE + 10, side, side, _LOW, 100, 100 - _LOW)
    panel.rule(canvas, [])
    for tick in _TICKS:
        y = panel.y(tick - _LOW)
        canvas.line(left, y, left + side, y, "jp-axis" if tick == _LOW else "jp-rule")
        canvas.text(left - 6, y + 4, f"{tick:g}", "jp-s jp-m", "end")
        canvas.text(panel.x(tick), panel.top + side + _LINE, f"{tick:g}", "jp-s jp-m", "middle")
    canvas.text(left + side / 2, panel.top + side + 2 * _LINE, say("probability given, %"), "jp-s jp-m", "middle")
    canvas.line(left, panel.y(0), left + side, panel.y(100 - _LOW), "jp-edge")
    most = max(b.tasks for b in prediction.bins)
    for b in prediction.bins:
        x = panel.x(100 * b.said)
        low, at, high = (panel.y(max(100 * v - _LOW, 0)) for v in (b.was_low, b.was, b.was_high))
        said = {"count": f"{b.tasks:,}", "said": share_of(b.said, say), "was": share_of(b.was, say)}
        canvas.open(say("%(count)s tasks: probability %(said)s, right %(was)s") % said)
        canvas.line(x, low, x, high, "jp-la")
        canvas.circle(x, at, 3 + 6 * (b.tasks / most) ** 0.5, "jp-a")
        canvas.close()


def _alt(report: CalibrationReport) -> str:
    told = []
    for p in report.predictions:
        worst = max(p.bins, key=lambda b: (b.tasks * abs(b.said - b.was), b.said))
        told.append(
            f"{p.name}: on {p.tasks:,} tasks the probability given is on average {100 * p.error:.1f} points from "
            f"the share right; this counts most where {percent(worst.said)} was said, {percent(worst.was)} right."
        )
    return " ".join(told)


def _table(report: CalibrationReport, say: Say = english) -> Table:
    columns = (
        say("Prediction"),
        say("Tasks"),
        say("Probability given, %"),
        say("Was right, %"),
        say("Lower end"),
        say("Upper end"),
    )
    rows = [
        (p.name, b.tasks, *(round(100 * v, 1) for v in (b.said, b.was, b.was_low, b.was_high)))
        for p in report.predictions
        for b in p.bins
    ]
    return Table(columns, tuple(rows))


def _spec(report: CalibrationReport) -> dict[str, Any]:
    names = ("prediction", "tasks", "said", "was", "low", "high")
    values = [dict(zip(names, row, strict=True)) for row in _table(report).rows]
    x = {"field": "said", "type": "quantitative", "scale": {"domain": [_LOW, 100]}, "title": "probability given, %"}
    y = {"type": "quantitative", "scale": {"domain": [_LOW, 100]}, "title": "was right, %"}
    return {
        "data": {"values": values},
        "facet": {"column": {"field": "prediction", "type": "nominal", "title": None}},
        "spec": {
            "layer": [
                {"mark": "rule", "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
                {
                    "mark": {"type": "point", "filled": True},
                    "encoding": {
                        "x": x,
                        "y": {**y, "field": "was"},
                        "size": {"field": "tasks", "type": "quantitative"},
                    },
                },
            ]
        },
    }
