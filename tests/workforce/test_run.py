"""A roster's run as a whole: what is written, that it adds up, and that it is the same every time."""

from __future__ import annotations

import csv
import json
import logging
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from roster_files import TITLES, files

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.files import sha256_of
from jobprism.workforce.columns import columns_of
from jobprism.workforce.figures import LEVELS, Figures
from jobprism.workforce.kernel import ROW_FIGURES, Kernel


def coded(out: Path) -> pl.DataFrame:
    return pl.read_parquet(out / "coded" / "*.parquet")


def test_every_row_is_coded_with_the_edition_s_own_figures(ran, roster, tmp_path: Path, core: Edition) -> None:
    ran(roster)
    rows = coded(tmp_path / "out")
    assert rows["id"].to_list() == roster["employee_id"].to_list()
    nurses = rows.filter(pl.col("title") == "Registered Nurse")
    assert nurses["occupation_id_onet"].unique().to_list() == ["29-1141.00"]
    pressure = core.table("pressure").row(by_predicate=pl.col("subject_id") == "29-1141.00", named=True)
    shown = nurses.row(0, named=True)
    assert [round(shown[f"pressure{end}"], 2) for end in ("", "_low", "_high")] == [
        pressure["value"],
        pressure["low"],
        pressure["high"],
    ]
    senior = rows.filter(pl.col("title") == "Senior Software Developer").row(0, named=True)
    assert (senior["level"], senior["level_basis"]) == ("senior", "title")
    of_level = core.table("levels").filter(
        (pl.col("subject_id") == senior["occupation_id_onet"]) & (pl.col("level") == "senior")
    )
    assert (
        round(senior["capability"], 4)
        == of_level.row(by_predicate=pl.col("layer") == "capability", named=True)["value"]
    )


def test_a_group_of_one_occupation_has_its_figure_and_interval(ran, tmp_path: Path, core: Edition) -> None:
    document = ran(pl.DataFrame({"title": ["29-1141.00"] * 50}))
    pressure = core.table("pressure").row(by_predicate=pl.col("subject_id") == "29-1141.00", named=True)
    found = document.total.pressure
    assert found.value == pressure["value"]
    # An occupation's interval is rounded and cut off at the ends; the group's is made from its variance.
    assert [found.low, found.high] == pytest.approx([pressure["low"], pressure["high"]], abs=0.3)
    capability = document.total.capability
    assert document.total.exposed_fte.value == pytest.approx(50 * capability.value, abs=0.05)


def test_a_group_s_mean_is_that_of_its_people_and_its_interval_no_wider_than_the_widest(ran, roster, tmp_path) -> None:
    document = ran(roster)
    rows = coded(tmp_path / "out")
    assert document.total.pressure.value == pytest.approx(rows["pressure"].mean(), abs=0.01)
    assert document.total.people == 200
    widths = rows["pressure_high"] - rows["pressure_low"]
    assert document.total.pressure.high - document.total.pressure.low < widths.max()
    assert document.total.wages == sum(roster["salary"])


def test_headcounts_and_levels_given_count(ran, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"title": ["Registered Nurse", "Registered Nurse"], "level": ["Sr", "entry level"], "headcount": [30.5, 20.0]}
    )
    document = ran(frame)
    assert document.total.people == 50.5
    assert {g.id: g.people for g in document.levels} == {"junior": 20.0, "senior": 30.5}
    assert coded(tmp_path / "out")["level_basis"].unique().to_list() == ["given"]


def test_a_level_that_is_no_word_we_know_is_counted(ran) -> None:
    document = ran(pl.DataFrame({"title": ["Nurse"] * 3, "level": ["P4", "senior", None]}))
    assert document.rows.levels_not_understood == 1


def test_own_tasks_take_the_place_of_the_occupation(ran, tmp_path: Path, core: Edition) -> None:
    task, activity = core.table("task_activities").row(0)
    frame = pl.DataFrame({"title": ["Registered Nurse"] * 3, "tasks": [None, f"{task}: 12", f'{{"{activity}": 3}}']})
    ran(frame)
    rows = coded(tmp_path / "out")
    assert rows["own_tasks"].to_list() == [False, True, True]
    own = core.table("estimates").filter(
        (pl.col("subject_kind") == "task") & (pl.col("subject_id") == str(task)) & (pl.col("layer") == "capability")
    )
    assert round(rows["capability"][1], 4) == own["value"][0]
    assert rows["capability"].n_unique() == 3


