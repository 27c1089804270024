"""The next release of a record of use, forecast from those before it, with intervals (equations 33 and 34)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

import numpy as np
import polars as pl
from scipy.optimize import nnls, root_scalar
from scipy.special import expit, logit

from jobprism.errors import UsageError
from jobprism.estimates.frames import rounded
from jobprism.estimates.intervals import Floats
from jobprism.estimates.use_releases import COULD_NOT, observed_coverage, samples_in, use_by_release
from jobprism.judgements.load import Forecast, Use, judgement

PRODUCT = "claude_ai"
_DIGITS = 6
_ROUNDS = 25
_FINEST = 1e-9  # of a variance or a rate that is divided by
_WIDEST_SHIFT = 20.0  # logits; beyond any that a number of reported tasks can ask for


@dataclass(frozen=True)
class History:
    """Figures of subjects in successive releases.

    Attributes:
        ids: subject ids, S of them.
        values: S x R, between 0 and 1; the releases in order of time.
        sizes: S, how many tasks a figure is a share of; 1 for tasks.
        vintages: R.
    """

    ids: list[str]
    values: Floats
    sizes: Floats
    vintages: list[str]

    def until(self, releases: int) -> History:
        """What was known after the first ``releases`` of them."""
        return History(self.ids, self.values[:, :releases], self.sizes, self.vintages[:releases])


def forecast_next(tasks: pl.DataFrame, evidence: pl.DataFrame, *, tasks_reported: int | None = None) -> pl.DataFrame:
    """What the next Claude.ai release will show, if its sample and threshold are like those so far.

    Of occupations the share of their tasks (of those that can appear) that the release reports, every task counting
    alike; of tasks the use index of the release (equation 6 of one release; 0 where not reported).

    Args:
        tasks: task_id_onet, occupation_id_onet, in_onet_20_1, as an edition's table ``tasks``.
        evidence: the long table, of a core or a full edition.
        tasks_reported: how many tasks the release reports, where that is known: occupations are forecast given it.

    Returns:
        subject_kind (occupation, task), subject_id, measure, value, low80, high80, low90, high90; sorted. ``after`` is
        the last release known.

    Raises:
        UsageError: fewer than two releases are known, or the number of tasks is impossible.
    """
    judged, use = judgement(Forecast), judgement(Use)
    releases = use_by_release(tasks, evidence, samples_in(evidence), use)
    indices = task_history(releases, use)
    coverage = coverage_history(tasks, releases, use)
    parts = {
        "occupation": (coverage, "observed_coverage", forecast_coverage(coverage, judged, tasks_reported)),
        "task": (indices, "use_index", forecast_use(indices, judged)),
    }
    return pl.concat(
        frame.select(
            pl.lit(kind).alias("subject_kind"),
            "subject_id",
            pl.lit(measure).alias("measure"),
            pl.exclude("subject_id"),
            pl.lit(history.vintages[-1]).alias("after"),
        )
        for kind, (history, measure, frame) in parts.items()
    ).sort("subject_kind", "subject_id")


def coverage_history(tasks: pl.DataFrame, releases: pl.DataFrame, use: Use) -> History:
    """Observed coverage of occupations by release; those of which too few tasks could appear are left out.

    Args:
        tasks: task_id_onet, occupation_id_onet.
        releases: as from ``use_by_release``.
        use: the least share of tasks that must have been able to appear.
    """
    enough = pl.col("tasks_could") >= use.least_reportable_share * pl.col("tasks")
    wide = (
        observed_coverage(tasks, releases.filter(pl.col("product") == PRODUCT))
        .filter(enough & (pl.col("tasks_could") > 0))
        .pivot(on="vintage", index=["occupation_id_onet", "tasks_could"], values="coverage")
        .sort("occupation_id_onet")
    )
    sizes = wide["tasks_could"].to_numpy().astype(float)
    return _history(wide.drop("tasks_could"), "occupation_id_onet", sizes)


def task_history(releases: pl.DataFrame, use: Use) -> History:
    """Use index of tasks by release, 0 where not reported; tasks that could not appear are left out."""
    scale = log(use.task_ceiling / use.task_floor)
    index = ((pl.col("share") / use.task_floor).log() / scale).clip(0, 1).fill_null(0.0)
    wide = (
        releases.filter((pl.col("product") == PRODUCT) & (pl.col("status") != COULD_NOT))
        .select("subject_id", "vintage", value=index)
        .sort("vintage")
        .pivot(on="vintage", index="subject_id", values="value")
        .sort("subject_id")
    )
    return _history(wide, "subject_id", np.ones(wide.height))


def _history(wide: pl.DataFrame, key: str, sizes: Floats) -> History:
    vintages = sorted(c for c in wide.columns if c != key)
    return History(wide[key].to_list(), wide.select(vintages).to_numpy(), sizes, vintages)


def point(values: Floats, judged: Forecast) -> Floats:
    """The forecast: a weighted mean of the last figure and the mean of all; 0 where the last is 0 (equation 33).

    Most of what was not reported in the last release is not reported in the next, whatever it was before: of what one
    should expect half the cases to exceed, 0 is the better forecast.
    """
    last = values[:, -1]
    mean = judged.last_weight * last + (1 - judged.last_weight) * values.mean(axis=1)
    return np.where(last > 0, mean, 0.0)


def forecast_coverage(history: History, judged: Forecast, tasks_reported: int | None = None) -> pl.DataFrame:
    """Observed coverage of the next release: subject_id, value, and an interval per level (equation 34).

    Args:
        history: of occupations.
        judged: weights and levels.
        tasks_reported: of these occupations' tasks, in the next release, where that is known.
    """
    _enough(history)
    known = tasks_reported is not None
    origins = [(history.until(r), history.values[:, r]) for r in range(1, history.values.shape[1])]
    past = [(_levelled(h, judged, float(y @ h.sizes) if known else None), h, y) for h, y in origins]
    designs = [_variances(p, h.sizes) * _growth(h.values.shape[1], judged) for p, h, _ in past]
    misses = [np.abs(y - p) for p, _, y in past]
    parts = _variance_parts(np.concatenate(designs), np.concatenate(misses) ** 2)
    scores = np.concatenate([m / _spread(d, parts) for d, m in zip(designs, misses, strict=True)])
    value = _levelled(history, judged, tasks_reported)
    spread = _spread(_variances(value, history.sizes) * _growth(history.values.shape[1], judged), parts)
    reach = {level: np.quantile(scores, level) * spread for level in judged.levels}
    return _framed(history.ids, value, reach)


def forecast_use(history: History, judged: Forecast) -> pl.DataFrame:
    """Use index of tasks in the next release: subject_id, value, and an interval per level.

    Misses of earlier forecasts are compared within kinds of tasks: never reported, lapsed, reported in a band of use.
    """
    _enough(history)
    kinds: list[Floats] = []
    scores: list[Floats] = []
    for r in range(1, history.values.shape[1]):
        known = history.values[:, :r]
        kinds.append(_kinds(known, judged))
        scores.append(np.abs(history.values[:, r] - point(known, judged)) / np.sqrt(_growth(r, judged)))
    kind, score = np.concatenate(kinds), np.concatenate(scores)
    now = _kinds(history.values, judged)
    growth = np.sqrt(_growth(history.values.shape[1], judged))
    alike = {k: _alike(score, kind, k) for k in np.unique(now)}
    reach = {
        level: growth * np.array([np.quantile(alike[k], level) for k in alike])[np.unique(now, return_inverse=True)[1]]
        for level in judged.levels
    }
    return _framed(history.ids, point(history.values, judged), reach)


def _alike(score: Floats, kind: Floats, wanted: float) -> Floats:
    """Misses of tasks of a kind; of all tasks ever reported where there were none of it; of all, failing that."""
    for chosen in (kind == wanted, kind > 0):
        if chosen.any():
            return score[chosen]
    return score


def _enough(history: History) -> None:
    if history.values.shape[1] < 2:
        raise UsageError(
            f"A forecast needs two releases to see how far the first misses the second; {history.vintages} is known.",
            "Build an edition from two releases at least.",
        )


def _kinds(values: Floats, judged: Forecast) -> Floats:
    """0 never reported, 1 lapsed, from 2 on the band of the last index."""
    last = values[:, -1]
    band = 2 + np.searchsorted(judged.use_bands, last, side="right")
    return np.where(last > 0, band, np.where((values > 0).any(axis=1), 1, 0)).astype(float)


def _growth(releases: int, judged: Forecast) -> float:
    """Variance of a miss in units of one release's noise: the new release's own, and what is left in the forecast's.

    With weights w on the R releases known it is 1 + sum of w squared: a longer history leaves less.
    """
    w = np.full(releases, (1 - judged.last_weight) / releases)
    w[-1] += judged.last_weight
    return float(1 + (w**2).sum())


def _variances(value: Floats, sizes: Floats) -> Floats:
    """S x 2: the variance of a share of n tasks that come and go alone, and of one that they share in."""
    # A half to each side, so that a share of nothing or of everything is not taken as certain.
    p = (value * sizes + 0.5) / (sizes + 1)
    return np.column_stack([p * (1 - p) / sizes, (p * (1 - p)) ** 2])


def _variance_parts(design: Floats, squares: Floats) -> Floats:
    """How much of each variance the squared misses show (non-negative least squares, reweighted by the fit)."""
    found = np.ones(design.shape[1])
    for _ in range(_ROUNDS):
        weight = 1 / np.maximum(design @ found, _FINEST)
        found, _residual = nnls(design * weight[:, None], squares * weight)
    return found


def _spread(design: Floats, parts: Floats) -> Floats:
    return np.sqrt(np.maximum(design @ parts, _FINEST))


def _levelled(history: History, judged: Forecast, reported: float | None) -> Floats:
    """The forecast, moved in logits by one constant so that ``reported`` tasks are expected in all."""
    value = point(history.values, judged)
    if reported is None:
        return value
    open_ = value > 0
    most = float(history.sizes[open_].sum())
    if not 0 < reported < most:
        raise UsageError(
            f"{reported:g} tasks reported is impossible: between 1 and {most:g} can be.",
            "Give the number of tasks that the release reports of the occupations forecast, or none.",
        )
    inner = logit(np.clip(value[open_], _FINEST, 1 - _FINEST))

    def too_many(shift: float) -> float:
        return float(expit(inner + shift) @ history.sizes[open_]) - reported

    moved = np.zeros_like(value)
    shift = root_scalar(too_many, bracket=(-_WIDEST_SHIFT, _WIDEST_SHIFT)).root
    moved[open_] = expit(inner + shift)
    return moved


def _framed(ids: Iterable[str], value: Floats, reach: dict[float, Floats]) -> pl.DataFrame:
    bounds: dict[str, Floats] = {}
    for level, far in reach.items():
        name = f"{100 * level:g}"
        bounds[f"low{name}"] = np.maximum(value - far, 0.0)
        bounds[f"high{name}"] = np.minimum(value + far, 1.0)
    frame = pl.DataFrame({"subject_id": list(ids), "value": value, **bounds})
    return frame.with_columns(rounded(pl.exclude("subject_id"), _DIGITS))
