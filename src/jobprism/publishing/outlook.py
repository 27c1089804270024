"""An outlook as Markdown and CSV."""

from __future__ import annotations

import csv
import io

from jobprism.analyses.documents import Context
from jobprism.analyses.language import capitalised, counted, month, points
from jobprism.analyses.outlook_document import Level, OutlookReport, PressureLevel, State, Step
from jobprism.analyses.outlook_sentences import CHANGE_WORDS
from jobprism.analyses.use_changes import ProductChanges
from jobprism.judgements.base import LAYERS
from jobprism.judgements.projections import SCENARIOS
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid, source_line
from jobprism.publishing.tabular import safe

_CHANGES_SHOWN = 12


def to_markdown(report: OutlookReport) -> str:
    """The whole outlook as GitHub-flavoured Markdown."""
    parts = [
        f"# {escape(report.job.title)}: outlook for {report.year}",
        *bullets(report.in_short),
        "**What this is not.** " + " ".join(report.not_this),
        f"## {report.year} under three scenarios",
        _scenarios(report),
        "## Pressure year by year",
        _path(report),
        "## What the scenarios assume",
    ]
    for scenario in report.scenarios:
        parts += [f"### {capitalised(scenario.name)}", *bullets(scenario.assumptions)]
    parts += ["## What changed in the record of use", *_changes(report)]
    parts += ["## Beside it: projected employment", escape(projection(report.context))]
    parts += ["## Notes", *bullets(report.notes), "## Sources", *bullets([source_line(s) for s in report.sources])]
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(report.edition)}."]) + "\n"


def _scenarios(report: OutlookReport) -> str:
    columns: list[State] = [report.now, *report.scenarios]
    rows = [["Pressure", *(f"{_whole(s.pressure)}, {s.pressure.band}" for s in columns)]]
    rows += [[phrases.LAYERS[layer][0], *(_layer(s.layers[layer]) for s in columns)] for layer in LAYERS]
    return grid(["0-100 (90 % interval)", "Estimate", *(capitalised(s.name) for s in report.scenarios)], rows)


def _path(report: OutlookReport) -> str:
    of = {(step.year, step.scenario): step for step in report.path}
    years = dict.fromkeys(step.year for step in report.path)
    rows = [[str(year), *(_whole(of[year, name]) for name in SCENARIOS)] for year in years]
    return grid(["Year", *map(capitalised, SCENARIOS)], rows)


def _whole(level: PressureLevel | Step) -> str:
    return f"{level.value:.0f} ({level.low:.0f}-{level.high:.0f})"


def _layer(level: Level | None) -> str:
    return "not observed" if level is None else f"{points(level.value)} ({points(level.low)}-{points(level.high)})"


def _changes(report: OutlookReport) -> list[str]:
    if not report.changes:
        return ["No record of use is kept of this role's own tasks."]
    head = ["Tasks", *(f"{c.product}, {month(c.before)} to {month(c.after)}" for c in report.changes)]
    rows = [
        [capitalised(words), *(str(c.counts[kind]) for c in report.changes)] for kind, words in CHANGE_WORDS.items()
    ]
    rows.append(["Could not appear", *(str(c.could_not_appear) for c in report.changes)])
    return [grid(head, rows), *(text for change in report.changes for text in _told(change))]


def _told(change: ProductChanges) -> list[str]:
    """The tasks that changed in a product's record, with conversations before and after."""
    if not change.tasks:
        return []
    rows = [
        [CHANGE_WORDS[t.change], t.label, t.task_id, _count(t.conversations_before), _count(t.conversations_after)]
        for t in change.tasks[:_CHANGES_SHOWN]
    ]
    table = grid([f"In {change.product}", "Work", "O*NET task", month(change.before), month(change.after)], rows)
    rest = len(change.tasks) - len(rows)
    if not rest:
        return [table]
    them = "it" if rest == 1 else "them"
    return [table, f"{counted(rest, 'more task')} changed; the JSON of this document has {them}."]


def _count(conversations: int | None) -> str:
    return "-" if conversations is None else f"{conversations:,}"


def projection(context: Context) -> str:
    """What BLS projects, kept apart from the outlook."""
    change, openings = context.change_2024_34_pct, context.openings_annual
    if change is None:
        return "BLS has no projection of this job."
    text = f"BLS projects a change in employment of {change.value:+.1f} % from 2024 to 2034"
    if openings:
        text += f", with {openings.value:,.0f} openings a year"
    return (
        f"{text} ({month(change.vintage)}). It counts jobs, from all causes. It does not enter the outlook, nor the "
        "outlook it."
    )


def to_csv(report: OutlookReport) -> str:
    """One line per year, scenario and layer; layers between 0 and 1 and of the year asked for, pressure 0 to 100."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = ["subject_id", "subject_title", "year", "scenario", "layer", "value", "low", "high", "edition"]
    writer.writerow(names)
    job = [report.job.id, safe(report.job.title)]
    edition = f"{report.edition.id}-{report.edition.kind}"
    for step in report.path:
        writer.writerow([*job, step.year, step.scenario, "pressure", step.value, step.low, step.high, edition])
    for scenario in report.scenarios:
        for layer, level in scenario.layers.items():
            figures = [level.value, level.low, level.high] if level else ["", "", ""]
            writer.writerow([*job, report.year, scenario.name, layer, *figures, edition])
    return out.getvalue()
