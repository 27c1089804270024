"""Pivot plans: what every path keeps to, over all jobs and levels; documents of some; refusals."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from jobprism.analyses.plan import Asked, pivot_plan
from jobprism.analyses.plan_data import PlanData, plan_data
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.analyses.plan_paths import AIMS, GROWING, LOWER, PAID, choose, feasible, figures, in_the_way, very_low
from jobprism.atlas import Atlas
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.moves import undominated
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

START = date(2026, 11, 23)
LEVELS = (None, "junior", "mid", "senior", "lead")
EVERY = 12
KINDS = ("occupation", "role")


@pytest.fixture(scope="module")
def data(core: Edition) -> PlanData:
    return plan_data(core)


@pytest.fixture(scope="module")
def plans(core: Edition, data: PlanData) -> list[PivotPlan]:
    """Of every twelfth job, at levels, hours and lengths in turn."""
    made = []
    for turn, row in enumerate(range(0, len(data.found.ids), EVERY)):
        asked = Asked(START, LEVELS[turn % 5], (1.0, 4.5, 6.0, 20.0, 60.0)[turn % 5], (2, 4, 13)[turn % 3])
        made.append(pivot_plan(core, (data.found.kinds[row], data.found.ids[row]), asked))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_every_job_at_every_level_has_paths_that_keep_to_the_rules(data: PlanData, level: str | None) -> None:
    judged, n = judgement(Planning), data.found.occupations
    value, low, high = data.pressure[level].T
    assert not np.isnan(data.pressure[level]).any()
    with_paths = 0
    for row in range(len(data.found.ids)):
        choice = choose(data, row, level)
        with_paths += bool(choice.picks)
        assert len(set(choice.picks.values())) == len(choice.picks)
        assert set(choice.picks.values()) - set(choice.candidates) <= {choice.picks[aim] for aim in choice.longer}
        for aim, target in choice.picks.items():
            ways = in_the_way(data, row, level, longer=aim in choice.longer)
            assert not any(barred[target] for barred in ways.values())
            assert target < n
            assert target != row
            assert low[target] <= high[row]
            assert data.openings[target] >= judged.least_openings
            assert data.ranks[row, target] <= judged.reach
            assert not data.wage[target] < judged.least_wage * data.wage[row]
        if LOWER in choice.picks:
            lower = choice.picks[LOWER]
            assert value[lower] <= judged.lower_pressure * value[row] or max(value[lower], value[row]) <= very_low()
        if PAID in choice.picks:
            assert data.wage[choice.picks[PAID]] >= judged.better_wage * data.wage[row]
        if GROWING in choice.picks:
            assert data.change[choice.picks[GROWING]] >= judged.growing_pct
    assert with_paths / len(data.found.ids) > 0.9


def test_a_path_is_beaten_in_everything_by_an_earlier_path_at_most(data: PlanData) -> None:
    for row in range(0, len(data.found.ids), 5):
        choice = choose(data, row, None)
        taken: list[int] = []
        for aim, target in choice.picks.items():
            among = np.flatnonzero(feasible(data, row, None, longer=aim in choice.longer))
            left = np.array([i for i in among if i not in taken])
            kept = left[undominated(figures(data, row, None)[left])]
            assert target in kept
            taken.append(target)


def test_a_plan_has_each_aim_as_a_path_or_says_why_not(plans: list[PivotPlan]) -> None:
    for plan in plans:
        assert sorted([*(path.aim for path in plan.paths), *(m.aim for m in plan.missing)]) == sorted(AIMS)
        assert all(len(m.why) > 30 for m in plan.missing)
        assert len(plan.in_short) == 1 + max(len(plan.paths), 1)


def test_hours_add_up_and_dates_follow(plans: list[PivotPlan]) -> None:
    for plan in plans:
        for path in plan.paths:
            assert (plan.end - plan.start).days == 7 * len(path.weeks) - 1
            assert path.weeks[0].start == plan.start
            assert path.weeks[-1].end == plan.end
            for week in path.weeks:
                assert sum(s.hours for s in week.steps) + week.spare_hours == week.hours == plan.hours_per_week


def test_gaps_are_what_is_needed_beyond_the_job_held(plans: list[PivotPlan]) -> None:
    judged = judgement(Planning)
    for path in (path for plan in plans for path in plan.paths):
        if path.gap:
            assert sum(g.weight for g in path.gap) == pytest.approx(1)
        assert [g.weight for g in path.gap] == sorted((g.weight for g in path.gap), reverse=True)
        assert len(path.gap) <= judged.gaps_listed
        for entry in path.gap:
            if entry.kind in {"skill", "knowledge"}:
                assert entry.needed is not None
                assert entry.yours is not None
                assert entry.needed - entry.yours >= judged.least_gap - 1e-3
                assert (entry.importance or 0) >= judged.least_importance
        missing = {g.id for g in path.gap}
        assert not missing & {c.id for c in path.carries_over}
        assert path.carried_share is not None
        assert 0 < path.carried_share <= 1


def test_sentences_read_right(plans: list[PivotPlan]) -> None:
    for plan in plans:
        said = [*plan.in_short, *plan.notes, *plan.not_this, *(m.why for m in plan.missing)]
        said += [line for path in plan.paths for line in (*path.why, *path.preparation)]
        for line in said:
            assert line[0].isupper() or line[0].isdigit()
            assert line.endswith(".")
            assert not line.endswith("..")
            assert not re.search(r"\b(nan|inf)\b|None(?! of)|  |[{}!]", line), line
            assert not re.search(r"\b1 (zones|weeks|paths|occupations)\b", line), line
            assert not {"safe", "doomed", "replaced", "future-proof"} & set(re.findall(r"[\w-]+", line.lower())), line


def test_the_same_request_gives_the_same_document(core: Edition) -> None:
    asked = Asked(START, "mid", 6.0, 4)
    first, second = (pivot_plan(core, ("occupation", "29-1141.00"), asked) for _ in range(2))
    assert first.model_dump_json() == second.model_dump_json()
    assert PivotPlan.model_validate_json(first.model_dump_json()) == first


def test_a_job_that_is_asked_for_is_planned_for_with_what_stands_in_its_way(core: Edition) -> None:
    plan = pivot_plan(core, ("occupation", "41-2011.00"), Asked(START), ("occupation", "29-1141.00"))
    (path,) = plan.paths
    assert path.aim == "chosen"
    assert path.title == "Registered Nurses"
    assert {"job_zone", "education"} <= set(path.obstacles)
    assert "not feasible as it stands" in path.preparation[0]
    assert plan.missing == []
    assert "application to one school" in " ".join(s.do for week in path.weeks for s in week.steps)


def test_a_role_can_be_left_and_reached(core: Edition) -> None:
    plan = pivot_plan(core, ("role", "ai-engineer"), Asked(START))
    assert plan.paths
    assert all(path.related_place is None and path.observed_moves is None for path in plan.paths)
    assert any("AI engineer is no occupation that anybody counts" in note for note in plan.notes)
    (path,) = pivot_plan(core, ("occupation", "15-1252.00"), Asked(START), ("role", "ai-engineer")).paths
    assert path.place is None
    assert path.job.openings_annual is None
    assert "AI engineers" in path.weeks[0].steps[0].do


def test_a_job_without_ratings_says_whose_stand_in(core: Edition, data: PlanData) -> None:
    plan = pivot_plan(core, ("occupation", "15-2051.00"), Asked(START))
    (note,) = [note for note in plan.notes if "has not rated" in note and "Data Scientists" in note]
    assert len(data.borrowed[data.place["15-2051.00"]]) == 5
    assert note.count(",") == 3
    assert not any(g.yours_published for path in plan.paths for g in path.gap if g.kind in {"skill", "knowledge"})


def test_a_professional_is_told_why_there_is_no_path(core: Edition) -> None:
    plan = pivot_plan(core, ("occupation", "29-1213.00"), Asked(START))
    assert plan.paths == []
    assert len(plan.missing) == 3
    assert "under the rules that hold for every path" in plan.missing[0].why


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(START, level="boss"), "no level 'boss'"),
        (Asked(START, weeks=3), "cannot take 3 weeks"),
        (Asked(START, hours_per_week=0.5), "0.5 hours a week"),
        (Asked(START, hours_per_week=61), "61 hours a week"),
        (Asked(START, hours_per_week=3.3), "3.3 hours a week"),
        (Asked(START, hours_per_week=float("nan")), "nan hours a week"),
    ],
)
def test_what_no_plan_can_be_made_of_is_refused(core: Edition, asked: Asked, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)) as caught:
        pivot_plan(core, ("occupation", "29-1141.00"), asked)
    assert caught.value.next_step


def test_a_plan_to_the_job_itself_is_refused(core_atlas: Atlas) -> None:
    with pytest.raises(UsageError, match="to itself"):
        core_atlas.plan("29-1141.00", to="Registered Nurses", start=START)


def test_levels_differ_in_pressure(core_atlas: Atlas) -> None:
    values = {level: core_atlas.plan("23-2011.00", level=level, start=START).subject.pressure for level in LEVELS}
    assert len({(p.value, p.low, p.high) for p in values.values()}) > 2
