"""Abbreviations of words in job titles, by our own list (``abbreviations.yml``)."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel

from jobprism.declarations import read_yaml
from jobprism.matching.level import level_words
from jobprism.matching.words import singular, words

FILE = Path(__file__).with_name("abbreviations.yml")


class _Meant(RootModel[list[str]]):
    root: list[str] = Field(min_length=1, max_length=2)


class _Abbreviations(BaseModel):
    model_config = ConfigDict(extra="forbid")
    date: date
    words: dict[str, _Meant]


def expanded(found: list[str], short: frozenset[str]) -> list[str]:
    """A title's words with those that are short written out.

    Args:
        found: the words in order, as ``jobprism.matching.words.words`` gives them.
        short: the words of it that may be written out.
    """
    last = max((i for i, w in enumerate(found) if w not in level_words() and not w.isdigit()), default=-1)
    written: list[str] = []
    for i, word in enumerate(found):
        meant = _meant().get(word) if word in short else None
        written += [word] if meant is None else meant[i == last]
    return written


def is_short(word: str) -> bool:
    """Whether a word is an abbreviation of our list."""
    return word in _meant()


@cache
def _meant() -> dict[str, tuple[list[str], list[str]]]:
    """What each word stands for within a title and as its last word."""
    listed = read_yaml(FILE, _Abbreviations).words
    return {singular(short): (words(m.root[0]), words(m.root[-1])) for short, m in listed.items()}
