"""O*NET's text edition reads as the Excel edition does, and its rating tables are read where they are present."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jobprism.estimates.shares import newest
from jobprism.evidence.codes import resolve
from jobprism.evidence.crosswalks import Crosswalks
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.reading import no_crosswalk, wide_observations
from jobprism.sources.registry import registered_sources

ONET = next(r for r in registered_sources() if r.id == "onet")

_BOUNDS = ("Standard Error", "Lower CI Bound", "Upper CI Bound", "Recommend Suppress")
_RATED = ("O*NET-SOC Code", "Element ID", "Scale ID", "Data Value")
_END = ("0.1", "1", "5", "N")
_WHEN = ("08/2025", "Analyst")
# The text edition's columns: without the titles that the Excel edition repeats.
TEXT_COLUMNS = {
    "Occupation Data": ["O*NET-SOC Code", "Title", "Description"],
    "Task Statements": [
        *("O*NET-SOC Code", "Task ID", "Task", "Task Type", "Incumbents Responding", "Date", "Domain Source"),
    ],
    "Tasks to DWAs": ["O*NET-SOC Code", "Task ID", "DWA ID", "Date", "Domain Source"],
    "DWA Reference": ["Element ID", "IWA ID", "DWA ID", "DWA Title"],
    "IWA Reference": ["Element ID", "IWA ID", "IWA Title"],
    "Content Model Reference": ["Element ID", "Element Name", "Description"],
    "Job Zones": ["O*NET-SOC Code", "Job Zone", "Date", "Domain Source"],
    "Alternate Titles": ["O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"],
    "Sample of Reported Titles": ["O*NET-SOC Code", "Reported Job Title", "Shown in My Next Move"],
    **{name: [*_RATED, "N", *_BOUNDS, "Not Relevant", "Date", "Domain Source"] for name in ("Skills", "Knowledge")},
    "Work Styles": [*_RATED, "Date", "Domain Source"],
    "Education, Training, and Experience": [
        *("O*NET-SOC Code", "Element ID", "Scale ID", "Category", "Data Value", "N", *_BOUNDS, "Date", "Domain Source"),
    ],
    "Related Occupations": ["O*NET-SOC Code", "Related O*NET-SOC Code", "Relatedness Tier", "Index"],
    "Technology Skills": [
        *("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand"),
    ],
    "Tools Used": ["O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title"],
    **{name: [*_RATED, "Date", "Domain Source"] for name in ("Interests", "Work Values")},
    "Emerging Tasks": ["O*NET-SOC Code", "Task", "Category", "Original Task ID", "Date", "Domain Source"],
    "Job Zone Reference": ["Job Zone", "Name", "Experience", "Education", "Job Training", "Examples", "SVP Range"],
    "Education, Training, and Experience Categories": ["Element ID", "Scale ID", "Category", "Category Description"],
    **{
        f"{needed} to {calling}": [f"{needed} Element ID", f"{calling} Element ID"]
        for needed in ("Skills", "Abilities")
        for calling in ("Work Activities", "Work Context")
    },
}

# A country of one occupation, made up.
TOY = {
    "Occupation Data": [("99-0001.00", "Toy Makers", "Made up.")],
    "Task Statements": [
        ("99-0001.00", "1", "Carve toys.", "Core", "12", "08/2024", "Incumbent"),
        ("99-0001.00", "2", "Paint toys.", "n/a", "n/a", "08/2024", "Analyst"),
    ],
    "Tasks to DWAs": [("99-0001.00", "1", "4.A.9.I01.D01", "08/2024", "Analyst")],
    "DWA Reference": [("4.A.9", "4.A.9.I01", "4.A.9.I01.D01", "Carve")],
    "IWA Reference": [("4.A.9", "4.A.9.I01", "Shape")],
    "Content Model Reference": [("4.A.9", "Make", "Made up.")],
    "Job Zones": [("99-0001.00", "3", "08/2024", "Analyst")],
    "Alternate Titles": [("99-0001.00", "Toy Carver", "n/a", "09"), ("99-0001.00", "Toy Smith (TS)", "TS", "09")],
    "Sample of Reported Titles": [("99-0001.00", "Whittler", "Y")],
    "Skills": [
        ("99-0001.00", "2.A.9.a", "IM", "4.25", "8", *_END, "n/a", *_WHEN),
        ("99-0001.00", "2.A.9.a", "LV", "3.5", "8", *_END, "N", *_WHEN),
        # Nearly nobody finds the second skill important: its importance counts, its level says nothing.
        ("99-0001.00", "2.A.9.b", "IM", "1.25", "8", *_END, "n/a", *_WHEN),
        ("99-0001.00", "2.A.9.b", "LV", "0.5", "8", *_END, "Y", *_WHEN),
    ],
    "Knowledge": [
        ("99-0001.00", "2.C.9", "IM", "3.75", "21", *_END, "n/a", *_WHEN),
        # Too imprecise to be used, as O*NET marks it.
        ("99-0001.00", "2.C.9", "LV", "4.5", "21", *_END[:3], "Y", "N", *_WHEN),
    ],
    "Work Styles": [
        ("99-0001.00", "1.D.9", "WI", "2.5", *_WHEN),
        ("99-0001.00", "1.D.9", "DR", "1", *_WHEN),
    ],
    "Education, Training, and Experience": [
        ("99-0001.00", "2.D.1", "RL", "2", "75.5", "20", *_END, *_WHEN),
        ("99-0001.00", "2.D.1", "RL", "3", "24.5", "n/a", *_END, *_WHEN),
        ("99-0001.00", "3.A.1", "RW", "4", "50", "20", *_END, *_WHEN),
        ("99-0001.00", "3.A.2", "PT", "1", "62.5", "20", *_END, *_WHEN),
        # Too imprecise, as O*NET marks it.
        ("99-0001.00", "3.A.3", "OJ", "1", "12.5", "20", *_END[:3], "Y", *_WHEN),
        ("99-0001.00", "3.A.3", "OJ", "2", "87.5", "20", *_END, *_WHEN),
        ("99-0001.00", "2.D.4.a", "IM", "n/a", "2.25", "20", *_END, *_WHEN),
    ],
    "Related Occupations": [("99-0001.00", "99-0002.00", "Primary-Short", "1")],
    "Technology Skills": [("99-0001.00", "Toy CAD", "43239999", "Toy software", "Y", "N")],
    "Tools Used": [("99-0001.00", "Toy knives", "27119999", "Knife")],
    # The high-points repeat the order of the ratings.
    "Interests": [("99-0001.00", "1.B.1.a", "OI", "6.5", *_WHEN), ("99-0001.00", "1.B.1.g", "IH", "1", *_WHEN)],
    "Work Values": [("99-0001.00", "1.B.2.a", "EX", "5.33", *_WHEN), ("99-0001.00", "1.B.2.g", "VH", "1", *_WHEN)],
    "Emerging Tasks": [
        ("99-0001.00", "Print toys.", "New", "n/a", "08/2025", "Incumbent"),
        ("99-0001.00", "Paint toys with water colours.", "Revision", "2", "08/2024", "Incumbent"),
    ],
    "Job Zone Reference": [("3", "Job Zone Three: Medium Toys Needed", "n/a", "n/a", "n/a", "n/a", "(6.0 to < 7.0)")],
    "Education, Training, and Experience Categories": [
        ("2.D.1", "RL", "2", "Toy School"),
        ("2.D.1", "RL", "3", "Toy Certificate - awarded to those who play long enough."),
    ],
    "Skills to Work Activities": [("2.A.9.a", "4.A.9")],
    "Skills to Work Context": [("2.A.9.a", "4.C.9")],
    "Abilities to Work Activities": [("1.A.9", "4.A.9")],
    "Abilities to Work Context": [("1.A.9", "4.C.9")],
}
RATING_COLUMNS = {
    "Task Ratings": [
        *("O*NET-SOC Code", "Task ID", "Scale ID", "Category", "Data Value", "N", *_BOUNDS, "Date", "Domain Source"),
    ],
    "Work Activities": [
        *("O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "N", *_BOUNDS, "Not Relevant"),
        *("Date", "Domain Source"),
    ],
    "Work Context": [
        *("O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Category", "Data Value", "N", *_BOUNDS),
        *("Not Relevant", "Date", "Domain Source"),
    ],
}
RATINGS = {
    "Task Ratings": [
        ("99-0001.00", "1", "FT", "5", "60.5", "12", *_END, "08/2023", "Incumbent"),
        ("99-0001.00", "1", "FT", "6", "39.5", "12", *_END, "08/2023", "Incumbent"),
        ("99-0001.00", "1", "IM", "n/a", "4.5", "13", *_END, "08/2023", "Incumbent"),
        ("99-0001.00", "1", "RT", "n/a", "95", "14", *_END, "08/2023", "Incumbent"),
    ],
    "Work Activities": [
        ("99-0001.00", "4.A.9", "Make", "IM", "4.25", "11", *_END, "", "11/2025", "Incumbent"),
        ("99-0001.00", "4.A.9", "Make", "LV", "6.5", "11", *_END, "N", "11/2025", "Incumbent"),
    ],
    "Work Context": [
        ("99-0001.00", "4.C.9", "Quiet", "CX", "n/a", "3.75", "10", *_END, "", "10/2025", "Incumbent"),
        ("99-0001.00", "4.C.9", "Quiet", "CXP", "5", "80", "10", *_END, "", "10/2025", "Incumbent"),
    ],
}


PROFILE = {
    "onet_job_zone",
    "onet_skill_importance/2.A.9.a",
    "onet_skill_level/2.A.9.a",
    "onet_skill_importance/2.A.9.b",
    "onet_knowledge_importance/2.C.9",
    "onet_work_style_impact/1.D.9",
    "onet_education_pct/2",
    "onet_education_pct/3",
    "onet_related_experience_pct/4",
    "onet_site_training_pct/1",
    "onet_job_training_pct/2",
    "onet_certification_importance",
    "onet_interest/1.B.1.a",
    "onet_work_value/1.B.2.a",
}


def _write_text(folder: Path, name: str, columns: list[str], rows) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(columns), *("\t".join(row) for row in rows)]
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def toy_edition(tmp_path: Path) -> Settings:
    """A home that holds a toy text edition, without the rating tables."""
    settings = Settings(home=tmp_path / "own-home", mirror=None, offline=True)
    for name, rows in TOY.items():
        _write_text(settings.sources_dir / "onet", name, TEXT_COLUMNS[name], rows)
    return settings


def _read(settings: Settings):
    return read_cached(ONET, locate(ONET, settings), settings.cache_dir)


def _place_ratings(settings: Settings) -> None:
    for name, rows in RATINGS.items():
        _write_text(settings.sources_dir / "onet", name, RATING_COLUMNS[name], rows)


def test_a_text_edition_is_read_without_the_rating_tables(toy_edition):
    reading = _read(toy_edition)
    measures = set(reading.observations["measure"])
    assert measures == PROFILE
    tasks = reading.tables["tasks"].select("task_id_onet", "task_type", "task_vintage").rows()
    assert tasks == [(1, "Core", "2024-08"), (2, None, "2024-08")]
    titles = reading.tables["titles"].select("title", "kind").rows()
    assert set(titles) == {
        ("Toy Carver", "alternate"),
        ("Toy Smith (TS)", "alternate"),
        ("TS", "short"),
        ("Whittler", "reported"),
    }


def test_what_an_occupation_asks_of_a_person_is_read_without_what_onet_calls_imprecise(toy_edition):
    reading = _read(toy_edition)
    rows = reading.observations.filter(pl.col("measure") != "onet_job_zone")
    assert rows.select("subject", "code_system", "code", "vintage").unique().rows() == [
        ("occupation", "onet_soc_2019", "99-0001.00", "2025-08")
    ]
    assert set(rows.select("measure", "value", "n").rows()) == {
        ("onet_skill_importance/2.A.9.a", 4.25, 8),
        ("onet_skill_level/2.A.9.a", 3.5, 8),
        ("onet_skill_importance/2.A.9.b", 1.25, 8),
        ("onet_knowledge_importance/2.C.9", 3.75, 21),
        ("onet_work_style_impact/1.D.9", 2.5, None),
        ("onet_education_pct/2", 75.5, 20),
        ("onet_education_pct/3", 24.5, None),
        ("onet_related_experience_pct/4", 50.0, 20),
        ("onet_site_training_pct/1", 62.5, 20),
        ("onet_job_training_pct/2", 87.5, 20),
        ("onet_certification_importance", 2.25, 20),
        ("onet_interest/1.B.1.a", 6.5, None),
        ("onet_work_value/1.B.2.a", 5.33, None),
    }


def test_relatives_software_tools_and_new_tasks_are_tables(toy_edition):
    reading = _read(toy_edition)
    assert reading.tables["related_occupations"].rows() == [("99-0001.00", "99-0002.00", "Primary-Short", 1)]
    technologies = reading.tables["technologies"].select("technology", "hot", "in_demand")
    assert technologies.rows() == [("Toy CAD", True, False)]
    assert reading.tables["tools"].rows() == [("99-0001.00", "Toy knives", "27119999", "Knife")]
    assert reading.tables["emerging_tasks"].rows() == [
        ("99-0001.00", "Paint toys with water colours.", "revision", 2, "2024-08", "Incumbent"),
        ("99-0001.00", "Print toys.", "new", None, "2025-08", "Incumbent"),
    ]


def test_zones_answers_and_links_have_names_without_the_sentences_beside_them(toy_edition):
    reading = _read(toy_edition)
    assert reading.tables["job_zones"].rows() == [(3, "Medium Toys Needed", "6.0 to < 7.0")]
    assert reading.tables["answer_categories"].rows() == [
        ("2.D.1", "RL", 2, "Toy School"),
        ("2.D.1", "RL", 3, "Toy Certificate"),
    ]
    assert set(reading.tables["element_links"].rows()) == {
        (needed, calling) for needed in ("2.A.9.a", "1.A.9") for calling in ("4.A.9", "4.C.9")
    }


def test_text_files_are_reported_as_not_pinned(toy_edition):
    assert not any(file.pinned for file in locate(ONET, toy_edition).values())


def test_rating_tables_that_are_present_are_read_with_their_own_vintage_and_sample(toy_edition):
    _place_ratings(toy_edition)
    rows = _read(toy_edition).observations.filter(~pl.col("measure").is_in(PROFILE))
    found = set(rows.select("subject", "code_system", "code", "measure", "value", "n", "vintage").rows())
    task = ("task", "onet_task", "1")
    occupation = ("occupation", "onet_soc_2019", "99-0001.00")
    assert found == {
        (*task, "onet_task_importance", 4.5, 13, "2023-08"),
        (*task, "onet_task_relevance_pct", 95.0, 14, "2023-08"),
        (*task, "onet_task_frequency_pct/5", 60.5, 12, "2023-08"),
        (*task, "onet_task_frequency_pct/6", 39.5, 12, "2023-08"),
        (*occupation, "onet_work_activity_importance/4.A.9", 4.25, 11, "2025-11"),
        (*occupation, "onet_work_context/4.C.9", 3.75, 10, "2025-10"),
    }
    assert rows.height == len(found)


def test_one_rating_table_alone_is_read(toy_edition):
    _write_text(
        toy_edition.sources_dir / "onet", "Work Context", RATING_COLUMNS["Work Context"], RATINGS["Work Context"]
    )
    measures = set(_read(toy_edition).observations["measure"])
    assert measures == PROFILE | {"onet_work_context/4.C.9"}


def test_the_publishers_ratings_take_the_place_of_the_extract(toy_edition):
    _place_ratings(toy_edition)
    extract = wide_observations(
        pl.DataFrame({"Task ID": [1, 2], "importance": [2.0, 3.0], "relevance": [50.0, 60.0]}),
        subject="task",
        code_system="onet_task",
        code="Task ID",
        measures={"importance": "onet_task_importance", "relevance": "onet_task_relevance_pct"},
        vintage="2025-05",
    )
    published = _read(toy_edition).observations.filter(pl.col("subject") == "task")
    tasks = {"onet": _read(toy_edition)}
    parts = [
        resolve(rows, tasks, Crosswalks(no_crosswalk()))[0].with_columns(release=pl.lit(release))
        for rows, release in ((extract, "2025-05"), (published, "2025-12"))
    ]
    chosen = newest(pl.concat(parts).filter(pl.col("measure") == "onet_task_importance"))
    # Its survey is older than the extract's release, its release is newer. Task 2 is not in the publisher's table:
    # the extract still speaks for it.
    assert set(chosen.select("subject_id", "value", "vintage").rows()) == {("1", 4.5, "2023-08"), ("2", 3.0, "2025-05")}


@pytest.mark.mirror
def test_the_text_edition_reads_as_the_excel_edition_does(mirror, readings, tmp_path):
    settings = Settings(home=tmp_path / "own-home", mirror=None, offline=True)
    for name, columns in TEXT_COLUMNS.items():
        book = fastexcel.read_excel(mirror / "onet" / "db_30_1_excel" / f"{name}.xlsx")
        cells = book.load_sheet(0, dtypes="string").to_polars().select(columns).fill_null("n/a")
        _write_text(settings.sources_dir / "onet", name, columns, cells.rows())
    text, excel = _read(settings), readings["onet"]
    assert text.tables.keys() == excel.tables.keys()
    for name, table in excel.tables.items():
        assert_frame_equal(text.tables[name], table)
    assert_frame_equal(text.observations, excel.observations)
