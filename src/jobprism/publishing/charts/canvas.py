"""Drawing by hand: the few elements of SVG that the pictures need, with every text escaped.

A picture of a page is drawn a thousand times in a publication; ``benchmarks/bench_charts.py`` compares this with a
general renderer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Literal

Anchor = Literal["start", "middle", "end"]

# What XML 1.0 has no place for, however it is written (its production 2, Char).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """Text as it may stand in a drawing or an attribute of one; characters that XML forbids are left out."""
    return html.escape(_NOT_XML.sub("", text))


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel, without zeros to no purpose."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"


class Canvas:
    """A drawing in the making; coordinates in pixels from the upper left corner, looks by class (``palette``)."""

    def __init__(self, width: int, height: float = 0) -> None:
        self.width = width
        self.height = height
        self._parts: list[str] = []

    @property
    def body(self) -> str:
        """What was drawn so far."""
        return "".join(self._parts)

    def raw(self, element: str) -> None:
        """Add an element written elsewhere, as it is."""
        self._parts.append(element)

    def open(self, title: str = "", classes: str = "", attributes: str = "") -> None:
        """Begin a group; a title is shown where a pointer rests on it."""
        named = f' class="{classes}"' if classes else ""
        more = f" {attributes}" if attributes else ""
        self._parts.append(f"<g{named}{more}>" + (f"<title>{escape(title)}</title>" if title else ""))

    def close(self) -> None:
        """End the group begun last."""
        self._parts.append("</g>")

    def line(self, x1: float, y1: float, x2: float, y2: float, classes: str) -> None:
        """A straight line."""
        self._parts.append(f'<path class="{classes}" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"/>')

    def path(self, points: Sequence[tuple[float, float]], classes: str, *, closed: bool = False) -> None:
        """A line through points, or the area they enclose."""
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._parts.append(f'<path class="{classes}" d="M{steps}{"Z" if closed else ""}"/>')

    def rect(self, x: float, y: float, width: float, height: float, classes: str, attributes: str = "") -> None:
        """A rectangle."""
        more = f" {attributes}" if attributes else ""
        self._parts.append(
            f'<rect class="{classes}" x="{number(x)}" y="{number(y)}" '
            f'width="{number(max(width, 0))}" height="{number(max(height, 0))}"{more}/>'
        )

    def circle(self, x: float, y: float, radius: float, classes: str, title: str = "") -> None:
        """A disc, with a title shown where a pointer rests on it."""
        named = f' class="{classes}"' if classes else ""
        inside = f"><title>{escape(title)}</title></circle>" if title else "/>"
        self._parts.append(f'<circle{named} cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{inside}')

    def diamond(self, x: float, y: float, radius: float, classes: str) -> None:
        """A square on its corner."""
        self.path([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], classes, closed=True)

    def square(self, x: float, y: float, radius: float, classes: str) -> None:
        """A square about a point."""
        self.rect(x - radius, y - radius, 2 * radius, 2 * radius, classes)

    def text(
        self, x: float, y: float, text: str, classes: str = "", anchor: Anchor = "start", size: float | None = None
    ) -> None:
        """A line of text, its base line at ``y``."""
        parts = [f'x="{number(x)}" y="{number(y)}"']
        if classes:
            parts.append(f'class="{classes}"')
        if "jp-halo" in classes.split():
            # An attribute: validators of style sheets do not know the property.
            parts.append('paint-order="stroke"')
        if anchor != "start":
            parts.append(f'text-anchor="{anchor}"')
        if size:
            parts.append(f'style="font-size:{number(size)}px"')
        self._parts.append(f"<text {' '.join(parts)}>{escape(text)}</text>")

    def lines(self, x: float, y: float, lines: Sequence[str], step: float, classes: str = "") -> None:
        """Lines of text one below the other, the first base line at ``y``."""
        for place, line in enumerate(lines):
            self.text(x, y + place * step, line, classes)
