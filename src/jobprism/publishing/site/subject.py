"""The files of one profession: its report, evidence, outlook, rows of work, comparisons, and what others embed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel

from jobprism.analyses.comparison import comparison_report
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.facts import facts_of
from jobprism.analyses.level import LEVELS, level_reports
from jobprism.analyses.outlook import outlook_report
from jobprism.analyses.outlook_sentences import CHANGE_WORDS
from jobprism.analyses.profession import profession_report
from jobprism.analyses.skills import skills_report
from jobprism.analyses.task import report_of_row
from jobprism.judgements.load import judgement
from jobprism.judgements.occupations import Bands, Pressure
from jobprism.publishing import level as level_text
from jobprism.publishing import outlook as outlook_text
from jobprism.publishing import skills as skills_text
from jobprism.publishing.site import address, structured, twins
from jobprism.publishing.site.files import File, digest_of, digest_with
from jobprism.publishing.site.frame import Entry, Frame
from jobprism.publishing.site.look import Look, translations
from jobprism.publishing.site.pictures import Pictures
from jobprism.publishing.tabular import to_csv

Part = Callable[[], Iterator[File]]


class SubjectFiles:
    """The files of a published subject, part by part, so that one can be had without the others."""

    def __init__(
        self, frame: Frame, look: Look, pictures: Pictures, entry: Entry, skill_pages: Callable[[], Collection[str]]
    ) -> None:
        self.frame, self.look, self.pictures, self.entry = frame, look, pictures, entry
        self.skill_pages = skill_pages
        self._folder = address.folder(entry.kind, entry.id)

    def all(self) -> Iterator[File]:
        """Every file."""
        for part in (self.profession, self.levels, self.skills, self.outlook, self.tasks, self.comparisons):
            yield from part()

    def at(self, path: str) -> Iterator[File]:
        """The files of the part that ``path`` would be in."""
        name = path.removeprefix(self._folder)
        if path.startswith(f"{address.COMPARISONS}/"):
            return self.comparisons()
        if name.startswith("tasks/"):
            return self.tasks(PurePosixPath(name).stem)
        stem = name.rsplit(".", 1)[0]
        parts: dict[str, Part] = {"outlook": self.outlook, "skills": self.skills, **dict.fromkeys(LEVELS, self.levels)}
        return parts.get(stem, self.profession)()

    @cached_property
    def _report(self) -> ProfessionReport:
        return profession_report(self.frame.edition, self.entry.kind, self.entry.id)

    @cached_property
    def _way(self) -> list[tuple[str, str]]:
        """Paths and names of the pages above the profession's."""
        say = translations(self.look.language).gettext
        group = (address.group(self.entry.group), self.frame.groups[self.entry.group])
        return [(address.HOME, say("Home")), ("groups/index.html", say("Groups")), group]

    def _page(
        self,
        path: str,
        template: str,
        document: BaseModel,
        csv: Callable[[], str],
        json: str | None = None,
        **values: Any,
    ) -> Iterator[File]:
        """A page with its twins; ``json`` is the path of the document where another page has the same."""
        stem = path.removesuffix(".html")
        beside = values.pop("beside", None)
        text, digest = digest_of(document, self.frame.issue, self.entry, self.frame.options, beside)
        found = {"json": json or f"{stem}.json", "csv": f"{stem}.csv"}
        shown: dict[str, Any] = {"report": document, "entry": self.entry, "twins": found}

        def page() -> bytes:
            made: dict[str, Any] = {name: value() if callable(value) else value for name, value in values.items()}
            return self.look.page(template, path, **shown, **made)

        yield File(path, digest_with(digest, self.look.mark(template)), page)
        if json is None:
            yield File(found["json"], digest, text.encode)
        yield File(found["csv"], digest, lambda: csv().encode())

    def profession(self) -> Iterator[File]:
        """The report, its evidence, and what other sites show of it."""
        report, kind, own = self._report, self.entry.kind, self.entry.id
        options, look, folder = self.frame.options, self.look, self._folder
        linked = [(j.occupation_id_onet, self.frame.has_pair(own, j.occupation_id_onet)) for j in report.related]
        yield from self._page(
            address.profession(kind, own),
            "profession.html",
            report,
            lambda: to_csv(report),
            beside=linked,
            description=report.in_short[0],
            way=self._way,
            structured=lambda: structured.profession(report, options, self._way),
            pictures=lambda: self.pictures.profession(report),
        )
        yield from self._page(
            address.evidence(kind, own),
            "evidence.html",
            report,
            lambda: twins.evidence_csv(report),
            json=f"{folder}index.json",
            beside=(judgement(Pressure), judgement(Bands)),
            description=f"The evidence behind the figures on {self.entry.title}: sources, dates and intervals.",
            pictures=lambda: self.pictures.use(report),
            weights=judgement(Pressure),
            bands=judgement(Bands),
        )
        digest = digest_of(report, self.frame.issue, options)[1]
        card = digest_with(digest, look.mark("embed.html"))
        yield File(address.embed(own), card, lambda: look.page("embed.html", address.embed(own), report=report))
        yield File(f"{folder}oembed.json", digest, lambda: structured.oembed(report, options))
        yield from self.pictures.cards(report, folder, digest)

    def levels(self) -> Iterator[File]:
        """The job at each level."""
        for document in level_reports(self.frame.edition, self.entry.kind, self.entry.id):
            yield from self._page(
                address.level(self.entry.kind, self.entry.id, document.level),
                "level.html",
                document,
                lambda document=document: level_text.to_csv(document),
                description=document.in_short[0],
            )

    def skills(self) -> Iterator[File]:
        """What the job calls for."""
        document = skills_report(self.frame.edition, self.entry.kind, self.entry.id, many=True)
        yield from self._page(
            address.skills(self.entry.kind, self.entry.id),
            "skills.html",
            document,
            lambda: skills_text.to_csv(document),
            description=(document.in_short or [f"What {self.entry.title} call for."])[0],
            skill_pages=self.skill_pages,
        )

    def outlook(self) -> Iterator[File]:
        """The outlook for the year of the site."""
        document = outlook_report(self.frame.edition, self.entry.kind, self.entry.id, self.frame.options.year)
        yield from self._page(
            address.outlook(self.entry.kind, self.entry.id),
            "outlook.html",
            document,
            lambda: outlook_text.to_csv(document),
            description=document.in_short[0],
            projection=outlook_text.projection(document.context),
            change_words=CHANGE_WORDS,
            pictures=lambda: self.pictures.outlook(document),
        )

    def tasks(self, only: str | None = None) -> Iterator[File]:
        """A page for each row of the work, or for one."""
        facts = facts_of(self.frame.edition, self.entry.kind, self.entry.id)
        for row in (r for r in facts.rows if only in {None, r.id}):
            document = report_of_row(self.frame.edition, facts, row)
            yield from self._page(
                address.task(self.entry.kind, self.entry.id, row.id),
                "task.html",
                document,
                lambda document=document: twins.task_csv(document),
                description=document.in_short[0],
            )

    def comparisons(self) -> Iterator[File]:
        """Comparisons with the nearest, save those that the other one's files hold."""
        for pair in self.frame.pairs(self.entry.kind, self.entry.id):
            chosen = [(self.frame.entries[i].kind, i) for i in pair]
            document = comparison_report(self.frame.edition, chosen)
            yield from self._page(
                address.comparison(*pair),
                "comparison.html",
                document,
                lambda document=document: twins.comparison_csv(document),
                description=document.differences[0].sentences[0],
                pictures=lambda document=document: self.pictures.comparison(document),
            )
