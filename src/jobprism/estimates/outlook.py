"""Outlook: layers and pressure carried to a year under declared scenarios (equations 35 and 36)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import expit, logit, ndtri

from jobprism.errors import UsageError
from jobprism.estimates.frames import rounded
from jobprism.estimates.intervals import LEVEL, Floats
from jobprism.estimates.pressure import SCALE, pressure_moments
from jobprism.estimates.use import years_between
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Outlook, Pressure, judgement

OUTLOOK_SCHEMA = pl.Schema(
    {
        "subject_kind": pl.String,
        "subject_id": pl.String,
        "layer": pl.String,  # capability, use, delegation, human_need, or pressure (0 to 100)
        "scenario": pl.String,
        "year": pl.Int64,
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
)
KINDS = {"occupation": "task", "role": "role_task", "task": "task", "role_task": "role_task"}
"""Kinds of subject that have an outlook, and the kind of task that each is made of."""

_PRESSURE = "pressure"
_NORMAL = float(ndtri((1 + LEVEL) / 2))
_DIGITS, _PRESSURE_DIGITS = 4, 2
_MID_YEAR = "06"


Figures = tuple[float, float, float]
"""Value, low, high."""
Sides = tuple[Floats, Floats, Floats]
"""Value, low, high at K steps, each of a year and a scenario."""


@dataclass(frozen=True)
class Subject:
    """A subject's estimates, and its tasks'.

    Attributes:
        kind: a key of ``KINDS``.
        id: the subject's id.
        layers: value, low, high of each layer that the subject has.
        pressure: value, low, high, 0 to 100.
        weights: T, share of the work of each task; sums to 1.
        tasks: for each layer T values; NaN where a task has no estimate of the layer.
    """

    kind: str
    id: str
    layers: dict[str, Figures]
    pressure: Figures
    weights: Floats
    tasks: dict[str, Floats]


@dataclass(frozen=True)
class _Shifts:
    """By how many logits K steps move each layer: on the slow, middle and quick path, and as the years' own error."""

    slow: dict[str, Floats]
    middle: dict[str, Floats]
    quick: dict[str, Floats]
    widths: dict[str, Floats]


