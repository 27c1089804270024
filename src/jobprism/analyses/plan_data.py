"""What plans are made from, gathered once per edition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.analyses.ranking import subjects
from jobprism.editions.store import Edition
from jobprism.estimates.intervals import Floats
from jobprism.estimates.move_features import PARTS, Features, TaskVectors, features
from jobprism.estimates.moves import fitted_weights, likeness, nearness, similarities
from jobprism.estimates.preparation import Preparations, preparations
from jobprism.judgements.load import HumanNeed, Levels, judgement
from jobprism.judgements.moves import Moves
from jobprism.matching.task_space import task_space

_SCALE = 100
_MAIN = ".00"  # how the code of a SOC code's main occupation ends


@dataclass(frozen=True)
class PlanData:
    """Figures of all occupations, then roles; rows of every array as in ``found``.

    Attributes:
        found: what jobs are compared by.
        place: row of each id.
        titles: titles.
        scores: likeness (jobs, jobs); ranks: place among occupations by likeness, 1 for the nearest.
        parts: similarity by part.
        importance, level: of skills and knowledge, with borrowed ratings filled in (``borrowed``).
        borrowed: rows whose ratings are borrowed, and from which rows.
        pressure: (jobs, 3) value, low, high (0-100) by level; the whole job under None.
        wage: median, US dollars a year; change: percent over ten years; openings: a year. NaN where unknown.
        own_figures: whether what BLS publishes is of the job itself: the main occupation of a code of BLS.
        preparation: what jobs ask for.
        bls: codes under which BLS counts; empty for roles.
        groups: major groups, two digits; empty for roles.
        related: place in O*NET's list of related occupations, by pair of ids.
    """

    found: Features
    place: dict[str, int]
    titles: tuple[str, ...]
    scores: Floats
    ranks: NDArray[np.int64]
    parts: dict[str, Floats]
    importance: Floats
    level: Floats
    borrowed: dict[int, list[int]]
    pressure: Mapping[str | None, Floats]
    wage: Floats
    change: Floats
    openings: Floats
    own_figures: NDArray[np.bool_]
    preparation: Preparations
    bls: tuple[str, ...]
    groups: tuple[str, ...]
    related: dict[tuple[str, str], int]


@lru_cache(maxsize=2)
def features_of(edition: Edition) -> Features:
    """Vectors of all occupations and roles of an edition."""
    space = task_space()
    ids = pl.Series(space.task_ids).cast(pl.String).to_list()
    return features(edition.table, TaskVectors(ids, space.vectors[space.wordings].astype(float)))


@lru_cache(maxsize=2)
def plan_data(edition: Edition) -> PlanData:
    """Everything plans need, about two seconds the first time."""
    found = features_of(edition)
    parts = similarities(found)
    scores = likeness(parts, fitted_weights())
    figures = pl.DataFrame({"id": found.ids}).join(subjects(edition), on="id", how="left", maintain_order="left")
    borrowed = _borrowed(found, parts)
    mixture = _mixtures(edition, found)
    wage = figures["wage_median_annual_usd"].to_numpy().astype(float)
    bls = _codes(edition, found, "nem_2024")
    shared = figures["shared_by"].fill_null(1).to_numpy()
    return PlanData(
        found=found,
        place={subject: i for i, subject in enumerate(found.ids)},
        titles=tuple(figures["title"]),
        scores=scores,
        ranks=nearness(scores[:, : found.occupations]),
        parts=parts,
        importance=_filled(found.importance, borrowed),
        level=_filled(found.level, borrowed),
        borrowed=borrowed,
        pressure=_pressure(edition, found),
        wage=_of_roles(wage, mixture),
        change=figures["ep_change_2024_34_pct"].to_numpy().astype(float),
        openings=figures["openings_annual"].to_numpy().astype(float) / shared,
        own_figures=np.array([i == f"{code}{_MAIN}" for i, code in zip(found.ids, bls, strict=True)]),
        preparation=_preparation(edition, figures, mixture),
        bls=bls,
        groups=_codes(edition, found, "major_group"),
        related=_related(edition),
    )


def _mixtures(edition: Edition, found: Features) -> dict[int, list[tuple[int, float]]]:
    """Of each role's row, the rows of its occupations with their shares, the largest first."""
    place = {subject: i for i, subject in enumerate(found.ids)}
    mixtures = {}
    for role, declaration in edition.table("roles").select("role_id", "declaration").rows():
        parts = [(place[p["occupation_id_onet"]], p["share"]) for p in json.loads(declaration)["mixture"]]
        mixtures[place[role]] = sorted(parts, key=lambda part: -part[1])
    return mixtures


