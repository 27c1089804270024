"""Delegation: of the work done with AI, how much is handed over rather than worked on together (equations 8, 9, 32)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import exp, inf, log

import numpy as np
import polars as pl
from scipy.optimize import nnls

from jobprism.errors import DeclarationError
from jobprism.estimates.frames import DRAFT_SCHEMA, rounded
from jobprism.estimates.intervals import Floats
from jobprism.estimates.use import CLAUDE, years_between
from jobprism.judgements.load import Delegation

# Conversations in which nothing was worked on together or handed over; they say nothing about delegation.
_NO_MODE = "none"
_FAMILIES = {"claude_ai": "aei_claude_ai_mode_share", "api": "aei_api_mode_share"}

RELEASE_SCHEMA = pl.Schema(
    {
        "subject_id": pl.String,  # task
        "product": pl.String,
        "vintage": pl.String,
        "conversations": pl.Float64,  # in which a mode was found, the wording's shared evenly among its tasks
        "hidden": pl.Float64,  # part of them in modes below the release's threshold
        "share": pl.Float64,  # handed over, of those in published modes
        "share_shrunk": pl.Float64,  # equation 32
    }
)
_ROUNDS = 50
_DIGITS = 12


@dataclass(frozen=True)
class Repeatability:
    """How well shares of one product repeat from one release to the next (equation 32).

    Attributes:
        prior_conversations: conversations that the product's mean counts for in a task's share.
        most_conversations: what a release can count for at most, however many conversations it has; infinite where
            releases differ by sampling alone.
        dispersion: variance of a share against that of as many independent conversations.
    """

    prior_conversations: float
    most_conversations: float
    dispersion: float

    def counting_for(self, conversations: pl.Expr) -> pl.Expr:
        """Independent conversations that those of one release count for."""
        return conversations / (1 + conversations / self.most_conversations)


def delegation(
    evidence: pl.DataFrame, judged: Delegation, repeats: dict[str, Repeatability] | None = None
) -> pl.DataFrame:
    """Delegation of every task whose modes were published, columns as in ``DRAFT_SCHEMA``; others have none.

    On the scale of Claude.ai: API traffic is delegated by construction, so its shares are moved by the difference of
    the two products' means in logits before the two are averaged.

    Args:
        evidence: the long table.
        judged: which modes count, weights.
        repeats: how well each product's shares repeat; by default read off the evidence.
    """
    repeats = repeats or repeatability(evidence, judged)
    parts = [_product(evidence, product, judged, repeats[product]) for product in _FAMILIES]
    reference = parts[0][1]
    moved = [_moved(table, mean, reference) for table, mean in parts]
    rows = pl.concat(moved).with_columns(weight=pl.col("product").replace_strict(judged.product_weights))
    w = pl.col("weight") / pl.col("weight").sum().over("subject_id")
    weighted = rows.with_columns(w=w).with_columns(mean=(pl.col("w") * pl.col("share")).sum().over("subject_id"))
    merged = weighted.group_by("subject_id").agg(
        value=pl.col("mean").first(),
        variance=(pl.col("w") ** 2 * pl.col("variance")).sum()
        + (pl.col("w") * (pl.col("share") - pl.col("mean")) ** 2).sum() / pl.len()
        + judged.minimum_sd**2,
        coverage=pl.len() / len(_FAMILIES),
        agreement=pl.when(pl.len() > 1).then(1 - (pl.col("share").max() - pl.col("share").min())),
    )
    return (
        merged.with_columns(tier=pl.lit("measured"), sources=pl.lit(CLAUDE))
        .select(list(DRAFT_SCHEMA))
        .cast(DRAFT_SCHEMA)
        .sort("subject_id")
    )


def delegation_by_release(
    evidence: pl.DataFrame, judged: Delegation, repeats: dict[str, Repeatability] | None = None
) -> pl.DataFrame:
    """Delegation of every task in every release, each release shrunk by itself; columns as in ``RELEASE_SCHEMA``."""
    repeats = repeats or repeatability(evidence, judged)
    parts: list[pl.DataFrame] = []
    for product in _FAMILIES:
        counted, mean = _counted(evidence, product, judged)
        trials = repeats[product].counting_for(pl.col("conversations"))
        prior = repeats[product].prior_conversations
        parts.append(
            counted.with_columns(
                product=pl.lit(product), share_shrunk=(trials * pl.col("rate") + prior * mean) / (trials + prior)
            )
        )
    table = pl.concat(parts).select(list(RELEASE_SCHEMA)).cast(RELEASE_SCHEMA)
    fine = [c for c, kind in RELEASE_SCHEMA.items() if kind.is_float()]
    return table.with_columns(rounded(pl.col(c), _DIGITS) for c in fine).sort("product", "vintage", "subject_id")


def repeatability(evidence: pl.DataFrame, judged: Delegation) -> dict[str, Repeatability]:
    """How well each product's shares repeat, read off pairs of releases (equation 32).

    Raises:
        DeclarationError: no two releases of a product have tasks enough in common, or they do not repeat at all.
    """
    return {product: _repeatability(_counted(evidence, product, judged), product, judged) for product in _FAMILIES}


def _repeatability(counted: tuple[pl.DataFrame, float], product: str, judged: Delegation) -> Repeatability:
    table, mean = counted
    pairs = _pairs(table, judged.least_conversations_compared)
    if pairs.height < judged.least_pairs:
        raise DeclarationError(
            f"Delegation, {product}: {pairs.height} pairs of releases have a task in common with at least "
            f"{judged.least_conversations_compared} conversations in each; at least {judged.least_pairs} are needed.",
            "Build with two releases of interaction modes, or lower the two figures in judgements/delegation.yml.",
        )
    weight = (1 / pairs["n_subjects"]).to_numpy()
    one, other = pairs["rate"].to_numpy(), pairs["rate_other"].to_numpy()
    halves = (one - other) ** 2 / 2
    inverse = ((1 / pairs["trials"] + 1 / pairs["trials_other"]) / 2).to_numpy()
    between = float(
        np.average(
            (one - np.average(one, weights=weight)) * (other - np.average(other, weights=weight)), weights=weight
        )
    )
    if between <= 0:
        raise DeclarationError(
            f"Delegation, {product}: shares of one release say nothing about the next (covariance {between:.3g}).",
            "Check that both releases assign modes to the same tasks; the files may be mixed up.",
        )
    per_conversation, _ = _line(inverse, halves, weight)
    # A conversation cannot say more than an independent one would.
    per_conversation = max(per_conversation, mean * (1 - mean) - between)
    within = max(0.0, float(np.average(halves - per_conversation * inverse, weights=weight)))
    return Repeatability(
        prior_conversations=per_conversation / between,
        most_conversations=per_conversation / within if within > 0 else inf,
        dispersion=per_conversation / (mean * (1 - mean)),
    )


def _pairs(table: pl.DataFrame, least: int) -> pl.DataFrame:
    """Every two releases of every task, where both have at least ``least`` conversations of the task's wording."""
    whole = table.with_columns(trials=pl.col("conversations") * pl.col("n_subjects")).filter(pl.col("trials") >= least)
    vintages = sorted(table["vintage"].unique())
    parts = [
        whole.filter(pl.col("vintage") == older).join(
            whole.filter(pl.col("vintage") == newer), on="subject_id", suffix="_other", maintain_order="left"
        )
        for older, newer in combinations(vintages, 2)
    ]
    return pl.concat(parts) if parts else whole.clear()


