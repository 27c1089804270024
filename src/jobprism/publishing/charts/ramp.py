"""Which of five steps of the ramp a figure is coloured by, and the key that says so."""

from __future__ import annotations

from jobprism.judgements.load import judgement
from jobprism.judgements.occupations import Bands
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.lettering import width_of
from jobprism.publishing.charts.palette import RAMP, SMALL
from jobprism.publishing.charts.words import Say, english

_LAYER_EDGES = {"0-20": 0.0, "20-40": 20.0, "40-60": 40.0, "60-80": 60.0, "80-100": 80.0}
UNKNOWN = "none"


def steps_of(measure: str) -> dict[str, float]:
    """Names of the five steps of a measure, and where each begins: the bands of pressure, fifths of a layer's scale."""
    return judgement(Bands).pressure if measure == "pressure" else _LAYER_EDGES


def step_of(measure: str, value: float | None) -> str:
    """The colour of a value (0 to 100): one of ``RAMP``, or ``UNKNOWN``."""
    if value is None:
        return UNKNOWN
    return RAMP[sum(value >= edge for edge in list(steps_of(measure).values())[1:])]


def told_steps(measure: str, say: Say = english) -> dict[str, float]:
    """As ``steps_of``, the names with the figures they stand for."""
    steps = steps_of(measure)
    if measure != "pressure":
        return steps
    ends = [*list(steps.values())[1:], 100.0]
    return {f"{say(name)}, {low:g}-{high:g}": low for (name, low), high in zip(steps.items(), ends, strict=True)}


def key(canvas: Canvas, width: int, measure: str, y: float, *, unknown: bool, say: Say) -> float:
    """Draw the key at a height, and return that of what may follow."""
    named = list(zip(RAMP, told_steps(measure, say), strict=True))
    if unknown:
        named.append((UNKNOWN, say("not observed")))
    x = 0.0
    for colour, name in named:
        needed = 20 + width_of(name, SMALL) + 14
        if x and x + needed - 14 > width:
            x, y = 0.0, y + 20
        canvas.rect(x, y, 14, 14, f"jp-{colour}")
        canvas.text(x + 20, y + 11.5, name, "jp-s")
        x += needed
    return y + 22
