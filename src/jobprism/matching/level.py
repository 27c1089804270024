"""The level that a job title tells: intern, junior, mid, senior or lead, by its words."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from jobprism.declarations import read_yaml
from jobprism.matching.words import all_words

LEVELS = Path(__file__).with_name("levels.yml")

LevelName = Literal["intern", "junior", "mid", "senior", "lead"]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Guess(_Declared):
    """A level with how sure the title's words make us of it, 0 to 1."""

    level: LevelName
    confidence: Annotated[float, Field(ge=0, le=1)]


class Level(Guess):
    """A guessed level and the word that told it; none where no word did."""

    sign: str | None


class _Sign(Guess):
    words: list[str]
    unless_before: dict[str, list[str]] = {}
    unless_alone: list[str] = []


class Levels(_Declared):
    """The words that tell levels, a dated judgement."""

    date: date
    question: str
    why: str
    references: list[str] = Field(min_length=1)
    signs: list[_Sign]
    no_sign: Guess
    part_of_name: list[str]


class _Phrase(NamedTuple):
    order: int  # in which they are sought: the first that a title has tells its level
    phrase: str
    parts: list[str]
    sign: _Sign
    level: Level


def level_of(title: str, name: str = "") -> Level:
    """The level that a title tells.

    Args:
        title: the job title as written.
        name: the occupation's or role's own name where it is known: a word that belongs to the name ("teaching
            assistants") tells no level.
    """
    found = all_words(title)
    by_first = _phrases()
    if by_first.keys().isdisjoint(found):
        return _no_sign()
    own = _part_of_name(name)
    for _, phrase, parts, sign, level in sorted(p for w in set(found) for p in by_first.get(w, ())):
        if found == parts and phrase in sign.unless_alone:
            continue
        if phrase not in own and _tells(parts, found, sign.unless_before.get(phrase, [])):
            return level
    return _no_sign()


@cache
def level_words() -> frozenset[str]:
    """Every single word that may tell a level."""
    return frozenset(word for sign in _levels().signs for phrase in sign.words for word in phrase.split())


@cache
def _levels() -> Levels:
    return read_yaml(LEVELS, Levels)


@cache
def _no_sign() -> Level:
    declared = _levels().no_sign
    return Level(level=declared.level, confidence=declared.confidence, sign=None)


@cache
def _phrases() -> dict[str, list[_Phrase]]:
    """Every phrase of every sign by its first word."""
    found: dict[str, list[_Phrase]] = {}
    listed = [(sign, phrase) for sign in _levels().signs for phrase in sign.words]
    for order, (sign, phrase) in enumerate(listed):
        level = Level(level=sign.level, confidence=sign.confidence, sign=phrase)
        parts = phrase.split()
        found.setdefault(parts[0], []).append(_Phrase(order, phrase, parts, sign, level))
    return found


@lru_cache(maxsize=4096)  # more than there are occupations and roles
def _part_of_name(name: str) -> frozenset[str]:
    """Words of a name that tell no level."""
    return frozenset(_levels().part_of_name).intersection(all_words(name))


def _tells(parts: list[str], found: list[str], unless_before: list[str]) -> bool:
    for start in range(len(found) - len(parts) + 1):
        end = start + len(parts)
        if found[start:end] == parts and not (end < len(found) and found[end] in unless_before):
            return True
    return False
