"""From words to the occupations and roles of an edition."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from jobprism.atlas.frames import Frames
from jobprism.matching.names import everyday_titles
from jobprism.matching.titles import Candidate, Resolved, Subject, TitleMatcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobprism.matching.coder import TitleCoder
    from jobprism.matching.explain import Explanation


class Titles(Frames):
    """What a job title or a code of any system means."""

    @cached_property
    def _matcher(self) -> TitleMatcher:
        occupations = [
            Subject("occupation", code, title)
            for code, title in self.occupations.select("occupation_id_onet", "occupation_title").rows()
        ]
        roles = self.edition.table("roles")
        aliases = [
            (alias, role_id)
            for role_id, declaration in roles.select("role_id", "declaration").rows()
            for alias in json.loads(declaration)["aliases"]
        ]
        alternate = (
            self.edition.table("titles").select("title", "occupation_id_onet").rows() if self.edition.is_full else []
        )
        subjects = [*occupations, *(Subject("role", i, t) for i, t in roles.select("role_id", "title").rows())]
        return TitleMatcher(subjects, aliases, everyday_titles(), listed=alternate, coder=lambda: self.coder)

    @cached_property
    def coder(self) -> TitleCoder:
        """The title coder with this edition's roles and crosswalks; ``code`` is what most callers want."""
        from jobprism.matching.coder import RoleEntry, TitleCoder

        names = self.edition.rows("code_names", pl.col("system") == "onet_soc_2019").select("code", "name").rows()
        roles = []
        for role_id, title, declaration in self.edition.table("roles").select("role_id", "title", "declaration").rows():
            declared = json.loads(declaration)
            largest = max(declared["mixture"], key=lambda part: part["share"])["occupation_id_onet"]
            roles.append(RoleEntry(role_id, title, tuple(declared["aliases"]), largest))
        codes: dict[str, list[tuple[str, float]]] = {}
        for code, occupation, weight in (
            self.edition.table("foreign_occupations").select("code", "occupation_id_onet", "weight").rows()
        ):
            codes.setdefault(code, []).append((occupation, weight))
        for occupation, _ in names:
            # A SOC code is the occupation that O*NET keeps for the whole of it; else it is any of those under it.
            if occupation.endswith(".00"):
                codes[occupation[:7]] = [(occupation, 1.0)]
            elif f"{occupation[:7]}.00" not in codes:
                codes.setdefault(occupation[:7], []).append((occupation, 1.0))
        return TitleCoder(dict(names), roles, codes)

    def code(
        self,
        titles: Sequence[object] | pl.Series,
        top: int = 5,
        industry: Sequence[object] | pl.Series | None = None,
        description: Sequence[object] | pl.Series | None = None,
    ) -> pl.DataFrame:
        """Ranked occupations and roles of job titles with calibrated confidence; see ``TitleCoder.code``.

        Returns:
            Rows in the order given: row, title, rank, occupation_id_onet (null where the title is left without a
            code), occupation_title, role_id (where the candidate is a role), confidence (0 to 1), basis.
        """
        return self.coder.code(titles, top, industry, description)

    def explain_title(self, title: str, top: int = 3) -> Explanation:
        """Why a title gets its code: the nearest names of each candidate, the words they share, the title's level."""
        from jobprism.matching.explain import Names, explain

        return explain(self.coder, Names.gathered(self._names_of_subjects()), title, top)

    def _names_of_subjects(self) -> Iterator[tuple[str, str, str]]:
        """Kind, id and name of all that explanations may show, each subject's own title first."""
        systems = self.edition.rows("code_names", pl.col("system").is_in(["onet_soc_2019", "esco"]))
        own = systems.filter(pl.col("system") == "onet_soc_2019")
        yield from (("occupation", code, name) for code, name in own.select("code", "name").rows())
        for role_id, title, declaration in self.edition.table("roles").select("role_id", "title", "declaration").rows():
            yield from (("role", role_id, name) for name in (title, *json.loads(declaration)["aliases"]))
        yield from (("occupation", code, name) for name, code in everyday_titles())
        if self.edition.is_full:
            alternate = self.edition.table("titles").select("occupation_id_onet", "title").rows()
            yield from (("occupation", code, name) for code, name in alternate)
        places = self.edition.table("foreign_occupations").unique(["system", "code"], keep="first", maintain_order=True)
        european = systems.join(places, on=["system", "code"]).select("occupation_id_onet", "name").rows()
        yield from (("occupation", code, name) for code, name in european)

    @cached_property
    def _foreign(self) -> TitleMatcher:
        """ESCO and ISCO-08 occupations by name and code, as names of the O*NET occupations they lie in."""
        places = self.edition.table("foreign_occupations")
        names = self.edition.table("code_names").join(places, on=["system", "code"])
        ranked = names.sort(["name", "weight", "occupation_id_onet"], descending=[False, True, False])
        by_name = ranked.select("name", "occupation_id_onet").rows()
        by_code = places.select("code", "occupation_id_onet").rows()
        return TitleMatcher(self._matcher.subjects, by_name, by_code)

    def resolve(self, title: str) -> Resolved:
        """The one occupation or role that a title, a code or a role's id names.

        Raises:
            TitleError: it names none, or several.
        """
        # A European name or code, word for word, is surer than the coder's guess at what it resembles.
        if self._matcher.same_name(title) is None and (same := self._foreign.same_name(title)):
            return same
        return self._matcher.resolve(title)

    def find(self, title: str, limit: int = 5) -> list[Candidate]:
        """Occupations and roles that ``title`` may mean, likeliest first, with the chance of each (0 to 1)."""
        return self._matcher.find(title, limit)
