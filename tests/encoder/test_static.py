from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jobprism.encoder.static import Encoder, unit_rows
from jobprism.encoder.tokens import Vocabulary
from jobprism.errors import JobprismError


@pytest.fixture
def small() -> Encoder:
    vectors = unit_rows(np.array([[3, 4], [0, -2], [1, 0]], dtype=np.float32))
    return Encoder(Vocabulary(["write", "mow", "of"]), vectors, np.array([1, 1, 0.5], dtype=np.float32))


def test_a_text_is_the_weighted_mean_of_its_words(small: Encoder) -> None:
    found = small.encode(["mow of", "of mow", None, "unknown"])
    expected = np.array([0.5, -1]) / np.hypot(0.5, 1)
    np.testing.assert_allclose(found[:2], [expected, expected], atol=1e-6)
    assert not found[2:].any()
    assert found.dtype == np.float32


def test_the_leading_word_is_the_first_known_one(small: Encoder) -> None:
    found = small.leading(small.tokens(["", "xyzzy mow write", "write"]))
    np.testing.assert_allclose(found, [[0, 0], [0, -1], [0.6, 0.8]], atol=1e-6)


def test_stored_weights_are_read_back(small: Encoder, tmp_path: Path) -> None:
    small.save(tmp_path / "toy.npz")
    again = Encoder.load("toy", tmp_path)
    assert again.vocabulary.words.to_list() == ["write", "mow", "of"]
    np.testing.assert_allclose(again.vectors, small.vectors, atol=0.01)
    np.testing.assert_allclose(again.weights, small.weights)


def test_missing_weights_say_where_they_were_looked_for(tmp_path: Path) -> None:
    with pytest.raises(JobprismError, match=r"none\.npz"):
        Encoder.load("none", tmp_path)


def test_shipped_vectors_know_which_words_are_alike() -> None:
    found = Encoder.load().encode(["repair engines", "mend motors", "teach children"])
    assert found[0] @ found[1] > 0.3 + found[0] @ found[2]
