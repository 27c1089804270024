"""A job at a level as Markdown and CSV."""

from __future__ import annotations

import csv
import io

from jobprism.analyses.documents import ListedRow
from jobprism.analyses.language import capitalised, month, percent, plural, points
from jobprism.analyses.level_document import LevelLayer, LevelReport
from jobprism.analyses.level_sentences import signed
from jobprism.analyses.outlook_document import Level
from jobprism.judgements.base import LAYERS
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid, source_line
from jobprism.publishing.tabular import safe

_LISTED = 5
_CSV_NAMES = (
    "subject_id",
    "subject_title",
    "level",
    "row_id",
    "row_label",
    "share",
    "share_at_level",
    "change",
    "share_by_model",
    "capability",
    "human_need",
    "pressure",
    "edition",
)


def to_markdown(report: LevelReport) -> str:
    """The whole document as GitHub-flavoured Markdown."""
    label = f" ({report.label})" if report.label else ""
    parts = [
        f"# {escape(report.job.title)}: {report.level} level{label}",
        *bullets(report.in_short),
        "**What this is not.** " + " ".join(report.not_this),
    ]
    if report.told_apart:
        parts += _tables(report)
    parts += ["## What is published on age and seniority"]
    parts += [*(bullets(report.experience) if report.experience else []), *_findings(report)]
    parts += ["## What levels can and cannot say", *bullets(report.limits)]
    parts += ["## Sources", *bullets([source_line(s) for s in report.sources])]
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(report.edition)}."]) + "\n"


def _tables(report: LevelReport) -> list[str]:
    nouns = capitalised(plural(report.tasks[0].kind, 2))
    parts = ["## The level beside the whole job", _layers(report), "## All levels", _ladder(report)]
    for title, rows in ((f"{nouns} that grow", report.grows), (f"{nouns} that shrink", report.shrinks)):
        parts += [f"## {title}", *bullets(_listed(rows))]
    if report.why:
        parts += ["## What makes the difference", *bullets(report.why)]
    return [*parts, f"## The work at {report.level} level", _work(report)]


def _layers(report: LevelReport) -> str:
    assert report.at_level is not None, "a level that is told apart has figures"
    now, there = report.job_now, report.at_level
    p, q = now.pressure, there.pressure
    rows = [
        [
            "Pressure",
            f"{p.value:.0f} ({p.low:.0f}-{p.high:.0f}), {p.band}",
            f"{q.value:.0f} ({q.low:.0f}-{q.high:.0f}), {q.band}",
            f"{signed(q.change)} ({signed(q.change_low)} to {signed(q.change_high)})",
        ]
    ]
    for layer in LAYERS:
        level = there.layers[layer]
        rows.append([phrases.LAYERS[layer][0], _layer(now.layers[layer]), _layer(level), _change(level)])
    return grid(["0-100 (90 % interval)", "Whole job", capitalised(report.level), "Change (90 % interval)"], rows)


def _layer(level: Level | LevelLayer | None) -> str:
    return "not observed" if level is None else f"{points(level.value)} ({points(level.low)}-{points(level.high)})"


def _change(level: LevelLayer | None) -> str:
    if level is None:
        return "-"
    value, low, high = (signed(100 * figure) for figure in (level.change, level.change_low, level.change_high))
    return f"{value} ({low} to {high})"


def _ladder(report: LevelReport) -> str:
    rows = [
        [
            capitalised(rung.level),
            f"{rung.pressure.value:.0f} ({rung.pressure.low:.0f}-{rung.pressure.high:.0f})",
            rung.pressure.band,
            rung.label,
        ]
        for rung in report.ladder
    ]
    return grid(["Level", "Pressure (90 % interval)", "Band", "Beside the whole job"], rows)


def _listed(rows: list[ListedRow]) -> list[str]:
    lines = [f"{row.label}: {row.evidence}." for row in rows[:_LISTED]]
    rest = len(rows) - _LISTED
    if rest > 0:
        lines.append(f"And {rest} more; the table below has {'it' if rest == 1 else 'them'}.")
    return lines or ["None by a whole percentage point."]


def _work(report: LevelReport) -> str:
    by_hand = report.mix_tier == "editorial"
    head = ["#", capitalised(report.tasks[0].kind), "Whole job", capitalised(report.level), "Change", "Band"]
    rows = []
    for number, row in enumerate(report.tasks, 1):
        cells = [
            str(number),
            row.label,
            percent(row.share),
            percent(row.share_at_level),
            signed(100 * row.change),
            row.band + (", resilient" if row.resilient else ""),
            points(row.capability),
            points(row.human_need),
        ]
        modelled = "-" if row.share_by_model is None else percent(row.share_by_model)
        rows.append([*cells, modelled] if by_hand else cells)
    return grid([*head, "Capability", "Human need", *(["By the model"] if by_hand else [])], rows)


def _findings(report: LevelReport) -> list[str]:
    return bullets([f"{f.text} ({f.reference}, {month(f.vintage)}: {f.url})" for f in report.findings])


def to_csv(report: LevelReport) -> str:
    """One line per task or activity; shares and layers between 0 and 1, pressure 0 to 100."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_CSV_NAMES)
    edition = f"{report.edition.id}-{report.edition.kind}"
    for row in report.tasks:
        writer.writerow(
            [
                report.job.id,
                safe(report.job.title),
                report.level,
                row.id,
                safe(row.label),
                row.share,
                row.share_at_level,
                row.change,
                "" if row.share_by_model is None else row.share_by_model,
                row.capability,
                row.human_need,
                row.pressure,
                edition,
            ]
        )
    return out.getvalue()
