"""The title model on disk: one compressed file; vectors as whole numbers from -127 to 127, each with its scale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobprism.matching.model import Floats, TitleWeights

_HASH_BYTES = 6
_PLAIN = ("word_weights", "unseen_weight", "norm", "mix", "calibration")
_ROWS = ("word_vectors", "group_vectors")
_LAYERS = ("hidden", "back", "head")


def pack(weights: TitleWeights, path: Path) -> None:
    """Write the model; the same weights give the same bytes."""
    arrays: dict[str, NDArray] = {
        "codes": _as_bytes(weights.codes),
        "vocabulary": _as_bytes(weights.vocabulary),
        "known_keys": _hash_bytes(weights.known_keys),
        "known_counts": np.diff(weights.known_starts).astype(np.uint8),
        "known_classes": weights.known_classes,
        "lexical_counts": np.diff(weights.lexical.indptr).astype(np.uint16),
        "lexical_columns": weights.lexical.indices.astype(np.uint16),
    }
    largest = float(weights.lexical.data.max(initial=1e-9))
    arrays["lexical_scale"] = np.array([largest / 255], dtype=np.float32)
    arrays["lexical_values"] = np.round(weights.lexical.data / largest * 255).astype(np.uint8)
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


def unpacked(path: Path) -> TitleWeights:
    """Read the model.

    Raises:
        OSError, ValueError, KeyError, EOFError: the file is missing or damaged.
    """
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
        lexical=lexical,
        known_keys=_hashes(held["known_keys"]),
        known_starts=_starts(held["known_counts"]),
        known_classes=held["known_classes"],
        **{name: held[name] for name in _PLAIN},
        **{name: _restored(held[name], held[f"{name}_scale"]) for name in _ROWS},
        **{
            name: (
                np.ascontiguousarray(_restored(held[name], held[f"{name}_scale"]).T),
                held[f"{name}_offset"],
            )
            for name in _LAYERS
        },
    )


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
