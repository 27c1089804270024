"""The library of steps, and weeks made of it: hours add up, nothing is said twice, steps fit the level held."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.analyses.plan_documents import Gap, Week
from jobprism.analyses.plan_steps import general_steps, library, steps_for
from jobprism.analyses.plan_weeks import weeks
from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError

START = date(2026, 11, 23)
FAMILIES = ("2.A.1.a", "2.B.3.e", "2.C.5.a", "2.C.4.a", "43232306", "99999999", "4.A.1.a.1.I01")


def part(family: str, weight: float, yours: float | None = 1.0) -> Gap:
    kind = {"2.A": "skill", "2.B": "skill", "2.C": "knowledge", "4.A": "activity"}.get(family[:3], "software")
    rated = kind in {"skill", "knowledge"}
    return Gap.model_validate(
        {
            "kind": kind,
            "id": family,
            "name": f"Family {family}",
            "yours": yours if rated else None,
            "needed": 5.0 if rated else None,
            "importance": 4.0 if rated else None,
            "yours_published": True,
            "new_work": 0.1 if kind == "activity" else None,
            "weight": weight,
            "examples": [],
        }
    )


@st.composite
def gaps(draw: st.DrawFn) -> list[Gap]:
    families = draw(st.lists(st.sampled_from(FAMILIES), unique=True))
    raw = sorted((draw(st.integers(1, 100)) for _ in families), reverse=True)
    return [part(f, w / sum(raw), draw(st.floats(0, 7))) for f, w in zip(families, raw, strict=True)]


@given(gaps(), st.integers(2, 120), st.sampled_from([2, 4, 13]), st.booleans())
def test_hours_of_each_week_add_up_and_steps_are_whole(gap: list[Gap], halves: int, number: int, study: bool) -> None:
    plan = weeks(gap, "Bakers", halves / 2, number, START, study=study)
    assert [week.number for week in plan] == list(range(1, number + 1))
    assert [(week.start - START).days for week in plan] == [7 * i for i in range(number)]
    parts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    spent: dict[tuple[str, str], float] = {}
    for week in plan:
        assert week.hours == halves / 2
        assert sum(step.hours for step in week.steps) + week.spare_hours == week.hours
        assert (week.end - week.start).days == 6
        for step in week.steps:
            assert "{" not in step.do
            assert "{" not in step.outcome
            parts.setdefault((step.id, step.about), []).append((step.part, step.parts))
            spent[step.id, step.about] = spent.get((step.id, step.about), 0) + step.hours
    known = {step.id: step for step in library()}
    for key, seen in parts.items():
        assert seen == [(i, len(seen)) for i in range(1, len(seen) + 1)]
        assert known[key[0]].least <= spent[key] <= known[key[0]].most
    # Hours are left free only where every step that was chosen has its most, and at the end.
    spare = [week.spare_hours for week in plan]
    assert all(before == 0 or not week.steps for before, week in zip(spare, plan[1:], strict=False))


def test_the_same_request_gives_the_same_weeks() -> None:
    gap = [part("2.C.4.a", 0.6), part("43232306", 0.4)]
    assert weeks(gap, "Bakers", 6, 4, START, study=False) == weeks(gap, "Bakers", 6, 4, START, study=False)


def test_the_larger_part_of_the_gap_gets_more_hours_and_comes_first() -> None:
    plan = weeks([part("2.C.4.a", 0.8), part("2.C.8.b", 0.2)], "Bakers", 5, 13, START, study=False)
    about = [step.about for week in plan for step in week.steps if step.about]
    assert about[0] == "Family 2.C.4.a"
    assert _hours(plan, "Family 2.C.4.a") > _hours(plan, "Family 2.C.8.b") > 0


@given(gaps(), st.integers(12, 40), st.booleans())
def test_no_step_is_done_twice_whatever_it_serves(gap: list[Gap], hours: int, study: bool) -> None:
    begun = [
        step.id for week in weeks(gap, "Bakers", hours, 13, START, study=study) for step in week.steps if step.part == 1
    ]
    assert len(begun) == len(set(begun))


def test_each_part_of_the_gap_gets_a_step_before_any_gets_a_second() -> None:
    heavy, light = part("4.A.1.a.1.I01", 0.9), part("4.A.1.a.1.I02", 0.05)
    plan = weeks([heavy, light, part("2.C.8.b", 0.05)], "Bakers", 4, 4, START, study=False)
    steps = {step.about: step.id for week in plan for step in week.steps if step.about}
    assert set(steps) == {"Family 4.A.1.a.1.I01", "Family 4.A.1.a.1.I02", "Family 2.C.8.b"}


def test_even_the_shortest_plan_of_a_path_of_study_finds_the_schools_it_asks() -> None:
    said = [step.do for week in weeks([part("2.C.4.b", 1.0)], "Nurses", 6, 2, START, study=True) for step in week.steps]
    lists, asks = (
        next(i for i, do in enumerate(said) if do.startswith(word)) for word in ("List the courses", "Ask two")
    )
    assert lists < asks


def test_a_path_that_starts_with_study_asks_for_no_applications_to_employers() -> None:
    def text(study: bool) -> str:
        plan = weeks([part("2.C.5.a", 1.0)], "Bakers", 10, 13, START, study=study)
        return " ".join(step.do for week in plan for step in week.steps)

    assert "Apply for suitable openings" in text(study=False)
    assert "Apply for suitable openings" not in text(study=True)
    assert "application to one school" in text(study=True)


def test_who_knows_much_is_not_sent_to_a_beginners_course() -> None:
    begun, advanced = steps_for("2.C.5.a", "knowledge", 1.0), steps_for("2.C.5.a", "knowledge", 5.0)
    assert any("first-aid" in step.do for step in begun)
    assert not any("first-aid" in step.do for step in advanced)
    assert advanced


def test_every_skill_field_of_knowledge_and_common_software_has_steps_of_its_own(core: Edition) -> None:
    served = {family for step in library() for family in step.families}
    rated = core.table("evidence")["measure"].unique().to_list()
    stems = ("onet_skill_importance/", "onet_knowledge_importance/")
    elements = {measure.split("/")[1] for measure in rated if measure.startswith(stems)}
    assert len(elements) == 68
    assert elements <= served
    software = core.table("technologies").group_by("commodity_code").agg(n=pl.col("occupation_id_onet").n_unique())
    common = {str(code) for code, n in software.rows() if n >= 30}
    assert common <= served
    known = {str(code) for code in core.table("technologies")["commodity_code"].unique()}
    unknown = served - elements - known - {"general", "any skill", "any knowledge", "any activity"}
    assert unknown == set()


def test_the_library_is_large_and_says_nothing_twice() -> None:
    steps = library()
    assert len(steps) >= 120
    assert len({step.do for step in steps}) == len(steps)
    assert len({step.id for step in steps}) == len(steps)
    for step in steps:
        assert step.do[0].isupper()
        assert step.outcome[0].isupper()
        assert step.do.endswith(".")
        assert step.outcome.endswith(".")
        assert not {"safe", "doomed", "future-proof", "guarantee"} & set(step.do.lower().split())
    for study in (True, False):
        assert all(general_steps(when, study=study) for when in ("opening", "middle", "closing"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- for: [x]\n  steps: [{do: 'Read a long book on it.', outcome: 'Some notes.', hours: [3, 1]}]",
            "hours",
        ),
        (
            "- for: []\n  steps: [{do: 'Read a long book on it.', outcome: 'Some notes.', hours: [1, 2]}]",
            "for",
        ),
        ("- for: [x]\n  steps: [{do: 'Read.', outcome: 'Some notes.', hours: [1, 2]}]", "do"),
        ("- for: [x]\n  step: []", "steps"),
        (
            2 * "- for: [x]\n  steps: [{do: 'Read a long book on it.', outcome: 'Some notes.', hours: [1, 2]}]\n",
            "twice",
        ),
    ],
)
def test_a_malformed_library_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "steps.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=said):
        library(tmp_path)


def _hours(plan: list[Week], about: str) -> float:
    return sum(step.hours for week in plan for step in week.steps if step.about == about)
