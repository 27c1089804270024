"""Texts that are no job titles, told by rules: sentences, answers of forms, names of people and firms, files."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import filterfalse
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from jobprism.declarations import read_yaml
from jobprism.matching.words import LONGEST, plain_words

RULES = Path(__file__).with_name("no_titles.yml")
_FILE = re.compile(r"\S+\.(?:html?|pdf|docx?|xlsx?|jpe?g|png|gif|csv|txt|zip)")
_MOST_OF_A_PERSON = 3  # words of a person's name
_MOST_OF_A_FIRM = 4  # words of a firm's name with its legal form
_AHEAD = frozenset({"mr", "mrs", "ms", "miss", "dr", "jr", "sr", "ii", "iii"})


class NoTitles(BaseModel):
    """The words that the rules go by, a dated list of ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    question: str
    why: str
    references: list[str] = Field(min_length=1)
    sentence_words: list[str]
    sentence_openers: list[str]
    sentence_pairs: list[str]
    answers: list[str]
    given_names: list[str]
    legal_forms: list[str]


class Rules:
    """The rules, ready to be asked."""

    def __init__(self, declared: NoTitles) -> None:
        self._anywhere = _joined(declared.sentence_words)
        self._first = _joined(declared.sentence_openers) | _joined(declared.sentence_pairs)
        self._answers = _joined(declared.answers)
        self._given_names = _joined(declared.given_names)
        self._legal_forms = _joined(declared.legal_forms)
        listed = (self._anywhere, self._first, self._answers, self._given_names, self._legal_forms)
        self._words = frozenset(word for entries in listed for entry in entries for word in entry.split())

    def no_title(self, text: str) -> bool:
        """Whether a text is no title, as far as the rules can tell."""
        cut = text[:LONGEST]
        return self.refuses(plain_words(cut), cut)

    def refuses(self, found: list[str], cut: str) -> bool:
        """The same of a text of no more than ``LONGEST`` characters that is split into plain words already."""
        if self._words.isdisjoint(found):
            return _is_file(cut)
        return (
            not self._anywhere.isdisjoint(found)
            or (bool(found) and (found[0] in self._first or " ".join(found[:2]) in self._first))
            or " ".join(filterfalse(str.isdigit, found)) in self._answers
            or self._is_person(found)
            or (1 < len(found) <= _MOST_OF_A_FIRM and found[-1] in self._legal_forms)
            or _is_file(cut)
        )

    def _is_person(self, found: list[str]) -> bool:
        if self._given_names.isdisjoint(found):
            return False
        names = [w for w in found if w not in _AHEAD]
        # A given name alone may be a firm's or a machine's; what stands beside it is then a surname.
        return 1 < len(names) <= _MOST_OF_A_PERSON


@cache
def rules() -> Rules:
    """The rules that ship with the package."""
    return Rules(read_yaml(RULES, NoTitles))


def _is_file(cut: str) -> bool:
    return "." in cut and _FILE.fullmatch(cut.strip().lower()) is not None


def _joined(declared: list[str]) -> frozenset[str]:
    return frozenset(" ".join(plain_words(entry)) for entry in declared)
