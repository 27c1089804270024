"""Writes the words by which duties and titles are told, out of O*NET's task statements and titles.

    JOBPRISM_MIRROR=... python training/documents/words.py

``duty_verbs.txt``: verbs that start two or more statements (or stand second, as in "Plan or direct").
``title_heads.txt``: words that end alternate titles of two or more occupations, such as "nurse"; singular.
Only single words leave the publisher's wording.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import polars as pl

from jobprism.matching.words import name_key as normalised
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.onet.reader import read
from jobprism.sources.registry import registered_sources

TARGET = Path(__file__).parents[2] / "src/jobprism/matching"
LEAST_STATEMENTS = 2
LEAST_OCCUPATIONS = 2
_FIRST = re.compile(r"([a-z]{2,})(?:-[a-z]+)?\b(?:(?:, | or | and |, or |, and )([a-z]{3,}) (?:the|or|and|a|an)\b)?")
_VERBS_IN_LY = {"apply", "supply", "comply", "multiply", "reply", "rely", "fly"}
_OTHER_WORDS = {"as", "at", "for", "in", "on", "to", "may", "using", "with", "when", "if", "under", "by", "or"}


def main() -> None:
    """Write both lists."""
    onet = next(r for r in registered_sources() if r.id == "onet")
    tables = read({name: found.path for name, found in locate(onet, settings()).items()}).tables
    _write("duty_verbs.txt", _verbs(tables["tasks"]["task_text"].to_list()))
    _write("title_heads.txt", _heads(tables["titles"]))


def _verbs(statements: list[str]) -> set[str]:
    counts: Counter[str] = Counter()
    for text in statements:
        found = _FIRST.match(text.lower())
        counts.update(w for w in (found.groups() if found else ()) if w)
    return {w for w, n in counts.items() if n >= LEAST_STATEMENTS and _is_verb(w)}


def _is_verb(word: str) -> bool:
    return word not in _OTHER_WORDS and (word in _VERBS_IN_LY or not word.endswith("ly"))


def _heads(titles: pl.DataFrame) -> set[str]:
    """Last words; what follows a comma or a bracket qualifies the title and is left out."""
    occupations: dict[str, set[str]] = {}
    for title, occupation in titles.select("title", "occupation_id_onet").rows():
        words = normalised(re.split(r"[,(/]", title)[0]).split()
        if words and len(words[-1]) > 2 and words[-1].isalpha():
            occupations.setdefault(words[-1], set()).add(occupation)
    return {word for word, found in occupations.items() if len(found) >= LEAST_OCCUPATIONS}


def _write(name: str, words: set[str]) -> None:
    (TARGET / name).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
