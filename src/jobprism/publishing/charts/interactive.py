"""Scripts that make two pictures answer to a pointer and to keys; without them the page shows the drawings.

Neither fetches anything: the treemap's script is ours, the scatter's is Vega as the renderer's package carries it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from jobprism.analyses.economy import Economy
from jobprism.errors import UsageError
from jobprism.publishing.charts.palette import FONT
from jobprism.publishing.charts.picture import Picture
from jobprism.publishing.charts.ramp import told_steps
from jobprism.publishing.charts.treemap import AREAS, COLOURS, value_of

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
}
"""What the treemap's script says; a page in another language gives its own."""

_SCRIPT = Path(__file__).with_name("treemap.js")
_VEGA = """
const FIGURES = __FIGURES__;
for (const [id, spec] of Object.entries(FIGURES)) {
  const element = document.querySelector(`[data-jp-vega="${id}"]`);
  if (!element) continue;
  const styles = getComputedStyle(element.querySelector(".jp-picture") || element);
  const colour = (name, other) => styles.getPropertyValue(`--jp-${name}`).trim() || other;
  const ink = colour("ink", "#1a1a1a"), rule = colour("rule", "#d4d4d4"), mark = colour("a", "#0072b2");
  const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" };
  const place = document.createElement("div");
  place.style.width = "100%";
  const config = {
    background: "transparent", title: { color: ink }, view: { stroke: null },
    axis: { ...text, gridColor: rule, domainColor: ink, tickColor: ink }, legend: text, circle: { color: mark },
  };
  element.after(place);
  vegaEmbed(place, { ...spec, title: undefined }, { actions: false, renderer: "svg", config })
    .then(() => { element.hidden = true; })
    .catch((error) => { place.remove(); throw error; });
}
"""


def treemap_mount(picture: Picture, address: str) -> str:
    """The element that the treemap's script takes over; it holds the drawing until then.

    Args:
        picture: from ``treemap_picture``.
        address: of an occupation's page, relative to the treemap's, with ``{id}`` where the code stands.
    """
    return f'<div class="jp-treemap" data-jp-treemap data-href="{escape(address)}">{picture.svg}{picture.narrow}</div>'


def treemap_script(economy: Economy, words: Mapping[str, str] | None = None) -> str:
    """The treemap's script with its data, to be a file of its own.

    Args:
        economy: all occupations.
        words: what it says, by the names in ``WORDS``; what is left out is said in English.
    """
    data = {
        "font": FONT,
        "words": {**WORDS, **(words or {})},
        "groups": economy.groups,
        "areas": [[name, what] for name, what in AREAS.items()],
        "colours": [[name, name.replace("_", " "), list(told_steps(name).items())] for name in COLOURS],
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
    return _SCRIPT.read_text(encoding="utf-8").replace('"__DATA__"', _json(data))


def vega_mount(picture: Picture) -> str:
    """The element whose drawing Vega's script replaces by one that can be zoomed and pointed at."""
    return f'<div data-jp-vega="{picture.id}">{picture.svg}{picture.narrow}</div>'


def vega_script(*pictures: Picture) -> str:
    """Vega and the specifications of pictures in one script, to be a file of its own.

    Raises:
        UsageError: the extra ``charts`` is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise UsageError(
            "Interactive figures need packages that are not installed.", 'Run: pip install "jobprism[charts]"'
        ) from error
    script = _VEGA.replace("__FIGURES__", _json({p.id: p.spec for p in pictures}))
    # Within a function, so that its names are no names of the page's.
    return f"(() => {{\n{vl_convert.javascript_bundle(script)}\n}})();\n"


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _json(data: Any) -> str:
    """As a script may hold it, even within a page."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
