"""A CV, job description or posting → the document of what it says, its exposure, and where each thing stands."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.reading_document import (
    Code,
    DutyRead,
    Exposure,
    JobRead,
    LevelRead,
    ListedOccupation,
    NearActivity,
    NearTask,
    NeighbourLayer,
    ReadingReport,
    SkillRead,
    Span,
    TitleRead,
    Years,
)
from jobprism.analyses.reading_sentences import in_short, notes
from jobprism.editions.store import Edition
from jobprism.estimates.text_model import score
from jobprism.judgements.load import Bands, band_of, judgement
from jobprism.matching.activities import TaskMatcher, neighbour_evidence
from jobprism.matching.coder import TitleCoder
from jobprism.matching.documents import Document
from jobprism.matching.duties import Duty
from jobprism.matching.headline import DocumentLevel, Found
from jobprism.matching.jobs import Job
from jobprism.matching.reading import TitleTools, level_told, read_text
from jobprism.matching.refining import Refiner
from jobprism.matching.skills import TECHNOLOGY, SkillMatch
from jobprism.matching.task_lists import TaskLists

_CODES, _TASKS, _ACTIVITIES, _OCCUPATIONS = 3, 3, 3, 3  # shown of each
_NEIGHBOURS = 8  # whose estimates are shown together
_SOURCES = {"onet", "esco", "eloundou_2023"}


class DocumentReader:
    """Reads documents with one edition and one title coder; the first document loads what later ones share."""

    def __init__(self, edition: Edition, coder: TitleCoder) -> None:
        self._edition = edition
        self._coder = coder
        self._tools = TitleTools.of(coder)
        self._lists = TaskLists(coder.model)

    def read(self, document: Document, refine: Refiner | None = None) -> ReadingReport:
        """The document of what a text says.

        Args:
            document: as ``read_document`` gives it.
            refine: a language model that goes over the duties; only quotations of the text are taken from it.

        Raises:
            DocumentError: the text is too long, or the model's answer is no list.
        """
        found = read_text(document.text, self._tools, refine)
        own = {d.start: n for n, job in enumerate(found.jobs, 1) for d in job.duties}
        duties = self._duties(found.duties, own)
        titles = {t.text for t in [found.title, *(j.title for j in found.jobs)] if t}
        codes = self._codes(sorted(titles))
        number = {d.start: d.number for d in duties}
        jobs = [self._job(n, job, codes, number) for n, job in enumerate(found.jobs, 1)]
        title = _title(found.title, codes)
        level = None if _is_name(found.level, title) else _level(found.level)
        return ReadingReport(
            kind="cv" if found.kind == "cv" else "posting",
            file=document.kind,  # type: ignore[arg-type]
            pages=document.pages,
            text=document.text,
            title=title,
            level=level,
            jobs=jobs,
            duties=duties,
            skills=[_skill(s) for s in found.skills if s.kind not in TECHNOLOGY],
            technologies=[_skill(s) for s in found.technologies],
            refused=found.refused,
            in_short=in_short(found.kind, title, level, jobs, duties, found.skills),
            notes=notes(duties, found.refused),
            sources=source_notes(self._edition, _SOURCES),
            edition=self._note,
        )

    @cached_property
    def _note(self) -> EditionNote:
        return edition_note(self._edition)

    @cached_property
    def _tasks(self) -> TaskMatcher:
        return TaskMatcher(self._edition.table("tasks"), self._edition.table("task_activities"))

    @cached_property
    def _task_estimates(self) -> pl.DataFrame:
        return self._edition.rows("estimates", pl.col("subject_kind") == "task")

    @cached_property
    def _occupation_titles(self) -> dict[str, str]:
        names = self._edition.rows("code_names", pl.col("system") == "onet_soc_2019")
        return dict(names.select("code", "name").rows())

    @cached_property
    def _activity_labels(self) -> dict[str, str]:
        return dict(self._edition.table("activities").select("activity_id_onet", "activity_label").rows())

    @cached_property
    def _wording(self) -> dict[int, str]:
        if not self._edition.is_full:
            return {}
        return dict(self._edition.table("task_texts").select("task_id_onet", "task_text").rows())

    def _codes(self, titles: list[str]) -> dict[str, list[Code]]:
        """Codes of each title that has any; a title whose best is no occupation of the coder's has none."""
        coded = self._coder.code(titles, top=_CODES) if titles else pl.DataFrame()
        found: dict[str, list[Code]] = {t: [] for t in titles}
        for row in coded.rows(named=True):
            if row["occupation_id_onet"] is not None:
                found[row["title"]].append(Code.model_validate({name: row[name] for name in Code.model_fields}))
        return found

    def _job(self, number: int, job: Job, codes: dict[str, list[Code]], numbers: dict[int, int]) -> JobRead:
        title = _title(job.title, codes)
        told = level_told(job.title.text, _name(title)) if job.title else None
        listed = [
            ListedOccupation(occupation_title=self._occupation_titles.get(row["occupation_id_onet"]), **row)
            for row in self._lists.occupations([d.text for d in job.duties], _OCCUPATIONS).drop("rank").rows(named=True)
        ]
        of_title = title.codes[0].occupation_id_onet[:2] if title and title.codes else None
        return JobRead(
            number=number,
            title=title,
            years=Years(**_span(job.years.words), first=job.years.first, last=job.years.last) if job.years else None,
            level=_level(DocumentLevel(*told, job.title)) if told and job.title else None,
            duties=[numbers[d.start] for d in job.duties],
            by_duties=listed,
            same_major_group=listed[0].major_group == of_title if listed and of_title else None,
        )

    def _duties(self, found: list[Duty], own: dict[int, int]) -> list[DutyRead]:
        if not found:
            return []
        texts = [d.text for d in found]
        near = self._tasks.match(texts, _NEIGHBOURS)
        tasks = _by_text(near.filter(pl.col("rank") <= _TASKS))
        activities = _by_text(self._tasks.activities(texts, _ACTIVITIES))
        layers = _by_text(neighbour_evidence(near, self._task_estimates))
        return [
            DutyRead(
                **_span(duty),
                number=i + 1,
                job=own.get(duty.start),
                probability=duty.probability,
                exposure=_exposure(row),
                activities=[self._near_activity(r) for r in activities.get(i, [])],
                tasks=[self._near_task(r) for r in tasks.get(i, [])],
                neighbours=[NeighbourLayer.model_validate(r) for r in layers.get(i, [])],
            )
            for i, (duty, row) in enumerate(zip(found, score(texts).rows(named=True), strict=True))
        ]

    def _near_task(self, row: dict) -> NearTask:
        code = row["occupation_id_onet"]
        return NearTask(
            task_id_onet=row["task_id_onet"],
            occupation_id_onet=code,
            occupation_title=self._occupation_titles.get(code),
            task_text=self._wording.get(row["task_id_onet"]),
            similarity=row["similarity"],
            probability=row["probability"],
        )

    def _near_activity(self, row: dict) -> NearActivity:
        code = row["activity_id_onet"]
        return NearActivity(activity_id_onet=code, label=self._activity_labels[code], probability=row["probability"])


