"""The outlook document: intervals, order of scenarios, sentences that read right, and what it must say of itself."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from jsonschema import Draft202012Validator

from jobprism.analyses.outlook import outlook_report
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.judgements.load import Outlook, judgement
from jobprism.judgements.projections import SCENARIOS
from jobprism.publishing.outlook import to_csv, to_markdown
from jobprism.publishing.schemas import schema_text

EVERY = 20


@pytest.fixture(scope="module")
def outlooks(core: Edition) -> list[OutlookReport]:
    codes = sorted(core.table("occupations")["occupation_id_onet"])[::EVERY]
    subjects = [*(("occupation", c) for c in codes), *(("role", r) for r in core.table("roles")["role_id"])]
    return [outlook_report(core, kind, i, 2030) for kind, i in subjects]


def test_values_lie_within_their_intervals_and_scenarios_in_order(outlooks: list[OutlookReport]) -> None:
    for report in outlooks:
        assert [s.name for s in report.scenarios] == list(SCENARIOS)
        for state in (report.now, *report.scenarios):
            for level in (state.pressure, *(found for found in state.layers.values() if found)):
                assert level.low <= level.value <= level.high, report.job.id
        values = [s.pressure.value for s in report.scenarios]
        assert values == sorted(values)


def test_the_year_asked_for_is_the_same_in_the_path(outlooks: list[OutlookReport]) -> None:
    for report in outlooks:
        of = {(s.year, s.scenario): (s.value, s.low, s.high) for s in report.path}
        judged = judgement(Outlook)
        assert len(of) == len(SCENARIOS) * (judged.last_year - judged.first_year + 1)
        for s in report.scenarios:
            assert of[report.year, s.name] == (s.pressure.value, s.pressure.low, s.pressure.high)


def test_a_layer_that_nobody_observed_stays_missing(outlooks: list[OutlookReport]) -> None:
    for report in outlooks:
        missing = {layer for layer, level in report.now.layers.items() if level is None}
        assert all({layer for layer, level in s.layers.items() if level is None} == missing for s in report.scenarios)


def test_changes_count_every_task_once(core: Edition, outlooks: list[OutlookReport]) -> None:
    tasks = dict(core.table("tasks").group_by("occupation_id_onet").len().rows())
    for report in outlooks:
        assert (report.changes == []) == (report.job.kind == "role")
        for change in report.changes:
            assert sum(change.counts.values()) + change.could_not_appear == tasks[report.job.id]
            told = [t.change for t in change.tasks]
            assert {k: told.count(k) for k in set(told)} == {
                k: n for k, n in change.counts.items() if n and k not in {"steady", "in neither"}
            }


def test_it_says_what_it_is_not_and_that_capability_drifted(outlooks: list[OutlookReport]) -> None:
    since = judgement(Outlook).as_of["capability"][:4]
    for report in outlooks:
        assert "not a forecast" in " ".join(report.not_this)
        assert any(f"labels given in {since}" in note and "drifted" in note for note in report.notes)


def test_projected_employment_stands_apart(outlooks: list[OutlookReport]) -> None:
    for report in outlooks:
        before, _, after = to_markdown(report).partition("## Beside it: projected employment")
        assert "BLS" not in before
        assert "BLS" in after


@pytest.mark.parametrize(
    "mistake",
    [
        r"(?<![\d,.])1 (?:were|tasks|are|have)\b",
        r"(?<![\d,.])(?!1 )\d+ (?:was|task)\b",
        r"(?<!\d)0 (?:was|were|had)\b",
        r"\s\s|\.\.|[,;:][,;:.]",
        r"\b(?:None|nan|null)\b|[{}]",
    ],
)
def test_no_sentence_has(mistake: str, outlooks: list[OutlookReport]) -> None:
    lines = [(r.job.id, line) for r in outlooks for line in (*r.in_short, *r.not_this, *r.notes)]
    lines += [(r.job.id, line) for r in outlooks for s in r.scenarios for line in s.assumptions]
    assert [line for line in lines if re.search(mistake, line[1])] == []
    assert [line for line in lines if not re.match(r"[A-Z].*[^.]\.$", line[1])] == []


def test_the_json_is_valid_and_comes_back(outlooks: list[OutlookReport]) -> None:
    validator = Draft202012Validator(json.loads(schema_text("outlook")))
    for report in outlooks[::7]:
        assert list(validator.iter_errors(json.loads(report.model_dump_json()))) == []
        assert OutlookReport.model_validate_json(report.model_dump_json()) == report


def test_the_csv_has_pressure_of_every_year_and_the_layers_of_the_one(outlooks: list[OutlookReport]) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(outlooks[0]))))
    assert sum(r["layer"] == "pressure" for r in rows) == len(outlooks[0].path)
    others = [r for r in rows if r["layer"] != "pressure"]
    assert {(r["year"], r["scenario"]) for r in others} == {("2030", s) for s in SCENARIOS}


@pytest.mark.parametrize("year", [2025, 2036])
def test_a_year_without_an_outlook_is_refused(core: Edition, year: int) -> None:
    with pytest.raises(UsageError, match=str(year)) as caught:
        outlook_report(core, "occupation", "29-1141.00", year)
    assert "2026 to 2035" in caught.value.next_step
