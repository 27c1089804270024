"""The title model: words of a title → a score for each O*NET-SOC occupation, with trained weights and numpy alone.

A title is the weighted mean of its words' vectors; a word that training never saw is the mean of its letter groups'
vectors. One hidden layer and a linear layer turn that into scores; a lexical score (BM25 of the title's words in an
occupation's names) is added, and what an occupation has for listing many titles is taken away. Equations 47 to 49 of
docs/title-coder.md; weights by training/titles/train.py.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobprism.errors import JobprismError
from jobprism.matching.abbreviations import expanded, is_short
from jobprism.matching.spelling import Speller
from jobprism.matching.words import LONGEST, name_key, plain_words, words, words_of

WEIGHTS = Path(__file__).with_name("models") / "titles.npz"
MOST_WORDS = 24
NO_WORD = "?"  # what a title without a word counts as
_GROUPS = (3, 4, 5)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_HASH_BYTES = 6
_STEADY = 0.5  # added to the sum of word weights, so that one faint word does not stand for a whole title
_NORM_EPSILON = 1e-5
_MOST_REMEMBERED = 200_000  # misspelt words whose correction is kept

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class TitleWeights:
    """Arrays of the model as saved; V words, G letter groups, d dimensions, H hidden, C classes.

    The last class is "no title"; the others are ``codes`` in order.
    """

    codes: tuple[str, ...]
    vocabulary: tuple[str, ...]
    word_vectors: Floats  # (V, d), letter groups included
    word_weights: Floats  # (V,), natural logarithms
    group_vectors: Floats  # (G, d)
    unseen_weight: Floats  # (d + 1,): weight of an unseen word from its vector, and a constant
    norm: Floats  # (2, d): gain and offset
    hidden: tuple[Floats, Floats]  # (d, H), (H,)
    back: tuple[Floats, Floats]  # (H, d), (d,)
    head: tuple[Floats, Floats]  # (d, C), (C,)
    lexical: sparse.csr_matrix  # (V, C)
    prior: Floats  # (2, C): log number of titles listed, centred; 1 for occupations of what is left over
    mix: Floats  # factors of the trained score, of the lexical score, and of the two rows of the prior
    known_keys: NDArray[np.uint64]  # sorted hashes of the names of occupations
    known_starts: NDArray[np.int64]
    known_classes: NDArray[np.uint16]
    calibration: Floats  # see calibrate.py


class Read(NamedTuple):
    """A title as it is read, abbreviations written out and misspelt words put right.

    Attributes:
        taken: the words the model takes: no long numbers, at most ``MOST_WORDS``, never none.
        words: all its words in order.
        key: its key as a name, without long numbers; empty for a title without two letters in a row.
        put_right: how many words were misspelt; an abbreviation is no misspelling.
        plain: all its words as they stand, stop words and all.
    """

    taken: list[str]
    words: list[str]
    key: str
    put_right: int
    plain: list[str]


class TitleModel:
    """Scores of occupations for titles."""

    def __init__(self, weights: TitleWeights) -> None:
        self.weights = weights
        self.codes = list(weights.codes)
        self._slot = {word: i for i, word in enumerate(weights.vocabulary)}
        self.words = frozenset(weights.vocabulary)
        self._exp_weights = np.exp(weights.word_weights)
        self._corrections: dict[str, str | None] = {}

    @cached_property
    def _speller(self) -> Speller:
        # A word that stands in the names of many occupations is a common one.
        spread = np.diff(self.weights.lexical.indptr)
        return Speller({word: float(spread[i]) for word, i in self._slot.items()})

    def read(self, title: str) -> Read:
        """A title, read once for all uses."""
        return self.read_all([title])[0]

    def read_all(self, titles: Sequence[str]) -> list[Read]:
        """Titles, each read once for all uses; what comes after ``LONGEST`` characters is not read."""
        cut = [title[:LONGEST] for title in titles]
        plain = [plain_words(text) for text in cut]
        found = [words_of(listed) for listed in plain]
        named = {}  # where a name's words are not the title's
        knows = self.words.issuperset
        other = {i: r for i, listed in enumerate(found) if not knows(listed) and any(r := self._put_right(listed))}
        # A name that an occupation bears is spelt as it should be, even in words that training never saw.
        borne = self._borne([" ".join(_named(cut[i], found[i])) for i in other]) >= 0
        wrong = {}
        for i in itertools.compress(other, ~borne):
            short, right = other[i]
            listed, as_named = found[i], _named(cut[i], found[i])
            wrong[i] = sum(w in right for w in listed)
            found[i] = [right.get(w, w) for w in expanded(listed, short)]
            named[i] = found[i] if wrong[i] or as_named is listed else expanded(as_named, short)
        reads = []
        for i, listed in enumerate(found):
            kept = _without_numbers(listed)
            name = named[i] if i in named else _named(cut[i], listed)
            key = " ".join(kept if name is listed else _without_numbers(name))
            lettered = _LETTERS.search(key)
            reads.append(
                Read(kept[:MOST_WORDS] or [NO_WORD], listed, key if lettered else "", wrong.get(i, 0), plain[i])
            )
        return reads

    def scores(self, titles: Sequence[Read]) -> tuple[Floats, Floats]:
        """Scores (n, C) of titles, the last class being "no title", and what was read (n, 2).

        What was read is the share of a title's words that training saw, as they were written, and their number.

        Args:
            titles: as ``read`` gives them.
        """
        bag = self._bag(titles)
        w = self.weights
        trained = self._pooled(bag)
        hidden = trained @ w.hidden[0]
        hidden += w.hidden[1]
        trained += np.maximum(hidden, 0, out=hidden) @ w.back[0]
        trained += w.back[1]
        scores = trained @ w.head[0]
        if w.mix[0] != 1:
            scores *= w.mix[0]
        scores += w.mix[0] * w.head[1] - w.mix[2:] @ w.prior
        lexical = self._lexical(bag)
        # "No title" has no words of its own: it gets what the best of the others got.
        lexical[:, -1] += lexical.max(axis=1)
        scores += lexical
        return scores, bag.read

    def has_word(self, word: str) -> bool:
        """Whether a word, as ``jobprism.matching.words`` writes it, has a vector of its own."""
        return word in self._slot

    def slots(self, known: Sequence[str]) -> list[int]:
        """Rows of words that have a vector of their own, in the vectors and in the lexical part."""
        return [self._slot[word] for word in known]

    def vectors(self, titles: Sequence[str]) -> Floats:
        """Unit vectors (n, d) of titles, for nearness between them."""
        pooled = self._pooled(self._bag(self.read_all(titles)))
        return pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9)

    def known(self, titles: Sequence[Read]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Titles that occupations bear as a name, word for word: place of the title, class that bears it; all pairs."""
        w = self.weights
        borne = self._borne([t.key for t in titles])
        rows = np.flatnonzero(borne >= 0)
        first = w.known_starts[borne[rows]]
        counts = w.known_starts[borne[rows] + 1] - first
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(rows, counts), w.known_classes[np.repeat(first, counts) + within].astype(np.int64)

    def _borne(self, keys: Sequence[str]) -> NDArray[np.int64]:
        """The place of each key among the names that occupations bear, -1 where none bears it."""
        held, sought = self.weights.known_keys, name_hashes(keys)
        if not len(held):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(held, sought), len(held) - 1)
        return np.where(held[at] == sought, at, -1)

    def _lexical(self, bag: _Bag) -> Floats:
        """The part (n, C) of the scores that the lexical rows of each title's words add up to."""
        rows = self.weights.lexical[bag.slots[bag.slots >= 0]]
        # The rows of one title, taken as one row, are added up where a column comes more than once.
        ends, values = rows.indptr[_ends(bag.known)], self.weights.mix[1] * rows.data
        return sparse.csr_matrix((values, rows.indices, ends), shape=(len(bag.known), rows.shape[1])).toarray()

    def _pooled(self, bag: _Bag) -> Floats:
        w = self.weights
        seen = bag.slots >= 0
        weights = np.where(seen, self._exp_weights[bag.slots], np.float32(0))
        pooled = _sums(weights, np.where(seen, bag.slots, 0), bag.ends, w.word_vectors)
        if bag.unseen:
            vectors = self._unseen(bag.unseen)
            weights[~seen] = np.exp(vectors @ w.unseen_weight[:-1] + w.unseen_weight[-1])[bag.unseen_places]
            places = np.zeros_like(bag.slots)
            places[~seen] = bag.unseen_places
            pooled += _sums(np.where(seen, np.float32(0), weights), places, bag.ends, vectors)
        pooled /= (np.add.reduceat(weights, bag.ends[:-1]) + _STEADY)[:, None]
        pooled -= pooled.mean(axis=1, keepdims=True)
        pooled /= np.sqrt((pooled**2).mean(axis=1, keepdims=True) + _NORM_EPSILON)
        pooled *= w.norm[0]
        pooled += w.norm[1]
        return pooled

    def _unseen(self, listed: Sequence[str]) -> Floats:
        """The mean vector of each word's letter groups (n, d)."""
        table = self.weights.group_vectors
        groups = [letter_groups(word, len(table)) for word in listed]
        places = np.concatenate(groups)
        number = np.array([len(g) for g in groups])
        total = _sums(np.ones(len(places), dtype=np.float32), places, _ends(number), table)
        return total / number[:, None].astype(np.float32)

    def _put_right(self, listed: Sequence[str]) -> tuple[frozenset[str], dict[str, str]]:
        """The abbreviations among words that training never saw, and the misspelt ones with what they should be."""
        unseen = [w for w in listed if w not in self._slot]
        short = frozenset(filter(is_short, unseen))
        return short, {w: right for w in unseen if w not in short and (right := self._corrected(w))}

    def _corrected(self, word: str) -> str | None:
        remembered = self._corrections
        if word in remembered:
            return remembered[word]
        if len(remembered) >= _MOST_REMEMBERED:
            # A new table rather than an emptied one: other threads may be reading.
            self._corrections = {}
        found = self._corrections[word] = self._speller.corrected(word)
        return found

    def _bag(self, titles: Sequence[Read]) -> _Bag:
        taken = [word for title in titles for word in title.taken]
        number = np.array([len(title.taken) for title in titles])
        slots = np.fromiter(map(self._slot.get, taken, itertools.repeat(-1)), dtype=np.int64, count=len(taken))
        ends = _ends(number)
        known = np.add.reduceat(slots >= 0, ends[:-1], dtype=np.int64)
        others: dict[str, int] = {}
        places = [others.setdefault(taken[i], len(others)) for i in np.flatnonzero(slots < 0)]
        wrong = np.array([title.put_right for title in titles])
        read = np.stack([np.maximum(known - wrong, 0) / number, number], axis=1).astype(np.float32)
        return _Bag(slots, ends, known, list(others), np.array(places, dtype=np.int64), read)


