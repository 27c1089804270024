"""Plans as Markdown and as calendar files."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from jobprism.analyses.plan_documents import PivotPlan
from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.publishing.calendar import to_ics
from jobprism.publishing.plan import day, hours, step_lines, to_markdown

START = date(2026, 11, 23)
TITLES = ("29-1141.00", "47-2181.00", "41-9041.00", "29-1213.00", "ux-researcher", "15-2051.00")
SIGNS = "=cmd|'/c calc'!A1 <script>alert(1)</script> **bold** [link](http://evil.example)"


@pytest.fixture(scope="module")
def plans(core_atlas: Atlas) -> list[PivotPlan]:
    return [core_atlas.plan(title, start=START, weeks=4) for title in TITLES]


def test_every_table_has_as_many_cells_in_each_line(plans: list[PivotPlan]) -> None:
    for plan in plans:
        block: list[str] = []
        for line in [*to_markdown(plan).splitlines(), ""]:
            if line.startswith("|"):
                block.append(line)
            elif block:
                assert len({len(re.split(r"(?<!\\)\|", row)) for row in block}) == 1
                block = []


def test_the_markdown_holds_every_path_week_and_reason(plans: list[PivotPlan]) -> None:
    for plan in plans:
        text = to_markdown(plan)
        assert text.count("### Why this one") == len(plan.paths)
        assert text.count("**Week ") == sum(len(path.weeks) for path in plan.paths)
        assert "None" not in text.replace("None of the", "")
        assert "nan" not in re.findall(r"\w+", text)
        for missing in plan.missing:
            assert missing.why.replace("*", r"\*") in text


def test_every_week_ends_with_something_that_can_be_checked(core_atlas: Atlas) -> None:
    plan = core_atlas.plan("47-2181.00", start=START, hours_per_week=6)
    several = 0
    for path in plan.paths:
        for week in path.weeks:
            lines = step_lines(week)
            finished = [step for step in week.steps if step.part == step.parts]
            assert sum("Done when: " in line for line in lines) == len(finished)
            assert any("Done when: " in line or "Check: part " in line for line in lines)
            assert any("Check: part " in line for line in lines) == (not finished)
            several += not finished
    assert several, "no week of these holds only a part of a step: choose another job"


def test_text_never_becomes_markup(plans: list[PivotPlan]) -> None:
    plan = plans[0]
    path = plan.paths[0].model_copy(update={"title": SIGNS, "why": [SIGNS], "preparation": [SIGNS]})
    subject = plan.subject.model_copy(update={"title": SIGNS})
    text = to_markdown(plan.model_copy(update={"paths": [path], "subject": subject, "in_short": [SIGNS]}))
    assert "<script>" not in re.sub(r"\\<script>", "", text)
    assert "[link](" not in re.sub(r"\\\[link\]\(", "", text)


def test_a_calendar_has_an_entry_per_week_and_reads_back(plans: list[PivotPlan]) -> None:
    plan = plans[0]
    for number, path in enumerate(plan.paths, 1):
        text = to_ics(plan, number)
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        events = list(Calendar.from_ical(text).walk("VEVENT"))
        assert [e.decoded("dtstart") for e in events] == [week.start for week in path.weeks]
        assert len({e["uid"] for e in events}) == len(events)
        for event, week in zip(events, path.weeks, strict=True):
            assert event.decoded("dtend") == week.start + timedelta(days=1)
            description = str(event["description"])
            assert all(step.do in description for step in week.steps)
    assert to_ics(plan) == to_ics(plan)


def test_uids_of_paths_differ(plans: list[PivotPlan]) -> None:
    found = [re.findall(r"UID:(\w+)", to_ics(plans[0], i + 1)) for i in range(len(plans[0].paths))]
    every = [uid for of_path in found for uid in of_path]
    assert len(set(every)) == len(every)


def test_a_path_that_is_not_there_has_no_calendar(plans: list[PivotPlan]) -> None:
    with pytest.raises(UsageError, match="no path 9"):
        to_ics(plans[0], 9)
    (without,) = [plan for plan in plans if not plan.paths]
    with pytest.raises(UsageError, match="has no path"):
        to_ics(without)


def test_hours_and_days_in_words() -> None:
    assert [hours(1.0), hours(2.0), hours(2.5), hours(0.5)] == ["1 hour", "2 hours", "2.5 hours", "0.5 hours"]
    assert day(date(2027, 2, 1)) == "1 February 2027"
