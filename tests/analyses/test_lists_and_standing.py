"""Lists, holds beside other occupations, relatives and questions: rules that hold for every job."""

from __future__ import annotations

import re

import pytest

from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.facts import facts_of
from jobprism.analyses.language import beyond, compared
from jobprism.analyses.profession import profession_report
from jobprism.analyses.related import common_work, related_jobs
from jobprism.editions.store import Edition
from jobprism.judgements.base import HOLDS
from jobprism.judgements.load import Bands, judgement


def test_a_row_is_in_one_list_at_most_and_as_its_figures_say(documents: list[ProfessionReport]) -> None:
    need = judgement(Bands).resilient_human_need
    for document in documents:
        rows = {r.id: r for r in document.tasks}
        well, badly = ({r.id for r in listed} for listed in (document.handles_well, document.struggles_with))
        assert not well & badly
        assert well == {i for i, r in rows.items() if r.band == "High" and r.human_need.value < need}
        assert badly == {i for i, r in rows.items() if r.resilient}


def test_every_hold_has_its_place_and_kinds_bear_no_more_than_all_of_it(documents: list[ProfessionReport]) -> None:
    for document in documents:
        assert {h.name for h in document.stays_human} == set(HOLDS)
        assert [(h.name, h.strength) for h in document.stays_human] == [(h.name, h.strength) for h in document.holds]
        for hold in document.stays_human:
            parts = [kind.part for kind in hold.kinds]
            assert parts == sorted(parts, reverse=True)
            assert sum(parts) <= 1 + 1e-5


def test_the_occupation_with_the_strongest_hold_stands_highest(core: Edition) -> None:
    holds = core.table("holds")
    of = holds.filter(holds["subject_kind"] == "occupation").sort("presence", descending=True)
    report = profession_report(core, "occupation", of["subject_id"][0])
    place = next(h.percentile for h in report.stays_human if h.name == "presence")
    assert place > 99


def test_there_are_six_to_ten_questions_each_with_an_answer_of_its_own(documents: list[ProfessionReport]) -> None:
    for document in documents:
        questions = [q.question for q in document.faq]
        assert 6 <= len(questions) == len(set(questions)) <= 10, document.subject.id
        assert all(question.endswith("?") for question in questions)
        assert len({q.answer for q in document.faq}) == len(questions)


def test_no_answer_says_that_a_job_will_go_or_is_safe(documents: list[ProfessionReport]) -> None:
    for document in documents:
        first = document.faq[0]
        assert document.subject.title in first.question
        assert "not the probability" in first.answer
        assert not any(
            re.search(r"\b(?:will|won't|safe|yes)\b", q.answer, re.I) for q in document.faq if "“" not in q.answer
        )


def test_relatives_come_in_the_publishers_order_with_their_pressure(core: Edition) -> None:
    table = core.table("related_occupations").sort("index")
    known = set(core.table("occupations")["occupation_id_onet"])
    named = table.filter(table["occupation_id_onet"] == "29-1141.00")["related_occupation_id_onet"].to_list()
    found = related_jobs(core, facts_of(core, "occupation", "29-1141.00"))
    assert [j.occupation_id_onet for j in found] == [code for code in named if code in known][:10]
    for job in found:
        report = profession_report(core, "occupation", job.occupation_id_onet)
        shown = (job.pressure, job.pressure_low, job.pressure_high, job.band)
        assert shown == (report.pressure.value, report.pressure.low, report.pressure.high, report.pressure.band)


def test_relatives_of_a_role_come_by_work_in_common(core: Edition) -> None:
    for role in core.table("roles")["role_id"]:
        found = related_jobs(core, facts_of(core, "role", role))
        assert found
        shares = [job.common_work for job in found]
        assert shares == sorted(shares, reverse=True)


def test_all_work_is_in_common_with_oneself(core: Edition) -> None:
    shares = core.table("shares")
    own: dict[str, float] = {}
    links: dict[str, list[str]] = {}
    for task, activity in core.table("task_activities").rows():
        links.setdefault(str(task), []).append(activity)
    for task, share in shares.filter(shares["subject_id"] == "29-1141.00").select("task_id", "share").rows():
        for activity in links[task]:
            own[activity] = own.get(activity, 0.0) + share / len(links[task])
    assert common_work(core, own, "29-1141.00") == pytest.approx(1, abs=1e-4)


def test_without_a_table_of_relatives_nothing_is_said_of_them(documents: list[ProfessionReport], core: Edition) -> None:
    if "related_occupations" in core.manifest.tables:
        pytest.skip("this edition has the table")
    assert all(d.related == [] for d in documents)
    assert not any("related" in q.question for d in documents for q in d.faq)


@pytest.mark.parametrize(
    ("percentile", "near", "far"),
    [
        (96.2, "higher than in 96 % of occupations", "higher than in 96 % of occupations"),
        (4.0, "lower than in 96 % of occupations", "lower than in 96 % of occupations"),
        (49.9, "near the middle among occupations", "lower than in 50 % of occupations"),
        (50.0, "near the middle among occupations", "higher than in 50 % of occupations"),
    ],
)
def test_a_place_is_told_from_the_nearer_end(percentile: float, near: str, far: str) -> None:
    assert compared(percentile) == near
    assert beyond(percentile) == far