class _Bag(NamedTuple):
    """Words of n titles, at least one each, one after another.

    Attributes:
        slots: of each word, -1 where training saw none.
        ends: (n + 1,) where each title's words begin and end.
        known: (n,) how many of each title's words have a slot.
        unseen: different words without a slot.
        unseen_places: of each word without a slot, its place among them.
        read: (n, 2) see ``TitleModel.scores``.
    """

    slots: NDArray[np.int64]
    ends: NDArray[np.int64]
    known: NDArray[np.int64]
    unseen: list[str]
    unseen_places: NDArray[np.int64]
    read: Floats


def _ends(number: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(number)])


def _sums(weights: Floats, places: NDArray[np.int64], ends: NDArray[np.int64], rows: Floats) -> Floats:
    """Sums (n, d) of rows, weighed; the places of each sum lie between two ends."""
    return sparse.csr_matrix((weights, places, ends), shape=(len(ends) - 1, len(rows))) @ rows


def title_words(title: str) -> list[str]:
    """The words of a title that the model reads: no long numbers, at most ``MOST_WORDS``, never none."""
    return _taken(words(title[:LONGEST]))


def _taken(found: list[str]) -> list[str]:
    return _without_numbers(found)[:MOST_WORDS] or [NO_WORD]


def _without_numbers(found: list[str]) -> list[str]:
    """Words but for numbers of a requisition or a store; shorter ones may be a level."""
    if not any(map(str.isdigit, found)):
        return found
    return [w for w in found if not (len(w) > 3 and w.isdigit())]


