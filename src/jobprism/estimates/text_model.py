"""The text model: how far AI could do what a sentence says, read from its words alone (equations 23 to 25).

Two light classifiers of E0, E1 and E2, a linear one over words and word pairs and a small network over static
embeddings, are pooled log-linearly. Their weights are fitted by ``training/text_model`` to the labels that people gave,
and stored beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from scipy.special import log_softmax, softmax

from jobprism.encoder.static import Encoder
from jobprism.encoder.tokens import Tokens, as_series
from jobprism.errors import JobprismError
from jobprism.judgements.load import Capability, judgement

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CLASSES = ("E0", "E1", "E2")
MODELS = Path(__file__).with_name("models")
SCORE_SCHEMA = pl.Schema(
    {
        "text": pl.String,
        "capability": pl.Float64,  # 0 to 1; null for a text without a known word
        "low": pl.Float64,
        "high": pl.Float64,
        "p_e0": pl.Float64,
        "p_e1": pl.Float64,
        "p_e2": pl.Float64,
    }
)
_CHUNK = 16_384  # texts at a time, so that memory stays bounded
_DIGITS = 4


@dataclass(frozen=True)
class TextModel:
    """Weights of the text model.

    Attributes:
        keys: (k,) sorted keys of the words and word pairs that the linear classifier knows.
        idf: (k,) their inverse document frequencies.
        linear, linear_bias: (k, 3) and (3,) its weights.
        hidden, hidden_bias: (2 d, h) and (h,) the network's first layer, over the mean and the leading vector.
        output, output_bias: (h, 3) and (3,) its second layer.
        pool, pool_bias: (2,) and (3,) how the two log-probabilities add up.
        centres, low, high: (b,) capability, and the 5 % and 95 % quantiles of the rater-mean exposure near it.
    """

    keys: Ints
    idf: Floats
    linear: Floats
    linear_bias: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats
    pool: Floats
    pool_bias: Floats
    centres: Floats
    low: Floats
    high: Floats

    @classmethod
    def load(cls) -> TextModel:
        """The model that ships with the package, read once per process.

        Raises:
            JobprismError: its file is missing.
        """
        return _loaded(MODELS / "text_model.npz")

    def save(self, path: Path) -> None:
        """Write the weights with sixteen bits a number."""
        stored = {f.name: getattr(self, f.name) for f in fields(self)}
        np.savez_compressed(path, **{n: a if n == "keys" else a.astype(np.float16) for n, a in stored.items()})

    def probabilities(self, encoder: Encoder, tokens: Tokens) -> Floats:
        """(n, 3): probabilities of E0, E1 and E2 (equation 24); meaningless for a text without known words."""
        linear = log_softmax(term_matrix(encoder, tokens, self.keys, self.idf) @ self.linear + self.linear_bias, axis=1)
        inner = np.maximum(embedded(encoder, tokens) @ self.hidden + self.hidden_bias, 0)
        network = log_softmax(inner @ self.output + self.output_bias, axis=1)
        return softmax(self.pool[0] * linear + self.pool[1] * network + self.pool_bias, axis=1)

    def interval(self, capability: Floats) -> tuple[Floats, Floats]:
        """5 % and 95 % quantiles of the rater-mean exposure at a capability (equation 25); they hold the capability."""
        low = np.interp(capability, self.centres, self.low)
        high = np.interp(capability, self.centres, self.high)
        return np.minimum(low, capability), np.maximum(high, capability)


def term_keys(encoder: Encoder, tokens: Tokens) -> tuple[Ints, Ints]:
    """(rows, keys) of the words and pairs of neighbouring words of each text, plurals and verb forms in -s as one."""
    ids = encoder.vocabulary.singular[tokens.ids]
    beside = tokens.rows[1:] == tokens.rows[:-1]
    pairs = (ids[:-1][beside] + 1) * len(encoder.vocabulary) + ids[1:][beside]
    return np.concatenate([tokens.rows, tokens.rows[1:][beside]]), np.concatenate([ids, pairs])


def term_matrix(encoder: Encoder, tokens: Tokens, keys: Ints, idf: Floats) -> csr_matrix:
    """(n, k) TF-IDF weights, rows of length 1: (1 + ln count) idf (Salton and Buckley 1988; equation 23)."""
    rows, found = term_keys(encoder, tokens)
    columns = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
    known = keys[columns] == found
    ones = np.ones(int(known.sum()), np.float32)
    matrix = csr_matrix((ones, (rows[known], columns[known])), (tokens.size, len(keys)))
    matrix.data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    inverse = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
    return csr_matrix(diags_array(inverse.astype(np.float32)) @ matrix)


def embedded(encoder: Encoder, tokens: Tokens) -> Floats:
    """(n, 2 d): the mean vector of each text beside the vector of its leading word."""
    return np.hstack([encoder.pooled(tokens), encoder.leading(tokens)])


def score(texts: Iterable[str | None]) -> pl.DataFrame:
    """Exposure of sentences: columns as in ``SCORE_SCHEMA``, a row per text in the order given.

    Capability is the expected exposure (``judgements/capability.yml``); low and high are its 90 % interval: where the
    weighted mean of the raters' labels would lie. A text that is null, or none of whose words is known, has no figures.

    Raises:
        UsageError: something that is no text is among them.
    """
    series = as_series(texts).rename("text")
    model, encoder, judged = TextModel.load(), Encoder.load(), judgement(Capability)
    exposure = np.array([judged.exposure[c] for c in CLASSES], dtype=np.float32)
    parts = [_scored(series[at : at + _CHUNK], model, encoder, exposure) for at in range(0, len(series), _CHUNK)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SCORE_SCHEMA)


def _scored(texts: pl.Series, model: TextModel, encoder: Encoder, exposure: Floats) -> pl.DataFrame:
    tokens = encoder.tokens(texts)
    shares = model.probabilities(encoder, tokens)
    capability = shares @ exposure
    low, high = model.interval(capability)
    known = np.zeros(tokens.size, dtype=bool)
    known[tokens.rows] = True
    figures = [capability, low, high, *shares.T]
    columns = {
        name: np.where(known, np.round(values.astype(np.float64), _DIGITS), np.nan)
        for name, values in zip(list(SCORE_SCHEMA)[1:], figures, strict=True)
    }
    return pl.DataFrame({"text": texts, **columns}, schema=SCORE_SCHEMA, nan_to_null=True)


def crossfit() -> pl.DataFrame:
    """task_id_onet, p_e0, p_e1, p_e2 of every labelled task, by models that saw no task of its activities."""
    return pl.read_parquet(MODELS / "text_crossfit.parquet")


@lru_cache(maxsize=2)
def _loaded(path: Path) -> TextModel:
    if not path.is_file():
        raise JobprismError(f"There are no weights at {path}.", "Reinstall the package.")
    with np.load(path, allow_pickle=False) as stored:
        return TextModel(**{n: stored[n] if n == "keys" else stored[n].astype(np.float32) for n in stored.files})
