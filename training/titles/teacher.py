"""The teacher: sentence vectors of titles by MiniLM (all-MiniLM-L6-v2), kept in a file once computed.

Needs ``sentence-transformers`` and a folder or package that holds the model; only training does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

DIMENSIONS = 384


class Teacher:
    """Vectors of texts; new ones are computed and kept beside the others."""

    def __init__(self, model: str, cache: Path) -> None:
        """Prepare.

        Args:
            model: name or folder of a sentence-transformers model.
            cache: a file ``.npz`` of texts and vectors, which need not be there yet.
        """
        self._model, self._cache = model, cache
        self._place: dict[str, int] = {}
        self._vectors = np.zeros((0, DIMENSIONS), dtype=np.float16)
        if cache.is_file():
            with np.load(cache, allow_pickle=False) as kept:
                texts = kept["texts"].tobytes().decode().split("\n")
                self._vectors = kept["vectors"]
            self._place = {text: i for i, text in enumerate(texts)}

    def learn(self, texts: Sequence[str]) -> None:
        """Compute the vectors of the texts that are not kept yet; texts hold no line breaks."""
        new = sorted(set(texts) - set(self._place))
        if not new:
            return
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(self._model, device="cpu")
        vectors = np.asarray(model.encode(new, batch_size=256, show_progress_bar=True), dtype=np.float16)
        self._place |= {text: len(self._place) + i for i, text in enumerate(new)}
        self._vectors = np.concatenate([self._vectors, vectors])
        listed = np.frombuffer("\n".join(self._place).encode(), dtype=np.uint8)
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(self._cache, texts=listed, vectors=self._vectors)

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (n, 384) of texts that were learnt."""
        return self._vectors[[self._place[t] for t in texts]].astype(np.float32)
