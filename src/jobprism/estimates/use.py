"""Use: is a task being done with AI, read from shares of conversations (equations 5 to 7 and 31)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
import polars as pl

from jobprism.estimates.frames import DRAFT_SCHEMA, weighted_mean
from jobprism.estimates.intervals import Floats
from jobprism.estimates.use_releases import MEASURES, release_variance
from jobprism.judgements.load import Use

CLAUDE, COPILOT, CHATGPT = "anthropic_economic_index", "microsoft_working_with_ai", "openai_signals"
_COPILOT_SHARE, _CHATGPT_SHARE = "microsoft_share_user", "openai_share_work"
# A count of zero still has a rate above zero: Jeffreys' prior for a Poisson rate.
_JEFFREYS = 0.5


def years_between(older: str, newer: str) -> float:
    """Years from one ``YYYY-MM`` to another."""
    (y0, m0), (y1, m1) = (tuple(map(int, v.split("-")[:2])) for v in (older, newer))
    return (y1 - y0) + (m1 - m0) / 12


def use(
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
    evidence: pl.DataFrame,
    samples: pl.DataFrame,
    judged: Use,
) -> pl.DataFrame:
    """Use of every task that some record could have shown, columns as in ``DRAFT_SCHEMA``.

    Args:
        tasks: task_id_onet, in_onet_20_1. Claude releases can only report tasks whose wording was in O*NET 20.1; of
            others an absence says nothing.
        task_activities: task_id_onet, activity_id_onet.
        evidence: the long table.
        samples: product, vintage, conversations of each Claude release.
        judged: anchors and weights.
    """
    ids = tasks["task_id_onet"].cast(pl.String)
    could = tasks["in_onet_20_1"].to_numpy()
    indices: list[Floats] = []
    variances: list[Floats] = []
    seen = np.zeros(len(ids), dtype=bool)
    for product, measure in MEASURES.items():
        counts, record = _counts(ids, evidence, measure, samples.filter(pl.col("product") == product), judged)
        share = (counts + _JEFFREYS) / record.conversations
        index = _scaled(share, judged.task_floor, judged.task_ceiling)
        # Delta method on the logarithm; below the floor the index is 0 whatever the count.
        between = release_variance(evidence, product, judged) * record.concentration
        spread = (1 / (counts + _JEFFREYS) + between) / log(judged.task_ceiling / judged.task_floor) ** 2
        observed = counts > 0
        seen |= observed
        indices.append(np.where(could, np.where(observed, index, 0.0), np.nan))
        variances.append(np.where(observed, np.minimum(spread, 0.25), _censored_variance(record, judged)))
    for index in (_copilot(evidence, judged), _chatgpt(evidence, judged)):
        indices.append(_by_activity(tasks, task_activities, index))
        variances.append(np.full(len(ids), judged.minimum_sd**2))
    values, spreads = np.stack(indices, axis=1), np.stack(variances, axis=1)
    weights = np.array([judged.product_weights[p] for p in (*MEASURES, "copilot", "chatgpt")])
    return _combined(ids, values, spreads, weights, seen, judged.minimum_sd)


@dataclass(frozen=True)
class _Record:
    """A product's releases, older ones discounted.

    Attributes:
        conversations: discounted conversations of all tasks.
        releases: how many whole releases the discounts amount to.
        concentration: sum of the squared shares that the releases have in the record; 1 for a single release.
    """

    conversations: float
    releases: float
    concentration: float


def _discount(vintages: list[str], judged: Use) -> dict[str, float]:
    return {v: 0.5 ** (years_between(v, judged.as_of) / judged.half_life_years) for v in vintages}


def _counts(
    ids: pl.Series, evidence: pl.DataFrame, measure: str, samples: pl.DataFrame, judged: Use
) -> tuple[Floats, _Record]:
    """Conversations per task over releases, older ones discounted, each wording's shared among its tasks."""
    weight = _discount(samples["vintage"].to_list(), judged)
    sizes = np.array([weight[v] * n for v, n in samples.select("vintage", "conversations").rows()])
    rows = evidence.filter(pl.col("measure") == measure).with_columns(
        counted=pl.col("n") / pl.col("n_subjects") * pl.col("vintage").replace_strict(weight, return_dtype=pl.Float64)
    )
    totals = rows.group_by("subject_id").agg(pl.col("counted").sum())
    joined = pl.DataFrame({"subject_id": ids}).join(totals, on="subject_id", how="left", maintain_order="left")
    total = float(sizes.sum())
    record = _Record(total, sum(weight.values()), float(((sizes / total) ** 2).sum()))
    return joined["counted"].fill_null(0.0).to_numpy(), record


