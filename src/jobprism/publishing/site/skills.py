"""The pages of single skills, fields of knowledge and categories of software, across occupations."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from jobprism.analyses.skill import skill_report
from jobprism.analyses.skill_tables import every_skill, names
from jobprism.analyses.skills_document import SkillReport
from jobprism.publishing.formats import to_json
from jobprism.publishing.site import address
from jobprism.publishing.site.frame import Frame
from jobprism.publishing.site.look import Look
from jobprism.publishing.site.twins import skill_csv

INDEX = "skills/index.html"
_SHOWN = 250
Named = tuple[str, str]


class SkillFiles:
    """Files of what occupations call for; none where only some professions are published."""

    def __init__(self, frame: Frame, look: Look) -> None:
        self.frame, self.look = frame, look

    @cached_property
    def by_kind(self) -> dict[str, list[Named]]:
        """Ids and names by kind, in the order of names; what no occupation calls for is left out."""
        if self.frame.options.only is not None:
            return {}
        edition = self.frame.edition
        called = set(every_skill(edition).select("kind", "element_id").unique().rows())
        found: dict[str, list[Named]] = {"skill": [], "knowledge": [], "technology": []}
        for (kind, element), name in sorted(names(edition).items(), key=lambda item: (item[1].lower(), item[0])):
            if (kind, element) in called:
                found[kind].append((element, name))
        return found

    @cached_property
    def ids(self) -> set[str]:
        """Ids of those that have a page."""
        return {element for named in self.by_kind.values() for element, _ in named}

    @cached_property
    def makers(self) -> dict[str, Callable[[], bytes]]:
        """What makes each file, by its path."""
        if not self.by_kind:
            return {}
        found: dict[str, Callable[[], bytes]] = {INDEX: self._index}
        for element in sorted(self.ids):
            path = address.skill(element)
            found[path] = partial(self._page, element, path)
            found[path.replace(".html", ".json")] = partial(self._json, element)
            found[path.replace(".html", ".csv")] = partial(self._csv, element)
        return found

    def _document(self, element: str) -> SkillReport:
        return skill_report(self.frame.edition, element)

    def _index(self) -> bytes:
        about = "Skills, fields of knowledge and software that occupations call for."
        return self.look.page("skill_list.html", INDEX, description=about, skills=self.by_kind)

    def _page(self, element: str, path: str) -> bytes:
        document = self._document(element)
        twins = {"json": path.replace(".html", ".json"), "csv": path.replace(".html", ".csv")}
        shown = {"report": document, "description": document.in_short[0], "twins": twins, "shown": _SHOWN}
        return self.look.page("skill.html", path, **shown)

    def _json(self, element: str) -> bytes:
        return to_json(self._document(element)).encode()

    def _csv(self, element: str) -> bytes:
        return skill_csv(self._document(element)).encode()
