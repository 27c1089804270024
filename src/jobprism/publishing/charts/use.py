"""Use over releases: how much of an occupation's work each release of a record shows, and of how many conversations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.language import counted, month, percent
from jobprism.analyses.use_over_releases import Release
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.lettering import lines_of
from jobprism.publishing.charts.palette import SMALL
from jobprism.publishing.charts.panels import Panel, round_ticks
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.rows import legend
from jobprism.publishing.charts.words import Say, credit_of, dated, english, share_of

_AXIS, _END, _TALL, _FOOT, _LINE = 40, 20, 130, 34, 16
_COLOURS = ("a", "b", "c")
_MONTHS = 12
Known = tuple[float, float, float]
"""Value, low, high."""
_BESIDE = 6
_INSET = 0.08  # of the panel, so that marks at either end are whole


def use_picture(
    title: str, subject_id: str, releases: Sequence[Release], edition: EditionNote, say: Say = english
) -> Picture | None:
    """Share of the work reported, and conversations of 10,000, by release and product; None without releases.

    Args:
        title: of the occupation.
        subject_id: its code.
        releases: as from ``use_over_releases``.
        edition: whose figures they are.
        say: the strings of the drawing and of its table in a reader's language.
    """
    if not releases:
        return None
    return drawn(
        ("use", subject_id),
        title=say("%(job)s: use reported, release by release") % {"job": title},
        alt=_alt(releases),
        note=say(
            "A release reports tasks with enough conversations; one it does not report is not one without use. "
            "Samples and thresholds differ from release to release. Bars are 90 % intervals of the counts alone."
        ),
        credit=credit_of(edition, say),
        table=_table(releases, say),
        spec=_spec(releases),
        draw=lambda width: _draw(releases, width, say),
    )


def _at(vintage: str) -> int:
    """Months since the year 0."""
    year, _, of_year = vintage.partition("-")
    return int(year) * _MONTHS + int(of_year or 1) - 1


def _draw(releases: Sequence[Release], width: int, say: Say) -> Canvas:
    products = _by_product(releases)
    kinds = ["line" if place == 0 else "dash" for place in range(len(products))]
    marks = [f"{kind} {colour}" for kind, colour in zip(kinds, _COLOURS, strict=False)]
    canvas, y = legend(width, list(zip(marks, products, strict=True)))
    vintages = sorted({r.vintage for r in releases})
    for name, figure in PANELS.items():
        for line in lines_of(say(name), SMALL, width, 2):
            y += _LINE
            canvas.text(0, y, line, "jp-s jp-m")
        y += 12
        most = max((known[2] for known in map(figure, releases) if known), default=0)
        ticks = round_ticks(most)
        panel = _panel(vintages, y, width, ticks[-1])
        panel.rule(canvas, ticks)
        for place, own in enumerate(products.values()):
            _series(canvas, panel, [(r, figure(r)) for r in own], place, say)
        y += _TALL
        _name_months(canvas, panel, vintages, y + _LINE)
        y += _FOOT
    canvas.height = y - 4
    return canvas


def _share(release: Release) -> Known | None:
    """Share of the work reported; a count of what stands in a release has no interval."""
    share = release.work_reported
    return None if share is None else (100 * share, 100 * share, 100 * share)


def _conversations(release: Release) -> Known | None:
    value, low, high = release.per_10_000, release.per_10_000_low, release.per_10_000_high
    return None if value is None or low is None or high is None else (value, low, high)


PANELS = {"Share of the work that is reported, %": _share, "Conversations about the job, of 10,000": _conversations}
"""Names of the panels with their units, and the figure that each shows of a release."""


def _panel(vintages: Sequence[str], top: float, width: int, most: float) -> Panel:
    first, last = _at(vintages[0]), _at(vintages[-1])
    room = _INSET * max(last - first, 1)
    return Panel(_AXIS, top, width - _AXIS - _END, _TALL, first - room, last + room, most)


def _series(canvas: Canvas, panel: Panel, points: list[tuple[Release, Known | None]], place: int, say: Say) -> None:
    """A product's line; broken where a release reports nothing."""
    colour = _COLOURS[place]
    for _, run in groupby(points, key=lambda p: p[1] is None):
        # Beside those of the other product, where both have a release of one month.
        shown = [(panel.x(_at(r.vintage)) + place * _BESIDE, *figure, r) for r, figure in run if figure]
        path = [(x, panel.y(value)) for x, value, *_ in shown]
        if len(path) > 1:
            canvas.path(path, f"jp-l{colour}{' jp-dash' if place else ''}")
        for x, value, low, high, release in shown:
            canvas.open(_title(release, say))
            if high > low:
                canvas.line(x, panel.y(low), x, panel.y(high), f"jp-l{colour}")
            if place:
                canvas.square(x, panel.y(value), 4, f"jp-o{colour}")
            else:
                canvas.circle(x, panel.y(value), 4.5, f"jp-{colour}")
            canvas.close()


