"""What is expected of work from its description alone, fitted on labels that were held out (equation 47).

Folds are of detailed activities, because a role's own task shares none with O*NET's that anybody knows of. In place of
a role's mixture a task has the occupations that O*NET names as most related to its own. The same voices with whole
occupations held out, each as if it were a role, are for the check.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.special import log_softmax

from jobprism.estimates.described import Voices, Work, pooled, voices
from jobprism.estimates.raters import MISSING, Pool
from rater_data import Floats, Ints, RaterData
from rater_features import Nested
from rater_text import Wording

MIXED = 3  # related occupations in place of a mixture; roles have one to four
_DIGITS = 4
_LEAST = 1e-6


def held_out_voices(data: RaterData, related: pl.DataFrame, folds: Nested, text: Wording, smoothing: float) -> Voices:
    """What each voice suggests of every labelled task without the labels of its fold; NaN for the others.

    Args:
        data: the tasks.
        related: occupation_id_onet, related_occupation_id_onet, index.
        folds: what is held out when.
        text: the text model's probabilities for these folds.
        smoothing: as in ``judgements/capability.yml``.
    """
    found = Voices(*(np.full((len(data.human), 3), np.nan) for _ in range(3)))
    nearest = _related(data, related)
    for fold in np.unique(folds.fold[folds.fold != MISSING]).tolist():
        rows, training = folds.fold == fold, folds.training(fold)
        links, share = _mixtures(data, nearest, rows, training)
        known = Work(text.by_fold[fold], data.kinds, links, share)
        heard = voices(known, np.where(training, data.human, MISSING), smoothing)
        for name in ("wording", "activity", "occupation"):
            getattr(found, name)[rows] = getattr(heard, name)[rows]
    return found


def _related(data: RaterData, related: pl.DataFrame) -> dict[int, list[int]]:
    """Numbers of the occupations most related to each, nearest first."""
    number = dict(zip(data.tasks["occupation_id_onet"].to_list(), data.occupation.tolist(), strict=True))
    pairs = related.sort("occupation_id_onet", "index").select("occupation_id_onet", "related_occupation_id_onet")
    found: dict[int, list[int]] = {}
    for one, other in pairs.rows():
        if one in number and other in number:
            found.setdefault(number[one], []).append(number[other])
    return found


def _mixtures(
    data: RaterData, nearest: dict[int, list[int]], rows: np.ndarray, training: np.ndarray
) -> tuple[Ints, Floats]:
    """Links of tasks to occupations: training tasks to their own, held-out ones to the most related that are known."""
    known = set(data.occupation[training].tolist())
    mixture = {o: [n for n in near if n in known][:MIXED] for o, near in nearest.items()}
    links = [(i, int(data.occupation[i]), 1.0) for i in np.flatnonzero(training)]
    for i in np.flatnonzero(rows):
        of_task = mixture.get(int(data.occupation[i]), [])
        links += [(int(i), number, 1 / len(of_task)) for number in of_task]
    numbers = np.array([link[:2] for link in links], dtype=np.int64)
    return numbers, np.array([link[2] for link in links])


def fit_pool(heard: Voices, human: Ints) -> Pool:
    """The weights and constants with the least log-loss."""
    logs = np.log(np.maximum(heard.stacked(), _LEAST))

    def loss(parameters: Floats) -> float:
        said = log_softmax(np.einsum("nvc,v->nc", logs, parameters[:3]) + np.append(parameters[3:], 0.0), axis=1)
        return -float(said[np.arange(len(human)), human].mean())

    found = minimize(loss, np.array([0.8, 0.5, 0.1, 0.0, 0.0]), method="BFGS").x.round(_DIGITS)
    bias = [float(found[3]), float(found[4]), 0.0]
    return Pool(wording=float(found[0]), activity=float(found[1]), occupation=float(found[2]), bias=bias)


def cross_pooled(heard: Voices, human: Ints, fold: Ints) -> Floats:
    """(n, 3) probabilities of each fold with weights fitted on the others; NaN without a fold."""
    found = np.full((len(human), 3), np.nan)
    for number in np.unique(fold[fold != MISSING]):
        others, rows = (fold != number) & (fold != MISSING), fold == number
        found[rows] = pooled(part(heard, rows), fit_pool(part(heard, others), human[others]))
    return found


def part(heard: Voices, rows: np.ndarray) -> Voices:
    """Some of the work."""
    return Voices(heard.wording[rows], heard.activity[rows], heard.occupation[rows])
