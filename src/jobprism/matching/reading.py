"""Reading a CV, job description or posting: title, level, jobs, duties, skills, technologies, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from jobprism.errors import DocumentError
from jobprism.judgements.load import Documents, judgement
from jobprism.matching.coder import BASES, TitleCoder
from jobprism.matching.duties import Duty, duties
from jobprism.matching.headline import DocumentLevel, Found, find_level, find_title
from jobprism.matching.jobs import YEARS, Job, jobs_of_cv
from jobprism.matching.level import level_of
from jobprism.matching.refining import Refiner, refined
from jobprism.matching.segments import Segment, segments
from jobprism.matching.skills import TECHNOLOGY, SkillMatch, find_skills

_CV = re.compile(r"curriculum vitae|\breferences\b|\bgpa\b|\bi (?:am|have|was)\b|\bmy\b", re.IGNORECASE)
_POSTING = re.compile(
    r"\b(?:apply|applica(?:nts?|tions?)|you(?:['’]ll)?|we (?:are|offer)|salary|candidates?|equal opportunity)\b",
    re.IGNORECASE,
)
_OF_CVS = frozenset({"experience", "education", "personal", "skills", "profile"})
_OF_POSTINGS = frozenset({"duties", "requirements", "benefits", "about", "apply"})
_HEADING_COUNTS = 2
_MOST_POSTING_WORDS = 12  # long postings say "you" without end


@dataclass(frozen=True)
class TitleTools:
    """What the title coder knows, as far as reading a document needs it.

    Attributes:
        similarity: how much words resemble a known title, 0 to 1.
        level: level and confidence (0 to 1) that a title's words tell, None where they tell none.
    """

    similarity: Callable[[str], float] = lambda _: 0.0
    level: Callable[[str], tuple[str, float] | None] = lambda _: None

    @classmethod
    def of(cls, coder: TitleCoder) -> TitleTools:
        """Those of a title coder: its confidence in the best occupation, none where it leaves words without a code."""

        @cache
        def similarity(words: str) -> float:
            coded = coder.best([words], [None], 1)
            return 0.0 if coded.basis[0] == BASES.index("none") else float(coded.confidence[0, 0])

        return cls(similarity, level_told)


def level_told(title: str, name: str = "") -> tuple[str, float] | None:
    """Level and confidence (0 to 1) that a word of a title tells; None where no word but the job's own name does."""
    told = level_of(title, name)
    return (told.level, told.confidence) if told.sign else None


@dataclass(frozen=True)
class Reading:
    """What a document says; spans are offsets into its text, in characters.

    Attributes:
        kind: ``cv`` or ``posting`` (which a job description is too).
        title: the job title it is about, None where none is found.
        level: its level, None where nothing tells it.
        jobs: the jobs a CV tells of, in its order; of a posting the one it is about, with all duties.
        duties: what is done, in order; of a CV also what belongs to no job.
        skills: skills and technologies named, in order.
        refused: how many quotations of a language model were refused; None where none was asked.
    """

    kind: str
    title: Found | None
    level: DocumentLevel | None
    jobs: list[Job] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    skills: list[SkillMatch] = field(default_factory=list)
    refused: int | None = None

    @property
    def technologies(self) -> list[SkillMatch]:
        """The software and tools among the skills."""
        return [s for s in self.skills if s.kind in TECHNOLOGY]


def read_text(text: str, tools: TitleTools = TitleTools(), refine: Refiner | None = None) -> Reading:
    """Read a document's text, as ``read_document`` or a person gives it; rules and fitted weights, the same every time.

    Args:
        text: the document.
        tools: what the title coder knows.
        refine: a language model that goes over the duties; the answer is then as steady as the model's.

    Raises:
        DocumentError: the text is too long, has too many duties or jobs, or the model's answer is no list.
    """
    limits = judgement(Documents)
    _refuse_beyond(limits.maximum_characters, len(text), "characters")
    parts = segments(text)
    kind = kind_of(text, parts)
    title = find_title(text, parts, kind, tools.similarity)
    found, refused = duties(text, parts, kind), None
    if refine is not None:
        told = refined(text, found, refine)
        found, refused = told.duties, told.refused
    # "Line cook wanted" may read as a verb.
    found = [d for d in found if not title or d.end <= title.start or title.end <= d.start]
    _refuse_beyond(limits.maximum_duties, len(found), "duties")
    jobs = jobs_of_cv(text, parts, found, tools.similarity) if kind == "cv" else []
    _refuse_beyond(limits.maximum_jobs, len(jobs), "jobs")
    titles = [j.title.start for j in jobs if j.title]
    found = [d for d in found if bisect_left(titles, d.start) == bisect_left(titles, d.end)]
    return Reading(
        kind=kind,
        title=title,
        level=find_level(text, parts, title, tools.level),
        jobs=jobs or [Job(title, None, found)],
        duties=found,
        skills=find_skills(text, parts),
        refused=refused,
    )


def _refuse_beyond(most: int, number: int, what: str) -> None:
    if number > most:
        raise DocumentError(
            f"The text has {number:,} {what}; {most:,} can be read.", "Give the part about one job alone."
        )


def kind_of(text: str, parts: list[Segment]) -> str:
    """``cv`` or ``posting``, by the words and headings that each of them uses."""
    headed = [p.section for p in parts if p.heading]
    cv = 2 * len(YEARS.findall(text)) + len(_CV.findall(text)) + _HEADING_COUNTS * sum(s in _OF_CVS for s in headed)
    posting = min(len(_POSTING.findall(text)), _MOST_POSTING_WORDS)
    return "cv" if cv > posting + _HEADING_COUNTS * sum(s in _OF_POSTINGS for s in headed) else "posting"
