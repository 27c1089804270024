"""The title model on disk: weights in one compressed file, and beside it, in JSON, what was fitted on held-out titles.

Vectors are kept as whole numbers from -127 to 127, each with its scale.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from scipy import sparse

from jobprism.matching.model import Floats, TitleWeights

_HASH_BYTES = 6
_PLAIN = ("word_weights", "unseen_weight", "norm", "prior")
_ROWS = ("word_vectors", "group_vectors")
_LAYERS = ("hidden", "back", "head")


class Fitted(BaseModel):
    """What calibrate.py of training/titles fits on titles that the model has not seen.

    Attributes:
        fitted_on: in words.
        mix: factors of the trained score, of the lexical score, and of the two rows of the prior.
        calibration: parameters by the places named in calibration.py.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    mix: tuple[float, float, float, float]
    calibration: tuple[float, float, float, float, float, float, float, float]


UNFITTED = Fitted(fitted_on="nothing", mix=(1.0, 0.15, 0.0, 0.0), calibration=(1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.9))


def pack(weights: TitleWeights, path: Path) -> None:
    """Write the weights, without what is fitted; the same weights give the same bytes."""
    arrays: dict[str, NDArray] = {
        "codes": _as_bytes(weights.codes),
        "vocabulary": _as_bytes(weights.vocabulary),
        "known_keys": _hash_bytes(weights.known_keys),
        "known_counts": np.diff(weights.known_starts).astype(np.uint8),
        "known_classes": weights.known_classes,
        "lexical_counts": np.diff(weights.lexical.indptr).astype(np.uint16),
        "lexical_columns": weights.lexical.indices.astype(np.uint16),
    }
    values: Floats = np.asarray(weights.lexical.data, dtype=np.float32)
    largest = float(values.max(initial=1e-9))
    arrays["lexical_scale"] = np.array([largest / 255], dtype=np.float32)
    arrays["lexical_values"] = np.round(values / largest * 255).astype(np.uint8)
    for name in _PLAIN:
        arrays[name] = getattr(weights, name).astype(np.float32)
    for name in _ROWS:
        arrays[name], arrays[f"{name}_scale"] = _rounded(getattr(weights, name))
    for name in _LAYERS:
        matrix, offset = getattr(weights, name)
        # One scale for each output, so that no output loses to another's range.
        rounded, scale = _rounded(matrix.T)
        arrays[name], arrays[f"{name}_scale"], arrays[f"{name}_offset"] = rounded, scale, offset.astype(np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def unpacked(path: Path, fitted: Fitted | None = None) -> TitleWeights:
    """Read the model.

    Args:
        path: of the weights.
        fitted: in place of the file beside the weights.

    Raises:
        OSError, ValueError, KeyError, EOFError, BadZipFile: a file is missing or damaged.
    """
    fitted = fitted or Fitted.model_validate_json(path.with_suffix(".json").read_bytes())
    with np.load(path, allow_pickle=False) as stored:
        held = {name: stored[name] for name in stored.files}
    vocabulary, codes = _from_bytes(held["vocabulary"]), _from_bytes(held["codes"])
    lexical = sparse.csr_matrix(
        (
            held["lexical_values"].astype(np.float32) * held["lexical_scale"][0],
            held["lexical_columns"].astype(np.int32),
            _starts(held["lexical_counts"]),
        ),
        shape=(len(vocabulary), len(codes) + 1),
    )
    return TitleWeights(
        codes=codes,
        vocabulary=vocabulary,
        word_vectors=_rows(held, "word_vectors"),
        word_weights=held["word_weights"],
        group_vectors=_rows(held, "group_vectors"),
        unseen_weight=held["unseen_weight"],
        norm=held["norm"],
        hidden=_layer(held, "hidden"),
        back=_layer(held, "back"),
        head=_layer(held, "head"),
        lexical=lexical,
        prior=held["prior"],
        mix=np.array(fitted.mix, dtype=np.float32),
        known_keys=_hashes(held["known_keys"]),
        known_starts=_starts(held["known_counts"]),
        known_classes=held["known_classes"],
        calibration=np.array(fitted.calibration, dtype=np.float32),
    )


def _rows(held: dict[str, NDArray], name: str) -> Floats:
    return _restored(held[name], held[f"{name}_scale"])


def _layer(held: dict[str, NDArray], name: str) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(_rows(held, name).T), held[f"{name}_offset"]


def _rounded(rows: Floats) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    scale = (np.abs(rows).max(axis=1) / 127 + 1e-8).astype(np.float16)
    steps = np.round(rows / np.maximum(scale, np.float16(6e-8)).astype(np.float32)[:, None])
    return np.clip(steps, -127, 127).astype(np.int8), scale


def _restored(rows: NDArray[np.int8], scale: NDArray[np.float16]) -> Floats:
    return rows.astype(np.float32) * scale.astype(np.float32)[:, None]


def _starts(counts: NDArray) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def _as_bytes(names: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def _from_bytes(stored: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(stored.tobytes().decode().split("\n"))


def _hash_bytes(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    # Byte by byte in columns: the leading bytes of sorted hashes compress.
    return np.ascontiguousarray(hashes.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - _HASH_BYTES :].T)


def _hashes(stored: NDArray[np.uint8]) -> NDArray[np.uint64]:
    whole = np.zeros((stored.shape[1], 8), dtype=np.uint8)
    whole[:, 8 - _HASH_BYTES :] = stored.T
    return whole.view(">u8").ravel().astype(np.uint64)
