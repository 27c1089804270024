"""How well gradients foretell the mix of the senior one of two related occupations (equation 43)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import rankdata

from jobprism.estimates.intervals import Floats
from jobprism.judgements.load import Levels


@dataclass(frozen=True)
class Mixes:
    """Tasks of occupations, ready for many pairs.

    Attributes:
        share: per occupation code, the shares of its tasks.
        gradient: per occupation code, their gradients, in the same order.
        kinds: per occupation code, a row per task and a column per kind of activity, rows summing to 1.
        background: mix of kinds over all occupations.
        blend: how much of the background is blended into a mix, so that a kind it lacks is unlikely, not impossible.
    """

    share: dict[str, Floats]
    gradient: dict[str, Floats]
    kinds: dict[str, Floats]
    background: Floats
    blend: float


def mixes(shares: pl.DataFrame, gradients: pl.DataFrame, task_kinds: pl.DataFrame, judged: Levels) -> Mixes:
    """Tasks, arranged by occupation.

    Args:
        shares: subject_id (occupation), task_id, share.
        gradients: task_id, gradient.
        task_kinds: task_id, kind; a task of several kinds is split evenly among them.
        judged: how mixes are blended.
    """
    rows = shares.join(gradients, on="task_id").sort("subject_id", "task_id").with_row_index("row")
    names = task_kinds["kind"].unique().sort()
    position = pl.col("kind").replace_strict(names, pl.Series(range(len(names))))
    pairs = task_kinds.unique().join(rows.select("task_id", "row"), on="task_id").with_columns(at=position)
    table = np.zeros((rows.height, len(names)))
    table[pairs["row"].to_numpy(), pairs["at"].to_numpy()] = 1.0
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1.0)
    share, gradient, kinds = {}, {}, {}
    for (code,), group in rows.group_by("subject_id", maintain_order=True):
        share[code] = group["share"].to_numpy()
        gradient[code] = group["gradient"].to_numpy()
        kinds[code] = table[group["row"].to_numpy()]
    background = np.mean([share[c] @ kinds[c] for c in share], axis=0)
    return Mixes(share, gradient, kinds, background, judged.background)


def foretold(pairs: pl.DataFrame, of: Mixes, strength: float = 1.0) -> pl.DataFrame:
    """Per pair, how far the lower one's mix lies from the upper one's, as it is and shifted by the gradients.

    Args:
        pairs: lower, upper, gap and others, which are kept.
        of: tasks by occupation.
        strength: what gradients are multiplied by.

    Returns:
        the pairs, with unshifted and shifted (Kullback-Leibler divergence of the upper one's mix, in nats),
        rank_correlation (Spearman's, of foretold and true change by kind, over the kinds that either one has) and
        told_apart (probability that a task of the upper one has a higher gradient than one of the lower one, drawn by
        share; 0.5 is chance).
    """
    rows = [
        _pair(lower, upper, gap, of, strength) for lower, upper, gap in pairs.select("lower", "upper", "gap").rows()
    ]
    names = ["unshifted", "shifted", "rank_correlation", "told_apart"]
    return pairs.hstack(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Float64), orient="row").fill_nan(None))


def _pair(lower: str, upper: str, gap: float, of: Mixes, strength: float) -> tuple[float, float, float, float]:
    share, gradient = of.share[lower], of.gradient[lower]
    tilted = share * np.exp(strength * gap * (gradient - share @ gradient))
    before, after = share @ of.kinds[lower], (tilted / tilted.sum()) @ of.kinds[lower]
    true = of.share[upper] @ of.kinds[upper]
    either = before + true > 0
    higher = (np.sign(of.gradient[upper][:, None] - gradient[None, :]) + 1) / 2
    return (
        _divergence(true, before, of),
        _divergence(true, after, of),
        _spearman((after - before)[either], (true - before)[either]),
        float(of.share[upper] @ higher @ share),
    )


def _divergence(true: Floats, expected: Floats, of: Mixes) -> float:
    there = true > 0
    blended = (1 - of.blend) * expected + of.blend * of.background
    return float(true[there] @ np.log(true[there] / blended[there]))


def _spearman(a: Floats, b: Floats) -> float:
    a, b = rankdata(a), rankdata(b)
    spread = a.std() * b.std()
    return float(((a - a.mean()) * (b - b.mean())).mean() / spread) if spread > 0 else np.nan
