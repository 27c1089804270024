"""Wide tables on a narrow screen: each row becomes a block, so its cells carry the names of their columns."""

from __future__ import annotations

import re

from markupsafe import Markup

# The corner above the names of rows has no name; it counts as a column like the others.
_HEADING = re.compile(r"<t([hd])(?=[\s>])[^>]*>(.*?)</t\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_CELL = re.compile(r"<(tr|td|th)(?=[\s>])")
_FITS = 3
"""Columns that a screen of 320 pixels has room for side by side."""


def labelled(table: Markup) -> Markup:
    """A table whose cells name their columns in ``data-l``, which the style sheet shows where rows are blocks.

    A table of few columns is returned as it is, since it fits, and one whose columns have names in several rows.

    Args:
        table: markup of our templates with one ``thead`` and one ``tbody``; escaped already.
    """
    head, body, rows = str(table).partition("<tbody")
    names = [_TAG.sub("", name).strip() for _, name in _HEADING.findall(head)]
    if len(names) <= _FITS or head.count("<tr") != 1:
        return table
    column = 0

    def named(found: re.Match[str]) -> str:
        nonlocal column
        column = 0 if found[1] == "tr" else column + 1
        return f'<td data-l="{names[column - 1]}"' if found[1] == "td" and column <= len(names) else found[0]

    return Markup(head + body + _CELL.sub(named, rows))
