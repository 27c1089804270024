"""Small panels with years or months along the bottom: lines with bands, one scale for a row of panels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jobprism.publishing.charts.canvas import Canvas

Point = tuple[float, float, float, float]
"""Where along the bottom, value, low, high."""

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Panel:
    """A rectangle with a scale along each side.

    Attributes:
        left: pixels.
        top: pixels.
        width: pixels.
        height: pixels.
        first: value at the left end.
        last: value at the right end.
        most: value at the top; the bottom is zero.
    """

    left: float
    top: float
    width: float
    height: float
    first: float
    last: float
    most: float

    def x(self, value: float) -> float:
        """Pixels from the left of the picture."""
        return self.left + (value - self.first) / (self.last - self.first) * self.width

    def y(self, value: float) -> float:
        """Pixels from the top of the picture."""
        return self.top + (1 - value / self.most) * self.height

    def rule(self, canvas: Canvas, ticks: Sequence[float], unit: str = "", *, named: bool = True) -> None:
        """Lines across at values, named on the left."""
        for tick in ticks:
            y = self.y(tick)
            canvas.line(self.left, y, self.left + self.width, y, "jp-axis" if tick == 0 else "jp-rule")
            if named:
                text = f"{tick:g}{unit}" if tick == ticks[-1] else f"{tick:g}"
                canvas.text(self.left - 6, y + 4, text, "jp-s jp-m", "end")

    def band(self, canvas: Canvas, points: Sequence[Point], colour: str) -> None:
        """A line through values upon the band of their intervals."""
        upper = [(self.x(at), self.y(high)) for at, _, _, high in points]
        lower = [(self.x(at), self.y(low)) for at, _, low, _ in reversed(points)]
        canvas.path([*upper, *lower], f"jp-z{colour}", closed=True)
        canvas.path([(self.x(at), self.y(value)) for at, value, _, _ in points], f"jp-l{colour}")


def round_ticks(most: float, wanted: int = 4) -> list[float]:
    """Round values from zero to the first one not below ``most``, about ``wanted`` steps.

    The last is the end of the scale.
    """
    if most <= 0:
        return [0.0, 1.0]
    power = 10 ** math.floor(math.log10(most / wanted))
    step = next(s * power for s in _STEPS if s * power * wanted >= most * (1 - 1e-9))
    return [round(k * step, 10) for k in range(math.ceil(round(most / step, 9)) + 1)]
