"""From a list of tasks to an occupation: what its words and its statements say, less what they say of any list.

Three opinions are pooled (equation 2 of ``docs/reading.md``): the words of the whole list against the words of each
occupation's names and texts, the title model's view of every statement, and a logistic model of major groups. Of the
first two their means over O*NET's own lists are taken away, since some occupations resemble every list. Weights and
means are fitted by ``training/documents/task_lists.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax

from jobprism.errors import EditionError
from jobprism.judgements.load import TaskMatching, judgement
from jobprism.matching.model import Floats, Read, TitleModel, load_model
from jobprism.matching.task_space import group_probabilities, joined, task_space

FITTED = Path(__file__).with_name("task_lists.npz")
_DIGITS = 4
_AT_ONCE = 256

OCCUPATIONS = {
    "rank": pl.Int64,
    "occupation_id_onet": pl.String,
    "share": pl.Float64,
    "major_group": pl.String,
    "major_group_share": pl.Float64,
}


@dataclass(frozen=True)
class Opinions:
    """What speaks for each of C occupations, of each of n lists: (n, C) each.

    Attributes:
        words: sum over the list's distinct words of BM25 times log(1 + statements that have the word).
        size: (n, 1) sum of these logarithms, so that a short list is compared with as short a part of O*NET's.
        statements: mean over statements of the title model's log-probability.
        groups: mean over statements of the log-probability of the occupation's major group.
    """

    words: Floats
    size: Floats
    statements: Floats
    groups: Floats


@dataclass(frozen=True)
class Fitted:
    """What the file holds.

    Attributes:
        codes: (C,) O*NET-SOC codes, those of the title model it was fitted with.
        words_mean, statements_mean: (C,) means over O*NET's own lists of tasks, of words by size and of statements.
        described: (C,) whether O*NET has tasks of the occupation; of a group in which it has, the others are not shown.
        weights: (5,) factors of words, its mean, statements, its mean, and groups.
    """

    codes: NDArray[np.str_]
    words_mean: Floats
    statements_mean: Floats
    described: NDArray[np.bool_]
    weights: Floats

    def save(self, path: Path = FITTED) -> None:
        """Write the file; the same values give the same bytes."""
        np.savez_compressed(path, allow_pickle=False, **{f.name: getattr(self, f.name) for f in fields(self)})

    def scores(self, given: Opinions) -> Floats:
        """(n, C) logarithms of belief, up to a constant."""
        of_words, words_mean, of_statements, statements_mean, of_groups = self.weights
        return (
            of_words * given.words
            + words_mean * given.size * self.words_mean
            + of_statements * given.statements
            + statements_mean * self.statements_mean
            + of_groups * given.groups
        )


class TaskLists:
    """Finds occupations for lists of tasks."""

    def __init__(self, model: TitleModel | None = None, fitted: Fitted | None = None) -> None:
        """Prepare.

        Args:
            model: the title model; the one that ships with the package where none is given.
            fitted: weights and means; those of the package where none are given.

        Raises:
            EditionError: the weights were fitted with a title model of other occupations.
        """
        self._model = model or load_model()
        self._fitted = fitted or _shipped()
        self._codes = np.array(self._model.codes)
        if self._codes.tolist() != self._fitted.codes.tolist():
            raise EditionError(
                "The weights for task lists were fitted with a title model of other occupations.",
                "Run training/documents/task_lists.py.",
            )
        self._majors, self._major_of = np.unique([c[:2] for c in self._model.codes], return_inverse=True)
        described = np.bincount(self._major_of, weights=self._fitted.described) > 0
        self._shown = np.flatnonzero(self._fitted.described | ~described[self._major_of])

    def occupations(self, texts: Sequence[str], top: int = 5) -> pl.DataFrame:
        """The occupations that a list of tasks speaks for.

        The likeliest major group is told first, by the belief in all its occupations; the first occupation is the
        likeliest of that group, the others follow by their share. Occupations such as "Cooks, All Other", which O*NET
        does not describe, count for their group and are not shown.

        Args:
            texts: statements of tasks, in any order.
            top: how many occupations.

        Returns:
            rank, occupation_id_onet, share (of belief, 0 to 1), major_group (two digits) and major_group_share (of the
            occupation's own group); no row where no word of the list is known.
        """
        shares = self.shares([texts])
        if shares is None:
            return pl.DataFrame(schema=OCCUPATIONS)
        share = shares[0]
        of_group = np.bincount(self._major_of, weights=share)
        order = self._shown[np.lexsort((self._codes[self._shown], -share[self._shown]))]
        first = order[self._major_of[order] == of_group.argmax()][:1]
        ranked = np.concatenate([first, order[order != first[0]]])[:top]
        return pl.DataFrame(
            {
                "rank": np.arange(1, len(ranked) + 1),
                "occupation_id_onet": self._codes[ranked].tolist(),
                "share": share[ranked].round(_DIGITS),
                "major_group": self._majors[self._major_of[ranked]].tolist(),
                "major_group_share": of_group[self._major_of[ranked]].round(_DIGITS),
            },
            schema=OCCUPATIONS,
        )

    def shares(self, lists: Sequence[Sequence[str]]) -> NDArray[np.float64] | None:
        """(n, C) belief in each occupation; None where one list has no known word."""
        given = opinions(lists, self._model)
        return None if given is None else softmax(self._fitted.scores(given).astype(np.float64), axis=1)


def opinions(lists: Sequence[Sequence[str]], model: TitleModel) -> Opinions | None:
    """The opinions on lists of tasks; None where one of the lists has no known word."""
    kept = [[s for s in dict.fromkeys(texts) if _is_known(s, model)] for texts in lists]
    if not all(kept):
        return None
    parts = [_opinions_of(texts, model) for texts in kept]
    return Opinions(*(np.stack(column) for column in zip(*parts, strict=True)))


def _is_known(text: str, model: TitleModel) -> bool:
    return any(model.has_word(word) for word in model.read(text).words)


def _opinions_of(texts: list[str], model: TitleModel) -> tuple[Floats, Floats, Floats, Floats]:
    """Each opinion (C,) on one list, the same for any order of its statements."""
    texts = sorted(texts)
    read = model.read_all(texts)
    return *_of_words(read, model), _of_statements(read, model), _of_groups(texts, model.codes)


def _of_words(read: Sequence[Read], model: TitleModel) -> tuple[Floats, Floats]:
    """The opinion (C,) and the size (1,)."""
    counts = Counter(word for r in read for word in set(r.words) if model.has_word(word))
    known = sorted(counts)
    weight = np.log1p(np.array([counts[w] for w in known], dtype=np.float32))
    rows = model.weights.lexical[model.slots(known)]
    return np.asarray(rows.T @ weight, dtype=np.float32)[:-1], weight.sum(keepdims=True)


def _of_statements(read: Sequence[Read], model: TitleModel) -> Floats:
    total = np.zeros(len(model.codes))
    for at in range(0, len(read), _AT_ONCE):
        scores, _ = model.scores(read[at : at + _AT_ONCE])
        total += log_softmax(scores[:, :-1].astype(np.float64), axis=1).sum(axis=0)
    return (total / len(read)).astype(np.float32)


def _of_groups(texts: Sequence[str], codes: Sequence[str]) -> Floats:
    space, floor = task_space(), judgement(TaskMatching).major_group_floor
    total = np.zeros(len(space.major_groups))
    for at in range(0, len(texts), _AT_ONCE):
        total += np.log(floor + group_probabilities(joined(texts[at : at + _AT_ONCE]), space)).sum(axis=0)
    told = dict(zip(space.major_groups.tolist(), total / len(texts), strict=True))
    # Military occupations have no tasks, so that the model of groups does not know them.
    return np.array([told.get(c[:2], np.log(floor)) for c in codes], dtype=np.float32)


@cache
def _shipped() -> Fitted:
    with np.load(FITTED, allow_pickle=False) as stored:
        return Fitted(**{name: stored[name] for name in stored.files})
