"""The economy as a treemap: area is jobs, wage bill or openings; colour is pressure or a layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from jobprism.analyses.economy import Economy, Place
from jobprism.analyses.language import counted, percent
from jobprism.errors import UsageError
from jobprism.judgements.base import LAYERS
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.lettering import cut, lines_of, width_of
from jobprism.publishing.charts.palette import RAMP, SMALL, WIDE_FROM
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.ramp import key, step_of, steps_of
from jobprism.publishing.charts.squares import Box, squarified
from jobprism.publishing.charts.words import Say, amount, credit_of, english

AREAS = {"jobs": "US jobs", "wage_bill_usd": "wage bill, US dollars a year", "openings": "openings a year"}
"""What an area can stand for."""
COLOURS = ("pressure", *LAYERS)
"""What a colour can stand for."""

_TALL, _TALLER = 470, 640
_HEAD, _LINE, _PAD = 17, 14, 4
_SMALLEST = 180  # square pixels; smaller occupations of a group are drawn as one
_LETTERS = 5  # a label cut to fewer says nothing


class _Area(NamedTuple):
    """What an area stands for: a field of a place, and its unit in words."""

    field: str
    unit: str


def treemap_picture(
    economy: Economy, area: str = "jobs", colour: str = "pressure", group: str = "", say: Say = english
) -> Picture:
    """Every occupation with a figure for the area, within its major group; the smallest of a group as one.

    Args:
        economy: all occupations.
        area: one of ``AREAS``.
        colour: one of ``COLOURS``.
        group: a major group to show alone; by default all.
        say: the strings of the drawing and of its table in a reader's language.

    Raises:
        UsageError: no such area, colour or group.
    """
    for name, value, known in (("area", area, AREAS), ("colour", colour, COLOURS), ("group", group, economy.groups)):
        if value not in known and not (name == "group" and not value):
            raise UsageError(f"A treemap has no {name} '{value}'.", f"Choose one of {', '.join(known)}.")
    where = economy.groups[group] if group else say("the economy")
    named = {"where": where, "area": say(AREAS[area]), "colour": say(_word(colour))}
    return _picture(
        economy,
        [p for p in economy.places if getattr(p, area) and group in ("", p.group)],
        _Area(area, AREAS[area]),
        colour,
        ("treemap", area, colour, group or "all"),
        title=say("Treemap of %(where)s: %(area)s, coloured by %(colour)s") % named,
        note=say(
            "Each rectangle is an occupation; its area is its %(area)s. Occupations that BLS counts together "
            "share evenly; those without a count are left out. Exposure of work is not displacement of people."
        )
        % named,
        credit=say("%(credit)s; counts of the U.S. Bureau of Labor Statistics")
        % {"credit": credit_of(economy.edition, say)},
        say=say,
    )


def people_treemap(economy: Economy) -> Picture:
    """The occupations of a workforce, coloured by pressure; ``jobs`` of each place are its people there."""
    return _picture(
        economy,
        economy.places,
        _Area("jobs", "people"),
        "pressure",
        ("treemap", "people"),
        title="Treemap of the workforce: people, coloured by pressure",
        note=(
            "Each rectangle is an occupation or role that may be shown; its area is its people, its colour the "
            "pressure of their mix of levels. Exposure of work is not displacement of people."
        ),
        credit=credit_of(economy.edition),
    )


def _picture(
    economy: Economy,
    places: list[Place],
    area: _Area,
    colour: str,
    identity: tuple[str, ...],
    *,
    title: str,
    note: str,
    credit: str,
    say: Say = english,
) -> Picture:
    return drawn(
        identity,
        title=title,
        alt=_alt(economy, places, area, colour),
        note=note,
        credit=credit,
        table=_table(economy, places, area, colour, say),
        spec=_spec(economy, places, area, colour),
        draw=lambda width: _draw(economy, places, area, colour, width, say),
    )


def value_of(place: Place, colour: str) -> float | None:
    """Pressure or a layer of an occupation, 0 to 100."""
    return place.pressure if colour == "pressure" else place.layers[colour]


def _word(colour: str) -> str:
    return colour.replace("_", " ")


def _size(places: Sequence[Place], area: _Area) -> float:
    return sum(getattr(p, area.field) for p in places)


def _mean(places: Sequence[Place], area: _Area, colour: str) -> float | None:
    """Mean of a figure, weighted by area; None where it is known of none."""
    known = [p for p in places if value_of(p, colour) is not None]
    total = _size(known, area)
    return sum(getattr(p, area.field) * (value_of(p, colour) or 0) for p in known) / total if total else None


def _by_group(places: Sequence[Place], area: _Area) -> list[tuple[str, list[Place]]]:
    """Groups, largest first, with their occupations, largest first."""
    groups = [
        (code, sorted(own, key=lambda p: (-getattr(p, area.field), p.id)))
        for code, own in groupby(places, lambda p: p.group)
    ]
    return sorted(groups, key=lambda item: (-_size(item[1], area), item[0]))


def _draw(economy: Economy, places: list[Place], area: _Area, colour: str, width: int, say: Say) -> Canvas:
    canvas = Canvas(width)
    unknown = any(value_of(p, colour) is None for p in places)
    top = key(canvas, width, colour, 2, unknown=unknown, say=say)
    height = _TALL if width >= WIDE_FROM else _TALLER
    groups = _by_group(places, area)
    boxes = squarified([_size(own, area) for _, own in groups], Box(0, top, width, height))
    for (code, own), box in zip(groups, boxes, strict=True):
        _group(canvas, economy.groups[code], own, box, area, colour, say)
    canvas.height = top + height + 2
    return canvas


def _group(canvas: Canvas, name: str, places: list[Place], box: Box, area: _Area, colour: str, say: Say) -> None:
    """A group: its name where there is room, and its occupations."""
    mean = _mean(places, area, colour)
    told = say("not observed") if mean is None else f"{say('mean')} {mean:.0f}"
    canvas.open(f"{name}: {amount(_size(places, area), say)} {say(area.unit)}; {say(_word(colour))} {told}")
    head = 0
    label = cut(name, 1.08 * SMALL, box.width - 6)
    if len(label) >= min(len(name), _LETTERS) and box.height >= 3 * _HEAD:
        canvas.text(box.x + 2, box.y + 12.5, label, "jp-s jp-h")
        head = _HEAD
    inner = Box(box.x + 1, box.y + head, box.width - 2, box.height - head - 1)
    room = inner.width * inner.height / _size(places, area)
    shown = [p for p in places if getattr(p, area.field) * room >= _SMALLEST] or places[:1]
    small = places[len(shown) :]
    sizes = [getattr(p, area.field) for p in shown] + ([_size(small, area)] if small else [])
    for place, at in zip([*shown, None], squarified(sizes, inner), strict=False):
        if place is not None:
            _cell(canvas, at, place.title, value_of(place, colour), _title(place, area, colour, say), colour)
        else:
            others = say("%(count)s smaller") % {"count": len(small)} if len(small) > 1 else small[0].title
            mean = _mean(small, area, colour)
            title = f"{others}: {amount(_size(small, area), say)} {say(area.unit)}"
            _cell(canvas, at, others, mean, title, colour)
    canvas.close()


def _title(place: Place, area: _Area, colour: str, say: Say) -> str:
    value = value_of(place, colour)
    told = say("not observed") if value is None else f"{value:.0f} {say('of 100')}"
    if colour == "pressure":
        told = f"{value:.0f} ({place.pressure_low:.0f}-{place.pressure_high:.0f}), {say(place.band)}"
    return f"{place.title}: {amount(getattr(place, area.field), say)}; {told}"


def _cell(canvas: Canvas, box: Box, label: str, value: float | None, title: str, colour: str) -> None:
    step = step_of(colour, value)
    canvas.open(title)
    canvas.rect(box.x, box.y, box.width, box.height, f"jp-{step} jp-cell")
    lines = _label(label, box)
    canvas.lines(box.x + _PAD, box.y + _LINE, lines, _LINE, f"jp-s jp-t{step}")
    if value is not None and lines and box.height >= (len(lines) + 1) * _LINE + _PAD:
        canvas.text(box.x + _PAD, box.y + (len(lines) + 1) * _LINE, f"{value:.0f}", f"jp-s jp-t{step}")
    canvas.close()


def _label(label: str, box: Box) -> list[str]:
    """Lines of a label that fit a cell; none where too little of it would be left."""
    width = box.width - 2 * _PAD
    most = int((box.height - _PAD) // _LINE)
    kept, broken = [], ""
    for word in label.split():
        kept.append(word)
        if width_of(word, SMALL) > width:
            # The label ends with a word that is wider than the cell, as much of it as there is room for.
            kept[-1] = broken = cut(word, SMALL, width)
            break
    if most < 1 or 0 < len(broken) <= _LETTERS:
        return []
    return lines_of(" ".join(kept), SMALL, width, most)


def _alt(economy: Economy, places: list[Place], area: _Area, colour: str) -> str:
    total, groups = _size(places, area), _by_group(places, area)
    names = list(steps_of(colour))
    shares = [
        (name, _size([p for p in places if step_of(colour, value_of(p, colour)) == step], area) / total)
        for name, step in zip(names, RAMP, strict=True)
    ]
    told = "; ".join(f"{name}, {percent(share)}" for name, share in shares if share)
    biggest = groups[0]
    return (
        f"{counted(len(places), 'occupation')} with {amount(total)} {area.unit}. By {_word(colour)}: {told}. "
        f"The largest group is {economy.groups[biggest[0]]}, {percent(_size(biggest[1], area) / total)} of them."
    )


def _table(economy: Economy, places: list[Place], area: _Area, colour: str, say: Say) -> Table:
    unit = say(area.unit)
    means = say("Mean %(figure)s, 0-100") % {"figure": say(_word(colour))}
    columns = (say("Group"), say("Occupations"), unit[:1].upper() + unit[1:], means)
    rows = []
    for code, own in _by_group(places, area):
        mean = _mean(own, area, colour)
        rows.append((economy.groups[code], len(own), round(_size(own, area)), None if mean is None else round(mean, 1)))
    return Table(columns, tuple(rows))


def _spec(economy: Economy, places: list[Place], area: _Area, colour: str) -> dict[str, Any]:
    """Vega-Lite has no treemap; bars of groups, cut by the steps of the colour, say the same."""
    steps = dict(zip(RAMP, steps_of(colour), strict=True))
    values = [
        {
            "group": economy.groups[code],
            "step": steps.get(step, "not observed"),
            "size": round(_size([p for p in own if step_of(colour, value_of(p, colour)) == step], area)),
        }
        for code, own in _by_group(places, area)
        for step in (*RAMP, "none")
    ]
    order = [*steps.values(), "not observed"]
    return {
        "data": {"values": [v for v in values if v["size"]]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "group", "type": "nominal", "sort": "-x", "title": None, "axis": {"labelLimit": 320}},
            "x": {"field": "size", "type": "quantitative", "title": area.unit},
            "color": {
                "field": "step",
                "type": "ordinal",
                "sort": order,
                "title": _word(colour),
                "scale": {"domain": order, "scheme": "viridis"},
            },
        },
    }
