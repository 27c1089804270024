"""Folds for honest figures: tasks that share a detailed work activity never stand on both sides (docs/method.md).

People labelled tasks largely per detailed work activity, so a model that saw one task of an activity has nearly seen
the label of the next. Followed to the end, "shares an activity with" connects 88 % of the tasks to one set, which no
split could divide. So the weakest ties are cut, to make sets of a bounded size, and what the cut leaves connected is
*purged*: a task outside a fold that shares an activity with a task inside it is not trained on for that fold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

FOLDS = 5
SEED = 20261121
LARGEST_SET = 0.02  # of all tasks

_KEY = pl.col("task_text").str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


@dataclass(frozen=True)
class Splits:
    """Tasks in folds.

    Attributes:
        table: task_id_onet, group, fold; sorted by task.
        links: task_id_onet, activity: what may connect a task to others, equal wording included; one row per pair.
    """

    table: pl.DataFrame
    links: pl.DataFrame

    def training(self, fold: int, among: pl.Series | None = None) -> pl.Series:
        """Ids of the tasks that may be trained on to predict a fold.

        Args:
            fold: the fold held out.
            among: ids to choose from, by default all; those of other held-out folds are left out when splits nest.
        """
        held_out = self.table.filter(pl.col("fold") == fold)["task_id_onet"]
        touched = self.links.filter(pl.col("task_id_onet").is_in(held_out.implode()))["activity"].unique()
        near = self.links.filter(pl.col("activity").is_in(touched.implode()))["task_id_onet"]
        left = self.table.filter(~pl.col("task_id_onet").is_in(pl.concat([held_out, near]).implode()))
        if among is not None:
            left = left.filter(pl.col("task_id_onet").is_in(among.implode()))
        return left["task_id_onet"]

    def held_out(self, fold: int, among: pl.Series | None = None) -> pl.Series:
        """Ids of a fold's tasks."""
        tasks = self.table.filter(pl.col("fold") == fold)["task_id_onet"]
        return tasks if among is None else tasks.filter(tasks.is_in(among.implode()))

    def __iter__(self) -> Iterator[tuple[pl.Series, pl.Series]]:
        """(training, held-out) ids of each fold in turn."""
        for fold in self.table["fold"].unique().sort().to_list():
            yield self.training(fold), self.held_out(fold)


def activity_splits(
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
    *,
    folds: int = FOLDS,
    seed: int = SEED,
    largest_set: float = LARGEST_SET,
) -> Splits:
    """Folds over sets of tasks connected by detailed work activities.

    Args:
        tasks: task_id_onet, task_text; tasks of equal wording (but for case and punctuation) stay together.
        task_activities: task_id_onet, detailed_activity_id_onet. Tasks without any are connected by wording only. With
            intermediate activities in that column the folds are colder: whole intermediate activities are held out.
        folds: how many.
        seed: order in which sets of equal size are dealt.
        largest_set: bound on a set's size, as a share of the tasks.
    """
    wording = tasks.select("task_id_onet", activity=pl.lit("wording ") + _KEY)
    activities = task_activities.select("task_id_onet", activity="detailed_activity_id_onet").join(
        tasks, on="task_id_onet", how="semi"
    )
    links = pl.concat([wording, activities]).unique().sort("task_id_onet", "activity")
    group = _capped_sets(wording, activities, max(1, round(largest_set * tasks.height)))
    fold = _dealt(group["group"], folds, seed)
    return Splits(group.join(fold, on="group").select("task_id_onet", "group", "fold").sort("task_id_onet"), links)


def occupation_splits(tasks: pl.DataFrame, *, folds: int = FOLDS, seed: int = SEED) -> Splits:
    """Folds of whole occupations: what is predicted of an occupation's tasks where none of them was seen.

    Args:
        tasks: task_id_onet, task_text, occupation_id_onet; equal wordings elsewhere are purged.
        folds: how many.
        seed: order in which occupations are dealt.
    """
    codes = tasks["occupation_id_onet"].unique().sort()
    order = np.random.default_rng(seed).permutation(len(codes))
    fold = pl.DataFrame({"group": codes[order], "fold": np.arange(len(codes)) % folds})
    own = tasks.select("task_id_onet", group="occupation_id_onet")
    wording = tasks.select("task_id_onet", activity=pl.lit("wording ") + _KEY)
    links = pl.concat([wording, own.rename({"group": "activity"})]).unique().sort("task_id_onet", "activity")
    return Splits(own.join(fold, on="group").select("task_id_onet", "group", "fold").sort("task_id_onet"), links)


def _capped_sets(wording: pl.DataFrame, activities: pl.DataFrame, cap: int) -> pl.DataFrame:
    """task_id_onet, group: activities joined by the tasks they share, strongest ties first, up to ``cap`` tasks.

    A wording belongs with the set that most of its activities lie in; one without activities is a set of its own.
    """
    of_wording = (
        wording.rename({"activity": "wording"})
        .join(activities, on="task_id_onet", how="left")
        .group_by("wording")
        .agg(pl.col("activity").drop_nulls().unique().sort(), tasks=pl.col("task_id_onet").n_unique())
        .sort("wording")
    )
    root: dict[str, str] = {}
    size: Counter[str] = Counter()
    ties: Counter[tuple[str, str]] = Counter()
    for own, count in of_wording.select("activity", "tasks").rows():
        for activity in own:
            size[activity] += count / len(own)
        for pair in combinations(own, 2):
            ties[pair] += count

    def find(activity: str) -> str:
        while (above := root.get(activity, activity)) != activity:
            activity = above
        return activity

    # The share of the smaller activity's tasks that the tie holds: a strong tie of small activities goes first.
    strength = {pair: count / min(size[pair[0]], size[pair[1]]) for pair, count in ties.items()}
    for one, other in sorted(ties, key=lambda pair: (-strength[pair], pair)):
        first, second = sorted((find(one), find(other)))
        if first != second and size[first] + size[second] <= cap:
            root[second] = first
            size[first] += size[second]
    groups = [
        Counter(find(a) for a in own).most_common(1)[0][0] if own else key
        for key, own in of_wording.select("wording", "activity").rows()
    ]
    named = of_wording.select("wording", group=pl.Series(groups, dtype=pl.String))
    return wording.rename({"activity": "wording"}).join(named, on="wording").select("task_id_onet", "group")


def _dealt(groups: pl.Series, folds: int, seed: int) -> pl.DataFrame:
    """group, fold: sets from large to small, each to the fold that has the fewest tasks so far."""
    sizes = groups.value_counts().sort("group")
    shuffled = sizes[np.random.default_rng(seed).permutation(sizes.height)]
    filled: NDArray[np.int64] = np.zeros(folds, dtype=np.int64)
    fold = []
    ordered = shuffled.sort("count", descending=True, maintain_order=True)
    for count in ordered["count"].to_list():
        fold.append(int(filled.argmin()))
        filled[fold[-1]] += count
    return ordered.select("group", fold=pl.Series(fold, dtype=pl.Int64))
