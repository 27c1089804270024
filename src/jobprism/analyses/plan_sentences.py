"""The sentences of a plan, computed from its figures."""

from __future__ import annotations

from jobprism.analyses.language import counted, joined, ordinal, percent, plural, sentence
from jobprism.analyses.plan_documents import Near, ObservedMoves, PlanJob, PlanPressure
from jobprism.estimates.preparation import EDUCATION, LICENCE, MANAGEMENT, OBSTACLES, UNDERUSE, ZONE
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

AIM_WORDS = {
    "lower_pressure": "lower pressure",
    "better_paid": "better paid",
    "growing": "growing",
    "chosen": "the job you named",
}
PART_WORDS = {
    "skills": "skills",
    "knowledge": "knowledge",
    "general_activities": "general activities",
    "activities": "activities",
    "software": "software",
    "tasks": "the wording of tasks",
}
OBSTACLE_WORDS = {
    ZONE: "it asks for preparation of more than one job zone above yours",
    UNDERUSE: "it asks for far less preparation than you have",
    EDUCATION: "it usually asks for more school than the rule allows a move",
    LICENCE: "it is licensed, and the licence rests on study in the field",
    MANAGEMENT: "it leads others, for which the rule asks senior level, and of supervisors the same major group",
}
assert set(OBSTACLE_WORDS) == set(OBSTACLES)


def label(aim: str, subject: PlanJob, job: PlanJob, *, longer: bool) -> str:
    """The aim in words, as far as the job fulfils it, and whether it takes longer preparation."""
    words = AIM_WORDS[aim]
    if aim == "lower_pressure" and not _is_lower(subject, job):
        words = "very low pressure, as yours"
    return words + (", with longer preparation" if longer else "")


def _is_lower(subject: PlanJob, job: PlanJob) -> bool:
    return job.pressure.value <= judgement(Planning).lower_pressure * subject.pressure.value


def figure(pressure: PlanPressure) -> str:
    """``16 (12-20)``."""
    return f"{pressure.value:.0f} ({pressure.low:.0f}-{pressure.high:.0f})"


def dollars(value: float) -> str:
    """A wage in whole US dollars."""
    return f"${value:,.0f}"


def chosen_because(aim: str, subject: PlanJob, job: PlanJob, candidates: int, *, longer: bool, taken: int) -> str:
    """Why this job stands for its aim.

    Args:
        aim: the aim.
        subject: the job held.
        job: the job chosen.
        candidates: how many were looked among.
        longer: whether it asks for longer preparation than they do.
        taken: how many earlier paths fulfil the aim too, and are nearer.
    """
    fulfils, beside = _fulfils(aim, subject, job), f", not counting {counted(taken, 'path')} above" if taken else ""
    if longer:
        return sentence(
            f"nothing that takes less preparation fulfils the aim; of what takes longer, it is the most alike among "
            f"those {fulfils}{beside}"
        )
    if candidates == 1:
        return sentence(f"it is the only occupation near enough that can be prepared for, and one of those {fulfils}")
    return sentence(
        f"of the {candidates} occupations near enough that can be prepared for, it is the most alike among those "
        f"{fulfils}{beside}"
    )


def _fulfils(aim: str, subject: PlanJob, job: PlanJob) -> str:
    judged = judgement(Planning)
    if aim == "lower_pressure":
        less = f"with a pressure at least {percent(1 - judged.lower_pressure)} lower"
        return less if _is_lower(subject, job) else "with a very low pressure, as yours has"
    if aim == "better_paid":
        return f"with a median wage at least {percent(judged.better_wage - 1)} higher"
    return f"projected to grow by at least {judged.growing_pct:.1f} % in ten years"


def pressures(subject: PlanJob, job: PlanJob) -> str:
    """Both pressures, and whether their intervals overlap."""
    overlap = job.pressure.low <= subject.pressure.high and subject.pressure.low <= job.pressure.high
    return sentence(
        f"its pressure is {job.pressure.value:.0f} of 100 (90 % interval {job.pressure.low:.0f} to "
        f"{job.pressure.high:.0f}), that of {subject.title} {subject.pressure.value:.0f} "
        f"({subject.pressure.low:.0f} to {subject.pressure.high:.0f}); the intervals "
        f"{'overlap' if overlap else 'do not overlap'}"
    )


def economy(subject: PlanJob, job: PlanJob) -> str:
    """Wage beside wage, projected change and openings; empty for a role."""
    clauses = []
    if job.wage_median_annual_usd is not None:
        own = subject.wage_median_annual_usd
        beside = f" (yours: {dollars(own)})" if own is not None else ""
        clauses.append(f"the median wage is {dollars(job.wage_median_annual_usd)} a year{beside}")
    if job.change_2024_34_pct is not None:
        own = subject.change_2024_34_pct
        beside = f" (yours: {own:+.1f} %)" if own is not None else ""
        clauses.append(
            f"US employment is projected to change by {job.change_2024_34_pct:+.1f} % from 2024 to 2034{beside}"
        )
    if job.openings_annual is not None:
        clauses.append(f"{job.openings_annual:,.0f} openings a year are expected")
    return sentence(joined(clauses)) if clauses else ""


