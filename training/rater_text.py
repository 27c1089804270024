"""What the text model says of tasks whose labels it did not see, for each fold held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from jobprism.estimates.described import worded
from jobprism.estimates.raters import MISSING
from rater_data import Floats, Ints, RaterData
from rater_features import Nested
from text_model import ALL, SHARES, stored


@dataclass(frozen=True)
class Wording:
    """Class probabilities from wording alone.

    Attributes:
        by_fold: (n, 3) for each fold held out, ``MISSING`` for none: of the fold's tasks by a model without the fold,
            of training tasks by models without their own fold either; NaN for tasks that are neither.
    """

    by_fold: dict[int, Floats]

    def held_out(self, fold: Ints) -> Floats:
        """(n, 3) of each task as its own fold was held out."""
        found = np.full((len(fold), len(SHARES)), np.nan)
        for number, values in self.by_fold.items():
            found[fold == number] = values[fold == number]
        return found


def wording(data: RaterData, folds: Nested, split: Literal["activity", "occupation"]) -> Wording:
    """The text model's probabilities, as ``text_model.py`` keeps them; of tasks without label, by the shipped model.

    Raises:
        SystemExit: they are missing, or of other folds.
    """
    if not stored().is_file():
        raise SystemExit(f"{stored()} is missing. Run python training/text_model.py first.")
    kept = pl.read_parquet(stored()).filter(pl.col("split") == split)
    by_fold = {fold: _rows(data, kept, fold if fold != MISSING else ALL) for fold in np.unique(folds.fold).tolist()}
    unlabelled = ~data.labelled
    if unlabelled.any() and MISSING in by_fold:
        by_fold[MISSING][unlabelled] = worded(data.tasks.filter(pl.Series(unlabelled))["task_text"])
    for fold, values in by_fold.items():
        if np.isnan(values[(folds.fold == fold) | folds.training(fold)]).any():
            raise SystemExit(f"{stored()} is of other folds. Run python training/text_model.py again.")
    return Wording(by_fold)


def _rows(data: RaterData, kept: pl.DataFrame, outer: int) -> Floats:
    of_fold = kept.filter(pl.col("outer") == outer).select("task_id_onet", *SHARES)
    joined = data.tasks.select("task_id_onet").join(of_fold, on="task_id_onet", how="left", maintain_order="left")
    return joined.select(pl.col(SHARES).cast(pl.Float64).fill_null(float("nan"))).to_numpy().copy()
