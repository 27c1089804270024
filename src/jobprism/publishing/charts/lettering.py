"""How wide text is, and how it breaks into lines, so that labels neither overlap nor are clipped.

Widths are those of Arial and of faces made to its measure (Helvetica, Liberation Sans), in thousandths of the size:
the pictures ask for these faces first. What is not listed counts as wide as the widest letter in common use.
"""

from __future__ import annotations

_BY_WIDTH = {
    191: "'",
    222: "ijl’‘",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r“”",
    355: '"{}',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqué–†",
    584: "+<=>~×−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "@…—",
}
_WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_UNKNOWN = 1000
# Other faces than the one measured stand in on some machines, and are a little wider.
_SPARE = 1.04
_ELLIPSIS = "…"


def width_of(text: str, size: float) -> float:
    """Width of a text in pixels, where its letters are ``size`` pixels high; a little is added to be safe."""
    return _SPARE * size * sum(_WIDTHS.get(c, _UNKNOWN) for c in text) / 1000


def lines_of(text: str, size: float, width: float, most: int) -> list[str]:
    """The text in at most ``most`` lines no wider than ``width``; what does not fit is cut, with an ellipsis.

    A word wider than a line is broken. Space of any kind counts as one space.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text.split(), size, width):
        longer = f"{line} {word}" if line else word
        if not line or width_of(longer, size) <= width:
            line = longer
            continue
        lines.append(line)
        line = word
        if len(lines) == most:
            return [*lines[:-1], cut(f"{lines[-1]} {word}", size, width, always=True)]
    return [*lines, line] if line else lines or [""]


def cut(text: str, size: float, width: float, *, always: bool = False) -> str:
    """The text, shortened with an ellipsis where it is wider than ``width``, or in any case."""
    if not always and width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(kept + _ELLIPSIS, size) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,;:-") + _ELLIPSIS


def _pieces(words: list[str], size: float, width: float) -> list[str]:
    """Words, those wider than a line broken."""
    pieces = []
    for word in words:
        rest = word
        while width_of(rest, size) > width and len(rest) > 1:
            fitting = max(1, next(n for n in range(len(rest), 0, -1) if n == 1 or width_of(rest[:n], size) <= width))
            pieces.append(rest[:fitting])
            rest = rest[fitting:]
        pieces.append(rest)
    return pieces
