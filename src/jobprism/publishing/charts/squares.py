"""Rectangles in proportion to numbers, as near to squares as can be: Bruls, Huizing and van Wijk (2000)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float


def squarified(sizes: Sequence[float], box: Box) -> list[Box]:
    """Boxes that fill ``box``, their areas in proportion to ``sizes``, in the order given.

    Args:
        sizes: positive, largest first, so that boxes come out near to squares.
        box: what they fill.
    """
    total = sum(sizes)
    if not total or box.width <= 0 or box.height <= 0:
        return [Box(box.x, box.y, 0, 0) for _ in sizes]
    areas = [size / total * box.width * box.height for size in sizes]
    boxes: list[Box] = []
    rest, start = box, 0
    while start < len(areas):
        side = min(rest.width, rest.height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        row, rest = _laid(areas[start:end], rest)
        boxes += row
        start = end
    return boxes


def _worst(areas: Sequence[float], side: float) -> float:
    """The largest ratio of sides in a row along ``side``."""
    total = sum(areas)
    return max(side * side * max(areas) / total**2, total**2 / (side * side * min(areas)))


def _laid(areas: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """A row along the shorter side, and what is left of the box."""
    total, boxes = sum(areas), []
    if box.width >= box.height:
        deep, at = total / box.height, box.y
        for area in areas:
            boxes.append(Box(box.x, at, deep, area / deep))
            at += area / deep
        return boxes, Box(box.x + deep, box.y, max(0, box.width - deep), box.height)
    deep, at = total / box.width, box.x
    for area in areas:
        boxes.append(Box(at, box.y, area / deep, deep))
        at += area / deep
    return boxes, Box(box.x, box.y + deep, box.width, max(0, box.height - deep))