def _by_text(frame: pl.DataFrame) -> dict[int, list[dict]]:
    """Rows of each text, in order, without its number and rank."""
    found: dict[int, list[dict]] = {}
    for row in frame.drop("rank", strict=False).rows(named=True):
        found.setdefault(row.pop("text_number"), []).append(row)
    return found


def _exposure(row: dict) -> Exposure | None:
    if row["capability"] is None:
        return None
    figures = {name: row[name] for name in ("capability", "low", "high", "p_e0", "p_e1", "p_e2")}
    return Exposure.model_validate({**figures, "band": band_of(row["capability"], judgement(Bands).capability)})


def _title(found: Found | None, codes: dict[str, list[Code]]) -> TitleRead | None:
    return TitleRead(**_span(found), codes=codes[found.text]) if found else None


def _name(title: TitleRead | None) -> str:
    return (title.codes[0].occupation_title or "") if title and title.codes else ""


def _is_name(level: DocumentLevel | None, title: TitleRead | None) -> bool:
    """Whether a level is told by a word of the job's own name alone, as "assistant" of an administrative assistant."""
    if level is None or title is None or level.because.text != title.text:
        return False
    return level_told(title.text) is not None and level_told(title.text, _name(title)) is None


def _level(found: DocumentLevel | None) -> LevelRead | None:
    if found is None:
        return None
    return LevelRead.model_validate(
        {"level": found.level, "confidence": found.confidence, "because": Span(**_span(found.because))}
    )


def _skill(found: SkillMatch) -> SkillRead:
    return SkillRead(**_span(found), kind=found.kind, id=found.id, label=found.label, exact=found.exact)


def _span(found: Found | Duty | SkillMatch) -> dict:
    return {"start": found.start, "end": found.end, "text": found.text}
