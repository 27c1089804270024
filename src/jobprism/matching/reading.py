"""Reading a CV, job description or posting: title, level, duties, skills and technologies, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jobprism.errors import DocumentError
from jobprism.judgements.load import Documents, judgement
from jobprism.matching.duties import Duty, duties
from jobprism.matching.headline import DocumentLevel, Found, find_level, find_title
from jobprism.matching.segments import Segment, segments
from jobprism.matching.skills import TECHNOLOGY, SkillMatch, find_skills

_RANGE = re.compile(
    r"\b(?:19|20)\d\d\b\s*(?:-|–|—|to|until)\s*(?:[a-z]+\.?\s+)?(?:(?:19|20)\d\d|present|now|today|date|current)",
    re.IGNORECASE,
)
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


@dataclass(frozen=True)
class Reading:
    """What a document says; spans are offsets into its text, in characters.

    Attributes:
        kind: ``cv`` or ``posting`` (which a job description is too).
        title: the job title it is about, None where none is found.
        level: its level, None where nothing tells it.
        duties: what is done in the job, in order.
        skills: skills and technologies named, in order.
    """

    kind: str
    title: Found | None
    level: DocumentLevel | None
    duties: list[Duty] = field(default_factory=list)
    skills: list[SkillMatch] = field(default_factory=list)

    @property
    def technologies(self) -> list[SkillMatch]:
        """The software and tools among the skills."""
        return [s for s in self.skills if s.kind in TECHNOLOGY]


def read_text(text: str, tools: TitleTools = TitleTools()) -> Reading:
    """Read a document's text, as ``read_document`` or a person gives it; rules and fitted weights, the same every time.

    Raises:
        DocumentError: the text is too long.
    """
    most = judgement(Documents).maximum_characters
    if len(text) > most:
        raise DocumentError(
            f"The text has {len(text):,} characters; {most:,} can be read.", "Give the part about one job alone."
        )
    parts = segments(text)
    kind = kind_of(text, parts)
    title = find_title(text, parts, kind, tools.similarity)
    return Reading(
        kind=kind,
        title=title,
        level=find_level(text, parts, title, tools.level),
        # "Line cook wanted" may read as a verb.
        duties=[d for d in duties(text, parts, kind) if not title or d.end <= title.start or title.end <= d.start],
        skills=find_skills(text, parts),
    )


def kind_of(text: str, parts: list[Segment]) -> str:
    """``cv`` or ``posting``, by the words and headings that each of them uses."""
    headed = [p.section for p in parts if p.heading]
    cv = 2 * len(_RANGE.findall(text)) + len(_CV.findall(text)) + _HEADING_COUNTS * sum(s in _OF_CVS for s in headed)
    posting = min(len(_POSTING.findall(text)), _MOST_POSTING_WORDS)
    return "cv" if cv > posting + _HEADING_COUNTS * sum(s in _OF_POSTINGS for s in headed) else "posting"
