"""A path of a plan as a calendar file (RFC 5545): a day-long entry at the start of each week, with its steps."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from jobprism.analyses.language import counted
from jobprism.analyses.plan_documents import PivotPlan, PlanPath, Week
from jobprism.errors import UsageError
from jobprism.files import sha256_of_text
from jobprism.publishing.plan import hours, step_lines


def to_ics(plan: PivotPlan, number: int = 1) -> str:
    """The weeks of one path as an iCalendar file; the same plan gives the same text.

    Args:
        plan: the plan.
        number: of the path, from 1.

    Raises:
        UsageError: the plan has no such path.
    """
    if not 1 <= number <= len(plan.paths):
        have = counted(len(plan.paths), "path") if plan.paths else "no path"
        raise UsageError(f"There is no path {number}: this plan has {have}.", "Read the plan as text first.")
    path = plan.paths[number - 1]
    calendar = Calendar()
    calendar.add("prodid", f"-//Jobprism//{plan.edition.id}//EN")
    calendar.add("version", "2.0")
    for week in path.weeks:
        calendar.add_component(_event(plan, path, week))
    return calendar.to_ical().decode("utf-8")


def _event(plan: PivotPlan, path: PlanPath, week: Week) -> Event:
    event = Event()
    start = week.start.isoformat()
    event.add("uid", sha256_of_text(plan.subject.id, path.job.id, start, plan.level or "", str(week.number))[:32])
    # When it was made is the plan's first day, not the clock: the same plan is the same file.
    event.add("dtstamp", datetime.combine(plan.start, time(), UTC))
    event.add("dtstart", week.start)
    event.add("dtend", week.start + timedelta(days=1))
    event.add("summary", f"Week {week.number} of {len(path.weeks)} towards {path.title}: {hours(week.hours)}")
    event.add("description", "\n".join(step_lines(week)))
    event.add("transp", "TRANSPARENT")
    return event
