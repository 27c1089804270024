"""Layers and pressure per level, how they differ from the whole job's, and in which words (equations 41, 42 and 68)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from scipy.special import ndtri

from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.frames import rounded
from jobprism.estimates.intervals import LEVEL, beta_interval
from jobprism.estimates.levels import NOTHING_DECLARED, Gradients, level_shares, moved
from jobprism.estimates.pressure import SCALE
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Levels
from jobprism.judgements.occupations import Shared

PRESSURE = "pressure"
FEW_TASKS, HARDLY_DIFFERS = "few_tasks", "hardly_differs"
MODELLED, EDITORIAL = "modelled", "editorial"
HIGHER, SIMILAR, REDUCED, MIXED = "Higher", "Similar", "Reduced", "Mixed"

_SUBJECT = ["subject_kind", "subject_id"]
_REACH = float(ndtri((1 + LEVEL) / 2))
_DIGITS = 4
_MARK = "\t"  # between a subject's kind, its id and a level; no code holds one


@dataclass(frozen=True)
class LevelEstimates:
    """What is estimated of the levels of some subjects.

    Attributes:
        shares: subject_kind, subject_id, level, task_id, share.
        layers: subject_kind, subject_id, level, layer (the four and pressure, all 0 to 1), value, low, high (90 %),
            change, change_low, change_high (against the occupation or role as a whole).
        summary: subject_kind, subject_id, level, label (Higher, Similar, Reduced, Mixed; null where the model has
            nothing to say), moved (share of work by which the lowest and highest level differ), mix_tier (modelled, or
            editorial where a role's file declares the shares by level), flags (list).
    """

    shares: pl.DataFrame
    layers: pl.DataFrame
    summary: pl.DataFrame


def stored_drafts(estimates: pl.DataFrame, pressure: pl.DataFrame, kinds: list[str]) -> dict[str, pl.DataFrame]:
    """Drafts of tasks, by layer, from an edition's tables; variances are read back from the 90 % intervals.

    Args:
        estimates: the edition's ``estimates``.
        pressure: the edition's ``pressure`` (0 to 100).
        kinds: kinds of tasks wanted, ``task`` and ``role_task``.
    """
    sd = (pl.col("high") - pl.col("low")) / (2 * _REACH)
    columns = ["subject_id", "value", (sd**2).alias("variance"), "tier", "coverage", "agreement", "sources"]
    wanted = pl.col("subject_kind").is_in(kinds)
    drafts = {n: estimates.filter(wanted & (pl.col("layer") == n)).select(columns) for n in LAYERS}
    scaled = pressure.filter(wanted).select("subject_id", *(pl.col(c) / SCALE for c in ("value", "low", "high")))
    like = drafts["capability"].select("subject_id", "tier", "coverage", "agreement", "sources")
    drafts[PRESSURE] = scaled.join(like, on="subject_id").select(columns)
    return drafts


def level_estimates(
    shares: pl.DataFrame,
    gradients: Gradients,
    drafts: dict[str, pl.DataFrame],
    clusters: pl.DataFrame,
    correlation: Mapping[str, Shared],
    judged: Levels,
    declared: pl.DataFrame = NOTHING_DECLARED,
) -> LevelEstimates:
    """Every level of the subjects in ``shares``.

    Args:
        shares: subject_kind, subject_id, task_id, share.
        gradients: of the tasks.
        drafts: the layers and pressure of the tasks, 0 to 1; columns as in ``DRAFT_SCHEMA``.
        clusters: task_id, cluster (the activity whose tasks share errors; a task without one shares them with none).
        correlation: how alike errors are.
        judged: the levels.
        declared: task_id, level, share, of tasks whose shares by level somebody declared. How strong the differences
            between levels are is as uncertain as of gradients; where the two part, that is uncertainty on top.
    """
    declared = declared.join(shares, on="task_id", how="semi")
    central = level_shares(shares, gradients, judged, declared=declared)
    weaker = level_shares(shares, gradients, judged, 1 - gradients.relative_sd, declared)
    stronger = level_shares(shares, gradients, judged, 1 + gradients.relative_sd, declared)
    by_model = central if declared.is_empty() else level_shares(shares, gradients, judged)
    layers = []
    for name, draft in drafts.items():
        shared = correlation[name]
        of_level = aggregate(draft, _grouping(central, clusters), shared).select("subject_id", "value", "variance")
        swing = _means(stronger, draft, "more").join(_means(weaker, draft, "less"), on="subject_id")
        swing = swing.join(_means(by_model, draft, "model"), on="subject_id")
        own = _own_change(shares, central, draft, 1 - shared.common)
        layers.append(_layer(name, of_level.join(swing, on="subject_id").join(own, on="subject_id")))
    table = pl.concat(layers).sort(*_SUBJECT, "level", "layer")
    return LevelEstimates(central, table, _summary(table, central, judged, declared))


def _key(*columns: str) -> pl.Expr:
    return pl.concat_str(list(columns), separator=_MARK)


def _grouping(mix: pl.DataFrame, clusters: pl.DataFrame) -> Grouping:
    links = mix.select(subject_id=_key(*_SUBJECT, "level"), task_id="task_id", weight="share")
    joined = links.join(clusters, on="task_id", how="left", maintain_order="left")
    return Grouping(joined.with_columns(cluster=pl.coalesce("cluster", "task_id")))


def _means(mix: pl.DataFrame, draft: pl.DataFrame, name: str) -> pl.DataFrame:
    """subject_id and the layer's mean under a mix, over the tasks that have an estimate."""
    joined = mix.join(draft.select("subject_id", "value"), left_on="task_id", right_on="subject_id")
    return joined.group_by(_key(*_SUBJECT, "level").alias("subject_id")).agg(
        ((pl.col("share") * pl.col("value")).sum() / pl.col("share").sum()).alias(name)
    )


def _own_change(shares: pl.DataFrame, mix: pl.DataFrame, draft: pl.DataFrame, apart: float) -> pl.DataFrame:
    """subject_id, whole (the mean of the occupation as a whole), apart (variance of the change from tasks' own errors).

    Errors that all tasks share cancel in a change; of the rest, ``apart`` is the part of the variance.
    """
    whole = shares.select(*_SUBJECT, "task_id", all="share")
    joined = (
        mix.join(whole, on=[*_SUBJECT, "task_id"])
        .join(draft.select("subject_id", "value", "variance"), left_on="task_id", right_on="subject_id")
        .with_columns(subject=_key(*_SUBJECT, "level"))
    )
    there, before = pl.col("share").sum().over("subject"), pl.col("all").sum().over("subject")
    difference = pl.col("share") / there - pl.col("all") / before
    return (
        joined.with_columns(difference=difference)
        .group_by(subject_id="subject")
        .agg(
            whole=(pl.col("all") * pl.col("value")).sum() / pl.col("all").sum(),
            apart=apart * (pl.col("difference") ** 2 * pl.col("variance")).sum(),
        )
    )


def _layer(name: str, joined: pl.DataFrame) -> pl.DataFrame:
    """One layer of every level: the aggregate's variance plus that of the mix.

    The mix's is of how strong differences between levels are and, where a declared mix and the model's part, the
    variance among the two readings (equation 68); where the mix is the model's own, that is nothing.
    """
    swing = ((pl.col("more") - pl.col("less")) / 2) ** 2 + (pl.col("value") - pl.col("model")) ** 2 / 2
    table = joined.with_columns(swing=swing, total=pl.col("variance") + swing)
    low, high = beta_interval(table["value"].to_numpy(), table["total"].to_numpy())
    change, reach = pl.col("value") - pl.col("whole"), _REACH * (pl.col("swing") + pl.col("apart")).sqrt()
    parts = pl.col("subject_id").str.split(_MARK).list
    return table.with_columns(pl.Series("low", low), pl.Series("high", high)).select(
        parts.get(0).alias("subject_kind"),
        parts.get(1).alias("subject_id"),
        parts.get(2).alias("level"),
        pl.lit(name).alias("layer"),
        *(rounded(pl.col(c), _DIGITS) for c in ("value", "low", "high")),
        rounded(change, _DIGITS).alias("change"),
        rounded(change - reach, _DIGITS).alias("change_low"),
        rounded(change + reach, _DIGITS).alias("change_high"),
    )


def _summary(layers: pl.DataFrame, mix: pl.DataFrame, judged: Levels, declared: pl.DataFrame) -> pl.DataFrame:
    """Label, tier of the mix and flags of every level (equation 42)."""
    subject = [*_SUBJECT, "level"]
    pressure = layers.filter(pl.col("layer") == PRESSURE).drop("layer", "low", "high")
    push = pl.when(pl.col("layer") == "human_need").then(-pl.col("change")).otherwise("change")
    pushes = (
        layers.filter(pl.col("layer") != PRESSURE)
        .group_by(subject)
        .agg(up=push.max(), down=push.min())
        .join(pressure, on=subject)
        .join(moved(mix, judged), on=_SUBJECT)
    )
    flags = pl.concat_list(
        pl.when(pl.col("tasks") < judged.few_tasks).then(pl.lit(FEW_TASKS)),
        pl.when(pl.col("moved") < judged.hardly_differs).then(pl.lit(HARDLY_DIFFERS)),
    ).list.drop_nulls()
    apart = pl.col("change").abs() * 100
    near = (apart <= judged.similar_within_pct * (pl.col("value") - pl.col("change"))) | (
        apart <= judged.similar_within_points
    )
    opposed = (pl.col("up") >= judged.opposed_by) & (pl.col("down") <= -judged.opposed_by)
    sd = (pl.col("change_high") - pl.col("change_low")) / (2 * _REACH)
    sure = pl.col("change").abs() >= float(ndtri(judged.sure_direction)) * sd
    label = (
        pl.when(near & opposed)
        .then(pl.lit(MIXED))
        .when(near)
        .then(pl.lit(SIMILAR))
        .when(sure & (pl.col("change") > 0))
        .then(pl.lit(HIGHER))
        .when(sure)
        .then(pl.lit(REDUCED))
        .otherwise(pl.lit(MIXED))
    )
    order = pl.Enum(list(judged.levels))
    by_hand = mix.join(declared, on="task_id", how="semi").select(*_SUBJECT, mix_tier=pl.lit(EDITORIAL)).unique()
    return (
        pushes.with_columns(flags=flags)
        .join(by_hand, on=_SUBJECT, how="left")
        .select(
            *subject,
            label=pl.when(pl.col("flags").list.len() == 0).then(label),
            moved=rounded(pl.col("moved"), _DIGITS),
            mix_tier=pl.col("mix_tier").fill_null(MODELLED),
            flags="flags",
        )
        .sort(*_SUBJECT, pl.col("level").cast(order))
    )