def _of_roles(values: Floats, mixtures: dict[int, list[tuple[int, float]]]) -> Floats:
    """Values with those of roles: the mean over their occupations that have one."""
    filled = values.copy()
    for row, parts in mixtures.items():
        known = [(values[i], share) for i, share in parts if not np.isnan(values[i])]
        if known:
            filled[row] = sum(v * s for v, s in known) / sum(s for _, s in known)
    return filled


def _borrowed(found: Features, parts: dict[str, Floats]) -> dict[int, list[int]]:
    """Rows without ratings, and the rated occupations most alike in the other parts."""
    rated = np.logical_not(np.isnan(found.importance).all(axis=1))
    weights = fitted_weights()
    unrated = np.flatnonzero(~rated)
    others = {part: weights[part] for part in PARTS if part not in {"skills", "knowledge"}}
    among = np.flatnonzero(rated[: found.occupations])
    lenders = {}
    for row in unrated:
        score = sum((weight * parts[part][row, among] for part, weight in others.items()), start=np.zeros(len(among)))
        lenders[int(row)] = among[np.argsort(-score, kind="stable")[: judgement(Moves).borrowed_from]].tolist()
    return lenders


def _filled(values: Floats, borrowed: dict[int, list[int]]) -> Floats:
    filled = values.copy()
    for row, lenders in borrowed.items():
        of = values[lenders]
        known = ~np.isnan(of)
        filled[row] = np.where(known.any(axis=0), np.nansum(of, axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)
    return filled


def _pressure(edition: Edition, found: Features) -> dict[str | None, Floats]:
    """Pressure with its interval by level; a job that has no such level has NaN."""
    frame = pl.DataFrame({"subject_id": found.ids})

    def placed(rows: pl.DataFrame, scale: float) -> Floats:
        joined = frame.join(
            rows.select("subject_id", "value", "low", "high"), on="subject_id", how="left", maintain_order="left"
        )
        return scale * joined.select("value", "low", "high").to_numpy().astype(float)

    whole = edition.rows("pressure", pl.col("subject_kind").is_in(["occupation", "role"]))
    levels = edition.rows("levels", pl.col("layer") == "pressure")
    found_of: dict[str | None, Floats] = {None: placed(whole, 1)}
    for name in judgement(Levels).levels:
        found_of[name] = placed(levels.filter(pl.col("level") == name), _SCALE)
    return found_of


def _preparation(edition: Edition, figures: pl.DataFrame, mixtures: dict[int, list[tuple[int, float]]]) -> Preparations:
    """Of a role: its own job zone, and the rest as its largest occupation has it."""
    known = edition.table("occupations").select("occupation_id_onet", "soc_2018", "entry_education")
    of = {code: (soc, education) for code, soc, education in known.rows()}
    ids = figures["id"].to_list()
    as_in = [ids[mixtures[i][0][0]] if i in mixtures else code for i, code in enumerate(ids)]
    return preparations(
        [of[code][0] for code in as_in],
        figures["job_zone"].to_list(),
        [of[code][1] for code in as_in],
        judgement(Moves),
        judgement(HumanNeed),
        judgement(Levels).managing,
    )


def _codes(edition: Edition, found: Features, column: str) -> tuple[str, ...]:
    of = dict(edition.table("occupations").select("occupation_id_onet", column).rows())
    return tuple(of.get(subject) or "" for subject in found.ids)


def _related(edition: Edition) -> dict[tuple[str, str], int]:
    listed = edition.table("related_occupations").select("occupation_id_onet", "related_occupation_id_onet", "index")
    return {(first, second): place for first, second, place in listed.rows()}
