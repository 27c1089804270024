"""Words put right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.matching.spelling import Speller

_SPELLER = Speller({"nurse": 5, "nursery": 2, "engineer": 9, "welder": 3, "welter": 1, "cello": 1})


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("enginer", "engineer"),
        ("enginneer", "engineer"),
        ("engimeer", "engineer"),
        ("enigneer", "engineer"),
        ("nusre", "nurse"),
        ("nurser", "nurse"),  # one letter from both, and the commoner wins
    ],
)
def test_one_letter_is_put_right(wrong: str, right: str) -> None:
    assert _SPELLER.corrected(wrong) == right


@pytest.mark.parametrize("word", ["hello", "engr", "egnienre", "", "12345", "x" * 40])
def test_what_is_too_far_or_too_short_is_left(word: str) -> None:
    assert _SPELLER.corrected(word) is None


@given(st.text(max_size=50))
def test_only_words_of_the_vocabulary_come_out(word: str) -> None:
    assert _SPELLER.corrected(word) in {None, "nurse", "nursery", "engineer", "welder", "welter", "cello"}
