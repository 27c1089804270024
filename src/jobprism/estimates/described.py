"""What is expected of work that nobody labelled, from how it is described (equations 3 and 47).

Its wording, the activities it belongs to and the occupations it is done in each suggest class probabilities; the three
are pooled log-linearly, with weights fitted by ``training/fit_raters.py``. This serves roles' own tasks, and tasks of
O*NET that the fitted table does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import softmax

from jobprism.estimates.intervals import Floats
from jobprism.estimates.raters import CLASSES, MISSING, Pool, task_labels
from jobprism.estimates.scoring import Ints
from jobprism.estimates.text_model import score
from jobprism.evidence.taxonomy import Taxonomy
from jobprism.judgements.load import Capability
from jobprism.roles.declared import Role

_ID = {"subject_id": pl.String}
_ACTIVITY = {**_ID, "activity_id_onet": pl.String}
_PART = {**_ID, "occupation_id_onet": pl.String, "share": pl.Float64}
_LEAST = 1e-6  # probability, so that its logarithm is finite


@dataclass(frozen=True)
class Work:
    """Pieces of work, in rows: O*NET's tasks, then roles'.

    Attributes:
        wording: (n, 3) the text model's probabilities; NaN for a wording without a known word.
        activity: (links, 3) of whole numbers: row, intermediate activity, generalised activity.
        occupation: (links, 2) of whole numbers: row, occupation.
        share: (links,) what the occupation counts for in its row.
    """

    wording: Floats
    activity: Ints
    occupation: Ints
    share: Floats


@dataclass(frozen=True)
class Voices:
    """(n, 3) class probabilities that each of the three suggests."""

    wording: Floats
    activity: Floats
    occupation: Floats

    def stacked(self) -> Floats:
        """(n, 3 voices, 3 classes)."""
        return np.stack([self.wording, self.activity, self.occupation], axis=1)


@dataclass(frozen=True)
class Described:
    """What is expected of pieces of work.

    Attributes:
        ids: (n,) of the work.
        heard: what each voice suggests.
        pooled: (n, 3) class probabilities.
    """

    ids: pl.Series
    heard: Voices
    pooled: Floats

    def part(self, rows: slice) -> Described:
        """Some of the work."""
        heard = Voices(self.heard.wording[rows], self.heard.activity[rows], self.heard.occupation[rows])
        return Described(self.ids[rows], heard, self.pooled[rows])


def expected(
    taxonomy: Taxonomy, roles: list[Role], evidence: pl.DataFrame, judged: Capability, pool: Pool
) -> tuple[Described, Described]:
    """What is expected of O*NET's tasks, in the taxonomy's order, and of the roles' own, from their description alone.

    Args:
        taxonomy: tasks, their texts and activities.
        roles: the declared roles.
        evidence: the long table.
        judged: exposures of the classes, smoothing.
        pool: weights of the voices.
    """
    ids, found = _work(taxonomy, roles)
    human = np.full(len(ids), MISSING)
    human[: taxonomy.tasks.height] = task_labels(taxonomy.tasks, evidence, judged.exposure)[:, 0]
    heard = voices(found, human, judged.label_smoothing)
    all_work = Described(ids, heard, pooled(heard, pool))
    return all_work.part(slice(taxonomy.tasks.height)), all_work.part(slice(taxonomy.tasks.height, None))


def _work(taxonomy: Taxonomy, roles: list[Role]) -> tuple[pl.Series, Work]:
    """Ids and descriptions of O*NET's tasks, then of the roles'."""
    own = [(task, role) for role in roles for task in role.tasks]
    task_id = pl.col("task_id_onet").cast(pl.String).alias("subject_id")
    texts = taxonomy.tasks.join(taxonomy.texts["task_texts"], on="task_id_onet", how="left", maintain_order="left")
    names = [(task.id, activity) for task, _ in own for activity in task.activities]
    parts = [(task.id, part.occupation_id_onet, part.share) for task, role in own for part in role.mixture]
    activities = pl.concat([taxonomy.task_activities.select(task_id, "activity_id_onet"), _frame(names, _ACTIVITY)])
    occupations = pl.concat([taxonomy.tasks.select(task_id, "occupation_id_onet", share=1.0), _frame(parts, _PART)])
    ids = pl.concat([texts.select(task_id), _frame([(task.id,) for task, _ in own], _ID)])["subject_id"]
    rows = ids.to_frame().with_row_index("row")
    general = taxonomy.activities.select("activity_id_onet", "general_activity_id_onet")
    links = rows.join(activities, on="subject_id").join(general, on="activity_id_onet").sort("row", "activity_id_onet")
    done_in = rows.join(occupations, on="subject_id").sort("row", "occupation_id_onet")
    return ids, Work(
        wording=worded([*texts["task_text"].to_list(), *(task.text for task, _ in own)]),
        activity=_numbered(links, "activity_id_onet", "general_activity_id_onet"),
        occupation=_numbered(done_in, "occupation_id_onet"),
        share=done_in["share"].to_numpy(),
    )


def _frame(rows: Sequence[tuple[object, ...]], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def _numbered(links: pl.DataFrame, *codes: str) -> Ints:
    """Rows beside codes, the codes numbered in their order."""
    numbers = [links["row"], *(links[code].rank("dense") - 1 for code in codes)]
    return np.stack([n.to_numpy().astype(np.int64) for n in numbers], axis=1)


def worded(texts: Iterable[str | None]) -> Floats:
    """(n, 3) probabilities by the text model; NaN where no word is known."""
    found = score(texts).select(pl.col(f"p_{name.lower()}") for name in CLASSES)
    return found.with_columns(pl.all().fill_null(float("nan"))).to_numpy()


def voices(found: Work, human: Ints, smoothing: float) -> Voices:
    """What wording, activities and occupations suggest of each piece of work.

    Shares are among the human labels of *other* work of the activity, smoothed to those of the generalised activity,
    and these to all; of an occupation, smoothed to all.

    Args:
        found: the work.
        human: (n,) class by people, ``MISSING`` where none.
        smoothing: how many labels what is smoothed to counts for.
    """
    one_hot = np.where((human == MISSING)[:, None], 0.0, np.eye(len(CLASSES))[np.maximum(human, 0)])
    # One label more of each class: where nobody labelled anything, all classes are as likely.
    overall = one_hot.sum(axis=0) - one_hot + 1
    overall /= overall.sum(axis=1, keepdims=True)
    row, activity, general = found.activity.T
    of_general, at = np.unique(np.stack([row, general], axis=1), axis=0, return_inverse=True)
    wide = _others(of_general[:, 0], of_general[:, 1], one_hot, overall[of_general[:, 0]], smoothing)
    narrow = _others(row, activity, one_hot, wide[at.ravel()], smoothing)
    own, occupation = found.occupation.T
    done_in = _others(own, occupation, one_hot, overall[own], smoothing)
    return Voices(
        np.where(np.isnan(found.wording), overall, found.wording),
        _means(narrow, row, np.ones(len(row)), overall),
        _means(done_in, own, found.share, overall),
    )


def _others(rows: Ints, groups: Ints, one_hot: Floats, towards: Floats, smoothing: float) -> Floats:
    """Per link of a row to a group, the class shares among the group's other labels, smoothed."""
    if not len(rows):
        return towards
    sums = np.zeros((groups.max() + 1, one_hot.shape[1]))
    np.add.at(sums, groups, one_hot[rows])
    others = sums[groups] - one_hot[rows] + smoothing * towards
    return others / others.sum(axis=1, keepdims=True)


def _means(values: Floats, rows: Ints, weights: Floats, otherwise: Floats) -> Floats:
    """Per row, the weighted mean of its links' values; ``otherwise`` where it has none."""
    total, weight = np.zeros_like(otherwise), np.zeros(len(otherwise))
    np.add.at(total, rows, values * weights[:, None])
    np.add.at(weight, rows, weights)
    return np.where(weight[:, None] > 0, total / np.maximum(weight, _LEAST)[:, None], otherwise)


def pooled(heard: Voices, pool: Pool) -> NDArray[np.float64]:
    """(n, 3) class probabilities: the voices' logarithms, weighted and added (equation 47)."""
    logs = np.log(np.maximum(heard.stacked(), _LEAST))
    weights = np.array([pool.wording, pool.activity, pool.occupation])
    return softmax(np.einsum("nvc,v->nc", logs, weights) + np.array(pool.bias), axis=1)
