"""Assessments: a person who works as is usual gets the job's figures, and every hour and answer counts one way."""

from __future__ import annotations

from math import fsum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.situation import LONGEST_FILE, QUESTIONS, read_situation, situation
from jobprism.atlas import Atlas
from jobprism.editions.store import CORE, Edition
from jobprism.errors import TitleError, UsageError
from jobprism.estimates.personal import STEPS
from jobprism.judgements.load import Assessment, judgement
from jobprism.publishing.assessment import to_csv, to_markdown

ATLAS = Atlas(Edition(CORE))
NURSE = "29-1141.00"
SOME = [*ATLAS.occupations["occupation_id_onet"].gather_every(90), "machine-learning-engineer", "scrum-master"]
HOLDING = sorted(set(QUESTIONS) - {"tools"})


def assessed(title: str = NURSE, **said: object) -> AssessmentReport:
    return ATLAS.assess({"title": title, **said})


def value(report: AssessmentReport) -> float:
    return fsum(t.share * t.pressure for t in report.tasks)


@pytest.mark.parametrize("title", SOME)
def test_who_works_as_is_usual_gets_the_figures_of_the_job(title: str) -> None:
    report = assessed(title, answers=dict.fromkeys(QUESTIONS, "as usual"))
    yours, job = report.pressure
    assert (yours.value, yours.low, yours.high, yours.band) == (job.value, job.low, job.high, job.band)
    for layer, usual in report.usual_layers.items():
        found = report.layers[layer]
        assert (found is None) == (usual is None)
        if found is not None and usual is not None:
            assert (found.value, found.low, found.high) == pytest.approx((usual.value, usual.low, usual.high), abs=1e-4)
    assert all(t.share == pytest.approx(t.usual_share, abs=2e-6) for t in report.tasks)
    assert all(a.did == 0 for a in report.answers)


@pytest.mark.parametrize("level", ["junior", "mid", "senior", "lead"])
def test_who_works_as_is_usual_at_a_level_gets_the_figures_of_the_level(level: str) -> None:
    yours, _, at_level = assessed("23-2011.00", level=level).pressure
    assert (yours.value, yours.low, yours.high) == (at_level.value, at_level.low, at_level.high)
    assert assessed("23-2011.00", level="junior").pressure[2] != assessed("23-2011.00", level="lead").pressure[2]


@examples(max_examples=12)
@given(st.data())
def test_hours_moved_to_a_more_exposed_task_never_lower_exposure(data: st.DataObject) -> None:
    before = assessed(data.draw(st.sampled_from(SOME)))
    less, more = sorted(
        data.draw(st.lists(st.sampled_from(before.tasks), min_size=2, max_size=2, unique_by=lambda t: t.id)),
        key=lambda t: t.capability.value,
    )
    moved = data.draw(st.floats(0, 1)) * less.hours
    hours = {t.id: t.hours for t in before.tasks}
    total = fsum(hours.values())
    first = assessed(before.id, hours=hours, hours_per_week=total)
    hours[less.id] -= moved
    hours[more.id] += moved
    after = assessed(before.id, hours=hours, hours_per_week=total)
    assert after.exposed.equivalent_hours >= first.exposed.equivalent_hours - 0.02  # hours are given to a hundredth


@examples(max_examples=12)
@given(st.sampled_from(SOME), st.dictionaries(st.sampled_from(HOLDING), st.sampled_from(list(STEPS))), st.data())
def test_a_step_more_of_what_holds_work_to_people_never_raises_pressure(
    title: str, answers: dict[str, str], data: st.DataObject
) -> None:
    question = data.draw(st.sampled_from(HOLDING))
    by_step = {
        answer: assessed(title, answers={**answers, question: answer}).pressure[0].value
        for answer in sorted(STEPS, key=lambda a: STEPS[a])
    }
    rising = list(by_step.values())
    assert rising == sorted(rising, reverse=True)


def test_more_use_of_tools_never_lowers_pressure() -> None:
    found = [assessed(answers={"tools": a}).pressure[0].value for a in sorted(STEPS, key=lambda a: STEPS[a])]
    assert found == sorted(found)
    assert found[0] < found[-1]


@examples(max_examples=12)
@given(st.data())
def test_a_week_is_always_whole(data: st.DataObject) -> None:
    rows = [t.id for t in assessed().tasks]
    hours = data.draw(st.dictionaries(st.sampled_from(rows), st.floats(0, 3), max_size=8))
    own = [{"text": "Water the plants", "hours": h} for h in data.draw(st.lists(st.floats(0.5, 2), max_size=3))]
    week = fsum(hours.values()) + fsum(t["hours"] for t in own) + data.draw(st.floats(1, 40))
    report = assessed(hours=hours, own=own, hours_per_week=week)
    assert fsum(t.share for t in report.tasks) == pytest.approx(1, abs=1e-4)
    assert fsum(t.hours for t in report.tasks) == pytest.approx(week, abs=0.2)
    for row, spent in hours.items():
        assert next(t.hours for t in report.tasks if t.id == row) == pytest.approx(spent, abs=0.01)
    bands = report.exposed
    assert bands.high_hours + bands.medium_hours + bands.low_hours == pytest.approx(week, abs=0.2)
    for placed in report.pressure:
        assert placed.low <= placed.value <= placed.high


