"""Colours of the pictures, in a light and a dark page, and the style sheet that applies them.

Hues are those of Okabe and Ito (2008), told apart with every common kind of colour vision; where one of theirs is too
faint on its paper it is darkened or lightened. The ramp is part of viridis (Smith and van der Walt 2015): lightness
runs one way, so that it reads in grey. A test holds marks to a contrast of 3:1, text to 4.5:1 (WCAG 2.2,
1.4.3 and 1.4.11).
"""

from __future__ import annotations

from typing import Literal

Mode = Literal["auto", "light", "dark"]

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1a1a1a",
    "mute": "#595959",
    "rule": "#d4d4d4",
    "a": "#0072b2",
    "b": "#c25500",
    "c": "#00805d",
    "r1": "#3f9d86",
    "r2": "#277f8e",
    "r3": "#365c8d",
    "r4": "#46327e",
    "r5": "#2a0134",
    "none": "#767676",
}
DARK = {
    "paper": "#16181c",
    "ink": "#ececec",
    "mute": "#b4b4b4",
    "rule": "#3d4148",
    "a": "#56b4e9",
    "b": "#e69f00",
    "c": "#2fc29a",
    "r1": "#2a788e",
    "r2": "#22a884",
    "r3": "#5ec962",
    "r4": "#b5de2b",
    "r5": "#fde725",
    "none": "#8a8a8a",
}
RAMP: tuple[str, ...] = ("r1", "r2", "r3", "r4", "r5")
"""Five steps, lowest first."""
_BLACK, _WHITE = "#000000", "#ffffff"
FONT = "'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif"
SIZE, SMALL = 13, 12
"""Heights of letters in pixels: of labels, and of what stands beside them."""
WIDE_FROM = 560
"""Pixels from which on a picture is laid out as a wide one."""

_RULES = {
    "text": f"font-family:{FONT};font-size:{SIZE}px;fill:var(--jp-ink)",
    ".jp-s": f"font-size:{SMALL}px",
    ".jp-m": "fill:var(--jp-mute)",
    ".jp-h": "font-weight:bold",
    ".jp-paper": "fill:var(--jp-paper)",
    ".jp-rule": "stroke:var(--jp-rule);stroke-width:1;fill:none",
    ".jp-edge": "stroke:var(--jp-mute);stroke-width:1;stroke-dasharray:2 3;fill:none",
    ".jp-axis": "stroke:var(--jp-mute);stroke-width:1;fill:none",
    ".jp-ink": "fill:var(--jp-ink)",
    **{f".jp-{c}": f"fill:var(--jp-{c})" for c in ("a", "b", "c", "none", *RAMP)},
    **{f".jp-l{c}": f"stroke:var(--jp-{c});stroke-width:2;fill:none" for c in ("a", "b", "c")},
    **{f".jp-o{c}": f"stroke:var(--jp-{c});stroke-width:1.75;fill:var(--jp-paper)" for c in ("a", "b", "c", "none")},
    **{f".jp-z{c}": f"fill:var(--jp-{c});fill-opacity:.22" for c in ("a", "b", "c")},
    ".jp-disc": "fill:var(--jp-a);fill-opacity:.3;stroke:var(--jp-a);stroke-width:1",
    # Letters upon marks stand on a rim of paper, which their paint-order draws first.
    ".jp-halo": "stroke:var(--jp-paper);stroke-width:3px;stroke-linejoin:round",
    ".jp-dash": "stroke-dasharray:5 3",
    ".jp-cell": "stroke:var(--jp-paper);stroke-width:1",
    **{f".jp-t{c}": f"fill:var(--jp-t{c})" for c in (*RAMP, "none")},
}

