"""A deep dive on a task as Markdown."""

from __future__ import annotations

from jobprism.analyses.language import counted, month, percent, points
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.analyses.task import TaskReport
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid, source_line


def to_markdown(report: TaskReport) -> str:
    """The whole document as GitHub-flavoured Markdown."""
    work = report.work
    parts = [
        f"# {escape(work.label)}",
        f"{escape(report.job.title)} ({report.job.id}) · {percent(work.share)} of the work · **{work.band}** capability"
        + (" · resilient" if work.resilient else "")
        + f" · pressure {work.pressure:.0f} ({report.pressure_low:.0f}-{report.pressure_high:.0f})",
        *bullets(report.in_short),
        "## The four layers",
        _layers(report),
        "## Who judged it how",
        *_verdicts(report),
        "## Where it is used",
        _releases(report),
        *_records(report),
        "## How it is worked on with AI",
        *_interaction(report),
        "## What keeps it with people",
        grid(["Hold", "0-100"], [[HOLD_NAMES[h.name].capitalize(), points(h.strength)] for h in work.holds]),
        "## Who else does this",
        *_elsewhere(report),
        "## What you can do",
        *bullets(report.advice),
        "## Sources",
        *bullets([source_line(source) for source in report.sources]),
        f"---\n{phrases.edition_line(report.edition)}.",
    ]
    return "\n\n".join(parts) + "\n"


def _layers(report: TaskReport) -> str:
    rows = [
        [f"{label}: {meaning}", phrases.estimate(value), phrases.tier(value), phrases.agreement(value)]
        for name, (label, meaning) in phrases.LAYERS.items()
        for value in [getattr(report.work, name)]
    ]
    return grid(["Layer", "0-100 (90 % interval)", "Known by", "Agreement"], rows)


def _verdicts(report: TaskReport) -> list[str]:
    if not report.verdicts:
        return ["No published rater labelled it; its capability is read from what resembles it."]
    head = ["Rater", "Date", "Not exposed (E0)", "With software (E2)", "A model alone (E1)"]
    rows = [
        [v.rater, month(v.vintage), str(v.not_exposed), str(v.with_software), str(v.exposed)] for v in report.verdicts
    ]
    return [f"Labels of {counted(report.verdicts[0].total, 'task')}, by rater.", grid(head, rows)]


def _releases(report: TaskReport) -> str:
    rows = [
        [
            r.product,
            month(r.vintage),
            r.state,
            "-" if r.conversations is None else f"{r.conversations:,}",
            "-" if r.share_pct is None else f"{r.share_pct:.4f} %",
        ]
        for r in report.releases
    ]
    return grid(["Record", "Release", "State", "Conversations", "Share of all"], rows)


def _records(report: TaskReport) -> list[str]:
    if not report.records:
        return []
    rows = [
        [
            r.product,
            month(r.vintage),
            r.activity,
            f"{100 * r.share:.2f} %",
            "-" if r.completion is None else percent(r.completion),
        ]
        for r in report.records
    ]
    return [
        "Records kept by activity, whoever does it:",
        grid(["Record", "Date", "Activity", "Share of all", "Completed"], rows),
    ]


def _interaction(report: TaskReport) -> list[str]:
    if not report.interaction:
        return ["No release gives ways of working for it."]
    rows = [[i.product, month(i.vintage), i.mode, percent(i.share)] for i in report.interaction]
    return [grid(["Record", "Release", "Way of working", "Share"], rows)]


def _elsewhere(report: TaskReport) -> list[str]:
    activities = "; ".join(escape(a) for a in report.activities)
    if not report.elsewhere:
        return [f"Activity: {activities}. No other occupation has it."]
    rows = [
        [e.occupation_title, e.occupation_id_onet, percent(e.share), points(e.capability)] for e in report.elsewhere
    ]
    return [
        f"Activity: {activities}. {counted(report.occupations_with_activity, 'other occupation')}; those whose work "
        "holds most of it:",
        grid(["Occupation", "Code", "Share of its work", "Capability"], rows),
    ]
