"""Moves within a workforce: by the rules of a plan, between groups that may be shown."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from jobprism.analyses.plan_data import plan_data
from jobprism.analyses.plan_paths import LOWER, aims_met, feasible
from jobprism.analyses.workforce_document import WorkforceSummary
from jobprism.editions.store import Edition
from jobprism.judgements.load import Workforce, judgement

FIRM = (
    *("Bookkeeping, Accounting, and Auditing Clerks", "Payroll and Timekeeping Clerks"),
    *("Customer Service Representatives", "Office Clerks, General", "Registered Nurses"),
    *("Medical Secretaries and Administrative Assistants", "Human Resources Specialists"),
    *("Production, Planning, and Expediting Clerks", "Receptionists and Information Clerks"),
    *("Pharmacy Technicians", "Dispatchers, Except Police, Fire, and Ambulance", "Paralegals and Legal Assistants"),
)


@pytest.fixture
def summary(ran) -> WorkforceSummary:
    few = ["Statistical Assistants"] * 4
    return ran(pl.DataFrame({"title": [title for title in FIRM for _ in range(30)] + few}))


def test_moves_keep_to_the_rules_of_a_plan(summary: WorkforceSummary, core: Edition, tmp_path: Path) -> None:
    table = pl.read_csv(tmp_path / "out" / "moves.csv")
    assert table.height
    assert [m.model_dump() for m in summary.moves] == table.head(50).rows(named=True)
    data = plan_data(core)
    for start, target, nearness in table.select("from_id", "to_id", "nearness").rows():
        held, there = data.place[start], data.place[target]
        assert feasible(data, held, None)[there]
        assert aims_met(data, held, None)[LOWER][there]
        assert data.ranks[held, there] == nearness <= judgement(Workforce).moves_reach
    assert (table["to_pressure"] < table["from_pressure"]).all()


def test_moves_are_between_groups_that_are_shown(summary: WorkforceSummary, tmp_path: Path) -> None:
    table = pl.read_csv(tmp_path / "out" / "moves.csv")
    shown = dict(pl.read_csv(tmp_path / "out" / "occupations.csv").select("subject_id", "people").rows())
    for end in ("from", "to"):
        for subject, people in table.select(f"{end}_id", f"{end}_people").rows():
            assert shown[subject] == people
    assert "43-9111.00" not in {*table["from_id"], *table["to_id"]}


def test_the_page_and_the_markdown_name_every_move(summary: WorkforceSummary, tmp_path: Path) -> None:
    page = (tmp_path / "out" / "dashboard.html").read_text(encoding="utf-8")
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    for move in summary.moves:
        assert f"<td>{move.to_title}</td>" in page
        start = f"| {move.from_title} | {move.from_people:,.0f} | {move.from_pressure:,.0f} "
        assert f"{start}| {move.to_title} | {move.to_people:,.0f} | {move.to_pressure:,.0f} |" in text


def test_where_no_move_is_found_the_summary_says_so(ran, tmp_path: Path) -> None:
    assert ran(pl.DataFrame({"title": ["Registered Nurse"] * 30})).moves == []
    for name in ("dashboard.html", "summary.md"):
        assert "No occupation of high pressure" in (tmp_path / "out" / name).read_text(encoding="utf-8")
