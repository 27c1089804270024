"""The summary as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from jobprism.analyses.language import capitalised, counted, percent
from jobprism.analyses.workforce_document import Group, Range, WorkforceSummary
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

_WITHHELD = "withheld"


def to_markdown(document: WorkforceSummary) -> str:
    """The whole summary, ended by a line break."""
    total = document.total
    lines = ["# The workforce and its tasks", ""]
    if document.scenario:
        lines += [f"Figures of the scenario “{_plain(document.scenario)}”, not of today.", ""]
    lines += [*headline(total), "", *_rows(document), ""]
    for title, groups in (
        ("By level", document.levels),
        ("By occupation group", document.groups),
        ("By country", document.countries),
        (
            "By unit" if document.units_all == len(document.units) else f"The {len(document.units)} largest units",
            document.units,
        ),
    ):
        if groups:
            lines += [f"## {title}", "", *_groups(groups), ""]
    lines += [*_work(document), *_moves(document), "## Notes", "", *(f"- {note}" for note in document.notes), ""]
    lines += [f"Edition {document.edition}, Jobprism {document.jobprism_version}."]
    return "\n".join(lines) + "\n"


def headline(total: Group) -> list[str]:
    """What the summary says first, a line each, in Markdown."""
    if total.people is None or total.exposed_fte is None or total.pressure is None or total.capability is None:
        return ["The workforce is too small to be shown, or has no figures."]
    lines = [
        f"**{total.exposed_fte.value:,.0f} of {total.people:,.0f}** people's working hours "
        f"({total.exposed_fte.low:,.0f} to {total.exposed_fte.high:,.0f}) lie in exposed tasks, "
        f"{percent(total.capability.value)} of the hours for which there are figures. "
        f"Pressure is {_range(total.pressure)} of 100, {total.band}."
    ]
    if total.exposed_wages and total.wages:
        lines += [
            "",
            f"Of wages of {total.wages:,.0f} a year, {total.exposed_wages.value:,.0f} "
            f"({total.exposed_wages.low:,.0f} to {total.exposed_wages.high:,.0f}) pay for exposed hours.",
        ]
    return lines


def about_moves() -> str:
    """What the moves within a workforce are, and are not."""
    wage = percent(judgement(Planning).least_wage)
    return (
        "Occupations of high pressure, and those of this workforce that a plan would lead to: near, within reach of "
        f"preparation, of clearly lower pressure, and paid at least {wage} as much by US medians. What is carried over "
        "is the share of the skills and knowledge called for there. Who would want to move, and how many are needed, "
        "is not known here."
    )


def _rows(document: WorkforceSummary) -> list[str]:
    rows = document.rows
    lines = [
        f"{counted(rows.read, 'row')} read: {rows.coded:,} coded, {rows.without_code:,} of them without a code, "
        f"and {rows.rejected:,} rejected. {counted(rows.distinct_titles, 'different title')}, of which "
        f"{rows.titles_to_review:,} to review."
    ]
    if rows.rejected_by_reason:
        lines += ["", "| Rejected because | Rows |", "| --- | ---: |"]
        lines += [f"| {_plain(reason)} | {count:,} |" for reason, count in rows.rejected_by_reason.items()]
    return lines


def _groups(groups: Sequence[Group]) -> list[str]:
    lines = ["| | People | Exposed hours, FTE | Pressure | Band |", "| --- | ---: | ---: | ---: | --- |"]
    for g in groups:
        if g.withheld or g.people is None:
            lines.append(f"| {_plain(g.title)} | {_WITHHELD} | | | |")
            continue
        exposed = _range(g.exposed_fte) if g.exposed_fte else "-"
        pressure = _range(g.pressure) if g.pressure else "-"
        lines.append(f"| {_plain(g.title)} | {g.people:,.0f} | {exposed} | {pressure} | {capitalised(g.band or '-')} |")
    return lines


def _work(document: WorkforceSummary) -> list[str]:
    lines = ["## The work that makes up the exposure", "", "| Work | FTE | Exposed, FTE |", "| --- | ---: | ---: |"]
    for a in document.activities:
        lines.append(f"| {_plain(a.label)} | {a.fte:,.0f} | {_range(a.exposed_fte) if a.exposed_fte else '-'} |")
    lines += [
        "",
        "## The largest occupations",
        "",
        "| Occupation | People | Pressure | Band |",
        "| --- | ---: | ---: | --- |",
    ]
    for o in document.occupations:
        pressure = _range(o.pressure) if o.pressure else "-"
        lines.append(f"| {_plain(o.title)} | {o.people:,.0f} | {pressure} | {capitalised(o.band or '-')} |")
    if document.skills:
        lines += ["", "## Skills worth building", "", "| Skill | People whose job calls for it | Importance, 1 to 5 |"]
        lines += ["| --- | ---: | ---: |"]
        lines += [f"| {_plain(s.name)} | {s.people:,.0f} | {s.importance:.1f} |" for s in document.skills]
    return [*lines, ""]


def _moves(document: WorkforceSummary) -> list[str]:
    if not document.moves:
        return []
    lines = [
        "## Moves within the workforce",
        "",
        about_moves(),
        "",
        "| From | People | To | People there | Carried over |",
    ]
    lines += ["| --- | ---: | --- | ---: | ---: |"]
    for move in document.moves:
        carried = "-" if move.carried_share is None else percent(move.carried_share)
        ends = (_plain(move.from_title), f"{move.from_people:,.0f}", _plain(move.to_title), f"{move.to_people:,.0f}")
        lines.append(f"| {' | '.join(ends)} | {carried} |")
    return [*lines, ""]


def _range(figure: Range) -> str:
    return f"{figure.value:,.0f} ({figure.low:,.0f} to {figure.high:,.0f})"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
