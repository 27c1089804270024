"""Names given by hand: of roles, and the everyday titles of our list; they come before what the model says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from jobprism.declarations import read_yaml
from jobprism.judgements.load import Matching, judgement
from jobprism.matching.level import level_words
from jobprism.matching.words import name_key, words

_EVERYDAY = Path(__file__).with_name("everyday_titles.yml")
_LEAST_WORDS_WITHIN = 2


class _EverydayTitles(BaseModel):
    model_config = ConfigDict(extra="forbid")
    date: date
    grades: frozenset[str]
    titles: dict[str, list[str]]


@dataclass(frozen=True)
class RoleFound:
    """A role whose name a title is, or holds."""

    role_id: str
    whole: bool  # the title is the name, but for words of level


class RoleNames:
    """Finds roles by their names in titles."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Prepare the names.

        Args:
            names: (name, role id); the first role that has a name keeps it.
        """
        self._names: dict[tuple[str, ...], str] = {}
        for name, role_id in names:
            key = tuple(words(name))
            if key:
                self._names.setdefault(key, role_id)
        self._first: dict[str, list[tuple[str, ...]]] = {}
        for key in sorted(self._names, key=lambda k: (-len(k), k)):
            self._first.setdefault(key[0], []).append(key)
        self.beginnings = frozenset(self._first)

    def find(self, found: list[str]) -> RoleFound | None:
        """The role that a title's words name; of several names inside a longer title, the longest.

        Args:
            found: the title's words in order.
        """
        if self.beginnings.isdisjoint(found):
            return None
        plain = tuple(found)
        if plain in self._names:
            return RoleFound(self._names[plain], whole=True)
        held = [key for i, w in enumerate(plain) for key in self._first.get(w, ()) if plain[i : i + len(key)] == key]
        if not held:
            return None
        longest = max(held, key=len)
        rest = list(plain)
        for word in longest:
            rest.remove(word)
        if all(word in level_words() for word in rest):
            return RoleFound(self._names[longest], whole=True)
        return RoleFound(self._names[longest], whole=False) if len(longest) >= _LEAST_WORDS_WITHIN else None


def is_open(found: list[str]) -> bool:
    """Whether a title's words, those of level aside, are one open word: "technician", "Senior Manager".

    Args:
        found: the title's words in order, as ``jobprism.matching.words.words`` gives them.
    """
    if not _open_or_of_level().issuperset(found):
        return False
    rest = set(found).difference(level_words()) or set(found[-1:])
    return len(rest) == 1 and rest <= judgement(Matching).open_words


@cache
def _open_or_of_level() -> frozenset[str]:
    return level_words() | judgement(Matching).open_words


def without_grades(key: str) -> str:
    """A title's key without "Senior", "II" and the like."""
    parts = key.split()
    grades = _everyday().grades
    return key if grades.isdisjoint(parts) else " ".join(word for word in parts if word not in grades)


@cache
def _everyday() -> _EverydayTitles:
    return read_yaml(_EVERYDAY, _EverydayTitles)


def everyday_titles() -> list[tuple[str, str]]:
    """(title, O*NET-SOC code) of our list of everyday titles, likeliest code first."""
    return [(t, code) for t, codes in _everyday().titles.items() for code in codes]


def everyday_codes() -> dict[str, list[str]]:
    """O*NET-SOC codes by the key of an everyday title, likeliest first."""
    found: dict[str, list[str]] = {}
    for title, code in everyday_titles():
        found.setdefault(name_key(title), []).append(code)
    return found
