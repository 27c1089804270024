"""The atlas of a server: the same questions, answered over HTTP. Needs the extra ``remote``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
from pydantic import BaseModel

from jobprism.atlas.channel import Channel
from jobprism.encoder.tokens import as_series
from jobprism.errors import UsageError
from jobprism.estimates.text_model import SCORE_SCHEMA
from jobprism.matching.documents import bytes_of
from jobprism.matching.titles import Candidate, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobprism.analyses.agreement import AgreementReport
    from jobprism.analyses.assessment_document import AssessmentReport
    from jobprism.analyses.comparison import ComparisonReport
    from jobprism.analyses.documents import EditionNote
    from jobprism.analyses.editions_document import EditionsDiff
    from jobprism.analyses.level_document import LevelReport
    from jobprism.analyses.outlook_document import OutlookReport
    from jobprism.analyses.plan_documents import PivotPlan
    from jobprism.analyses.ranking import Only
    from jobprism.analyses.reading_document import ReadingReport
    from jobprism.analyses.skills_document import SkillReport, SkillsReport
    from jobprism.analyses.task import TaskReport
    from jobprism.analyses.validation import ValidationReport
    from jobprism.atlas.frames import Frames
    from jobprism.publishing.report import Report

Document = TypeVar("Document", bound=BaseModel)


class RemoteAtlas:
    """An edition on a server and what can be asked of it; methods, documents and errors as those of ``Atlas``.

    Answers are kept in memory and asked for again only by their mark. Lists of titles or texts of any length are sent
    in parts. Beside the errors of ``Atlas``, every method may raise ``RemoteError``.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._about: dict[str, Any] = channel.get_json("")

    def __repr__(self) -> str:
        note = self.edition_note
        return f"<RemoteAtlas {note.id} {note.kind}, {note.content_hash[:12]}, {self._channel.address}>"

    @property
    def edition_note(self) -> EditionNote:
        """The edition that the server has, as documents name it."""
        from jobprism.analyses.documents import EditionNote

        return EditionNote.model_validate(self._about["edition"])

    @property
    def occupations(self) -> pl.DataFrame:
        """The occupations with codes, employment, wage (US dollars a year) and projection."""
        return self._channel.frame("tables/occupations")

    @property
    def tasks(self) -> pl.DataFrame:
        """Tasks with their occupation and share of its work; their wording where the server has a full edition."""
        return self._channel.frame("tables/tasks")

    @property
    def evidence(self) -> pl.DataFrame:
        """Published figures, as far as their licences let the server pass them on."""
        return self._channel.frame("tables/evidence")

    @property
    def estimates(self) -> pl.DataFrame:
        """Layers of tasks, activities, occupations and roles: value, low, high (90 %), tier, coverage, agreement."""
        return self._channel.frame("tables/estimates")

    @property
    def pressure(self) -> pl.DataFrame:
        """Pressure (0 to 100) with its interval and band, of the same subjects."""
        return self._channel.frame("tables/pressure")

    @property
    def levels(self) -> pl.DataFrame:
        """Layers and pressure (all 0 to 1) of junior, mid, senior and lead."""
        return self._channel.frame("tables/levels")

    @property
    def indices(self) -> pl.DataFrame:
        """Published exposure indices with percentiles; values as far as their licences let the server pass them on."""
        return self._channel.frame("tables/indices")

    def find(self, title: str, limit: int = 5) -> list[Candidate]:
        """Occupations and roles that ``title`` may mean, likeliest first, with the chance of each (0 to 1)."""
        rows = self._channel.get_json("search", {"q": title, "limit": limit})["rows"]
        return [Candidate(Subject(r["kind"], r["id"], r["title"]), r["similarity"], r["matched"]) for r in rows]

    def code(
        self,
        titles: Sequence[object] | pl.Series,
        top: int = 5,
        industry: Sequence[object] | pl.Series | None = None,
        description: Sequence[object] | pl.Series | None = None,
    ) -> pl.DataFrame:
        """Ranked occupations and roles of job titles with calibrated confidence; columns as of ``Atlas.code``."""
        from jobprism.matching.coder import CODED_SCHEMA

        given = _texts(titles)
        context = {n: _texts(v) for n, v in (("industry", industry), ("description", description)) if v is not None}
        if any(len(values) != len(given) for values in context.values()):
            raise UsageError("Titles and what is told of them differ in number.", "Give one for each title.")
        parts = []
        for at in range(0, len(given), self._most):
            told = {name: values[at : at + self._most] for name, values in context.items()}
            sent = {"titles": given[at : at + self._most], "top": top, **told}
            parts.append(self._channel.post_frame("code", sent).with_columns(pl.col("row") + at))
        return pl.concat(parts) if parts else pl.DataFrame(schema=CODED_SCHEMA)

    def score(self, texts: Iterable[str | None]) -> pl.DataFrame:
        """Exposure of sentences, read from their words alone; columns as of ``Atlas.score``."""
        given = as_series(texts).to_list()
        parts = [
            self._channel.post_frame("score", {"texts": given[at : at + self._most]})
            for at in range(0, len(given), self._most)
        ]
        return pl.concat(parts) if parts else pl.DataFrame(schema=SCORE_SCHEMA)

    def report(self, title: str) -> Report:
        """The profession report on what ``title`` names."""
        from jobprism.publishing.report import Report

        return self._document(Report, "report", title=title)

    def task(self, title: str, row: str) -> TaskReport:
        """The deep dive on one task of a job (in a core edition: one activity), by the id its report gives it."""
        from jobprism.analyses.task import TaskReport

        return self._document(TaskReport, "task", title=title, row=row)

    def level(self, title: str, level: str) -> LevelReport:
        """A job at a level (junior, mid, senior, lead)."""
        from jobprism.analyses.level_document import LevelReport

        return self._document(LevelReport, "level", title=title, level=level)

    def outlook(self, title: str, year: int) -> OutlookReport:
        """Layers and pressure of a job in a year, as intervals under named scenarios: not a forecast."""
        from jobprism.analyses.outlook_document import OutlookReport

        return self._document(OutlookReport, "outlook", title=title, year=year)

    def skills(self, title: str) -> SkillsReport:
        """Skills, knowledge and software that a job calls for."""
        from jobprism.analyses.skills_document import SkillsReport

        return self._document(SkillsReport, "skills", title=title)

    def skill(self, name: str) -> SkillReport:
        """One skill, field of knowledge or category of software across all occupations that call for it."""
        from jobprism.analyses.skills_document import SkillReport

        return self._document(SkillReport, "skill", name=name)

    def compare(self, titles: Sequence[str]) -> ComparisonReport:
        """Two to five occupations or roles side by side, and why their pressure differs."""
        from jobprism.analyses.comparison import ComparisonReport

        return self._document(ComparisonReport, "compare", title=list(titles))

    def plan(
        self,
        title: str,
        *,
        to: str | None = None,
        level: str | None = None,
        hours_per_week: float = 6.0,
        weeks: int = 13,
        start: date | None = None,
        aim: str | None = None,
    ) -> PivotPlan:
        """Ways from a job to other work, each with what carries over, what is missing and a dated plan."""
        from jobprism.analyses.plan_documents import PivotPlan

        first = (start or date.today()).isoformat()
        asked = {"to": to, "level": level, "hours_per_week": hours_per_week, "weeks": weeks, "start": first, "aim": aim}
        return self._document(PivotPlan, "plan", title=title, **asked)

    def assess(self, said: Mapping[str, object]) -> AssessmentReport:
        """One person's work beside the job's; what may be said is in ``analyses.situation.Situation``."""
        from jobprism.analyses.assessment_document import AssessmentReport

        return AssessmentReport.model_validate_json(self._channel.post("assess", dict(said)))

    def read(self, source: bytes | str | Path) -> ReadingReport:
        """A CV, job description or posting, by its bytes or its path; it is sent to the server, which keeps nothing."""
        from jobprism.analyses.reading_document import ReadingReport

        data = source if isinstance(source, bytes) else bytes_of(Path(source))
        return ReadingReport.model_validate_json(self._channel.post_bytes("read", data))

    def agreement(self) -> AgreementReport:
        """How far the published indices agree, pair by pair, and the occupations they disagree on most."""
        from jobprism.analyses.agreement import AgreementReport

        return self._document(AgreementReport, "agreement")

    def diff(self, former: Frames | RemoteAtlas | str) -> EditionsDiff:
        """What changed from a former edition, which the server must have too, by itself or by its name."""
        from jobprism.analyses.editions_document import EditionsDiff

        return self._document(EditionsDiff, "diff", former=_name_of(former))

    def moves(self, former: Frames | RemoteAtlas | str) -> pl.DataFrame:
        """Every figure of every occupation and role in a former edition and in this one, side by side."""
        return self._channel.frame("moves", {"former": _name_of(former)})

    def validation(self) -> ValidationReport:
        """How far the edition's figures can be trusted."""
        from jobprism.analyses.validation import ValidationReport

        return self._document(ValidationReport, "validation")

    def rank(
        self,
        by: str = "pressure",
        only: Only | None = None,
        *,
        lowest_first: bool = False,
        weights: Mapping[str, float] | None = None,
    ) -> pl.DataFrame:
        """Occupations and roles in order of a figure, with filters; columns as of ``Atlas.rank``."""
        from jobprism.analyses.ranking import Only

        chosen = only or Only()
        least_wage, most_wage = chosen.wage
        asked = {
            "by": by,
            "kind": chosen.kind,
            "group": list(chosen.groups),
            "zone": list(chosen.zones),
            "band": list(chosen.bands),
            "words": chosen.words,
            "least_employment": chosen.least_employment,
            "least_wage": least_wage,
            "most_wage": most_wage,
            "weight": [f"{name}={value}" for name, value in (weights or {}).items()],
            "lowest_first": lowest_first,
        }
        return self._channel.frame("rank", asked)

    def sensitivity(self) -> pl.DataFrame:
        """What halving and doubling each weight of pressure, and each hold, does to the ranking of occupations."""
        return self._channel.frame("sensitivity")

    def forecast(self, tasks_reported: int | None = None) -> pl.DataFrame:
        """What the next Claude.ai release will show of occupations and tasks, with 80 and 90 % intervals."""
        return self._channel.frame("forecast", {"tasks_reported": tasks_reported})

    def crosswalk(self, code: str, to: str, start: str | None = None) -> pl.DataFrame:
        """Where a code lies in another system: code, title, weight (summing to 1), path; heaviest first."""
        return self._channel.frame("crosswalk", {"code": code, "to": to, "from": start})

    @property
    def _most(self) -> int:
        return int(self._about["titles"])

    def _document(self, kind: type[Document], operation: str, **asked: object) -> Document:
        return kind.model_validate_json(self._channel.get(operation, asked))


def _name_of(edition: Frames | RemoteAtlas | str) -> str:
    if isinstance(edition, str):
        return edition
    if isinstance(edition, RemoteAtlas):
        note = edition.edition_note
        return f"{note.id}-{note.kind}-{note.content_hash[:12]}"
    return edition.edition.manifest.name


def _texts(values: Sequence[object] | pl.Series) -> list[Any]:
    """Values as JSON has them; refuses what is no text, as the coder does."""
    from jobprism.matching.entries import entries

    return entries(values, "title").to_list()
