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
"""Hours are given in halves; a plan of whole hours a week is laid out in whole hours."""
_DAYS = 7


@dataclass(frozen=True)
class _Planned:
    """A step with the slots (hours or half-hours) it gets, and what it weighs when hours are shared out."""

    step: Step
    about: str
    weight: float
    slots: int


def weeks(gap: Sequence[Gap], job: str, hours_per_week: float, number: int, start: date, *, study: bool) -> list[Week]:
    """The weeks of a plan; the hours of each, with its spare hours, are the hours a week.

    The opening steps come first, then learning with the steps of the search in between, then the closing steps.
    Learning serves the largest parts of the gap first: an element's first step counts with its weight, its second with
    half, its third with a third. What is left stretches steps to at most their most hours, in proportion to weight;
    what is left then is spare.

    Args:
        gap: what to learn, largest part first.
        job: what those who do the job aimed at are called.
        hours_per_week: a whole number of half-hours.
        number: of weeks.
        start: first day.
        study: whether study of more than a year comes before the job.
    """
    per_hour = 1 if hours_per_week == int(hours_per_week) else PARTS_OF_AN_HOUR
    slots_a_week = round(hours_per_week * per_hour)
    total = slots_a_week * number
    search = round(total * judgement(Planning).search_share)
    weight = 1 / len(gap) if gap else 1.0
    general = _general(search if gap else total, weight, per_hour, study=study)
    learning = _learning(gap, total - _slots(general), per_hour)
    planned = _stretched([*general, *learning], total, per_hour)
    return _laid_out(_ordered(planned), slots_a_week, per_hour, number, start, job)


def _general(slots: int, weight: float, per_hour: int, *, study: bool) -> list[_Planned]:
    """One step of each stage in turn while there is room, so that even a short plan opens and closes."""
    queues = [list(general_steps(when, study=study)) for when in ("opening", "middle", "closing")]
    chosen: list[_Planned] = []
    while any(queues):
        for queue in queues:
            if queue:
                step = queue.pop(0)
                if _slots(chosen) + step.least * per_hour <= slots:
                    chosen.append(_Planned(step, "", weight, step.least * per_hour))
    return chosen


def _learning(gap: Sequence[Gap], slots: int, per_hour: int) -> list[_Planned]:
    """Steps for the gap, each if its least hours still fit, in the order of the gap.

    Each part of the gap gets a step before any gets a second one; from then on those that weigh most come first.
    """
    left = [list(steps_for(entry.id, entry.kind, entry.yours)) for entry in gap]
    had = [0] * len(gap)
    chosen: list[tuple[int, int, _Planned]] = []
    used, taken = 0, set[str]()
    while any(left):
        place = max(
            (i for i, steps in enumerate(left) if steps), key=lambda i: (not had[i], gap[i].weight / (had[i] + 1))
        )
        step, entry = left[place].pop(0), gap[place]
        need = step.least * per_hour
        # Whatever it serves, a step is done once.
        if used + need <= slots and step.id not in taken:
            chosen.append((place, had[place], _Planned(step, entry.name, entry.weight / (had[place] + 1), need)))
            used += need
            taken.add(step.id)
            had[place] += 1
    return [planned for _, _, planned in sorted(chosen, key=lambda entry: entry[:2])]


def _stretched(planned: list[_Planned], total: int, per_hour: int) -> list[_Planned]:
    """The same steps with the hours that are left, shared out slot by slot among those with room."""
    slots = [p.slots for p in planned]
    for _ in range(total - sum(slots)):
        room = [i for i, p in enumerate(planned) if slots[i] < p.step.most * per_hour]
        if not room:
            break
        # The step furthest from its part of the hours gets the next slot; of equal ones the earlier.
        slots[min(room, key=lambda i: (slots[i] / (planned[i].step.most * planned[i].weight), i))] += 1
    return [replace(p, slots=n) for p, n in zip(planned, slots, strict=True)]


def _ordered(planned: list[_Planned]) -> list[_Planned]:
    stages = ("opening", "learning", "middle", "closing")
    by_stage = {when: [p for p in planned if p.step.when == when] for when in stages}
    learning, middle = by_stage["learning"], by_stage["middle"]
    # The search runs alongside: the first talks come before any learning, the rest at even distances within it.
    spread = [(i + 0.5, 0, p) for i, p in enumerate(learning)]
    spread += [(i * len(learning) / len(middle), 1, p) for i, p in enumerate(middle)]
    inner = [p for _, _, p in sorted(spread, key=lambda entry: entry[:2])]
    return [*by_stage["opening"], *inner, *by_stage["closing"]]


def _laid_out(
    planned: list[_Planned], slots_a_week: int, per_hour: int, number: int, start: date, job: str
) -> list[Week]:
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
                hours=slots / per_hour,
                part=seen[at],
                parts=parts[at],
            )
        )
    hours = slots_a_week / per_hour
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
    """(step, week, slots) of steps laid end to end and cut at the ends of weeks."""
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
