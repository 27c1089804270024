"""Pictures of an assessment and of a plan: pressures beside each other, and the tasks of a person's week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobprism.analyses.assessment_document import AssessedTask, AssessmentReport
from jobprism.analyses.documents import EditionNote
from jobprism.analyses.language import counted, joined, percent, points, quoted
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.judgements.load import Bands, judgement
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.lettering import width_of
from jobprism.publishing.charts.palette import SIZE
from jobprism.publishing.charts.panels import round_ticks
from jobprism.publishing.charts.picture import Picture, Table, drawn
from jobprism.publishing.charts.rows import Rows, Scale, legend
from jobprism.publishing.charts.words import Interval, credit_of, span

_ASIDE, _VALUE = 62, 84
_SHORT = 140  # pixels
_LEAST = 40  # where the scale ends at the nearest, so that most bands are in sight
WHOSE = {"yours": "Your work", "job": "The job", "level": "The job at your level"}
"""Names of the pressures of an assessment."""


_X = {"type": "quantitative", "title": "0 to 100"}
_LAYERS = [
    {"mark": "rule", "encoding": {"x": {**_X, "field": "low"}, "x2": {"field": "high"}}},
    {"mark": {"type": "point", "filled": True}, "encoding": {"x": {**_X, "field": "value"}}},
]


@dataclass(frozen=True)
class Placed:
    """A pressure with its name.

    Attributes:
        label: whose it is.
        pressure: 0 to 100, with its 90 % interval.
    """

    label: str
    pressure: Interval


def placed_of_assessment(report: AssessmentReport) -> list[Placed]:
    """The person's pressure, the job's and the level's."""
    return [Placed(WHOSE[p.of], p) for p in report.pressure]


def placed_of_plan(plan: PivotPlan) -> list[Placed]:
    """Pressure of the job held and of each path's."""
    paths = [Placed(f"{n}. {path.title}", path.pressure) for n, path in enumerate(plan.paths, 1)]
    return [Placed(f"Your job: {plan.subject.title}", plan.subject.pressure), *paths]


def pressures_picture(identity: Sequence[str], placed: Sequence[Placed], edition: EditionNote) -> Picture:
    """Pressures one below the other with their 90 % intervals and the edges of bands.

    Args:
        identity: what tells the picture from others.
        placed: in the order of the rows.
        edition: where the figures are from.
    """
    told = joined([f"{p.label} {span(p.pressure, 1)}" for p in placed])
    return drawn(
        ("pressures", *identity),
        title="Pressure" if len(placed) == 1 else "Pressure, side by side",
        alt=f"Pressure of 100, with 90 % intervals: {told}.",
        note="On a scale of 0 to 100, with 90 % intervals; dashed lines are the edges of bands. "
        "Not the probability of losing a job.",
        credit=credit_of(edition),
        table=Table(
            ("", "Pressure, 0-100", "Lower end", "Upper end"),
            tuple((p.label, p.pressure.value, p.pressure.low, p.pressure.high) for p in placed),
        ),
        spec={
            "data": {"values": [{"label": p.label, **_figures(p.pressure)} for p in placed]},
            "encoding": {"y": {"field": "label", "type": "nominal", "sort": None, "title": None}},
            "layer": _LAYERS,
        },
        draw=lambda width: _draw_pressures(placed, width),
    )


def week_picture(report: AssessmentReport) -> Picture:
    """Capability of the tasks of a person's week with 90 % intervals, most hours first; dropped ones are left out."""
    tasks = [t for t in report.tasks if t.share > 0]
    most = max(tasks, key=lambda t: (t.capability.value, t.id))
    return drawn(
        ("week", report.id),
        title="Your week: what AI could do of each task",
        alt=(
            f"{counted(len(tasks), 'task')} by hours. The most exposed is {quoted(most.label)} with a capability of "
            f"{span(most.capability)} of 100; the largest, {quoted(tasks[0].label)}, takes {tasks[0].hours:.1f} hours "
            f"and has {points(tasks[0].capability.value)}."
        ),
        note="Capability on a scale of 0 to 100, with its 90 % interval; each task with its hours a week. "
        "Could be done is not the same as is done, nor as will be.",
        credit=credit_of(report.edition),
        table=Table(
            ("Task", "Hours", "Capability, 0-100", "Lower end", "Upper end", "Band"),
            tuple((t.label, t.hours, *_figures(t.capability, 100).values(), t.band) for t in tasks),
        ),
        spec={
            "data": {
                "values": [{"label": t.label, "hours": t.hours, **_figures(t.capability, 100)} for t in tasks],
            },
            "encoding": {"y": {"field": "label", "type": "nominal", "sort": None, "title": None}},
            "layer": _LAYERS,
        },
        draw=lambda width: _draw_week(tasks, width),
    )


def _draw_pressures(placed: Sequence[Placed], width: int) -> Canvas:
    bands = judgement(Bands).pressure
    ticks = round_ticks(max(_LEAST, *(p.pressure.high for p in placed)))
    edges = [e for e in list(bands.values())[1:] if e < ticks[-1]]
    scale = Scale(0, ticks[-1], ticks, edges, list(bands))
    label = round(max(width_of(p.label, SIZE) for p in placed)) + 1
    # Short labels leave the room to the marks; long ones stand as in every picture.
    rows = Rows(width, scale, value=_VALUE, heads=("", "of 100"), label=label if label <= _SHORT else 0)
    for p in placed:
        y = rows.row(p.label, f"{p.label}: pressure {span(p.pressure, 1)} of 100", value=span(p.pressure, 1))
        rows.interval(y, p.pressure.low, p.pressure.value, p.pressure.high)
        rows.close()
    return rows.finish()


def _draw_week(tasks: Sequence[AssessedTask], width: int) -> Canvas:
    bands = judgement(Bands).capability
    above, height = legend(width, [("interval a", "capability, 90 % interval"), ("edge ink", "edge of a band")])
    scale = Scale(0, 100, (0, 25, 50, 75, 100), [100 * e for e in list(bands.values())[1:]], list(bands))
    rows = Rows(width, scale, aside=_ASIDE, value=_VALUE, heads=("hours", "of 100"), top=height)
    for task in tasks:
        title = f"{task.label}: {percent(task.share)} of the week; capability {span(task.capability)} of 100"
        y = rows.row(task.label, title, aside=f"{task.hours:.1f}", value=span(task.capability))
        rows.interval(y, 100 * task.capability.low, 100 * task.capability.value, 100 * task.capability.high)
        rows.close()
    return rows.finish(above)


def _figures(figure: Interval, factor: float = 1) -> dict[str, float]:
    return {name: round(factor * getattr(figure, name), 1) for name in ("value", "low", "high")}
