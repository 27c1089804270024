"""The level that a title's words tell."""

from __future__ import annotations

import pytest

from jobprism.matching.level import level_of


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Senior Accountant", "senior"),
        ("Sr. Software Engineer", "senior"),
        ("Software Engineer III", "senior"),
        ("Production Supervisor", "senior"),
        ("Lead Developer", "lead"),
        ("Head of Marketing", "lead"),
        ("VP, Sales", "lead"),
        ("Principal Scientist", "lead"),
        ("Junior Analyst", "junior"),
        ("Jr Analyst", "junior"),
        ("Graduate Engineer", "junior"),
        ("Software Engineer I", "junior"),
        ("Marketing Intern", "intern"),
        ("Apprentice Electrician", "intern"),
        ("Senior Software Engineering Intern", "intern"),
        ("Software Engineer II", "mid"),
        ("Journeyman Plumber", "mid"),
        ("Software Engineer", "mid"),
    ],
)
def test_a_sign_tells_the_level(title: str, level: str) -> None:
    assert level_of(title).level == level


@pytest.mark.parametrize(
    "title",
    [
        "Staff Nurse",
        "Lead Generation Specialist",
        "Senior Living Coordinator",
        "Head Start Teacher",
        "Student Affairs Dean",
        "Graduate Research Coordinator",
        "Leadership Coach",
        "",
    ],
)
def test_a_word_of_another_sense_tells_nothing(title: str) -> None:
    told = level_of(title)
    assert (told.level, told.sign) == ("mid", None)


def test_a_title_without_a_sign_is_less_sure_than_one_with() -> None:
    assert level_of("Carpenter").confidence < level_of("Senior carpenter").confidence


def test_a_word_of_the_occupation_s_own_name_tells_nothing() -> None:
    assert level_of("Teaching assistant", "Teaching Assistants, Postsecondary").sign is None
    assert level_of("Assistant buyer", "Buyers").level == "junior"


def test_staff_alone_tells_no_level_and_within_a_title_does() -> None:
    assert level_of("Staff").sign is None
    assert level_of("Staff Software Engineer").level == "lead"