def _title(release: Release, say: Say) -> str:
    counts = {"reported": release.tasks_reported, "could": release.tasks_could}
    told = say("tasks reported: %(reported)s of %(could)s") % counts
    if release.work_reported:
        told += say(", %(share)s of the work") % {"share": share_of(release.work_reported, say)}
    return f"{release.product}, {dated(release.vintage, say)}: {told}"


def _name_months(canvas: Canvas, panel: Panel, vintages: Sequence[str], y: float) -> None:
    """Dates of releases, those that would touch the one before left out but the last."""
    last = panel.x(_at(vintages[-1]))
    free = 0.0
    for vintage in vintages:
        x = panel.x(_at(vintage))
        if vintage == vintages[-1] or (x - 26 >= free and x + 56 <= last):
            canvas.text(x, y, vintage, "jp-s jp-m", "middle")
            free = x + 30


def _by_product(releases: Sequence[Release]) -> dict[str, list[Release]]:
    """Releases by product, Claude.ai's before the API's, since more of them are kept."""
    found: dict[str, list[Release]] = {}
    for release in sorted(releases, key=lambda r: r.vintage):
        found.setdefault(release.product, []).append(release)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _alt(releases: Sequence[Release]) -> str:
    told = []
    for product, own in _by_product(releases).items():
        ends = [own[0], own[-1]] if len(own) > 1 else own
        by_date = "; ".join(f"{month(r.vintage)}, {_reported(r)}" for r in ends)
        told.append(f"{product}, {counted(len(own), 'release')}: {by_date}.")
    return " ".join(told)


def _reported(release: Release) -> str:
    tasks = f"{release.tasks_reported or 'none'} of {counted(release.tasks_could, 'task')} reported"
    return f"{tasks}, {percent(release.work_reported)} of the work" if release.work_reported else tasks


def _table(releases: Sequence[Release], say: Say) -> Table:
    columns = (
        say("Product"),
        say("Release"),
        say("Tasks that could appear"),
        say("Tasks reported"),
        say("Share of work reported, %"),
        say("Conversations about the job, of 10,000"),
        say("Lower end"),
        say("Upper end"),
        say("Conversations in the release"),
    )
    rows = [
        (
            r.product,
            r.vintage,
            r.tasks_could,
            r.tasks_reported,
            None if r.work_reported is None else round(100 * r.work_reported, 1),
            r.per_10_000,
            r.per_10_000_low,
            r.per_10_000_high,
            r.sample,
        )
        for r in releases
    ]
    return Table(columns, tuple(rows))


def _spec(releases: Sequence[Release]) -> dict[str, Any]:
    values = [r.model_dump() for r in releases]
    x = {"field": "vintage", "type": "ordinal", "title": None}
    shared = {
        "x": x,
        "color": {"field": "product", "type": "nominal"},
        "shape": {"field": "product", "type": "nominal"},
    }
    return {
        "data": {"values": values},
        "vconcat": [
            {
                "mark": {"type": "line", "point": True},
                "encoding": {**shared, "y": {"field": field, "type": "quantitative", "title": name}},
            }
            for field, name in (("work_reported", "share of the work"), ("per_10_000", "conversations of 10,000"))
        ],
    }
