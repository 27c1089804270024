"""Names of skills and technologies as they are met in writing, and the keys by which they are compared."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict

from jobprism.declarations import read_yaml
from jobprism.matching.vocabulary import verb_bases
from jobprism.matching.words import singular

NAMES = Path(__file__).with_name("skill_names.parquet")
_WORDS = Path(__file__).with_name("skill_words.yml")
TOKEN = re.compile(r"\.?[^\W_]+(?:\+\+?|#)?")
_SKIPPED = frozenset({"a", "an", "the"})


class SkillWords(BaseModel):
    """``skill_words.yml`` as it stands.

    Attributes:
        date: when the words were chosen.
        makers: names of makers that people leave out.
        cues: words beside a name that say it is a tool.
        ordinary: words of the language that name tools too.
        technologies: what is written, to O*NET's name of a technology.
        elements: what is written, to the id of O*NET's element.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    makers: list[str]
    cues: list[str]
    ordinary: list[str]
    technologies: dict[str, str]
    elements: dict[str, str]


@cache
def skill_words() -> SkillWords:
    """The words, read once.

    Raises:
        DeclarationError: the file is malformed.
    """
    return read_yaml(_WORDS, SkillWords)


@cache
def skill_names() -> pl.DataFrame:
    """All names.

    Returns:
        written (the name or alias), id (O*NET's name of a technology or category, its element id, ESCO's URI or
        label), label, kind (``technology``, ``category``, ``skill``, ``knowledge``, ``ability``, ``work_style``,
        ``esco``, ``esco_digital``, ``esco_green``), plain (whether it is also a word of the language, so that it
        needs something beside it).
    """
    return pl.read_parquet(NAMES).with_columns(pl.col("label").fill_null(pl.col("id")))


def name_key(name: str) -> str:
    """The keys of a name's words, between spaces; a verb that a longer name starts with is marked and in plain form."""
    words = [key for key, _, _ in tokens(name)]
    if len(words) > 1 and name.split(maxsplit=1)[0].lower() in verb_bases().values():
        words[0] = verb_key(words[0]) or words[0]
    return " ".join(words)


def verb_key(word: str) -> str | None:
    """The marked plain form of a verb, None of other words: "managing budgets" is found under "manage budgets"."""
    base = verb_bases().get(word.lower())
    return f"to-{base}" if base else None


def tokens(text: str) -> list[tuple[str, int, int]]:
    """(key, start, end) of the words of a text, without articles; keys are the same for both numbers of a noun."""
    return [
        (token_key(m.group()), m.start(), m.end()) for m in TOKEN.finditer(text) if m.group().lower() not in _SKIPPED
    ]


@cache
def token_key(token: str) -> str:
    """Small letters, a noun's singular, -ise as -ize."""
    word = token.lower()
    if not word.isalpha():
        return word
    word = singular(word)
    return re.sub(r"is(e|ed|ing|ation)$", r"iz\1", word) if len(word) > 7 else word
