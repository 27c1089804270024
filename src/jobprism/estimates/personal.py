"""Estimates of one person's work: tasks and shares of their own, and answers that move them (equations 50 and 51)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.human_need import combine
from jobprism.estimates.intervals import Floats, beta_interval
from jobprism.estimates.pressure import pressure_moments
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Assessment, HumanNeed, Pressure
from jobprism.judgements.occupations import Shared

PRESSURE = "pressure"
STEPS = {"much less": -2, "less": -1, "as usual": 0, "more": 1, "much more": 2}
"""Answers, and how many steps from usual they are."""


_NO_WIDTH = 1e-9

Figures = tuple[float, float, float]


@dataclass(frozen=True)
class Work:
    """The tasks of one person.

    Attributes:
        drafts: the four layers and pressure of the tasks, 0 to 1, by layer; columns as in ``DRAFT_SCHEMA``.
        holds: subject_id and a column per hold, 0 to 1.
        typical_delegation: what pressure takes for tasks it was not observed of, 0 to 1.
    """

    drafts: dict[str, pl.DataFrame]
    holds: pl.DataFrame
    typical_delegation: float


def answered(work: Work, steps: Mapping[str, int], judged: Assessment, need: HumanNeed, formula: Pressure) -> Work:
    """The work with a person's answers (equations 50 and 51); without a step away from usual, the work itself.

    Args:
        work: as it is usually done.
        steps: steps from usual, -2 to 2, by question; a question left out is answered as usual.
        judged: what a step does.
        need: strengths of the holds.
        formula: weights of pressure.
    """
    of_holds: dict[str, float] = dict.fromkeys(HOLDS, 0.0)
    of_use = 0.0
    for question, step in steps.items():
        effect = judged.questions[question]
        of_use += step * effect.use
        for hold, power in effect.holds.items():
            of_holds[hold] += step * power
    if not of_use and not any(of_holds.values()):
        return work
    odds = judged.odds_per_step
    before = work.holds.select(HOLDS).to_numpy()
    after = np.column_stack([_by_odds(before[:, i], odds ** of_holds[h]) for i, h in enumerate(HOLDS)])
    moved = pl.DataFrame(
        {"subject_id": work.holds["subject_id"], "by": combine(after, need) - combine(before, need)},
    )
    drafts = dict(work.drafts)
    drafts["human_need"] = _with_value(
        drafts["human_need"].join(moved, on="subject_id", how="left", maintain_order="left"),
        (pl.col("value") + pl.col("by").fill_null(0.0)).clip(0, 1),
    )
    used = drafts["use"]
    drafts["use"] = _with_value(used, pl.Series(_by_odds(used["value"].to_numpy(), odds**of_use)))
    drafts[PRESSURE] = _pressure(work, drafts, formula)
    holds = work.holds.with_columns(pl.Series(h, after[:, i]) for i, h in enumerate(HOLDS))
    return Work(drafts, holds, work.typical_delegation)


def means(work: Work, links: pl.DataFrame, correlation: Mapping[str, Shared]) -> dict[str, dict[str, Figures]]:
    """Value, low and high (90 %) of every layer and of pressure, by group of tasks (equations 13 and 14).

    Args:
        work: the tasks.
        links: subject_id (the group), task_id, weight, cluster (the activity whose tasks share errors).
        correlation: how alike errors are, by layer.

    Returns:
        By layer, by group; a group none of whose tasks has the layer is left out.
    """
    found = {}
    for layer, draft in work.drafts.items():
        of = aggregate(draft, Grouping(links), correlation[layer])
        low, high = beta_interval(of["value"].to_numpy(), of["variance"].to_numpy())
        rows = zip(of["subject_id"], of["value"], low.tolist(), high.tolist(), strict=True)
        found[layer] = {group: (value, below, above) for group, value, below, above in rows}
    return found


def anchored(found: Figures, usual: Figures, published: Figures) -> Figures:
    """A person's figure on the scale of the edition's (equation 53).

    An edition's interval of a job knows more than its tasks' intervals tell (what its raters share, what was calibrated
    on whole occupations). So a person's value and half-widths are those computed from the tasks, moved and stretched as
    the job's own must be to become the published ones: who works as is usual gets the published figure.

    Args:
        found: the person's value, low and high from the tasks, 0 to 1.
        usual: the same of the job, or level, from its tasks.
        published: the job's, or level's, in the edition.
    """
    value = found[0] + published[0] - usual[0]
    below = (found[0] - found[1]) * _ratio(published[0] - published[1], usual[0] - usual[1])
    above = (found[2] - found[0]) * _ratio(published[2] - published[0], usual[2] - usual[0])
    value = min(max(value, 0.0), 1.0)
    return value, max(value - below, 0.0), min(value + above, 1.0)


def _ratio(published: float, computed: float) -> float:
    return published / computed if computed > _NO_WIDTH else 1.0


def own_pressure(layers: Mapping[str, tuple[float, float]], typical: float, formula: Pressure) -> tuple[float, float]:
    """Mean and variance (0 to 1) of the pressure of a task in a person's own words (equations 15 and 16).

    Args:
        layers: mean and variance by layer; without delegation the typical one is taken.
        typical: delegation of a task it was not observed of, 0 to 1.
        formula: the weights.
    """
    given = {"use": (0.0, 0.0), "delegation": (typical, formula.unobserved_delegation_sd**2), **layers}
    of = [(np.array([m]), np.array([v])) for m, v in (given[layer] for layer in LAYERS)]
    mean, variance = pressure_moments(of[0], of[1], of[2], of[3], formula)
    return float(mean[0]), float(variance[0])


def _pressure(work: Work, after: dict[str, pl.DataFrame], formula: Pressure) -> pl.DataFrame:
    """Pressure moved by as much as its factors for practice and for human need (equation 51)."""
    draft = work.drafts[PRESSURE]
    delegation = _of(draft, work.drafts["delegation"], work.typical_delegation)

    def factors(layers: dict[str, pl.DataFrame]) -> Floats:
        practice = formula.base + formula.use * _of(draft, layers["use"], 0.0) + formula.delegation * delegation
        return practice * (1 - formula.hold * _of(draft, layers["human_need"], 0.0))

    ratio = pl.Series(factors(after) / factors(work.drafts))
    return draft.with_columns(value=(pl.col("value") * ratio).clip(0, 1), variance=pl.col("variance") * ratio**2)


def _of(draft: pl.DataFrame, layer: pl.DataFrame, missing: float) -> Floats:
    joined = draft.select("subject_id").join(layer, on="subject_id", how="left", maintain_order="left")
    return joined["value"].fill_null(missing).to_numpy().astype(float)


def _with_value(draft: pl.DataFrame, value: pl.Expr | pl.Series) -> pl.DataFrame:
    return draft.with_columns(value=value).drop("by", strict=False)


def _by_odds(share: Floats, factor: float) -> Floats:
    """Shares with their odds multiplied; 0 and 1 stay."""
    return factor * share / (1 - share + factor * share)
