"""A document cut into sentences, each with its place, its section and its marks.

Lines that a page broke are put together again, headings are told from text, and text is cut into sentences. Offsets are
in characters of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from jobprism.matching.vocabulary import vocabulary

_BULLET = re.compile(
    r"[ \t]*(?:[•‣▪▫◦●○∙·►▶➢➤✓✔✅❖■□>*+–—-]|\(?\d{1,2}[.)]|\(?[a-h][.)])[ \t]+|[ \t]*[•‣▪●►➢✓✔✅–—-](?=\w)"
)
_RULE = re.compile(r"[ \t]*[=\-_*~#|]{3,}[ \t]*$")
_MARKDOWN_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_BOLD_LABEL = re.compile(r"[ \t]*(\*\*|__)(.+?)\1:?[ \t]*")
_LABEL = re.compile(r"[ \t]*([A-Za-z][\w'’ &/()-]{1,44}?):[ \t]+(?=\S)")
_ENDS = re.compile(r"[.!?][\"'”’)*_]*$")
_UNFINISHED = re.compile(r"(?:,|\b(?:and|or|of|the|a|an|to|in|for|with|by|on|at|from|that|as))$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)*_]*\s+(?=[\"'“‘(*]*[A-Z0-9£$€])|;\s+(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|e\.g|i\.e|vs|approx|incl|max|min|no|nos|st|dr|mr|mrs|ms|prof|inc|ltd|co|corp|dept|u\.s|u\.k)\.)$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 60
_LEAST_WRAPPED = 45
_LONGEST_SENTENCE = 2000
_UNMARKED = 8  # depth of a heading without marks: below those of #, and of bold or underlined ones


@dataclass(frozen=True)
class Segment:
    """A sentence, a clause or a heading.

    Attributes:
        start, end: where it stands in the text, without bullets and surrounding marks.
        text: its words, line breaks and runs of spaces made one space.
        section: what the part of the document is about (a key of the vocabulary's headings), or ``none``.
        heading: whether it is a heading.
        bullet: whether it is, or stands in, an item of a list.
        label: whether it follows a label that is no heading, as in ``Company: ...``.
    """

    start: int
    end: int
    text: str
    section: str
    heading: bool = False
    bullet: bool = False
    label: bool = False


@dataclass
class _Line:
    start: int  # of what follows indentation, bullet and marks
    end: int
    text: str
    raw: str
    bullet: bool = False
    marked: int = 0  # how a heading is marked: depth of #, 7 for bold or underlined, 0 not at all
    rule: bool = False
    shouted: bool = False  # most of the document is in capitals, so that they mark nothing


def segments(text: str) -> list[Segment]:
    """All sentences and headings in order."""
    return list(_Sections(text).segments())


class _Sections:
    """Goes through a text block by block and keeps in mind which section it is in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._section = "none"
        self._depth = 0

    def segments(self) -> Iterator[Segment]:
        for block in _blocks(_lines(self._text)):
            if len(block) == 1 and is_heading(block[0]):
                yield self._headed(block[0])
            else:
                yield from self._sentences(block)

    def _headed(self, line: _Line) -> Segment:
        """A heading; one that names no section ends a section, but not a deeper one and not a list of jobs."""
        named, depth = section_of(line.text), line.marked or _UNMARKED
        if named or (depth <= self._depth and self._section != "experience"):
            self._section, self._depth = named or "none", depth
        return Segment(line.start, line.end, line.text, self._section, heading=True)

    def _sentences(self, block: list[_Line]) -> Iterator[Segment]:
        begin, end, bullet = block[0].start, block[-1].end, block[0].bullet
        label = _BOLD_LABEL.match(self._text, begin, end) or _LABEL.match(self._text, begin, end)
        if label and not bullet and section_of(label.group()):
            yield self._heading(begin, label.end())
            begin, label = label.end(), None
        for a, b in _sentence_spans(self._text, begin, end):
            words = _words(self._text[a:b])
            if words.endswith(":") and len(words) <= _LONGEST_HEADING and section_of(words):
                yield self._heading(a, b)
            else:
                yield Segment(a, b, words, self._section, bullet=bullet, label=label is not None)

    def _heading(self, begin: int, end: int) -> Segment:
        """A heading amid a paragraph, or before its text on the same line."""
        words = _words(self._text[begin:end])
        self._section, self._depth = section_of(words) or "none", _UNMARKED
        return Segment(begin, end, words, self._section, heading=True)


@lru_cache(maxsize=4096)
def section_of(heading: str) -> str | None:
    """The section a heading names, or None; the longest phrase it equals, starts with or ends with decides."""
    words = _plain(heading)
    found = [
        (len(phrase), section)
        for section, phrases in vocabulary().headings.items()
        for phrase in phrases
        if words == phrase or (" " in phrase and (words.startswith(phrase + " ") or words.endswith(" " + phrase)))
    ]
    if found:
        return max(found)[1]
    return "about" if words.startswith("about ") else None


def is_heading(line: _Line) -> bool:
    """Whether a line alone looks like a heading: by its marks, its words, its capitals or its colon."""
    if not line.text or len(line.text) > _LONGEST_HEADING or line.bullet or _SENTENCE_END.search(line.text):
        return False
    asks = line.text.endswith(("?", ":"))
    named = section_of(line.text)
    if line.marked or (named and asks) or _plain(line.text) in _phrases():
        return True
    letters = [c for c in line.text if c.isalpha()]
    capitals = len(letters) > 3 and all(c.isupper() for c in letters) and not line.shouted
    return capitals or (line.text.endswith(":") and len(line.text.split()) <= 8)


@cache
def _phrases() -> frozenset[str]:
    return frozenset(p for phrases in vocabulary().headings.values() for p in phrases)


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", heading.lower().replace("'", "").replace("’", "").replace("&", " and ")))


def _words(text: str) -> str:
    """On one line, without Markdown's marks of weight."""
    return " ".join(re.sub(r"\*\*|__", "", text).split())


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    for raw in text.split("\n"):
        lines.append(_line(raw, at))
        at += len(raw) + 1
    for line, under in pairwise(lines):
        if (
            under.rule
            and line.text
            and not line.bullet
            and len(line.text) <= _LONGEST_HEADING
            and under.raw.strip()[0] in "=-"
        ):
            line.marked = 1 if under.raw.strip()[0] == "=" else 2
    if 2 * sum(line.text.isupper() for line in lines) > sum(bool(line.text) for line in lines):
        for line in lines:
            line.shouted = True
    return lines


def _line(raw: str, at: int) -> _Line:
    if _RULE.match(raw):
        return _Line(at, at, "", raw, rule=True)
    begin, end, marked = 0, len(raw.rstrip()), 0
    heading, bullet = _MARKDOWN_HEADING.match(raw), _BULLET.match(raw)
    if heading:
        begin, marked = heading.end(), heading.group().count("#")
    elif bullet:
        begin = bullet.end()
    else:
        begin = len(raw) - len(raw.lstrip())
    body = raw[begin:end]
    for mark in ("**", "__", "*", "_"):
        bare = body.rstrip(":")
        inner = bare[len(mark) : -len(mark)]
        if inner and bare == mark + inner + mark and mark not in inner:
            begin, end = begin + len(mark), begin + len(mark) + len(inner)
            marked = marked or 7
            break
    return _Line(
        at + begin, at + end, " ".join(raw[begin:end].split()), raw, bullet=bool(bullet) and not heading, marked=marked
    )


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines that make one paragraph, list item or heading."""
    group: list[_Line] = []
    for line in [*lines, _Line(0, 0, "", "")]:
        if line.text and not line.bullet and not line.marked:
            group.append(line)
            continue
        if group:
            yield from _unwrapped(group)
        group = [line] if line.text and line.bullet else []
        if line.marked and line.text:
            yield [line]


def _unwrapped(group: list[_Line]) -> Iterator[list[_Line]]:
    """Neighbouring lines put together where a page broke them.

    A page breaks a line where the next word would not fit. So lines are put together if nearly all breaks of the group
    are of that kind; else only where a line ends amid a phrase, or the next goes on in small letters.
    """
    breaks = list(pairwise(group))
    width = max(len(line.raw.rstrip()) for line in group)
    fits = [len(a.raw.rstrip()) + 1 + len(b.text.split()[0]) <= width for a, b in breaks]
    wrapped = len(group) > 2 and width >= _LEAST_WRAPPED and sum(fits) <= 0.15 * len(fits)
    capitals = sum(line.text[0].isupper() for line in group) > 0
    block = [group[0]]
    for (before, line), fit in zip(breaks, fits, strict=True):
        goes_on = capitals and line.text[0].islower() and len(before.raw.rstrip()) >= _LEAST_WRAPPED
        amid = bool(_UNFINISHED.search(before.text))
        apart = _ENDS.search(before.text) or is_heading(before) or is_heading(line)
        if not apart and ((wrapped and not fit) or goes_on or amid):
            block.append(line)
        else:
            yield block
            block = [line]
    yield block


def _sentence_spans(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences between two offsets; what has no end for too long is cut."""
    at = begin
    for found in [*_SENTENCE_END.finditer(text, begin, end), None]:
        stop, following = (found.start(), found.end()) if found else (end, end)
        if found and _ABBREVIATION.search(text, max(at, stop - 12), stop):
            continue
        if found and found.group().startswith(";") and within_brackets(text, at, stop):
            continue
        for a in range(at, stop, _LONGEST_SENTENCE):
            b = min(a + _LONGEST_SENTENCE, stop)
            if text[a:b].strip():
                yield _trimmed(text, a, b)
        at = following


def within_brackets(text: str, begin: int, at: int) -> bool:
    """Whether a bracket that opens after ``begin`` is still open at an offset."""
    return text.count("(", begin, at) > text.count(")", begin, at)


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and text[begin] in " \t\n*_":
        begin += 1
    while end > begin and text[end - 1] in " \t\n*_;":
        end -= 1
    return begin, end
