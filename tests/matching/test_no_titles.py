"""Rules that tell what is no title, and that they leave titles alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.atlas import Atlas
from jobprism.matching.no_titles import rules


@pytest.mark.parametrize(
    "text",
    [
        "I have worked here since 2011",  # a pronoun or a verb of sentences
        "Why do you ask?",
        "THE OFFICE IS CLOSED",
        "do not call",
        "Please specify",
        "Peter Nowak",  # people
        "NOWAK, PETER J",
        "Mr. Daniel Osei",
        "Blue Harbor Trading LLC",  # firms
        "Osei Holdings",
        "resume_2024.docx",  # files
        "#NAME?",  # spreadsheets
        "declined to answer",
        "Not stated.",
    ],
)
def test_sentences_people_firms_files_and_answers_are_no_titles(text: str) -> None:
    assert rules().no_title(text)


@pytest.mark.parametrize(
    "title",
    [
        "IT Manager",  # no pronoun
        "US Sales Lead",
        "Can Maker",
        "DO",
        "Technician I",
        "Registered Nurse - Peter Nowak's team, night",  # a name within a longer title
        "Counsel, Osei Holdings Asia Pacific Ltd region",
        "Node.js developer",
        "Other services coordinator",
        "Grace",  # one word may be anything
        "Limited energy technician",
    ],
)
def test_titles_that_look_like_something_else_are_left_to_the_model(title: str) -> None:
    assert not rules().no_title(title)


def test_no_occupation_s_or_role_s_own_title_is_refused(core_atlas: Atlas) -> None:
    titles = core_atlas.occupations["occupation_title"].to_list()
    titles += core_atlas.edition.table("roles")["title"].to_list()
    assert [t for t in titles if rules().no_title(t)] == []


@pytest.mark.mirror
def test_fewer_than_one_publisher_s_title_in_two_thousand_is_refused(mirror: Path) -> None:
    from benchmarks.matching.testsets import base_rows, read_names

    names = read_names(mirror)
    titles = {t for t, _ in base_rows(names)} | {t for _, t in names.direct}
    titles |= {label for _, preferred, others in names.esco for label in (preferred, *others)}
    refused = [t for t in titles if rules().no_title(t)]
    assert len(refused) < len(titles) / 2000, refused


@given(st.text(max_size=400))
def test_any_text_is_judged(text: str) -> None:
    assert rules().no_title(text) in {True, False}
