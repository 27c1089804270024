"""What the training and the benchmarks read: tasks, labels and their activities, from the sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.estimates.splits import Splits, activity_splits
from jobprism.estimates.text_model import CLASSES
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import registered_sources

RATERS = ("eloundou_human_exposure", "eloundou_gpt4_exposure", "eloundou_gpt4_alt_exposure")


@dataclass(frozen=True)
class Labelled:
    """Labelled tasks, sorted by id.

    Attributes:
        tasks: task_id_onet, occupation_id_onet, task_text.
        labels: (n, 3) number of the class, by people, GPT-4, and GPT-4 under its second rubric.
        splits: folds over detailed work activities.
    """

    tasks: pl.DataFrame
    labels: NDArray[np.int64]
    splits: Splits

    def mask(self, ids: pl.Series) -> NDArray[np.bool_]:
        """Which rows have these ids."""
        return self.tasks["task_id_onet"].is_in(ids.implode()).to_numpy()


def source_tables(*wanted: str) -> dict[str, dict[str, pl.DataFrame]]:
    """Tables of the sources wanted, by source and name."""
    return {
        s.id: read_cached(s, locate(s, settings()), settings().cache_dir).tables
        for s in registered_sources()
        if s.id in wanted
    }


def labelled_tasks() -> Labelled:
    """The tasks that people and GPT-4 labelled, with their folds."""
    tables = source_tables("onet", "eloundou_2023")
    tasks = tables["eloundou_2023"]["labels"].sort("task_id_onet")
    labels = np.stack([tasks[rater].cast(pl.Enum(CLASSES)).to_physical().to_numpy() for rater in RATERS], axis=1)
    splits = activity_splits(tasks, tables["onet"]["task_activities"])
    return Labelled(tasks.select("task_id_onet", "occupation_id_onet", "task_text"), labels.astype(np.int64), splits)
