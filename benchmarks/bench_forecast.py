"""Forecasts of use, by rolling origin: each release is forecast from those before it, by ours and by rivals.

    python benchmarks/bench_forecast.py [--text FILE]

Needs no mirror: the core edition holds the shares of every release. ``FILE`` is a Parquet table of cross-fitted class
probabilities of the text model (task_id_onet, p_e1, p_e2); without it that row is left out, aloud.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from scipy.special import expit, logit
from sklearn.metrics import roc_auc_score

from jobprism.editions.store import CORE, Edition
from jobprism.estimates import forecast as ours
from jobprism.estimates.use import years_between
from jobprism.estimates.use_releases import COULD_NOT, REPORTED, samples_in, use_by_release
from jobprism.judgements.load import Forecast, Use, judgement

Array = np.ndarray
Forecaster = Callable[[Array, Array, float], Array]  # S x R figures, R dates in years, years ahead
_EDGE = 0.02  # shares are kept this far from 0 and 1 before logits are taken
_TEXT = Path(ours.__file__).parent / "models" / "text_crossfit.parquet"


def persistence(values: Array, *_: object) -> Array:
    return values[:, -1]


def history(values: Array, *_: object) -> Array:
    return values.mean(axis=1)


def mean_of_both(values: Array, *_: object) -> Array:
    return (values[:, -1] + values.mean(axis=1)) / 2


def combined(values: Array, *_: object) -> Array:
    return ours.point(values, judgement(Forecast))


def _slopes(values: Array, years: Array) -> Array:
    centred = years - years.mean()
    return (values * centred).sum(axis=1) / (centred**2).sum() if len(years) > 1 else np.zeros(len(values))


def _logits(values: Array) -> Array:
    return logit(np.clip(values, _EDGE, 1 - _EDGE))


def _from_logits(values: Array) -> Array:
    """Shares at the edge count as none."""
    shares = expit(values)
    return np.where(shares <= _EDGE * (1 + 1e-9), 0.0, shares)


def linear(values: Array, years: Array, ahead: float) -> Array:
    line = values.mean(axis=1) + _slopes(values, years) * (years[-1] + ahead - years.mean())
    return np.clip(line, 0, 1)


def logit_trend(values: Array, years: Array, ahead: float) -> Array:
    z = _logits(values)
    return _from_logits(z.mean(axis=1) + _slopes(z, years) * (years[-1] + ahead - years.mean()))


def pooled_diffusion(values: Array, years: Array, ahead: float) -> Array:
    """One logistic rate for all subjects that were ever reported, from each one's last figure on."""
    z = _logits(values)
    seen = (values > 0).any(axis=1)
    rate = _slopes(z, years)[seen].mean()
    return np.where(values[:, -1] > 0, _from_logits(z[:, -1] + rate * ahead), 0.0)


FORECASTERS: dict[str, Forecaster] = {
    "persistence": persistence,
    "mean of history": history,
    "mean of the two": mean_of_both,
    "mean of the two, or 0 (ours)": combined,
    "linear trend": linear,
    "logit trend": logit_trend,
    "pooled diffusion": pooled_diffusion,
}


def points(name: str, found: ours.History) -> None:
    years = np.array([years_between(found.vintages[0], v) for v in found.vintages])
    releases = len(found.vintages)
    print(f"\n{name}: mean absolute error, {len(found.ids)} subjects")
    pairs = [(known, target) for known in range(1, releases) for target in range(known, releases)]
    heads = [f"{found.vintages[k - 1][2:]}>{found.vintages[t][2:]}" for k, t in pairs]
    print(f"{'':30}" + "".join(f"{h:>13}" for h in heads))
    for title, forecaster in FORECASTERS.items():
        errors = []
        for known, target in pairs:
            value = forecaster(found.values[:, :known], years[:known], years[target] - years[known - 1])
            errors.append(float(np.abs(found.values[:, target] - value).mean()))
        print(f"{title:30}" + "".join(f"{e:13.4f}" for e in errors))


def groups(found: ours.History, codes: list[str], known: int) -> None:
    """Trends by major group: each group's mean change goes on, per year."""
    years = np.array([years_between(found.vintages[0], v) for v in found.vintages])
    change = (found.values[:, known - 1] - found.values[:, known - 2]) / (years[known - 1] - years[known - 2])
    by_group = pl.DataFrame({"g": [c[:2] for c in codes], "c": change}).with_columns(pl.col("c").mean().over("g"))
    value = found.values[:, known - 1] + by_group["c"].to_numpy() * (years[known] - years[known - 1])
    error = float(np.abs(found.values[:, known] - np.clip(value, 0, 1)).mean())
    print(f"trend by major group, {found.vintages[known - 1]} > {found.vintages[known]}: {error:.4f}")


