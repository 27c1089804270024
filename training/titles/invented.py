"""Titles that nobody lists, made of the words of two that somebody does: the teacher's opinion on them is learnt on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

_LONGEST = 6  # words


def invented(titles: Sequence[str], count: int, seed: int) -> list[str]:
    """``count`` new titles in lower case, sorted.

    Half take the last word of one title and the words before it of another. Half take the last word that two titles
    share, and some of the words before it of each.

    Args:
        titles: in lower case; those with brackets or commas are left out.
        count: how many.
        seed: of the draws.
    """
    draw = random.Random(seed)
    plain = [t.split() for t in titles if "(" not in t and "," not in t]
    plain = [t for t in plain if 2 <= len(t) <= _LONGEST]
    by_last: dict[str, list[list[str]]] = defaultdict(list)
    for title in plain:
        by_last[title[-1]].append(title)
    known, found = set(titles), set()
    while len(found) < count:
        first = draw.choice(plain)
        if draw.random() < 0.5:
            made = draw.choice(plain)[:-1] + first[-1:]
        else:
            other = draw.choice(by_last[first[-1]])
            made = _some(other[:-1], draw) + _some(first[:-1], draw) + first[-1:]
        title = " ".join(dict.fromkeys(made))
        if title not in known and len(made) <= _LONGEST:
            found.add(title)
    return sorted(found)


def _some(words: list[str], draw: random.Random) -> list[str]:
    start = draw.randrange(len(words))
    return words[start : draw.randrange(start + 1, len(words) + 1)]
