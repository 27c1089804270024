"""The summary of a workforce: every field with its unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Unit = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]

SCHEMA_VERSION = 1


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Document):
    """A figure with its 90 % interval."""

    value: float
    low: float
    high: float


class Rows(_Document):
    """What became of every row: ``coded`` and ``rejected`` add to ``read``."""

    columns: dict[str, str] = Field(description="The roster's own name of each column that was read, by what it is.")
    read: Count
    coded: Count = Field(description="Rows in the coded table, those without a code among them.")
    without_code: Count = Field(description="Of them, rows whose title has no code; they count in no figure.")
    rejected: Count
    rejected_by_reason: dict[str, Count]
    distinct_titles: Count
    titles_to_review: Count
    levels_not_understood: Count = Field(description="Coded rows whose level is no word we know; taken as not told.")


class Group(_Document):
    """Some of the people; without figures where they are too few to be shown."""

    id: str
    title: str
    withheld: bool
    people: Amount | None
    known_share: Unit | None = Field(description="Share of the people for whom there are figures.")
    unsure_share: Unit | None = Field(description="Share of the people whose title's code is unsure.")
    capability: Range | None
    use: Range | None
    delegation: Range | None
    human_need: Range | None
    pressure: Range | None = Field(description="0 to 100. Not a probability of losing a job.")
    band: str | None
    exposed_fte: Range | None = Field(description="People, or posts, times the share of their hours in exposed tasks.")
    wages: Amount | None = Field(description="In the roster's currency; null where not known or not to be shown.")
    exposed_wages: Range | None


class Occupation(_Document):
    """An occupation or role of enough people to be shown."""

    kind: Literal["occupation", "role"]
    id: str
    title: str
    people: Amount
    pressure: Range | None
    band: str | None
    exposed_fte: Range | None


class Activity(_Document):
    """Work that makes up the exposure."""

    id: str
    label: str
    fte: Amount
    exposed_fte: Range | None
    capability: Unit | None


class Skill(_Document):
    """A skill worth building."""

    id: str
    name: str
    kind: str
    people: Amount
    resilient: Amount
    complementary: Amount
    importance: float


class Move(_Document):
    """Work that people of one occupation could move to within the workforce, by the rules of a plan."""

    from_id: str
    from_title: str
    from_people: Amount
    from_pressure: float
    to_id: str
    to_title: str
    to_people: Amount
    to_pressure: float
    nearness: Count = Field(description="Place of the destination among all occupations by likeness, 1 the nearest.")
    carried_share: Unit | None = Field(description="Share of what the destination calls for that people bring along.")


class WorkforceSummary(_Document):
    """A workforce in figures."""

    schema_version: int = SCHEMA_VERSION
    jobprism_version: str
    edition: str
    edition_hash: str
    scenario: str | None
    rows: Rows
    least_people: Count = Field(description="Groups of fewer people are withheld, and others so that none follows.")
    withheld: Count = Field(description="Cells of the tables that are withheld.")
    total: Group
    levels: list[Group]
    groups: list[Group]
    countries: list[Group]
    units: list[Group] = Field(description="The largest; all are in the table.")
    units_all: Count
    occupations: list[Occupation] = Field(description="The largest; all that may be shown are in the table.")
    people_shown: Amount = Field(
        description="People in the occupations that may be shown; activities, skills and moves are of them alone."
    )
    activities: list[Activity]
    skills: list[Skill]
    moves: list[Move] = Field(description="From exposed occupations, the largest first; to at most a few of each.")
    notes: list[str]
