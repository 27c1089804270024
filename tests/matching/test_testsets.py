"""The rules of the test sets, and of what is trained on: nothing held out is learnt."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from benchmarks.matching import testsets
from benchmarks.matching.measures import Answers, calibration_error, coverage_at, precision_at, right_at
from benchmarks.matching.testsets import Names, TestSet, as_rosters_write, base_rows, key, keys_of, read_names
from training.titles.invented import invented
from training.titles.rows import rows_of


@pytest.fixture(scope="session")
def names(mirror: Path) -> Names:
    return read_names(mirror)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Chief Executive Officer (CEO)", "chief executive officers"), ("R/N", "r n"), ("Secretaries", "secretary")],
)
def test_spellings_of_a_title_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.mirror
def test_sizes_of_the_sets(names: Names) -> None:
    sizes = {s.name: len(s) for s in (testsets.test_a(names), testsets.test_b(names), testsets.test_e(names))}
    assert sizes == {"A": 6392, "B": 936, "E": 347}
    assert len(testsets.development(names)) == 2257
    assert len(testsets.european(names)) == 5545


@pytest.mark.mirror
def test_no_held_out_title_is_trained_on(names: Names) -> None:
    in_a = {key(t) for t in testsets.test_a(names).titles}
    in_b = {key(t) for t in testsets.test_b(names).titles}
    in_development = {key(t) for t in testsets.development(names).titles}
    in_european = {key(t) for t in testsets.european(names).titles}
    learnt = {c: rows_of(c, names) for c in ("development+", "european+", "a", "a+", "b", "b+")}
    keys = {c: {key(t) for t in [*rows.titles, *rows.unlabelled]} for c, rows in learnt.items()}
    assert not (in_a | in_development) & (keys["development+"] | keys["european+"])
    assert not in_european & (in_a | in_b | in_development | {key(t) for t in learnt["european+"].titles})
    esco = {text for _, text in names.esco_texts}
    assert not esco & {text for text, _ in learnt["european+"].texts}
    assert not in_a & (keys["a"] | keys["a+"])
    assert not in_b & (keys["b"] | keys["b+"] | keys["a+"])
    assert {key(t) for t, _ in base_rows(names, keys_of(names, "A"))} <= {key(t) for t in learnt["a"].titles}


@pytest.mark.mirror
def test_rosters_keep_what_is_right_and_write_most_titles_otherwise(names: Names) -> None:
    clean = testsets.test_a(names)
    noisy = as_rosters_write(clean)
    assert noisy.right == clean.right
    assert as_rosters_write(clean).titles == noisy.titles
    same = sum(a == b for a, b in zip(clean.titles, noisy.titles, strict=True))
    assert 0.1 < same / len(clean) < 0.25  # .65 x .60 x .75 x .70 and more, where nothing can be abbreviated


def test_invented_titles_are_new_and_of_words_that_are_there() -> None:
    titles = ["night nurse", "school nurse", "bus driver", "night bus driver", "chief cook", "line cook"]
    made = invented(titles, 8, seed=1)
    assert made == invented(titles, 8, seed=1)
    assert not set(made) & set(titles)
    assert {w for t in made for w in t.split()} <= {w for t in titles for w in t.split()}


def test_figures_of_answers_worked_by_hand() -> None:
    asked = TestSet("x", ["a", "b", "c", "d"], [frozenset({"1"}), frozenset({"2"}), frozenset({"3"}), frozenset({"4"})])
    import numpy as np

    answers = Answers([["1", "9"], ["9", "2"], ["3"], []], np.array([0.95, 0.55, 0.75, 0.05]))
    right = right_at(answers, asked, 1)
    assert right.tolist() == [True, False, True, False]
    assert right_at(answers, asked, 2).tolist() == [True, True, True, False]
    assert calibration_error(answers.confidence, right) == pytest.approx((0.05 + 0.55 + 0.25 + 0.05) / 4)
    assert precision_at(answers.confidence, right, 0.5) == 1.0
    assert coverage_at(answers.confidence, right, 0.9) == (0.5, 0.75)


def test_a_typing_error_changes_at_most_two_letters_inside_a_word() -> None:
    draw = random.Random(3)
    for _ in range(200):
        wrong = testsets.mistyped("Registered nurse", draw)
        assert wrong[0] == "R"
        assert abs(len(wrong) - 16) <= 1
