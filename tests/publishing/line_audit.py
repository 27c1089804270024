"""Lines a document has to consist of, and the audit that walks a Markdown text beside them.

Three kinds: a text that must stand there to the letter, a table row checked cell by cell, and a line of prose whose
numbers, in their order, must be those of that very sentence. :func:`audit` reports every line and number that differs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from figure_forms import MONTHS

# Digits that are part of a name, not a figure.
NAMES = ("GPT-4",)
OF_100 = "100"  # "47 of 100"
NINETY = "90 %"  # the intervals' coverage

NUMBER = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}) \d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b"  # a date
    r"|\b\d{2}-\d{4}(?:\.\d{2})?\b"  # a code
    r"|\b20\d{2}-\d{2}\b"  # a span of years
    r"|\b(?:under|over) \d+ %"
    r"|\$?(?:(?<!\S)[+-])?\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th\b)?(?: %)?"
    r"|\bnone\b|\ball\b(?! together)|\bboth\b(?! rubrics| of)"
)

Accepted = str | set[str]


@dataclass(frozen=True)
class Text:
    """A line that is this text."""

    text: str


@dataclass(frozen=True)
class OneOf:
    """A line that is one of these texts, which differ only in figures on the edge of two roundings."""

    texts: set[str]


@dataclass(frozen=True)
class Cells:
    """A table row of these cells."""

    cells: Sequence[Accepted]


@dataclass(frozen=True)
class Prose:
    """A line that starts with these words and holds these numbers, in this order."""

    start: str
    numbers: Sequence[Accepted]


@dataclass(frozen=True)
class Reasons:
    """Lines such as ``- **2, 5-7:** …``: every row in exactly one of them, each line with the numbers of its rows."""

    rows: Sequence[Sequence[Accepted]]


Line = Text | OneOf | Cells | Prose | Reasons


def audit(markdown: str, expected: Sequence[Line]) -> list[str]:
    """What of the Markdown is not explained: a complaint per line and number, none where all is."""
    lines = [(n, line) for n, line in enumerate(markdown.splitlines(), 1) if line.strip()]
    complaints = []
    for wanted in expected:
        if isinstance(wanted, Reasons):
            told = list(takewhile(lambda item: item[1].startswith("- **"), lines))
            complaints += _reasons(told, wanted.rows)
            lines = lines[len(told) :]
            continue
        (number, line), *lines = lines or [(0, "")]
        complaints += [f"line {number}: {problem} in: {line[:120]}" for problem in _problems(line, wanted)]
    return [*complaints, *(f"line {number}: nobody expects: {line[:120]}" for number, line in lines)]


def _reasons(lines: Sequence[tuple[int, str]], rows: Sequence[Sequence[Accepted]]) -> list[str]:
    complaints, told = [], []
    for number, line in lines:
        which, _, text = plain(line).removeprefix("- **").partition(":** ")
        ends = [[int(end) for end in part.split("-")] for part in which.split(", ")]
        of = [row for run in ends for row in range(run[0], run[-1] + 1)]
        told += of
        found = numbers(text)
        complaints += [
            f"line {number}: row {row}: {problem} in: {line[:120]}"
            for row in of
            if row <= len(rows)
            for problem in _compared(found, rows[row - 1], "number")
        ]
    if sorted(told) != list(range(1, len(rows) + 1)):
        complaints.append(f"reasons are given of rows {told}, of {len(rows)} in the table")
    return complaints


def _problems(line: str, wanted: Line) -> list[str]:
    if isinstance(wanted, Text):
        return [] if plain(line) == wanted.text else [f"expected the text {wanted.text!r}"]
    if isinstance(wanted, OneOf):
        return [] if plain(line) in wanted.texts else [f"expected one of the texts {sorted(wanted.texts)}"]
    if isinstance(wanted, Cells):
        found = [plain(cell).strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        return _compared(found, wanted.cells, "cell")
    if not plain(line).startswith(wanted.start):
        return [f"expected a line that starts {wanted.start!r}"]
    return _compared(numbers(plain(line)[len(wanted.start) :]), wanted.numbers, "number")


def _compared(found: Sequence[str], wanted: Sequence[Accepted], what: str) -> list[str]:
    if len(found) != len(wanted):
        return [f"{what}s {list(found)}, expected {list(wanted)}"]
    pairs = zip(found, wanted, strict=True)
    return [f"{what} {f!r}, expected {w!r}" for f, w in pairs if f not in ({w} if isinstance(w, str) else w)]


def numbers(text: str) -> list[str]:
    """The numbers of a text as written, with unit, sign and ending."""
    for name in NAMES:
        text = re.sub(rf"{re.escape(name)}(?!\d)", "", text)
    return [token.rstrip(",") for token in NUMBER.findall(text)]


def plain(line: str) -> str:
    """The line without Markdown's backslashes."""
    return re.sub(r"\\([\\|*_`<\[])", r"\1", line)
