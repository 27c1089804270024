"""The spread of the published indices of a job: where each places it among occupations, by what it measures."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from jobprism.analyses.documents import Index, ProfessionReport
from jobprism.analyses.language import capitalised, counted, month, ordinal
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.rows import Rows, Scale, legend
from jobprism.publishing.charts.words import Say, credit_of, dated, english, place_of

_VALUE = 40
_INTERESTED = "†"


def indices_picture(report: ProfessionReport, say: Say = english) -> Picture | None:
    """Percentiles of a job under every published index, grouped by kind and dated; None where none covers it.

    Args:
        report: of the job.
        say: the strings of the drawing and of its table in a reader's language.
    """
    if not report.indices:
        return None
    return drawn(
        ("indices", report.subject.id),
        title=say("%(job)s: where published indices place it") % {"job": report.subject.title},
        alt=_alt(report),
        note=say(
            "Percentile among occupations: the share of them with a lower figure. The number is that of the newest "
            "release. † Published by somebody with an interest of their own in AI. Context is "
            "no index of exposure."
        ),
        credit=credit_of(report.edition, say),
        table=_table(report, say),
        spec=_spec(report),
        draw=lambda width: _draw(report, width, say),
    )


def _draw(report: ProfessionReport, width: int, say: Say) -> Canvas:
    entries = [("disc a", say("exposure index"))]
    if len({i.measure for i in report.indices}) < len(report.indices):
        entries.append(("ring a", say("its earlier releases")))
    if not all(i.exposure for i in report.indices):
        entries.append(("square none", say("context")))
    place = report.pressure.percentile
    entries.append(("edge ink", say("Jobprism pressure (%(place)s)") % {"place": place_of(place, say)}))
    above, height = legend(width, entries)
    rows = Rows(width, Scale(0, 100, (0, 25, 50, 75, 100), [place]), value=_VALUE, top=height)
    for kind, indices in groupby(report.indices, key=lambda i: i.kind):
        rows.heading(capitalised(kind))
        for _, releases in groupby(indices, key=lambda i: i.measure):
            _row(rows, list(releases), say)
    return rows.finish(above)


def _row(rows: Rows, releases: list[Index], say: Say) -> None:
    newest = releases[-1]
    named = f"{newest.label}{_INTERESTED if newest.conflict_of_interest else ''}"
    when = "; ".join(f"{dated(i.vintage, say)}: {place_of(i.percentile, say)}" for i in releases)
    ends = {"first": releases[0].vintage, "last": newest.vintage}
    dates = newest.vintage if len(releases) == 1 else say("%(first)s to %(last)s") % ends
    among = say("Percentile of %(count)s occupations.") % {"count": f"{newest.n_occupations:,}"}
    title = f"{newest.label}, {newest.kind}. {among} {when}"
    y = rows.row(f"{named}, {dates}", title, value=place_of(newest.percentile, say))
    if len(releases) > 1:
        places = [i.percentile for i in releases]
        rows.marks.line(rows.x(min(places)), y, rows.x(max(places)), y, "jp-axis")
    for older in releases[:-1]:
        rows.marks.circle(rows.x(older.percentile), y, 4, "jp-oa")
    if newest.exposure:
        rows.marks.circle(rows.x(newest.percentile), y, 4.5, "jp-a")
    else:
        rows.marks.square(rows.x(newest.percentile), y, 4, "jp-onone")
    rows.close()


def _alt(report: ProfessionReport) -> str:
    exposure = [i for i in report.indices if i.exposure]
    if not exposure:
        return "No published index of exposure covers this job; what is shown is context."
    low, high = (f(exposure, key=lambda i: (i.percentile, i.measure, i.vintage)) for f in (min, max))
    return (
        f"{counted(len(exposure), 'figure')} of published exposure indices place this job between the "
        f"{ordinal(low.percentile)} percentile of occupations ({low.label}, {month(low.vintage)}: {low.kind}) and the "
        f"{ordinal(high.percentile)} ({high.label}, {month(high.vintage)}: {high.kind}). "
        f"Jobprism's pressure is at the {ordinal(report.pressure.percentile)}."
    )


def _table(report: ProfessionReport, say: Say) -> Table:
    columns = (
        say("Index"),
        say("Measures"),
        say("Date"),
        say("Percentile of occupations"),
        say("Occupations"),
        say("Source"),
        say("Role"),
        say("Interest"),
    )
    rows = [
        (
            i.label,
            i.kind,
            i.vintage,
            i.percentile,
            i.n_occupations,
            i.source,
            say("exposure") if i.exposure else say("context"),
            i.conflict_of_interest,
        )
        for i in report.indices
    ]
    return Table(columns, tuple(rows))


def _spec(report: ProfessionReport) -> dict[str, Any]:
    values = [{"index": i.label, "kind": i.kind, "date": i.vintage, "percentile": i.percentile} for i in report.indices]
    return {
        "data": {"values": values},
        "mark": "point",
        "encoding": {
            "x": {"field": "percentile", "type": "quantitative", "scale": {"domain": [0, 100]}},
            "y": {"field": "index", "type": "nominal", "title": None, "axis": {"labelLimit": 320}},
            "row": {
                "field": "kind",
                "type": "nominal",
                "title": None,
                "header": {"labelAngle": 0, "labelAlign": "left"},
            },
            "tooltip": [{"field": f} for f in ("index", "kind", "date", "percentile")],
        },
        "resolve": {"scale": {"y": "independent"}},
    }