def test_any_cut_into_parts_gives_the_same_tables(ran, roster, tmp_path: Path) -> None:
    for size in (7, 200, 1000):
        ran(roster, f"out{size}", rows_per_part=size)
    one, *others = (files(tmp_path / f"out{size}") for size in (7, 200, 1000))
    for other in others:
        for name in (
            "aggregates.csv",
            "occupations.csv",
            "tasks.csv",
            "review.csv",
            "summary.json",
            "detail/cells.parquet",
        ):
            assert one[name] == other[name], name


def test_the_same_run_gives_the_same_bytes_and_a_repeated_one_does_nothing(ran, roster, tmp_path: Path) -> None:
    ran(roster, "one")
    ran(roster, "two")
    one = files(tmp_path / "one")
    assert one == files(tmp_path / "two")
    before = (tmp_path / "one" / "summary.json").stat().st_mtime_ns
    ran(roster, "one")
    assert (tmp_path / "one" / "summary.json").stat().st_mtime_ns == before
    manifest = json.loads(one["manifest.json"])
    assert set(manifest["files"]) == set(one) - {"manifest.json"}
    assert all(sha256_of(tmp_path / "one" / n) == f["sha256"] for n, f in manifest["files"].items())


def test_a_changed_roster_is_coded_anew_and_other_people_s_files_stay(ran, roster, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    roster.write_parquet(path)
    ran(path)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    roster.head(60).write_parquet(path)
    assert ran(path).rows.coded == 60
    assert coded(tmp_path / "out").height == 60
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_all_kinds_of_file_give_the_same_figures(ran, roster, tmp_path: Path) -> None:
    roster.write_csv(tmp_path / "r.csv")
    (tmp_path / "folder").mkdir()
    roster.head(90).write_parquet(tmp_path / "folder" / "a.parquet")
    roster.tail(110).rename({"job_title": "title"}).write_parquet(tmp_path / "folder" / "b.parquet")
    of_parquet = ran(roster, "parquet")
    assert ran(tmp_path / "r.csv", "csv").total == of_parquet.total == ran(tmp_path / "folder", "folder_out").total


def test_a_spreadsheet_is_read(ran, roster, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    roster.write_excel(tmp_path / "r.xlsx")
    assert ran(tmp_path / "r.xlsx", "excel").total == ran(roster, "parquet").total


def test_a_workbook_is_the_same_every_time_and_runs_nothing(ran, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    frame = pl.DataFrame({"title": ["Registered Nurse"] * 40, "unit": ["=1+1"] * 40})
    ran(frame, "one", spreadsheet=True)
    ran(frame, "two", spreadsheet=True)
    book = tmp_path / "one" / "workforce.xlsx"
    assert book.read_bytes() == (tmp_path / "two" / "workforce.xlsx").read_bytes()
    units = pl.read_excel(book, sheet_name="aggregates").filter(pl.col("Table") == "unit")
    assert units["Unit"].to_list() == ["=1+1"]
    assert units["People"].to_list() == [40]


def test_a_workbook_s_headings_say_what_and_in_which_unit(ran, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    firm = ["Payroll and Timekeeping Clerks", "Customer Service Representatives", "Registered Nurses"]
    titles = [title for title in firm for _ in range(20)]
    frame = pl.DataFrame({"title": titles, "unit": ["A"] * 60, "country": ["X"] * 60, "wage": [50_000] * 60})
    summary = ran(frame, spreadsheet=True)
    sheets = pl.read_excel(tmp_path / "out" / "workforce.xlsx", sheet_id=0, has_header=False)
    notes = [line for (line,) in sheets.pop("notes").rows()]
    assert f"of {summary.total.people:,.0f} people's working hours" in notes[0]
    assert any("wage from “wage”" in line for line in notes)
    for name, sheet in sheets.items():
        head = sheet.row(0)
        assert len(set(head)) == len(head) or name in {"moves", "skills"}, name
        # No column goes by the name that a program gives it.
        assert all(said and "_" not in said and said[0].isupper() for said in head), name


def test_a_workbook_without_its_package_is_refused_before_any_work(ran, roster, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="further package"):
        ran(roster, spreadsheet=True)
    assert not (tmp_path / "out").exists()


def test_the_review_queue_with_codes_filled_in_is_honoured(ran, tmp_path: Path) -> None:
    frame = pl.DataFrame({"title": ["Asdf qwer"] * 20 + ["=Qwer plinths"] * 30 + ["Registered Nurse"] * 50})
    first = ran(frame)
    review = tmp_path / "out" / "review.csv"
    rows = list(csv.DictReader(review.open(encoding="utf-8")))
    assert first.rows.titles_to_review == len(rows) == 2
    assert rows[0]["people"] == "30.0"
    for row, code in zip(rows, ("machine-learning-engineer", "none"), strict=True):
        row["code"] = code
    rows[0]["level"] = "lead"
    filled = tmp_path / "filled.csv"
    pl.DataFrame(rows).write_csv(filled)
    second = ran(frame, overrides=filled)
    shown = coded(tmp_path / "out").filter(pl.col("title").str.contains("plinths")).row(0, named=True)
    assert (shown["role_id"], shown["level"], shown["confidence"], shown["basis"]) == (
        "machine-learning-engineer",
        "lead",
        1.0,
        "override",
    )
    assert second.rows.titles_to_review == 0
    assert second.rows.without_code == 20


def test_files_of_a_folder_may_have_different_columns(ran, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    pl.DataFrame({"title": ["Nurse"] * 20, "unit": ["A"] * 20}).write_parquet(tmp_path / "folder" / "a.parquet")
    wages = pl.DataFrame({"job": ["Nurse"] * 30, "id": range(30), "wage": [1.5] * 30})
    wages.write_parquet(tmp_path / "folder" / "b.parquet")
    document = ran(tmp_path / "folder")
    assert (document.rows.coded, document.total.wages) == (50, 60.0)
    assert {g.id: g.people for g in document.units} == {"A": 20.0, "(none)": 30.0}
    assert coded(tmp_path / "out")["wage"].null_count() == 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,code\nNurse,99-9999.99\n", "unknown code"),
        ("title,code,level\nNurse,29-1141.00,boss\n", "unknown level"),
        ("title,code\nNurse,29-1141.00\nNurse,29-1141.00\n", "twice"),
        ("name,code\nNurse,29-1141.00\n", "no column 'title'"),
        ("title,code\n,29-1141.00\n", "no title"),
    ],
)
def test_overrides_that_make_no_sense_are_refused(ran, roster, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "overrides.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        ran(roster, overrides=path)


def test_an_unsure_code_widens_the_interval(kernel: Kernel) -> None:
    codes = kernel.code_titles(["29-1141.00", "Clinical coordinator"])
    assert codes["mse_pressure"][0] == 0
    assert codes["mse_pressure"][1] > 0


def test_the_kernel_takes_arrow_and_gives_arrow(kernel: Kernel, figures: Figures) -> None:
    batch = pl.DataFrame({"title": ["Registered Nurse", None, "Registered Nurse"], "level": [None, "lead", "lead"]})
    out = kernel(batch)
    assert hasattr(out, "__arrow_c_stream__")
    place = figures.number["29-1141.00"] * len(LEVELS)
    expected = figures.table.select(ROW_FIGURES)[[place, place + LEVELS.index("lead")]]
    assert np.allclose(out.select(ROW_FIGURES)[[0, 2]].to_numpy(), expected.to_numpy())
    assert out["fault"].to_list() == [None, "title_missing", None]
    assert kernel(batch.tail(1)).equals(out.tail(1))


def test_nobody_s_title_or_id_is_logged(ran, roster, caplog: pytest.LogCaptureFixture, capsys) -> None:
    caplog.set_level(logging.DEBUG)
    ran(roster)
    captured = capsys.readouterr()
    said = caplog.text + captured.out + captured.err
    assert not any(word in said for word in (*TITLES, "p17"))


def test_columns_are_found_by_name_or_as_said() -> None:
    assert columns_of(["Job Title", "Employee-ID", "Dept."]) == {
        "title": "Job Title",
        "unit": "Dept.",
        "id": "Employee-ID",
    }
    assert columns_of(["anything"]) == {"title": "anything"}
    assert columns_of(["title", "x"], {"unit": "x"}) == {"title": "title", "unit": "x"}
    assert columns_of(["title", "team"], {"unit": ""}) == {"title": "title"}
    with pytest.raises(UsageError, match="no column 'y'"):
        columns_of(["title", "x"], {"unit": "y"})
    with pytest.raises(UsageError, match="two things"):
        columns_of(["title", "x"], {"unit": "x", "wage": "x"})


def test_a_folder_of_other_things_is_left_alone(ran, roster, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "photo.jpg").write_text("x")
    with pytest.raises(UsageError, match="holds other files"):
        ran(roster)


def test_the_command_shows_the_summary(run, roster, tmp_path: Path) -> None:
    roster.write_parquet(tmp_path / "r.parquet")
    shown = run(
        "workforce", str(tmp_path / "r.parquet"), "--output", str(tmp_path / "out"), "--json", "--least-people", "5"
    )
    assert shown.code == 0, shown.err
    document = json.loads(shown.out)
    assert document["least_people"] == 5
    assert document["rows"]["read"] == 200
    assert run("workforce", str(tmp_path / "r.parquet")).code == 2
    assert run("workforce", "--output", str(tmp_path / "o2")).code == 2
