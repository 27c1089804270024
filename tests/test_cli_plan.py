"""``jobprism plan``: its outputs, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ASKED = ("plan", "--from", "paralegal", "--core", "--start", "2026-11-23", "--weeks", "4", "--hours-per-week", "5")


def test_json_has_what_other_programs_ask_for(run) -> None:
    ran = run(*ASKED, "--json", "--level", "senior")
    assert ran.code == 0
    plan = json.loads(ran.out)
    assert plan["level"] == "senior"
    assert plan["start"] == "2026-11-23"
    assert len(plan["paths"]) == 3
    for path in plan["paths"]:
        assert {"title", "carries_over", "gap", "weeks", "pressure", "why"} <= set(path)
        assert path["pressure"]["low"] <= path["pressure"]["value"] <= path["pressure"]["high"]
        assert len(path["weeks"]) == 4


def test_text_and_markdown(run, tmp_path: Path) -> None:
    assert "Why this one" in run(*ASKED).out
    assert run(*ASKED, "-f", "md").out.startswith("# From Paralegals and Legal Assistants: 3 paths to other work\n")
    assert run(*ASKED, "-o", str(tmp_path / "plan.md")).code == 0
    assert (tmp_path / "plan.md").read_text(encoding="utf-8").startswith("# From Paralegals")


def test_a_calendar_of_the_second_path(run, tmp_path: Path) -> None:
    file = tmp_path / "plan.ics"
    assert run(*ASKED, "-f", "ics", "--path", "2", "-o", str(file)).code == 0
    assert file.read_text(encoding="utf-8").count("BEGIN:VEVENT") == 4


def test_a_plan_and_a_level_as_pdf_need_a_file_and_fill_it(run, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    for command in (ASKED, ("report", "paralegal", "--core", "--level", "senior")):
        refused = run(*command, "-f", "pdf")
        assert (refused.code, "--output FILE" in refused.err) == (2, True)
        file = tmp_path / f"{command[0]}.pdf"
        assert run(*command, "-f", "pdf", "-o", str(file)).code == 0
        assert file.read_bytes().startswith(b"%PDF")


def test_a_job_of_ones_own_choice(run) -> None:
    plan = json.loads(run(*ASKED, "--to", "private investigator", "--json").out)
    assert [path["aim"] for path in plan["paths"]] == ["chosen"]


def test_one_aim_has_its_path_of_the_three_alone(run) -> None:
    of_three = json.loads(run(*ASKED, "--json").out)["paths"]
    for path in of_three:
        plan = json.loads(run(*ASKED, "--aim", path["aim"], "--json").out)
        assert [(p["aim"], p["job"]["id"]) for p in plan["paths"]] == [(path["aim"], path["job"]["id"])]
        assert plan["missing"] == []


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (("--level", "boss"), "no level 'boss'"),
        (("--weeks", "5"), "5 weeks"),
        (("--hours-per-week", "0"), "0 hours a week"),
        (("--to", "paralegal"), "to itself"),
        (("--aim", "fame"), "no aim 'fame'"),
        (("--aim", "growing", "--to", "court reporters"), "Leave one of the two out"),
        (("-f", "ics", "--path", "7"), "no path 7"),
    ],
)
def test_what_no_plan_can_be_made_of_ends_with_what_to_do(run, added: tuple[str, ...], said: str) -> None:
    ran = run(*ASKED, *added)
    assert ran.code != 0
    assert said in ran.err
    assert len(ran.err.splitlines()) >= 2