def test_order_and_letter_case_of_own_tasks_change_nothing() -> None:
    one = [{"text": "Teach new colleagues the ward's ways", "hours": 4}, {"text": "write newsletters", "hours": 2}]
    other = [{"text": t["text"].upper(), "hours": t["hours"]} for t in reversed(one)]
    first, second = assessed(own=one), assessed(own=other)
    assert first.pressure == second.pressure
    assert first.layers == second.layers
    by_text = [{t.label.lower(): (t.hours, t.capability, t.shift) for t in r.tasks} for r in (first, second)]
    assert by_text[0] == by_text[1]


def test_a_shift_says_what_moving_the_hours_would_do() -> None:
    before = assessed(hours_per_week=40)
    share = judgement(Assessment).shift_share
    task = next(t for t in before.tasks if t.share > share)
    after = assessed(hours={task.id: task.share * 40 - share * 40}, hours_per_week=40)
    assert value(after) - value(before) == pytest.approx(task.shift, abs=0.02)


def test_an_answer_says_what_it_did_and_what_one_step_more_would_do() -> None:
    usual, answered = assessed(), assessed(answers={"presence": "more"})
    more = assessed(answers={"presence": "much more"})
    move = next(a for a in answered.answers if a.question == "presence")
    assert move.did == pytest.approx(value(answered) - value(usual), abs=0.02)
    assert move.one_more == pytest.approx(value(more) - value(answered), abs=0.02)
    assert next(a for a in more.answers if a.question == "presence").one_more is None


def test_a_dropped_row_has_no_hours_and_the_others_take_them_in_proportion() -> None:
    usual = assessed()
    first, second, third = usual.tasks[:3]
    after = {t.id: t for t in assessed(hours={first.id: 0}).tasks}
    assert after[first.id].hours == 0
    assert after[second.id].share / after[third.id].share == pytest.approx(second.share / third.share, rel=1e-3)


def test_only_own_tasks_make_a_week_of_their_own() -> None:
    report = assessed(own=[{"text": "Draft letters to patients", "hours": 30}], only_own=True)
    kept = [t for t in report.tasks if t.share]
    assert [(t.kind, t.share) for t in kept] == [("own", 1.0)]
    assert report.hours_per_week == 30
    assert kept[0].shift == 0