def likeness(place: int, of: int, near: list[Near]) -> str:
    """Place by likeness, and where the likeness is closest."""
    closest = joined([PART_WORDS[n.part] for n in near[:2]])
    return sentence(f"by likeness it is the {ordinal(place)} of {of} other occupations, nearest in {closest}")


def relatedness(place: int | None) -> str:
    """Whether O*NET relates the two."""
    if place is None:
        return "It is not among the occupations that O*NET lists as related; likeness does not use that list."
    return f"O*NET lists it as related, in {ordinal(place)} place; likeness does not use that list."


def moves(observed: ObservedMoves, origin: str, destination: str) -> str:
    """How often people made such a move, by major group."""
    times = observed.share / observed.expected
    return sentence(
        f"of the observed moves out of {origin} into another major group, {percent(observed.share)} led to "
        f"{destination}, {times:.1f} times what the size of that group would give"
    )


def undominated(*, pareto: bool) -> str:
    """What the Pareto set says of the choice."""
    if pareto:
        return "No other of them is as good in likeness, pressure, wage and projection at once, and better in one."
    return "In likeness, pressure, wage and projection only a path above is as good in all four and better in one."


def preparation(
    subject: PlanJob, job: PlanJob, *, licence: float, licensed_from: float, longer: bool, weeks: int
) -> list[str]:
    """What the move asks for, beside the job held.

    Args:
        subject: the job held.
        job: the job aimed at.
        licence: grade (0 to 1) of licensing.
        licensed_from: grade from which a job counts as licensed.
        longer: whether it takes longer preparation than the rule for candidates allows.
        weeks: length of the plan.
    """
    lines = []
    if longer:
        lines.append(
            f"This takes study of its own, as a rule more than a year; {counted(weeks, 'week')} are enough to find out "
            "whether and where to begin."
        )
    if job.job_zone is not None and subject.job_zone is not None:
        apart = job.job_zone - subject.job_zone
        than = "the same as" if not apart else f"{counted(abs(apart), 'zone')} {'above' if apart > 0 else 'below'}"
        lines.append(sentence(f"job zone {job.job_zone} of 5, {than} yours"))
        if apart > 0:
            lines.append(
                f"A zone more stands for a year or more of training or experience; {counted(weeks, 'week')} begin it "
                "and do not complete it."
            )
    if job.entry_education is not None:
        same = job.entry_education == subject.entry_education
        beside = "as for your job" if same else f"for your job: {(subject.entry_education or 'unknown').lower()}"
        lines.append(sentence(f"usual education at entry: {job.entry_education.lower()} ({beside})"))
    if licence >= licensed_from:
        lines.append(
            "Most of this work is reserved to people with a licence or an oath of office; rules differ by state."
        )
    return lines


def nothing_for(aim: str, subject: PlanJob, candidates: int) -> str:
    """Why an aim has no path."""
    judged = judgement(Planning)
    if not candidates:
        return (
            f"None of the {judged.reach} nearest occupations can be reached from {subject.title} under the rules that "
            "hold for every path: preparation, wage, openings, projection and pressure."
        )
    if aim == "better_paid" and subject.wage_median_annual_usd is None:
        return f"No median wage of {subject.title} is published, so none can be called better."
    wanted = {
        "lower_pressure": f"a pressure at least {percent(1 - judged.lower_pressure)} below yours",
        "better_paid": f"a median wage at least {percent(judged.better_wage - 1)} above yours",
        "growing": f"projected growth of at least {judged.growing_pct:.1f} %",
    }[aim]
    near = "the one occupation" if candidates == 1 else f"the {candidates} occupations"
    return f"Of {near} near enough, and of those that take longer preparation, none that is left has {wanted}."


def obstacles(codes: list[str]) -> list[str]:
    """What stands in the way of a job that was asked for."""
    return [
        sentence(f"by the rule of preparation this move is not feasible as it stands: {OBSTACLE_WORDS[c]}")
        for c in codes
    ]


def people(job: PlanJob) -> str:
    """Those who do a job: O*NET names occupations in the plural, a role is named in the singular."""
    return job.title if job.kind == "occupation" else plural(job.title, 2)


def notes(jobs: list[PlanJob], level: str | None, borrowed: dict[str, list[str]]) -> list[str]:
    """Caveats that hold for this plan.

    Args:
        jobs: the job held, and those the paths lead to.
        level: the level held.
        borrowed: by title of a job without ratings, the titles of those that stand in.
    """
    lines = [
        "The plan is about occupations, not about you: you may be able to do more or less than O*NET says of your job.",
        "Likeness rests on skills, knowledge, activities, software and the wording of tasks. How far it agrees with "
        "O*NET's own list and with observed moves is in docs/plan.md.",
        "Wages and projections are of the whole United States and of all levels together.",
        "Practice steps and their hours are our own suggestions, not measured; no source says that they lead to a job.",
    ]
    if level is not None:
        lines.append(
            f"Pressure is that of {level} level in every job named; wages, ratings and likeness are not by level."
        )
    lines += [
        f"{job.title} is no occupation that anybody counts: its wage and ratings are the means of the occupations it "
        "is made of."
        for job in jobs
        if job.kind == "role"
    ]
    lines += [
        f"O*NET has not rated the skills and knowledge of {title}; the means of {joined(lenders)} stand in."
        for title, lenders in borrowed.items()
    ]
    return lines
