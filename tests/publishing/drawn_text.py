"""Where the letters of a drawing stand, as boxes in pixels."""

from __future__ import annotations

import re
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

from jobprism.publishing.charts.lettering import width_of
from jobprism.publishing.charts.palette import SIZE, SMALL

BOLD = 1.08


class Letters(NamedTuple):
    """A line of text and the box of its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def letters(svg: str) -> list[Letters]:
    """Every line of text of a drawing that is not framed."""
    found = []
    for element in ElementTree.fromstring(svg).iter():
        if not element.tag.endswith("}text"):
            continue
        classes = element.get("class", "").split()
        own = re.search(r"font-size:([\d.]+)px", element.get("style", ""))
        size = float(own[1]) if own else SMALL if "jp-s" in classes else SIZE
        text = element.text or ""
        # 1.04 is what the package adds to be safe; here the letters themselves are wanted.
        wide = width_of(text, size) / 1.04 * (BOLD if "jp-h" in classes else 1)
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        left = {"middle": x - wide / 2, "end": x - wide}.get(element.get("text-anchor", "start"), x)
        found.append(Letters(text, left, y - 0.72 * size, left + wide, y + 0.2 * size, size))
    return found


def overlapping(found: list[Letters]) -> list[tuple[str, str]]:
    """Pairs of lines whose letters touch."""
    return [
        (a.text, b.text)
        for a, b in combinations(found, 2)
        if a.text and b.text and a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom
    ]
