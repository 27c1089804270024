"""A pivot plan as Markdown."""

from __future__ import annotations

from datetime import date

from jobprism.analyses.language import MONTHS, capitalised, counted, percent, plural
from jobprism.analyses.plan_documents import Carried, Gap, PivotPlan, PlanJob, PlanPath, Undominated, Week
from jobprism.analyses.plan_sentences import AIM_WORDS, figure
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid, source_line

JOB_HEAD = (
    "Pressure, 0-100 (90 % interval)",
    "Median wage",
    "Projected 2024-34",
    "Openings a year",
    "Job zone",
    "Usual entry",
)
GAP_HEAD = ("Your job, 0-7", "Needed, 0-7", "Importance, 1-5", "Part of the gap")
CHOICE_HEAD = ("Likeness, place", "Pressure", "Median wage", "Projected 2024-34", "On a path")
GAP_NOTE = "Not O*NET's own figure: read off importance, or off like occupations (see the notes)."
NO_GAP = "By O*NET's ratings your job reaches all that is called for."
_NONE = "–"


def to_markdown(plan: PivotPlan) -> str:
    """The whole plan as GitHub-flavoured Markdown."""
    parts = [
        f"# From {escape(plan.subject.title)}: {_paths(plan)}",
        escape(
            f"{day(plan.start)} to {day(plan.end)}, {hours(plan.hours_per_week)} a week"
            f"{f', at {plan.level} level' if plan.level else ''}."
        ),
        "## In short",
        *bullets(plan.in_short),
        "**What this is not.** " + " ".join(plan.not_this),
        "## Side by side",
        _side_by_side(plan),
    ]
    for number, path in enumerate(plan.paths, 1):
        parts += _path(number, path)
    if plan.missing:
        parts += ["## Aims without a path"]
        parts += bullets([f"{capitalised(AIM_WORDS[m.aim])}: {m.why}" for m in plan.missing])
    parts += _pareto(plan)
    if plan.roles_near:
        named = [f"{role.title}, pressure {figure(role.pressure)}" for role in plan.roles_near]
        parts += [
            "## Roles near by",
            "Nobody counts their wages or openings, so no path leads to them by itself; name one with `--to`.",
        ]
        parts += bullets(named)
    parts += ["## Notes", *bullets(plan.notes), "## Sources", *bullets([source_line(s) for s in plan.sources])]
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(plan.edition)}."]) + "\n"


def hours(value: float) -> str:
    """``6 hours``, ``1 hour``, ``2.5 hours``."""
    return f"{value:g} {plural('hour', 1 if value == 1 else 2)}"


def day(value: date) -> str:
    """``23 November 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def step_lines(week: Week) -> list[str]:
    """The steps of a week, a line each, and what is left."""
    lines = []
    unfinished = all(step.part < step.parts for step in week.steps)
    for step in week.steps:
        about = f"{step.about}: " if step.about else ""
        part = f", part {step.part} of {step.parts}" if step.parts > 1 else ""
        done = f" Done when: {step.outcome}" if step.part == step.parts else ""
        if unfinished:
            # No week without something to show for it.
            done = (
                f" Check: part {step.part} of {step.parts} done, with something to show, on the way to: {step.outcome}"
            )
        lines.append(f"{about}{step.do} ({hours(step.hours)}{part}){done}")
    if week.spare_hours:
        lines.append(f"Free: {hours(week.spare_hours)}; take a step further or rest.")
    return lines


def _paths(plan: PivotPlan) -> str:
    if len(plan.paths) == 1:
        return f"a way to {escape(plan.paths[0].title)}"
    return f"{counted(len(plan.paths), 'path')} to other work" if plan.paths else "no path to other work"


def _side_by_side(plan: PivotPlan) -> str:
    rows = [["Your job: " + plan.subject.title, *job_cells(plan.subject)]]
    rows += [[f"{i}. {path.title}", *job_cells(path.job)] for i, path in enumerate(plan.paths, 1)]
    return grid(["", *JOB_HEAD], rows)


def job_cells(job: PlanJob) -> list[str]:
    """A job's figures under ``JOB_HEAD``."""
    return [
        f"{figure(job.pressure)}, {job.pressure.band}",
        _money(job.wage_median_annual_usd),
        _change(job.change_2024_34_pct),
        _NONE if job.openings_annual is None else f"{job.openings_annual:,.0f}",
        _NONE if job.job_zone is None else str(job.job_zone),
        job.entry_education or _NONE,
    ]


