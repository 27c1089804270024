"""A picture: a drawing at two widths, its table twin, its text alternative and its specification."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jobprism.errors import UsageError
from jobprism.publishing.charts.canvas import Canvas, escape, number
from jobprism.publishing.charts.lettering import lines_of
from jobprism.publishing.charts.palette import FONT, SMALL, Mode, own_style

WIDE, NARROW = 720, 300
"""Widths in pixels that pictures are drawn for: a column of text, and the narrowest screen, 320, less its margins."""

Cell = str | float | int | None
_NO_ID = re.compile(r"[^a-z0-9]+")
_MARGIN, _TITLE, _TITLE_LINE, _NOTE_LINE = 16, 17, 22, 16


@dataclass(frozen=True)
class Table:
    """The same figures as a table: what a picture shows, one can also read.

    Attributes:
        columns: headings, with units.
        rows: a cell per column; None where a figure is not known.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """What a page needs to show a picture to everybody.

    Attributes:
        id: unique in a page; letters, digits and hyphens.
        title: what is shown.
        alt: text alternative, naming the main finding.
        note: how to read it, for a caption.
        credit: whose figures, and of which edition.
        svg: drawn for ``WIDE`` pixels, to stand in a page that has ``page_style``.
        narrow: the same for ``NARROW`` pixels.
        width: of ``svg``, in pixels.
        height: of ``svg``, in pixels.
        table: the twin.
        spec: a Vega-Lite specification with the figures in it.
    """

    id: str
    title: str
    alt: str
    note: str
    credit: str
    svg: str
    narrow: str
    width: int
    height: int
    table: Table
    spec: dict[str, Any]

    def standalone(self, mode: Mode = "auto", *, narrow: bool = False) -> str:
        """The drawing as a file of its own, with title, note, credit and colours.

        Args:
            mode: light, dark, or whichever the reader's screen is set to.
            narrow: for a narrow column.
        """
        return framed(self, mode, NARROW if narrow else WIDE)

    def printed(self) -> str:
        """The drawing alone, in colours for light paper: title, note and credit are the page's to set."""
        style = f"<style>{own_style('light')}</style>"
        size = f'width="{self.width}" height="{self.height}" '
        return self.svg.replace("<svg ", f"<svg {size}", 1).replace("<title ", f"{style}<title ", 1)

    def as_dict(self) -> dict[str, Any]:
        """All but the drawings, as JSON can hold it: what the picture says."""
        return {
            "id": self.id,
            "title": self.title,
            "alt": self.alt,
            "note": self.note,
            "credit": self.credit,
            "columns": list(self.table.columns),
            "rows": [list(row) for row in self.table.rows],
            "spec": self.spec,
        }

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return self.standalone("light")

    def png(self, scale: float = 2) -> bytes:
        """The standalone drawing on light paper as an image, ``scale`` dots per pixel.

        Raises:
            UsageError: the extra ``charts`` is not installed.
        """
        return to_png(self.standalone("light"), scale)


def drawn(
    identity: Sequence[str],
    *,
    title: str,
    alt: str,
    note: str,
    credit: str,
    table: Table,
    spec: dict[str, Any],
    draw: Callable[[int], Canvas],
) -> Picture:
    """A picture from a function that draws it for a width.

    Args:
        identity: what tells the picture from others, e.g. its kind and its subject.
        title: what is shown.
        alt: text alternative.
        note: how to read it.
        credit: whose figures.
        table: the twin.
        spec: encoding of a Vega-Lite specification.
        draw: given a width in pixels, the drawing.
    """
    name = "-".join(_NO_ID.sub("-", part.lower()).strip("-") for part in identity)
    wide, narrow = draw(WIDE), draw(NARROW)
    return Picture(
        id=name,
        title=title,
        alt=alt,
        note=note,
        credit=credit,
        svg=_labelled(wide, f"{name}-w", "jp-picture jp-wide", title, alt),
        narrow=_labelled(narrow, f"{name}-n", "jp-picture jp-narrow", title, alt),
        width=wide.width,
        height=round(wide.height),
        table=table,
        spec={
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "title": title,
            "description": alt,
            "usermeta": {"credit": credit},
            **spec,
        },
    )


def _labelled(canvas: Canvas, name: str, classes: str, title: str, alt: str) -> str:
    """The drawing with its name and its description, for those who hear a page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {canvas.width} {number(canvas.height)}">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d" lang="en">{escape(alt)}</desc>'
        f"{canvas.body}</svg>"
    )


def framed(picture: Picture, mode: Mode, width: int) -> str:
    """The drawing under its title and above its note and credit, with style and paper."""
    inner = picture.svg if width == WIDE else picture.narrow
    height = float(inner.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()[1])
    frame = Canvas(width + 2 * _MARGIN)
    y = float(_MARGIN)
    # Bold letters are wider than those measured.
    for line in lines_of(picture.title, 1.1 * _TITLE, width, 4):
        frame.text(_MARGIN, y + _TITLE, line, "jp-h", size=_TITLE)
        y += _TITLE_LINE
    y += 8
    place = f'<svg x="{_MARGIN}" y="{number(y)}" width="{width}" height="{number(height)}" '
    frame.raw(inner.replace("<svg ", place, 1))
    y += height + 6
    for text in (picture.note, picture.credit):
        for line in lines_of(text, SMALL, width, 6):
            frame.text(_MARGIN, y + SMALL, line, "jp-s jp-m")
            y += _NOTE_LINE
        y += 3
    frame.height = y + _MARGIN / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width}" height="{number(frame.height)}" '
        f'viewBox="0 0 {frame.width} {number(frame.height)}"><style>{own_style(mode)}</style>'
        f'<rect class="jp-paper" width="100%" height="100%"/>{frame.body}</svg>\n'
    )


def to_png(svg: str, scale: float = 1) -> bytes:
    """An SVG as a PNG image, ``scale`` dots per pixel.

    Raises:
        UsageError: the extra ``charts`` is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise UsageError(
            "Images need packages that are not installed.", 'Run: pip install "jobprism[charts]", or ask for .svg.'
        ) from error
    # The face that comes with the renderer, so that an image is the same on every machine.
    return vl_convert.svg_to_png(svg.replace(FONT, "'Liberation Sans'"), scale=scale)
