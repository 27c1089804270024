"""Pressure: the four layers as one figure (equations 15 and 16)."""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.estimates.aggregate import product_moments
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.intervals import Floats
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Pressure

SCALE = 100.0


def task_pressure(
    layers: dict[str, pl.DataFrame], judged: Pressure, typical_delegation: float | None = None
) -> pl.DataFrame:
    """Pressure of every task that has a capability, on the 0-1 scale; columns as in ``DRAFT_SCHEMA``.

    A task without an observed delegation is given the mean of all tasks (``typical_delegation``, by default that of
    the layer given) with a declared width; one without a use estimate counts as unused with the width of the layer's
    widest estimate.
    """
    base = layers["capability"].select("subject_id", "sources")
    moments = {layer: _moments(base, layers[layer]) for layer in LAYERS}
    capability, use, delegation, need = (moments[layer] for layer in LAYERS)
    typical = typical_delegation if typical_delegation is not None else float(np.nanmean(delegation[0]))
    delegation = _filled(delegation, typical, judged.unobserved_delegation_sd**2)
    use = _filled(use, 0.0, float(np.nanmax(use[1])))
    need = _filled(need, float(np.nanmean(need[0])), float(np.nanmax(need[1])))
    value, variance = pressure_moments(capability, use, delegation, need, judged)
    tier = layers["capability"]["tier"]
    return pl.DataFrame(
        {
            "subject_id": base["subject_id"],
            "value": value,
            "variance": variance,
            "tier": tier,
            "coverage": layers["capability"]["coverage"],
            "agreement": [None] * len(value),
            "sources": base["sources"],
        },
        schema=DRAFT_SCHEMA,
    )


Moments = tuple[Floats, Floats]


def pressure_moments(
    capability: Moments, use: Moments, delegation: Moments, human_need: Moments, judged: Pressure
) -> Moments:
    """Mean and variance of capability x (base + use U + delegation D) x (1 - hold H), layers independent."""
    practice = (
        judged.base + judged.use * use[0] + judged.delegation * delegation[0],
        judged.use**2 * use[1] + judged.delegation**2 * delegation[1],
    )
    free = (1 - judged.hold * human_need[0], judged.hold**2 * human_need[1])
    return product_moments([capability, practice, free])


def _moments(base: pl.DataFrame, layer: pl.DataFrame) -> Moments:
    joined = base.select("subject_id").join(layer, on="subject_id", how="left", maintain_order="left")
    return joined["value"].to_numpy().astype(float), joined["variance"].to_numpy().astype(float)


def _filled(moments: Moments, mean: float, variance: float) -> Moments:
    missing = np.isnan(moments[0])
    return np.where(missing, mean, moments[0]), np.where(missing, variance, moments[1])
