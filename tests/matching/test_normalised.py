"""Words of titles, brought to one form before they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.matching.words import name_key, singular, words


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Registered Nurses", "registered nurse"),
        ("  registered   NURSE ", "registered nurse"),
        ("Registered nurses (RN)", "registered nurse"),
        ("nurse, registered", "nurse registered"),
        ("Machine-learning engineers", "machine learning engineer"),
        ("R&D managers", "r d manager"),
        ("C++ developers", "c++ developer"),
        ("C# developer", "c# developer"),
        ("children's nurse", "children nurse"),
        ("", ""),
        ("!!!", ""),
        ("(RN)", ""),
        ("the of and", ""),
    ],
)
def test_case_number_brackets_and_punctuation_do_not_matter(title: str, form: str) -> None:
    # An apostrophe joins what it stands in, as in "childrens": its s goes with the plural.
    assert name_key(title) == form


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("nurses", "nurse"),
        ("secretaries", "secretary"),
        ("foremen", "foreman"),
        ("actresses", "actress"),
        ("coaches", "coach"),
        ("boss", "boss"),
        ("bus", "bus"),
        ("gas", "gas"),
        ("analysis", "analysis"),
        ("carpenter", "carpenter"),
        ("tax", "tax"),
        ("taxes", "tax"),
    ],
)
def test_plurals_and_singulars_meet(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) == one


@given(st.text(max_size=100))
def test_a_key_has_only_plain_words(title: str) -> None:
    form = name_key(title)
    assert form == " ".join(form.split())
    assert form == form.lower()


@given(st.text(alphabet="abcdefghijklmnoprstuy", min_size=4, max_size=12).filter(lambda w: not w.endswith("s")))
def test_a_plural_in_s_meets_its_singular(word: str) -> None:
    if not word.endswith(("u", "i", "ie", "men", "sse", "che", "she", "xe")):
        assert singular(word + "s") == singular(word)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("R.N.", ["rn"]),
        ("U.S. Army officer", ["us", "army", "officer"]),
        ("Caf\u00e9 manager", ["cafe", "manager"]),
        ("Driver/Sales worker", ["driver", "sale", "worker"]),
        ("CEO (Chief Executive Officer)", ["ceo", "chief", "executive", "officer"]),
        ("\u041f\u043e\u0432\u0430\u0440", ["\u043f\u043e\u0432\u0430\u0440"]),
    ],
)
def test_words_are_read_in_one_form(title: str, read: list[str]) -> None:
    assert words(title) == read
