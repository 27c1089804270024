"""Estimates of a task in a person's own words: from its words, and from the O*NET tasks nearest to it (equation 52)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from scipy.special import ndtri

from jobprism.estimates.intervals import LEVEL
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Assessment

Moments = tuple[float, float]
_REACH = float(ndtri((1 + LEVEL) / 2))


@dataclass(frozen=True)
class OwnEstimate:
    """What is estimated of one own task.

    Attributes:
        layers: mean and variance (0 to 1) by layer; a layer nobody observed of its neighbours is left out.
        holds: strength by hold.
        from_neighbours: whether an O*NET task is likely enough to be of the same activity.
    """

    layers: dict[str, Moments]
    holds: dict[str, float]
    from_neighbours: bool


def own_estimate(
    words: tuple[float, float, float] | None,
    near: pl.DataFrame,
    drafts: Mapping[str, pl.DataFrame],
    holds: pl.DataFrame,
    usual: tuple[Mapping[str, float], Mapping[str, float]],
    judged: Assessment,
) -> OwnEstimate:
    """Layers and holds of an own task.

    Capability is the text model's. The others are the neighbours' means, weighted by how likely each is of the same
    activity, with the variance among and within them; without a likely neighbour, the job's means, of a declared width.

    Args:
        words: capability, low and high by the text model; None where it knows no word.
        near: subject_id (an O*NET task), probability.
        drafts: layers of O*NET's tasks, at least of those near; columns as in ``DRAFT_SCHEMA``.
        holds: of the same tasks: subject_id and a column per hold.
        usual: means of the person's job by layer, and by hold.
        judged: when a neighbour counts.
    """
    layers_of_job, holds_of_job = usual
    likely = near.filter(pl.col("probability") > 0)
    counts = likely["probability"].max() if likely.height else None
    if not isinstance(counts, float) or counts < judged.least_likely_same:
        layers = {layer: (mean, judged.sd_from_job**2) for layer, mean in layers_of_job.items()}
        return OwnEstimate({**layers, **_of_words(words)}, dict(holds_of_job), from_neighbours=False)
    layers = {}
    for layer in LAYERS:
        joined = likely.join(drafts[layer], on="subject_id")
        if joined.is_empty():
            continue
        w = joined["probability"] / joined["probability"].sum()
        mean = float((w * joined["value"]).sum())
        among = float((w * (joined["value"] - mean) ** 2).sum())
        layers[layer] = (mean, among + float((w * joined["variance"]).sum()))
    held = likely.join(holds, on="subject_id")
    w = held["probability"] / held["probability"].sum()
    strengths = {h: float((w * held[h]).sum()) for h in HOLDS}
    return OwnEstimate({**layers, **_of_words(words)}, strengths, from_neighbours=True)


def _of_words(words: tuple[float, float, float] | None) -> dict[str, Moments]:
    if words is None:
        return {}
    value, low, high = words
    return {"capability": (value, ((high - low) / (2 * _REACH)) ** 2)}
