"""Static embeddings: a vector per word, distilled from a sentence model; a text is the mean of its words' vectors."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from jobprism.encoder.tokens import Tokens, Vocabulary, as_series
from jobprism.errors import JobprismError

Floats = NDArray[np.float32]

MODELS = Path(__file__).with_name("models")
DEFAULT = "words"


class Encoder:
    """Words to vectors.

    Attributes:
        vocabulary: the words that have a vector.
        vectors: (words, d) float32, of length 1.
        weights: (words,) how much each word counts in a mean: frequent ones less (Arora et al. 2017, equation 23).
    """

    def __init__(self, vocabulary: Vocabulary, vectors: Floats, weights: Floats) -> None:
        self.vocabulary = vocabulary
        self.vectors = vectors
        self.weights = weights

    @classmethod
    def load(cls, name: str = DEFAULT, folder: Path = MODELS) -> Encoder:
        """The encoder of a weights file ``<name>.npz``, read once per process.

        Raises:
            JobprismError: there is no such file.
        """
        return _loaded(cls, folder / f"{name}.npz")

    def tokens(self, texts: Iterable[str | None]) -> Tokens:
        """The texts' words that the vocabulary has."""
        return self.vocabulary.tokens(as_series(texts))

    def encode(self, texts: Iterable[str | None]) -> Floats:
        """(n, d) float32 of length 1: the weighted mean of the words' vectors; zeros for a text without known words."""
        return self.pooled(self.tokens(texts))

    def pooled(self, tokens: Tokens) -> Floats:
        """As ``encode``, of texts already parted into words."""
        counts = csr_matrix((self.weights[tokens.ids], (tokens.rows, tokens.ids)), (tokens.size, len(self.vocabulary)))
        return unit_rows(np.asarray(counts @ self.vectors))

    def leading(self, tokens: Tokens) -> Floats:
        """(n, d) float32: the vector of each text's first known word, as a rule its verb; zeros where there is none."""
        found = np.zeros((tokens.size, self.vectors.shape[1]), np.float32)
        rows, first = np.unique(tokens.rows, return_index=True)
        found[rows] = self.vectors[tokens.ids[first]]
        return found

    def save(self, path: Path) -> None:
        """Write the weights: eight bits a number, with one scale per word."""
        scale = np.abs(self.vectors).max(axis=1, keepdims=True) / 127
        np.savez_compressed(
            path,
            words=np.frombuffer("\n".join(self.vocabulary.words).encode(), np.uint8),
            vectors=np.rint(self.vectors / np.maximum(scale, 1e-12)).astype(np.int8),
            weights=self.weights.astype(np.float16),
        )


@lru_cache(maxsize=4)
def _loaded(kind: type[Encoder], path: Path) -> Encoder:
    if not path.is_file():
        raise JobprismError(f"There are no weights at {path}.", "Reinstall the package.")
    with np.load(path, allow_pickle=False) as stored:
        words = pl.Series(stored["words"].tobytes().decode().split("\n"))
        # Vectors are scaled to length 1, so the scales they were stored with need not be kept.
        vectors = unit_rows(stored["vectors"].astype(np.float32))
        return kind(Vocabulary(words), vectors, stored["weights"].astype(np.float32))


def unit_rows(matrix: Floats) -> Floats:
    """Rows scaled to length 1; rows of zeros stay so."""
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.divide(matrix, length, out=np.zeros_like(matrix, dtype=np.float32), where=length > 0)
