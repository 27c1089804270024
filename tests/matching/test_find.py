"""Candidates for words that may be a job title."""

from __future__ import annotations

import pytest

from jobprism.judgements.load import Matching, judgement
from jobprism.matching.titles import CERTAIN, TitleMatcher


@pytest.mark.parametrize("words", ["nurse", "engineer", "manager", "sales", "machine learning"])
def test_candidates_come_best_first_each_subject_once(matcher: TitleMatcher, words: str) -> None:
    found = matcher.find(words, 20)
    similarities = [c.similarity for c in found]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 < s <= CERTAIN for s in similarities)
    assert len({c.subject for c in found}) == len(found) > 1


def test_no_more_candidates_than_asked_for_and_the_same_best(matcher: TitleMatcher) -> None:
    many = matcher.find("engineer", 20)
    assert len(many) > 2
    assert matcher.find("engineer", 2) == many[:2]


def test_an_exact_name_is_first_and_certain(matcher: TitleMatcher) -> None:
    first = matcher.find("Carpenters")[0]
    assert (first.subject.id, first.similarity) == ("47-2031.00", CERTAIN)


def test_only_an_exact_name_is_certain(matcher: TitleMatcher) -> None:
    assert matcher.find("registred nurse")[0].similarity < CERTAIN


def test_what_is_unlikely_is_not_shown_and_no_title_has_no_candidate(matcher: TitleMatcher) -> None:
    assert all(c.similarity >= judgement(Matching).shown for c in matcher.find("nurse", 50))
    assert matcher.find("asdf qwer") == []
    assert matcher.find("") == []


def test_a_candidate_says_by_which_name_it_was_found(matcher: TitleMatcher) -> None:
    found = matcher.find("ml engineer")[0]
    assert found.subject.id == "machine-learning-engineer"
    assert found.matched.casefold() == "ml engineer"


def test_a_code_finds_what_is_under_it(matcher: TitleMatcher) -> None:
    assert [c.subject.id for c in matcher.find("29-1141.00")] == ["29-1141.00"]
    under = [c.subject.id for c in matcher.find("29-1141")]
    assert len(under) > 1
    assert all(i.startswith("29-1141.") for i in under)
