"""What pressure's weights do to rankings, and weights of the reader's own (equation 46)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from jobprism.errors import UsageError
from jobprism.estimates.agreement import pair
from jobprism.estimates.human_need import combine
from jobprism.estimates.intervals import Floats
from jobprism.estimates.pressure import SCALE, task_pressure
from jobprism.judgements.base import HOLDS
from jobprism.judgements.load import Bands, HumanNeed, Pressure

WEIGHTS = ("base", "use", "delegation", "hold")
_IN_PRACTICE = ("base", "use", "delegation")  # these sum to 1
FACTORS = (0.5, 2.0)

SENSITIVITY_SCHEMA = pl.Schema(
    {
        "weight": pl.String,
        "factor": pl.Float64,
        "value": pl.Float64,  # of the weight, after scaling
        "n_occupations": pl.Int64,
        "spearman": pl.Float64,  # of the rankings before and after
        "moved_bands_share": pl.Float64,  # of occupations whose band changes
        "moved_two_bands_share": pl.Float64,
        "largest_rank_move": pl.Int64,  # places
        "largest_mover": pl.String,  # occupation_id_onet
        "top_decile_overlap": pl.Float64,
        "mean_change": pl.Float64,  # of pressure, points
    }
)


def with_weights(judged: Pressure, changes: Mapping[str, float]) -> Pressure:
    """The judgement with some weights changed.

    Base, use and delegation sum to 1. What is left of 1 goes to the unnamed of the three in proportion to their own
    weights; where all three are named, they must sum to 1.

    Args:
        judged: the weights to start from.
        changes: weight to value, 0 to 1; weights are ``base``, ``use``, ``delegation`` and ``hold``.

    Raises:
        UsageError: an unknown weight, a value outside 0 to 1, or values that leave no way to sum to 1.
    """
    for name, value in changes.items():
        if name not in WEIGHTS:
            raise UsageError(f"Pressure has no weight '{name}'.", f"Choose from {', '.join(WEIGHTS)}.")
        if not 0 <= value <= 1:  # false for a value that is not a number, too
            raise UsageError(
                f"The weight {name} is {value:g}, which is not between 0 and 1.", "Give a value in that range."
            )
    named = {n: float(changes[n]) for n in _IN_PRACTICE if n in changes}
    if named:
        named = _summing_to_one(judged, named)
    hold = {"hold": float(changes["hold"])} if "hold" in changes else {}
    return Pressure.model_validate(judged.model_dump() | named | hold)


def _summing_to_one(judged: Pressure, named: dict[str, float]) -> dict[str, float]:
    others = {n: float(getattr(judged, n)) for n in _IN_PRACTICE if n not in named}
    total, rest = sum(named.values()), 1 - sum(named.values())
    said = " + ".join(f"{n} {v:g}" for n, v in named.items())
    if rest < -1e-9:
        raise UsageError(f"The weights {said} sum to {total:g}, above 1.", "base, use and delegation must sum to 1.")
    if not others and abs(rest) > 1e-9:
        raise UsageError(f"The weights {said} sum to {total:g}, not to 1.", "base, use and delegation must sum to 1.")
    kept = sum(others.values())
    # Where the others weigh nothing, what is left is split evenly.
    shared = {n: max(rest, 0.0) * (v / kept if kept > 0 else 1 / len(others)) for n, v in others.items()}
    return named | shared


def parsed_weights(words: list[str]) -> dict[str, float]:
    """Weights as one writes them on a command line, ``use=0.4``.

    Raises:
        UsageError: a word that is not a weight and a number, or a weight named twice.
    """
    weights: dict[str, float] = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            value = float(number)
        except ValueError as error:
            raise UsageError(f"'{word}' is not a weight and a number.", "Write, for example, use=0.4.") from error
        if name.strip() in weights:
            raise UsageError(f"The weight {name.strip()} is given twice.", "Give each weight once.")
        weights[name.strip()] = value
    return weights


def reweighted(layers: dict[str, pl.DataFrame], shares: pl.DataFrame, judged: Pressure) -> pl.DataFrame:
    """Pressure of every occupation under given weights.

    Args:
        layers: drafts of the tasks' four layers, columns as in ``DRAFT_SCHEMA``.
        shares: subject_id (occupation), task_id, share.
        judged: the weights.

    Returns:
        subject_id, value (0 to 100), sorted by subject.
    """
    tasks = task_pressure(layers, judged).select(pl.col("subject_id").alias("task_id"), "value")
    joined = shares.select("subject_id", "task_id", "share").join(tasks, on="task_id").sort("subject_id", "task_id")
    return joined.group_by("subject_id", maintain_order=True).agg(
        value=SCALE * (pl.col("share") * pl.col("value")).sum() / pl.col("share").sum()
    )


def sensitivity(
    layers: dict[str, pl.DataFrame],
    holds: pl.DataFrame,
    shares: pl.DataFrame,
    judged: Pressure,
    need: HumanNeed,
    bands: Bands,
) -> pl.DataFrame:
    """What halving and doubling each weight does to occupations; columns as in ``SENSITIVITY_SCHEMA``.

    The weights are those of pressure, then the strength of each hold (``presence`` and so on). None is raised above 1.

    Args:
        layers: drafts of the tasks' four layers.
        holds: subject_id (task) and one column per hold.
        shares: subject_id (occupation), task_id, share.
        judged: the weights of pressure.
        need: the strengths of holds.
        bands: edges of the bands of pressure.
    """
    before = reweighted(layers, shares, judged)
    rows = []
    for name in WEIGHTS:
        for factor in FACTORS:
            value = min(float(getattr(judged, name)) * factor, 1.0)
            after = reweighted(layers, shares, with_weights(judged, {name: value}))
            rows.append((name, factor, value, *_compared(before, after, bands)))
    for name in HOLDS:
        for factor in FACTORS:
            value = min(need.strength[name] * factor, 1.0)
            changed = need.model_copy(update={"strength": need.strength | {name: value}})
            after = reweighted({**layers, "human_need": _needed(layers["human_need"], holds, changed)}, shares, judged)
            rows.append((name, factor, value, *_compared(before, after, bands)))
    return pl.DataFrame(rows, schema=SENSITIVITY_SCHEMA, orient="row")


def _needed(draft: pl.DataFrame, holds: pl.DataFrame, need: HumanNeed) -> pl.DataFrame:
    """The draft of human need with its values under other strengths of holds."""
    values = holds.select("subject_id", value=pl.Series(combine(holds.select(HOLDS).to_numpy(), need)))
    return draft.drop("value").join(values, on="subject_id", maintain_order="left").select(draft.columns)


def _compared(before: pl.DataFrame, after: pl.DataFrame, bands: Bands) -> tuple[object, ...]:
    """The columns of ``SENSITIVITY_SCHEMA`` from ``n_occupations`` on."""
    old, new = before["value"].to_numpy(), after["value"].to_numpy()
    edges = np.array(list(bands.pressure.values()))
    moved = np.abs(np.searchsorted(edges, new, side="right") - np.searchsorted(edges, old, side="right"))
    places = np.abs(_places(new) - _places(old))
    figures = pair(old, new)
    return (
        len(old),
        round(figures[0], 4),
        round(float((moved >= 1).mean()), 4),
        round(float((moved >= 2).mean()), 4),
        int(places.max()),
        before["subject_id"][int(places.argmax())],
        round(figures[3], 4),
        round(float((new - old).mean()), 2),
    )


def _places(values: Floats) -> Floats:
    """Place of each value, 1 the highest; ties are broken by order."""
    places = np.empty(len(values))
    places[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return places
