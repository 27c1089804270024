"""Rows with a label and marks along one scale: the shape that most pictures of a job have.

In a wide picture the label stands left of the marks, in a narrow one above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobprism.publishing.charts.canvas import Canvas, number
from jobprism.publishing.charts.lettering import lines_of, width_of
from jobprism.publishing.charts.palette import SIZE, SMALL, WIDE_FROM

_LABEL = 0.42  # of a wide picture
_GAP, _SIDE, _EDGE = 10, 8, 6
_LINE, _ROW, _LEAST = 16, 22, 26
_BASE = 4.5  # from the middle of a letter to its base line


@dataclass(frozen=True)
class Scale:
    """A linear scale.

    Attributes:
        low: value at the left end.
        high: value at the right end.
        ticks: values that are named.
        edges: values at which a dashed line stands, with the names of what lies between them.
        between: names of the parts that the edges cut the scale into; empty without edges.
        unit: written after the last tick.
    """

    low: float
    high: float
    ticks: Sequence[float]
    edges: Sequence[float] = ()
    between: Sequence[str] = ()
    unit: str = ""


class Rows:
    """Rows on a canvas, from its top; ``finish`` draws the scale beneath them."""

    def __init__(
        self,
        width: int,
        scale: Scale,
        *,
        aside: int = 0,
        value: int = 0,
        heads: tuple[str, str] = ("", ""),
        label: int = 0,
        top: float = 0,
    ) -> None:
        """Begin.

        Args:
            width: of the picture.
            scale: of the marks.
            aside: width of a short text between label and marks.
            value: width of the text right of the marks.
            heads: what stands aside, and right of the marks.
            label: width of labels that are short enough to stand left of the marks in every picture.
            top: where the rows begin; above is the caller's.
        """
        self.marks = Canvas(width)
        self.scale = scale
        self._wide = width >= WIDE_FROM or label > 0
        if self._wide and not label:
            label = round(width * _LABEL)
        self._aside_at = label + (_GAP if self._wide else 0) + aside
        self._left = self._aside_at + (_GAP if aside else 0) + _SIDE
        self._right = width - value - _SIDE
        self._label = label if self._wide else width
        self._width = width
        self._top = top + (_LINE + 4 if scale.between or any(heads) else 0)
        self._y = self._top
        self._heads = heads
        self._strips: list[tuple[float, float]] = []

    def x(self, value: float) -> float:
        """Where a value stands, in pixels; one beyond an end stands at that end."""
        part = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self._left + min(max(part, 0.0), 1.0) * (self._right - self._left)

    def heading(self, text: str) -> None:
        """A line of its own above the rows that follow."""
        self._y += 8
        for line in lines_of(text, 1.08 * SIZE, self._width, 2):
            self._y += _LINE
            self.marks.text(0, self._y - 2, line, "jp-h")
        self._y += 4

    def row(self, label: str, title: str, *, aside: str = "", value: str = "") -> float:
        """Begin a row and return the height its marks stand at; the caller draws them on ``marks`` and closes it.

        Args:
            label: in at most two lines, then cut.
            title: the whole label with its figures, shown where a pointer rests on the row.
            aside: short text between label and marks.
            value: text right of the marks.
        """
        self.marks.open(title)
        lines = lines_of(label, SIZE, self._label, 2)
        if self._wide:
            height = max(_LEAST, len(lines) * _LINE + 8)
            middle = self._y + height / 2
            self.marks.lines(0, middle - (len(lines) - 1) * _LINE / 2 + _BASE, lines, _LINE)
        else:
            self.marks.lines(0, self._y + _LINE - 2, lines, _LINE)
            height = len(lines) * _LINE + _ROW + 4
            middle = self._y + len(lines) * _LINE + _ROW / 2
        # In a narrow picture the label stands above the marks, and no line of the scale shall cross it.
        self._strips.append((self._y if self._wide else middle - _ROW / 2 + 2, self._y + height))
        if aside:
            self.marks.text(self._aside_at, middle + _BASE, aside, "jp-s jp-m", "end")
        if value:
            self.marks.text(self._width, middle + _BASE, value, "jp-s", "end")
        self._y += height
        return middle

    def interval(self, y: float, low: float, value: float, high: float, colour: str = "a") -> None:
        """A value as a disc upon its interval."""
        self.marks.line(self.x(low), y, self.x(high), y, f"jp-l{colour}")
        self.marks.circle(self.x(value), y, 4.5, f"jp-{colour}")

    def close(self) -> None:
        """End the row."""
        self.marks.close()

    def finish(self, above: Canvas | None = None) -> Canvas:
        """The whole picture, the scale drawn beneath the marks.

        Args:
            above: what stands above the rows, e.g. a legend.
        """
        canvas = Canvas(self._width)
        if above is not None:
            canvas.raw(above.body)
        bottom = self._y + 2
        self._rule(canvas, self.scale.ticks, "jp-rule")
        self._rule(canvas, self.scale.edges, "jp-edge")
        self._name_between(canvas)
        canvas.raw(self.marks.body)
        canvas.line(self._left, bottom, self._right, bottom, "jp-axis")
        self._name_ticks(canvas, bottom + _LINE)
        canvas.height = bottom + _LINE + _EDGE
        return canvas

    def _rule(self, canvas: Canvas, values: Sequence[float], classes: str) -> None:
        """Lines at values of the scale through all rows, as one path."""
        places = [number(self.x(value)) for value in values]
        strokes = [f"M{x} {number(start)}V{number(end)}" for start, end in _unbroken(self._strips) for x in places]
        if strokes:
            canvas.raw(f'<path class="{classes}" d="{"".join(strokes)}"/>')

    def _name_ticks(self, canvas: Canvas, y: float) -> None:
        """Values of the scale beneath it: the ends, and those between that touch none."""
        first, *others = self.scale.ticks
        names = {tick: f"{tick:g}" for tick in self.scale.ticks}
        names[others[-1]] += self.scale.unit
        apart = width_of("00", SMALL)
        shown = [first, others[-1]]
        for tick in others[:-1]:
            if all(abs(self.x(tick) - self.x(s)) >= _half(names[tick]) + _half(names[s]) + apart / 2 for s in shown):
                shown.append(tick)
        for tick in sorted(shown):
            canvas.text(self.x(tick), y, names[tick], "jp-s jp-m", "middle")

    def _name_between(self, canvas: Canvas) -> None:
        canvas.text(self._aside_at, self._top - 8, self._heads[0], "jp-s jp-m", "end")
        canvas.text(self._width, self._top - 8, self._heads[1], "jp-s jp-m", "end")
        ends = [self.scale.low, *self.scale.edges, self.scale.high]
        for name, low, high in zip(self.scale.between, ends, ends[1:], strict=False):
            if width_of(name, SMALL) <= self.x(high) - self.x(low):
                canvas.text(self.x((low + high) / 2), self._top - 8, name, "jp-s jp-m", "middle")


def _half(text: str) -> float:
    return width_of(text, SMALL) / 2


def _unbroken(strips: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Strips that touch, as one."""
    joined: list[tuple[float, float]] = []
    for start, end in strips:
        if joined and abs(joined[-1][1] - start) < 0.5:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def legend(width: int, entries: Sequence[tuple[str, str]]) -> tuple[Canvas, float]:
    """What marks mean, in as many lines as are needed.

    Args:
        width: of the picture.
        entries: kind of mark (interval, disc, ring, diamond, square, line, dash; and its colour) and its meaning.

    Returns:
        The drawing, and its height in pixels.
    """
    canvas = Canvas(width)
    x, y = 0.0, 10.0
    for mark, text in entries:
        kind, colour = mark.split()
        needed = 30 + width_of(text, SMALL) + 14
        if x and x + needed - 14 > width:
            x, y = 0.0, y + 20
        _mark(canvas, kind, colour, x + 11, y)
        canvas.text(x + 28, y + _BASE, text, "jp-s")
        x += needed
    return canvas, y + 14


def _mark(canvas: Canvas, kind: str, colour: str, x: float, y: float) -> None:
    if kind in {"interval", "line", "dash"}:
        canvas.line(x - 11, y, x + 11, y, f"jp-l{colour}" + (" jp-dash" if kind == "dash" else ""))
    if kind in {"interval", "disc", "line"}:
        canvas.circle(x, y, 4.5, f"jp-{colour}")
    elif kind == "ring":
        canvas.circle(x, y, 4, f"jp-o{colour}")
    elif kind == "diamond":
        canvas.diamond(x, y, 6.5, f"jp-o{colour}")
    elif kind in {"square", "dash"}:
        canvas.square(x, y, 4, f"jp-o{colour}")
    elif kind == "edge":
        canvas.line(x, y - 8, x, y + 8, "jp-edge")
    elif kind == "band":
        canvas.rect(x - 11, y - 6, 22, 12, f"jp-z{colour}")
        canvas.line(x - 11, y, x + 11, y, f"jp-l{colour}")
