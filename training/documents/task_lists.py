"""Fits what turns a list of tasks into an occupation: ``src/jobprism/matching/task_lists.npz``.

    JOBPRISM_MIRROR=... python -m training.documents.task_lists

Means are over O*NET's own lists, up to 20 tasks of each occupation. The five weights maximise the likelihood of the
major group of the title's code, each list weighing as much as the title's confidence, on the development half of the
federal announcements (``benchmarks/matching/federal.py``); lists whose title got no code are left out. The figure
printed is cross-validated within that half. Run it anew after the title model or the task space changed.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from benchmarks.matching.federal import DEVELOPMENT, Federal, federal_lists
from scipy.optimize import minimize
from training.mirror import source_tables

from jobprism.matching.model import load_model
from jobprism.matching.task_lists import Fitted, Opinions, opinions

MOST_TASKS = 20
RIDGE = 0.02
FOLDS = 5
SCALE = 10.0  # of the opinion by words, so that one ridge suits all weights


def main() -> None:
    """Fit, print the cross-validated agreement, and write the file."""
    model = load_model()
    onet = _onet_lists()
    of_onet = opinions(list(onet.values()), model)
    federal = federal_lists().half(DEVELOPMENT)
    of_federal = opinions(federal.lists, model)
    assert of_onet is not None and of_federal is not None
    words_mean, statements_mean = (of_onet.words / of_onet.size).mean(axis=0), of_onet.statements.mean(axis=0)
    told = _features(of_federal, words_mean, statements_mean)
    groups = np.array([c[:2] for c in model.codes])
    right = 0
    for fold in range(FOLDS):
        held = np.arange(len(told)) % FOLDS == fold
        weights = _weights(told[~held], groups, federal.kept(~held))
        right += _agreeing(told[held] @ weights, groups, federal.kept(held))
    print(f"cross-validated: major groups of title and list agree in {right} of {len(told)} = {right / len(told):.3f}")
    weights = _weights(told, groups, federal)
    weights[:2] /= SCALE
    Fitted(
        codes=np.array(model.codes),
        words_mean=words_mean.round(5).astype(np.float32),
        statements_mean=statements_mean.round(3).astype(np.float32),
        described=np.isin(model.codes, list(onet)),
        weights=weights.round(3).astype(np.float32),
    ).save()
    print("weights of words, their mean, statements, their mean, groups:", weights.round(3).tolist())


def _onet_lists() -> dict[str, list[str]]:
    tasks = source_tables("onet")["onet"]["tasks"].sort("task_id_onet")
    listed = tasks.group_by("occupation_id_onet", maintain_order=True).agg(pl.col("task_text").head(MOST_TASKS))
    return dict(listed.rows())


def _features(given: Opinions, words_mean: np.ndarray, statements_mean: np.ndarray) -> np.ndarray:
    """(n, C, 5), in the order of the weights."""
    of_words, of_statements = given.size * words_mean / SCALE, np.tile(statements_mean, (len(given.words), 1))
    return np.stack([given.words / SCALE, of_words, given.statements, of_statements, given.groups], axis=-1)


def _weights(told: np.ndarray, groups: np.ndarray, federal: Federal) -> np.ndarray:
    """Conditional logit (McFadden 1974) of the title's major group, with a ridge."""
    coded = np.array([code is not None for code in federal.codes])
    x, sure = told[coded], federal.confidence[coded]
    of_group = np.array([[g == code[:2] for g in groups] for code in federal.codes if code])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        belief = np.exp((odds := x @ weights) - odds.max(axis=1, keepdims=True))
        inside = belief * of_group
        part, whole = inside.sum(axis=1), belief.sum(axis=1)
        value = -(sure * np.log(part / whole + 1e-12)).mean() + RIDGE * (weights**2).sum()
        pull = np.einsum("no,nok->nk", inside, x) / part[:, None] - np.einsum("no,nok->nk", belief, x) / whole[:, None]
        return value, -(sure[:, None] * pull).mean(axis=0) + 2 * RIDGE * weights

    return minimize(loss, np.full(x.shape[-1], 0.1), jac=True, method="L-BFGS-B").x


def _agreeing(scores: np.ndarray, groups: np.ndarray, federal: Federal) -> int:
    belief = np.exp(scores - scores.max(axis=1, keepdims=True))
    names = np.unique(groups)
    by_group = np.stack([belief[:, groups == g].sum(axis=1) for g in names], axis=1)
    found = names[by_group.argmax(axis=1)]
    return sum(bool(code) and code[:2] == group for code, group in zip(federal.codes, found, strict=True))


if __name__ == "__main__":
    main()
