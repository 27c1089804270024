"""Words that several pictures use."""

from __future__ import annotations

from typing import Protocol

from jobprism.analyses.documents import EditionNote


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


def credit_of(edition: EditionNote) -> str:
    """Whose figures a picture shows, and of when."""
    return f"Jobprism, edition {edition.id} ({edition.kind}), {edition.date}"


def amount(value: float) -> str:
    """A large number in few digits: ``940``, ``94,000``, ``3.4 million``, ``12 billion``; three digits at most."""
    for unit, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if value >= 0.9995 * unit:
            part = value / unit
            return f"{part:.0f}{name}" if part >= 10 else f"{part:.1f}{name}"
    digits = max(0, len(f"{value:.0f}") - 3)
    return f"{round(value, -digits):,.0f}"
