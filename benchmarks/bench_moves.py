"""Likeness of jobs beside two things it was not made from: O*NET's related occupations, and moves people made.

::

    PYTHONPATH=src python benchmarks/bench_moves.py

Found of O*NET's first 10 and 20 related occupations, among our first 10 and 20: starts are the occupations of the half
that the weights were not fitted on, targets are all. Moves: for each pair of major groups, how often people of the
first moved to the second, over what the second's part of all moves would give (CPS, 2019-01 to 2026-01); beside it, how
near the occupations of the second stand in the ranking of those of the first, both weighted by employment. Spearman's
rank correlation, over the 21 destinations of an origin (mean over 22 origins) and over all 462 pairs. No weight was
fitted to moves. Then: how many jobs have how many paths.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from jobprism.analyses.plan_data import PlanData, features_of, plan_data
from jobprism.analyses.plan_paths import choose
from jobprism.editions.store import CORE, Edition
from jobprism.estimates.intervals import Floats
from jobprism.estimates.move_features import PARTS, Features
from jobprism.estimates.moves import (
    fitted_weights,
    group_moves,
    learning_half,
    likeness,
    nearness,
    related_places,
    similarities,
)

SEED, REPLICATES = 20261121, 1000
DEPTHS = (10, 20)
SKILL = "2.A", "2.B"


def found_among(ranks: Floats, listed: Floats, depth: int) -> Floats:
    """Share of each start's first ``depth`` related occupations that are among the first ``depth`` of the ranking."""
    wanted = (listed > 0) & (listed <= depth)
    return (wanted & (ranks <= depth)).sum(axis=1) / np.maximum(wanted.sum(axis=1), 1)


def places(ranks: Floats, groups: Floats, jobs: Floats, names: list[str]) -> Floats:
    """How near each major group stands to each, 0 to 1, weighted by employment."""
    near = 1 - ranks / len(ranks)
    weight = np.stack([np.where(groups == name, jobs, 0.0) for name in names])
    weight /= weight.sum(axis=1, keepdims=True)
    return weight @ near @ weight.T


def agreement(near: Floats, moves: pl.DataFrame, names: list[str]) -> tuple[float, float]:
    """Rank agreement with moves over what size gives: mean over origins, and over all pairs."""
    lift = np.full((len(names), len(names)), np.nan)
    place = {name: i for i, name in enumerate(names)}
    for origin, destination, share, expected in moves.rows():
        lift[place[origin], place[destination]] = share / expected
    known = ~np.isnan(lift)
    of = [spearmanr(near[i][known[i]], lift[i][known[i]]).statistic for i in range(len(names))]
    return float(np.mean(of)), float(spearmanr(near[known], lift[known]).statistic)


def plain_skills(found: Features) -> Floats:
    """Cosine of skills' importance, as it stands."""
    at = [i for i, element in enumerate(found.elements) if element.startswith(SKILL)]
    values = np.nan_to_num(found.importance[: found.occupations, at])
    length = np.linalg.norm(values, axis=1, keepdims=True)
    unit = np.divide(values, length, out=np.zeros_like(values), where=length > 0)
    return unit @ unit.T


def paths_found(data: PlanData) -> None:
    """How many of all jobs have how many paths, by level, and how many of these take longer preparation."""
    print(f"\n{len(data.found.ids)} jobs with this many paths: {'3':>8}{'2':>7}{'1':>7}{'0':>7}{'longer':>9}")
    for level in data.pressure:
        chosen = [choose(data, row, level) for row in range(len(data.found.ids))]
        counts = [sum(len(c.picks) == number for c in chosen) for number in (3, 2, 1, 0)]
        longer = sum(len(c.longer) for c in chosen)
        print(f"{level or 'the job as a whole':<28}{counts[0]:>8}{counts[1]:>7}{counts[2]:>7}{counts[3]:>7}{longer:>9}")


def main() -> None:
    edition = Edition(CORE)
    found = features_of(edition)
    n, codes = found.occupations, list(found.ids[: found.occupations])
    parts = {part: values[:n, :n] for part, values in similarities(found).items()}
    rng = np.random.default_rng(SEED)
    equal = dict.fromkeys(PARTS, 1 / len(PARTS))
    rankings = {
        "random": rng.random((n, n)),
        "skills alone, cosine of importance": plain_skills(found),
        **{f"{part} alone": values.copy() for part, values in parts.items()},
        "six parts, equal weights": likeness(parts, equal),
        "six parts, fitted weights (ours)": likeness(parts, fitted_weights()),
    }
    listed, held_out = related_places(edition.table("related_occupations"), codes), ~learning_half(codes)
    occupations = edition.table("occupations").sort("occupation_id_onet")
    jobs = (occupations["employment"] / occupations["bls_shared_by"]).fill_null(0.0).to_numpy()
    groups, names = occupations["major_group"].to_numpy(), sorted(group_moves()["origin"].unique())
    starts = np.flatnonzero(held_out)
    drawn = rng.integers(len(starts), size=(REPLICATES, len(starts)))
    print(f"{len(starts)} starts held out of {n}; {'found of 10':>32}{'found of 20':>20}{'by origin':>12}{'all':>8}")
    for name, score in rankings.items():
        np.fill_diagonal(score, -np.inf)
        ranks = nearness(score)
        line = f"{name:<44}"
        for depth in DEPTHS:
            share = found_among(ranks, listed, depth)[starts]
            low, high = np.quantile(share[drawn].mean(axis=1), [0.05, 0.95])
            line += f"{share.mean():>8.3f} ({low:.3f}-{high:.3f})"
        by_origin, every = agreement(places(ranks, groups, jobs, names), group_moves(), names)
        print(f"{line}{by_origin:>10.3f}{every:>8.3f}")
    paths_found(plan_data(edition))


if __name__ == "__main__":
    main()
