"""Small grammar: counts, lists, percentages, months, so that computed sentences read right."""

from __future__ import annotations

from collections.abc import Sequence

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_IRREGULAR = {
    "activity": "activities",
    "activities": "activities",
    "duty": "duties",
    "index": "indices",
    "study": "studies",
    "technology": "technologies",
}


def plural(noun: str, count: int) -> str:
    """The noun in the number ``count`` needs."""
    if count == 1:
        return noun
    return _IRREGULAR.get(noun, noun + "s")


def counted(count: int, noun: str) -> str:
    """``1 task``, ``12 tasks``."""
    return f"{count:,} {plural(noun, count)}"


def joined(items: Sequence[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def percent(share: float) -> str:
    """A share (0 to 1) as a whole percentage; ``under 1 %`` and ``over 99 %`` at the ends."""
    if 0 < share <= 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{round(100 * share):d} %"


def points(value: float) -> str:
    """A figure between 0 and 1 on the 0-100 scale, without decimals."""
    return f"{round(100 * value):d}"


def month(vintage: str) -> str:
    """``2025-11`` as ``November 2025``; a bare year stays."""
    parts = vintage.split("-")
    return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) > 1 else vintage


def ordinal(value: float) -> str:
    """``1st``, ``22nd``, ``13th`` of a number rounded to a whole."""
    n = round(value)
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def compared(percentile: float) -> str:
    """A place (0 to 100) among occupations, from the nearer end: ``higher than in 92 % of occupations``.

    The middle itself has no nearer end and is called so.
    """
    return "near the middle among occupations" if round(percentile) == 50 else beyond(percentile)


def beyond(percentile: float) -> str:
    """A place (0 to 100) from the nearer end, also in the middle: ``lower than in 96 % of occupations``."""
    if percentile >= 50:
        return f"higher than in {percent(percentile / 100)} of occupations"
    return f"lower than in {percent(1 - percentile / 100)} of occupations"


def quoted(label: str) -> str:
    """A row's label within a sentence."""
    return f"“{label.rstrip('.')}”"


def capitalised(text: str) -> str:
    """The text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A capitalised text that ends in one full stop."""
    return capitalised(text.strip().rstrip(".")) + "."
