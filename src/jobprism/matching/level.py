"""The level that a job title tells: intern, junior, mid, senior or lead, by its words."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

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


def level_of(title: str, name: str = "") -> Level:
    """The level that a title tells.

    Args:
        title: the job title as written.
        name: the occupation's or role's own name where it is known: a word that belongs to the name ("teaching
            assistants") tells no level.
    """
    declared = _levels()
    found = all_words(title)
    there = set(found)
    own = set(all_words(name)) & set(declared.part_of_name)
    for sign, phrase, parts in _phrases():
        if found == parts and phrase in sign.unless_alone:
            continue
        if parts[0] in there and phrase not in own and _tells(parts, found, sign.unless_before.get(phrase, [])):
            return Level(level=sign.level, confidence=sign.confidence, sign=phrase)
    return Level(level=declared.no_sign.level, confidence=declared.no_sign.confidence, sign=None)


@cache
def level_words() -> frozenset[str]:
    """Every single word that may tell a level."""
    return frozenset(word for sign in _levels().signs for phrase in sign.words for word in phrase.split())


@cache
def _levels() -> Levels:
    return read_yaml(LEVELS, Levels)


@cache
def _phrases() -> list[tuple[_Sign, str, list[str]]]:
    """Every sign with each of its phrases, whole and in words, in the order in which they are sought."""
    return [(sign, phrase, phrase.split()) for sign in _levels().signs for phrase in sign.words]


def _tells(parts: list[str], found: list[str], unless_before: list[str]) -> bool:
    for start in range(len(found) - len(parts) + 1):
        end = start + len(parts)
        if found[start:end] == parts and not (end < len(found) and found[end] in unless_before):
            return True
    return False
