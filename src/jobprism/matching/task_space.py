"""Where O*NET's tasks lie: a short vector of each, so that a sentence finds its neighbours without their wording.

A text's vector joins the mean of its words' vectors and, at half the length, the vector of its first word, as a rule
its verb; both less their means over all tasks, and reduced to the first principal components (``docs/reading.md``). The
file also holds what turns similarity into probabilities. All of it is fitted by ``training/documents/task_space.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jobprism.encoder.static import Encoder, unit_rows

Floats = NDArray[np.float32]

SPACE = Path(__file__).with_name("task_space.npz")
_LEAD = np.float32(0.5)


@dataclass(frozen=True)
class TaskSpace:
    """What the file holds.

    Attributes:
        encoder: SHA-256 of the encoder's weights it was fitted with.
        task_ids: (n,) O*NET's task ids, ascending.
        wordings: (n,) number of each task's wording; tasks of one wording share it.
        vectors: (wordings, p) vectors of length 1, stored as whole numbers from -127 to 127.
        mean: (2 d,) subtracted before the projection; projection: (2 d, p).
        same_similarity, same_probability: knots of P(the neighbour is of the same detailed activity), by similarity.
        major_groups: (m,) first two digits of the codes; major_weights: (d, m); major_offset: (m,): a logistic model of
            a task's major group, by the mean of its words' vectors.
    """

    encoder: NDArray[np.str_]
    task_ids: NDArray[np.int64]
    wordings: NDArray[np.int64]
    vectors: Floats
    mean: Floats
    projection: Floats
    same_similarity: Floats
    same_probability: Floats
    major_groups: NDArray[np.str_]
    major_weights: Floats
    major_offset: Floats

    def save(self, path: Path) -> None:
        """Write the file; the same values give the same bytes."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self)}
        arrays["vectors"] = quantised(self.vectors)
        arrays["wordings"] = self.wordings.astype(np.uint16)
        arrays["task_ids"] = self.task_ids.astype(np.int32)
        np.savez_compressed(path, allow_pickle=False, **arrays)


def quantised(vectors: Floats) -> NDArray[np.int8]:
    """Rows as whole numbers from -127 to 127, each row by its largest number."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    return np.rint(127 * vectors / np.maximum(largest, 1e-9)).astype(np.int8)


@cache
def task_space() -> TaskSpace:
    """The fitted space, read once."""
    with np.load(SPACE, allow_pickle=False) as stored:
        held = {name: stored[name] for name in stored.files}
    held["vectors"] = unit_rows(held["vectors"].astype(np.float32))
    held["wordings"] = held["wordings"].astype(np.int64)
    held["task_ids"] = held["task_ids"].astype(np.int64)
    return TaskSpace(**held)


def joined(texts: Sequence[str]) -> Floats:
    """(n, 2 d) mean and leading vectors side by side; zeros for a text without known words."""
    encoder = Encoder.load()
    tokens = encoder.tokens(texts)
    return np.hstack([encoder.pooled(tokens), _LEAD * encoder.leading(tokens)])


def placed(raw: Floats, space: TaskSpace) -> Floats:
    """(n, p) vectors of length 1, of what ``joined`` returns; zeros for a text without known words."""
    known = np.abs(raw).any(axis=1, keepdims=True)
    return unit_rows(((raw - space.mean) @ space.projection * known).astype(np.float32))


def group_probabilities(raw: Floats, space: TaskSpace) -> Floats:
    """(n, m) probability of each major group, of what ``joined`` returns."""
    odds = raw[:, : len(space.major_weights)] @ space.major_weights + space.major_offset
    likely = np.exp(odds - odds.max(axis=1, keepdims=True))
    return likely / likely.sum(axis=1, keepdims=True)
