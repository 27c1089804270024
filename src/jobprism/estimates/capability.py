"""Capability: could today's AI do a task, or halve its time at equal quality (equations 4, 26 to 28).

A task has a latent class, E0, E1 or E2. What is known of it besides its human label gives the class probabilities
beforehand, the human label is a noisy report of it, and records of use since may raise it. Capability is the expected
exposure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jobprism.estimates.described import Described
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.intervals import Floats
from jobprism.estimates.raters import (
    BARE_COLUMNS,
    CLASSES,
    EVIDENCE_COLUMNS,
    MISSING,
    RATERS,
    Fitted,
    RaterModel,
    gpt4_likelihood,
    moments,
    panel_mean,
    posterior,
    raised,
    raised_part,
    releases_reporting,
    task_labels,
)
from jobprism.estimates.scoring import Bools, Ints
from jobprism.judgements.load import Capability

SOURCE, USE = "eloundou_2023", "anthropic_economic_index"

EXPOSURE_SCHEMA = pl.Schema(
    {
        "subject_id": pl.String,
        "p_e0": pl.Float64,  # no exposure
        "p_e1": pl.Float64,  # a model alone halves the time
        "p_e2": pl.Float64,  # only with software built on a model
        "alpha": pl.Float64,  # E1
        "beta": pl.Float64,  # the expected exposure, which is capability
        "gamma": pl.Float64,  # E1 or E2
        "beta_as_labelled": pl.Float64,  # beta before use since the labels was heard
        "rater_mean": pl.Float64,  # which intervals are of; expected where a rater is silent
        "releases": pl.Int64,  # how many releases of Claude's use report the task
    }
)


@dataclass(frozen=True)
class Judged:
    """What is judged of tasks, row by row.

    Attributes:
        labels: (n, 3) classes by ``RATERS``, ``MISSING`` where none.
        before: (n, 3) class probabilities as of the labels.
        now: (n, 3) class probabilities with use since.
        releases: (n,) how many releases report the task.
        in_table: (n,) whether the task is in the fitted table.
    """

    labels: Ints
    before: Floats
    now: Floats
    releases: Ints
    in_table: Bools


def capability(
    tasks: pl.DataFrame,
    evidence: pl.DataFrame,
    described: Floats,
    judged: Capability,
    model: RaterModel,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Capability of every task, and the class probabilities behind it.

    Args:
        tasks: task_id_onet.
        evidence: the long table.
        described: (n, 3) class probabilities from wording, activities and occupation; for tasks the table lacks.
        judged: exposures, the panel's weights, drift since the labels.
        model: the fitted rater model.

    Returns:
        Columns as in ``DRAFT_SCHEMA``, and as in ``EXPOSURE_SCHEMA``.
    """
    exposures = np.array([judged.exposure[name] for name in CLASSES])
    found = judge(tasks, evidence, described, judged, model)
    labelled = (found.labels != MISSING).any(axis=1)
    voices = np.where(found.labels == MISSING, np.nan, exposures[np.maximum(found.labels, 0)])
    weights = np.array([judged.rater_weights[rater] for rater in RATERS])
    panel = panel_mean(voices, weights, found.before @ exposures)
    value, variance = moments(found.now, exposures, panel, _spread(found, model.fitted))
    has_risen = (found.releases > 0) & (found.now[:, 0] < found.before[:, 0])
    draft = pl.DataFrame(
        {
            "subject_id": tasks["task_id_onet"].cast(pl.String),
            "value": value,
            "variance": variance,
            "tier": np.where(labelled, "published", "modelled"),
            "coverage": (found.labels != MISSING).mean(axis=1),
            "agreement": agreement(voices),
            "sources": np.where(has_risen, f"{SOURCE},{USE}", SOURCE),
        },
        schema=DRAFT_SCHEMA,
        nan_to_null=True,
    )
    return draft, _exposure_table(draft["subject_id"], found, exposures, panel)


