"""The profession document: what it promises of its figures, whatever the job."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from jobprism.analyses.documents import Estimate, ProfessionReport
from jobprism.analyses.profession import profession_report
from jobprism.analyses.standing import percentile
from jobprism.atlas import Atlas
from jobprism.editions.store import Edition
from jobprism.errors import EditionError
from jobprism.judgements.load import Bands, band_of, judgement

LAYERS = ("capability", "use", "delegation", "human_need")


def _estimates(report: ProfessionReport) -> Iterator[Estimate]:
    for holder in (report.layers, *report.tasks):
        for layer in LAYERS:
            estimate = getattr(holder, layer)
            if estimate is not None:
                yield estimate


def test_every_interval_contains_its_value(documents: list[ProfessionReport]) -> None:
    outside = [(d.subject.id, e) for d in documents for e in _estimates(d) if not e.low <= e.value <= e.high]
    assert outside == []
    pressures = [d.pressure for d in documents]
    assert [p for p in pressures if not p.low <= p.value <= p.high] == []


def test_every_estimate_names_its_sources_and_is_never_a_point(documents: list[ProfessionReport]) -> None:
    wrong = [
        (d.subject.id, e)
        for d in documents
        for e in _estimates(d)
        if not all(e.sources) or not e.sources or e.low == e.high
    ]
    assert wrong == []


def test_shares_of_the_rows_sum_to_the_whole_work(documents: list[ProfessionReport]) -> None:
    sums = {d.subject.id: sum(row.share for row in d.tasks) for d in documents}
    assert {i: s for i, s in sums.items() if abs(s - 1) > 1e-3} == {}


def test_rows_come_by_share_of_work_largest_first(documents: list[ProfessionReport]) -> None:
    unsorted = [
        d.subject.id
        for d in documents
        if [r.share for r in d.tasks] != sorted((r.share for r in d.tasks), reverse=True)
    ]
    assert unsorted == []


def test_holds_come_strongest_first(documents: list[ProfessionReport]) -> None:
    for document in documents:
        for holds in (document.holds, *(row.holds for row in document.tasks)):
            strengths = [h.strength for h in holds]
            assert strengths == sorted(strengths, reverse=True)


def test_counts_count_the_rows(documents: list[ProfessionReport]) -> None:
    for document in documents:
        counts, rows = document.counts, document.tasks
        assert counts.rows == len(rows) == counts.high + counts.medium + counts.low
        assert counts.high == sum(r.band == "High" for r in rows)
        assert counts.resilient == sum(r.resilient for r in rows)
        assert not any(r.resilient and r.band == "High" for r in rows)


def test_a_row_is_in_the_band_its_capability_reaches(documents: list[ProfessionReport]) -> None:
    edges = judgement(Bands)
    assert {
        r.id for d in documents for r in d.tasks if r.band != band_of(r.capability.value, edges.capability)
    } == set()
    assert {d.subject.id for d in documents if d.pressure.band != band_of(d.pressure.value, edges.pressure)} == set()


def test_a_layer_nobody_observed_is_null_and_not_zero(core: Edition, documents: list[ProfessionReport]) -> None:
    known = core.table("estimates").filter(pl.col("subject_kind") == "occupation_activity")
    delegated = set(known.filter(pl.col("layer") == "delegation")["subject_id"])
    checked = 0
    for document in documents:
        if document.subject.kind != "occupation":
            continue
        for row in document.tasks:
            assert (row.delegation is not None) == (f"{document.subject.id}/{row.id}" in delegated)
            checked += row.delegation is None
    assert checked > 100


def test_a_role_has_no_economic_figures_and_no_observed_use_of_its_own(documents: list[ProfessionReport]) -> None:
    roles = [d for d in documents if d.subject.kind == "role"]
    assert len(roles) >= 40
    for role in roles:
        assert role.context.employment is role.context.wage_median_annual_usd is None
        assert role.counts.observed_in_use is None
        assert abs(sum(part.share for part in role.subject.mixture) - 1) < 1e-9
        assert {getattr(role.layers, layer).tier for layer in LAYERS} == {"modelled"}


def test_missing_employment_is_null_and_not_zero(core: Edition) -> None:
    without = core.table("occupations").filter(pl.col("employment").is_null())["occupation_id_onet"]
    assert len(without) > 0
    assert profession_report(core, "occupation", without[0]).context.employment is None


def test_every_source_named_in_a_figure_is_in_the_sources(documents: list[ProfessionReport]) -> None:
    for document in documents:
        named = {s for e in _estimates(document) for s in e.sources}
        named |= {item.source for row in document.tasks for item in row.evidence}
        named |= {index.source for index in document.indices}
        assert named <= {source.id for source in document.sources}, document.subject.id


def test_evidence_of_a_row_has_one_entry_per_measure_vintage_and_source(documents: list[ProfessionReport]) -> None:
    for document in documents:
        for row in document.tasks:
            keys = [(e.measure, e.vintage, e.source) for e in row.evidence]
            assert len(set(keys)) == len(keys)
            assert all(1 <= e.subjects <= row.tasks or document.subject.kind == "role" for e in row.evidence)


def test_a_document_survives_json(documents: list[ProfessionReport]) -> None:
    for document in documents[::10]:
        assert ProfessionReport.model_validate_json(document.model_dump_json()) == document


def test_what_the_issue_promises_of_the_json_is_there(core_atlas: Atlas) -> None:
    report = json.loads(core_atlas.report("registered nurses").to_json())
    assert {"kind", "id", "title"} <= report["subject"].keys()
    assert {"value", "low", "high", "band"} <= report["pressure"].keys()
    assert set(report["layers"]) == set(LAYERS)
    assert report["tasks"]
    for row in report["tasks"]:
        assert {"label", "share", "capability", "band", "rationale", "evidence"} <= row.keys()
        assert {"value", "low", "high", "tier", "agreement"} <= row["capability"].keys()
    assert report["indices"]
    assert report["sources"]
    assert report["edition"]["id"] == core_atlas.edition.manifest.id


def test_the_words_asked_for_and_other_bearers_of_the_name_are_in_the_document(core_atlas: Atlas) -> None:
    report = core_atlas.report("  account executive ")
    assert report.subject.asked_for == "account executive"
    assert [n.id for n in report.subject.also_named] == ["41-4011.00"]


@pytest.mark.parametrize(("kind", "subject_id"), [("occupation", "99-9999.00"), ("role", "no-such-role")])
def test_an_unknown_subject_is_an_edition_error(core: Edition, kind: str, subject_id: str) -> None:
    with pytest.raises(EditionError, match=subject_id) as caught:
        profession_report(core, kind, subject_id)
    assert "jobprism search" in caught.value.next_step


def test_percentile_counts_those_below_and_half_of_those_equal() -> None:
    others = np.array([1.0, 2.0, 2.0, 3.0])
    assert percentile(others, 2.0) == 50.0
    assert percentile(others, 0.5) == 0.0
    assert percentile(others, 9.0) == 100.0
    assert percentile(np.array([1.0, np.nan, 3.0]), 2.0) == 50.0
    assert percentile(others, 3.0, np.array([1.0, 0.0, 0.0, 1.0])) == 75.0


@pytest.mark.mirror
def test_the_full_edition_shows_tasks_and_a_description(full_atlas: Atlas) -> None:
    report = full_atlas.report("29-1141.00")
    texts = dict(full_atlas.edition.table("task_texts").rows())
    assert {r.kind for r in report.tasks} == {"task"}
    assert all(texts[int(r.id)].rstrip(".") == r.label for r in report.tasks)
    assert report.subject.description
    assert abs(sum(r.share for r in report.tasks) - 1) < 1e-3


@pytest.mark.mirror
def test_both_editions_agree_on_the_job_as_a_whole(core_atlas: Atlas, full_atlas: Atlas) -> None:
    for code in ("29-1141.00", "47-2181.00", "15-2051.00"):
        core_report, full_report = core_atlas.report(code), full_atlas.report(code)
        assert core_report.pressure == full_report.pressure
        assert core_report.layers == full_report.layers
        assert core_report.context == full_report.context
