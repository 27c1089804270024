"""Deep dives on tasks: counts of the edition, states of releases, advice by rule."""

from __future__ import annotations

import re

import polars as pl
import pytest

import jobprism
from jobprism.analyses.advice import advice
from jobprism.analyses.documents import TaskRow
from jobprism.analyses.task import TaskReport, task_report, task_reports
from jobprism.editions.store import CORE, Edition
from jobprism.errors import UsageError
from jobprism.publishing.task import to_markdown

EDITION = Edition(CORE)
JOBS = [
    ("occupation", "29-1141.00"),
    ("occupation", "15-2051.00"),
    ("occupation", "47-2181.00"),
    ("role", "ai-engineer"),
]


@pytest.fixture(scope="module", params=JOBS, ids=lambda j: j[1])
def reports(request: pytest.FixtureRequest) -> list[TaskReport]:
    return task_reports(EDITION, *request.param)


def test_a_job_has_one_for_every_row_of_its_table(reports: list[TaskReport]) -> None:
    job = reports[0].job
    table = jobprism.open("core").report(job.id).tasks
    assert [r.work for r in reports] == table


def test_verdicts_count_the_labels_in_the_evidence(reports: list[TaskReport]) -> None:
    for r in reports:
        of = {e.measure: e for e in r.work.evidence}
        people = [v for v in r.verdicts if v.rater == "people"]
        assert len(people) == ("eloundou_human_exposure" in of)
        for v in people:
            item = of["eloundou_human_exposure"]
            assert v.total == item.subjects
            assert (v.exposed + v.with_software / 2) / v.total == pytest.approx(item.value, abs=1e-5)


def test_every_release_has_a_state_and_figures_only_where_observed(reports: list[TaskReport]) -> None:
    known = EDITION.rows("evidence", pl.col("measure").is_in(["aei_claude_ai_pct", "aei_api_pct"]))
    releases = known.select("measure", "vintage").unique().height
    for r in reports:
        assert len(r.releases) == releases
        for shown in r.releases:
            seen = shown.state == "observed"
            assert (
                (shown.conversations is not None) == (shown.share_pct is not None) == (shown.tasks_observed > 0) == seen
            )


def test_tasks_newer_than_the_wording_of_records_are_said_to_be_unreportable() -> None:
    reports = task_reports(EDITION, "occupation", "15-2051.00")
    newer = [r for r in reports if {s.state for s in r.releases} == {"could not be reported"}]
    assert newer
    for r in newer:
        assert "no record of use could show it" in " ".join(r.in_short)
        assert "records do not show it used yet" not in " ".join(r.advice)


def test_others_that_do_the_same_activity_exclude_the_job_and_are_ranked(reports: list[TaskReport]) -> None:
    for r in reports:
        codes = [e.occupation_id_onet for e in r.elsewhere]
        assert r.job.id not in codes
        assert len(set(codes)) == len(codes) <= r.occupations_with_activity
        shares = [e.share for e in r.elsewhere]
        assert shares == sorted(shares, reverse=True)
        assert {e.activity for e in r.elsewhere} <= set(r.activities)


def test_every_number_in_short_is_a_figure_of_the_document(reports: list[TaskReport]) -> None:
    for r in reports:
        bare = " ".join(r.in_short[:1] + r.in_short[-2:]).replace(r.job.title, "")
        layers = (r.work.capability, r.work.human_need)
        known = {f"{100 * v:.0f}" for e in layers for v in (e.value, e.low, e.high)} | {"0", "100", "90", "1"}
        known |= {f"{100 * h.strength:.0f}" for h in r.work.holds} | {f"{100 * r.work.share:.0f}"}
        known |= {f"{r.occupations_with_activity:,}"}
        if r.job.kind == "occupation":
            assert set(re.findall(r"\d[\d,.]*\d|\d", bare)) <= known, bare


def _row(reports: list[TaskReport], **changes: object) -> TaskRow:
    return reports[0].work.model_copy(update=changes)


def test_advice_differs_by_band_and_by_how_work_is_shared() -> None:
    reports = task_reports(EDITION, "occupation", "29-1141.00")
    said = {band: advice(_row(reports, band=band), reportable=True)[0] for band in ("Low", "Medium", "High")}
    assert len(set(said.values())) == 3
    measured = reports[0].work.use
    assert measured
    used = {"band": "High", "use": measured.model_copy(update={"tier": "measured"})}
    shared = reports[0].work.human_need.model_copy(update={"value": 0.2})
    handed = reports[0].work.human_need.model_copy(update={"value": 0.8})
    together, over = (advice(_row(reports, **used, delegation=d), reportable=True)[0] for d in (shared, handed))
    assert "80 %" in over
    assert "80 %" not in together


def test_markdown_has_every_section_and_no_empty_cell_of_none(reports: list[TaskReport]) -> None:
    for r in reports:
        text = to_markdown(r)
        assert "None" not in text
        assert text.count("\n## ") == 8


def test_an_unknown_row_is_refused_with_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        task_report(EDITION, "occupation", "29-1141.00", "no-such")
    assert "4.A." in caught.value.next_step
