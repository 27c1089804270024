"""Why two jobs differ in pressure: by kind of work and by layer, in parts that add up exactly (equations 50 to 52)."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import polars as pl

from jobprism.estimates.intervals import Floats
from jobprism.estimates.pressure import SCALE, pressure_moments
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Pressure

PARTS = (*LAYERS, "together")
"""The layers, and what of a group's pressure its mean layers do not give: how they go together within the group."""

WORK_SCHEMA = {"group": pl.String, "share": pl.Float64, **dict.fromkeys(LAYERS, pl.Float64), "pressure": pl.Float64}
"""Of one job, a row per group of tasks: share of the work (summing to 1), mean layers (0-1), pressure (0-100)."""


def by_group(first: pl.DataFrame, second: pl.DataFrame, judged: Pressure) -> pl.DataFrame:
    """Pressure of ``first`` less that of ``second``, by group: what the mix of work gives, and what each layer does.

    The mix is Kitagawa's (1955) two-way decomposition with both jobs as standard; a group that one job lacks differs
    by its mix alone. The rest of each group is shared among the layers by Shapley values of the pressure formula at
    the group's mean layers.

    Args:
        first: columns as in ``WORK_SCHEMA``; each group once.
        second: the same of the other job.
        judged: weights of the pressure formula.

    Returns:
        group, mix, one column per entry of ``PARTS``, total; all in points of pressure, summing over everything to the
        difference.
    """
    joined = first.join(second, on="group", how="full", coalesce=True, suffix="_2").sort("group")
    shares = _pair(joined, "share", fill=0.0)
    pressure = _same_where_absent(_pair(joined, "pressure"))
    overall = (shares * pressure).sum(axis=0).mean()
    mix = (shares[:, 0] - shares[:, 1]) * (pressure.mean(axis=1) - overall)
    layers = {layer: _same_where_absent(_pair(joined, layer)) for layer in LAYERS}
    weight = shares.mean(axis=1)
    parts = {name: weight * effect for name, effect in _effects(layers, pressure, judged).items()}
    return pl.DataFrame({"group": joined["group"], "mix": mix, **parts}).with_columns(
        total=pl.sum_horizontal("mix", *PARTS)
    )


def _pair(joined: pl.DataFrame, column: str, fill: float = np.nan) -> Floats:
    """The column of both jobs, shape (groups, 2)."""
    both = joined.select(pl.col(column).fill_null(fill), pl.col(f"{column}_2").fill_null(fill))
    return both.to_numpy().astype(float)


def _same_where_absent(pair: Floats) -> Floats:
    """A group that one job lacks gets the other's figure, so that only its mix differs."""
    return np.where(np.isnan(pair), pair[:, ::-1], pair)


def _effects(layers: dict[str, Floats], pressure: Floats, judged: Pressure) -> dict[str, Floats]:
    """Of each group's difference in pressure, what each layer gives (Shapley), and the rest."""
    formula = {chosen: _formula(layers, chosen, judged) for size in range(len(LAYERS) + 1) for chosen in _sets(size)}
    effects = {layer: np.zeros(len(pressure)) for layer in LAYERS}
    players = len(LAYERS)
    for chosen, value in formula.items():
        for layer in set(LAYERS) - chosen:
            often = factorial(len(chosen)) * factorial(players - len(chosen) - 1) / factorial(players)
            effects[layer] = effects[layer] + often * (formula[chosen | {layer}] - value)
    total = pressure[:, 0] - pressure[:, 1]
    return {**effects, "together": total - np.sum(list(effects.values()), axis=0)}


def _sets(size: int) -> list[frozenset[str]]:
    return [frozenset(chosen) for chosen in combinations(LAYERS, size)]


def _formula(layers: dict[str, Floats], first: frozenset[str], judged: Pressure) -> Floats:
    """Pressure (0-100) by the formula, with the layers in ``first`` taken from the first job."""
    means = [layers[layer][:, 0 if layer in first else 1] for layer in LAYERS]
    capability, use, delegation, need = ((m, np.zeros_like(m)) for m in means)
    return SCALE * pressure_moments(capability, use, delegation, need, judged)[0]
