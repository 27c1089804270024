"""Skills as documents: every word follows from its figures, destinations ask for as much, names find elements."""

from __future__ import annotations

import pytest

from jobprism.analyses.skill import skill_report
from jobprism.analyses.skill_tables import calls
from jobprism.analyses.skills import skills_report
from jobprism.analyses.skills_document import SkillsReport
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.judgements.load import Skills, judgement

JOBS = [
    ("occupation", "29-1141.00"),
    ("occupation", "47-2181.00"),
    ("occupation", "15-1252.00"),
    ("occupation", "15-2051.00"),  # software only
    ("role", "ai-engineer"),
]
FOUR_DIGITS = 1e-4


@pytest.fixture(scope="module", params=JOBS, ids=[i for _, i in JOBS])
def report(request: pytest.FixtureRequest, core: Edition) -> SkillsReport:
    return skills_report(core, *request.param)


def test_the_word_follows_from_capability_and_human_need(report: SkillsReport) -> None:
    judged = judgement(Skills)
    for e in report.elements:
        if e.capability.value < judged.resilient_below:
            word = "resilient"
        elif e.human_need.value >= judged.held_from:
            word = "complementary"
        else:
            word = "exposed" if e.capability.value >= judged.exposed_from else "mixed"
        assert e.standing == word
        assert e.capability.low <= e.capability.value <= e.capability.high
    assert sum(report.counts.values()) == len(report.elements)


def test_what_it_opens_asks_for_it_as_strongly_and_is_under_less_pressure(core: Edition, report: SkillsReport) -> None:
    own = core.rows_of("pressure", "subject_id", [report.job.id])["value"].to_list()
    for e in report.elements:
        called = calls(core)[(e.kind, e.id)]
        for other in e.opens:
            assert called[other.occupation_id_onet] >= (e.importance or 0)
            assert other.pressure < min(own)
        assert len(e.opens) <= e.related <= e.jobs


def test_new_skills_are_not_the_jobs_own(report: SkillsReport) -> None:
    names = {e.name for e in report.elements if e.kind == "skill"}
    assert not any(name in names for o in report.occupations for name in o.also_new)
    assert [o.shared for o in report.occupations] == sorted((o.shared for o in report.occupations), reverse=True)


def test_asking_for_many_gives_the_same_as_asking_for_one(core: Edition) -> None:
    for kind, subject in JOBS:
        assert skills_report(core, kind, subject, many=True) == skills_report(core, kind, subject)


def test_a_role_without_a_category_for_its_software_says_so(core: Edition) -> None:
    report = skills_report(core, "role", "ai-engineer")
    assert all(e.importance is None for e in report.elements)
    assert any("LangChain" in note for note in report.notes)


def test_one_skill_shows_the_same_figures_as_its_jobs(core: Edition) -> None:
    skill = skill_report(core, "critical THINKING")
    of = {o.occupation_id_onet: o for o in skill.occupations}
    nurse = next(e for e in skills_report(core, "occupation", "29-1141.00").elements if e.name == skill.name)
    assert of["29-1141.00"].capability == nurse.capability
    assert sum(skill.counts.values()) == len(skill.occupations) == nurse.jobs
    strengths = [o.importance or 0 for o in skill.occupations]
    assert strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize(("name", "said"), [("critcal thinking", "critical thinking"), ("zzz", "--skills")])
def test_an_unknown_skill_is_answered_with_what_is_near(core: Edition, name: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        skill_report(core, name)
    assert said in caught.value.next_step


def test_a_name_of_two_elements_asks_which(core: Edition) -> None:
    with pytest.raises(UsageError, match=r"2\.A\.1\.e \(skill\)"):
        skill_report(core, "Mathematics")
    assert skill_report(core, "2.A.1.e").kind == "skill"
