"""The pivot plan: three ways to other work, each with what carries over, what is missing, and a dated schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import polars as pl

from jobprism.analyses import plan_sentences as say
from jobprism.analyses.language import capitalised, percent
from jobprism.analyses.plan_data import PlanData, plan_data
from jobprism.analyses.plan_documents import (
    Missing,
    Near,
    NearRole,
    ObservedMoves,
    PivotPlan,
    PlanJob,
    PlanPath,
    PlanPressure,
    Undominated,
)
from jobprism.analyses.plan_gap import carried, carried_share, gap
from jobprism.analyses.plan_paths import AIMS, CHOSEN, Choice, aims_met, choose, in_the_way
from jobprism.analyses.plan_weeks import PARTS_OF_AN_HOUR, weeks
from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.sentences import not_this
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.move_features import PARTS
from jobprism.estimates.moves import group_moves
from jobprism.estimates.preparation import EDUCATION, LICENCE
from jobprism.judgements.load import Bands, Levels, band_of, judgement
from jobprism.judgements.moves import Moves
from jobprism.judgements.plan import Planning

LENGTHS = (2, 4, 13)
"""Weeks a plan can take: two weeks, 30 and 90 days."""

_SOURCES = {"onet", "onet_work_activities", "bls_oews", "bls_projections", "cps_transitions"}
_STUDY = {EDUCATION, LICENCE}
_DIGITS, _MONEY_DIGITS = 4, 2


@dataclass(frozen=True)
class Asked:
    """What a plan is asked for.

    Attributes:
        level: junior, mid, senior or lead; None for the job as a whole.
        hours_per_week: in half-hours.
        weeks: one of ``LENGTHS``.
        start: the first day.
        aim: one of ``AIMS``, to have the path of that aim alone; None for all of them.
    """

    start: date
    level: str | None = None
    hours_per_week: float = 6.0
    weeks: int = 13
    aim: str | None = None


def pivot_plan(edition: Edition, start: tuple[str, str], asked: Asked, to: tuple[str, str] | None = None) -> PivotPlan:
    """The plan of a job at a level; the same request gives the same document.

    Args:
        edition: where the figures are from.
        start: (kind, id) of the job held.
        asked: level, hours, weeks, first day.
        to: (kind, id) of a job to plan for, instead of three that the plan chooses.

    Raises:
        UsageError: an unknown level or aim, an aim beside a job to plan for, a length or hours that no plan has, or a
            plan from a job to itself.
    """
    _check(asked)
    if to is not None and asked.aim is not None:
        raise UsageError("A plan leads to the job of an aim or to one that you name.", "Leave one of the two out.")
    data = plan_data(edition)
    held = data.place[start[1]]
    if to is not None and data.place[to[1]] == held:
        raise UsageError(f"A plan cannot lead from {data.titles[held]} to itself.", "Name another job, or none.")
    choice = choose(data, held, asked.level)
    wanted = AIMS if asked.aim is None else (asked.aim,)
    picks = {a: choice.picks[a] for a in wanted if a in choice.picks} if to is None else {CHOSEN: data.place[to[1]]}
    subject = _job(data, held, asked.level)
    paths = [_path(edition, data, held, asked, choice, aim, row, subject) for aim, row in picks.items()]
    missing = [a for a in wanted if a not in picks] if to is None else []
    return PivotPlan(
        subject=subject,
        level=asked.level,
        start=asked.start,
        end=asked.start + timedelta(weeks=asked.weeks, days=-1),
        hours_per_week=asked.hours_per_week,
        in_short=_in_short(subject, paths, asked),
        not_this=[
            *not_this(),
            "A plan is no promise of a job. It begins a move; openings, employers and circumstances decide it.",
        ],
        paths=paths,
        missing=[
            Missing.model_validate({"aim": a, "why": say.nothing_for(a, subject, len(choice.candidates))})
            for a in missing
        ],
        candidates=len(choice.candidates),
        pareto=_pareto(data, held, asked.level, choice, picks),
        pareto_size=len(choice.pareto),
        roles_near=_roles_near(data, held, asked.level),
        notes=say.notes([subject, *(path.job for path in paths)], asked.level, _borrowed(data, held, picks)),
        sources=source_notes(edition, _SOURCES),
        edition=edition_note(edition),
    )


def _check(asked: Asked) -> None:
    levels, most = list(judgement(Levels).levels), judgement(Planning).most_hours
    if asked.level is not None and asked.level not in levels:
        raise UsageError(f"There is no level '{asked.level}'.", f"Choose one of {', '.join(levels)}.")
    if asked.weeks not in LENGTHS:
        raise UsageError(
            f"A plan cannot take {asked.weeks} weeks.", f"Choose one of {', '.join(map(str, LENGTHS))} weeks."
        )
    if asked.aim is not None and asked.aim not in AIMS:
        raise UsageError(f"There is no aim '{asked.aim}'.", f"Choose one of {', '.join(AIMS)}.")
    slots = asked.hours_per_week * PARTS_OF_AN_HOUR
    if not (1 <= asked.hours_per_week <= most and slots == int(slots)):
        raise UsageError(
            f"A plan cannot take {asked.hours_per_week:g} hours a week.", f"Give 1 to {most}, in half-hours."
        )


def _job(data: PlanData, row: int, level: str | None) -> PlanJob:
    def known(values: np.ndarray, digits: int = _MONEY_DIGITS) -> float | None:
        return None if np.isnan(values[row]) else round(float(values[row]), digits)

    zone = data.preparation.zone[row]
    return PlanJob.model_validate(
        {
            "kind": data.found.kinds[row],
            "id": data.found.ids[row],
            "title": data.titles[row],
            "pressure": _pressure(data, row, level),
            "wage_median_annual_usd": known(data.wage),
            "change_2024_34_pct": known(data.change),
            "openings_annual": known(data.openings, 0),
            "job_zone": None if np.isnan(zone) else int(zone),
            "entry_education": data.preparation.education[row],
        }
    )


def _pressure(data: PlanData, row: int, level: str | None) -> PlanPressure:
    value, low, high = (round(float(v), _MONEY_DIGITS) for v in data.pressure[level][row])
    return PlanPressure(value=value, low=low, high=high, band=band_of(value, judgement(Bands).pressure))


def _path(
    edition: Edition, data: PlanData, held: int, asked: Asked, choice: Choice, aim: str, row: int, subject: PlanJob
) -> PlanPath:
    job, missing = _job(data, row, asked.level), gap(edition, held, row)
    near, related = _near(data, held, row), data.related.get((data.found.ids[held], data.found.ids[row]))
    observed = _observed(data, held, row)
    longer, groups = aim in choice.longer, _major_groups(edition)
    barred = [code for code, ways in in_the_way(data, held, asked.level).items() if ways[row]] if aim == CHOSEN else []
    why = [
        _chosen(data, held, asked.level, choice, aim, row, subject, job),
        say.pressures(subject, job),
        say.economy(subject, job),
        say.likeness(int(data.ranks[held, row]), _others(data, held), near) if job.kind == "occupation" else "",
        say.relatedness(related) if "role" not in {subject.kind, job.kind} else "",
        say.moves(observed, groups[observed.origin], groups[observed.destination]) if observed else "",
        "" if aim == CHOSEN else say.undominated(pareto=row in (choice.further if longer else choice.pareto)),
    ]
    prepare = say.preparation(
        subject,
        job,
        licence=float(data.preparation.licence[row]),
        licensed_from=judgement(Moves).licensed_from,
        longer=longer,
        weeks=asked.weeks,
    )
    return PlanPath.model_validate(
        {
            "aim": aim,
            "label": say.label(aim, subject, job, longer=longer),
            "title": job.title,
            "job": job,
            "pressure": job.pressure,
            "why": [line for line in why if line],
            "place": int(data.ranks[held, row]) if job.kind == "occupation" else None,
            "near": near,
            "related_place": related,
            "observed_moves": observed,
            "longer_preparation": longer,
            "obstacles": barred,
            "preparation": [*say.obstacles(barred), *prepare],
            "carries_over": carried(edition, held, row),
            "carried_share": carried_share(data, held, row),
            "gap": missing,
            "weeks": weeks(
                missing,
                say.people(job),
                asked.hours_per_week,
                asked.weeks,
                asked.start,
                study=longer or bool(_STUDY & {*barred}),
            ),
        }
    )


def _chosen(
    data: PlanData, held: int, level: str | None, choice: Choice, aim: str, row: int, subject: PlanJob, job: PlanJob
) -> str:
    if aim == CHOSEN:
        return "You asked for this job."
    meets = aims_met(data, held, level)[aim]
    above = list(choice.picks.values())[: list(choice.picks).index(aim)]
    nearer = [i for i in above if meets[i] and data.ranks[held, i] < data.ranks[held, row]]
    return say.chosen_because(aim, subject, job, len(choice.candidates), longer=aim in choice.longer, taken=len(nearer))


def _others(data: PlanData, held: int) -> int:
    return data.found.occupations - (held < data.found.occupations)


def _near(data: PlanData, held: int, row: int) -> list[Near]:
    """Share of other occupations that are less alike, by part, in percent."""
    entries = []
    for part in PARTS:
        others = np.delete(
            data.parts[part][held, : data.found.occupations], [i for i in (held, row) if i < data.found.occupations]
        )
        below = 100 * float((others < data.parts[part][held, row]).mean())
        entries.append(Near(part=part, percentile=round(below, _MONEY_DIGITS)))
    return sorted(entries, key=lambda entry: (-entry.percentile, PARTS.index(entry.part)))


def _observed(data: PlanData, held: int, row: int) -> ObservedMoves | None:
    n = data.found.occupations
    if held >= n or row >= n or data.groups[held] == data.groups[row]:
        return None
    found = group_moves().filter((pl.col("origin") == data.groups[held]) & (pl.col("destination") == data.groups[row]))
    return ObservedMoves.model_validate(found.row(0, named=True)) if found.height else None


@lru_cache(maxsize=2)
def _major_groups(edition: Edition) -> dict[str, str]:
    """Names of major groups by their two digits."""
    names = edition.rows("code_names", (pl.col("system") == "soc_2018") & pl.col("code").str.ends_with("-0000"))
    return {code[:2]: name.removesuffix(" Occupations") for code, name in names.select("code", "name").rows()}


def _pareto(data: PlanData, held: int, level: str | None, choice: Choice, picks: dict[str, int]) -> list[Undominated]:
    on = {row: aim for aim, row in picks.items()}
    nearest = set(choice.pareto[: judgement(Planning).pareto_listed])
    shown = [row for row in choice.pareto if row in nearest or row in on]
    return [
        Undominated.model_validate(
            {
                "id": job.id,
                "title": job.title,
                "place": int(data.ranks[held, row]),
                "pressure": job.pressure,
                "wage_median_annual_usd": job.wage_median_annual_usd,
                "change_2024_34_pct": job.change_2024_34_pct,
                "path": on.get(row),
            }
        )
        for row in shown
        for job in [_job(data, row, level)]
    ]


def _roles_near(data: PlanData, held: int, level: str | None) -> list[NearRole]:
    """The most alike declared roles whose pressure is not wholly above that of the job held."""
    n, (_, _, most) = data.found.occupations, data.pressure[level][held]
    rows = [i for i in range(n, len(data.found.ids)) if i != held and data.pressure[level][i, 1] <= most]
    nearest = sorted(rows, key=lambda i: (-data.scores[held, i], i))[: judgement(Planning).roles_listed]
    return [NearRole(id=data.found.ids[i], title=data.titles[i], pressure=_pressure(data, i, level)) for i in nearest]


def _borrowed(data: PlanData, held: int, picks: dict[str, int]) -> dict[str, list[str]]:
    return {
        data.titles[row]: [data.titles[i] for i in data.borrowed[row]]
        for row in dict.fromkeys([held, *picks.values()])
        if row in data.borrowed
    }


def _in_short(subject: PlanJob, paths: list[PlanPath], asked: Asked) -> list[str]:
    at = f" at {asked.level} level" if asked.level else ""
    lines = [
        f"Pressure on {subject.title}{at} is {subject.pressure.value:.0f} of 100 (90 % interval "
        f"{subject.pressure.low:.0f} to {subject.pressure.high:.0f}), {subject.pressure.band}."
    ]
    for path in paths:
        share = ""
        if path.carried_share is not None:
            share = f"; your job reaches {percent(path.carried_share)} of the skill and knowledge levels it calls for"
        lines.append(f"{capitalised(path.label)}: {path.title}, pressure {say.figure(path.pressure)}{share}.")
    if not paths:
        lines.append("No path fulfils the rules that hold for every path; the reasons are below.")
    return lines
