"""Computed sentences of an assessment: in short, three things for this month, notes."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from jobprism.analyses.assessment_document import AnswerMove, AssessedTask, Exposed, Placed
from jobprism.analyses.language import counted, quoted, sentence
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.estimates.personal import STEPS
from jobprism.judgements.load import Assessment, Bands, Comparison, judgement

_LONGEST_QUOTED = 90  # characters
_ROUNDED_AWAY = 0.05  # points that show as 0.0
_MOST = 0.5  # of the week; more is most of it
_EVEN_FROM, _EVEN = 3, 0.25  # tasks, and hours apart at most: nobody has weighed them


def hours(value: float) -> str:
    """Hours a week in words, to half an hour: ``2.5 hours``, ``1 hour``, ``under half an hour``, ``none``."""
    if value == 0:
        return "none"
    halves = round(2 * value) / 2
    if halves < 0.5:
        return "under half an hour"
    if halves == 0.5:
        return "half an hour"
    return "1 hour" if halves == 1 else f"{halves:g} hours"


def named(task: AssessedTask) -> str:
    """A task within a sentence; a long one in a person's own words is cut."""
    label = " ".join(task.label.split())
    return quoted(label if task.kind != "own" else shorten(label, _LONGEST_QUOTED, placeholder=" …"))


def in_short(
    title: str,
    pressure: Sequence[Placed],
    exposed: Exposed,
    tasks: Sequence[AssessedTask],
    answers: Sequence[AnswerMove],
    week: float,
) -> list[str]:
    """Three to six sentences."""
    yours, job = pressure[0], pressure[1]
    lines = [
        f"Pressure on your work is {yours.band}: {_figure(yours)}, with a 90 % interval from {yours.low:.0f} to "
        f"{yours.high:.0f}. On {title} as a whole it is {_figure(job)} ({job.low:.0f} to {job.high:.0f})."
    ]
    lines.append(_difference(yours.value - job.value, tasks))
    lines.append(
        f"Of {hours(week)} a week, {hours(exposed.high_hours)} {_is(exposed.high_hours)} in highly exposed tasks and "
        f"{hours(exposed.resilient_hours)} in resilient ones."
    )
    unlike = [t for t in tasks if _from_job(t)]
    if sum(t.share for t in unlike) > _MOST:
        lines.append(
            f"For {counted(len(unlike), 'task')} of yours ({hours(sum(t.hours for t in unlike))}) no O*NET task is "
            "near enough: what AI is used for there, and what holds them to people, is taken from the job as a whole."
        )
    moving = max(tasks, key=lambda t: (abs(t.shift), t.id))
    if abs(moving.shift) >= _ROUNDED_AWAY:
        lines.append(
            f"Of your tasks, {named(moving)} moves the figure most: an hour less of it, spread over the others, would "
            f"{'raise' if moving.shift > 0 else 'lower'} it."
        )
    did = [a for a in answers if a.answer != "as usual" and abs(a.did) >= _ROUNDED_AWAY]
    if did:
        most = max(did, key=lambda a: abs(a.did))
        lines.append(
            f"Of your answers, the one on {_ABOUT[most.question]} counts most: it "
            f"{'raises' if most.did > 0 else 'lowers'} the figure by {abs(most.did):.1f} points."
        )
    return lines


def _difference(points: float, tasks: Sequence[AssessedTask]) -> str:
    """How far the figure is from the job's, and what that rests on."""
    if abs(points) < judgement(Comparison).alike:
        return "The way you do the job, as you describe it, makes little difference to the figure."
    by = counted(round(abs(points)), "point")
    if sum(t.share for t in tasks if t.kind == "own") > _MOST:
        return (
            f"By your tasks as you word them the figure is {by} {'higher' if points > 0 else 'lower'}. Words alone "
            "tell less than the evidence there is on the job's own tasks: go by the interval rather than by the figure."
        )
    return f"The way you do the job {'raises' if points > 0 else 'lowers'} the figure by {by}."


def _from_job(task: AssessedTask) -> bool:
    """Whether a task in a person's own words has the job's means, as no O*NET task is near enough."""
    return task.kind == "own" and task.basis == "job" and task.share > 0


def _even(tasks: Sequence[AssessedTask]) -> bool:
    """Whether all tasks are in a person's own words and have the same hours, as those of a document have at first."""
    spent = [t.hours for t in tasks if t.share > 0]
    own = all(t.kind == "own" for t in tasks if t.share > 0)
    return own and len(spent) >= _EVEN_FROM and max(spent) - min(spent) <= _EVEN


_ABOUT = {
    "presence": "being there in person",
    "people": "people who trust you",
    "responsibility": "answering for others",
    "licence": "licensed work",
    "novelty": "problems without a precedent",
    "autonomy": "deciding yourself",
    "tools": "the use of AI",
}
_MORE = {
    "presence": "take on more of the work that needs you on the spot",
    "people": "look for more of the work that people bring to you because they know you",
    "responsibility": "answer for more: results, safety or other people's work",
    "licence": "ask which certificate or signature would widen what only you may do",
    "novelty": "ask for the cases that nobody has met before",
    "autonomy": "ask to decide one thing more yourself, and to bear what follows",
}