def judge(
    tasks: pl.DataFrame, evidence: pl.DataFrame, described: Floats, judged: Capability, model: RaterModel
) -> Judged:
    """Class probabilities of every task, from its labels and what else is known (equations 26 and 27)."""
    labels = task_labels(tasks, evidence, judged.exposure)
    people = np.array(model.fitted.people)
    prior, in_table = _prior(tasks, labels, described, model)
    before = posterior(prior, labels[:, 0], people)
    releases = releases_reporting(tasks["task_id_onet"], evidence)
    part = raised_part(model.fitted, judged.drift_since_labels)
    return Judged(labels, before, raised(before, part[releases]), releases, in_table)


def from_description(found: Described, judged: Capability, model: RaterModel) -> pl.DataFrame:
    """Capability of work of which no more is known than its description, as roles' own tasks.

    Args:
        found: the work.
        judged: exposures.
        model: the spread of such intervals.

    Returns:
        Columns as in ``DRAFT_SCHEMA``; agreement is that of wording, activities and occupations.
    """
    exposures = np.array([judged.exposure[name] for name in CLASSES])
    count = len(found.ids)
    spread = np.full(count, model.fitted.spread.described)
    value, variance = moments(found.pooled, exposures, found.pooled @ exposures, spread)
    return pl.DataFrame(
        {
            "subject_id": found.ids,
            "value": value,
            "variance": variance,
            "tier": ["modelled"] * count,
            "coverage": [0.0] * count,  # nobody spoke of the work itself
            "agreement": agreement(found.heard.stacked() @ exposures),
            "sources": [SOURCE] * count,
        },
        schema=DRAFT_SCHEMA,
    )


def _prior(tasks: pl.DataFrame, labels: Ints, described: Floats, model: RaterModel) -> tuple[Floats, Bools]:
    """Class probabilities before the human label, and which tasks have them from the fitted table.

    A task that is not in the table has those of its description, and its own labels by GPT-4 as reports of their own.
    """
    joined = tasks.select("task_id_onet").join(model.table, on="task_id_onet", how="left", maintain_order="left")
    evidence, bare = (
        joined.select(pl.col(*columns).cast(pl.Float64)).to_numpy() for columns in (EVIDENCE_COLUMNS, BARE_COLUMNS)
    )
    by_gpt4 = (labels[:, 1:] != MISSING).any(axis=1)
    fitted = np.where(by_gpt4[:, None], evidence, bare)
    plain = described * gpt4_likelihood(np.array(model.fitted.gpt4), labels[:, 1], labels[:, 2])
    known = ~np.isnan(fitted[:, 0])
    prior = np.where(known[:, None], fitted, plain)
    return prior / prior.sum(axis=1, keepdims=True), known


def _spread(found: Judged, fitted: Fitted) -> Floats:
    """Multiplier of the classes' variance, by who labelled the task and what else is known."""
    people, anyone = found.labels[:, 0] != MISSING, (found.labels != MISSING).any(axis=1)
    spread = fitted.spread
    without = np.where(found.in_table, spread.unlabelled, spread.described)
    return np.where(people, spread.labelled, np.where(anyone, spread.without_people, without))


def agreement(labels: Floats) -> Floats:
    """1 minus the mean absolute difference between pairs of raters; NaN with fewer than two."""
    columns = range(labels.shape[1])
    pairs = [np.abs(labels[:, i] - labels[:, j]) for i in columns for j in columns if i < j]
    stacked = np.stack(pairs, axis=1)
    known = ~np.isnan(stacked)
    total = np.where(known, stacked, 0).sum(axis=1)
    return 1 - np.divide(total, known.sum(axis=1), out=np.full(len(labels), np.nan), where=known.any(axis=1))


def _exposure_table(ids: pl.Series, found: Judged, exposures: Floats, panel: Floats) -> pl.DataFrame:
    now = found.now
    return pl.DataFrame(
        {
            "subject_id": ids,
            "p_e0": now[:, 0],
            "p_e1": now[:, 1],
            "p_e2": now[:, 2],
            "alpha": now[:, 1],
            "beta": now @ exposures,
            "gamma": now[:, 1] + now[:, 2],
            "beta_as_labelled": found.before @ exposures,
            "rater_mean": panel,
            "releases": found.releases,
        },
        schema=EXPOSURE_SCHEMA,
    )
