"""What plans are made from, gathered once per edition."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jobprism.editions.store import Edition
from jobprism.estimates.move_features import Features, TaskVectors, features
from jobprism.matching.task_space import task_space


@lru_cache(maxsize=2)
def features_of(edition: Edition) -> Features:
    """Vectors of all occupations and roles of an edition."""
    space = task_space()
    ids = pl.Series(space.task_ids).cast(pl.String).to_list()
    return features(edition.table, TaskVectors(ids, space.vectors[space.wordings].astype(float)))
