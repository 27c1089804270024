"""``jobprism score``: texts from the command line, a file or standard input; a table, JSON or CSV."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from jobprism import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "120")

    def running(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobprism", "score", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return running


def test_sentences_are_shown_with_their_figures(run: Run) -> None:
    code, out, _ = run("write marketing emails", "dig trenches", "")
    assert code == 0
    shown = [line.split() for line in out.splitlines() if line.strip().startswith(("write", "dig"))]
    assert [line[0] for line in shown] == ["write", "dig"]
    assert float(shown[0][3]) > float(shown[1][2])


def test_json_has_null_figures_for_a_text_without_words(run: Run) -> None:
    code, out, _ = run("--json", "dig trenches", "😀")
    rows = json.loads(out)
    assert code == 0
    assert list(rows[0]) == ["text", "capability", "low", "high", "p_e0", "p_e1", "p_e2"]
    assert rows[0]["low"] <= rows[0]["capability"] <= rows[0]["high"]
    assert set(rows[1].values()) == {"😀", None}


def test_a_file_is_scored_into_a_csv_line_for_line(run: Run, tmp_path: Path) -> None:
    given, written = tmp_path / "duties.csv", tmp_path / "scores.csv"
    given.write_bytes(b"n,duty\n1,dig trenches\n2,\n3,caf\xe9 service\n")
    code, out, _ = run("--file", str(given), "--column", "duty", "--output", str(written))
    assert (code, out) == (0, "")
    found = pl.read_csv(written)
    assert found["text"].to_list() == ["dig trenches", None, "caf\ufffd service"]
    assert found["capability"].is_null().to_list() == [False, True, False]


def test_a_dash_reads_lines_of_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped:
        buffer = io.BytesIO(b"dig trenches\n\nwrite emails")

    monkeypatch.setattr(sys, "stdin", Piped())
    code, out, _ = run("-", "--json")
    assert code == 0
    assert [row["text"] for row in json.loads(out)] == ["dig trenches", None, "write emails"]


@pytest.mark.parametrize(
    "arguments", [(), ("text", "--file", "a.txt"), ("--file", "nowhere.txt"), ("x", "--output", "no/folder/a.csv")]
)
def test_what_cannot_be_honoured_ends_with_a_next_step(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
