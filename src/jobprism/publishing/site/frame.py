"""What every page knows of the edition: who is published, in which group, next to whom, and when it came out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.facts import facts_of
from jobprism.analyses.profession import edition_note
from jobprism.analyses.ranking import subjects
from jobprism.analyses.related import TABLE, related_jobs
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.matching.names import everyday_titles
from jobprism.publishing.site import address
from jobprism.publishing.site.options import Options

ROLES = "roles"
"""The group of what the taxonomy has no code for."""


@dataclass(frozen=True)
class Entry:
    """A published occupation or role as lists show it.

    Attributes:
        kind: ``occupation`` or ``role``.
        id: its code or id.
        title: its name.
        group: a major group, or ``roles``.
        pressure: 0 to 100, with ``low``, ``high`` and ``band``.
        employment: US jobs, of ``shared_by`` occupations that BLS counts together.
    """

    kind: str
    id: str
    title: str
    group: str
    pressure: float
    low: float
    high: float
    band: str
    employment: float | None
    shared_by: int

    @property
    def page(self) -> str:
        """The path of its page."""
        return address.profession(self.kind, self.id)

    @property
    def evidence(self) -> str:
        """The path of the page with its evidence."""
        return address.evidence(self.kind, self.id)


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        kind=row["kind"],
        id=row["id"],
        title=row["title"],
        group=row["major_group"] or ROLES,
        pressure=row["pressure"],
        low=row["pressure_low"],
        high=row["pressure_high"],
        band=row["band"],
        employment=row["employment"],
        shared_by=row["shared_by"],
    )


class Frame:
    """An edition as the site's frame: lists, groups, names and neighbours."""

    def __init__(self, edition: Edition, options: Options) -> None:
        self.edition = edition
        self.options = options
        self.issue: EditionNote = edition_note(edition)

    @cached_property
    def table(self) -> pl.DataFrame:
        """The published subjects with all their figures; columns as in ``analyses.ranking.subjects``.

        Raises:
            UsageError: a subject that is to be published does not exist.
        """
        table = subjects(self.edition)
        only = self.options.only
        if only is None:
            return table
        if unknown := sorted(set(only) - set(table["id"])):
            raise UsageError(
                f"There is no occupation or role '{unknown[0]}'.", "`jobprism search` finds codes and ids."
            )
        return table.filter(pl.col("id").is_in(only))

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All that is published, by id, in the order of titles."""
        ordered = self.table.sort(pl.col("title").str.to_lowercase(), "id").with_columns(
            pl.col("shared_by").fill_null(1)
        )
        return {row["id"]: _entry(row) for row in ordered.rows(named=True)}

    @cached_property
    def source_names(self) -> dict[str, str]:
        """Short names of the sources, by id."""
        return {s.id: s.title.partition(",")[0].partition(" (")[0] for s in self.edition.manifest.sources}

    @cached_property
    def groups(self) -> dict[str, str]:
        """Names of the groups that have published members, by code; the roles come last."""
        systems = pl.col("system") == "soc_2018"
        names = dict(self.edition.rows("code_names", systems).select("code", "name").rows())
        there = {entry.group for entry in self.entries.values()}
        known = {code: names.get(f"{code}-0000", code) for code in sorted(there - {ROLES})}
        return known | ({ROLES: "Roles without a code of their own"} if ROLES in there else {})

    def members(self, group: str) -> list[Entry]:
        """The entries of a group, by title."""
        return [entry for entry in self.entries.values() if entry.group == group]

    @cached_property
    def other_names(self) -> dict[str, list[str]]:
        """Further names of each subject, by id: everyday titles, aliases of roles, European names."""
        found: dict[str, dict[str, None]] = {}
        for name, subject_id in self._names():
            entry = self.entries.get(subject_id)
            if entry and name.lower() != entry.title.lower():
                found.setdefault(subject_id, {})[name] = None
        return {subject_id: list(names) for subject_id, names in found.items()}

    def _names(self) -> Iterator[tuple[str, str]]:
        yield from everyday_titles()
        for role_id, declaration in self.edition.table("roles").select("role_id", "declaration").rows():
            yield from ((alias, role_id) for alias in json.loads(declaration)["aliases"])
        european = pl.col("system") == "esco"
        heaviest = (
            self.edition.rows("foreign_occupations", european)
            .sort(["code", "weight", "occupation_id_onet"], descending=[False, True, False])
            .unique("code", keep="first", maintain_order=True)
        )
        named = self.edition.rows("code_names", european).join(heaviest, on=["system", "code"])
        yield from named.sort("name", "code").select("name", "occupation_id_onet").rows()

    def nearest(self, kind: str, subject_id: str) -> list[str]:
        """Ids of the published occupations that a subject is compared with."""
        if kind == "role":
            codes = [j.occupation_id_onet for j in related_jobs(self.edition, facts_of(self.edition, kind, subject_id))]
        else:
            codes = self._relatives.get(subject_id, [])
        return [code for code in codes if code in self.entries][: self.options.nearest]

    @cached_property
    def _relatives(self) -> dict[str, list[str]]:
        if TABLE not in self.edition.manifest.tables:
            return {}
        table = self.edition.table(TABLE).sort("occupation_id_onet", "index")
        groups = table.group_by("occupation_id_onet", maintain_order=True).agg("related_occupation_id_onet")
        return {code: list(near) for code, near in groups.rows()}

    def pairs(self, kind: str, subject_id: str) -> list[tuple[str, str]]:
        """Comparisons that are written with a subject: those with its nearest, save where the other one writes them."""
        own = []
        for other in self.nearest(kind, subject_id):
            mutual = kind == "occupation" and subject_id in self.nearest("occupation", other)
            if not (mutual and other < subject_id):
                own.append((min(subject_id, other), max(subject_id, other)))
        return own

    def has_pair(self, first: str, second: str) -> bool:
        """Whether a page compares the two."""
        known = [self.entries.get(i) for i in (first, second)]
        a, b = known
        return (
            a is not None
            and b is not None
            and (b.id in self.nearest(a.kind, a.id) or a.id in self.nearest(b.kind, b.id))
        )
