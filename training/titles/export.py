"""From the trained student to what the package reads: word vectors with their letter groups, and the lexical part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import torch
from scipy import sparse
from training.titles.rows import Rows
from training.titles.student import Batcher, Student

from jobprism.matching.calibration import NAME, TEMPERATURE
from jobprism.matching.model import TitleWeights, name_hash, title_words

# Saturation and length of BM25, chosen on the development titles.
BM25_K, BM25_B = 2.0, 0.4
_UNCALIBRATED = {"mix": [1.0, 0.15], "calibration": [1.0, 0.0, 1.0, 0.0, 0.0, 0.9]}


def weights_of(
    student: Student, vocabulary: list[str], rows: Rows, fitted: Mapping[str, list[float]] | None
) -> TitleWeights:
    """Arrays of the shipped model.

    Args:
        student: trained.
        vocabulary: its words.
        rows: what it was trained on.
        fitted: ``mix`` and ``calibration`` by calibrate.py; without, scores as they come.
    """
    fitted = fitted or _UNCALIBRATED
    student.eval()
    with torch.no_grad():
        # Words as single titles, so that each is one distinct word of the batch, in order.
        vectors, weights = student.words(Batcher(vocabulary, student.shape).of_words([[w] for w in vocabulary]))
    unseen = torch.cat([student.weight_of_vector.weight[0], student.weight_of_vector.bias])
    names = sorted((name_hash(key), classes) for key, classes in rows.names.items())
    calibration = np.array(fitted["calibration"], dtype=np.float32)
    assert len(calibration) == NAME + 1
    assert calibration[TEMPERATURE] > 0
    return TitleWeights(
        codes=tuple(rows.codes),
        vocabulary=tuple(vocabulary),
        word_vectors=_array(vectors),
        word_weights=_array(weights),
        group_vectors=_array(student.group.weight),
        unseen_weight=_array(unseen),
        norm=np.stack([_array(student.norm.weight), _array(student.norm.bias)]),
        hidden=_layer(student.hidden),
        back=_layer(student.back),
        head=_layer(student.head),
        lexical=bm25(rows, vocabulary),
        mix=np.array(fitted["mix"], dtype=np.float32),
        known_keys=np.array([h for h, _ in names], dtype=np.uint64),
        known_starts=np.concatenate([[0], np.cumsum([len(c) for _, c in names])]).astype(np.int64),
        known_classes=np.array([c for _, classes in names for c in classes], dtype=np.uint16),
        calibration=calibration,
    )


def bm25(rows: Rows, vocabulary: list[str]) -> sparse.csr_matrix:
    """BM25 weight of every word (V) in the names of every class (C); equation 27 of docs/method.md."""
    slot = {word: i for i, word in enumerate(vocabulary)}
    counts: Counter[tuple[int, int]] = Counter()
    for title, targets in zip(rows.titles, rows.targets, strict=True):
        for word in title_words(title):
            if word in slot:
                counts.update((slot[word], column) for column in targets)
    shape = (len(vocabulary), len(rows.codes) + 1)
    places = np.array(list(counts), dtype=np.int64)
    tf = sparse.coo_matrix((np.array(list(counts.values()), dtype=float), places.T), shape=shape).tocsr()
    lengths = np.asarray(tf.sum(axis=0)).ravel()
    found_in = np.diff(tf.indptr)
    rarity = np.log(1 + (len(rows.codes) - found_in + 0.5) / (found_in + 0.5))
    cells = tf.tocoo()
    long = 1 - BM25_B + BM25_B * lengths[cells.col] / lengths[lengths > 0].mean()
    value = rarity[cells.row] * cells.data * (BM25_K + 1) / (cells.data + BM25_K * long)
    made = sparse.csr_matrix((value.astype(np.float32), (cells.row, cells.col)), shape=shape)
    made.sort_indices()
    return made


def _array(values: torch.Tensor) -> np.ndarray:
    return values.detach().numpy().astype(np.float32)


def _layer(linear: torch.nn.Linear) -> tuple[np.ndarray, np.ndarray]:
    return np.ascontiguousarray(_array(linear.weight).T), _array(linear.bias)
