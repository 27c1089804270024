"""Rows that are none: each kind is set aside with its reason, the others are coded, and the counts add up."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from jobprism.errors import UsageError
from jobprism.workforce.checks import FAULTS
from jobprism.workforce.delimited import read_blocks

GOOD = "p1,Registered Nurse,senior,Ward,2,50000,"
HEAD = "id,title,level,unit,headcount,wage,tasks"
BAD = {
    "line_empty": b"",
    "line_short": b"q1,Nurse,senior",
    "line_long": b"q2,Nurse,senior,Ward,1,50000,,,extra",
    "line_quote": b'q3,"Nurse,senior,Ward,1,50000,',
    "line_text": b"q4,N\xffrse,senior,Ward,1,50000,",
    "title_missing": b"q5,   ,senior,Ward,1,50000,",
    "title_long": b"q6," + b"n" * 201 + b",senior,Ward,1,50000,",
    "title_control": b"q7,Nu\x07rse,senior,Ward,1,50000,",
    "title_letters": b"q8,00 - 77,senior,Ward,1,50000,",
    "title_total": b"q17,Grand Total:,,,250,,",
    "headcount_missing": b"q9,Nurse,senior,Ward,,50000,",
    "headcount_number": b"q10,Nurse,senior,Ward,two,50000,",
    "headcount_range": b"q11,Nurse,senior,Ward,-1,50000,",
    "wage_number": b"q12,Nurse,senior,Ward,1,50k,",
    "wage_range": b"q13,Nurse,senior,Ward,1,-5,",
    "tasks_unread": b"q14,Nurse,senior,Ward,1,50000,filing",
    "tasks_unknown": b"q15,Nurse,senior,Ward,1,50000,no-such-task: 3",
    "tasks_hours": b"q16,Nurse,senior,Ward,1,50000,8823: -3",
    "id_twice": b"p1,Registered Nurse,senior,Ward,1,50000,",
}


def roster(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(b"\n".join([HEAD.encode(), GOOD.encode(), *lines]) + b"\n")
    return path


def rejected(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((out / "rejected.csv").open(encoding="utf-8")))


def test_every_kind_of_fault_is_tried_here() -> None:
    assert set(BAD) == set(FAULTS)


@pytest.mark.parametrize("kind", BAD)
def test_a_malformed_row_is_set_aside_with_its_reason(ran, tmp_path: Path, kind: str) -> None:
    summary = ran(roster(tmp_path / "r.csv", [BAD[kind], GOOD.replace("p1", "p2").encode()]))
    assert (summary.rows.read, summary.rows.coded, summary.rows.rejected) == (3, 2, 1)
    assert summary.rows.rejected_by_reason == {FAULTS[kind]: 1}
    (row,) = rejected(tmp_path / "out")
    assert (row["file"], row["row"], row["reason"]) == ("r.csv", "3", FAULTS[kind])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("$52,000", 52_000),
        ("52,000.50", 52_000.5),
        ("£52 000", 52_000),
        ("52000 €", 52_000),
        ("n/a", None),
        ("-", None),
    ],
)
def test_amounts_are_read_as_spreadsheets_show_them(ran, tmp_path: Path, written: str, read: float | None) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f'title,wage\nNurse,"{written}"\n', encoding="utf-8")
    assert ran(path).rows.rejected == 0
    assert pl.read_parquet(tmp_path / "out" / "coded" / "*.parquet")["wage"].to_list() == [read]


@pytest.mark.parametrize("written", ["52.000,00", "1,23", "52k", "EUR 52"])
def test_amounts_that_may_be_something_else_are_set_aside(ran, tmp_path: Path, written: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f'title,wage\nNurse,"{written}"\n', encoding="utf-8")
    assert ran(path).rows.rejected_by_reason == {FAULTS["wage_number"]: 1}


def test_columns_are_found_by_the_names_that_spreadsheets_give_them(ran, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Trade / Position,Crew,# of Employees,Avg. Wage\nWelder,East,12,61000\n", encoding="utf-8")
    summary = ran(path)
    assert summary.rows.columns == {
        "title": "Trade / Position",
        "unit": "Crew",
        "headcount": "# of Employees",
        "wage": "Avg. Wage",
    }
    assert summary.total.people == 12


def test_all_kinds_at_once_reconcile(ran, tmp_path: Path) -> None:
    good = [GOOD.replace("p1", f"g{i}").encode() for i in range(100)]
    lines = [line for pair in zip(good, [*BAD.values()] * 6, strict=False) for line in pair]
    # An id of a faulty row counts too: of the rows repeated six times, all but the first have an id twice at least.
    summary = ran(roster(tmp_path / "r.csv", lines))
    assert summary.rows.read == len(lines) + 1 == summary.rows.coded + summary.rows.rejected
    assert summary.rows.coded == 101
    assert summary.rows.rejected == sum(summary.rows.rejected_by_reason.values()) == len(rejected(tmp_path / "out"))
    coded = pl.read_parquet(tmp_path / "out" / "coded" / "*.parquet")
    assert coded.height == 101
    assert sorted([*coded["row"].to_list(), *(int(r["row"]) for r in rejected(tmp_path / "out"))]) == [
        *range(2, len(lines) + 3)
    ]


@pytest.mark.parametrize("block_bytes", [1, 16, 64, 300, 1 << 20])
def test_lines_are_the_same_whatever_the_block(tmp_path: Path, block_bytes: int) -> None:
    text = (
        'title,unit\n"Nurse, senior",Ward\n"Nurse\nof two lines","Wa ""x"" rd"\nplain,"open\nDriver,Yard\r\n'
        '5" fitter,Yard\n\nlast,row'
    )
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8", newline="")
    blocks = list(read_blocks(path, block_bytes))
    rows = pl.concat([b.rows for b in blocks])
    assert rows.select("title", "unit", "__row").rows() == [
        ("Nurse, senior", "Ward", 2),
        ("Nurse\nof two lines", 'Wa "x" rd', 3),
        ("Driver", "Yard", 6),
        ("last", "row", 9),
    ]
    faulty = pl.concat([b.faulty for b in blocks])
    assert faulty.select("row", "reason").rows() == [(5, "line_quote"), (7, "line_quote"), (8, "line_empty")]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_found(ran, tmp_path: Path, separator: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"\ufefftitle{separator}unit\nNurse{separator}Ward, west\n", encoding="utf-8")
    assert ran(path).rows.coded == 1
    assert pl.read_parquet(tmp_path / "out" / "coded" / "*.parquet")["unit"].to_list() == ["Ward, west"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no header"),
        ("name,salary\nx,1\n", "looks like job titles"),
        ("title,title\nx,1\n", "the same name"),
        ("title,unit\n", "no rows"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(ran, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        ran(path)


def test_a_file_in_utf_16_is_refused(ran, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("title\nNurse\n", encoding="utf-16")
    with pytest.raises(UsageError, match="UTF-16"):
        ran(path)
