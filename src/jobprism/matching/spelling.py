"""A word that training never saw, put right where one letter makes it a word that it did see.

Words are indexed by what is left of them when one letter is taken away, so that a look-up costs as many steps as the
word has letters (Garbe's symmetric delete). Found is a letter lost, added, changed or swapped with its neighbour,
unless it is the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

_SHORTEST = 5  # letters; shorter words have too many neighbours
_LONGEST = 30


class Speller:
    """Corrects words against a vocabulary."""

    def __init__(self, commonness: Mapping[str, float]) -> None:
        """Prepare.

        Args:
            commonness: for each word of the vocabulary, how common it is; of several corrections the commonest wins.
        """
        self._commonness = commonness
        self._by_rest: dict[str, list[str]] = {}
        for word in commonness:
            if _SHORTEST - 1 <= len(word) <= _LONGEST and word.isalpha():
                for rest in _rests(word):
                    self._by_rest.setdefault(rest, []).append(word)

    def corrected(self, word: str) -> str | None:
        """The commonest word of the vocabulary one letter away; None where there is none, or the word is short."""
        if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return None
        # People seldom miss a word's first letter; "hello" is no cello.
        near = {
            w
            for rest in _rests(word)
            for w in self._by_rest.get(rest, ())
            if w[0] == word[0] and OSA.distance(w, word, score_cutoff=1) == 1
        }
        return min(near, key=lambda w: (-self._commonness[w], w)) if near else None


def _rests(word: str) -> Iterable[str]:
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
