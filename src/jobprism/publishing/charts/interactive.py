"""Scripts that make two pictures answer to a pointer and to keys; without them the page shows the drawings.

Both are ours, fetch nothing, and run under a policy that forbids what is compiled from strings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from jobprism.analyses.economy import Economy
from jobprism.publishing.charts.palette import FONT
from jobprism.publishing.charts.picture import Picture
from jobprism.publishing.charts.ramp import told_steps
from jobprism.publishing.charts.scatter import AXES
from jobprism.publishing.charts.treemap import AREAS, COLOURS, value_of
from jobprism.publishing.charts.words import Say, english

WORDS = {
    "area": "Area",
    "colour": "Colour",
    "back": "Back to all groups",
    "all": "All groups",
    "open": "Open the group.",
    "hint": "Choose a group to look into it; arrow keys move, Enter opens, Escape goes back.",
    "mean": "mean",
    "of": "of 100",
    "unknown": "not observed",
    # Of numbers; those of the pages have a point before decimals, which not every place that speaks a language has.
    "locale": "en",
}
"""What the treemap's script says."""
SCATTER_WORDS = {
    "find": "Mark an occupation",
    "group": "Group",
    "all": "All groups",
    "closer": "Look closer",
    "farther": "Look from farther away",
    "whole": "Show all",
    "open": "Open its page",
    "hint": (
        "Point at a circle, or touch it, to name it. "
        "With keys: arrows move, Enter opens the page, + and − look closer or farther."
    ),
    "marked": "marked",
    "nothing": "No occupation shown has this in its name.",
    "pressure": "pressure",
    "scale": "pressure, 0 to 100",
    "jobs": "US jobs",
    "locale": "en",
}
"""What the scatter's script says."""

_FOLDER = Path(__file__).parent
_PARTS = "  // __PARTS__\n"


def treemap_mount(picture: Picture, address: str) -> str:
    """The element that the treemap's script takes over; it holds the drawing until then.

    Args:
        picture: from ``treemap_picture``.
        address: of an occupation's page, relative to the treemap's, with ``{id}`` where the code stands.
    """
    return f'<div class="jp-treemap" data-jp-treemap data-href="{escape(address)}">{picture.svg}{picture.narrow}</div>'


def treemap_script(economy: Economy, say: Say = english) -> str:
    """The treemap's script with its data, to be a file of its own.

    Args:
        economy: all occupations.
        say: what it says in a reader's language.
    """
    data = {
        "font": FONT,
        "words": {name: say(text) for name, text in WORDS.items()},
        "groups": economy.groups,
        "areas": [[name, say(what)] for name, what in AREAS.items()],
        "colours": [[name, say(name.replace("_", " ")), list(told_steps(name, say).items())] for name in COLOURS],
        "places": [
            [
                p.id,
                p.title,
                p.group,
                *(None if getattr(p, area) is None else round(getattr(p, area)) for area in AREAS),
                *(_short(value_of(p, colour)) for colour in COLOURS),
                _short(p.pressure_low),
                _short(p.pressure_high),
            ]
            for p in economy.places
        ],
    }
    return _script("treemap.js", data)


def scatter_mount(picture: Picture, against: str, address: str) -> str:
    """The element that the scatter's script takes over; it holds the drawing until then.

    Args:
        picture: from ``scatter_picture``.
        against: one of ``AXES``.
        address: of an occupation's page, relative to the scatter's, with ``{id}`` where the code stands.
    """
    return (
        f'<div class="jp-points" data-jp-scatter data-against="{escape(against)}" data-href="{escape(address)}">'
        f"{picture.svg}{picture.narrow}</div>"
    )


def scatter_script(economy: Economy, say: Say = english) -> str:
    """The script of the scatters with the figures of every axis, to be a file of its own.

    Args:
        economy: all occupations.
        say: what it says in a reader's language.
    """
    data = {
        "font": FONT,
        "words": {name: say(text) for name, text in SCATTER_WORDS.items()},
        "groups": economy.groups,
        "axes": {
            name: {"words": say(axis.words), "ticks": axis.ticks, "logarithmic": axis.logarithmic}
            for name, axis in AXES.items()
        },
        "places": [
            [
                p.id,
                p.title,
                p.group,
                *(_short(value) for value in (p.pressure, p.pressure_low, p.pressure_high)),
                None if p.jobs is None else round(p.jobs),
                *(_short(getattr(p, axis.field)) for axis in AXES.values()),
            ]
            for p in economy.places
        ],
    }
    return _script("scatter.js", data)


def _script(name: str, data: Mapping[str, Any]) -> str:
    """A script of ours with its data and with what the scripts share."""
    text, parts = ((_FOLDER / file).read_text(encoding="utf-8") for file in (name, "parts.js"))
    return text.replace(_PARTS, parts).replace('"__DATA__"', _json(data))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _json(data: Any) -> str:
    """As a script may hold it, even within a page."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
