"""The summary as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from jobprism.analyses.language import capitalised, counted, joined, percent
from jobprism.analyses.workforce_document import Group, Range, WorkforceSummary
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

_SMALL = 1000  # people


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
    known = with_figures(total)
    lines = [
        f"**{total.exposed_fte.value:,.0f} of {known:,.0f}** people's working hours "
        f"({total.exposed_fte.low:,.0f} to {total.exposed_fte.high:,.0f}) lie in exposed tasks, "
        f"{percent(total.capability.value)} of the hours. Pressure is {_range(total.pressure)} of 100, {total.band}."
    ]
    if total.people - known >= 1:  # a part of a post is lost in rounding
        lines += ["", f"For {total.people - known:,.0f} more of {total.people:,.0f} people there are no figures."]
    if total.exposed_wages and total.wages:
        lines += [
            "",
            f"Of wages of {total.wages:,.0f} a year, {total.exposed_wages.value:,.0f} "
            f"({total.exposed_wages.low:,.0f} to {total.exposed_wages.high:,.0f}) pay for exposed hours.",
        ]
    return lines


def with_figures(group: Group) -> float:
    """People of a group for whom there are figures."""
    return (group.people or 0.0) * (1.0 if group.known_share is None else group.known_share)


def columns_read(document: WorkforceSummary) -> str:
    """Which column of the roster was read as what."""
    return joined([f"{ours} from “{theirs}”" for ours, theirs in document.rows.columns.items()])


def about_work(document: WorkforceSummary) -> str:
    """Whom the work, the skills and the moves are of."""
    return f"Of the {document.people_shown:,.0f} people in occupations that may be shown."


def about_skills() -> str:
    """What the skills are."""
    return (
        "Skills and knowledge that these people's occupations call for, and that AI can do little of, or aids. "
        "Those of most people, and of most importance to them, come first."
    )


def about_moves() -> str:
    """What the moves within a workforce are, and are not."""
    wage = percent(judgement(Planning).least_wage)
    return (
        "Occupations of high pressure, and those of this workforce that a plan would lead to: near, within reach of "
        f"preparation, of clearly lower pressure, and paid at least {wage} as much by US medians. What is carried over "
        "is the share of the skills and knowledge called for there. Who would want to move, and how many are needed, "
        "is not known here."
    )


def no_moves() -> str:
    """What stands where there is no move."""
    return (
        "No occupation of high pressure that may be shown has another of this workforce that the rules of a plan would "
        "lead to."
    )


def _rows(document: WorkforceSummary) -> list[str]:
    rows = document.rows
    lines = [
        f"{counted(rows.read, 'row')} read: {rows.coded:,} coded, {rows.without_code:,} of them without a code, "
        f"and {rows.rejected:,} rejected. {counted(rows.distinct_titles, 'different title')}, of which "
        f"{rows.titles_to_review:,} to review. Read were {_plain(columns_read(document))}."
    ]
    if rows.rejected_by_reason:
        lines += ["", "| Rejected because | Rows |", "| --- | ---: |"]
        lines += [f"| {_plain(reason)} | {count:,} |" for reason, count in rows.rejected_by_reason.items()]
    return lines


def _groups(groups: Sequence[Group]) -> list[str]:
    shown = [g for g in groups if not g.withheld and g.people is not None]
    lines = [
        "| | People | With figures | Exposed hours, FTE | Pressure | Band |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for g in shown:
        figures = [_range(g.exposed_fte) if g.exposed_fte else "-", _range(g.pressure) if g.pressure else "-"]
        cells = [_plain(g.title), f"{g.people:,.0f}", f"{with_figures(g):,.0f}", *figures, capitalised(g.band or "-")]
        lines.append(f"| {' | '.join(cells)} |")
    withheld = [_plain(g.title) for g in groups if g.withheld]
    found = lines if shown else []
    return [*found, *([""] if found and withheld else []), *([f"Withheld: {'; '.join(withheld)}."] if withheld else [])]


def _work(document: WorkforceSummary) -> list[str]:
    lines = ["## The work that makes up the exposure", "", about_work(document), ""]
    lines += ["| Work | FTE | Exposed, FTE |", "| --- | ---: | ---: |"]
    digits = digits_of_work(document)
    for a in document.activities:
        if a.exposed_fte and round(a.exposed_fte.value, digits):
            lines.append(f"| {_plain(a.label)} | {a.fte:,.{digits}f} | {_range(a.exposed_fte, digits)} |")
    lines += ["", "## The largest occupations", ""]
    lines += ["| Occupation | People | Exposed hours, FTE | Pressure | Band |", "| --- | ---: | ---: | ---: | --- |"]
    for o in document.occupations:
        figures = [_range(o.exposed_fte) if o.exposed_fte else "-", _range(o.pressure) if o.pressure else "-"]
        cells = [_plain(o.title), f"{o.people:,.0f}", *figures, capitalised(o.band or "-")]
        lines.append(f"| {' | '.join(cells)} |")
    if document.skills:
        lines += ["", "## Skills worth building", "", about_skills(), ""]
        lines += ["| Skill | People whose job calls for it | Importance, 1 to 5 |", "| --- | ---: | ---: |"]
        lines += [f"| {_plain(s.name)} | {s.people:,.0f} | {s.importance:.1f} |" for s in document.skills]
    return [*lines, ""]


def digits_of_work(document: WorkforceSummary) -> int:
    """Digits of full-time posts in a table of activities; of a small firm, one: its activities are parts of a post."""
    return 1 if document.people_shown < _SMALL else 0


def _moves(document: WorkforceSummary) -> list[str]:
    if not document.moves:
        return ["## Moves within the workforce", "", no_moves(), ""]
    lines = [
        "## Moves within the workforce",
        "",
        about_moves(),
        "",
        "| From | People | Pressure | To | People there | Pressure | Carried over |",
        "| --- | ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    for move in document.moves:
        carried = "-" if move.carried_share is None else percent(move.carried_share)
        start = (_plain(move.from_title), f"{move.from_people:,.0f}", f"{move.from_pressure:,.0f}")
        end = (_plain(move.to_title), f"{move.to_people:,.0f}", f"{move.to_pressure:,.0f}")
        lines.append(f"| {' | '.join((*start, *end, carried))} |")
    return [*lines, ""]


def _range(figure: Range, digits: int = 0) -> str:
    return f"{figure.value:,.{digits}f} ({figure.low:,.{digits}f} to {figure.high:,.{digits}f})"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
