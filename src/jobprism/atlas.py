"""The public Python API: an edition, opened, with everything one can ask of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from jobprism.editions.store import Edition, open_edition
from jobprism.errors import UsageError
from jobprism.evidence.crosswalks import SYSTEMS, Crosswalks, jobs_by_code, system_named
from jobprism.matching.names import everyday_titles
from jobprism.matching.titles import Candidate, Resolved, Subject, TitleMatcher
from jobprism.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jobprism.analyses.agreement import AgreementReport
    from jobprism.analyses.assessment_document import AssessmentReport
    from jobprism.analyses.comparison import ComparisonReport
    from jobprism.analyses.outlook_document import OutlookReport
    from jobprism.analyses.ranking import Only
    from jobprism.analyses.reading import DocumentReader
    from jobprism.analyses.reading_document import ReadingReport
    from jobprism.analyses.task import TaskReport
    from jobprism.analyses.validation import ValidationReport
    from jobprism.matching.coder import TitleCoder
    from jobprism.matching.explain import Explanation
    from jobprism.matching.refining import Refiner
    from jobprism.publishing.charts.picture import Picture
    from jobprism.publishing.report import Report


_CROSSWALK_COLUMNS = {"code": pl.String, "title": pl.String, "weight": pl.Float64, "path": pl.String}


class Atlas:
    """An edition and what can be asked of it."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __repr__(self) -> str:
        manifest = self.edition.manifest
        return f"<Atlas {manifest.id} {manifest.kind}, {manifest.content_hash[:12]}>"

    @property
    def occupations(self) -> pl.DataFrame:
        """The 923 occupations with codes, employment, wage (US dollars a year) and projection."""
        return self.edition.table("occupations")

    @cached_property
    def tasks(self) -> pl.DataFrame:
        """Tasks with their occupation and share of its work; their wording in the full edition only."""
        shares = self.edition.table("shares").filter(pl.col("subject_kind") == "occupation")
        tasks = self.edition.table("tasks").join(
            shares.select(pl.col("task_id").cast(pl.Int64).alias("task_id_onet"), "share"), on="task_id_onet"
        )
        if self.edition.is_full:
            return tasks.join(self.edition.table("task_texts"), on="task_id_onet")
        return tasks

    @property
    def evidence(self) -> pl.DataFrame:
        """Every published figure: subject, measure, value, n, vintage, source."""
        return self.edition.table("evidence")

    @property
    def estimates(self) -> pl.DataFrame:
        """Layers of tasks, activities, occupations and roles: value, low, high (90 %), tier, coverage, agreement."""
        return self.edition.table("estimates")

    @property
    def pressure(self) -> pl.DataFrame:
        """Pressure (0 to 100) with its interval and band, of the same subjects."""
        return self.edition.table("pressure")

    @property
    def levels(self) -> pl.DataFrame:
        """Layers and pressure (all 0 to 1) of junior, mid, senior and lead, with the change against the whole job."""
        return self.edition.table("levels")

    @property
    def indices(self) -> pl.DataFrame:
        """Published exposure indices of occupations and roles, with percentiles."""
        return self.edition.table("indices")

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
        return TitleMatcher(subjects, aliases, everyday_titles(), alternate, coder=lambda: self.coder)

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

    def _resolve(self, title: str) -> Resolved:
        # A European name or code, word for word, is surer than the coder's guess at what it resembles.
        if self._matcher.same_name(title) is None and (same := self._foreign.same_name(title)):
            return same
        return self._matcher.resolve(title)

    def find(self, title: str, limit: int = 5) -> list[Candidate]:
        """Occupations and roles that ``title`` may mean, likeliest first, with the chance of each (0 to 1)."""
        return self._matcher.find(title, limit)

    def task(self, title: str, row: str) -> TaskReport:
        """The deep dive on one task of a job (in the core edition: one activity), by the id its report gives it.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: the job has no such row.
        """
        from jobprism.analyses.task import task_report

        subject = self._resolve(title).subject
        return task_report(self.edition, subject.kind, subject.id, row)

    def outlook(self, title: str, year: int) -> OutlookReport:
        """Layers and pressure of a job in a year (2026 to 2035), as intervals under named scenarios: not a forecast.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: there is no outlook for the year.
        """
        from jobprism.analyses.outlook import outlook_report

        subject = self._resolve(title).subject
        return outlook_report(self.edition, subject.kind, subject.id, year)

    def picture(self, title: str, kind: str = "tasks") -> Picture:
        """A picture of a job with its table twin: tasks, indices, use, outlook or levels; a notebook shows it.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: there is no such picture, or nothing to draw for the job.
        """
        from jobprism.publishing.charts.of_job import picture_of

        return picture_of(self.edition, self.report(title), kind)

    def rank(
        self,
        by: str = "pressure",
        only: Only | None = None,
        *,
        lowest_first: bool = False,
        weights: Mapping[str, float] | None = None,
    ) -> pl.DataFrame:
        """Occupations and roles in order of a figure, with filters; see :func:`jobprism.analyses.ranking.ranking`.

        Args:
            by: the figure.
            only: filters.
            lowest_first: the order.
            weights: weights of pressure of one's own (base, use, delegation, hold); occupations only are ranked by
                them, in a column ``pressure_reweighted``.
        """
        from jobprism.analyses.ranking import ranking

        return ranking(self.edition, by, only, lowest_first=lowest_first, weights=weights)

    def compare(self, titles: Sequence[str]) -> ComparisonReport:
        """Two to five occupations or roles side by side, and why their pressure differs.

        Raises:
            UsageError: too few, too many, or two titles that mean the same job.
            TitleError: a title names no job, or several.
        """
        from jobprism.analyses.comparison import comparison_report

        subjects = [self._resolve(title).subject for title in titles]
        return comparison_report(self.edition, [(s.kind, s.id) for s in subjects])

    def assess(self, said: Mapping[str, object]) -> AssessmentReport:
        """One person's work beside the job's; what may be said is in :class:`jobprism.analyses.situation.Situation`.

        Raises:
            TitleError: the title names no job, or several.
            UsageError: something is unknown, missing or out of bounds.
        """
        from jobprism.analyses.assessment import assessment_report
        from jobprism.analyses.situation import situation

        given = situation(said)
        subject = self._resolve(given.title).subject
        return assessment_report(self.edition, subject.kind, subject.id, given)

    def score(self, texts: Iterable[str | None]) -> pl.DataFrame:
        """Exposure of sentences, read from their words alone: text, capability, low, high (90 %), p_e0, p_e1, p_e2.

        Null figures stand beside a text that is null, or of which no word is known.

        Raises:
            UsageError: something that is no text is among them.
        """
        from jobprism.estimates.text_model import score

        return score(texts)

    @cached_property
    def _reader(self) -> DocumentReader:
        from jobprism.analyses.reading import DocumentReader

        return DocumentReader(self.edition, self.coder)

    def read(self, source: bytes | str | Path, refine: Refiner | None = None) -> ReadingReport:
        """A CV, job description or posting: titles with codes, duties with exposure, skills, each with its place.

        Args:
            source: a file's bytes, or its path; plain text, Markdown, Word (.docx) or PDF. A text that was typed is
                given as ``text.encode()``.
            refine: a language model that goes over the duties found; only quotations of the text are taken from it.

        Raises:
            DocumentError: the file cannot be read: missing, too large, of another kind, damaged, locked, without text.
        """
        from jobprism.matching.documents import bytes_of, read_document

        data = source if isinstance(source, bytes) else bytes_of(Path(source))
        return self._reader.read(read_document(data), refine)

    def agreement(self) -> AgreementReport:
        """How far the published indices agree, pair by pair, and the occupations they disagree on most."""
        from jobprism.analyses.agreement import agreement_report

        return agreement_report(self.edition)

    def sensitivity(self) -> pl.DataFrame:
        """What halving and doubling each weight of pressure, and each hold, does to the ranking of occupations."""
        from jobprism.estimates.on_demand import sensitivity_of

        return sensitivity_of(self.edition.table)

    def validation(self) -> ValidationReport:
        """How far the edition's figures can be trusted: what was checked, on what, and the gates."""
        from jobprism.analyses.validation import validation_report

        return validation_report(self.edition)

    def forecast(self, tasks_reported: int | None = None) -> pl.DataFrame:
        """What the next Claude.ai release will show of occupations and tasks, with 80 and 90 % intervals.

        Columns and meaning as in :func:`jobprism.estimates.forecast.forecast_next`.
        """
        from jobprism.estimates.forecast import forecast_next

        return forecast_next(self.edition.table("tasks"), self.evidence, tasks_reported=tasks_reported)

    @cached_property
    def crosswalks(self) -> Crosswalks:
        """Links between code systems, weighted by employment where it is known."""
        return Crosswalks(
            self.edition.table("crosswalk"), jobs_by_code(self.occupations, self.edition.table("crosswalk"))
        )

    def crosswalk(self, code: str, to: str, start: str | None = None) -> pl.DataFrame:
        """Where a code lies in another system: code, title, weight (summing to 1), path; heaviest first.

        Args:
            code: a code of any system, e.g. ``29-1141.00``, ``2221`` or an ESCO address.
            to: the system wanted, by name or alias: onet, soc, soc2010, nem, census, isco08, esco.
            start: the code's own system; needed only where several systems have the code.

        Raises:
            UsageError: the code or a system is unknown, or the code is in several systems.
        """
        origin = system_named(start) if start else self.crosswalks.system_of(code.strip())
        found = self.crosswalks.translate(code.strip(), origin, system_named(to))
        if not found.weights:
            raise UsageError(
                f"No crosswalk leads from {SYSTEMS[origin]} {code.strip()} to {SYSTEMS[system_named(to)]}.",
                "Is the code of that system and version? `jobprism sources` lists the crosswalks.",
            )
        names = dict(
            self.edition.rows("code_names", pl.col("system") == system_named(to)).select("code", "name").rows()
        )
        path = " > ".join(SYSTEMS[s] for s in found.path)
        rows = [(c, names.get(c), w, path) for c, w in found.weights.items()]
        frame = pl.DataFrame(rows, schema=_CROSSWALK_COLUMNS, orient="row")
        return frame.sort(["weight", "code"], descending=[True, False])

    def report(self, title: str) -> Report:
        """The profession report on what ``title`` names: a title, an O*NET-SOC code or a role's id.

        Raises:
            UnknownTitleError: nothing resembles the title.
            AmbiguousTitleError: several occupations do; carries the candidates.
        """
        # Imported here: a search or a data frame needs none of it, and it costs a cold start.
        from jobprism.analyses.profession import profession_report
        from jobprism.publishing.report import Report

        resolved = self._resolve(title)
        also = [(s.id, s.title) for s in resolved.also]
        subject = resolved.subject
        return Report.of(profession_report(self.edition, subject.kind, subject.id, title.strip(), also))


def open(edition: str | None = None) -> Atlas:  # noqa: A001 - the name others build on, as in `jobprism.open()`
    """The full edition where one is built, else the core edition that ships with the package.

    Args:
        edition: "core", or an edition's id, to choose one.
    """
    return Atlas(open_edition(settings(), edition))
