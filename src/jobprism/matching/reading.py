"""Reading a CV or posting: which it is."""

from __future__ import annotations

import re

from jobprism.matching.segments import Segment

_RANGE = re.compile(r"\b(?:19|20)\d\d\b\s*(?:-|–|—|to|until)\s*(?:[a-z]+\.?\s+)?(?:(?:19|20)\d\d|present|now|today|date|current)", re.I)
_CV = re.compile(r"curriculum vitae|\breferences\b|\bgpa\b|\bi (?:am|have|was)\b|\bmy\b", re.I)
_POSTING = re.compile(
    r"\bapply\b|\bapplica(?:nts?|tions?)\b|\byou(?:'ll|’ll)?\b|\bwe (?:are|offer|'re)\b|\bsalary\b|\bcandidates?\b|\bequal opportunity\b", re.I
)
_OF_CVS = {"experience", "education", "personal", "skills", "profile"}
_OF_POSTINGS = {"duties", "requirements", "benefits", "about", "apply"}


def kind_of(text: str, segments: list[Segment]) -> str:
    """``cv`` or ``posting``, by the words and headings that each of them uses."""
    headed = [s.section for s in segments if s.heading]
    cv = 2 * len(_RANGE.findall(text)) + len(_CV.findall(text)) + 2 * sum(s in _OF_CVS for s in headed)
    posting = min(len(_POSTING.findall(text)), 12) + 2 * sum(s in _OF_POSTINGS for s in headed)
    return "cv" if cv > posting else "posting"
