"""The highest of many values, row by row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jobprism.matching.model import Floats

_FEW = 8  # columns up to which each is sought by itself, which is faster than sorting
_BLOCK = 32  # columns that share a maximum while the highest are sought


def highest(values: Floats, count: int) -> NDArray[np.int64]:
    """Columns (n, count) of each row's highest values, highest first; of equal ones the first column first.

    A row's highest values lie in the blocks with the highest maxima, so that only those blocks are sorted.
    """
    rows, width = values.shape
    blocks = _blocks(width)
    if count <= min(_FEW, width):
        return _one_after_another(values, count)
    if count >= blocks:
        return np.argsort(-values, axis=1, kind="stable")[:, :count]
    padded = values
    if width % _BLOCK:
        padded = np.full((rows, blocks * _BLOCK), -np.inf, dtype=values.dtype)
        padded[:, :width] = values
    maxima = padded.reshape(rows, blocks, _BLOCK).max(axis=2)
    kept = np.sort(np.argsort(-maxima, axis=1, kind="stable")[:, :count], axis=1)
    candidates = (kept[:, :, None] * _BLOCK + np.arange(_BLOCK)).reshape(rows, -1)
    order = np.argsort(-np.take_along_axis(padded, candidates, axis=1), axis=1, kind="stable")[:, :count]
    return np.take_along_axis(candidates, order, axis=1)


def _one_after_another(values: Floats, count: int) -> NDArray[np.int64]:
    left, rows = values.copy(), np.arange(len(values))
    found = np.empty((len(values), count), dtype=np.int64)
    for place in range(count):
        best = left.argmax(axis=1)
        found[:, place] = best
        left[rows, best] = -np.inf
    return found


def in_blocks(width: int) -> int:
    """The width of as many whole blocks as hold it; values of such a width need not be copied to be ranked."""
    return _blocks(width) * _BLOCK


def _blocks(width: int) -> int:
    return -(-width // _BLOCK)
