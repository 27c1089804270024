"""Jobs of a CV, kept apart: titles, years and what was done in each."""

from __future__ import annotations

import pytest

from jobprism.matching.jobs import YEARS
from jobprism.matching.reading import read_text
from matching.labelled_corpus import corpus

_CV = """Ana Silva

Experience

Store manager, Frutaria Lda
March 2021 to present
- Ordered fruit and paid suppliers
- Trained two assistants

Shop assistant - Kiosk - 2018-2021
- Served customers

Education
BA History, 2014-2018
"""


def _told(text: str) -> list[tuple[str | None, int | None, int | None, int]]:
    return [
        (
            j.title.text if j.title else None,
            j.years.first if j.years else None,
            j.years.last if j.years else None,
            len(j.duties),
        )
        for j in read_text(text).jobs
    ]


def test_jobs_have_their_own_title_years_and_duties() -> None:
    assert _told(_CV) == [("Store manager", 2021, None, 2), ("Shop assistant", 2018, 2021, 1)]


def test_schooling_opens_no_job() -> None:
    assert "History" not in str(_told(_CV))


def test_a_posting_has_one_job_with_all_duties() -> None:
    reading = read_text("Line cook\n\nDuties\n- Cook meals\n- Clean the grill\n\nApply by 3 May 2025 to 2026")
    assert len(reading.jobs) == 1
    assert reading.jobs[0].duties == reading.duties
    assert reading.jobs[0].title == reading.title


def test_a_title_that_sounds_like_something_done_is_no_duty() -> None:
    text = "CV\n\nWork experience\nMarketing Assistant, Leafcup (2021 - 2023)\n- Designed banners\n\nReferences\nMy own"
    reading = read_text(text)
    assert [d.text for d in reading.duties] == ["Designed banners"]


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("2018 - 2020", (2018, 2020)),
        ("March 2018 to Feb 2020", (2018, 2020)),
        ("3/2018 – 02/2020", (2018, 2020)),
        ("2018 to date", (2018, None)),
        ("2018 - till date", (2018, None)),
        ("since May 2018", (2018, None)),
        ("Jan–May 2018", (2018, 2018)),
        ("Summer 2018", (2018, 2018)),
    ],
)
def test_years_in_the_usual_ways(words: str, years: tuple[int, int | None]) -> None:
    text = f"Curriculum vitae\n\nExperience\n\nBaker, Mill & Co, {words}\n- Baked bread\n\nReferences on request"
    job = read_text(text).jobs[0]
    assert job.title is not None
    assert job.title.text == "Baker"
    assert job.years is not None
    assert (job.years.first, job.years.last) == years
    assert text[job.years.words.start : job.years.words.end] in words


@pytest.mark.parametrize("words", ["room 2018", "1850 - 1900", "20182020", "the 2018 review"])
def test_other_numbers_are_no_years(words: str) -> None:
    assert YEARS.search(words) is None


def test_jobs_of_the_labelled_cvs() -> None:
    wanted = right = told = 0
    for document in corpus():
        if document.expected["kind"] != "cv":
            continue
        jobs = _told(document.text)
        told += len(jobs)
        for title, first, last in document.expected["jobs"]:
            wanted += 1
            right += any(
                t and (t.lower() in title.lower() or title.lower() in t.lower()) and (a, b) == (first, last)
                for t, a, b, _ in jobs
            )
    assert right >= 0.9 * wanted
    assert told <= 1.1 * wanted