def month(tasks: Sequence[AssessedTask], answers: Sequence[AnswerMove]) -> list[str]:
    """Three things to do this month; which ones depends on hours, capability, use, holds and answers."""
    done = [t for t in tasks if t.share > 0]
    # What is strongly held to people is there to get better at, not to hand over.
    tried = max([t for t in done if not _held(t)] or done, key=lambda t: (t.hours * t.capability.value, t.id))
    even = _even(tasks)
    return [_try(tried, answers, even=even), _deepen([t for t in done if t != tried], even=even), _check(done, answers)]


def _held(task: AssessedTask) -> bool:
    """Whether there is evidence that a task is strongly held to people; the job's means are none of the task's own."""
    strong = task.human_need.value >= judgement(Bands).resilient_human_need
    return task.resilient and strong and task.basis != "job"


def _try(task: AssessedTask, answers: Sequence[AnswerMove], *, even: bool) -> str:
    # Hours that nobody has set are not told as if they were known.
    takes = (
        "is among those of your tasks that AI could do most of" if even else f"takes {hours(task.hours)} of your week"
    )
    start = f"{named(task)} {takes}"
    if task.band == "Low":
        return sentence(
            f"{start}, and even there AI could do little today: spend an hour on what your trade says of new tools, "
            "and leave it at that"
        )
    if any(a.question == "tools" and STEPS[a.answer] > 0 for a in answers):
        return sentence(
            f"{start}, and you work with AI more than others in the job do: write down what you check there each time, "
            "and where it failed you, so that others can learn from it"
        )
    known = task.basis != "job" and task.use is not None and task.use.value > 0 and task.delegation is not None
    if known and task.delegation is not None and task.delegation.value >= judgement(Bands).mostly_handed_over:
        return sentence(
            f"{start}, and where AI is used on such work it is mostly handed over whole: hand over one piece whose "
            "right result you know, and write down what you had to correct"
        )
    if known:
        return sentence(
            f"{start}, and AI is used on such work with a person beside it: do one piece that way, side by side with "
            "your usual way, and compare time and result"
        )
    most = "" if even else ", and it is where AI could take most off your hands"
    return sentence(
        f"{start}{most}: try it on a finished piece whose right result you know, and write down where it fails"
    )


def _deepen(tasks: Sequence[AssessedTask], *, even: bool) -> str:
    held = [t for t in tasks if _held(t)]
    if not held:
        return (
            "Ask those you work for which part of your work they most want a person for, and why; then do more of it."
        )
    task = max(held, key=lambda t: (t.hours * t.human_need.value, t.id))
    spent = "" if even else f" ({hours(task.hours)})"
    return sentence(
        f"{named(task)}{spent} stays with people, most of all for {HOLD_NAMES[task.holds[0].name]}: "
        "plan an hour a week to get better at it, and ask somebody to tell you how it went"
    )


def _check(tasks: Sequence[AssessedTask], answers: Sequence[AnswerMove]) -> str:
    notable = judgement(Bands).notable_hold
    costly = [t for t in tasks if t.band != "Low" and {h.name: h.strength for h in t.holds}["consequence"] >= notable]
    lowering = [a for a in answers if a.question in _MORE and a.one_more is not None and a.one_more < -_ROUNDED_AWAY]
    if lowering:
        most = min(lowering, key=lambda a: ((a.one_more or 0.0) / _breadth(a.question), a.question))
        points = f"{-(most.one_more or 0.0):.1f} points"
        return sentence(f"{_MORE[most.question]}; one step more on that question would lower the figure by {points}")
    if costly:
        task = max(costly, key=lambda t: (t.hours, t.id))
        return sentence(
            f"errors in {named(task)} cost a lot: write down, before a tool touches it, what is checked each time and "
            "by whom"
        )
    return "Look again when the next edition comes: the record of use is young, and your figures may move with it."


def _breadth(question: str) -> float:
    """How many holds a question moves: a general one must not come out first for everybody just by being general."""
    return sum(judgement(Assessment).questions[question].holds.values())


def notes(tasks: Sequence[AssessedTask], level: str | None) -> list[str]:
    """What the reader must know of how the figures came about."""
    lines = [
        "Answers move the estimates by rules of ours (judgements/assessment.yml), not by a study: they say in which "
        "direction, and roughly how far.",
    ]
    own = [t for t in tasks if t.kind == "own"]
    if own:
        unlike = [t for t in own if _from_job(t)]
        text = f"{counted(len(own), 'task')} in your own words: capability is read from the words, the rest from the "
        lines.append(text + "nearest O*NET tasks, and the intervals are wider.")
        if unlike:
            lines.append(
                f"For {counted(len(unlike), 'task')} no near O*NET task was found; the job's own means stand in."
            )
    if _even(tasks):
        lines.append(
            "Your tasks have the same hours each. Where they differ, set them: figures and advice follow from them."
        )
    if level is not None and any(t.kind != "own" and t.share > 0 for t in tasks):
        lines.append(f"Tasks without hours of yours have the shares that are usual at the level {level}.")
    return lines


def _figure(placed: Placed) -> str:
    return f"{placed.value:.0f} of 100"


def _is(value: float) -> str:
    return "is" if value < 1.25 else "are"
