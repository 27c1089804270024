"""The checks an edition makes of its own estimates, from nothing but its tables and the package's fitted files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from jobprism.estimates.agreement import FEWEST, index_matrix, pair
from jobprism.estimates.capability_checks import capability_checks
from jobprism.estimates.forecast import History, coverage_history, forecast_coverage, forecast_use, task_history
from jobprism.estimates.intervals import Floats
from jobprism.estimates.raters import rater_model
from jobprism.estimates.scoring import coverage
from jobprism.estimates.use_releases import samples_in, use_by_release
from jobprism.estimates.validation import Check
from jobprism.judgements.load import Capability, Forecast, TaskWeights, Use, judgement

_OWN_LABELS = "eloundou"


def checks(
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
    evidence: pl.DataFrame,
    layers: pl.DataFrame,
    pressure: pl.DataFrame,
    indices: pl.DataFrame,
) -> Iterator[Check]:
    """All checks, section by section; tables as an edition has them."""
    capability, weights = judgement(Capability), judgement(TaskWeights)
    yield from capability_checks(tasks, task_activities, evidence, capability, weights, rater_model())
    yield from forecast_checks(tasks, evidence)
    yield from index_checks(layers, pressure, indices)


def forecast_checks(tasks: pl.DataFrame, evidence: pl.DataFrame) -> Iterator[Check]:
    """The last release, forecast from those before it: error beside persistence, and what the intervals hold.

    Args:
        tasks: task_id_onet, occupation_id_onet, in_onet_20_1.
        evidence: the long table.
    """
    judged, use = judgement(Forecast), judgement(Use)
    releases = use_by_release(tasks, evidence, samples_in(evidence), use)
    occupations, indices = coverage_history(tasks, releases, use), task_history(releases, use)
    for subject, history, forecast in (
        ("occupations", occupations, forecast_coverage(_before_last(occupations), judged)),
        ("tasks", indices, forecast_use(_before_last(indices), judged)),
    ):
        truth, last = history.values[:, -1], history.values[:, -2]
        known, target = history.vintages[-2:]
        split = f"release of {target}, forecast from those up to {known}"
        yield from _forecast_scores(subject, split, forecast, truth, last, judged)


def _before_last(history: History) -> History:
    return history.until(history.values.shape[1] - 1)


def _forecast_scores(
    subject: str, split: str, forecast: pl.DataFrame, truth: Floats, last: Floats, judged: Forecast
) -> Iterator[Check]:
    n, section = len(truth), "Forecast of use"
    ours = float(np.abs(forecast["value"].to_numpy() - truth).mean())
    persistence = float(np.abs(last - truth).mean())
    named = f"forecast_{subject}"
    yield Check(section, f"{named}_mae", f"Mean absolute error, {subject}", split, n, ours)
    yield Check(section, f"{named}_persistence_mae", f"The same of persistence, {subject}", split, n, persistence)
    yield Check(section, f"{named}_ratio", f"Ours over persistence's, {subject}", split, n, ours / persistence)
    for level in judged.levels:
        low, high = (forecast[f"{side}{100 * level:g}"].to_numpy() for side in ("low", "high"))
        held = coverage(low, high, truth, slack=1e-6)
        what = f"Share of {subject} inside the {100 * level:g} % interval"
        yield Check(section, f"{named}_coverage_{100 * level:g}", what, split, n, held)


def index_checks(layers: pl.DataFrame, pressure: pl.DataFrame, indices: pl.DataFrame) -> Iterator[Check]:
    """Capability and pressure of occupations beside every published index that neither is made from.

    Args:
        layers: estimates, with subject_kind, subject_id, layer, value.
        pressure: subject_kind, subject_id, value.
        indices: subject_kind, subject_id, measure, vintage, value; Eloundou's are left out, whose labels we use.
    """
    others = index_matrix(indices.filter(~pl.col("measure").str.starts_with(_OWN_LABELS)))
    is_occupation = pl.col("subject_kind") == "occupation"
    own = {
        "capability": layers.filter(is_occupation & (pl.col("layer") == "capability")).select("subject_id", "value"),
        "pressure": pressure.filter(is_occupation).select("subject_id", "value"),
    }
    for name, values in own.items():
        both = others.join(values, on="subject_id")
        for column in others.columns[1:]:
            known = both.drop_nulls(column)
            if known.height < FEWEST or known[column].n_unique() == 1:
                continue
            rho, _, _, overlap, _, _ = pair(known["value"].to_numpy(), known[column].to_numpy())
            measure, _, vintage = column.partition("@")
            split = f"index of {vintage}, not used in the estimate" if name == "capability" else f"index of {vintage}"
            section, n = f"{name.capitalize()} beside published indices", known.height
            yield Check(section, f"{name}_{column}_spearman", f"Spearman's rho with {measure}", split, n, rho)
            yield Check(section, f"{name}_{column}_top", f"Overlap of the top tenth with {measure}", split, n, overlap)
