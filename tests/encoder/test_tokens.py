from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.encoder.tokens import LONGEST, Vocabulary, as_series, words_of
from jobprism.errors import UsageError


def _words(*texts: str | None) -> list[list[str]]:
    found = words_of(pl.Series(texts, dtype=pl.String))
    return [found.filter(pl.col("row") == row)["word"].to_list() for row in range(len(texts))]


def test_words_have_neither_case_nor_accents_nor_punctuation() -> None:
    assert _words("Résumé-Screening: 3 CLIENTS’ files!", "e-mail the client's lawyer") == [
        ["resume", "screening", "3", "clients", "files"],
        ["email", "the", "client", "lawyer"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I write reports",
        "my job is to write reports",
        "I'm responsible to write reports",
        "Duties include: write reports",
    ],
)
def test_how_a_person_opens_the_sentence_does_not_count(text: str) -> None:
    assert _words(text) == [["write", "reports"]]


def test_an_opening_with_nothing_after_it_keeps_its_last_word() -> None:
    assert _words("my job") == [["job"]]


def test_a_text_without_words_has_no_row() -> None:
    assert _words(None, "", "😀 !!", "write") == [[], [], [], ["write"]]


def test_what_follows_the_longest_length_is_left_out() -> None:
    assert _words("a " * LONGEST + "write") == _words("a " * LONGEST)


def test_unknown_inflections_count_as_their_stem() -> None:
    vocabulary = Vocabulary(["write", "study", "mow", "grass"])
    tokens = vocabulary.tokens(pl.Series(["writes studies mowed writing grass xyzzy"]))
    assert vocabulary.words.gather(tokens.ids).to_list() == ["write", "study", "mow", "write", "grass"]


def test_plural_and_singular_are_one_term_only_where_both_are_known() -> None:
    vocabulary = Vocabulary(["report", "reports", "studies", "study", "glass", "news", "process"])
    assert vocabulary.words.gather(vocabulary.singular).to_list() == [
        "report", "report", "study", "study", "glass", "news", "process",
    ]  # fmt: skip


def test_texts_of_any_kind_become_a_series() -> None:
    assert as_series(["a", None, math.nan, "\ud800"]).to_list() == ["a", None, None, "?"]
    assert as_series(pl.Series([None, None])).to_list() == [None, None]
    assert as_series([]).to_list() == []


@pytest.mark.parametrize("texts", ["one text", [b"bytes"], ["a", 3], pl.Series([1, 2])])
def test_what_is_no_text_is_refused_by_name(texts: object) -> None:
    with pytest.raises(UsageError) as refused:
        as_series(texts)  # pyright: ignore[reportArgumentType]
    assert refused.value.next_step


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(), max_size=60)), max_size=8))
def test_tokens_stand_in_order_and_within_the_texts(texts: list[str | None]) -> None:
    tokens = Vocabulary(["a", "write", "0"]).tokens(as_series(texts))
    assert tokens.size == len(texts)
    assert len(tokens.rows) == len(tokens.ids)
    assert (np.diff(tokens.rows) >= 0).all()
    assert all(0 <= row < len(texts) for row in tokens.rows)
