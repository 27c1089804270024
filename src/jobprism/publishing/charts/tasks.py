"""Interval plot of a job's tasks: what AI could do of each, how sure that is, and how far it is in use."""

from __future__ import annotations

from typing import Any

from jobprism.analyses.documents import Estimate, ProfessionReport, TaskRow
from jobprism.analyses.language import counted, percent, points, quoted
from jobprism.judgements.load import Bands, judgement
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.rows import Rows, Scale, legend
from jobprism.publishing.charts.words import Say, credit_of, english, share_of, span

_ASIDE, _VALUE = 62, 74


def tasks_picture(report: ProfessionReport, say: Say = english) -> Picture:
    """Capability of every row of a job's table with its 90 % interval, use marked, largest share of work first.

    Args:
        report: of the job.
        say: the strings of the drawing and of its table in a reader's language.
    """
    noun = report.tasks[0].kind if report.tasks else "task"
    return drawn(
        ("tasks", report.subject.id),
        title=(
            say("%(job)s: what AI could do of each task")
            if noun == "task"
            else say("%(job)s: what AI could do of each activity")
        )
        % {"job": report.subject.title},
        alt=_alt(report, noun),
        note=say(
            "Capability on a scale of 0 to 100, with its 90 % interval; each row with its share of the work. "
            "Where no use is marked, none was observed, which is not the same as none. "
            "Could be done is not the same as is done, nor as will be."
        ),
        credit=credit_of(report.edition, say),
        table=_table(report, noun, say),
        spec=_spec(report),
        draw=lambda width: _draw(report, width, say),
    )


def _draw(report: ProfessionReport, width: int, say: Say) -> Canvas:
    bands = judgement(Bands).capability
    above, height = legend(
        width,
        [
            ("interval a", say("capability, 90 % interval")),
            ("diamond b", say("use")),
            ("edge ink", say("edge of a band")),
        ],
    )
    scale = Scale(0, 100, (0, 25, 50, 75, 100), [100 * e for e in list(bands.values())[1:]], [*map(say, bands)])
    rows = Rows(width, scale, aside=_ASIDE, value=_VALUE, heads=(say("share"), say("of 100")), top=height)
    for task in report.tasks:
        capability = task.capability
        y = rows.row(task.label, _title(task, say), aside=share_of(task.share, say), value=span(capability))
        if task.use:
            # Larger than the disc, so that its corners show where both fall together.
            rows.marks.diamond(rows.x(100 * task.use.value), y, 6.5, "jp-ob")
        rows.interval(y, 100 * capability.low, 100 * capability.value, 100 * capability.high)
        rows.close()
    return rows.finish(above)


def _title(task: TaskRow, say: Say) -> str:
    said = {"row": task.label.rstrip("."), "share": share_of(task.share, say), "capability": span(task.capability)}
    if not task.use:
        return say("%(row)s: %(share)s of the work; capability %(capability)s of 100; use not observed") % said
    told = say("%(row)s: %(share)s of the work; capability %(capability)s of 100; use %(use)s")
    return told % {**said, "use": span(task.use)}


def _alt(report: ProfessionReport, noun: str) -> str:
    if not report.tasks:
        return "No tasks are known."
    most = max(report.tasks, key=lambda t: (t.capability.value, t.id))
    least = min(report.tasks, key=lambda t: (t.capability.value, t.id))
    largest, n = report.tasks[0], report.counts
    reported = (
        f" Claude.ai releases report {n.observed_in_use or 'none'} of them." if n.observed_in_use is not None else ""
    )
    return (
        f"{counted(n.rows, noun)} by share of the work. Capability runs from {points(least.capability.value)} of 100 "
        f"({quoted(least.label)}) to {points(most.capability.value)} ({quoted(most.label)}): {n.high or 'none'} high, "
        f"{n.medium or 'none'} medium, {n.low or 'none'} low. The largest, {quoted(largest.label)}, is "
        f"{percent(largest.share)} of the work, with a capability of {span(largest.capability)}.{reported}"
    )


def _table(report: ProfessionReport, noun: str, say: Say) -> Table:
    columns = (
        say(noun.capitalize()),
        say("Share of work, %"),
        say("Capability, 0-100"),
        say("Capability, lower end"),
        say("Capability, upper end"),
        say("Use, 0-100"),
        say("Use, lower end"),
        say("Use, upper end"),
        say("Band"),
    )
    rows = [(t.label, round(100 * t.share, 1), *_figures(t.capability), *_figures(t.use), t.band) for t in report.tasks]
    return Table(columns, tuple(rows))


def _figures(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    if estimate is None:
        return None, None, None
    value, low, high = (round(100 * v, 1) for v in (estimate.value, estimate.low, estimate.high))
    return value, low, high


def _spec(report: ProfessionReport) -> dict[str, Any]:
    values = [
        {
            "task": t.label,
            "share": round(100 * t.share, 1),
            **dict(zip(("capability", "low", "high"), _figures(t.capability), strict=True)),
            "use": _figures(t.use)[0],
        }
        for t in report.tasks
    ]
    y = {"field": "task", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}}
    x = {"type": "quantitative", "scale": {"domain": [0, 100]}, "title": "0 to 100"}
    return {
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {"mark": "rule", "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True}, "encoding": {"x": {**x, "field": "capability"}}},
            {
                "mark": {"type": "point", "shape": "diamond", "color": "#c25500"},
                "encoding": {"x": {**x, "field": "use"}},
            },
        ],
    }