def _money(value: float | None) -> str:
    return _NONE if value is None else f"${value:,.0f}"


def _change(value: float | None) -> str:
    return _NONE if value is None else f"{value:+.1f} %"


def _path(number: int, path: PlanPath) -> list[str]:
    parts = [
        f"## {number}. {escape(path.title)}: {path.label}",
        "### Why this one",
        *bullets(path.why),
        "### What it asks for",
        *bullets(path.preparation),
        "### What carries over",
        *bullets([carried_line(item) for item in path.carries_over]),
        "### What is missing",
    ]
    if path.gap:
        parts += [grid(["", *GAP_HEAD], [gap_cells(g) for g in path.gap])]
        if any(not g.yours_published for g in path.gap):
            parts += [escape(f"* {GAP_NOTE}")]
    else:
        parts += [escape(NO_GAP)]
    parts += ["### Week by week"]
    for week in path.weeks:
        parts += [f"**Week {week.number}**, from {day(week.start)}: {hours(week.hours)}", *bullets(step_lines(week))]
    return parts


def carried_line(item: Carried) -> str:
    """What both jobs call for, as a line."""
    if item.kind == "activity":
        share = f" ({percent(item.common_work)} of the work in common)" if item.common_work else ""
        return f"Work you do already: {item.name}{share}"
    if item.kind == "software":
        return f"Software named in both: {item.name}"
    levels = f"{item.yours:.1f} in your job where {item.needed:.1f} is needed (0 to 7)"
    return f"{capitalised(item.kind)}: {item.name}, {levels}"


def gap_cells(item: Gap) -> list[str]:
    """The name of what is missing, and its figures under ``GAP_HEAD``."""
    name = f"{item.name} ({item.kind})"
    if item.new_work is not None:
        name = f"{item.name} (new to you; {percent(item.new_work)} of the work)"
    elif item.examples:
        name = f"{item.name}, such as {', '.join(item.examples)} ({item.kind})"
    return [
        name,
        _NONE if item.yours is None else f"{item.yours:.1f}{'' if item.yours_published else '*'}",
        _NONE if item.needed is None else f"{item.needed:.1f}",
        _NONE if item.importance is None else f"{item.importance:.1f}",
        percent(item.weight),
    ]


def choice_line(plan: PivotPlan) -> str:
    """What the paths were chosen among."""
    some = ", the nearest of which are listed" if plan.pareto_size > len(plan.pareto) else ""
    which = "each" if plan.pareto_size == plan.candidates else str(plan.pareto_size)
    return (
        f"{counted(plan.candidates, 'occupation')} are near enough and can be prepared for. For {which} of them{some}, "
        "no other is as good in likeness, pressure, wage and projection at once and better in one."
    )


def choice_cells(entry: Undominated) -> list[str]:
    """The title of an occupation of the Pareto set, and its figures under ``CHOICE_HEAD``."""
    return [
        entry.title,
        str(entry.place),
        figure(entry.pressure),
        _money(entry.wage_median_annual_usd),
        _change(entry.change_2024_34_pct),
        AIM_WORDS[entry.path] if entry.path else "",
    ]


def _pareto(plan: PivotPlan) -> list[str]:
    if plan.candidates < 2:
        return []
    rows = [choice_cells(entry) for entry in plan.pareto]
    return ["## The choice there is", choice_line(plan), grid(["", *CHOICE_HEAD], rows)]
