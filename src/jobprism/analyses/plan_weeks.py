"""A dated schedule: steps chosen for a gap, stretched to the hours there are, and laid out week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jobprism.analyses.plan_documents import Gap, PlanStep, Week
from jobprism.analyses.plan_steps import Step, general_steps, steps_for
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

PARTS_OF_AN_HOUR = 2
_DAYS = 7


@dataclass(frozen=True)
class _Planned:
    """A step with the half-hours it gets."""

    step: Step
    about: str
    slots: int


def weeks(gap: Sequence[Gap], job: str, hours_per_week: float, number: int, start: date) -> list[Week]:
    """The weeks of a plan; the hours of each, with its spare hours, are the hours a week.

    The opening steps come first, then learning with the steps of the search in the middle of it, then the closing
    steps. Learning serves the largest parts of the gap first: a first step for each while hours last, then second
    steps. What is left stretches the steps to at most their most hours; what is left then is spare.

    Args:
        gap: what to learn, largest part first.
        job: title of the job aimed at.
        hours_per_week: a whole number of half-hours.
        number: of weeks.
        start: first day.
    """
    slots_a_week = round(hours_per_week * PARTS_OF_AN_HOUR)
    total = slots_a_week * number
    search = round(total * judgement(Planning).search_share)
    general = _general(search if gap else total)
    learning = _learning(gap, total - _slots(general))
    planned = _stretched([*general, *learning], total)
    return _laid_out(_ordered(planned), slots_a_week, number, start, job)


def _general(slots: int) -> list[_Planned]:
    """One step of each stage in turn while there is room, so that even a short plan opens and closes."""
    queues = [list(general_steps(when)) for when in ("opening", "middle", "closing")]
    chosen: list[_Planned] = []
    while any(queues):
        for queue in queues:
            if queue:
                step = queue.pop(0)
                if _slots(chosen) + step.least * PARTS_OF_AN_HOUR <= slots:
                    chosen.append(_Planned(step, "", step.least * PARTS_OF_AN_HOUR))
    return chosen


def _learning(gap: Sequence[Gap], slots: int) -> list[_Planned]:
    """Steps for the gap: first steps by weight, then second ones, each if its least hours still fit."""
    chosen: list[_Planned] = []
    taken: set[str] = set()
    served = [(entry.name, steps_for(entry.id)) for entry in gap]
    for turn in range(max((len(steps) for _, steps in served), default=0)):
        for name, steps in served:
            if turn < len(steps) and steps[turn].id not in taken:
                need = steps[turn].least * PARTS_OF_AN_HOUR
                if _slots(chosen) + need <= slots:
                    chosen.append(_Planned(steps[turn], name, need))
                    taken.add(steps[turn].id)
    place = {entry.name: i for i, entry in enumerate(gap)}
    return sorted(chosen, key=lambda planned: place[planned.about])


def _stretched(planned: list[_Planned], total: int) -> list[_Planned]:
    """The same steps with the hours that are left, shared out half-hour by half-hour among those with room."""
    slots = [p.slots for p in planned]
    left = total - sum(slots)
    while left > 0:
        room = [i for i, p in enumerate(planned) if slots[i] < p.step.most * PARTS_OF_AN_HOUR]
        if not room:
            break
        # The step furthest from its most gets the next half-hour; of equal ones the earlier.
        furthest = min(room, key=lambda i: (slots[i] / planned[i].step.most, i))
        slots[furthest] += 1
        left -= 1
    return [replace(p, slots=n) for p, n in zip(planned, slots, strict=True)]


def _ordered(planned: list[_Planned]) -> list[_Planned]:
    stages = ("opening", "learning", "middle", "closing")
    by_stage = {when: [p for p in planned if p.step.when == when] for when in stages}
    learning, middle = by_stage["learning"], by_stage["middle"]
    # The search runs alongside: its steps stand at even distances within the learning.
    spread = [(i + 0.5, 0, p) for i, p in enumerate(learning)]
    spread += [((i + 1) * len(learning) / (len(middle) + 1), 1, p) for i, p in enumerate(middle)]
    inner = [p for _, _, p in sorted(spread, key=lambda entry: entry[:2])]
    return [*by_stage["opening"], *inner, *by_stage["closing"]]


def _laid_out(planned: list[_Planned], slots_a_week: int, number: int, start: date, job: str) -> list[Week]:
    pieces = _pieces([p.slots for p in planned], slots_a_week)
    parts = [sum(1 for at, _, _ in pieces if at == i) for i in range(len(planned))]
    seen = [0] * len(planned)
    by_week: list[list[PlanStep]] = [[] for _ in range(number)]
    for at, week, slots in pieces:
        seen[at] += 1
        step = planned[at].step
        by_week[week].append(
            PlanStep(
                id=step.id,
                about=planned[at].about,
                do=step.do.replace("{job}", job),
                outcome=step.outcome.replace("{job}", job),
                hours=slots / PARTS_OF_AN_HOUR,
                part=seen[at],
                parts=parts[at],
            )
        )
    hours = slots_a_week / PARTS_OF_AN_HOUR
    return [
        Week(
            number=i + 1,
            start=start + timedelta(days=_DAYS * i),
            end=start + timedelta(days=_DAYS * (i + 1) - 1),
            steps=steps,
            hours=hours,
            spare_hours=hours - sum(step.hours for step in steps),
        )
        for i, steps in enumerate(by_week)
    ]


def _pieces(slots: list[int], slots_a_week: int) -> list[tuple[int, int, int]]:
    """(step, week, half-hours) of steps laid end to end and cut at the ends of weeks."""
    pieces, done = [], 0
    for at, need in enumerate(slots):
        end = done + need
        while done < end:
            week, used = divmod(done, slots_a_week)
            take = min(end - done, slots_a_week - used)
            pieces.append((at, week, take))
            done += take
    return pieces


def _slots(planned: Sequence[_Planned]) -> int:
    return sum(p.slots for p in planned)