def covered(frame: pl.DataFrame, truth: Array, which: Array) -> str:
    judged = judgement(Forecast)
    parts = []
    for level in judged.levels:
        low, high = (frame[f"{side}{100 * level:g}"].to_numpy() for side in ("low", "high"))
        inside = (truth >= low - 1e-6) & (truth <= high + 1e-6)
        parts.append(
            f"{100 * level:g} %: {100 * inside[which].mean():5.1f} (mean width {(high - low)[which].mean():.3f})"
        )
    return "   ".join(parts)


def intervals(coverage: ours.History, indices: ours.History) -> None:
    judged = judgement(Forecast)
    print("\nIntervals: share of subjects inside; each calibrated on the misses before its origin")
    for known in range(2, len(coverage.vintages)):
        label = f"{coverage.vintages[known - 1]} > {coverage.vintages[known]}"
        truth = coverage.values[:, known]
        frame = ours.forecast_coverage(coverage.until(known), judged)
        print(f"{label}  occupations                {covered(frame, truth, np.ones(len(truth), bool))}")
        reported = round(float(truth @ coverage.sizes))
        given = ours.forecast_coverage(coverage.until(known), judged, reported)
        error = float(np.abs(given["value"].to_numpy() - truth).mean())
        print(
            f"{label}  - given {reported} tasks reported {covered(given, truth, np.ones(len(truth), bool))}"
            f"   MAE {error:.4f}"
        )
        by_level(frame, truth, coverage.sizes)
        truth = indices.values[:, known]
        frame = ours.forecast_use(indices.until(known), judged)
        ever = (indices.values[:, :known] > 0).any(axis=1)
        print(f"{label}  tasks reported before      {covered(frame, truth, ever)}")
        print(f"{label}  tasks never reported       {covered(frame, truth, ~ever)}")


def by_level(frame: pl.DataFrame, truth: Array, sizes: Array) -> None:
    value = frame["value"].to_numpy()
    edges = [(0, 1e-9), (1e-9, 0.1), (0.1, 0.3), (0.3, 1.01)]
    for low, high in edges:
        which = (value >= low) & (value < high)
        print(f"    forecast {low:4.1f} to {high:4.1f}, n {which.sum():4}       {covered(frame, truth, which)}")
    for low, high in [(0, 15), (15, 25), (25, 1000)]:
        which = (sizes >= low) & (sizes < high)
        print(f"    {low:3} to {high:4} tasks, n {which.sum():4}             {covered(frame, truth, which)}")


def appears(edition: Edition, releases: pl.DataFrame, text: Path) -> None:
    """Which tasks show up in Claude use: how well published labels tell, per release (area under the ROC curve)."""
    table = edition.table("evidence")
    measures = {"people, beta": "eloundou_human_exposure", "GPT-4, beta": "eloundou_gpt4_exposure"}
    scores = {
        who: table.filter(pl.col("measure") == measure).select("subject_id", score="value")
        for who, measure in measures.items()
    }
    if text.exists():
        found = pl.read_parquet(text)
        scores["text model, beta (cross-fitted)"] = found.select(
            pl.col("task_id_onet").cast(pl.String).alias("subject_id"), score=pl.col("p_e1") + 0.5 * pl.col("p_e2")
        )
    else:
        print(f"\nskipped: no cross-fitted text model at {text}; give it with --text")
    shown = releases.filter((pl.col("product") == ours.PRODUCT) & (pl.col("status") != COULD_NOT))
    common = shown.select("subject_id").unique()
    for score in scores.values():
        common = common.join(score, on="subject_id", how="semi")
    print(f"\nWhich tasks a release reports: AUC on the {common.height} tasks that every score knows")
    vintages = sorted(shown["vintage"].unique())
    print(f"{'':34}" + "".join(f"{v:>10}" for v in [*vintages, "any"]))
    for who, score in scores.items():
        rows = common.join(score, on="subject_id").join(shown, on="subject_id")
        values = [_auc(rows.filter(pl.col("vintage") == v)) for v in vintages]
        ever = rows.group_by("subject_id").agg(pl.col("score").first(), status=pl.col("status").max())
        print(f"{who:34}" + "".join(f"{v:10.3f}" for v in [*values, _auc(ever)]))


def _auc(rows: pl.DataFrame) -> float:
    return float(roc_auc_score((rows["status"] == REPORTED).to_numpy(), rows["score"].to_numpy()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, default=_TEXT)
    arguments = parser.parse_args()
    edition = Edition(CORE)
    tasks, table, use = edition.table("tasks"), edition.table("evidence"), judgement(Use)
    releases = use_by_release(tasks, table, samples_in(table), use)
    coverage, indices = ours.coverage_history(tasks, releases, use), ours.task_history(releases, use)
    points("Observed coverage of occupations", coverage)
    for known in range(2, len(coverage.vintages)):
        groups(coverage, coverage.ids, known)
    points("Use index of tasks", indices)
    intervals(coverage, indices)
    appears(edition, releases, arguments.text)


if __name__ == "__main__":
    main()
