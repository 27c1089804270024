"""Parameters of the rater model, from labels and cross-fitted predictions (docs/method.md, equations 26 to 30)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.intervals import LEVEL, beta_interval
from jobprism.estimates.raters import CLASSES as CLASS_NAMES
from jobprism.estimates.raters import MISSING, RATERS, RELEASES, moments, panel_mean, posterior
from jobprism.estimates.scoring import coverage
from jobprism.judgements.load import Capability
from jobprism.judgements.occupations import Shared
from rater_data import Floats, Ints, RaterData

Bools = NDArray[np.bool_]
CLASSES = 3
_ROUNDS = 200
_STEPS = 40
_WIDEST = 8.0
_LEAST_COMMON = 1e-3


@dataclass(frozen=True)
class Twins:
    """Tasks of equal wording.

    Attributes:
        rows: (m,) tasks that have a twin.
        text: (m,) number of the wording.
        weight: (m,) such that every wording counts as two labels.
    """

    rows: Ints
    text: Ints
    weight: Floats

    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """(task, its twin, weight) in both orders; every wording weighs the same."""
        same = sparse.csr_matrix((np.ones(len(self.rows)), (np.arange(len(self.rows)), self.text)))
        one, other = (same @ same.T).nonzero()
        distinct = one != other
        one, other = one[distinct], other[distinct]
        size = np.bincount(self.text)[self.text[one]]
        return self.rows[one], self.rows[other], 2 / (size * (size - 1))


def twins(data: RaterData) -> Twins:
    """Labelled tasks of equal wording, case apart."""
    wording = data.tasks["task_text"].str.to_lowercase().str.strip_chars().to_numpy()
    number = np.unique(wording, return_inverse=True)[1]
    size = np.bincount(number, data.labelled)[number]
    rows = np.flatnonzero((size > 1) & data.labelled)
    text = np.unique(number[rows], return_inverse=True)[1].astype(np.int64)
    return Twins(rows, text, 2 / size[rows])


def people_confusion(data: RaterData, equal: Twins) -> Floats:
    """P(label | class) of people, by expectation and maximisation over equal wordings (Dawid and Skene 1979)."""
    labels = data.human[equal.rows]
    found = np.full((CLASSES, CLASSES), 0.05) + 0.85 * np.eye(CLASSES)
    share = np.bincount(labels, minlength=CLASSES) / len(labels)
    for _ in range(_ROUNDS):
        logs = np.tile(np.log(share), (equal.text.max() + 1, 1))
        np.add.at(logs, equal.text, np.log(found[:, labels]).T)
        of_class = np.exp(logs - logs.max(axis=1, keepdims=True))
        of_class /= of_class.sum(axis=1, keepdims=True)
        share = of_class.mean(axis=0)
        weighted = of_class[equal.text] * equal.weight[:, None]
        counts = np.stack([weighted[labels == k].sum(axis=0) for k in range(CLASSES)], axis=1) + 0.5
        found = counts / counts.sum(axis=1, keepdims=True)
    return found


def gpt4_confusion(data: RaterData, of_class: Floats) -> Floats:
    """(class, label, second label) joint P of GPT-4's labels given the class."""
    out = np.full((CLASSES,) * 3, 0.5)
    has = (data.labels != MISSING).all(axis=1)
    for first in range(CLASSES):
        for second in range(CLASSES):
            rows = has & (data.labels[:, 1] == first) & (data.labels[:, 2] == second)
            out[:, first, second] += of_class[rows].sum(axis=0)
    return out / out.sum(axis=(1, 2), keepdims=True)


def reported(data: RaterData) -> tuple[Floats, Floats]:
    """P(0, 1, ... releases report a task) for tasks that people labelled E0, and for the others."""
    found = []
    for rows in (data.human == 0, data.human > 0):
        counts = np.bincount(data.reporting[rows], minlength=len(RELEASES) + 1) + 0.5
        found.append(counts / counts.sum())
    return found[0], found[1]