def _scaled(share: Floats, floor: float, ceiling: float) -> Floats:
    return np.clip(np.log(np.maximum(share, 1e-12) / floor) / log(ceiling / floor), 0, 1)


def _censored_variance(record: _Record, judged: Use) -> float:
    """Variance of an index known to lie between 0 and where each release's reporting threshold puts it."""
    unseen = judged.reporting_threshold_conversations * record.releases / record.conversations
    highest = _scaled(np.array([unseen]), judged.task_floor, judged.task_ceiling)[0]
    return float(highest**2 / 12)


def _copilot(evidence: pl.DataFrame, judged: Use) -> pl.DataFrame:
    """subject_id (activity), index: Copilot's record."""
    shares = evidence.filter(pl.col("measure") == _COPILOT_SHARE).select("subject_id", "value")
    index = _scaled(shares["value"].to_numpy(), judged.activity_floor, judged.activity_ceiling)
    return shares.select("subject_id", index=pl.Series(index))


def _chatgpt(evidence: pl.DataFrame, judged: Use) -> pl.DataFrame:
    """subject_id (activity), index: ChatGPT's record, months averaged, older ones discounted.

    A month in which the activity was not published says nothing and is left out.
    """
    rows = evidence.filter(pl.col("measure") == _CHATGPT_SHARE)
    weight = _discount(rows["vintage"].to_list(), judged)
    w = pl.col("weight")
    shares = (
        rows.with_columns(weight=pl.Series([weight[v] for v in rows["vintage"]], dtype=pl.Float64))
        .sort("subject_id", "vintage")
        .group_by("subject_id", maintain_order=True)
        .agg(share=(w * pl.col("value")).sum() / w.sum())
    )
    index = _scaled(shares["share"].to_numpy(), judged.chatgpt_floor, judged.chatgpt_ceiling)
    return shares.select("subject_id", index=pl.Series(index))


def _by_activity(tasks: pl.DataFrame, task_activities: pl.DataFrame, index: pl.DataFrame) -> Floats:
    """Mean index of a task's activities; NaN where none of them has one."""
    per_task = (
        task_activities.join(index, left_on="activity_id_onet", right_on="subject_id")
        .sort("task_id_onet", "activity_id_onet")
        .group_by("task_id_onet", maintain_order=True)
        .agg(pl.col("index").mean())
    )
    joined = tasks.select("task_id_onet").join(per_task, on="task_id_onet", how="left", maintain_order="left")
    return joined["index"].to_numpy().astype(float)


def _combined(
    ids: pl.Series, values: Floats, variances: Floats, weights: Floats, seen: np.ndarray, minimum_sd: float
) -> pl.DataFrame:
    known = ~np.isnan(values)
    mean = weighted_mean(values, np.broadcast_to(weights, values.shape))
    w = np.where(known, weights, 0.0)
    w = np.divide(w, w.sum(axis=1, keepdims=True), out=np.zeros_like(w), where=w.sum(axis=1, keepdims=True) > 0)
    deviation = np.where(known, values - mean[:, None], 0.0)
    within = (w**2 * np.where(known, variances, 0.0)).sum(axis=1)
    between = (w * deviation**2).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    spread = np.where(known, np.abs(deviation), 0.0).max(axis=1)
    frame = pl.DataFrame(
        {
            "subject_id": ids,
            "value": mean,
            "variance": within + between + minimum_sd**2,
            "tier": np.where(seen, "measured", "derived"),
            "coverage": known.mean(axis=1),
            "agreement": np.where(known.sum(axis=1) > 1, 1 - spread, np.nan),
            "sources": _sources(known),
        },
        schema=DRAFT_SCHEMA,
        nan_to_null=True,
    )
    return frame.drop_nulls("value")


def _sources(known: np.ndarray) -> list[str]:
    """Sources of each row, comma-separated, from which products are known of it."""
    voices = {CLAUDE: known[:, 0] | known[:, 1], COPILOT: known[:, 2], CHATGPT: known[:, 3]}
    return [
        ",".join(s for s, speaks in zip(voices, row, strict=True) if speaks)
        for row in zip(*voices.values(), strict=True)
    ]
