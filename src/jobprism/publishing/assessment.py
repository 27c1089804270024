"""An assessment as Markdown and CSV."""

from __future__ import annotations

import polars as pl

from jobprism.analyses.assessment_document import AssessedTask, AssessmentReport, Interval, Placed
from jobprism.analyses.language import joined, percent, points
from jobprism.judgements.base import LAYERS
from jobprism.publishing import phrases
from jobprism.publishing.charts.own import WHOSE
from jobprism.publishing.markdown import bullets, escape, grid, source_line
from jobprism.publishing.tabular import frame_to_csv

_BASIS = {"evidence": "the job's evidence", "nearest": "these tasks", "job": "the job's means"}
_TASK_HEAD = ["Task", "Hours", "Usual share", "Band", "Capability", "Human need", "Held by", "Points"]
_ENDS = {"": "value", "_low": "low", "_high": "high"}


def to_markdown(report: AssessmentReport) -> str:
    """The whole assessment as GitHub-flavoured Markdown."""
    level = f", {report.level}" if report.level else ""
    parts = [
        f"# Your work as {escape(report.title)}{level}",
        "## In short",
        *bullets(report.in_short),
        "**What this is not.** " + " ".join(report.not_this),
        "## Beside the job",
        _beside(report),
        "## This month",
        "\n".join(f"{n}. {escape(line)}" for n, line in enumerate(report.month, 1)),
        "## Your week",
        _hours(report),
        grid(_TASK_HEAD, [_task(t) for t in report.tasks if t.share > 0]),
        *_dropped(report),
        f"Points: what pressure would change by if {percent(report.shift_share)} of the week, or all there is of the "
        "task, went from it to the others.",
        *_matches(report),
        "## Your answers",
        grid(
            ["Question", "Answer", "Made, points", "One step more, points"],
            [
                [a.asked, a.answer, signed(a.did), "-" if a.one_more is None else signed(a.one_more)]
                for a in report.answers
            ],
        ),
        "## Notes",
        *bullets(report.notes),
        "## Sources",
        *bullets([source_line(source) for source in report.sources]),
        f"---\n{phrases.edition_line(report.edition)}.",
    ]
    return "\n\n".join(parts) + "\n"


def to_csv(report: AssessmentReport) -> str:
    """The week's table, one row per task; text that a spreadsheet would take for a formula is made harmless."""
    flat = [
        {
            **t.model_dump(include={"id", "label", "kind", "hours", "share", "usual_share"}),
            **{f"capability{end}": getattr(t.capability, name) for end, name in _ENDS.items()},
            "human_need": t.human_need.value,
            **t.model_dump(include={"pressure", "band", "resilient"}),
            "shift_points": t.shift,
        }
        for t in report.tasks
    ]
    return frame_to_csv(pl.DataFrame(flat, infer_schema_length=None))


def signed(value: float) -> str:
    """Points with their sign, to one decimal."""
    # Adding zero turns a rounded -0.0 into 0.0.
    return f"{round(value, 1) + 0.0:+.1f}"


def _beside(report: AssessmentReport) -> str:
    rows = [["Pressure", *(_pressure(p) for p in report.pressure)]]
    beside = [report.layers, report.usual_layers, *([report.level_layers] if report.level_layers else [])]
    rows += [[phrases.LAYERS[layer][0], *(_layer(of[layer]) for of in beside)] for layer in LAYERS]
    return grid(["", *(WHOSE[p.of] for p in report.pressure)], rows)


def _hours(report: AssessmentReport) -> str:
    e = report.exposed
    return (
        f"Of {report.hours_per_week:g} hours, {e.high_hours:.1f} are in highly exposed tasks, {e.medium_hours:.1f} in "
        f"tasks of medium exposure and {e.low_hours:.1f} in little exposed ones; {e.resilient_hours:.1f} are in "
        f"resilient tasks. Hours times capability add up to {e.equivalent_hours:.1f} ({e.equivalent_low:.1f} to "
        f"{e.equivalent_high:.1f})."
    )


def _task(task: AssessedTask) -> list[str]:
    return [
        task.label,
        f"{task.hours:.1f}",
        "-" if task.usual_share is None else percent(task.usual_share),
        f"{task.band}{', resilient' if task.resilient else ''}",
        _layer(task.capability),
        _layer(task.human_need),
        phrases.holds(task.holds),
        signed(task.shift),
    ]


def _dropped(report: AssessmentReport) -> list[str]:
    left = sum(t.share == 0 for t in report.tasks)
    if not left:
        return []
    rows = "row of the job has" if left == 1 else "rows of the job have"
    return [f"{left} {rows} no hours in your week and {'is' if left == 1 else 'are'} left out."]


def _matches(report: AssessmentReport) -> list[str]:
    """What tasks in the person's own words were matched with."""
    own = [t for t in report.tasks if t.kind == "own"]
    if not own:
        return []
    # What is not near enough to be used is not named: it has little to do with the task.
    rows = [
        [t.label, joined(_nearest(t)) if t.basis == "nearest" else "none near enough", _BASIS[t.basis]] for t in own
    ]
    return ["## Tasks in your own words", grid(["Task", "Nearest tasks are of", "Use and human need are from"], rows)]


def _nearest(task: AssessedTask) -> list[str]:
    """Occupations of the nearest tasks, each once, with the chance that both are of the same activity."""
    likeliest: dict[str, float] = {}
    for match in task.matched:
        likeliest.setdefault(match.occupation_title, match.probability)
    return [f"{title} ({percent(chance)})" for title, chance in likeliest.items()]


def _pressure(placed: Placed) -> str:
    return f"{placed.value:.0f} ({placed.low:.0f}-{placed.high:.0f}), {placed.band}"


def _layer(figures: Interval | None) -> str:
    if figures is None:
        return "not observed"
    return f"{points(figures.value)} ({points(figures.low)}-{points(figures.high)})"