@dataclass(frozen=True)
class Panel:
    """Rater-mean exposures.

    Attributes:
        exposures: (3,) of the classes.
        labels: (n, 3) exposures that raters gave; NaN where none.
        weights: (3,) of the raters.
    """

    exposures: Floats
    labels: Floats
    weights: Floats

    @property
    def mean(self) -> Floats:
        """(n,) rater-mean exposure; NaN where nobody labelled."""
        return self.labels @ (self.weights / self.weights.sum())

    def expected(self, predicted: Floats, known: list[int]) -> Floats:
        """(n,) rater-mean exposure when only the raters ``known`` are."""
        hidden = np.full_like(self.labels, np.nan)
        hidden[:, known] = self.labels[:, known]
        return panel_mean(hidden, self.weights, predicted @ self.exposures)


def panel(data: RaterData, judged: Capability) -> Panel:
    """The panel as judged."""
    exposures = np.array([judged.exposure[name] for name in CLASS_NAMES])
    labels = np.where(data.labels == MISSING, np.nan, exposures[np.maximum(data.labels, 0)])
    return Panel(exposures, labels, np.array([judged.rater_weights[r] for r in RATERS]))


@dataclass(frozen=True)
class Tier:
    """Predictions of the rater-mean exposure of a kind of task.

    Attributes:
        predicted: (m, 3) class probabilities.
        expected: (m,) rater-mean exposure expected of what is known.
        truth: (m,) rater-mean exposure found.
        weight: (m,) of each in coverage.
    """

    predicted: Floats
    expected: Floats
    truth: Floats
    weight: Floats

    def interval(self, exposures: Floats, spread: float) -> tuple[Floats, Floats]:
        """90 % interval of each."""
        mean, variance = moments(self.predicted, exposures, self.expected, np.full(len(self.truth), spread))
        return beta_interval(mean, variance)

    def covered(self, exposures: Floats, spread: float) -> float:
        """Weighted share of intervals that hold the truth."""
        low, high = self.interval(exposures, spread)
        inside = (self.truth >= low - 1e-9) & (self.truth <= high + 1e-9)
        return float(np.average(inside, weights=self.weight))

    def part(self, rows: Bools) -> Tier:
        """Some of them."""
        return Tier(self.predicted[rows], self.expected[rows], self.truth[rows], self.weight[rows])


def tiers(data: RaterData, voices: Panel, evidence: Floats, bare: Floats, people: Floats) -> dict[str, Tier]:
    """The three kinds of task, each with a truth that it did not see: a twin's labels, the human label, all labels."""
    rows = data.labelled & ~np.isnan(voices.mean)
    one, other, weight = twins(data).pairs()
    known = posterior(evidence, data.human, people)
    even = np.ones(int(rows.sum()))
    truth = voices.mean
    return {
        "labelled": Tier(known[one], truth[one], truth[other], weight),
        "without_people": Tier(evidence[rows], voices.expected(evidence, [1, 2])[rows], truth[rows], even),
        "unlabelled": Tier(bare[rows], voices.expected(bare, [])[rows], truth[rows], even),
    }


def fitted_spread(tier: Tier, exposures: Floats) -> float:
    """The least multiplier with which 90 % of the intervals hold the truth."""
    return _least(lambda spread: tier.covered(exposures, spread), _WIDEST)


def _least(covered: Callable[[float], float], upper: float) -> float:
    low, high = 0.0, upper
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if covered(middle) >= LEVEL else (middle, high)
    return high


@dataclass(frozen=True)
class Occupations:
    """Tasks of occupations that were held out as a whole, and what was predicted of them.

    Attributes:
        occupation, activity: (n,) number of the task's occupation and of its first activity.
        weight: (n,) within the occupation.
        mean, variance: (n,) of the prediction.
        expected: (n,) rater-mean exposure that is expected of what is known.
        truth: (n,) rater-mean exposure.
    """

    occupation: Ints
    activity: Ints
    weight: Floats
    mean: Floats
    variance: Floats
    expected: Floats
    truth: Floats

    def part(self, rows: Bools) -> Occupations:
        """Some tasks; take whole occupations."""
        return Occupations(*(values[rows] for values in vars(self).values()))

    def moments(self, shared: Shared) -> pl.DataFrame:
        """subject_id (number of the occupation), value, variance, truth, by the aggregation that estimates use."""
        task = pl.Series("subject_id", np.arange(len(self.mean))).cast(pl.String)
        draft = pl.DataFrame(
            {
                "subject_id": task,
                "value": self.mean,
                "variance": self.variance,
                "tier": "published",
                "coverage": 1.0,
                "agreement": None,
                "sources": "",
            },
            schema=DRAFT_SCHEMA,
        )
        links = pl.DataFrame(
            {
                "subject_id": pl.Series(self.occupation).cast(pl.String),
                "task_id": task,
                "weight": self.weight,
                "cluster": pl.Series(self.activity).cast(pl.String),
            }
        )
        distances = pl.DataFrame({"subject_id": task, "distance": self.expected - self.mean})
        found = aggregate(draft, Grouping(links), shared, distances)
        truth = aggregate(draft.with_columns(value=pl.Series(self.truth)), Grouping(links), shared)
        return found.select("subject_id", "value", "variance").with_columns(truth=truth["value"])

    def interval(self, shared: Shared) -> tuple[Floats, Floats, Floats]:
        """(low, high, truth) per occupation."""
        table = self.moments(shared)
        low, high = beta_interval(table["value"].to_numpy(), table["variance"].to_numpy())
        return low, high, table["truth"].to_numpy()

    def covered(self, shared: Shared) -> float:
        """Share of occupations whose interval holds the truth."""
        return coverage(*self.interval(shared))


