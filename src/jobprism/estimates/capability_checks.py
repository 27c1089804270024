"""Checks of capability and the text model against people's labels they had not seen.

Both ship cross-fitted class probabilities: of every labelled task as predicted without its fold, and without any task
that shares a detailed work activity or its wording with that fold (``splits.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from jobprism.estimates import scoring
from jobprism.estimates.intervals import Floats, beta_interval
from jobprism.estimates.raters import CLASSES, EVIDENCE_COLUMNS, RATERS, RaterModel, moments, panel_mean
from jobprism.estimates.text_model import crossfit
from jobprism.estimates.validation import Check
from jobprism.judgements.load import Capability, TaskWeights

HELD_OUT = "tasks held out in five folds of detailed work activities, purged"
_SECTION = "People's labels, held out"
_TEXT = ("p_e0", "p_e1", "p_e2")


def capability_checks(
    tasks: pl.DataFrame, evidence: pl.DataFrame, judged: Capability, weights: TaskWeights, model: RaterModel
) -> Iterator[Check]:
    """How well people's labels are foretold: from words alone, by GPT-4, and from all evidence but the label itself.

    Args:
        tasks: task_id_onet, occupation_id_onet, task_type.
        evidence: the long table.
        judged: exposures of the classes, the panel's weights.
        weights: what a core and a supplemental task count for in an occupation's mean.
        model: the rater model.
    """
    table = _labelled(tasks, evidence, weights, model)
    number = {judged.exposure[name]: i for i, name in enumerate(CLASSES)}
    labels = {r: np.array([number[v] for v in table[r].to_list()]) for r in RATERS}
    exposures = np.array([judged.exposure[name] for name in CLASSES])
    truth = labels[RATERS[0]]
    occupation = np.unique(table["occupation_id_onet"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    work = table["weight"].to_numpy()
    of_people = scoring.group_means(exposures[truth], occupation, work)

    def scores(name: str, who: str, probabilities: Floats, *, certain: bool = False) -> Iterator[Check]:
        chosen = probabilities.argmax(axis=1)
        means = scoring.group_means(probabilities @ exposures, occupation, work)
        figures = {
            "accuracy": ("accuracy", scoring.accuracy(probabilities, truth)),
            "kappa": ("quadratic kappa", scoring.quadratic_kappa(chosen, truth)),
            "occupations": ("Spearman's rho of occupations' beta", scoring.spearman(means, of_people)),
        }
        if not certain:
            figures["log_loss"] = ("log-loss, nats", scoring.log_loss(probabilities, truth))
            figures["ece"] = ("calibration error", scoring.expected_calibration_error(probabilities, truth))
        for figure, (what, value) in figures.items():
            yield Check(_SECTION, f"{name}_{figure}", f"{who}: {what}", HELD_OUT, len(truth), value)

    all_evidence = table.select(EVIDENCE_COLUMNS).to_numpy().astype(float)
    yield from scores("text", "Words alone", table.select(f"text_{c}" for c in _TEXT).to_numpy().astype(float))
    yield from scores("gpt4", "GPT-4", np.eye(len(CLASSES))[labels[RATERS[1]]], certain=True)
    yield from scores("evidence", "All evidence but the label", all_evidence)
    yield _coverage(labels, all_evidence, exposures, judged, model)


def calibration_bins(
    tasks: pl.DataFrame, evidence: pl.DataFrame, judged: Capability, weights: TaskWeights, model: RaterModel
) -> dict[str, list[tuple[int, float, float]]]:
    """How sure the held-out predictions were beside how often they were right; arguments as in ``capability_checks``.

    Returns:
        By whose prediction (``words``, ``evidence``), per tenth of confidence: tasks, mean confidence in the most
        probable class, and the share of tasks that people put in that class.
    """
    table = _labelled(tasks, evidence, weights, model)
    number = {judged.exposure[name]: i for i, name in enumerate(CLASSES)}
    truth = np.array([number[v] for v in table[RATERS[0]].to_list()])
    columns = {"words": [f"text_{c}" for c in _TEXT], "evidence": list(EVIDENCE_COLUMNS)}
    found = {}
    for name, chosen in columns.items():
        probabilities = table.select(chosen).to_numpy().astype(float)
        found[name] = scoring.calibration(probabilities.max(axis=1), probabilities.argmax(axis=1) == truth)
    return found


def _labelled(tasks: pl.DataFrame, evidence: pl.DataFrame, weights: TaskWeights, model: RaterModel) -> pl.DataFrame:
    """Tasks that all raters labelled, with their labels' exposures and both cross-fitted predictions."""
    counts = {k.capitalize(): v for k, v in weights.unrated.items()}
    table = tasks.with_columns(
        weight=pl.col("task_type").replace_strict(counts, default=weights.unrated["untyped"], return_dtype=pl.Float64),
        subject_id=pl.col("task_id_onet").cast(pl.String),
    )
    for rater in RATERS:
        own = evidence.filter(pl.col("measure") == rater).select("subject_id", pl.col("value").alias(rater))
        table = table.join(own, on="subject_id")
    fitted = model.table.select("task_id_onet", *EVIDENCE_COLUMNS).drop_nulls()
    words = crossfit().select("task_id_onet", *(pl.col(c).alias(f"text_{c}") for c in _TEXT))
    return table.join(fitted, on="task_id_onet").join(words, on="task_id_onet").sort("task_id_onet")


def _coverage(
    labels: dict[str, scoring.Ints], probabilities: Floats, exposures: Floats, judged: Capability, model: RaterModel
) -> Check:
    """Share of tasks whose rater-mean exposure the 90 % interval holds when people's label is not known."""
    voices = np.stack([exposures[labels[r]] for r in RATERS], axis=1)
    weights = np.array([judged.rater_weights[r] for r in RATERS])
    unheard = voices.copy()
    unheard[:, 0] = np.nan
    expected = probabilities @ exposures
    panel = panel_mean(unheard, weights, expected)
    spread = np.full(len(expected), model.fitted.spread.without_people)
    low, high = beta_interval(*moments(probabilities, exposures, panel, spread))
    held = scoring.coverage(low, high, panel_mean(voices, weights, expected))
    what = "Share of tasks inside the 90 % interval, people's label unknown"
    return Check(_SECTION, "tasks_coverage_90", what, f"{HELD_OUT}; the rater-mean exposure", len(expected), held)
