"""Which tasks use a skill, and how exposed that makes it (equations 44 and 45)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.frames import rounded
from jobprism.estimates.intervals import beta_interval
from jobprism.estimates.shares import newest
from jobprism.judgements.load import Skills
from jobprism.judgements.occupations import Shared

SKILL, KNOWLEDGE, TECHNOLOGY = "skill", "knowledge", "technology"
EXPOSED, MIXED, RESILIENT, COMPLEMENTARY = "exposed", "mixed", "resilient", "complementary"
LAYERS = ("capability", "use", "human_need")

_FAMILIES = {"onet_skill_importance": SKILL, "onet_knowledge_importance": KNOWLEDGE}
_SUBJECT = ["subject_kind", "subject_id"]
_MARK = "\t"  # between a subject's kind, its id, an element's kind and its id; no code holds one
_DIGITS, _LINK_DIGITS = 4, 2


def occupation_elements(evidence: pl.DataFrame, technologies: pl.DataFrame) -> pl.DataFrame:
    """What each occupation calls for: skills and knowledge by importance (1 to 5), software by category.

    Args:
        evidence: the long table.
        technologies: occupation_id_onet, technology, commodity_code.

    Returns:
        subject_kind (occupation), subject_id, kind (skill, knowledge, technology), element_id, importance (null for
        technologies), named (how many products of the category O*NET names; null for others).
    """
    rated = newest(
        evidence.filter(
            (pl.col("subject_kind") == "occupation")
            & pl.any_horizontal(pl.col("measure").str.starts_with(f"{family}/") for family in _FAMILIES)
        )
    )
    measure = pl.col("measure").str.split("/").list
    elements = rated.select(
        *_SUBJECT,
        kind=measure.first().replace_strict(_FAMILIES, return_dtype=pl.String),
        element_id=measure.last(),
        importance="value",
        named=pl.lit(None, dtype=pl.UInt32),
    )
    software = technologies.group_by("occupation_id_onet", "commodity_code").agg(named=pl.len())
    return pl.concat(
        [
            elements,
            software.select(
                pl.lit("occupation").alias("subject_kind"),
                pl.col("occupation_id_onet").alias("subject_id"),
                kind=pl.lit(TECHNOLOGY),
                element_id=pl.col("commodity_code").cast(pl.String),
                importance=pl.lit(None, dtype=pl.Float64),
                named="named",
            ),
        ]
    ).sort(*_SUBJECT, "kind", "element_id")


def element_links(
    elements: pl.DataFrame, shares: pl.DataFrame, task_activities: pl.DataFrame, judged: Skills
) -> pl.DataFrame:
    """How strongly each element goes with each activity (equation 44).

    An occupation counts for a skill by how far its importance lies above the mean, in standard deviations; for a
    category of software, by naming it at all.

    Args:
        elements: as ``occupation_elements`` returns.
        shares: subject_id, task_id, share, of occupations.
        task_activities: task_id, activity_id_onet.
        judged: smoothing, and when there are too few occupations.

    Returns:
        kind, element_id, activity_id_onet, weight (nats, above 0 only).
    """
    mix = _activity_mix(shares, task_activities)
    occupations, activities = mix["subject_id"].to_list(), mix.columns[1:]
    done = mix.drop("subject_id").to_numpy()
    position = {code: i for i, code in enumerate(occupations)}
    typical = done.mean(axis=0)
    slack = judged.smoothing * typical.mean()
    parts = []
    for (kind, element), group in elements.group_by("kind", "element_id", maintain_order=True):
        called = group.filter(pl.col("subject_id").is_in(occupations)).select("subject_id", "importance").rows()
        at = [(position[code], value) for code, value in called]
        if len(at) < judged.fewest_occupations:
            continue
        rows = np.array([i for i, _ in at])
        calls = np.ones(len(at)) if kind == TECHNOLOGY else _above_mean(np.array([v for _, v in at]))
        if calls.sum() <= 0:
            continue
        with_it = (calls @ done[rows]) / calls.sum()
        weight = np.maximum(np.log((with_it + slack) / (typical + slack)), 0.0)
        linked = np.flatnonzero(weight >= judged.least_weight)
        parts.append(
            pl.DataFrame(
                {
                    "kind": [kind] * len(linked),
                    "element_id": [element] * len(linked),
                    "activity_id_onet": [activities[i] for i in linked],
                    "weight": weight[linked],
                }
            )
        )
    if not parts:
        return pl.DataFrame(
            schema={"kind": pl.String, "element_id": pl.String, "activity_id_onet": pl.String, "weight": pl.Float64}
        )
    return (
        pl.concat(parts)
        .with_columns(rounded(pl.col("weight"), _LINK_DIGITS))
        .sort("kind", "element_id", "activity_id_onet")
    )


def _activity_mix(shares: pl.DataFrame, task_activities: pl.DataFrame) -> pl.DataFrame:
    """subject_id and a column per activity: its share of the work; a task of several is split evenly."""
    joined = shares.select("subject_id", "task_id", "share").join(
        task_activities.with_columns(parts=pl.len().over("task_id")), on="task_id"
    )
    wide = joined.with_columns(part=pl.col("share") / pl.col("parts")).sort("activity_id_onet", "subject_id", "task_id")
    pivoted = wide.pivot(on="activity_id_onet", index="subject_id", values="part", aggregate_function="sum")
    return pivoted.fill_null(0.0).sort("subject_id")


def _above_mean(values: np.ndarray) -> np.ndarray:
    spread = values.std()
    return np.maximum((values - values.mean()) / spread, 0.0) if spread > 0 else np.zeros(len(values))


def skill_estimates(
    elements: pl.DataFrame,
    links: pl.DataFrame,
    shares: pl.DataFrame,
    task_activities: pl.DataFrame,
    drafts: Mapping[str, pl.DataFrame],
    correlation: Mapping[str, Shared],
    judged: Skills,
) -> pl.DataFrame:
    """Exposure of what each subject calls for, from the tasks that use it (equation 45).

    Args:
        elements: subject_kind, subject_id, kind, element_id, importance, named; skills and knowledge rated below the
            judged importance are left out, those without a rating stay (a role's).
        links: as ``element_links`` returns.
        shares: subject_kind, subject_id, task_id, share.
        task_activities: task_id, activity_id_onet; the first by code is the one whose tasks share errors.
        drafts: capability, use and human need of the tasks; columns as in ``DRAFT_SCHEMA``.
        correlation: how alike errors are.
        judged: thresholds.

    Returns:
        subject_kind, subject_id, kind, element_id, importance, named, then for capability, use and human_need the value
        and its 90 % interval (``…_low``, ``…_high``; 0 to 1), class (exposed, mixed, resilient, complementary),
        class_is_sure (whether both ends of capability's interval give the same class), reasons (codes).
    """
    wanted = elements.filter(pl.col("importance").is_null() | (pl.col("importance") >= judged.least_importance))
    uses = _uses(wanted, links, shares, task_activities, judged)
    table = wanted.with_columns(key=_key(), job_key=pl.concat_str(_SUBJECT, separator=_MARK))
    for layer in LAYERS:
        found = _layer(layer, aggregate(drafts[layer], uses, correlation[layer]))
        table = table.join(found, on="key", how="left", maintain_order="left")
    table = table.join(_job(shares, drafts["capability"]), on="job_key", how="left", maintain_order="left")
    of, low, high = (
        _class(pl.col(c), pl.col("human_need"), judged) for c in ("capability", "capability_low", "capability_high")
    )
    return (
        table.filter(pl.col("capability").is_not_null())
        .with_columns(of.alias("class"), class_is_sure=low == high, reasons=_reasons(judged))
        .drop("key", "job_key", "job")
        .sort(*_SUBJECT, "kind", "element_id")
    )


def _layer(layer: str, found: pl.DataFrame) -> pl.DataFrame:
    low, high = beta_interval(found["value"].to_numpy(), found["variance"].to_numpy())
    named = found.select(
        pl.col("subject_id").alias("key"),
        pl.col("value").alias(layer),
        pl.Series(f"{layer}_low", low),
        pl.Series(f"{layer}_high", high),
    )
    return named.with_columns(rounded(pl.col(c), _DIGITS) for c in named.columns[1:])


def _job(shares: pl.DataFrame, capability: pl.DataFrame) -> pl.DataFrame:
    """job_key, job: mean capability of the subject as a whole."""
    joined = shares.join(capability, left_on="task_id", right_on="subject_id")
    return joined.group_by(pl.concat_str(_SUBJECT, separator=_MARK).alias("job_key")).agg(
        job=(pl.col("share") * pl.col("value")).sum() / pl.col("share").sum()
    )


def _key() -> pl.Expr:
    return pl.concat_str([*_SUBJECT, "kind", "element_id"], separator=_MARK)


def _uses(
    elements: pl.DataFrame, links: pl.DataFrame, shares: pl.DataFrame, task_activities: pl.DataFrame, judged: Skills
) -> Grouping:
    """Tasks by element: share, times how far the task goes with the element rather than with the others."""
    pairs = elements.select(*_SUBJECT, "kind", "element_id").join(shares, on=_SUBJECT)
    spread = task_activities.with_columns(parts=pl.len().over("task_id"))
    linked = (
        pairs.join(spread, on="task_id")
        .join(links, on=["kind", "element_id", "activity_id_onet"])
        .group_by(*_SUBJECT, "kind", "element_id", "task_id")
        .agg(linked=(pl.col("weight") / pl.col("parts")).sum())
    )
    first = task_activities.sort("task_id", "activity_id_onet").unique("task_id", keep="first")
    goes = judged.least_link + pl.col("linked").fill_null(0.0)
    # Against the subject's other elements of the kind: a task that goes with all of them tells none of them apart.
    contrast = goes / goes.mean().over([*_SUBJECT, "kind", "task_id"])
    weight = pl.col("share") * contrast.pow(judged.sharpness)
    return Grouping(
        pairs.join(linked, on=[*_SUBJECT, "kind", "element_id", "task_id"], how="left")
        .join(first.select("task_id", cluster="activity_id_onet"), on="task_id", how="left")
        .select(_key().alias("subject_id"), "task_id", weight.alias("weight"), "cluster")
    )


def _class(capability: pl.Expr, human_need: pl.Expr, judged: Skills) -> pl.Expr:
    return (
        pl.when(capability < judged.resilient_below)
        .then(pl.lit(RESILIENT))
        .when(human_need >= judged.held_from)
        .then(pl.lit(COMPLEMENTARY))
        .when(capability >= judged.exposed_from)
        .then(pl.lit(EXPOSED))
        .otherwise(pl.lit(MIXED))
    )


def _reasons(judged: Skills) -> pl.Expr:
    """Codes of what speaks for the class, and of how the skill's tasks differ from the job's."""
    capability, apart = pl.col("capability"), pl.col("capability") - pl.col("job")
    codes = {
        "ai_can_do_most": capability >= judged.exposed_from,
        "ai_can_do_some": capability.is_between(judged.resilient_below, judged.exposed_from, closed="left"),
        "ai_can_do_little": capability < judged.resilient_below,
        "held_by_people": pl.col("human_need") >= judged.held_from,
        "seen_in_use": pl.col("use") >= judged.used_from,
        "more_exposed_than_the_job": apart >= judged.unlike_the_job,
        "less_exposed_than_the_job": apart <= -judged.unlike_the_job,
    }
    return pl.concat_list(pl.when(said).then(pl.lit(code)) for code, said in codes.items()).list.drop_nulls()