def _line(x: Floats, y: Floats, weight: Floats) -> tuple[float, float]:
    """Non-negative slope and intercept of a mean that the spread is proportional to (least squares, reweighted)."""
    design = np.column_stack([x, np.ones_like(x)])
    found = np.array([0.0, float(np.average(y, weights=weight))])
    for _ in range(_ROUNDS):
        fitted = np.maximum(design @ found, y.mean() / len(y))
        scale = np.sqrt(weight) / fitted
        found, _residual = nnls(design * scale[:, None], y * scale)
    return float(found[0]), float(found[1])


def _counted(evidence: pl.DataFrame, product: str, judged: Delegation) -> tuple[pl.DataFrame, float]:
    """subject_id, vintage, conversations, n_subjects, hidden, share, rate, decay; and the product's mean share.

    A mode below a release's threshold is not published; its conversations are in the unclassified rest. In ``rate``
    the rest counts at the product's mean.
    """
    family = _FAMILIES[product]
    handed = [f"{family}/{m}" for m in judged.delegated]
    named = [*handed, *(f"{family}/{m}" for m in judged.together)]
    rows = evidence.filter(pl.col("measure").is_in([*named, f"{family}/{_NO_MODE}"]))
    vintages = rows["vintage"].unique().to_list()
    decay = {v: 0.5 ** (years_between(v, judged.as_of) / judged.half_life_years) for v in vintages}
    per_release = (
        rows.sort("subject_id", "vintage", "measure")
        .group_by("subject_id", "vintage", maintain_order=True)
        .agg(
            classified=pl.col("value").filter(pl.col("measure").is_in(named)).sum(),
            delegated=pl.col("value").filter(pl.col("measure").is_in(handed)).sum(),
            no_mode=pl.col("value").filter(pl.col("measure") == f"{family}/{_NO_MODE}").sum(),
            n=pl.col("n").max(),
            n_subjects=pl.col("n_subjects").max(),
        )
    )
    counted = per_release.filter(pl.col("classified") > 0).with_columns(
        # A wording's conversations are shared among the tasks that bear it.
        conversations=pl.col("n").fill_null(0) / pl.col("n_subjects") * (1 - pl.col("no_mode")),
        hidden=(1 - pl.col("classified") / (1 - pl.col("no_mode"))).clip(0, 1),
        share=pl.col("delegated") / pl.col("classified"),
        decay=pl.col("vintage").replace_strict(decay, return_dtype=pl.Float64),
    )
    seen = (counted["conversations"] * counted["decay"] * (1 - counted["hidden"])).to_numpy()
    mean = float(np.average(counted["share"].to_numpy(), weights=seen))
    rate = (1 - pl.col("hidden")) * pl.col("share") + pl.col("hidden") * mean
    return counted.with_columns(rate=rate), mean