def alike(found: Occupations) -> tuple[float, float]:
    """Mean product of standardised errors over pairs of an occupation's tasks: of other activities, of one activity."""
    chance = found.variance - (found.expected - found.mean) ** 2
    error = (found.truth - found.expected) / np.sqrt(np.maximum(chance, 1e-6))
    error = np.clip(error, -4, 4)
    scale = (error**2).mean()
    both = np.unique(np.stack([found.occupation, found.activity]), axis=1, return_inverse=True)[1].ravel()

    def products(group: Ints) -> tuple[float, float]:
        total, own, size = (np.bincount(group, v) for v in (error, error**2, np.ones(len(error))))
        return float((total**2 - own).sum() / 2), float((size * (size - 1)).sum() / 2)

    (whole, pairs), (within, inner) = products(found.occupation), products(both)
    return (whole - within) / (pairs - inner) / scale, within / inner / scale


def fitted_correlation(found: Occupations) -> Shared:
    """Parts of an error's variance that tasks share (equation 30).

    The proportion of what an activity's tasks share to what all tasks of the occupation do is that of the products of
    errors; its height is the least with which 90 % of the occupations' intervals hold the truth.
    """
    elsewhere, within = alike(found)
    ratio = max(within - max(elsewhere, 0.0), 0.0) / max(elsewhere, _LEAST_COMMON)

    def shared(common: float) -> Shared:
        return Shared(common=common, activity=min(common * ratio, 1 - common))

    common = round(_least(lambda height: found.covered(shared(height)), 1.0), 4)
    return Shared(common=common, activity=round(shared(common).activity, 4))


def first_activity(data: RaterData) -> Ints:
    """(n,) number of the task's first intermediate activity, under which it counts; its own number if it has none."""
    members = data.members["activity"].sorted_indices()
    start, end = members.indptr[:-1], members.indptr[1:]
    alone = members.shape[1] + np.arange(members.shape[0])
    return np.where(end > start, members.indices[np.minimum(start, len(members.indices) - 1)], alone)


def occupations(data: RaterData, voices: Panel, predicted: Floats, known: list[int], spread: float) -> Occupations:
    """Labelled tasks with what was predicted of them while the raters in ``known`` were all that was heard."""
    rows = data.labelled
    expected = voices.expected(predicted, known)
    mean, variance = moments(predicted[rows], voices.exposures, expected[rows], np.full(int(rows.sum()), spread))
    return Occupations(
        data.occupation[rows],
        first_activity(data)[rows],
        data.core[rows],
        mean,
        variance,
        expected[rows],
        voices.mean[rows],
    )


def occupation_folds(data: RaterData, folds: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Folds of whole occupations: the table (task_id_onet, group, fold) and links (task_id_onet, activity)."""
    tasks = data.tasks.filter(pl.Series(data.labelled)).select("task_id_onet", group="occupation_id_onet")
    codes = tasks["group"].unique().sort().to_list()
    order = np.random.default_rng(seed).permutation(len(codes))
    of = {codes[j]: i % folds for i, j in enumerate(order)}
    table = tasks.with_columns(fold=pl.col("group").replace_strict(of, return_dtype=pl.Int64))
    return table, tasks.rename({"group": "activity"})
