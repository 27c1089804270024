"""The title and the level that a CV or posting is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobprism.judgements.load import Documents, judgement
from jobprism.matching.segments import Segment, section_of
from jobprism.matching.vocabulary import vocabulary
from jobprism.matching.words import name_key as normalised

_HEADS = Path(__file__).with_name("title_heads.txt")
_PARTS = re.compile(r"\s+[-–—·•|@]+\s+|\s*[|:;,()•·!*]+\s*|\t+| {3,}|\s+at\s+(?=[A-Z])")
_LABELS = re.compile(r"(?:job|position|role|post)? ?(?:title|position|role|vacancy)$", re.IGNORECASE)
_PREPOSITION = re.compile(r" (?:in|of|for|to|with|on) ")
_YEARS = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen)\s*\+?\s*"
    r"(?:(?:-|–|to|or more)\s*\d{0,2}\s*)?(?:or more )?years?\b"
    r"(?=.{0,60}(?:experience|behind you|in|of|build|work|lead|as)\b)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERS = {
    **dict(
        zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(1, 11), strict=True)
    ),
    "twelve": 12,
    "fifteen": 15,
}
_MOST_WORDS = 7


@dataclass(frozen=True)
class Found:
    """Words of the document with their place.

    Attributes:
        start, end: offsets into the document's text, in characters.
        text: the words on one line.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class DocumentLevel:
    """The level a document speaks of.

    Attributes:
        level: ``junior``, ``mid``, ``senior`` or ``lead``.
        confidence: 0 to 1.
        because: the words that tell it.
    """

    level: str
    confidence: float
    because: Found


def find_title(
    text: str, segments: list[Segment], kind: str, similarity: Callable[[str], float] = lambda _: 0.0
) -> Found | None:
    """The job title the document is about: of a posting its headline, of a CV the latest or headlined job's.

    Args:
        text: the document.
        segments: its segments.
        kind: ``cv`` or ``posting``.
        similarity: how much words resemble a known title, 0 to 1; the title coder's, where there is one.
    """
    judged = judgement(Documents).title
    best: tuple[float, Found] | None = None
    for place, (segment, after_label) in enumerate(_where_titles_stand(segments, kind)):
        for part in _parts(text, segment):
            score = (
                _likeness(part, similarity)
                + judged["label"] * after_label
                + judged["heading"] * segment.heading
                - judged["later"] * place
            )
            if score >= judged["least"] and (best is None or score > best[0]):
                best = (score, part)
    return best[1] if best else None


def title_among(
    text: str, lines: Sequence[Segment], similarity: Callable[[str], float], *, dated: bool
) -> Found | None:
    """The words of a few lines that look most like a title, the first of equals; None where none do.

    Args:
        text: the document.
        lines: the segments that open a job.
        similarity: how much words resemble a known title, 0 to 1.
        dated: whether they tell years too, so that less need speak for a title.
    """
    parts = [part for line in lines for part in _parts(text, line)]
    best = max(parts, key=lambda part: _likeness(part, similarity), default=None)
    least = judgement(Documents).title["least_dated" if dated else "least"]
    return best if best and _likeness(best, similarity) >= least else None


def _likeness(part: Found, similarity: Callable[[str], float]) -> float:
    if section_of(part.text):
        return 0.0
    judged = judgement(Documents).title
    return judged["head"] * _names_work(part.text) + judged["similarity"] * similarity(part.text)


def find_level(
    text: str, segments: list[Segment], title: Found | None, of_title: Callable[[str], tuple[str, float] | None]
) -> DocumentLevel | None:
    """The level by the title's words, else by what is said of beginners, of years and of people led; else None.

    Args:
        text: the document.
        segments: its segments.
        title: its title.
        of_title: level and confidence (0 to 1) by a title's words, None where they tell none.
    """
    judged = judgement(Documents).level
    told = of_title(title.text) if title else None
    if title and told:
        return DocumentLevel(told[0], told[1], title)
    # A duty may be to train an apprentice, and an employer may boast of its years.
    speaking = [s for s in segments if s.section not in {"duties", "experience", "benefits", "about", "apply"}]
    for words, level in judged.words.items():
        pattern = re.compile(rf"\b{words}\b", re.IGNORECASE)
        if found := next((m for s in speaking if (m := pattern.search(text, s.start, s.end))), None):
            return DocumentLevel(level, judged.words_confidence, Found(found.start(), found.end(), found.group()))
    years = [told for segment in speaking for told in _years(text, segment)]
    if not years:
        return None
    most, found = max(years, key=lambda pair: pair[0])
    level = next(name for name, least in reversed(judged.least_years.items()) if most >= least)
    return DocumentLevel(level, judged.years_confidence, found)


def _where_titles_stand(segments: list[Segment], kind: str) -> Iterator[tuple[Segment, bool]]:
    """The segments before the first section, and of a CV the lines of its jobs; with whether a label names a title."""
    before = ""
    seen: set[str] = set()
    for segment in segments:
        if not segment.heading:
            seen.add(segment.section)
        top = not seen - {"none", "profile", "about"} and not segment.bullet
        if top or (kind == "cv" and segment.section == "experience" and not segment.bullet):
            yield segment, bool(_LABELS.search(before))
        before = segment.text


def _parts(text: str, segment: Segment) -> Iterator[Found]:
    """Parts of a line between commas, dashes, brackets and wide gaps, without words such as "wanted"."""
    at = segment.start
    ends = [(m.start(), m.end()) for m in _PARTS.finditer(text, segment.start, segment.end)]
    for end, following in [*ends, (segment.end, segment.end)]:
        noise = vocabulary().title_noise
        words = list(re.finditer(r"\S+", text[at:end]))
        while words and words[-1].group().lower().strip(".") in noise:
            words.pop()
        while words and (words[0].group().lower() in noise or not any(c.isalnum() for c in words[0].group())):
            words.pop(0)
        if 0 < len(words) <= _MOST_WORDS and not any(c.isdigit() for w in words for c in w.group()):
            begin, stop = at + words[0].start(), at + words[-1].end()
            yield Found(begin, stop, " ".join(text[begin:stop].split()).rstrip("."))
        at = following


def _names_work(part: str) -> bool:
    """Whether the words end, before any "of" or "in", with a word that ends titles; or start as "Head of" does."""
    words = normalised(_PREPOSITION.split(part)[0]).split()
    if not words:
        return False
    return words[-1] in title_heads() or words[-1] in vocabulary().agents or words[0] in vocabulary().chiefs


@cache
def title_heads() -> frozenset[str]:
    """Words that end titles, such as "nurse"; singular, small letters."""
    return frozenset(_HEADS.read_text(encoding="utf-8").split())


def _years(text: str, segment: Segment) -> Iterator[tuple[int, Found]]:
    for m in _YEARS.finditer(text, segment.start, segment.end):
        number = m.group(1).lower()
        yield int(_NUMBERS.get(number, number)), Found(m.start(), m.end(), " ".join(m.group().split()))
