"""Files of titles: read, coded, written."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from jobprism.atlas import Atlas
from jobprism.cli import app
from jobprism.errors import UsageError
from jobprism.matching.rosters import coded_roster, read_roster, title_column, write_roster

_ROWS = "id,Job Title,confidence\n1,Senior Nurse,x\n2,,y\n3,Carpenter,z\n4,Senior Nurse,w\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(_ROWS, encoding="utf-8")
    return path


def test_a_roster_keeps_its_rows_and_columns_and_gains_codes(core_atlas: Atlas, roster: Path) -> None:
    given = read_roster(roster)
    coded = coded_roster(core_atlas.coder, given, title_column(given))
    assert coded["id"].to_list() == ["1", "2", "3", "4"]
    assert coded["confidence_given"].to_list() == ["x", "y", "z", "w"]
    assert coded["occupation_id_onet"][2] == "47-2031.00"
    assert coded["occupation_id_onet"][1] is None
    assert coded["level"].to_list() == ["senior", "mid", "mid", "senior"]


def test_several_candidates_stand_below_each_other(core_atlas: Atlas, roster: Path) -> None:
    coded = coded_roster(core_atlas.coder, read_roster(roster), "Job Title", top=3)
    assert coded["id"].to_list() == sorted(coded["id"].to_list())
    assert coded.filter(pl.col("id") == "1")["rank"].to_list() == [1, 2, 3]


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet"])
def test_what_is_written_is_read_again(core_atlas: Atlas, roster: Path, tmp_path: Path, ending: str) -> None:
    coded = coded_roster(core_atlas.coder, read_roster(roster), "Job Title")
    write_roster(coded, tmp_path / f"coded{ending}")
    again = read_roster(tmp_path / f"coded{ending}")
    assert again.columns == coded.columns
    assert again["occupation_id_onet"].to_list() == coded["occupation_id_onet"].to_list()


def test_a_text_file_has_a_title_a_line(tmp_path: Path) -> None:
    path = tmp_path / "titles.txt"
    path.write_bytes("Nurse\nCaf\u00e9 owner\n".encode() + b"\xff\xfe broken\n")
    assert read_roster(path)["title"].to_list()[:2] == ["Nurse", "Caf\u00e9 owner"]
    assert read_roster(path).height == 3


@pytest.mark.parametrize("text", ["a,b\n1,2,3,4\n", ""])
def test_a_broken_table_is_refused_with_a_next_step(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_roster(path)
    assert "CSV" in caught.value.next_step


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        read_roster(tmp_path / "nowhere.csv")


def test_the_column_wanted_must_be_there_and_an_unlikely_one_must_be_named() -> None:
    frame = pl.DataFrame({"a": ["x"], "b": ["y"]})
    with pytest.raises(UsageError, match="no column 'c'"):
        title_column(frame, "c")
    with pytest.raises(UsageError, match="--column") as caught:
        title_column(frame)
    assert "a, b" in caught.value.what
    assert title_column(frame, "b") == "b"
    assert title_column(frame.select("a")) == "a"
    assert title_column(pl.DataFrame({"id": [1], "Position": ["x"]})) == "Position"


def test_the_command_codes_a_file(roster: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(app, ["code", str(roster), "--core", "--json"])
    assert [r["occupation_id_onet"] for r in json.loads(shown.stdout)][2] == "47-2031.00"
    output = tmp_path / "out.csv"
    written = runner.invoke(app, ["code", str(roster), "--core", "--column", "Job Title", "--output", str(output)])
    assert written.exit_code == 0
    assert pl.read_csv(output).height == 4