_CONTROLS = (
    ".jp-controls{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:0 0 .5rem}",
    ".jp-choice{max-width:100%}",
    ".jp-controls select,.jp-controls button{font:inherit;min-height:2rem;max-width:17rem}",
    ".jp-key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:0 0 .5rem;padding:0}",
    ".jp-key li{display:flex;align-items:center;gap:.4rem;margin:0}",
    ".jp-picture.jp-swatch{width:14px;height:14px}",
    ".jp-status{min-height:3em;margin:.25rem 0 0}",
    ".jp-item{cursor:pointer;outline:none}",
    ".jp-ring,.jp-ring-out{fill:none;stroke:none;pointer-events:none}",
    # Two rims, so that one of them stands out on any colour.
    ".jp-item:focus-visible .jp-ring-out{stroke:#fff;stroke-width:5}",
    ".jp-item:focus-visible .jp-ring{stroke:#000;stroke-width:2}",
    # Of a scatter: what is out of question is faint, what is asked for has another colour and a firm rim.
    ".jp-controls input{font:inherit;min-height:2rem;max-width:100%}",
    # Drawn for the width that there is: letters would be too small in less.
    ".jp-treemap .jp-picture:not(.jp-swatch){max-width:none}",
    ".jp-points .jp-scatter{touch-action:pan-y;max-width:none;user-select:none;-webkit-user-select:none}",
    ".jp-points .jp-far{opacity:.25}",
    ".jp-points .jp-found circle:first-child{fill:var(--jp-b);fill-opacity:.75;stroke:var(--jp-ink);stroke-width:1.5}",
    ".jp-points .jp-pointed{fill:none;stroke:var(--jp-ink);stroke-width:2;pointer-events:none}",
    ".jp-points .jp-tip text{pointer-events:none}",
    "@media (forced-colors:active){.jp-item:focus-visible .jp-ring{stroke:Highlight}}",
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible_on(colour: str) -> str:
    """Black or white, whichever stands out better on a colour."""
    return max((_BLACK, _WHITE), key=lambda text: contrast(text, colour))


def colours(mode: Literal["light", "dark"]) -> dict[str, str]:
    """All colours by name, with those of text upon the ramp (``tr1`` and so on)."""
    chosen = LIGHT if mode == "light" else DARK
    return {**chosen, **{f"t{c}": legible_on(chosen[c]) for c in (*RAMP, "none")}}


def page_style() -> str:
    """The style sheet of a page with pictures in it: one for all, its colours custom properties that a page may set.

    Follows the reader's setting, ``data-theme`` of the root element before it; prints as on light paper.
    """
    light, dark = (_properties(mode) for mode in ("light", "dark"))
    return "\n".join(
        [
            f".jp-picture{{{light}}}",
            f"@media (prefers-color-scheme:dark){{.jp-picture{{{dark}}}}}",
            f"[data-theme=light] .jp-picture{{{light}}}",
            f"[data-theme=dark] .jp-picture{{{dark}}}",
            f"@media print{{.jp-picture,[data-theme] .jp-picture{{{light}}}}}",
            *(f".jp-picture {selector}{{{rule}}}" for selector, rule in _RULES.items()),
            ".jp-picture{display:block;width:100%;height:auto}",
            *_CONTROLS,
            ".jp-picture.jp-narrow{display:none;max-width:28rem}",
            "@media (max-width:40rem){.jp-picture.jp-wide{display:none}.jp-picture.jp-narrow{display:block}}",
        ]
    )


def own_style(mode: Mode) -> str:
    """The style of a picture that stands alone, in colours that every renderer understands."""
    if mode != "auto":
        return _fixed(mode)
    return f"{_fixed('light')}@media (prefers-color-scheme:dark){{{_fixed('dark')}}}"


def _properties(mode: Literal["light", "dark"]) -> str:
    return ";".join(f"--jp-{name}:{colour}" for name, colour in colours(mode).items())


def _fixed(mode: Literal["light", "dark"]) -> str:
    text = "".join(f"{selector}{{{rule}}}" for selector, rule in _RULES.items())
    for name, colour in colours(mode).items():
        text = text.replace(f"var(--jp-{name})", colour)
    return text
