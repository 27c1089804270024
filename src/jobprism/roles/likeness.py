"""How near the wording of a role's task comes to a statement of O*NET's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer


@dataclass(frozen=True)
class Likeness:
    """The nearest statements of one text.

    Attributes:
        jaccard: largest share of words, of all words of the text and a statement, that both have (0 to 1).
        jaccard_id: id of that statement.
        cosine: largest TF-IDF cosine over words and word pairs (0 to 1).
        cosine_id: id of that statement.
    """

    jaccard: float
    jaccard_id: str
    cosine: float
    cosine_id: str


def likenesses(texts: Sequence[str], statements: Mapping[str, str]) -> list[Likeness]:
    """The nearest statements of each text, by two measures; ``statements`` (wording by id) must not be empty."""
    ids, wordings = list(statements), list(statements.values())
    vectorizer = TfidfVectorizer(stop_words="english", ngram_range=(1, 2), sublinear_tf=True)
    corpus = csr_matrix(vectorizer.fit_transform(wordings))
    cosines = (csr_matrix(vectorizer.transform(texts)) @ corpus.T).toarray()
    shared = _jaccard(texts, wordings)
    by_words, by_weight = shared.argmax(axis=1), cosines.argmax(axis=1)
    return [
        Likeness(float(shared[i, w]), ids[w], float(cosines[i, c]), ids[c])
        for i, (w, c) in enumerate(zip(by_words, by_weight, strict=True))
    ]


def _jaccard(texts: Sequence[str], wordings: Sequence[str]) -> NDArray[np.float64]:
    """Texts by wordings: distinct words both have, of those that either has; common words count too."""
    counter = CountVectorizer(binary=True, token_pattern=r"[a-z']+")
    words = csr_matrix(counter.fit_transform([*texts, *wordings]))
    ours, theirs = words[: len(texts)], words[len(texts) :]
    both = (ours @ theirs.T).toarray()
    either = np.asarray(ours.sum(axis=1)) + np.asarray(theirs.sum(axis=1)).T - both
    return np.asarray(both / np.maximum(either, 1), dtype=np.float64)
