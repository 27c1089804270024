"""Features of a task that rest on other tasks' human labels, each seen only through folds that leave the task out.

For a fold that is held out, features of its tasks come from the labels of the tasks that may be trained on. Features
of those training tasks must be alike, or the stack would trust them too much: they come from the training tasks outside
the task's own part of the fold, and again without tasks that share a detailed activity or a wording with that part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from jobprism.estimates.raters import MISSING
from rater_data import Floats, Ints, RaterData

Bools = NDArray[np.bool_]
CLASSES = 3
PARTS = 4  # of each fold
SEED = 20261121
_SVD, _FOURIER, _FOURIER_SCALE = 300, 400, 4.0
_RIDGE = 12.0
_LEAST = 0.01
_SMOOTHING = {"general": 10.0, "activity": 5.0, "major": 10.0, "minor": 10.0, "occupation": 5.0}
_CHAINS = (("general", "activity"), ("major", "minor", "occupation"))  # each smoothed to the one before
_GPT4_SMOOTHING = 3.0


@dataclass(frozen=True)
class Design:
    """What does not depend on the folds.

    Attributes:
        one_hot: (n, 3) human label; zeros where none.
        bare: (n, d) wording (leading singular vectors of TF-IDF, and random Fourier features of them), activities and
            what GPT-4 labelled the *other* tasks of them.
        full: (n, d) the same with GPT-4's labels of the task itself.
        others: (n, d) what GPT-4 labelled the other tasks of a task's activities and occupation.
        own: (n, d) GPT-4's labels of the task itself.
        pair: (n, 9) both GPT-4 labels as one class of nine.
        general: (n, d) generalised activities.
    """

    one_hot: Floats
    bare: Floats
    full: Floats
    others: Floats
    own: Floats
    pair: Floats
    general: Floats


def design(data: RaterData) -> Design:
    """Everything that is known of the tasks but human labels, as columns."""
    pair = np.zeros((len(data.labels), CLASSES**2))
    has = (data.labels[:, 1:] != MISSING).all(axis=1)
    pair[has, data.labels[has, 1] * CLASSES + data.labels[has, 2]] = 1
    own = np.concatenate([pair, _one_hot(data.automation, 5)], axis=1)
    gpt4 = np.concatenate([_one_hot(data.labels[:, r], CLASSES) for r in (1, 2)], axis=1)
    others = np.concatenate([_means_of_others(m, gpt4, has) for m in data.members.values()], axis=1)
    wording = _wording(data.tasks["task_text"].to_list())
    activity, general = (_row_shares(data.members[name]) for name in ("activity", "general"))
    bare = np.concatenate([wording, activity, general, others], axis=1)
    return Design(
        one_hot=_one_hot(data.human, CLASSES),
        bare=bare,
        full=np.concatenate([bare, own], axis=1),
        others=others,
        own=own,
        pair=pair,
        general=general,
    )


def _one_hot(numbers: Ints, size: int) -> Floats:
    return np.where((numbers == MISSING)[:, None], 0.0, np.eye(size)[np.maximum(numbers, 0)])


def _row_shares(members: sparse.csr_matrix) -> Floats:
    dense = members.toarray()
    return dense / np.maximum(dense.sum(axis=1, keepdims=True), 1)


def _wording(text: list[str]) -> Floats:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit_transform(text)
    leading = TruncatedSVD(_SVD, random_state=SEED).fit_transform(words)
    leading /= np.linalg.norm(leading, axis=1, keepdims=True) + 1e-9
    random = np.random.default_rng(SEED)
    directions = random.normal(size=(_SVD, _FOURIER)) * np.sqrt(2)
    phases = random.uniform(0, 2 * np.pi, _FOURIER)
    fourier = _FOURIER_SCALE * np.sqrt(2 / _FOURIER) * np.cos(leading @ directions + phases)
    return np.concatenate([leading, fourier], axis=1)


def _means_of_others(members: sparse.csr_matrix, values: Floats, known: Bools) -> Floats:
    """Per task, the mean of ``values`` over the other known tasks of its groups, smoothed to the overall mean."""
    values = values * known[:, None]
    groups = np.asarray(members.sum(axis=1))
    count = members @ (members.T @ known.astype(float)) - groups[:, 0] * known
    summed = members @ (members.T @ values) - groups * values
    overall = values.sum(axis=0) / known.sum()
    return (summed + _GPT4_SMOOTHING * overall) / (count + _GPT4_SMOOTHING)[:, None]


@dataclass(frozen=True)
class Nested:
    """Folds, their parts, and which tasks are too near to be trained on.

    Attributes:
        fold: (n,) fold of each task; ``MISSING`` for tasks without human label, which are only predicted.
        part: (n,) part, numbered over all folds; ``MISSING`` for the same.
        links: (n, links) what connects tasks.
    """

    fold: Ints
    part: Ints
    links: sparse.csr_matrix

    def near(self, rows: Bools) -> Bools:
        """Tasks that share a link with some of ``rows``; those included."""
        touched = np.asarray(self.links[rows].sum(axis=0)).ravel() > 0
        return np.asarray(self.links[:, touched].sum(axis=1)).ravel() > 0

    def training(self, fold: int) -> Bools:
        """Tasks that may be trained on to predict a fold; with ``MISSING``, to predict tasks nobody labelled."""
        held_out = self.fold == fold
        labelled = self.fold != MISSING
        return labelled if fold == MISSING else labelled & ~held_out & ~self.near(held_out)

    def rounds(self, fold: int) -> Iterator[tuple[Bools, Bools]]:
        """(whose features, labels left out besides those held out): the fold's own tasks, then the training tasks'."""
        training = self.training(fold)
        yield self.fold == fold, np.zeros(len(self.fold), dtype=bool)
        for part in np.unique(self.part[training]):
            rows = training & (self.part == part)
            yield rows, training & self.near(self.part == part)


def nested(data: RaterData, table: pl.DataFrame, links: pl.DataFrame) -> Nested:
    """Folds of a split in arrays, each divided into parts of whole groups.

    Args:
        data: the tasks.
        table: task_id_onet, group, fold.
        links: task_id_onet, activity.
    """
    joined = data.tasks.join(table, on="task_id_onet", how="left", maintain_order="left")
    fold = joined["fold"].fill_null(MISSING).to_numpy().astype(np.int64)
    part_of: dict[object, int] = {}
    for (number,), rows in table.sort("fold").group_by("fold", maintain_order=True):
        filled = [0] * PARTS
        sizes = rows["group"].value_counts().sort("count", "group", descending=[True, False])
        for group, count in sizes.rows():
            least = filled.index(min(filled))
            part_of[group] = int(number) * PARTS + least
            filled[least] += count
    part = np.array([part_of.get(g, MISSING) for g in joined["group"].to_list()])
    row = {task: i for i, task in enumerate(data.tasks["task_id_onet"].to_list())}
    kept = links.filter(pl.col("task_id_onet").is_in(data.tasks["task_id_onet"].implode()))
    rows = np.array([row[t] for t in kept["task_id_onet"].to_list()])
    columns = np.unique(kept["activity"].to_numpy(), return_inverse=True)[1]
    return Nested(
        fold, part, sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(fold), columns.max() + 1))
    )


def means_of_labels(data: RaterData, columns: Design, folds: Nested, fold: int, with_occupation: bool) -> Floats:
    """Log of the class shares among human labels of a task's groups, and how many those are; unused rows are 0."""
    chains = [[name for name in chain if with_occupation or name != "occupation"] for chain in _CHAINS]
    training = folds.training(fold)
    out = np.zeros((len(training), sum(map(len, chains)) * (CLASSES + 1)))
    for rows, left_out in folds.rounds(fold):
        used = training & ~left_out
        labels = columns.one_hot[used]
        found = []
        for chain in chains:
            shares = np.broadcast_to(labels.mean(axis=0), (int(rows.sum()), CLASSES))
            for name in chain:
                summed = data.members[name][rows] @ (data.members[name][used].T @ labels)
                count = summed.sum(axis=1, keepdims=True)
                shares = (summed + _SMOOTHING[name] * shares) / (count + _SMOOTHING[name])
                found += [np.log(np.maximum(shares, _LEAST)), np.log1p(count)]
        out[rows] = np.concatenate(found, axis=1)
    return out


def ridge(matrix: Floats, columns: Design, folds: Nested, fold: int) -> Floats:
    """(n, 3) human label by ridge regression on ``matrix``; rows that are not used are 0."""
    z = np.concatenate([matrix, np.ones((len(matrix), 1))], axis=1).astype(np.float32)
    y = columns.one_hot.astype(np.float32)
    training = folds.training(fold)
    gram = (z[training].T @ z[training]).astype(np.float64) + _RIDGE * np.eye(z.shape[1])
    cross = (z[training].T @ y[training]).astype(np.float64)
    out = np.zeros((len(z), CLASSES))
    for rows, left_out in folds.rounds(fold):
        less, less_cross = z[left_out].T @ z[left_out], z[left_out].T @ y[left_out]
        weights = cho_solve(cho_factor(gram - less), cross - less_cross)
        out[rows] = z[rows] @ weights
    return out
