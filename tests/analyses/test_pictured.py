"""What pictures are drawn from: the economy, calibration, use over releases."""

from __future__ import annotations

import polars as pl
import pytest

from jobprism.analyses.calibration import calibration_report
from jobprism.analyses.economy import economy
from jobprism.analyses.use_over_releases import use_over_releases
from jobprism.atlas import Atlas
from jobprism.editions.store import Edition


def test_the_economy_counts_no_job_twice(core_atlas: Atlas):
    places = economy(core_atlas.edition).places
    assert len(places) == core_atlas.occupations.height
    # Occupations under one BLS code share its count and wage, so that it stands once in the sum.
    counts = ["employment", "bls_shared_by", "wage_mean_annual_usd", "ep_employment_2024_thousands"]
    expected = core_atlas.occupations.select(counts).unique()["employment"].sum()
    assert sum(p.jobs or 0 for p in places) == pytest.approx(expected)


def test_the_wage_bill_is_jobs_times_mean_wage(core_atlas: Atlas):
    (nurse,) = (p for p in economy(core_atlas.edition).places if p.id == "29-1141.00")
    row = core_atlas.occupations.row(by_predicate=pl.col("occupation_id_onet") == "29-1141.00", named=True)
    assert nurse.jobs == pytest.approx(row["employment"] / row["bls_shared_by"])
    assert nurse.wage_bill_usd == pytest.approx(nurse.jobs * row["wage_mean_annual_usd"])


def test_every_occupation_has_a_named_group(core_atlas: Atlas):
    found = economy(core_atlas.edition)
    assert {p.group for p in found.places} == set(found.groups)
    assert found.groups["29"] == "Healthcare Practitioners and Technical"


def test_calibration_has_the_error_that_the_edition_was_validated_with(core: Edition):
    report = calibration_report(core)
    checked = dict(core.table("validation").select("id", "value").rows())
    for prediction, name in zip(report.predictions, ("text_ece", "evidence_ece"), strict=True):
        assert prediction.error == pytest.approx(checked[name], abs=1e-4)
        assert sum(b.tasks for b in prediction.bins) == prediction.tasks
        assert all(b.was_low <= b.was <= b.was_high for b in prediction.bins)
        assert [b.said for b in prediction.bins] == sorted(b.said for b in prediction.bins)


def test_use_over_releases_adds_up_to_the_evidence(core: Edition):
    (newest,) = (r for r in use_over_releases(core, "29-1141.00") if (r.product, r.vintage) == ("Claude.ai", "2025-11"))
    tasks = core.table("tasks").filter(pl.col("occupation_id_onet") == "29-1141.00")["task_id_onet"].cast(pl.String)
    rows = core.rows("evidence", (pl.col("measure") == "aei_claude_ai_pct") & (pl.col("vintage") == "2025-11"))
    own = rows.filter(pl.col("subject_id").is_in(tasks.to_list()))
    assert newest.tasks_reported == own.height
    assert newest.conversations == pytest.approx((own["n"] / own["n_subjects"]).sum(), abs=1e-3)
    assert newest.per_10_000 == pytest.approx(1e4 * newest.conversations / newest.sample, abs=1e-3)
    assert newest.per_10_000_low < newest.per_10_000 < newest.per_10_000_high


def test_a_release_that_reports_nothing_gives_no_figure_rather_than_zero(core: Edition):
    (first,) = (r for r in use_over_releases(core, "47-2181.00") if (r.product, r.vintage) == ("Claude.ai", "2024-12"))
    assert first.tasks_reported == 0
    assert (first.per_10_000, first.per_10_000_low, first.per_10_000_high) == (None, None, None)


def test_releases_that_could_show_no_task_are_left_out(core: Edition):
    assert use_over_releases(core, "15-2051.00") == []
    assert use_over_releases(core, "machine-learning-engineer") == []
