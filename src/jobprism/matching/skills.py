"""Skills and technologies named in a text: O*NET's elements and technologies, ESCO's skills.

A name is found where its words stand in the text, a first verb in any form ("managing budgets", "manage a budget"); of
names that overlap, the longest counts. A name that is also a word of the language ("Access", "R", "history") counts
only where something beside it says that it is meant: another tool in the sentence, a word such as "proficient in", its
place as an item of a list of skills, or a capital amid small letters. Long names of tools are found with one typing
error too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from jobprism.matching.headline import title_heads
from jobprism.matching.segments import Segment, segments
from jobprism.matching.skill_names import name_key, skill_names, skill_words, tokens, verb_key

TECHNOLOGY = ("technology", "category")
_SILENT = frozenset({"about", "benefits", "apply"})
_LISTS = frozenset({"skills", "requirements", "education"})
_KNOWLEDGE = re.compile(
    r"(?:knowledge of|skills? in|experience (?:in|with)|background in|proficien\w+ in|trained in)\s+$", re.I
)
_WORTH = re.compile(r"\s+(?:\w+\s+){0,2}(?:plus|skills?|experience|knowledge)\b", re.I)

_BREAKS_A_NAME = re.compile(r"[,;:•|()]\s|\n\s*\n")
_NEAR = 80  # characters between a plain name and another tool that vouches for it
_WINDOW = 40  # characters beside a name that are looked at
_LEAST_FUZZY = 8


@dataclass(frozen=True)
class SkillMatch:
    """A skill or technology found.

    Attributes:
        start, end: its place in the text, in characters.
        text: as written there.
        kind: as in ``skill_names``.
        id: O*NET's name of a technology or category, its element id, ESCO's URI or label.
        label: the name it stands for.
        exact: False where a typing error was forgiven.
    """

    start: int
    end: int
    text: str
    kind: str
    id: str
    label: str
    exact: bool = True


@dataclass(frozen=True)
class _Name:
    written: str
    id: str
    label: str
    kind: str
    plain: bool


@dataclass(frozen=True)
class _Hit:
    name: _Name
    start: int
    end: int
    exact: bool = True


def find_skills(text: str, parts: Sequence[Segment] | None = None) -> list[SkillMatch]:
    """The skills and technologies named in a text, in order; one row per place and kind.

    Args:
        text: a document, or a sentence or list.
        parts: its segments where they are known. What is said of the employer, of benefits and of applying is left out.
    """
    found: list[SkillMatch] = []
    for part in segments(text) if parts is None else parts:
        if part.section in _SILENT:
            continue
        hits = list(_hits(text, part))
        sure = [h for h in hits if not h.name.plain or _meant(text, part, h)]
        tools = [h.start for h in sure if h.name.kind in TECHNOLOGY]
        for hit in hits:
            if hit in sure or _vouched_for(text, part, hit, tools):
                n = hit.name
                words = " ".join(text[hit.start : hit.end].split())
                found.append(SkillMatch(hit.start, hit.end, words, n.kind, n.id, n.label, hit.exact))
    return found


def _hits(text: str, part: Segment) -> Iterator[_Hit]:
    """Names in a segment from left to right, the longest first where they overlap."""
    words = [(k, a + part.start, b + part.start) for k, a, b in tokens(text[part.start : part.end])]
    at = 0
    while at < len(words):
        found = _longest_name(text, words[at:])
        if found is None:
            yield from _forgiven(text, part, words[at])
            at += 1
            continue
        names, length = found
        yield from (_Hit(name, words[at][1], words[at + length - 1][2]) for name in names)
        at += length


def _longest_name(text: str, words: list[tuple[str, int, int]]) -> tuple[list[_Name], int] | None:
    """The names that start with the first of the words and are longest, and how many words they have."""
    names, longest = _names()
    begin = words[0][1]
    starts = [words[0][0], verb_key(text[begin : words[0][2]])]
    for length in range(min(max(longest.get(s or "", 0) for s in starts), len(words)), 0, -1):
        rest = "".join(f" {key}" for key, _, _ in words[1:length])
        for start in starts:
            if start and start + rest in names and not _BREAKS_A_NAME.search(text, begin, words[length - 1][2]):
                return names[start + rest], length
    return None


def _meant(text: str, part: Segment, hit: _Hit) -> bool:
    """Whether a name that is also an ordinary word is meant as a name, by what stands right beside it."""
    listed = part.section in _LISTS and _is_item(text, part, hit)
    if hit.name.kind not in TECHNOLOGY:
        return listed or bool(_KNOWLEDGE.search(text, max(part.start, hit.start - _WINDOW), hit.start))
    written, here = hit.name.written, text[hit.start : hit.end]
    shouted = part.text.isupper()
    if here.islower() or shouted:
        return listed and part.section == "skills" and len(here) > 1
    if written.isupper() and not here.isupper():
        return False
    if len(here) in {2, 3} and here.isupper():
        return True
    return listed or _cued(text, part, hit) or _stands_out(text, part, hit)


def _vouched_for(text: str, part: Segment, hit: _Hit, tools: list[int]) -> bool:
    """Whether a tool's name, written as a name, stands near one that is meant for sure."""
    here, written = text[hit.start : hit.end], hit.name.written
    if (
        hit.name.kind not in TECHNOLOGY
        or here.islower()
        or part.text.isupper()
        or (written.isupper() and not here.isupper())
    ):
        return False
    return any(abs(start - hit.start) < _NEAR for start in tools)


