"""The atlas of a server: the same questions, answered over HTTP. Needs the extra ``remote``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import polars as pl

from jobprism.atlas.answers import Answers
from jobprism.atlas.channel import Channel
from jobprism.atlas.documents import Documents
from jobprism.atlas.frames import Frames
from jobprism.encoder.tokens import as_series
from jobprism.errors import UsageError
from jobprism.estimates.text_model import SCORE_SCHEMA
from jobprism.matching.documents import bytes_of
from jobprism.matching.titles import Candidate, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobprism.analyses.assessment_document import AssessmentReport
    from jobprism.analyses.documents import EditionNote
    from jobprism.analyses.editions_document import EditionsDiff
    from jobprism.analyses.plan_documents import PivotPlan
    from jobprism.analyses.ranking import Only
    from jobprism.analyses.reading_document import ReadingReport

Told = ParamSpec("Told")
Answer = TypeVar("Answer")


def _asked(
    local: Callable[Concatenate[Any, Told], Answer], document: str | None = None, **renamed: str
) -> Callable[Concatenate[RemoteAtlas, Told], Answer]:
    """A question as the local atlas declares it: its name, parameters and description are those of ``local``.

    Args:
        local: the local atlas's method; the operation bears its name.
        document: module below ``jobprism`` of the document it returns; a table where left out.
        renamed: the operation's name of a parameter, where it is another.
    """
    parameters = signature(local)

    @wraps(local)
    def ask(self: RemoteAtlas, /, *args: Told.args, **kwargs: Told.kwargs) -> Any:
        given = list(parameters.bind(self, *args, **kwargs).arguments.items())[1:]
        asked = {renamed.get(name, name): value for name, value in given}
        if document is None:
            return self._channel.frame(local.__name__, asked)
        kind = getattr(import_module(f"jobprism.{document}"), local.__annotations__["return"])
        return kind.model_validate_json(self._channel.get(local.__name__, asked))

    return ask


def _table(name: str) -> property:
    """A table of the edition, described as on the local atlas."""
    return property(
        lambda self: self._channel.frame(f"tables/{name}"),
        doc=f"{getattr(Frames, name).__doc__} Figures as far as their licences let the server pass them on.",
    )


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

    occupations = _table("occupations")
    tasks = _table("tasks")
    evidence = _table("evidence")
    estimates = _table("estimates")
    pressure = _table("pressure")
    levels = _table("levels")
    indices = _table("indices")

    report = _asked(Documents.report, "publishing.report")
    task = _asked(Documents.task, "analyses.task")
    level = _asked(Documents.level, "analyses.level_document")
    outlook = _asked(Documents.outlook, "analyses.outlook_document")
    skills = _asked(Documents.skills, "analyses.skills_document")
    skill = _asked(Documents.skill, "analyses.skills_document")
    compare = _asked(Documents.compare, "analyses.comparison", titles="title")
    agreement = _asked(Documents.agreement, "analyses.agreement")
    validation = _asked(Documents.validation, "analyses.validation")
    sensitivity = _asked(Answers.sensitivity)
    forecast = _asked(Answers.forecast)
    crosswalk = _asked(Answers.crosswalk, start="from")

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
        return PivotPlan.model_validate_json(self._channel.get("plan", {"title": title, **asked}))

    def assess(self, said: Mapping[str, object]) -> AssessmentReport:
        """One person's work beside the job's; what may be said is in ``analyses.situation.Situation``."""
        from jobprism.analyses.assessment_document import AssessmentReport

        return AssessmentReport.model_validate_json(self._channel.post("assess", dict(said)))

    def read(self, source: bytes | str | Path) -> ReadingReport:
        """A CV, job description or posting, by its bytes or its path; it is sent to the server, which keeps nothing."""
        from jobprism.analyses.reading_document import ReadingReport

        data = source if isinstance(source, bytes) else bytes_of(Path(source))
        return ReadingReport.model_validate_json(self._channel.post_bytes("read", data))

    def diff(self, former: Frames | RemoteAtlas | str) -> EditionsDiff:
        """What changed from a former edition, which the server must have too, by itself or by its name."""
        from jobprism.analyses.editions_document import EditionsDiff

        return EditionsDiff.model_validate_json(self._channel.get("diff", {"former": _name_of(former)}))

    def moves(self, former: Frames | RemoteAtlas | str) -> pl.DataFrame:
        """Every figure of every occupation and role in a former edition and in this one, side by side."""
        return self._channel.frame("moves", {"former": _name_of(former)})

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

    @property
    def _most(self) -> int:
        return int(self._about["titles"])


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
