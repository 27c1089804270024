"""Means of a measure over mixes of tasks, with the variance that errors shared between tasks give them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags_array

from jobprism.estimates.raters import correlations
from jobprism.workforce.figures import Floats, Work


@dataclass(frozen=True)
class Moments:
    """Of each mix: value (0 to 1; NaN where no task has an estimate), variance, and the mix scaled to those tasks."""

    value: Floats
    variance: Floats
    mixes: csr_matrix


def moments(mixes: csr_matrix, work: Work, measure: str) -> Moments:
    """Weighted means over the tasks that have an estimate (equations 13 and 14).

    Of an error's variance a part is common to all tasks, a part to tasks of one activity, the rest each task's own.

    Args:
        mixes: (mixes, tasks) weights on any scale.
        work: the tasks.
        measure: a layer or pressure.
    """
    known = (~np.isnan(work.values[measure])).astype(float)
    present = csr_matrix(mixes @ diags_array(known))
    total = np.asarray(present.sum(axis=1)).ravel()
    scaled = csr_matrix(diags_array(np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)) @ present)
    value = np.where(total > 0, scaled @ np.nan_to_num(work.values[measure]), np.nan)
    return Moments(value, error_variance(scaled, work, measure), scaled)


def error_variance(scaled: csr_matrix, work: Work, measure: str) -> Floats:
    """(mixes,) variance of mixes whose weights add to 1."""
    shared = correlations()[measure]
    errors = csr_matrix(scaled @ diags_array(np.nan_to_num(work.sds[measure])))
    common = np.asarray(errors.sum(axis=1)).ravel() ** 2
    activity = np.asarray(csr_matrix(errors @ work.activities).power(2).sum(axis=1)).ravel()
    own = np.asarray(errors.power(2).sum(axis=1)).ravel()
    return shared.common * common + shared.activity * activity + (1 - shared.common - shared.activity) * own