def _is_item(text: str, part: Segment, hit: _Hit) -> bool:
    """Whether nothing but the name stands between two commas, bullets or ends."""
    before, after = (t.strip() for t in _around(text, part, hit))
    opened = not before or before[-1] in ",;:•|/(-–" or before.endswith((" and", " or"))
    closed = not after or after[0] in ",;.•|/)-–" or after.startswith(("and ", "or "))
    return opened and closed


def _cued(text: str, part: Segment, hit: _Hit) -> bool:
    around = _around(text, part, hit)
    before = " " + " ".join(re.findall(r"[\w-]+", around[0].lower())[-2:])
    after = "".join(re.findall(r"[\w-]+", around[1].lower())[:1])
    cues = skill_words().cues
    return before.endswith(tuple(f" {c}" for c in cues)) or after in cues or bool(_WORTH.match(text, hit.end, part.end))


def _stands_out(text: str, part: Segment, hit: _Hit) -> bool:
    """Whether it has a capital amid words in small letters, and is no person's trade ("Chef")."""
    here = text[hit.start : hit.end]
    if (
        len(here) < 2
        or not here[0].isupper()
        or hit.start == part.start
        or part.heading
        or here.lower() in title_heads()
    ):
        return False
    around = _around(text, part, hit)
    before, after = re.search(r"(\w+)[^\w.!?]*$", around[0]), re.match(r"\s+(\w+)", around[1])
    return bool(before and before.group(1).islower()) and (after is None or after.group(1)[0].islower())


def _around(text: str, part: Segment, hit: _Hit) -> tuple[str, str]:
    """What stands before and after a name in its segment, as far as it matters."""
    return text[max(part.start, hit.start - _WINDOW) : hit.start], text[hit.end : min(part.end, hit.end + _WINDOW)]


def _forgiven(text: str, part: Segment, word: tuple[str, int, int]) -> Iterator[_Hit]:
    """A tool of one long word with one typing error; only words with a capital amid a sentence, or of a skills list."""
    key, begin, end = word
    if len(key) < _LEAST_FUZZY or not text[begin].isupper() or (begin == part.start and part.section != "skills"):
        return
    choices = _long_names().get(key[0], {})
    near = process.extract(key, list(choices), scorer=OSA.distance, score_cutoff=1, limit=2)
    if len(near) == 1:
        yield _Hit(choices[near[0][0]], begin, end, exact=False)


@cache
def _names() -> tuple[dict[str, list[_Name]], dict[str, int]]:
    """Names by key; and by first word, the most words a name has."""
    names: dict[str, list[_Name]] = {}
    longest: dict[str, int] = {}
    for written, id_, label, kind, plain in skill_names().select("written", "id", "label", "kind", "plain").rows():
        key = name_key(written)
        names.setdefault(key, []).append(_Name(written, id_, label, kind, plain))
        first, length = key.split(" ", 1)[0], key.count(" ") + 1
        longest[first] = max(longest.get(first, 0), length)
    return names, longest


@cache
def _long_names() -> dict[str, dict[str, _Name]]:
    """Names of tools of one long word, by first letter."""
    found: dict[str, dict[str, _Name]] = {}
    for key, bearers in _names()[0].items():
        name = next((n for n in bearers if n.kind == "technology" and not n.plain), None)
        if name and " " not in key and len(key) >= _LEAST_FUZZY:
            found.setdefault(key[0], {})[key] = name
    return found
