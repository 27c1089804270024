"""Checks of capability and the text model against people's labels they had not seen.

Cross-fitted class probabilities ship with the package: of every labelled task as predicted without its fold, and
without any task that shares a detailed work activity or its wording with that fold; and with its occupation held out as
a whole, from all other evidence, and from its description alone as if the occupation were a role (``splits.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from jobprism.estimates import scoring
from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.intervals import Floats, beta_interval
from jobprism.estimates.raters import (
    CLASSES,
    DESCRIBED_COLUMNS,
    EVIDENCE_COLUMNS,
    MISSING,
    RATERS,
    UNSEEN_COLUMNS,
    RaterModel,
    moments,
    panel_mean,
    task_labels,
)
from jobprism.estimates.scoring import Ints
from jobprism.estimates.text_model import crossfit
from jobprism.estimates.validation import Check
from jobprism.judgements.load import Capability, TaskWeights
from jobprism.judgements.occupations import Shared

_SECTION, _ROLES = "People's labels, held out", "Occupations treated as roles"
HELD_OUT = "tasks held out in five folds of detailed work activities, purged"
_WHOLE = "occupations held out as a whole, in five folds, equal wordings purged"
_TEXT = ("text_e0", "text_e1", "text_e2")


@dataclass(frozen=True)
class Labelled:
    """Tasks that all raters labelled, in rows.

    Attributes:
        table: subject_id, occupation_id_onet, weight, cluster, and the columns of the predictions.
        labels: (n, 3) classes by ``RATERS``.
        exposures: (3,) of the classes.
        raters: (3,) weights of the raters.
    """

    table: pl.DataFrame
    labels: Ints
    exposures: Floats
    raters: Floats

    @property
    def voices(self) -> Floats:
        """(n, 3) exposures that the raters gave."""
        return self.exposures[self.labels]

    def predicted(self, columns: tuple[str, ...]) -> Floats:
        """(n, 3) class probabilities."""
        return self.table.select(columns).to_numpy().astype(float)

    def means(self, exposure: Floats) -> Floats:
        """Per occupation, as Eloundou et al. weigh: core tasks count twice."""
        occupation = np.unique(self.table["occupation_id_onet"].to_numpy(), return_inverse=True)[1].astype(np.int64)
        return scoring.group_means(exposure, occupation, self.table["weight"].to_numpy())


def capability_checks(
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
    evidence: pl.DataFrame,
    judged: Capability,
    weights: TaskWeights,
    model: RaterModel,
) -> Iterator[Check]:
    """How well people's labels are foretold: from words alone, by GPT-4, from all evidence but the label, as of roles.

    Args:
        tasks: task_id_onet, occupation_id_onet, task_type.
        task_activities: task_id_onet, activity_id_onet.
        evidence: the long table.
        judged: exposures of the classes, the panel's weights.
        weights: what a core and a supplemental task count for in an occupation's mean.
        model: the rater model.
    """
    found = _labelled(tasks, task_activities, evidence, judged, weights, model)
    spread, fitted = model.fitted.spread, model.fitted
    by_gpt4 = np.eye(len(CLASSES))[found.labels[:, 1]]
    by_evidence, unseen = found.predicted(EVIDENCE_COLUMNS), found.predicted(UNSEEN_COLUMNS)
    described = found.predicted(DESCRIBED_COLUMNS)
    yield from _scores(found, "text", "Words alone", found.predicted(_TEXT))
    yield from _scores(found, "gpt4", "GPT-4", by_gpt4, certain=True)
    yield from _scores(found, "evidence", "All evidence but the label", by_evidence)
    unknown = "90 % interval, people's label unknown"
    yield _tasks_inside(found, "tasks_coverage_90", unknown, HELD_OUT, by_evidence, spread.without_people, heard=[1, 2])
    yield _occupations_inside(
        found, "occupations_coverage_90", unknown, unseen, spread.without_people, fitted.correlation, heard=[1, 2]
    )
    yield from _scores(found, "described", "Wording, activities, related occupations", described, _ROLES, _WHOLE)
    no_label = "90 % interval, no label known"
    yield _tasks_inside(found, "described_tasks_coverage_90", no_label, _WHOLE, described, spread.described, heard=[])
    yield _occupations_inside(
        found,
        "described_occupations_coverage_90",
        no_label,
        described,
        spread.described,
        fitted.correlation_described,
        heard=[],
    )


def calibration_bins(
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
    evidence: pl.DataFrame,
    judged: Capability,
    weights: TaskWeights,
    model: RaterModel,
) -> dict[str, list[tuple[int, float, float]]]:
    """How sure the held-out predictions were beside how often they were right; arguments as in ``capability_checks``.

    Returns:
        By whose prediction (``words``, ``evidence``), per tenth of confidence: tasks, mean confidence in the most
        probable class, and the share of tasks that people put in that class.
    """
    found = _labelled(tasks, task_activities, evidence, judged, weights, model)
    bins = {}
    for name, columns in {"words": _TEXT, "evidence": EVIDENCE_COLUMNS}.items():
        probabilities = found.predicted(columns)
        right = probabilities.argmax(axis=1) == found.labels[:, 0]
        bins[name] = scoring.calibration(probabilities.max(axis=1), right)
    return bins


def _scores(
    found: Labelled,
    name: str,
    who: str,
    probabilities: Floats,
    section: str = _SECTION,
    split: str = HELD_OUT,
    *,
    certain: bool = False,
) -> Iterator[Check]:
    truth = found.labels[:, 0]
    of_people, means = found.means(found.exposures[truth]), found.means(probabilities @ found.exposures)
    figures = {
        "accuracy": ("accuracy", scoring.accuracy(probabilities, truth)),
        "kappa": ("quadratic kappa", scoring.quadratic_kappa(probabilities.argmax(axis=1), truth)),
        "occupations": ("Spearman's rho of occupations' beta", scoring.spearman(means, of_people)),
    }
    if not certain:
        figures["log_loss"] = ("log-loss, nats", scoring.log_loss(probabilities, truth))
        figures["ece"] = ("calibration error", scoring.expected_calibration_error(probabilities, truth))
    for figure, (what, value) in figures.items():
        yield Check(section, f"{name}_{figure}", f"{who}: {what}", split, len(truth), value)


def _moments(found: Labelled, probabilities: Floats, spread: float, heard: list[int]) -> tuple[Floats, Floats, Floats]:
    """(mean, variance, expected rater-mean) of every task when only the raters ``heard`` are."""
    voices = np.full(found.labels.shape, np.nan)
    voices[:, heard] = found.voices[:, heard]
    expected = panel_mean(voices, found.raters, probabilities @ found.exposures)
    mean, variance = moments(probabilities, found.exposures, expected, np.full(len(expected), spread))
    return mean, variance, expected


def _truth(found: Labelled) -> Floats:
    """(n,) the rater-mean exposure found."""
    return found.voices @ (found.raters / found.raters.sum())


def _tasks_inside(
    found: Labelled, name: str, what: str, split: str, probabilities: Floats, spread: float, heard: list[int]
) -> Check:
    """Share of tasks whose rater-mean exposure the interval holds."""
    mean, variance, _ = _moments(found, probabilities, spread, heard)
    held = scoring.coverage(*beta_interval(mean, variance), _truth(found))
    section = _SECTION if heard else _ROLES
    said = f"Share of tasks inside the {what}"
    return Check(section, name, said, f"{split}; the rater-mean exposure", len(mean), held)


def _occupations_inside(
    found: Labelled, name: str, what: str, probabilities: Floats, spread: float, shared: Shared, heard: list[int]
) -> Check:
    """Share of occupations whose mean of their tasks' rater-mean exposures the interval holds (equation 14)."""
    mean, variance, expected = _moments(found, probabilities, spread, heard)
    ids = found.table["subject_id"]
    draft = pl.DataFrame(
        {
            "subject_id": ids,
            "value": mean,
            "variance": variance,
            "tier": "modelled",
            "coverage": 0.0,
            "agreement": None,
            "sources": "",
        },
        schema=DRAFT_SCHEMA,
    )
    grouping = Grouping(found.table.select("cluster", "weight", task_id="subject_id", subject_id="occupation_id_onet"))
    distances = pl.DataFrame({"subject_id": ids, "distance": expected - mean})
    table = aggregate(draft, grouping, shared, distances)
    truth = aggregate(draft.with_columns(value=pl.Series(_truth(found))), grouping, shared)
    low, high = beta_interval(table["value"].to_numpy(), table["variance"].to_numpy())
    held = scoring.coverage(low, high, truth["value"].to_numpy())
    said, split = f"Share of occupations inside the {what}", f"{_WHOLE}; the mean of their tasks"
    return Check(_SECTION if heard else _ROLES, name, said, split, table.height, held)