def _named(cut: str, found: list[str]) -> list[str]:
    """The words of a title as a name: only brackets make them differ from its words."""
    return name_key(cut).split() if "(" in cut or "[" in cut else found


def letter_groups(word: str, groups: int) -> NDArray[np.int64]:
    """Places of a word's groups of 3 to 5 letters, its edges marked, in a table of ``groups`` rows."""
    marked = f"<{word[:LONGEST]}>"
    found = [zlib.crc32(marked[i : i + k].encode()) % groups for k in _GROUPS for i in range(len(marked) - k + 1)]
    return np.array(found or [zlib.crc32(marked.encode()) % groups], dtype=np.int64)


def name_hashes(keys: Sequence[str]) -> NDArray[np.uint64]:
    """48 bits of each name's key; two of 100,000 names share them with a chance of 2 in 100,000."""
    digests = b"".join([hashlib.blake2b(key.encode(), digest_size=_HASH_BYTES).digest() for key in keys])
    whole = np.zeros((len(keys), 8), dtype=np.uint8)
    whole[:, 8 - _HASH_BYTES :] = np.frombuffer(digests, dtype=np.uint8).reshape(-1, _HASH_BYTES)
    return whole.view(">u8").ravel().astype(np.uint64)


@cache
def load_model(path: Path = WEIGHTS) -> TitleModel:
    """The trained model that ships with the package.

    Raises:
        JobprismError: the file is missing or damaged.
    """
    from jobprism.matching.packed import unpacked

    try:
        return TitleModel(unpacked(path))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise JobprismError(
            f"The title model {path} cannot be read: {error}.", "Reinstall jobprism; the file belongs to the package."
        ) from error
