"""Writes the verbs that O*NET's task statements start with: ``src/jobprism/matching/duty_verbs.txt``.

    JOBPRISM_MIRROR=... python training/documents/duty_verbs.py

Only single words leave the statements, and only those that start two or more of them (or stand second, as in "Plan or
direct").
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.registry import registered_sources
from jobprism.sources.onet.reader import read

TARGET = Path(__file__).parents[2] / "src/jobprism/matching/duty_verbs.txt"
LEAST = 2
_FIRST = re.compile(r"([a-z]{2,})(?:-[a-z]+)?\b(?:(?:, | or | and |, or |, and )([a-z]{3,}) (?:the|or|and|a|an)\b)?")
_NO_VERB = re.compile(r".*ly$")
_VERBS_IN_LY = {"apply", "supply", "comply", "multiply", "reply", "rely", "fly"}
_OTHER_WORDS = {"as", "at", "for", "in", "on", "to", "use", "may", "using", "with", "when", "if", "under", "by", "or"}


def main() -> None:
    onet = next(r for r in registered_sources() if r.id == "onet")
    files = {name: found.path for name, found in locate(onet, settings()).items()}
    counts: Counter[str] = Counter()
    for text in read(files).tables["tasks"]["task_text"].to_list():
        found = _FIRST.match(text.lower())
        counts.update(w for w in (found.groups() if found else ()) if w)
    verbs = sorted(w for w, n in counts.items() if n >= LEAST and _is_verb(w)) + ["use"]
    TARGET.write_text("\n".join(sorted(verbs)) + "\n", encoding="utf-8")


def _is_verb(word: str) -> bool:
    return word not in _OTHER_WORDS and (word in _VERBS_IN_LY or not _NO_VERB.match(word))


if __name__ == "__main__":
    main()
