"""Levels, skills and sensitivity of an edition's subjects, from its tables, when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from jobprism.estimates.level_layers import LevelEstimates, level_estimates, stored_drafts
from jobprism.estimates.levels import declared_shares, fitted_gradients, role_gradients
from jobprism.estimates.raters import correlations
from jobprism.estimates.role_skills import role_activities, role_elements
from jobprism.estimates.sensitivity import reweighted, sensitivity, with_weights
from jobprism.estimates.skills import element_links, occupation_elements, skill_estimates
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Bands, HumanNeed, Levels, Pressure, Skills, judgement

Table = Callable[[str], pl.DataFrame]
"""A table of an edition by its name."""


def levels_of(table: Table, subjects: Sequence[str] | None = None) -> LevelEstimates:
    """Levels of occupations and roles.

    Args:
        table: the edition's tables; ``shares``, ``estimates``, ``pressure``, ``task_activities``, ``role_neighbours``,
            ``roles``.
        subjects: ids; all of the edition where left out (about a second).
    """
    shares = _chosen(table("shares"), subjects)
    gradients = role_gradients(fitted_gradients(), table("role_neighbours"))
    declared = declared_shares(table("roles"))
    clusters = _task_activities(table).sort("task_id", "activity_id_onet").unique("task_id", keep="first")
    parts = [
        level_estimates(
            own,
            gradients,
            task_drafts(table, own),
            clusters.select("task_id", cluster="activity_id_onet"),
            correlations(from_description=kind == "role"),
            judgement(Levels),
            declared,
        )
        for (kind,), own in shares.sort("subject_kind").group_by("subject_kind", maintain_order=True)
    ]
    return LevelEstimates(*(pl.concat(tables) for tables in zip(*(vars(p).values() for p in parts), strict=True)))


def links_of(table: Table) -> pl.DataFrame:
    """Which activities go with which skills, knowledge and software; columns as ``element_links`` returns.

    Args:
        table: the edition's tables; ``evidence``, ``technologies``, ``shares``, ``task_activities``.
    """
    elements = occupation_elements(table("evidence"), table("technologies"))
    shares = table("shares").filter(pl.col("subject_kind") == "occupation")
    return element_links(elements, shares, _task_activities(table), judgement(Skills))


def skills_of(table: Table, links: pl.DataFrame, subjects: Sequence[str]) -> pl.DataFrame:
    """Skills, knowledge and software of occupations and roles; columns as ``skill_estimates`` returns.

    Args:
        table: the edition's tables, as for ``links_of``, and ``estimates``, ``pressure`` and ``roles``.
        links: as ``links_of`` returns.
        subjects: O*NET-SOC codes and ids of roles.
    """
    evidence = table("evidence").filter(pl.col("subject_id").is_in(list(subjects)))
    technologies = table("technologies").filter(pl.col("occupation_id_onet").is_in(list(subjects)))
    shares = _chosen(table("shares"), subjects)
    activities = _task_activities(table).join(shares, on="task_id", how="semi")
    elements = pl.concat([occupation_elements(evidence, technologies), role_elements(table, subjects)])
    used = pl.concat([activities, role_activities(table, subjects)])
    kinds = shares["subject_kind"].unique().sort().to_list() or ["occupation"]
    parts = []
    for kind in kinds:
        own = shares.filter(pl.col("subject_kind") == kind)
        # A role's tasks are read off descriptions, which makes their errors more alike.
        alike = correlations(from_description=kind == "role")
        mine = elements.join(own, on="subject_id", how="semi"), used.join(own, on="task_id", how="semi")
        parts.append(skill_estimates(mine[0], links, own, mine[1], task_drafts(table, own), alike, judgement(Skills)))
    return pl.concat(parts)


def sensitivity_of(table: Table) -> pl.DataFrame:
    """What halving and doubling each weight does to occupations; columns as in ``SENSITIVITY_SCHEMA``.

    Args:
        table: the edition's tables; ``shares``, ``estimates``, ``pressure``, ``holds``.
    """
    shares = table("shares").filter(pl.col("subject_kind") == "occupation")
    holds = table("holds").filter(pl.col("subject_kind") == "task").select("subject_id", *HOLDS)
    layers = {layer: draft for layer, draft in task_drafts(table, shares).items() if layer in LAYERS}
    return sensitivity(layers, holds, shares, judgement(Pressure), judgement(HumanNeed), judgement(Bands))


def pressure_with(table: Table, changes: dict[str, float]) -> pl.DataFrame:
    """Pressure of every occupation under weights of one's own: subject_id, value (0 to 100).

    Raises:
        UsageError: weights that make no sense; see ``with_weights``.
    """
    shares = table("shares").filter(pl.col("subject_kind") == "occupation")
    layers = {layer: draft for layer, draft in task_drafts(table, shares).items() if layer in LAYERS}
    return reweighted(layers, shares, with_weights(judgement(Pressure), changes))


def _chosen(shares: pl.DataFrame, subjects: Sequence[str] | None) -> pl.DataFrame:
    return shares if subjects is None else shares.filter(pl.col("subject_id").is_in(list(subjects)))


def task_drafts(table: Table, shares: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Drafts of the layers and pressure (all 0 to 1) of the tasks named in ``shares`` only."""
    names = shares.select(subject_id="task_id").unique()
    kinds = ["task", "role_task"]
    wanted = pl.col("subject_kind").is_in(kinds)
    estimates = table("estimates").filter(wanted).join(names, on="subject_id", how="semi")
    pressure = table("pressure").filter(wanted).join(names, on="subject_id", how="semi")
    return stored_drafts(estimates, pressure, kinds)


def _task_activities(table: Table) -> pl.DataFrame:
    """task_id (text), activity_id_onet."""
    return table("task_activities").select(pl.col("task_id_onet").cast(pl.String).alias("task_id"), "activity_id_onet")