def _labelled(
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
    evidence: pl.DataFrame,
    judged: Capability,
    weights: TaskWeights,
    model: RaterModel,
) -> Labelled:
    counts = {k.capitalize(): v for k, v in weights.unrated.items()}
    first = task_activities.sort("task_id_onet", "activity_id_onet").unique("task_id_onet", keep="first")
    words = crossfit().rename({f"p_{c.lower()}": f"text_{c.lower()}" for c in CLASSES})
    table = (
        tasks.with_columns(
            weight=pl.col("task_type").replace_strict(
                counts, default=weights.unrated["untyped"], return_dtype=pl.Float64
            ),
            subject_id=pl.col("task_id_onet").cast(pl.String),
        )
        .join(first.select("task_id_onet", cluster="activity_id_onet"), on="task_id_onet", how="left")
        .join(model.table.drop_nulls(EVIDENCE_COLUMNS), on="task_id_onet")
        .join(words, on="task_id_onet")
        .sort("task_id_onet")
    )
    labels = task_labels(table, evidence, judged.exposure)
    known = (labels != MISSING).all(axis=1)
    exposures = np.array([judged.exposure[name] for name in CLASSES])
    raters = np.array([judged.rater_weights[r] for r in RATERS])
    return Labelled(table.filter(pl.Series(known)), labels[known], exposures, raters)
