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
from jobprism.judgements.load import LAYERS, Outlook, Pressure, judgement

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
    layers: dict[str, tuple[float, float, float]]
    pressure: tuple[float, float, float]
    weights: Floats
    tasks: dict[str, Floats]


def subject(estimates: pl.DataFrame, pressure: pl.DataFrame, shares: pl.DataFrame, kind: str, subject_id: str) -> Subject:
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
) -> dict[str, tuple[float, float, float]]:
    """Value, low and high of each layer and of pressure, so many years ahead; unrounded.

    A layer's value is the mean of its tasks', each moved by the scenario's middle rate; where no task is known, the
    subject's own is moved. The bounds move by the slow and the quick rate and by the years' width (equation 35).
    Pressure is the formula on the moved tasks, its bounds in proportion (equation 36).
    """
    shifts = {layer: _shifts(scenario, layer, ahead[layer], judged) for layer in LAYERS}
    found: dict[str, tuple[float, float, float]] = {}
    for layer, (value, low, high) in of.layers.items():
        slow, middle, quick = shifts[layer]
        now, then = (_mean(of, layer, shift) for shift in (0.0, middle))
        # The difference is what the tasks moved by; the edition's own figure stays what it is.
        moved = value + (then - now) if now is not None and then is not None else float(_moved(value, middle))
        found[layer] = _ordered(moved, float(_moved(low, slow)), float(_moved(high, quick)))
    found[_PRESSURE] = _pressure(of, typical, shifts, weights)
    return found


def _shifts(scenario: str, layer: str, years: float, judged: Outlook) -> tuple[float, float, float]:
    """Logits by which the slow, the middle and the quick path have moved."""
    rates = judged.scenarios[scenario][layer]
    width = _NORMAL * judged.yearly_sd[layer] * years**0.5
    return rates.slow * years - width, rates.middle * years, rates.quick * years + width


def _moved(values: Floats | float, shift: float) -> Floats:
    """Values between 0 and 1, their odds multiplied by exp(shift); 0 and 1 stay."""
    given = np.asarray(values, dtype=float)
    inside = (given > 0) & (given < 1)
    moved = expit(logit(np.where(inside, given, 0.5)) + shift)
    return np.where(inside & (shift != 0), moved, given)


def _mean(of: Subject, layer: str, shift: float) -> float | None:
    known = ~np.isnan(of.tasks[layer])
    if not (of.weights[known] > 0).any():
        return None
    return float(np.average(_moved(of.tasks[layer][known], shift), weights=of.weights[known]))


def _pressure(
    of: Subject, typical: float, shifts: dict[str, tuple[float, float, float]], weights: Pressure
) -> tuple[float, float, float]:
    value, low, high = of.pressure
    still = dict.fromkeys(LAYERS, 0.0)
    now = _formula(of, typical, still, weights)
    if now <= 0:
        return value, low, high
    slow, middle, quick = (
        _formula(of, typical, {layer: shifts[layer][path] for layer in LAYERS}, weights) / now
        for path in range(3)
    )
    return _ordered(value * middle, low * slow, high * quick, SCALE)


def _formula(of: Subject, typical: float, shift: dict[str, float], weights: Pressure) -> float:
    """Mean pressure of the tasks, each layer's tasks moved by so many logits; 0 to 1.

    More human need means less pressure, so that the layer is moved the other way.
    """
    filled = {
        "capability": 0.0,
        "use": 0.0,
        "delegation": typical,
        "human_need": float(np.nanmean(of.tasks["human_need"])) if (~np.isnan(of.tasks["human_need"])).any() else 0.0,
    }
    moved: dict[str, Floats] = {}
    for layer in LAYERS:
        values = np.where(np.isnan(of.tasks[layer]), filled[layer], of.tasks[layer])
        moved[layer] = _moved(values, -shift[layer] if layer == "human_need" else shift[layer])
    none = np.zeros_like(of.weights)
    moments = [(moved[layer], none) for layer in LAYERS]
    mean, _ = pressure_moments(moments[0], moments[1], moments[2], moments[3], weights)
    return float(np.average(mean, weights=of.weights))


def _ordered(value: float, low: float, high: float, most: float = 1.0) -> tuple[float, float, float]:
    """The figures cut off at 0 and ``most``, the interval widened where the value lies outside it."""
    value = min(max(value, 0.0), most)
    return value, max(min(low, value), 0.0), min(max(high, value), most)
