"""What other sites show of a job: the image of a shared link, a badge, and the score card of an assessment."""

from __future__ import annotations

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.documents import EditionNote, ProfessionReport
from jobprism.publishing.charts.canvas import Canvas, escape, number
from jobprism.publishing.charts.lettering import lines_of, width_of
from jobprism.publishing.charts.palette import LIGHT, legible_on, own_style
from jobprism.publishing.charts.picture import to_png
from jobprism.publishing.charts.ramp import step_of
from jobprism.publishing.charts.words import Interval, Say, english, span

SHARED = (1200, 630)
"""Width and height in pixels of the image of a shared link, as the Open Graph protocol's users expect."""

_EDGE, _TITLE_LINES, _SIZES = 72, 3, (76, 68, 60, 52, 46)
_TITLE_HEIGHT, _LOW_TITLE_HEIGHT = 240, 165  # where one figure stands below the title, and where two
_BOLD = 1.08  # bold letters beside those measured
_BADGE_HEIGHT, _BADGE_SIZE, _BADGE_PAD = 20, 11, 7


def shared_svg(report: ProfessionReport, say: Say = english) -> str:
    """The image of a shared link: title, pressure with its interval and band, what it is not, edition.

    Args:
        report: of the job.
        say: the strings of the drawing in a reader's language.
    """
    pressure = report.pressure
    band, title = say(pressure.band), report.subject.title
    canvas = _begun(title, say(report.subject.kind), pressure)
    ends = _ends(pressure)
    told = say("%(band)s pressure from AI, 90 %% interval %(low)s to %(high)s") % {"band": band, **ends}
    _figure(canvas, 488, pressure, told, say)
    _bar(canvas, pressure, 528)
    alt = say("%(job)s: pressure %(span)s of 100, %(band)s") % {"job": title, "span": span(pressure, 1), "band": band}
    return _ended(canvas, report.edition, alt, say)


def shared_png(report: ProfessionReport, say: Say = english) -> bytes:
    """The image of a shared link, 1200 by 630 pixels.

    Args:
        report: of the job.
        say: the strings of the drawing in a reader's language.

    Raises:
        UsageError: the extra ``charts`` is not installed.
    """
    return to_png(shared_svg(report, say))


def score_svg(report: AssessmentReport, say: Say = english) -> str:
    """The score card of an assessment, to show to others: one's own pressure beside the occupation's.

    Nothing on it is in the person's words: the title is the edition's, and neither tasks nor answers are shown.

    Args:
        report: of the person's work.
        say: the strings of the drawing in a reader's language.
    """
    yours, job = report.pressure[0], report.pressure[1]
    canvas = _begun(_at_level(report, say), say("one person's own work"), yours, _LOW_TITLE_HEIGHT)
    told = say("%(band)s pressure from AI on this work, 90 %% interval %(low)s to %(high)s")
    _figure(canvas, 410, yours, told % {"band": say(yours.band), **_ends(yours)}, say)
    _bar(canvas, yours, 450)
    canvas.text(_EDGE, 504, _whole(report, say), "jp-m", size=26)
    _bar(canvas, job, 532, usual=True)
    return _ended(canvas, report.edition, score_in_words(report, say), say)


def score_in_words(report: AssessmentReport, say: Say = english) -> str:
    """What the score card shows, for who cannot see it; arguments as for the card."""
    yours, own = report.pressure[0], say("one person's own work")
    named = {"job": f"{_at_level(report, say)}, {own}", "span": span(yours, 1), "band": say(yours.band)}
    return f"{say('%(job)s: pressure %(span)s of 100, %(band)s') % named}. {_whole(report, say)}"


def _at_level(report: AssessmentReport, say: Say) -> str:
    if report.level is None:
        return report.title
    return say("%(job)s, %(level)s level") % {"job": report.title, "level": say(report.level)}


def _whole(report: AssessmentReport, say: Say) -> str:
    job = report.pressure[1]
    told = (
        say("The role as a whole: %(value)s of 100, %(band)s (90 %% interval %(low)s to %(high)s)")
        if report.kind == "role"
        else say("The occupation as a whole: %(value)s of 100, %(band)s (90 %% interval %(low)s to %(high)s)")
    )
    return told % {"value": f"{job.value:.0f}", "band": say(job.band), **_ends(job)}