def subject(
    estimates: pl.DataFrame, pressure: pl.DataFrame, shares: pl.DataFrame, kind: str, subject_id: str
) -> Subject:
    """What an edition holds of a subject, as its outlook needs it.

    Args:
        estimates: columns as in ``ESTIMATE_SCHEMA``; at least the subject's rows and its tasks'.
        pressure: subject_kind, subject_id, value, low, high.
        shares: subject_kind, subject_id, task_id, share.
        kind: occupation, role, task or role_task.
        subject_id: O*NET-SOC code, role id, or task id.

    Raises:
        UsageError: there is no such subject, or its kind has no outlook.
    """
    if kind not in KINDS:
        raise UsageError(f"A subject of kind '{kind}' has no outlook.", f"Ask for one of {', '.join(KINDS)}.")
    is_subject = (pl.col("subject_kind") == kind) & (pl.col("subject_id") == subject_id)
    own = estimates.filter(is_subject)
    figures = pressure.filter(is_subject).select("value", "low", "high").rows()
    if own.is_empty() or not figures:
        raise UsageError(f"No estimates of {kind} '{subject_id}'.", "`jobprism search` finds the code of a title.")
    if KINDS[kind] == kind:
        links = pl.DataFrame({"task_id": [subject_id], "share": [1.0]})
    else:
        links = shares.filter(is_subject).select("task_id", "share")
    rows = estimates.filter(
        (pl.col("subject_kind") == KINDS[kind]) & pl.col("subject_id").is_in(links["task_id"].implode())
    )
    tasks: dict[str, Floats] = {}
    for layer in LAYERS:
        values = rows.filter(pl.col("layer") == layer).select(pl.col("subject_id").alias("task_id"), "value")
        joined = links.join(values, on="task_id", how="left", maintain_order="left")
        tasks[layer] = joined["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    share = links["share"].to_numpy()
    return Subject(
        kind=kind,
        id=subject_id,
        layers={layer: (v, lo, hi) for layer, v, lo, hi in own.select("layer", "value", "low", "high").rows()},
        pressure=figures[0],
        weights=share / share.sum(),
        tasks=tasks,
    )


def typical_delegation(estimates: pl.DataFrame) -> float:
    """Mean delegation of the tasks it was observed of: what pressure takes for the others."""
    of_tasks = (pl.col("subject_kind") == "task") & (pl.col("layer") == "delegation")
    return float(estimates.filter(of_tasks).select(pl.col("value").mean()).item())


def outlook(
    of: Subject, typical: float, years: list[int] | None = None, scenarios: list[str] | None = None
) -> pl.DataFrame:
    """Layers and pressure of a subject in each year under each scenario; columns as in ``OUTLOOK_SCHEMA``.

    Args:
        of: the subject.
        typical: as from ``typical_delegation``.
        years: by default all that the judgement names.
        scenarios: by default all.

    Raises:
        UsageError: a year or a scenario is not declared.
    """
    judged = judgement(Outlook)
    declared = list(range(judged.first_year, judged.last_year + 1))
    wanted, named = years or declared, scenarios or list(judged.scenarios)
    if undeclared := [y for y in wanted if y not in declared]:
        raise UsageError(f"No outlook for {undeclared[0]}.", f"Ask for a year from {declared[0]} to {declared[-1]}.")
    if unknown := [s for s in named if s not in judged.scenarios]:
        raise UsageError(f"No scenario is called '{unknown[0]}'.", f"Ask for one of {', '.join(judged.scenarios)}.")
    steps = [(scenario, year) for scenario in named for year in wanted]
    ahead = [{layer: horizon(year, layer, judged) for layer in LAYERS} for _, year in steps]
    found = _carried(of, typical, _shifts([s for s, _ in steps], ahead, judged), judgement(Pressure))
    rows: list[tuple[object, ...]] = [
        (of.kind, of.id, layer, scenario, year, *(float(side[place]) for side in sides))
        for place, (scenario, year) in enumerate(steps)
        for layer, sides in found.items()
    ]
    frame = pl.DataFrame(rows, schema=OUTLOOK_SCHEMA, orient="row")
    is_pressure = pl.col("layer") == _PRESSURE
    return frame.with_columns(
        pl.when(is_pressure).then(rounded(pl.col(c), _PRESSURE_DIGITS)).otherwise(rounded(pl.col(c), _DIGITS)).alias(c)
        for c in ("value", "low", "high")
    )


def horizon(year: int, layer: str, judged: Outlook) -> float:
    """Years from the date a layer's evidence is of to the middle of a year; never below 0."""
    return max(0.0, years_between(judged.as_of[layer], f"{year}-{_MID_YEAR}"))


def projected(
    of: Subject, typical: float, scenario: str, ahead: dict[str, float], judged: Outlook, weights: Pressure
) -> dict[str, Figures]:
    """Value, low and high of each layer and of pressure, so many years ahead; unrounded.

    A layer is the mean of its tasks, each moved in logits by the scenario's rate (equation 35): the middle rate gives
    the value, the slow and the quick one what the bounds start from. Their distance is the estimate's own and the
    years', as independent errors. Pressure is the formula on the moved tasks, in the same way (equation 36).

    Args:
        of: the subject.
        typical: delegation of tasks it was not observed of.
        scenario: one of the judgement's.
        ahead: years, by layer.
        judged: rates and widths.
        weights: of the pressure formula.
    """
    found = _carried(of, typical, _shifts([scenario], [ahead], judged), weights)
    return {layer: (float(value[0]), float(low[0]), float(high[0])) for layer, (value, low, high) in found.items()}


def _shifts(scenarios: Sequence[str], ahead: Sequence[dict[str, float]], judged: Outlook) -> _Shifts:
    """Shifts of K steps, each of a scenario and so many years ahead by layer."""
    paths: list[dict[str, Floats]] = [{}, {}, {}]
    widths: dict[str, Floats] = {}
    for layer in LAYERS:
        years = np.array([by_layer[layer] for by_layer in ahead])
        widths[layer] = _NORMAL * judged.yearly_sd[layer] * years**0.5
        for path, name in zip(paths, ("slow", "middle", "quick"), strict=True):
            path[layer] = years * np.array([getattr(judged.scenarios[s][layer], name) for s in scenarios])
    return _Shifts(paths[0], paths[1], paths[2], widths)


def _carried(of: Subject, typical: float, shifts: _Shifts, weights: Pressure) -> dict[str, Sides]:
    """Value, low and high of each layer and of pressure at K steps; unrounded."""
    found: dict[str, Sides] = {}
    for layer, figures in of.layers.items():
        path = tuple(_layer(of, layer, p[layer]) for p in (shifts.slow, shifts.middle, shifts.quick))
        square = shifts.widths[layer] ** 2
        drift = (shifts.slow[layer], shifts.quick[layer])
        found[layer] = _around(figures, (path[0], path[1], path[2]), (square, square), drift)
    found[_PRESSURE] = _pressure(of, typical, shifts, weights)
    return found


def _moved(values: Floats, shift: Floats) -> Floats:
    """Values between 0 and 1, their odds multiplied by exp(shift); 0 and 1 stay."""
    inside = (values > 0) & (values < 1)
    moved = expit(logit(np.where(inside, values, 0.5)) + shift)
    return np.where(inside & (shift != 0), moved, values)


def _layer(of: Subject, layer: str, shift: Floats) -> Floats:
    """A layer of the subject at K steps, its tasks moved; its own figure moved where no task has the layer."""
    value = of.layers[layer][0]
    known = ~np.isnan(of.tasks[layer])
    weights = of.weights[known]
    if not (weights > 0).any():
        return _moved(np.array(value), shift)
    tasks = of.tasks[layer][known]
    # By how much the tasks moved: the subject's figure as published is rounded, and stays what it is.
    return value + np.average(_moved(tasks, shift[:, None]) - tasks, axis=1, weights=weights)


def _pressure(of: Subject, typical: float, shifts: _Shifts, weights: Pressure) -> Sides:
    steps = len(next(iter(shifts.widths.values())))
    now = _formula(of, typical, {}, steps, weights)
    if now[0] <= 0:
        value, low, high = (np.full(steps, figure) for figure in of.pressure)
        return value, low, high
    figures = (of.pressure[0] / SCALE, of.pressure[1] / SCALE, of.pressure[2] / SCALE)
    # The ratio first: a product of two tiny figures would be 0.
    slow, middle, quick = (
        figures[0] * (_formula(of, typical, path, steps, weights) / now)
        for path in (shifts.slow, shifts.middle, shifts.quick)
    )
    down, up = (
        np.sum(
            [
                _apart(now, _formula(of, typical, {layer: sign * shifts.widths[layer]}, steps, weights)) ** 2
                for layer in LAYERS
            ],
            axis=0,
        )
        for sign in (-1, 1)
    )
    none = np.zeros(steps)
    value, low, high = _around(figures, (slow, middle, quick), (down, up), (none, none))
    return SCALE * value, SCALE * low, SCALE * high


def _formula(of: Subject, typical: float, shift: dict[str, Floats], steps: int, weights: Pressure) -> Floats:
    """Mean pressure of the tasks, 0 to 1, at K steps, the layers named moved by logits towards more pressure."""
    need = of.tasks["human_need"]
    typical_need = float(np.nanmean(need)) if (~np.isnan(need)).any() else 0.0
    filled = {"capability": 0.0, "use": 0.0, "delegation": typical, "human_need": typical_need}
    none = np.zeros((steps, len(of.weights)))
    moments = []
    for layer in LAYERS:
        values = np.where(np.isnan(of.tasks[layer]), filled[layer], of.tasks[layer])
        if layer in shift:
            # More human need is less pressure.
            towards = -1.0 if layer == "human_need" else 1.0
            moments.append((_moved(values, towards * shift[layer][:, None]), none))
        else:
            moments.append((np.broadcast_to(values, none.shape), none))
    mean, _ = pressure_moments(moments[0], moments[1], moments[2], moments[3], weights)
    return np.average(mean, axis=1, weights=of.weights)


def _apart(one: float | Floats, other: float | Floats) -> Floats:
    """Distance of figures in logits; 0 where one of them is 0 or 1 and so has none."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    inside = (one > 0) & (one < 1) & (other > 0) & (other < 1)
    return np.where(inside, np.abs(logit(np.where(inside, one, 0.5)) - logit(np.where(inside, other, 0.5))), 0.0)


def _around(figures: Figures, path: Sides, squares: tuple[Floats, Floats], drift: tuple[Floats, Floats]) -> Sides:
    """Value, low and high: bounds as far, in logits, from the slow and quick paths as both errors together reach.

    A bound at 0 or 1, or of an estimate of 0 or 1, has no distance in logits: it moves by itself.

    Args:
        figures: the estimate's value, low, high.
        path: where the slow, middle and quick rates lead, at K steps.
        squares: what the years add below and above: squared distances in logits.
        drift: logits by which the slow and the quick rate move a bound that moves by itself.
    """
    value, low, high = figures
    slow, middle, quick = (np.clip(side, 0.0, 1.0) for side in path)
    between = 0 < value < 1
    if between and low > 0:
        below = _moved(slow, -np.sqrt(_apart(value, low) ** 2 + squares[0]))
    else:
        below = _moved(np.array(low), drift[0] - np.sqrt(squares[0]))
    if between and high < 1:
        above = _moved(quick, np.sqrt(_apart(value, high) ** 2 + squares[1]))
    else:
        above = _moved(np.array(high), drift[1] + np.sqrt(squares[1]))
    return middle, np.minimum(below, middle), np.maximum(above, middle)
