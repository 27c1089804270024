"""Words that several pictures use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.language import month, ordinal, percent

Say = Callable[[str], str]
"""A string of the interface in a reader's language; those in the code are English."""


def english(text: str) -> str:
    """The string as it stands."""
    return text


class Interval(Protocol):
    """A figure with its interval."""

    @property
    def value(self) -> float:
        """The figure."""
        ...

    @property
    def low(self) -> float:
        """Lower end."""
        ...

    @property
    def high(self) -> float:
        """Upper end."""
        ...


def span(figure: Interval, factor: float = 100) -> str:
    """``50 (27-74)``: a figure and its interval as whole points.

    Args:
        figure: the figure.
        factor: 100 for one between 0 and 1, 1 for one that is on the scale of 0 to 100.
    """
    return f"{factor * figure.value:.0f} ({factor * figure.low:.0f}-{factor * figure.high:.0f})"


def credit_of(edition: EditionNote, say: Say = english) -> str:
    """Whose figures a picture shows, and of when."""
    said = {"id": edition.id, "kind": say(edition.kind), "date": edition.date}
    return say("Jobprism, edition %(id)s (%(kind)s), %(date)s") % said


ORDINALS = {"st": "%(n)sst", "nd": "%(n)snd", "rd": "%(n)srd", "th": "%(n)sth"}
"""Numbers of order by their ending in English, as strings of the interface."""


def place_of(value: float, say: Say = english) -> str:
    """``54th``: a number of order, of a value rounded to a whole."""
    told = ordinal(value)
    return say(ORDINALS[told[-2:]]) % {"n": told[:-2]}


def dated(vintage: str, say: Say = english) -> str:
    """``2025-11`` as ``November 2025``; a bare year stays."""
    name, _, year = month(vintage).partition(" ")
    return say("%(month)s %(year)s") % {"month": say(name), "year": year} if year else name


def share_of(value: float, say: Say = english) -> str:
    """``29 %``, ``under 1 %``, ``over 99 %``."""
    first, _, rest = percent(value).partition(" ")
    return f"{say(first)} {rest}" if first.isalpha() else f"{first} {rest}"


def amount(value: float, say: Say = english) -> str:
    """A large number in few digits: ``940``, ``94,000``, ``3.4 million``, ``12 billion``; three digits at most."""
    for unit, name in ((1e12, say("%(n)s trillion")), (1e9, say("%(n)s billion")), (1e6, say("%(n)s million"))):
        if value >= 0.9995 * unit:
            part = value / unit
            return name % {"n": f"{part:.0f}" if part >= 10 else f"{part:.1f}"}
    digits = max(0, len(f"{value:.0f}") - 3)
    return f"{round(value, -digits):,.0f}"