def score_png(report: AssessmentReport, say: Say = english) -> bytes:
    """The score card, 1200 by 630 pixels.

    Args:
        report: of the person's work.
        say: the strings of the drawing in a reader's language.

    Raises:
        UsageError: the extra ``charts`` is not installed.
    """
    return to_png(score_svg(report, say))


def _begun(title: str, what: str, pressure: Interval, most: float = _TITLE_HEIGHT) -> Canvas:
    """A card with the head that all have: colour of the pressure, name, what it is of, title."""
    canvas = Canvas(*SHARED)
    width = SHARED[0]
    canvas.rect(0, 0, width, 14, f"jp-{step_of('pressure', pressure.value)}")
    canvas.text(_EDGE, 84, "Jobprism", "jp-h", size=34)
    canvas.text(width - _EDGE, 84, what, "jp-m", "end", size=26)
    size, lines = _title(title, width - 2 * _EDGE, most)
    y = 150.0
    for line in lines:
        y += size
        canvas.text(_EDGE, y, line, "jp-h", size=size)
        y += 0.16 * size
    return canvas


def _figure(canvas: Canvas, y: float, pressure: Interval, told: str, say: Say) -> None:
    """The figure in large letters, and beside it what it says."""
    value = f"{pressure.value:.0f}"
    canvas.text(_EDGE, y, value, "jp-h", size=92)
    left = _EDGE + _BOLD * width_of(value, 92) + 22
    canvas.text(left, y - 38, say("of 100"), size=30)
    canvas.text(left, y, told, size=30)


def _ends(pressure: Interval) -> dict[str, str]:
    return {"low": f"{pressure.low:.0f}", "high": f"{pressure.high:.0f}"}


def _ended(canvas: Canvas, edition: EditionNote, alt: str, say: Say) -> str:
    """The card with the foot that all have, as a drawing that stands alone."""
    width, height = SHARED
    canvas.text(_EDGE, 592, say("Not the probability of losing a job."), "jp-m", size=26)
    named = say("Edition %(id)s") % {"id": edition.id}
    canvas.text(width - _EDGE, 592, f"{named}, {edition.date}", "jp-m", "end", size=26)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(alt)}"><style>{own_style("light")}</style>'
        f'<rect class="jp-paper" width="100%" height="100%"/>{canvas.body}</svg>\n'
    )


def _title(title: str, width: float, most: float) -> tuple[int, list[str]]:
    """The largest letters in which the title fits its lines whole; else the smallest, cut."""
    for size in _SIZES:
        lines = lines_of(title, _BOLD * size, width, _TITLE_LINES + 1)
        if len(lines) <= _TITLE_LINES and len(lines) * size * 1.16 <= most:
            return size, lines
    return _SIZES[-1], lines_of(title, _BOLD * _SIZES[-1], width, _TITLE_LINES)


def _bar(canvas: Canvas, pressure: Interval, y: float, *, usual: bool = False) -> None:
    """The interval on the whole scale; of the usual job in grey."""
    across = SHARED[0] - 2 * _EDGE

    def at(value: float) -> float:
        return _EDGE + across * value / 100

    fill = "jp-none" if usual else "jp-a"
    canvas.rect(_EDGE, y - 2, across, 4, "jp-none")
    canvas.rect(at(pressure.low), y - 7, max(4, at(pressure.high) - at(pressure.low)), 14, fill)
    canvas.circle(at(pressure.value), y, 14, fill)


def badge_svg(report: ProfessionReport, say: Say = english) -> str:
    """A badge of one line: pressure with its interval, in the colour of its band and in words.

    Args:
        report: of the job.
        say: the strings of the drawing in a reader's language.
    """
    pressure = report.pressure
    name = say("AI pressure")
    value = say("%(span)s of 100, %(band)s") % {"span": span(pressure, 1), "band": say(pressure.band)}
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