def _product(
    evidence: pl.DataFrame, product: str, judged: Delegation, repeats: Repeatability
) -> tuple[pl.DataFrame, float]:
    """product, subject_id, share, variance (beta-binomial shrinkage to the product's mean); and that mean.

    What the unpublished modes could hide widens the variance (uniform between its two extremes).
    """
    counted, mean = _counted(evidence, product, judged)
    trials = repeats.counting_for(pl.col("conversations")) * pl.col("decay")
    totals = (
        counted.with_columns(trials=trials)
        .group_by("subject_id", maintain_order=True)
        .agg(
            trials=pl.col("trials").sum(),
            hits=(pl.col("trials") * pl.col("rate")).sum(),
            hidden=(pl.col("trials") * pl.col("hidden")).sum(),
        )
    )
    prior = repeats.prior_conversations
    size = pl.col("trials") + prior
    share = (pl.col("hits") + prior * mean) / size
    sampling = repeats.dispersion * share * (1 - share) / (size + 1)
    table = totals.select(
        pl.lit(product).alias("product"),
        "subject_id",
        share=share,
        variance=sampling + (pl.col("hidden") / size) ** 2 / 12,
    )
    return table, mean


def _moved(table: pl.DataFrame, mean: float, reference: float) -> pl.DataFrame:
    """Shares moved by the difference of two means in logits."""
    shift = log(reference / (1 - reference)) - log(mean / (1 - mean))
    odds = (pl.col("share") / (1 - pl.col("share"))) * exp(shift)
    return table.with_columns(share=odds / (1 + odds))
