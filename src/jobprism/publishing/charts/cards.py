"""What other sites show of a job: the image of a shared link, and a badge."""

from __future__ import annotations

from html import escape

from jobprism.analyses.documents import EditionNote, ProfessionReport
from jobprism.publishing.charts.canvas import Canvas, number
from jobprism.publishing.charts.lettering import lines_of, width_of
from jobprism.publishing.charts.palette import LIGHT, legible_on, own_style
from jobprism.publishing.charts.picture import to_png
from jobprism.publishing.charts.ramp import step_of
from jobprism.publishing.charts.words import span

SHARED = (1200, 630)
"""Width and height in pixels of the image of a shared link, as the Open Graph protocol's users expect."""

_EDGE, _TITLE_LINES, _SIZES = 72, 3, (76, 68, 60, 52, 46)
_BOLD = 1.08  # bold letters beside those measured
_BADGE_HEIGHT, _BADGE_SIZE, _BADGE_PAD = 20, 11, 7


def shared_svg(report: ProfessionReport) -> str:
    """The image of a shared link: title, pressure with its interval and band, what it is not, edition."""
    pressure = report.pressure
    lines = _lines(report.edition, report.subject.kind)
    told = f"{pressure.band} pressure from AI, 90 % interval {pressure.low:.0f} to {pressure.high:.0f}"
    width, height = SHARED
    canvas = Canvas(width, height)
    canvas.rect(0, 0, width, 14, f"jp-{step_of('pressure', pressure.value)}")
    canvas.text(_EDGE, 84, "Jobprism", "jp-h", size=34)
    canvas.text(width - _EDGE, 84, lines[0], "jp-m", "end", size=26)
    size, title = _title(report.subject.title, width - 2 * _EDGE)
    y = 150.0
    for line in title:
        y += size
        canvas.text(_EDGE, y, line, "jp-h", size=size)
        y += 0.16 * size
    value = f"{pressure.value:.0f}"
    canvas.text(_EDGE, 488, value, "jp-h", size=92)
    left = _EDGE + _BOLD * width_of(value, 92) + 22
    canvas.text(left, 450, "of 100", size=30)
    canvas.text(left, 488, told, size=30)
    _bar(canvas, report, 528)
    canvas.text(_EDGE, 592, "Not the probability of losing a job.", "jp-m", size=26)
    canvas.text(width - _EDGE, 592, lines[1], "jp-m", "end", size=26)
    alt = f"{report.subject.title}: pressure {span(pressure, 1)} of 100, {pressure.band}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(alt)}"><style>{own_style("light")}</style>'
        f'<rect class="jp-paper" width="100%" height="100%"/>{canvas.body}</svg>\n'
    )


def shared_png(report: ProfessionReport) -> bytes:
    """The image of a shared link, 1200 by 630 pixels.

    Raises:
        UsageError: the extra ``charts`` is not installed.
    """
    return to_png(shared_svg(report))


def _lines(edition: EditionNote, kind: str) -> tuple[str, str]:
    """What stands at the right above and below."""
    return kind, f"Edition {edition.id}, {edition.date}"


def _title(title: str, width: float) -> tuple[int, list[str]]:
    """The largest letters in which the title fits its lines whole; else the smallest, cut."""
    for size in _SIZES:
        lines = lines_of(title, _BOLD * size, width, _TITLE_LINES + 1)
        if len(lines) <= _TITLE_LINES and len(lines) * size * 1.16 <= 240:
            return size, lines
    return _SIZES[-1], lines_of(title, _BOLD * _SIZES[-1], width, _TITLE_LINES)


def _bar(canvas: Canvas, report: ProfessionReport, y: float) -> None:
    """The interval on the whole scale."""
    pressure, across = report.pressure, SHARED[0] - 2 * _EDGE

    def at(value: float) -> float:
        return _EDGE + across * value / 100

    canvas.rect(_EDGE, y - 2, across, 4, "jp-none")
    canvas.rect(at(pressure.low), y - 7, max(4, at(pressure.high) - at(pressure.low)), 14, "jp-a")
    canvas.circle(at(pressure.value), y, 14, "jp-a")


def badge_svg(report: ProfessionReport) -> str:
    """A badge of one line: pressure with its interval, in the colour of its band and in words."""
    pressure = report.pressure
    name, value = "AI pressure", f"{span(pressure, 1)} of 100, {pressure.band}"
    first, second = (round(width_of(text, _BADGE_SIZE) + 2 * _BADGE_PAD) for text in (name, value))
    colour = LIGHT[step_of("pressure", pressure.value)]
    label = escape(f"{report.subject.title}: {name} {value} (Jobprism, edition {report.edition.id})")
    letters = 'font-family="Verdana,Arial,sans-serif" font-size="11"'
    base = number(_BADGE_HEIGHT / 2 + 4)
    # Letters of another face are pressed to the width of those measured.
    fits = 'lengthAdjust="spacingAndGlyphs"'
    inside = second - 2 * _BADGE_PAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="{_BADGE_HEIGHT}" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<rect width="{first}" height="{_BADGE_HEIGHT}" fill="#3a3a3a"/>'
        f'<rect x="{first}" width="{second}" height="{_BADGE_HEIGHT}" fill="{colour}"/>'
        f'<text x="{_BADGE_PAD}" y="{base}" textLength="{first - 2 * _BADGE_PAD}" {fits} '
        f'fill="#ffffff" {letters}>{name}</text>'
        f'<text x="{first + _BADGE_PAD}" y="{base}" textLength="{inside}" {fits} '
        f'fill="{legible_on(colour)}" {letters}>{value}</text></svg>\n'
    )