def test_an_own_task_far_from_any_other_takes_the_means_of_the_job_and_says_so() -> None:
    own = [{"text": "Xyzzy plugh", "hours": 2}, {"text": "Administer medications to patients", "hours": 2}]
    by_text = {t.label: t for t in assessed(own=own).tasks}
    strange, plain = by_text["Xyzzy plugh"], by_text["Administer medications to patients"]
    assert (strange.basis, plain.basis) == ("job", "nearest")
    assert strange.human_need.high - strange.human_need.low > plain.human_need.high - plain.human_need.low
    assert plain.matched[0].probability >= judgement(Assessment).least_likely_same
    assert plain.capability.value < 0.3


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"hours": {"no-such-row": 3}}, "no-such-row"),
        ({"hours_per_week": 10, "own": [{"text": "a", "hours": 11}]}, "more than the 10"),
        ({"hours_per_week": 0}, "hours_per_week"),
        ({"hours_per_week": float("nan")}, "hours_per_week"),
        ({"hours_per_week": 169}, "hours_per_week"),
        ({"own": [{"text": "a", "hours": -1}]}, "own.0.hours"),
        ({"own": [{"text": " ", "hours": 1}]}, "own.0.text"),
        ({"own": [{"text": "x" * 501, "hours": 1}]}, "own.0.text"),
        ({"own": "talk"}, "own"),
        ({"level": "wizard"}, "level"),
        ({"answers": {"luck": "more"}}, "luck"),
        ({"answers": {"presence": "a lot"}}, "answers.presence"),
        ({"only_own": True}, "only_own"),
        ({"pay": 3}, "pay"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(said: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        assessed(**said)
    assert named in caught.value.what
    assert caught.value.next_step


def test_a_title_is_needed_and_must_name_a_job() -> None:
    with pytest.raises(UsageError, match="title"):
        ATLAS.assess({})
    with pytest.raises(TitleError):
        assessed("qqqzzzx vvvvwy")


def test_refusals_do_not_repeat_what_was_typed() -> None:
    with pytest.raises(UsageError) as caught:
        situation({"title": "nurse", "own": [{"text": "my secret" * 100, "hours": 1}]})
    assert "secret" not in caught.value.what


HOSTILE = [
    '=cmd|" /C calc"!A0',
    "<script>alert(1)</script> | a",
    "'; DROP TABLE tasks; --",
    "\u202eevil \U0001f600",
    "*_`[",
]


def test_hostile_words_do_no_harm_in_tables() -> None:
    report = assessed(own=[{"text": text, "hours": 1} for text in HOSTILE])
    assert {t.label for t in report.tasks if t.kind == "own"} == set(HOSTILE)
    page = to_markdown(report)
    assert "<script" not in page.replace("\\<script", "")
    rows = [line for line in page.splitlines() if line.startswith("|") and "evil" in line]
    assert len(rows) == 2  # in the week's table, and in that of the matches
    assert not any(line.split(",")[1].startswith(('"=', "=")) for line in to_csv(report).splitlines())


def test_a_file_says_where_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "me.yml"
    for text, named in (("title: [", "line"), ("- a\n- b\n", "fields"), ("x" * (LONGEST_FILE + 1), "larger")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=named):
            read_situation(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_situation(tmp_path / "none.yml")
    path.write_text("title: nurse\nanswers:\n  presence: more\n", encoding="utf-8")
    assert situation(read_situation(path)).answers == {"presence": "more"}


def test_the_task_to_hand_over_is_not_the_one_to_get_better_at() -> None:
    own = [{"text": "Fill in insurance forms", "hours": 20}]
    for title in ("29-1141.00", "25-2031.00", "41-2011.00"):
        first, second, _ = assessed(title, own=own).month
        quoted = first.partition("“")[2].partition("”")[0]
        assert quoted
        assert quoted not in second


def test_what_stands_in_for_a_task_is_not_told_as_its_own() -> None:
    report = assessed(own=[{"text": "Xyzzy plugh", "hours": 40}], only_own=True)
    assert report.tasks[0].basis == "job"
    assert "stays with people" not in " ".join(report.month)


def test_a_week_that_no_task_of_onets_is_near_to_says_so_before_anything_else_is_read_into_it() -> None:
    odd = [{"text": f"Xyzzy plugh {n}", "hours": 4 + n} for n in range(4)]
    told = " ".join(assessed(own=odd, only_own=True, hours_per_week=22).in_short)
    assert "For 4 tasks of yours (22 hours) no O*NET task is near enough" in told
    beside_the_job = " ".join(assessed(own=odd[:1]).in_short)
    assert "is near enough" not in beside_the_job
    assert "as you word them" not in beside_the_job


def test_tasks_that_are_not_near_enough_to_be_used_are_not_named_as_near() -> None:
    report = assessed(
        "29-2055.00", own=[{"text": "Sterilize surgical equipment", "hours": 3}, {"text": "Xyzzy", "hours": 2}]
    )
    near, odd = (next(t for t in report.tasks if t.label.startswith(word)) for word in ("Sterilize", "Xyzzy"))
    assert (near.basis, odd.basis) == ("nearest", "job")
    rows = {
        line.split(" | ")[0]: line
        for line in to_markdown(report).partition("## Tasks in your own words")[2].splitlines()
    }
    assert near.matched[0].occupation_title in rows["| Sterilize surgical equipment"]
    assert rows["| Xyzzy"] == "| Xyzzy | none near enough | the job's means |"


def test_a_figure_made_of_ones_own_words_is_not_told_as_the_way_one_works() -> None:
    words = [{"text": "Write marketing emails", "hours": 30}, {"text": "Sort invoices", "hours": 10}]
    lines = assessed(own=words, only_own=True).in_short
    assert any("as you word them the figure is" in line and "higher" in line for line in lines)
    assert not any("The way you do the job" in line for line in lines)


def test_hours_that_nobody_set_are_not_told_as_known() -> None:
    texts = ("Write marketing emails", "Sort invoices", "Dress wounds of patients")
    even = assessed(own=[{"text": text, "hours": 40 / 3} for text in texts], only_own=True)
    assert "of your week" not in " ".join(even.month)
    assert "hours)" not in " ".join(even.month)
    assert any("same hours each" in note for note in even.notes)
    uneven = assessed(own=[{"text": text, "hours": 8 + 5 * n} for n, text in enumerate(texts)], only_own=True)
    assert "of your week" in uneven.month[0]
    assert not any("same hours each" in note for note in uneven.notes)


def test_a_note_on_usual_shares_stands_only_where_there_are_any() -> None:
    own = [{"text": "Train the interns", "hours": 40}]
    assert not any("usual at the level" in note for note in assessed(own=own, only_own=True, level="senior").notes)
    assert any("usual at the level" in note for note in assessed(level="senior").notes)


def test_who_uses_ai_more_than_others_is_not_told_to_try_it() -> None:
    assert "you work with AI more" in assessed("15-1252.00", answers={"tools": "much more"}).month[0]
    assert "you work with AI more" not in assessed("15-1252.00").month[0]


def test_every_question_has_an_effect_and_every_effect_a_question() -> None:
    assert set(QUESTIONS) == set(judgement(Assessment).questions)
