"""Outlook: layers and pressure carried to a year under declared scenarios (equations 35 and 36)."""

from __future__ import annotations

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
    rows: list[tuple[object, ...]] = []
    for scenario in named:
        for year in wanted:
            ahead = {layer: horizon(year, layer, judged) for layer in LAYERS}
            found = projected(of, typical, scenario, ahead, judged, judgement(Pressure))
            rows += [(of.kind, of.id, layer, scenario, year, *figures) for layer, figures in found.items()]
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
    rates = {layer: judged.scenarios[scenario][layer] for layer in LAYERS}
    widths = {layer: _NORMAL * judged.yearly_sd[layer] * ahead[layer] ** 0.5 for layer in LAYERS}
    paths = [
        {layer: getattr(rates[layer], path) * ahead[layer] for layer in LAYERS} for path in ("slow", "middle", "quick")
    ]
    found: dict[str, Figures] = {}
    for layer, figures in of.layers.items():
        slow, middle, quick = (_layer(of, layer, path[layer]) for path in paths)
        drift = (paths[0][layer], paths[2][layer])
        found[layer] = _around(figures, (slow, middle, quick), (widths[layer] ** 2, widths[layer] ** 2), drift)
    found[_PRESSURE] = _pressure(of, typical, paths, widths, weights)
    return found


def _moved(values: Floats, shift: float) -> Floats:
    """Values between 0 and 1, their odds multiplied by exp(shift); 0 and 1 stay."""
    inside = (values > 0) & (values < 1)
    moved = expit(logit(np.where(inside, values, 0.5)) + shift)
    return np.where(inside & (shift != 0), moved, values)


def _layer(of: Subject, layer: str, shift: float) -> float:
    """A layer of the subject with its tasks moved; the subject's own figure moved where no task has the layer."""
    value = of.layers[layer][0]
    known = ~np.isnan(of.tasks[layer])
    weights = of.weights[known]
    if not (weights > 0).any():
        return float(_moved(np.array([value]), shift)[0])
    tasks = of.tasks[layer][known]
    # By how much the tasks moved: the subject's figure as published is rounded, and stays what it is.
    return value + float(np.average(_moved(tasks, shift) - tasks, weights=weights))


def _pressure(
    of: Subject, typical: float, paths: list[dict[str, float]], widths: dict[str, float], weights: Pressure
) -> Figures:
    now = _formula(of, typical, {}, weights)
    if now <= 0:
        return of.pressure
    value, low, high = (figure / SCALE for figure in of.pressure)
    # The ratio first: a product of two tiny figures would be 0.
    slow, middle, quick = (value * (_formula(of, typical, path, weights) / now) for path in paths)
    down, up = (
        sum(_apart(now, _formula(of, typical, {layer: sign * widths[layer]}, weights)) ** 2 for layer in LAYERS)
        for sign in (-1, 1)
    )
    found = _around((value, low, high), (slow, middle, quick), (down, up))
    return (SCALE * found[0], SCALE * found[1], SCALE * found[2])


def _formula(of: Subject, typical: float, shift: dict[str, float], weights: Pressure) -> float:
    """Mean pressure of the tasks, 0 to 1, with the layers named moved by so many logits towards more pressure."""
    need = of.tasks["human_need"]
    typical_need = float(np.nanmean(need)) if (~np.isnan(need)).any() else 0.0
    filled = {"capability": 0.0, "use": 0.0, "delegation": typical, "human_need": typical_need}
    none = np.zeros_like(of.weights)
    moments = []
    for layer in LAYERS:
        values = np.where(np.isnan(of.tasks[layer]), filled[layer], of.tasks[layer])
        # More human need is less pressure.
        towards = -1.0 if layer == "human_need" else 1.0
        moments.append((_moved(values, towards * shift.get(layer, 0.0)), none))
    mean, _ = pressure_moments(moments[0], moments[1], moments[2], moments[3], weights)
    return float(np.average(mean, weights=of.weights))


def _apart(one: float, other: float) -> float:
    """Distance of two figures in logits; 0 where one of them is 0 or 1 and so has none."""
    if not (0 < one < 1 and 0 < other < 1):
        return 0.0
    return abs(float(logit(one) - logit(other)))


def _around(
    figures: Figures,
    path: tuple[float, float, float],
    squares: tuple[float, float],
    drift: tuple[float, float] = (0.0, 0.0),
) -> Figures:
    """Value, low and high: bounds as far, in logits, from the slow and quick paths as both errors together reach.

    A bound at 0 or 1, or of an estimate of 0 or 1, has no distance in logits: it moves by itself.

    Args:
        figures: the estimate's value, low, high.
        path: where the slow, middle and quick rates lead.
        squares: what the years add below and above: squared distances in logits.
        drift: logits by which the slow and the quick rate move a bound that moves by itself.
    """
    value, low, high = figures
    slow, middle, quick = path
    middle = min(max(middle, 0.0), 1.0)
    between = 0 < value < 1
    if between and low > 0:
        low = _shifted(slow, -((_apart(value, low) ** 2 + squares[0]) ** 0.5))
    else:
        low = _shifted(low, drift[0] - squares[0] ** 0.5)
    if between and high < 1:
        high = _shifted(quick, (_apart(value, high) ** 2 + squares[1]) ** 0.5)
    else:
        high = _shifted(high, drift[1] + squares[1] ** 0.5)
    return middle, min(low, middle), max(high, middle)


def _shifted(value: float, shift: float) -> float:
    return float(_moved(np.clip([value], 0.0, 1.0), shift)[0])
