"""Comparisons: figures of the edition, parts that add up, sentences whose numbers are the document's."""

from __future__ import annotations

import re
from itertools import combinations

import polars as pl
import pytest

import jobprism
from jobprism.analyses.comparison import ComparisonReport, comparison_report
from jobprism.analyses.work import work_by_group
from jobprism.editions.store import CORE, Edition
from jobprism.errors import UsageError
from jobprism.publishing.comparison import to_markdown

EDITION = Edition(CORE)
JOBS = [
    ("occupation", "29-1141.00"),
    ("occupation", "23-2011.00"),
    ("occupation", "47-2181.00"),
    ("role", "data-engineer"),
    ("occupation", "41-9041.00"),
]


@pytest.fixture(scope="module")
def report() -> ComparisonReport:
    return comparison_report(EDITION, JOBS)


def pressure_of(subject: str) -> float:
    return float(EDITION.rows("pressure", pl.col("subject_id") == subject)["value"][0])


def test_every_pair_is_there_in_order(report: ComparisonReport) -> None:
    ids = [i for _, i in JOBS]
    assert [s.id for s in report.subjects] == ids
    assert [(d.first, d.second) for d in report.differences] == list(combinations(ids, 2))


@pytest.mark.parametrize("job", JOBS, ids=lambda j: j[1])
def test_work_by_group_is_the_jobs_own_pressure_and_all_of_its_work(job: tuple[str, str]) -> None:
    work = work_by_group(EDITION, *job)
    assert work["share"].sum() == pytest.approx(1)
    assert (work["share"] * work["pressure"]).sum() == pytest.approx(pressure_of(job[1]), abs=0.02)
    assert sum(work.null_count().row(0)) == 0


def test_layers_and_groups_both_add_up_to_the_difference(report: ComparisonReport) -> None:
    for d in report.differences:
        assert d.difference == pytest.approx(pressure_of(d.first) - pressure_of(d.second), abs=0.04)
        assert sum(d.layers.values()) == pytest.approx(d.difference, abs=1e-9)
        assert sum(g.total for g in d.groups) == pytest.approx(d.difference, abs=1e-9)
        for g in d.groups:
            assert g.mix + sum(g.layers.values()) == pytest.approx(g.total, abs=1e-9)


def test_every_number_in_a_sentence_is_a_figure_of_the_pair(report: ComparisonReport) -> None:
    of = {s.id: s for s in report.subjects}
    for d in report.differences:
        pair = (of[d.first], of[d.second])
        known = {f"{s.pressure.value:.0f}" for s in pair} | {"100", "90"}
        known |= {f"{abs(v):.1f}" for v in d.layers.values()}
        known |= {f"{100 * share:.0f}" for g in d.groups for share in (g.share_first, g.share_second)} | {"1", "99"}
        for line in d.sentences:
            bare = line
            for s in pair:
                bare = bare.replace(s.title, "")
            assert set(re.findall(r"\d+(?:\.\d+)?", bare)) <= known, line


def test_two_jobs_alike_in_pressure_get_one_sentence_that_says_so() -> None:
    table = EDITION.rows("pressure", pl.col("subject_kind") == "occupation").sort("value")
    near = table.filter((pl.col("value") - pl.col("value").shift(1)) < 0.1)["subject_id"][0]
    at = table["subject_id"].index_of(near)
    assert at
    pair = comparison_report(EDITION, [("occupation", table["subject_id"][at - 1]), ("occupation", near)])
    [only] = pair.differences[0].sentences
    assert "about the same pressure" in only


def test_markdown_shows_the_remaining_groups_as_one_row_that_closes_the_sum(report: ComparisonReport) -> None:
    for section, d in zip(to_markdown(report).split("\n## ")[1:], report.differences, strict=True):
        table = section.split("| Kind of work |")[1].split("\n\n")[0].splitlines()[2:]
        points = [float(line.strip("| ").split(" | ")[-1]) for line in table]
        assert points[-1] == pytest.approx(d.difference, abs=0.051)
        assert sum(points[:-1]) == pytest.approx(points[-1], abs=0.05 * len(points))
        assert "-0.0" not in section


@pytest.mark.parametrize("jobs", [JOBS[:1], [*JOBS, ("occupation", "15-2051.00")]])
def test_too_few_or_too_many_are_refused(jobs: list[tuple[str, str]]) -> None:
    with pytest.raises(UsageError, match="2 to 5"):
        comparison_report(EDITION, jobs)


def test_two_titles_of_one_job_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"29-1141\.00 is named twice"):
        jobprism.open("core").compare(["registered nurses", "29-1141.00"])
