"""Other ways to code a title, trained on the same rows: lexical ones of a few lines, a published coder, MiniLM."""

from __future__ import annotations

import importlib.util
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from benchmarks.matching.testsets import key
from rapidfuzz import fuzz, process, utils
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TOP = 5
_PART = 256
_K1, _B = 1.2, 0.75
_NEAREST = 20
_SHARPNESS = 0.05

Row = tuple[str, str]
Coder = Callable[[Sequence[str]], list[list[str]]]


def ranked(scores: np.ndarray, codes: Sequence[str]) -> list[list[str]]:
    """The ``TOP`` codes of each row of scores, best first."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
    return [[codes[j] for j in row] for row in best]


def rapidfuzz_token_sort(rows: Sequence[Row]) -> Coder:
    """The codes of the nearest titles by sorted words, each code once."""
    titles = [utils.default_process(title) for title, _ in rows]
    codes = np.array([code for _, code in rows])

    def coder(asked: Sequence[str]) -> list[list[str]]:
        found = []
        for start in range(0, len(asked), _PART):
            part = [utils.default_process(t) for t in asked[start : start + _PART]]
            scores = process.cdist(part, titles, scorer=fuzz.token_sort_ratio, dtype=np.uint8, workers=-1)
            order = np.argsort(-scores.astype(np.int16), axis=1, kind="stable")[:, : TOP * 40]
            found += [list(dict.fromkeys(codes[row].tolist()))[:TOP] for row in order]
        return found

    return coder


def bm25(rows: Sequence[Row]) -> Coder:
    """Okapi BM25 with an occupation's titles as its document."""
    documents: dict[str, Counter[str]] = defaultdict(Counter)
    for title, code in rows:
        documents[code].update(_words(title))
    codes = sorted(documents)
    slot = {w: i for i, w in enumerate(sorted({w for d in documents.values() for w in d}))}
    cells = [(slot[w], j, n) for j, code in enumerate(codes) for w, n in documents[code].items()]
    at, to, tf = (np.array(x) for x in zip(*cells, strict=True))
    lengths = np.bincount(to, tf, minlength=len(codes))
    found_in = np.bincount(at, minlength=len(slot))
    rarity = np.log(1 + (len(codes) - found_in + 0.5) / (found_in + 0.5))
    value = rarity[at] * tf * (_K1 + 1) / (tf + _K1 * (1 - _B + _B * lengths[to] / lengths.mean()))
    weights = sparse.csr_matrix((value, (at, to)), shape=(len(slot), len(codes)))

    def coder(asked: Sequence[str]) -> list[list[str]]:
        listed = [sorted({slot[w] for w in _words(t) if w in slot}) for t in asked]
        ends = np.concatenate([[0], np.cumsum([len(x) for x in listed])])
        columns = np.array([c for x in listed for c in x], dtype=int)
        bag = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(asked), len(slot)))
        return ranked((bag @ weights).toarray(), codes)

    return coder


def tfidf_centroid(rows: Sequence[Row]) -> Coder:
    """Cosine with the mean TF-IDF vector of an occupation's titles, letters in groups of 2 to 4."""
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    vectors = vectoriser.fit_transform([t.lower() for t, _ in rows])
    codes = sorted({code for _, code in rows})
    place = {code: i for i, code in enumerate(codes)}
    belongs = sparse.csr_matrix((np.ones(len(rows)), ([place[c] for _, c in rows], range(len(rows)))))
    centres = sparse.csr_matrix(belongs @ vectors)
    length = np.sqrt(np.asarray(centres.multiply(centres).sum(axis=1))).ravel()
    centres = sparse.diags(1 / np.maximum(length, 1e-9)) @ centres

    def coder(asked: Sequence[str]) -> list[list[str]]:
        found = []
        for start in range(0, len(asked), _PART):
            part = vectoriser.transform([t.lower() for t in asked[start : start + _PART]])
            found += ranked((part @ centres.T).toarray(), codes)
        return found

    return coder


def sockit(current: dict[str, list[str]]) -> Coder | None:
    """The published coder sockit, which is trained already; None where it is not installed.

    Args:
        current: O*NET-SOC codes under each SOC code: sockit gives six digits.
    """
    if importlib.util.find_spec("sockit") is None:
        return None
    from sockit.title import clean, search, sort

    def coder(asked: Sequence[str]) -> list[list[str]]:
        found = []
        for title in asked:
            given = [_onet(str(s["soc"]), current) for s in sort(search(clean(title)))]
            found.append([code for code in given if code][:TOP])
        return found

    return coder


def minilm_nearest(rows: Sequence[Row], embed: Callable[[Sequence[str]], np.ndarray]) -> Coder:
    """Votes of the nearest training titles by MiniLM's sentence vectors."""
    codes = sorted({code for _, code in rows})
    place = {code: i for i, code in enumerate(codes)}
    titles = sorted({t.lower() for t, _ in rows})
    slot = {t: i for i, t in enumerate(titles)}
    votes = sparse.csr_matrix(
        (np.ones(len(rows)), ([slot[t.lower()] for t, _ in rows], [place[c] for _, c in rows])),
        shape=(len(titles), len(codes)),
    )
    known = embed(titles)

    def coder(asked: Sequence[str]) -> list[list[str]]:
        found = []
        for start in range(0, len(asked), _PART):
            near = embed([t.lower() for t in asked[start : start + _PART]]) @ known.T
            best = np.argpartition(-near, _NEAREST, axis=1)[:, :_NEAREST]
            weight = np.exp((np.take_along_axis(near, best, axis=1) - 1) / _SHARPNESS)
            rows_of = np.repeat(np.arange(len(best)), _NEAREST)
            bag = sparse.csr_matrix((weight.ravel(), (rows_of, best.ravel())), shape=near.shape)
            found += ranked((bag @ votes).toarray(), codes)
        return found

    return coder


def minilm_linear(rows: Sequence[Row], embed: Callable[[Sequence[str]], np.ndarray]) -> Coder:
    """Multinomial logistic regression on MiniLM's sentence vectors."""
    model = LogisticRegression(C=30, max_iter=60)
    model.fit(embed([t.lower() for t, _ in rows]), [c for _, c in rows])
    codes = [str(c) for c in model.classes_]

    def coder(asked: Sequence[str]) -> list[list[str]]:
        return ranked(model.decision_function(embed([t.lower() for t in asked])), codes)

    return coder


def minilm(model: str, cache: Path | None) -> Callable[[Sequence[str]], np.ndarray] | None:
    """Sentence vectors by MiniLM; those of the cache are not computed again. None where it is not installed.

    Args:
        model: name or folder of the model.
        cache: file of vectors as training/titles/teacher.py keeps it; None computes all, for timing.
    """
    if importlib.util.find_spec("sentence_transformers") is None:
        return None
    if cache is not None:
        from training.titles.teacher import Teacher

        teacher = Teacher(model, cache)

        def embed(texts: Sequence[str]) -> np.ndarray:
            teacher.learn(texts)
            return teacher(texts)

        return embed
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu")
    return lambda texts: np.asarray(encoder.encode(list(texts), batch_size=256, show_progress_bar=False))


def _words(title: str) -> list[str]:
    return key(title.replace("(", " ").replace(")", " ")).split()


def _onet(soc: str, current: dict[str, list[str]]) -> str | None:
    under = current.get(soc) or current.get(f"{soc[:2]}-{soc[2:]}" if "-" not in soc else soc)
    return under[0] if under else None
