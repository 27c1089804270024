"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from jobprism.analyses.documents import ProfessionReport, SourceNote, TaskRow
from jobprism.analyses.language import beyond, capitalised, joined, month, percent
from jobprism.publishing import phrases


def to_markdown(report: ProfessionReport) -> str:
    """The whole report as GitHub-flavoured Markdown."""
    parts = [
        *_head(report),
        "## In short",
        *bullets(report.in_short),
        "**What this is not.** " + " ".join(report.not_this),
        "## The four layers",
        _layers(report),
        f"## {phrases.HANDLED}",
        *bullets(phrases.handled(report)),
        f"## {phrases.STRUGGLED}",
        *bullets(phrases.struggled(report)),
        f"## {phrases.STAYS}",
        *bullets(report.why_human),
        grid(phrases.HOLDS_HEAD, phrases.hold_rows(report)),
        f"## The work, {report.tasks[0].kind} by {report.tasks[0].kind}",
        f"{phrases.counts(report)}. {phrases.table_note()}",
        _table(report),
        "### Why each row stands where it does",
        "\n".join(f"- **{rows}:** {escape(text)}" for rows, text in phrases.reasons(report)),
        "## How published indices see this job",
        *map(escape, report.spread),
        _indices(report),
        *_related(report),
        f"## {phrases.QUESTIONS}",
        *(part for q in report.faq for part in (f"### {escape(q.question)}", escape(q.answer))),
        "## Notes",
        *bullets(report.notes),
        "## Sources",
        *bullets([source_line(source) for source in report.sources]),
        f"---\n{phrases.edition_line(report.edition)}.",
    ]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Text on one line, with Markdown's own signs made harmless."""
    text = " ".join(text.split())
    for sign in ("\\", "|", "*", "_", "`", "<", "["):
        text = text.replace(sign, f"\\{sign}")
    return text


def _head(report: ProfessionReport) -> list[str]:
    subject, pressure = report.subject, report.pressure
    lines = [f"# {escape(subject.title)}"]
    if subject.also_named:
        others = joined([f"{escape(n.title)} ({n.id})" for n in subject.also_named], "or")
        lines.append(f"*“{escape(subject.asked_for or '')}” can also mean {others}.*")
    if subject.description:
        lines.append(escape(subject.description))
    lines.append(
        f"**Pressure {pressure.value:.0f} of 100** (90 % interval {pressure.low:.0f}-{pressure.high:.0f}): "
        f"**{pressure.band}**, {beyond(pressure.percentile)}."
    )
    economy = phrases.economy(report.context)
    facts = [capitalised(phrases.codes(subject)), *economy]
    if report.context.job_zone:
        facts.append(f"job zone {report.context.job_zone} of 5")
    lines.append(" · ".join(escape(f) for f in facts))
    return lines


def bullets(lines: list[str]) -> list[str]:
    """Lines as one list."""
    return ["\n".join(f"- {escape(line)}" for line in lines)]


def _layers(report: ProfessionReport) -> str:
    rows = []
    for name, (label, meaning) in phrases.LAYERS.items():
        value = getattr(report.layers, name)
        rows.append(
            [
                f"{label}: {meaning}",
                phrases.estimate(value),
                phrases.tier(value),
                phrases.coverage(value),
                phrases.agreement(value),
            ]
        )
    return grid(["Layer", "0-100 (90 % interval)", "Known by", "Work covered", "Agreement"], rows)


def _table(report: ProfessionReport) -> str:
    noun = report.tasks[0].kind.capitalize()
    header = ["#", noun, "Share", "Band", "Capability", "Use", "Delegation", "Human need", "Held by"]
    return grid(header, [[str(n), *_cells(row)] for n, row in enumerate(report.tasks, 1)])


def _cells(row: TaskRow) -> list[str]:
    return [
        row.label,
        percent(row.share),
        row.band + (", resilient" if row.resilient else ""),
        phrases.estimate(row.capability),
        phrases.estimate(row.use),
        phrases.estimate(row.delegation),
        phrases.estimate(row.human_need),
        phrases.holds(row.holds),
    ]


def _related(report: ProfessionReport) -> list[str]:
    if not report.related:
        return []
    table = grid(phrases.RELATED_HEAD, phrases.related_rows(report))
    return [f"## {phrases.RELATED}", escape(phrases.related_note(report)), table]


def _indices(report: ProfessionReport) -> str:
    rows = [
        [i.kind, i.label, month(i.vintage), phrases.index_value(i), phrases.index_place(i), phrases.index_axis(i)]
        for i in report.indices
    ]
    return grid(["Measures", "Index", "Date", "Value", "Percentile", "0 to 100"], rows)


def source_line(source: SourceNote) -> str:
    """A source as a document's list gives it."""
    dated = f"{source.version} ({month(source.vintage)})"
    return f"{source.title}, {source.producer}, {dated}, {source.licence}: {source.url}"


def grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [header, ["---"] * len(header), *[[escape(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
