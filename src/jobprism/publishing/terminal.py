"""A report in the terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from jobprism.analyses.agreement import AgreementReport
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.language import beyond, capitalised, joined, month, percent
from jobprism.publishing import phrases

_BAND_STYLES = {"High": "bold", "Medium": "", "Low": "dim"}
_NARROW = 100


def print_report(report: ProfessionReport, console: Console) -> None:
    """Write the report to a console; narrow ones get fewer columns."""
    console.print(_headline(report))
    console.print(_section("In short"))
    _bullets(console, report.in_short)
    console.print(Padding("[italic]What this is not.[/] " + escape(" ".join(report.not_this)), (1, 0, 0, 0)))
    console.print(_section("The four layers"))
    console.print(_layers(report))
    for title, lines in (
        (phrases.HANDLED, phrases.handled(report)),
        (phrases.STRUGGLED, phrases.struggled(report)),
        (phrases.STAYS, report.why_human),
    ):
        console.print(_section(title))
        _bullets(console, lines)
    console.print(_plain(phrases.HOLDS_HEAD, phrases.hold_rows(report)))
    console.print(_section(f"The work, {report.tasks[0].kind} by {report.tasks[0].kind}"))
    console.print(Text(f"{phrases.counts(report)}. {phrases.table_note()}", style="dim"))
    console.print(_table(report, console.width))
    console.print(_section("Why each row stands where it does"))
    for rows, text in phrases.reasons(report):
        console.print(f"[bold]{rows}[/]  {escape(text)}")
    console.print(_section("How published indices see this job"))
    for line in report.spread:
        console.print(escape(line))
    console.print(_indices(report, console.width))
    if report.related:
        console.print(_section(phrases.RELATED))
        console.print(Text(phrases.related_note(report), style="dim"))
        console.print(_plain(phrases.RELATED_HEAD, phrases.related_rows(report)))
    console.print(_section(phrases.QUESTIONS))
    for q in report.faq:
        console.print(Padding(Text.assemble((q.question, "bold"), f"\n{q.answer}"), (0, 0, 1, 0)))
    console.print(_section("Notes"))
    _bullets(console, report.notes)
    console.print(_section("Sources"))
    named = [f"{s.title}, {s.producer}, {s.version} ({month(s.vintage)}), {s.licence}" for s in report.sources]
    _bullets(console, named)
    console.print(Text(f"\n{phrases.edition_line(report.edition)}", style="dim"))


def _headline(report: ProfessionReport) -> Panel:
    subject, pressure = report.subject, report.pressure
    # Inside the frame rather than on it, where a long title would be cut.
    lines: list[Text] = [Text(subject.title, style="bold")]
    if subject.also_named:
        others = joined([f"{n.title} ({n.id})" for n in subject.also_named], "or")
        lines.append(Text(f"“{subject.asked_for}” can also mean {others}.", style="italic"))
    if subject.description:
        lines.append(Text(subject.description))
    lines += [
        Text.assemble(
            ("Pressure ", ""),
            (f"{pressure.value:.0f}", "bold"),
            f" of 100 (90 % interval {pressure.low:.0f}-{pressure.high:.0f}): ",
            (pressure.band, "bold"),
            f", {beyond(pressure.percentile)}",
        ),
        Text(capitalised(phrases.codes(subject)), style="dim"),
    ]
    economy = phrases.economy(report.context)
    if economy:
        lines.append(Text(capitalised(" · ".join(economy)), style="dim"))
    return Panel(Group(*lines), box=box.ROUNDED)


def _section(title: str) -> Padding:
    return Padding(Text(title, style="bold underline"), (1, 0, 0, 0))


def _bullets(console: Console, lines: list[str]) -> None:
    for line in lines:
        console.print(Padding(Text(f"• {line}"), (0, 0, 0, 1)))


def _grid() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")


def _plain(head: list[str], rows: list[list[str]]) -> Table:
    table = _grid()
    for name in head:
        # A word longer than its column goes on in the next line rather than being cut.
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _layers(report: ProfessionReport) -> Table:
    table = _grid()
    for name in ("Layer", "0-100 (90 %)", "Known by", "Work covered", "Agreement"):
        table.add_column(name)
    for name, (label, meaning) in phrases.LAYERS.items():
        value = getattr(report.layers, name)
        table.add_row(
            Text.assemble((label, "bold"), f": {meaning}"),
            phrases.estimate(value),
            phrases.tier(value),
            phrases.coverage(value),
            phrases.agreement(value),
        )
    return table


def _table(report: ProfessionReport, width: int) -> Table:
    wide = width >= _NARROW
    table = _grid()
    table.add_column("#", justify="right", style="dim")
    table.add_column(report.tasks[0].kind.capitalize(), ratio=1, min_width=24)
    for name in ("Share", "Band", "Capability", *(("Use", "Delegation") if wide else ()), "Human need"):
        table.add_column(name, justify="left", no_wrap=name in {"Share", "Band"})
    for number, row in enumerate(report.tasks, 1):
        extra = (phrases.estimate(row.use), phrases.estimate(row.delegation)) if wide else ()
        table.add_row(
            str(number),
            Text(row.label, style=_BAND_STYLES[row.band]),
            percent(row.share),
            row.band + (" ○" if row.resilient else ""),
            phrases.estimate(row.capability),
            *extra,
            phrases.estimate(row.human_need),
        )
    table.caption = "○ resilient: low capability, or held to a person"
    table.caption_justify = "left"
    return table


def _indices(report: ProfessionReport, width: int) -> Table:
    table = _grid()
    wide = width >= _NARROW
    for name in ("Index", "Date", "Value", "Percentile", *(("0 to 100",) if wide else ())):
        table.add_column(name)
    kind = ""
    for i in report.indices:
        if i.kind != kind:
            kind = i.kind
            table.add_row(Text(capitalised(kind), style="italic"))
        value, place, axis = phrases.index_value(i), phrases.index_place(i), phrases.index_axis(i)
        table.add_row(Text(f"  {i.label}"), month(i.vintage), value, place, *((axis,) if wide else ()))
    return table


def print_agreement(report: AgreementReport, console: Console) -> None:
    """Write the agreement of indices: the indices, the pairs from least to most alike, the widest disagreements."""
    console.print(_section("The indices"))
    table = _grid()
    for name in ("Index", "Date", "Measures", "Occupations", "US jobs"):
        table.add_column(name)
    for i in report.indices:
        table.add_row(Text(i.label), month(i.vintage), i.kind, f"{i.n_occupations:,}", percent(i.employment_share))
    console.print(table)
    console.print(_section("Pairs, from the least to the most alike"))
    table = _grid()
    for name in ("Index", "and index", "n", "Spearman (90 %)", "Top tenth shared (90 %)"):
        table.add_column(name)
    for p in sorted(report.pairs, key=lambda p: p.spearman):
        table.add_row(
            f"{p.measure_a} {p.vintage_a}",
            f"{p.measure_b} {p.vintage_b}",
            f"{p.n_occupations:,}",
            f"{p.spearman:+.2f} ({p.spearman_low:+.2f} to {p.spearman_high:+.2f})",
            f"{p.top_decile_overlap:.2f} ({p.top_decile_overlap_low:.2f} to {p.top_decile_overlap_high:.2f})",
        )
    console.print(table)
    console.print(_section("Occupations the exposure indices place furthest apart"))
    table = _grid()
    for name in ("Occupation", "Lowest", "Highest"):
        table.add_column(name)
    for d in report.disagreements:
        table.add_row(
            f"{d.occupation_title} ({d.occupation_id_onet})",
            f"{d.lowest}: {d.lowest_percentile:.0f}",
            f"{d.highest}: {d.highest_percentile:.0f}",
        )
    console.print(table)
