"""Pressure of all occupations against what they pay, or how their number is projected to change; size is jobs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobprism.analyses.economy import Economy, Place
from jobprism.analyses.language import counted
from jobprism.errors import UsageError
from jobprism.estimates.scoring import spearman
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.lettering import cut, width_of
from jobprism.publishing.charts.palette import SMALL, WIDE_FROM
from jobprism.publishing.charts.panels import Panel, round_ticks
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.words import Say, amount, credit_of, english

_TALL, _TOP, _LEFT, _RIGHT, _FOOT, _LINE = 420, 26, 34, 14, 40, 16
_LARGEST, _SMALLEST = 22, 1.6  # radii in pixels
_SIZES = (100_000, 1_000_000, 3_000_000)
_STEPS = 7
_HARDLY = 0.1  # a rank correlation nearer to nought is told as none
_NAMED, _NAMED_NARROW, _LONGEST = 14, 6, 220


@dataclass(frozen=True)
class Axis:
    """What the horizontal axis shows.

    Attributes:
        field: of a place.
        words: what it is, with its unit.
        noun: what occupations have more or less of, in a sentence.
        ticks: values named.
        logarithmic: whether equal distances are equal ratios.
    """

    field: str
    words: str
    noun: str
    ticks: tuple[float, ...]
    logarithmic: bool


AXES = {
    "wage": Axis(
        "wage_median_annual_usd",
        "median wage, US dollars a year",
        "pay",
        (25_000, 50_000, 100_000, 200_000),
        logarithmic=True,
    ),
    "growth": Axis(
        "change_2024_34_pct",
        "projected change of employment 2024-34, %",
        "projected growth",
        (-40, -20, 0, 20, 40),
        logarithmic=False,
    ),
}
"""What pressure can be set against."""


def scatter_picture(economy: Economy, against: str = "wage", say: Say = english) -> Picture:
    """Every occupation that has both figures and a count of jobs.

    Args:
        economy: all occupations.
        against: one of ``AXES``.
        say: the strings of the drawing and of its table in a reader's language.

    Raises:
        UsageError: no such axis.
    """
    if against not in AXES:
        raise UsageError(f"There is no axis '{against}'.", f"Choose one of {', '.join(AXES)}.")
    axis = AXES[against]
    places = sorted(
        (p for p in economy.places if getattr(p, axis.field) is not None and p.jobs),
        key=lambda p: (-(p.jobs or 0), p.id),
    )
    return drawn(
        ("scatter", against),
        title=say("Pressure against %(axis)s") % {"axis": say(axis.words)},
        alt=_alt(places, axis),
        note=say(
            "Each circle is an occupation, its area the number of US jobs. That two figures go together does not say "
            "that one makes the other. Every pressure has an interval, which stands in the table."
        ),
        credit=say("%(credit)s; jobs, wages and projections of the U.S. Bureau of Labor Statistics")
        % {"credit": credit_of(economy.edition, say)},
        table=_table(places, axis, say),
        spec=_spec(economy, places, axis),
        draw=lambda width: _draw(places, axis, width, say),
    )


def _draw(places: Sequence[Place], axis: Axis, width: int, say: Say) -> Canvas:
    canvas = Canvas(width, _TOP + _TALL + _FOOT)
    canvas.text(0, 12, say("pressure, 0 to 100"), "jp-s jp-m")
    values = [_along(axis, getattr(p, axis.field)) for p in places]
    room = 0.04 * (max(values) - min(values))
    ticks = round_ticks(max(p.pressure for p in places), _STEPS)
    panel = Panel(_LEFT, _TOP, width - _LEFT - _RIGHT, _TALL, min(values) - room, max(values) + room, ticks[-1])
    panel.rule(canvas, ticks)
    for tick in axis.ticks:
        at = _along(axis, tick)
        if panel.first <= at <= panel.last:
            canvas.line(panel.x(at), _TOP, panel.x(at), _TOP + _TALL, "jp-rule")
            canvas.text(panel.x(at), _TOP + _TALL + _LINE, f"{tick:,.0f}", "jp-s jp-m", "middle")
    canvas.text(_LEFT + panel.width / 2, _TOP + _TALL + 2 * _LINE, say(axis.words), "jp-s jp-m", "middle")
    largest = max(p.jobs or 0 for p in places)
    shrink = 1 if width >= WIDE_FROM else 0.6
    discs = [
        (panel.x(x), panel.y(p.pressure), max(_SMALLEST, shrink * _LARGEST * math.sqrt((p.jobs or 0) / largest)), p)
        for x, p in zip(values, places, strict=True)
    ]
    canvas.open(classes="jp-disc")
    for x, y, radius, place in discs:
        # Only the large ones have a title each: the table has all, and the page stays small.
        title = f"{place.title}: {_told(place, axis, say)}" if radius > 4 else ""
        canvas.circle(x, y, radius, "", title)
    canvas.close()
    _name(canvas, discs, width)
    return canvas


def _along(axis: Axis, value: float) -> float:
    return math.log10(value) if axis.logarithmic else value


def _name(canvas: Canvas, discs: Sequence[tuple[float, float, float, Place]], width: int) -> None:
    """Names of the largest, where they cover no other name and stay in the picture."""
    taken: list[tuple[float, float, float, float]] = []
    wanted = _NAMED if width >= WIDE_FROM else _NAMED_NARROW
    for x, y, radius, place in discs:
        label = cut(place.title, SMALL, _LONGEST)
        wide = width_of(label, SMALL)
        for left in (x + radius + 3, x - radius - 3 - wide):
            box = (left, y - 8, left + wide, y + 6)
            if left >= 0 and left + wide <= width and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                canvas.text(left, y + 4, label, "jp-s jp-halo")
                break
        if len(taken) == wanted:
            return


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _told(place: Place, axis: Axis, say: Say) -> str:
    pressure = f"{say('pressure')} {place.pressure:.0f} ({place.pressure_low:.0f}-{place.pressure_high:.0f})"
    figure = f"{say(axis.words)} {getattr(place, axis.field):,.0f}"
    return f"{pressure}; {figure}; {amount(place.jobs or 0, say)} {say('US jobs')}"


def _alt(places: Sequence[Place], axis: Axis) -> str:
    rho = spearman(*(np.array([getattr(p, name) for p in places]) for name in ("pressure", axis.field)))
    way = "higher" if rho > 0 else "lower"
    going = (
        f"more {axis.noun} goes with {way} pressure on the whole"
        if abs(rho) >= _HARDLY
        else "the two hardly go together"
    )
    ends = sorted(places, key=lambda p: (p.pressure, p.id))
    return (
        f"Over {counted(len(places), 'occupation')} Spearman's rho of pressure and {axis.noun} is {rho:.2f}: {going}. "
        f"Pressure runs from {ends[0].pressure:.0f} ({ends[0].title}) to {ends[-1].pressure:.0f} ({ends[-1].title})."
    )


def _table(places: Sequence[Place], axis: Axis, say: Say) -> Table:
    words = say(axis.words)
    columns = (
        say("Code"),
        say("Occupation"),
        say("Pressure, 0-100"),
        say("Lower end"),
        say("Upper end"),
        words[:1].upper() + words[1:],
        say("US jobs"),
    )
    rows = [
        (p.id, p.title, p.pressure, p.pressure_low, p.pressure_high, getattr(p, axis.field), round(p.jobs or 0))
        for p in places
    ]
    return Table(columns, tuple(rows))


def _spec(economy: Economy, places: Sequence[Place], axis: Axis) -> dict[str, Any]:
    values = [
        {
            "occupation": p.title,
            "group": economy.groups[p.group],
            "pressure": p.pressure,
            "low": p.pressure_low,
            "high": p.pressure_high,
            "x": getattr(p, axis.field),
            "jobs": round(p.jobs or 0),
        }
        for p in places
    ]
    scale = {"type": "log" if axis.logarithmic else "linear", "nice": False, "zero": False, "padding": 20}
    return {
        "data": {"values": values},
        "width": "container",
        "height": _TALL,
        "params": [{"name": "zoom", "select": "interval", "bind": "scales"}],
        # Nine hundred circles are not for reading aloud: the table is.
        "mark": {"type": "circle", "opacity": 0.6, "stroke": "#0072b2", "aria": False},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "scale": scale, "title": axis.words, "axis": {"tickCount": 6}},
            "y": {"field": "pressure", "type": "quantitative", "title": "pressure, 0 to 100"},
            "size": {
                "field": "jobs",
                "type": "quantitative",
                "title": "US jobs",
                "legend": {"values": list(_SIZES), "format": ","},
                "scale": {"range": [8, 1200]},
            },
            "tooltip": [
                {"field": "occupation", "title": "occupation"},
                {"field": "group", "title": "group"},
                {"field": "pressure", "title": "pressure"},
                {"field": "low", "title": "low"},
                {"field": "high", "title": "high"},
                {"field": "x", "title": axis.words, "format": ","},
                {"field": "jobs", "title": "US jobs", "format": ","},
            ],
        },
    }
