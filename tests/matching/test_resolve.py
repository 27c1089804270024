"""From words to the one occupation or role they name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.atlas import Atlas
from jobprism.errors import AmbiguousTitleError, JobprismError, TitleError, UnknownTitleError, UsageError
from jobprism.matching.names import everyday_titles
from jobprism.matching.titles import LONGEST_TITLE, Resolved, Subject, TitleMatcher
from jobprism.matching.words import name_key


def _ids(resolved: Resolved) -> list[str]:
    return [resolved.subject.id, *(s.id for s in resolved.also)]


def _resolves(matcher: TitleMatcher, words: str) -> str:
    try:
        return matcher.resolve(words).subject.id
    except JobprismError as error:
        return type(error).__name__


def test_every_occupation_s_title_names_it(core_atlas: Atlas, matcher: TitleMatcher) -> None:
    titles = core_atlas.occupations.select("occupation_title", "occupation_id_onet").rows()
    assert len(titles) == 923
    assert {t: _resolves(matcher, t) for t, code in titles if _resolves(matcher, t) != code} == {}


def test_every_occupation_s_code_names_it(core_atlas: Atlas, matcher: TitleMatcher) -> None:
    codes = core_atlas.occupations["occupation_id_onet"].to_list()
    assert [c for c in codes if _resolves(matcher, c) != c] == []


def test_every_role_s_id_title_and_alias_names_it(core_atlas: Atlas, matcher: TitleMatcher) -> None:
    roles = core_atlas.edition.table("roles").rows(named=True)
    names = {
        n: r["role_id"] for r in roles for n in [r["role_id"], r["title"], *json.loads(r["declaration"])["aliases"]]
    }
    assert len(names) > 3 * len(roles)
    assert {n: _resolves(matcher, n) for n, role in names.items() if _resolves(matcher, n) != role} == {}


def test_an_everyday_title_names_its_first_code_and_then_the_others(matcher: TitleMatcher) -> None:
    meant: dict[str, list[str]] = {}
    for title, code in everyday_titles():
        meant.setdefault(title, []).append(code)
    assert any(len(codes) > 1 for codes in meant.values())
    assert {t: codes for t, codes in meant.items() if _ids(matcher.resolve(t)) != codes} == {}


def test_no_everyday_title_is_another_subject_s_own_name(core_atlas: Atlas) -> None:
    own = {name_key(t): c for t, c in core_atlas.occupations.select("occupation_title", "occupation_id_onet").rows()}
    hidden = {t: c for t, c in everyday_titles() if own.get(name_key(t), c) != c}
    assert hidden == {}


@pytest.mark.parametrize(
    "words",
    [
        "Registered Nurses",
        "registered NURSE",
        "  registered   nurses ",
        "Registered nurses (RN)",
        "registered-nurse",
        "registred nurse",
        "registered nrses",
        "29-1141.00",
        " 29-1141.00 ",
    ],
)
def test_a_title_is_found_however_it_is_written(matcher: TitleMatcher, words: str) -> None:
    assert matcher.resolve(words).subject.id == "29-1141.00"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("software enginer", "15-1252.00"),
        ("data scientst", "15-2051.00"),
        ("machine lerning engineer", "machine-learning-engineer"),
    ],
)
def test_a_typing_error_is_forgiven(matcher: TitleMatcher, words: str, code: str) -> None:
    assert matcher.resolve(words).subject.id == code


def test_a_soc_code_with_one_occupation_under_it_names_that(matcher: TitleMatcher) -> None:
    assert _ids(matcher.resolve("47-2181")) == ["47-2181.00"]


def test_a_soc_code_with_several_occupations_under_it_asks_which(core_atlas: Atlas, matcher: TitleMatcher) -> None:
    codes = core_atlas.occupations["occupation_id_onet"]
    with pytest.raises(AmbiguousTitleError) as caught:
        matcher.resolve("29-1141")
    assert [i for i, _, _ in caught.value.candidates] == sorted(c for c in codes if c.startswith("29-1141"))


@pytest.mark.parametrize("code", ["99-9999", "99-9999.00", "47-2181.99"])
def test_a_code_that_is_none_is_not_taken_for_another(matcher: TitleMatcher, code: str) -> None:
    with pytest.raises(TitleError):
        matcher.resolve(code)


@pytest.mark.parametrize(
    "words",
    [
        "asdf qwer",
        "n/a",
        "12345",
        "!!!",
        "\N{GRINNING FACE}",
        "the weather is nice today",
        "the",
        "none",
        "hello world",
        "\x00",
        "a" * LONGEST_TITLE,
        "'; DROP TABLE occupations; --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "will AI replace me?",
    ],
)
def test_nonsense_is_no_job(matcher: TitleMatcher, words: str) -> None:
    with pytest.raises((UnknownTitleError, AmbiguousTitleError)) as caught:
        matcher.resolve(words)
    assert caught.value.next_step


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_an_empty_title_is_a_mistake_of_use(matcher: TitleMatcher, words: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        matcher.resolve(words)


@pytest.mark.parametrize("length", [LONGEST_TITLE + 1, 10_000])
def test_a_text_too_long_for_a_title_is_refused_with_both_lengths(matcher: TitleMatcher, length: int) -> None:
    with pytest.raises(UsageError, match=str(length)) as caught:
        matcher.resolve("nurse "[0] * length)
    assert str(LONGEST_TITLE) in caught.value.what


@given(st.text(max_size=300))
def test_any_text_gives_a_subject_or_an_error_of_ours(matcher: TitleMatcher, words: str) -> None:
    try:
        resolved = matcher.resolve(words)
    except JobprismError as error:
        assert error.what
    else:
        assert resolved.subject not in resolved.also


@given(st.text(alphabet="0123456789!?.,;:-_/\\#+*'\"()[]{}<>@$%^&~`| \t\n", max_size=60).filter(str.strip))
def test_signs_and_digits_alone_never_give_a_report_unless_they_are_a_code(matcher: TitleMatcher, words: str) -> None:
    try:
        resolved = matcher.resolve(words)
    except TitleError:
        return
    assert resolved.subject.id.startswith(words.strip()[:7])


def test_an_error_shows_candidates_best_first_with_their_similarity(matcher: TitleMatcher) -> None:
    with pytest.raises(AmbiguousTitleError) as caught:
        matcher.resolve("sales")
    similarities = [s for _, _, s in caught.value.candidates]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 < s <= 1 for s in similarities)
    told = caught.value.as_dict()["candidates"]
    assert isinstance(told, list)
    assert told[0].keys() == {"id", "title", "similarity"}


def test_an_error_never_repeats_the_words_typed(matcher: TitleMatcher) -> None:
    secret = "zqxjv wkbph"
    with pytest.raises(UnknownTitleError) as caught:
        matcher.resolve(secret)
    assert secret not in json.dumps(caught.value.as_dict())


def test_a_subject_s_own_title_comes_before_another_s_alias() -> None:
    first, second = Subject("occupation", "1", "Bakers"), Subject("occupation", "2", "Cooks")
    matcher = TitleMatcher([first, second], [("baker", "2"), ("chef", "2"), ("chef", "1")])
    assert matcher.resolve("baker") == Resolved(first)
    assert matcher.resolve("chef") == Resolved(second, (first,))


def test_a_name_of_a_subject_that_is_not_there_is_ignored() -> None:
    matcher = TitleMatcher([Subject("occupation", "1", "Bakers")], [("pilot", "9")])
    with pytest.raises(UnknownTitleError):
        matcher.resolve("pilot")


@pytest.mark.mirror
def test_alternate_titles_are_found_in_the_full_edition(full_atlas: Atlas) -> None:
    titles = full_atlas.edition.table("titles")
    alternate = titles.filter(titles["occupation_id_onet"] == "29-1141.00")
    assert len(alternate) > 5
    for title in alternate["title"].head(5):
        found = [c.subject.id for c in full_atlas.find(title, 20)]
        assert "29-1141.00" in found
