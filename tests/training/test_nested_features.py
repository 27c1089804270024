"""Features that rest on labels never see the label they help to predict, nor a neighbour's."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import sparse

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from rater_data import RaterData
from rater_features import Design, Nested, means_of_labels, nested, ridge

N, ACTIVITIES = 120, 30


@pytest.fixture
def world() -> tuple[RaterData, Design, Nested]:
    """Tasks of one or two activities of thirty, which are groups of a split in five folds."""
    random = np.random.default_rng(20261121)
    first = np.arange(N) % ACTIVITIES
    pairs = {(i, int(a)) for i, a in enumerate(first)} | {(i, (int(first[i]) + 1) % ACTIVITIES) for i in range(0, N, 9)}
    rows, activities = zip(*sorted(pairs), strict=True)
    members = sparse.csr_matrix((np.ones(len(rows)), (rows, activities)), shape=(N, ACTIVITIES))
    ids = np.arange(N)
    data = RaterData(
        tasks=pl.DataFrame({"task_id_onet": ids}),
        labels=np.stack([random.integers(0, 3, N)] * 3, axis=1),
        automation=np.zeros(N, dtype=np.int64),
        occupation=ids % 7,
        core=np.ones(N),
        detailed=pl.DataFrame(),
        kinds=np.stack([np.array(rows), np.array(activities), np.array(activities) % 5], axis=1)[
            np.lexsort((activities, rows))
        ],
        members={
            "general": members @ sparse.csr_matrix(np.eye(ACTIVITIES)[:, :5] + 0.0),
            "activity": members,
            "major": sparse.csr_matrix(np.eye(2)[ids % 7 % 2]),
            "minor": sparse.csr_matrix(np.eye(4)[ids % 7 % 4]),
            "occupation": sparse.csr_matrix(np.eye(7)[ids % 7]),
        },
        witnesses=np.zeros((N, 1)),
        reporting=np.zeros(N, dtype=np.int64),
    )
    numbers = random.normal(size=(N, 8))
    columns = Design(np.eye(3)[data.human], *[numbers] * 6)
    table = pl.DataFrame({"task_id_onet": ids, "group": first.astype(str), "fold": first % 5})
    links = pl.DataFrame({"task_id_onet": list(rows), "activity": [str(a) for a in activities]})
    return data, columns, nested(data, table, links)


def relabelled(data: RaterData, columns: Design, rows: np.ndarray) -> tuple[RaterData, Design]:
    labels = data.labels.copy()
    labels[rows, 0] = (labels[rows, 0] + 1) % 3
    return replace(data, labels=labels), replace(columns, one_hot=np.eye(3)[labels[:, 0]])


@pytest.mark.parametrize("fold", range(5))
def test_labels_of_the_fold_and_of_its_neighbours_change_no_feature(world, fold: int) -> None:
    data, columns, folds = world
    hidden = folds.near(folds.fold == fold)
    assert hidden.sum() > (folds.fold == fold).sum()
    other, other_columns = relabelled(data, columns, hidden)
    np.testing.assert_array_equal(
        means_of_labels(data, columns, folds, fold, with_occupation=True),
        means_of_labels(other, other_columns, folds, fold, with_occupation=True),
    )
    np.testing.assert_allclose(
        ridge(columns.full, columns, folds, fold), ridge(columns.full, other_columns, folds, fold), atol=1e-6
    )


@pytest.mark.parametrize("task", [0, 9, 50])
def test_a_training_tasks_own_label_changes_none_of_its_features(world, task: int) -> None:
    data, columns, folds = world
    fold = (int(folds.fold[task]) + 2) % 5
    if not folds.training(fold)[task]:
        pytest.skip("the task is too near the fold to be trained on")
    alone = np.arange(N) == task
    other, other_columns = relabelled(data, columns, alone)
    one = means_of_labels(data, columns, folds, fold, with_occupation=True)
    two = means_of_labels(other, other_columns, folds, fold, with_occupation=True)
    np.testing.assert_array_equal(one[task], two[task])
    assert (one != two).any()
    np.testing.assert_allclose(
        ridge(columns.full, columns, folds, fold)[task],
        ridge(columns.full, other_columns, folds, fold)[task],
        atol=1e-6,
    )


def test_parts_hold_whole_groups_and_lie_within_folds(world) -> None:
    _, _, folds = world
    for part in np.unique(folds.part):
        assert len(np.unique(folds.fold[folds.part == part])) == 1
    first = np.arange(N) % ACTIVITIES
    for group in range(ACTIVITIES):
        assert len(np.unique(folds.part[first == group])) == 1
