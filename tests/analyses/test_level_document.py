"""Levels as documents: shares add up, levels average back, tables differ, and silence where the model is silent."""

from __future__ import annotations

from math import fsum

import polars as pl
import pytest

from jobprism.analyses.level import LEVELS, level_report, level_reports
from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.profession import profession_report
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.on_demand import levels_of
from jobprism.judgements.load import Levels, judgement
from jobprism.publishing.level import to_csv, to_markdown
from jobprism.roles.declared import declared_roles

JOBS = [
    *(("occupation", code) for code in ("29-1141.00", "15-1252.00", "47-2181.00", "41-9041.00", "11-1011.00")),
    *(("role", role) for role in ("ai-engineer", "drone-pilot")),
]
SILENT = [("occupation", "27-2011.00"), ("occupation", "47-2072.00")]
WITHIN = 0.011  # what fitting to both margins moves of a declared share at most, in the roles of the package
SIX_DIGITS = 1e-5


@pytest.fixture(scope="module", params=JOBS, ids=[i for _, i in JOBS])
def levels(request: pytest.FixtureRequest, core: Edition) -> list[LevelReport]:
    return level_reports(core, *request.param)


def test_shares_of_every_level_sum_to_1_and_changes_to_0(levels: list[LevelReport]) -> None:
    for report in levels:
        assert fsum(r.share_at_level for r in report.tasks) == pytest.approx(1, abs=SIX_DIGITS)
        assert fsum(r.change for r in report.tasks) == pytest.approx(0, abs=SIX_DIGITS)


def test_levels_average_back_to_the_job(levels: list[LevelReport]) -> None:
    stand = {name: of.share for name, of in judgement(Levels).levels.items()}
    mixes = {report.level: {r.id: r.share_at_level for r in report.tasks} for report in levels}
    for row in levels[0].tasks:
        assert fsum(stand[name] * mixes[name][row.id] for name in stand) == pytest.approx(row.share, abs=SIX_DIGITS)
    pressure = fsum(stand[rung.level] * rung.pressure.value for rung in levels[0].ladder)
    assert pressure == pytest.approx(levels[0].job_now.pressure.value, abs=0.05)


def test_levels_differ_in_their_tables_not_only_in_words(levels: list[LevelReport]) -> None:
    tables = [tuple((r.id, r.share_at_level) for r in report.tasks) for report in levels]
    assert len(set(tables)) == len(LEVELS)


def test_the_change_leads_from_the_job_to_the_level(levels: list[LevelReport]) -> None:
    for report in levels:
        assert report.at_level is not None
        there, before = report.at_level.pressure, report.job_now.pressure
        assert there.low <= there.value <= there.high
        assert there.change_low <= there.change <= there.change_high
        assert before.value + there.change == pytest.approx(there.value, abs=0.03)


def test_a_label_never_contradicts_the_sign_of_the_change(levels: list[LevelReport]) -> None:
    for report in levels:
        assert report.at_level is not None
        sign = {"Higher": 1, "Reduced": -1}.get(report.label or "", 0)
        assert sign * report.at_level.pressure.change >= 0


def test_the_table_has_the_jobs_rows_with_the_jobs_figures(core: Edition) -> None:
    job = profession_report(core, "occupation", "29-1141.00")
    level = level_report(core, "occupation", "29-1141.00", "Lead ")
    of = {row.id: row for row in job.tasks}
    assert {row.id for row in level.tasks} == set(of)
    for row in level.tasks:
        assert (row.label, row.share, row.band, row.pressure) == (
            of[row.id].label,
            of[row.id].share,
            of[row.id].band,
            of[row.id].pressure,
        )


def test_a_role_has_the_mix_that_its_file_declares_with_the_models_beside_it(core: Edition) -> None:
    for role in declared_roles():
        said = {t.id: t.share_by_level for t in role.tasks}
        for report in level_reports(core, "role", role.id):
            assert report.mix_tier == "editorial"
            for row in report.tasks:
                assert row.share_at_level == pytest.approx(getattr(said[row.id], report.level), abs=WITHIN)
            assert fsum(row.share_by_model or 0 for row in report.tasks) == pytest.approx(1, abs=SIX_DIGITS)
            assert any(row.share_by_model != row.share_at_level for row in report.tasks)


def test_the_tables_mix_is_the_one_that_the_levels_figures_are_of(core: Edition) -> None:
    of_levels = levels_of(core.table, ["prompt-engineer"]).shares
    for report in level_reports(core, "role", "prompt-engineer"):
        shares = dict(of_levels.filter(pl.col("level") == report.level).select("task_id", "share").rows())
        assert {row.id: row.share_at_level for row in report.tasks} == pytest.approx(shares, abs=SIX_DIGITS)


@pytest.mark.parametrize(("kind", "subject"), [JOBS[0], ("role", "prompt-engineer")])
def test_the_document_says_what_the_mix_rests_on(core: Edition, kind: str, subject: str) -> None:
    report = level_report(core, kind, subject, "lead")
    page = to_markdown(report)
    by_hand = kind == "role"
    assert report.mix_tier == ("editorial" if by_hand else "modelled")
    assert ("By the model" in page) is ("as the role's file declares it" in page) is by_hand
    assert ("learned from pairs" in page) and ("It was checked on pairs" in page) is not by_hand
    assert all((row.share_by_model is None) is not by_hand for row in report.tasks)


@pytest.mark.parametrize(("kind", "subject"), SILENT)
def test_where_the_model_is_silent_no_table_is_invented(core: Edition, kind: str, subject: str) -> None:
    for report in level_reports(core, kind, subject):
        assert not report.told_apart
        assert report.label is None
        assert report.at_level is None
        assert not (report.tasks or report.ladder or report.grows or report.shrinks or report.why)
        assert "nothing to say" in report.in_short[0]
        assert report.findings
        assert report.limits
        assert "| # |" not in to_markdown(report)
        assert to_csv(report).count("\n") == 1


def test_an_unknown_level_is_refused_with_those_there_are(core: Edition) -> None:
    with pytest.raises(UsageError, match="junior, mid, senior, lead"):
        level_report(core, "occupation", "29-1141.00", "principal")
