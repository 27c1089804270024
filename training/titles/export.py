"""From the trained student to what the package reads: word vectors with their letter groups, and the lexical part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from scipy import sparse
from training.titles.rows import Rows
from training.titles.student import Batcher, Student

from jobprism.matching.model import TitleWeights, name_hashes
from jobprism.matching.packed import UNFITTED
from jobprism.matching.words import words

# Saturation and length of BM25, chosen on the development titles; texts have the customary ones.
BM25_OF_NAMES = (2.0, 0.4)
BM25_OF_TEXTS = (1.2, 0.75)


def weights_of(student: Student, vocabulary: list[str], rows: Rows, known: dict[str, list[int]]) -> TitleWeights:
    """Arrays of the model, not fitted yet.

    Args:
        student: trained.
        vocabulary: its words.
        rows: what it was trained on.
        known: key of a name to the classes that bear it, for exact look-up.
    """
    student.eval()
    with torch.no_grad():
        # Words as single titles, so that each is one distinct word of the batch, in order.
        vectors, weights = student.words(Batcher(vocabulary, student.shape).of_words([[w] for w in vocabulary]))
    unseen = torch.cat([student.weight_of_vector.weight[0], student.weight_of_vector.bias])
    names = sorted(zip(name_hashes(list(known)).tolist(), known.values(), strict=True))
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
        lexical=lexical(rows, vocabulary),
        prior=prior(rows),
        mix=np.array(UNFITTED.mix, dtype=np.float32),
        known_keys=np.array([h for h, _ in names], dtype=np.uint64),
        known_starts=np.concatenate([[0], np.cumsum([len(c) for _, c in names])]).astype(np.int64),
        known_classes=np.array([c for _, classes in names for c in classes], dtype=np.uint16),
        calibration=np.array(UNFITTED.calibration, dtype=np.float32),
    )


def prior(rows: Rows) -> np.ndarray:
    """Logarithm of how many titles each class lists, centred, and whether it is for what is left over (2, C)."""
    listed = np.bincount([c for counts in rows.targets for c in counts], minlength=len(rows.codes))
    logs = np.log1p(listed)
    return np.stack([[*(logs - logs.mean()), 0], [*rows.left_over, 0]]).astype(np.float32)


def lexical(rows: Rows, vocabulary: list[str]) -> sparse.csr_matrix:
    """Weight of every word (V) for every class (C): BM25 in its names, plus BM25 in its texts; equation 49."""
    by_names = bm25(rows, vocabulary, list(zip(rows.titles, rows.targets, strict=True)), BM25_OF_NAMES)
    if not rows.texts:
        return by_names
    made = sparse.csr_matrix(by_names + bm25(rows, vocabulary, rows.texts, BM25_OF_TEXTS))
    made.sort_indices()
    return made


def bm25(
    rows: Rows, vocabulary: list[str], documents: Sequence[tuple[str, Iterable[int]]], shape: tuple[float, float]
) -> sparse.csr_matrix:
    """BM25 weight of every word (V) in the documents of every class (C); ``shape`` is saturation and length."""
    slot = {word: i for i, word in enumerate(vocabulary)}
    counts: Counter[tuple[int, int]] = Counter()
    for text, columns in documents:
        for word in words(text):
            if word in slot:
                counts.update((slot[word], column) for column in columns)
    saturation, by_length = shape
    places = np.array(list(counts), dtype=np.int64)
    cells = np.array(list(counts.values()), dtype=float)
    tf = sparse.csr_matrix((cells, places.T), shape=(len(vocabulary), len(rows.codes) + 1))
    lengths = np.asarray(tf.sum(axis=0)).ravel()
    found_in = np.diff(tf.indptr)
    rarity = np.log(1 + (len(rows.codes) - found_in + 0.5) / (found_in + 0.5))
    long = 1 - by_length + by_length * lengths[places[:, 1]] / lengths[lengths > 0].mean()
    value = rarity[places[:, 0]] * cells * (saturation + 1) / (cells + saturation * long)
    made = sparse.csr_matrix((value.astype(np.float32), places.T), shape=tf.shape)
    made.sort_indices()
    return made


def _array(values: torch.Tensor) -> np.ndarray:
    return values.detach().numpy().astype(np.float32)


def _layer(linear: torch.nn.Linear) -> tuple[np.ndarray, np.ndarray]:
    return np.ascontiguousarray(_array(linear.weight).T), _array(linear.bias)
