"""The summary, made from the tables."""

from __future__ import annotations

from typing import Any

import polars as pl

from jobprism.analyses.language import capitalised, counted, percent
from jobprism.analyses.workforce_document import Activity, Group, Move, Occupation, Range, Rows, Skill, WorkforceSummary
from jobprism.editions.store import Edition
from jobprism.estimates.skills import COMPLEMENTARY, RESILIENT
from jobprism.judgements.base import LAYERS
from jobprism.version import __version__
from jobprism.workforce.cube import NONE
from jobprism.workforce.tables import TOTAL

_LISTED = 50
_NOT_TOLD = {"level": "Level not told", "unit": "Unit not told", "country": "Country not told"}


def summary(
    edition: Edition,
    rows: Rows,
    found: dict[str, pl.DataFrame],
    least: int,
    scenario: str | None = None,
) -> WorkforceSummary:
    """The summary of a run.

    Args:
        edition: whose figures.
        rows: what became of the rows.
        found: the tables aggregates, occupations, tasks, skills, moves.
        least: groups of fewer people are withheld.
        scenario: its name, where the figures are those of one.
    """
    aggregates = found["aggregates"]
    units = _groups(aggregates, "unit")
    total = _groups(aggregates, "total")[0]
    return WorkforceSummary(
        jobprism_version=__version__,
        edition=edition.manifest.name,
        edition_hash=edition.manifest.content_hash,
        scenario=scenario,
        rows=rows,
        least_people=least,
        withheld=int(aggregates["withheld"].sum()),
        total=total,
        levels=_groups(aggregates, "level"),
        groups=_groups(aggregates, "major_group"),
        countries=_groups(aggregates, "country"),
        units=sorted(units, key=lambda g: (-(g.people or 0), g.id))[:_LISTED],
        units_all=len(units),
        occupations=[_occupation(row) for row in found["occupations"].head(_LISTED).rows(named=True)],
        people_shown=round(float(found["occupations"]["people"].sum()), 1),
        activities=[_activity(row) for row in found["tasks"].rows(named=True)],
        skills=[_skill(row) for row in found["skills"].rows(named=True)],
        moves=[Move(**row) for row in found["moves"].head(_LISTED).rows(named=True)],
        notes=_notes(rows, total, least),
    )


def _groups(aggregates: pl.DataFrame, table: str) -> list[Group]:
    rows = aggregates.filter(pl.col("table") == table).rows(named=True)
    return [_group(row, row.get(table, TOTAL), _title(row, table)) for row in rows]


def _title(row: dict[str, Any], table: str) -> str:
    if table == "total":
        return "Everybody"
    if table == "major_group":
        return (row["group_title"] or row["major_group"]).removesuffix(" Occupations")
    if row[table] == NONE:
        return _NOT_TOLD[table]
    return capitalised(row[table]) if table == "level" else row[table]


def _group(row: dict[str, Any], group: str, title: str) -> Group:
    plain = {name: row.get(name) for name in ("withheld", "people", "known_share", "unsure_share", "band", "wages")}
    ranges = {name: _range(row, name) for name in (*LAYERS, "pressure", "exposed_fte", "exposed_wages")}
    return Group(id=group, title=title, **plain, **ranges)  # pyright: ignore[reportArgumentType]


def _range(row: dict[str, Any], name: str) -> Range | None:
    if row.get(name) is None:
        return None
    return Range(value=row[name], low=row[f"{name}_low"], high=row[f"{name}_high"])


def _occupation(row: dict[str, Any]) -> Occupation:
    return Occupation(
        kind=row["subject_kind"],
        id=row["subject_id"],
        title=row["subject_title"],
        people=row["people"],
        pressure=_range(row, "pressure"),
        band=row["band"],
        exposed_fte=_range(row, "exposed_fte"),
    )


def _activity(row: dict[str, Any]) -> Activity:
    exposed = _range(row, "exposed_fte")
    return Activity(id=row["id"], label=row["label"], fte=row["fte"], exposed_fte=exposed, capability=row["capability"])


def _skill(row: dict[str, Any]) -> Skill:
    return Skill(
        id=row["element_id"],
        name=row["element_name"],
        kind=row["kind"],
        people=row["people"],
        resilient=row[RESILIENT],
        complementary=row[COMPLEMENTARY],
        importance=row["importance"],
    )


def _notes(rows: Rows, total: Group, least: int) -> list[str]:
    notes = [
        "Exposed hours are hours of tasks, not jobs: a task counts with the chance that today's AI could do it, or "
        "halve its time at equal quality. Exposure is not displacement.",
        "Where the roster counts people and not full-time posts, so do these figures.",
        f"Groups of fewer than {counted(least, 'person').replace('persons', 'people')} are withheld, and others with "
        "them so that none follows by subtraction.",
        "Intervals hold 90 %; they cover the estimates, the model of levels and wrong codes, not what is to come.",
    ]
    if rows.levels_not_understood:
        notes.append(
            f"{counted(rows.levels_not_understood, 'row')} told a level that is no word we know; their level is the "
            "title's, or not told."
        )
    if rows.rejected:
        notes.append(f"{counted(rows.rejected, 'row')} could not be read; rejected.csv says why of each.")
    if total.unsure_share:
        notes.append(f"The code of {percent(total.unsure_share)} of the people's titles is unsure; see review.csv.")
    return notes
