"""Use by release: what each release of a record shows of each task, and what changed from one to the next."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from scipy.optimize import root_scalar
from scipy.special import ndtri, polygamma
from scipy.stats import nbinom

from jobprism.estimates.frames import rounded
from jobprism.estimates.intervals import LEVEL, Floats
from jobprism.judgements.load import Use

MEASURES = {"claude_ai": "aei_claude_ai_pct", "api": "aei_api_pct"}
REPORTED, BELOW, COULD_NOT = "reported", "below_threshold", "could_not_appear"

RELEASE_SCHEMA = pl.Schema(
    {
        "subject_id": pl.String,  # task
        "product": pl.String,
        "vintage": pl.String,
        "status": pl.String,  # reported, below_threshold, could_not_appear
        "n": pl.Int64,  # conversations of the task's wording; null unless reported
        "n_subjects": pl.Int64,  # tasks that bear the wording; null unless reported
        "share": pl.Float64,  # of the release's conversations, the wording's shared evenly among its tasks
        "share_shrunk": pl.Float64,  # equation 31; null where the task could not appear
    }
)

_NORMAL = float(ndtri((1 + LEVEL) / 2))
# Gamma shapes looked for between a rate that hardly varies and one that varies by orders of magnitude.
_SHAPES = (1e-3, 1e6)
_DIGITS = 12


def use_by_release(tasks: pl.DataFrame, evidence: pl.DataFrame, samples: pl.DataFrame, judged: Use) -> pl.DataFrame:
    """Every task in every release of Claude.ai and of the API; columns as in ``RELEASE_SCHEMA``.

    A share of a small or single count is shrunk to the task's share over all releases of the product, by as much as
    shares were seen to vary between releases (equation 31). A task below the threshold gets the share expected of a
    count that stayed below it, not zero.

    Args:
        tasks: task_id_onet, in_onet_20_1 (others could not appear).
        evidence: the long table.
        samples: product, vintage, conversations.
        judged: threshold, and the least count compared between releases.
    """
    parts = [_product(tasks, evidence, samples, product, judged) for product in MEASURES]
    return pl.concat(parts).select(list(RELEASE_SCHEMA)).cast(RELEASE_SCHEMA).sort("product", "vintage", "subject_id")


def samples_in(evidence: pl.DataFrame) -> pl.DataFrame:
    """product, vintage, conversations (Int64): each release's sample, recovered from its counts and shares.

    Null where the release's counts are not known.
    """
    product = pl.col("measure").replace_strict({m: p for p, m in MEASURES.items()}, return_dtype=pl.String)
    size = (pl.col("n") / (pl.col("value") / 100)).median().round().cast(pl.Int64)
    rows = evidence.filter(pl.col("measure").is_in(list(MEASURES.values())))
    return rows.group_by(product.alias("product"), "vintage").agg(conversations=size).sort("product", "vintage")


def release_variance(evidence: pl.DataFrame, product: str, judged: Use) -> float:
    """Variance of the logarithm of a task's share from release to release, beyond sampling; 0 with a single release.

    Half the variance of the log ratio of successive counts, less what Poisson counts alone would show, averaged over
    pairs of releases (equation 31). Wordings with at least ``least_conversations_compared`` in the older release
    count, so that few of them are lost to the threshold.
    """
    rows = evidence.filter((pl.col("measure") == MEASURES[product]) & pl.col("n").is_not_null())
    counts = rows.select("subject_id", "vintage", "n", "n_subjects").sort("subject_id")
    vintages = sorted(counts["vintage"].unique())
    found: list[float] = []
    for older, newer in pairwise(vintages):
        pair = counts.filter((pl.col("vintage") == older) & (pl.col("n") >= judged.least_conversations_compared)).join(
            counts.filter(pl.col("vintage") == newer), on="subject_id", suffix="_newer", maintain_order="left"
        )
        if pair.height > 1:
            # A wording is one observation, however many tasks bear it.
            weight = (1 / pair["n_subjects"]).to_numpy()
            ratio = (pair["n_newer"] / pair["n"]).log().to_numpy()
            sampling = np.average((1 / pair["n"] + 1 / pair["n_newer"]).to_numpy(), weights=weight)
            spread = np.average((ratio - np.average(ratio, weights=weight)) ** 2, weights=weight)
            found.append(max(0.0, float(spread - sampling) / 2))
    return float(np.mean(found)) if found else 0.0


def _product(
    tasks: pl.DataFrame, evidence: pl.DataFrame, samples: pl.DataFrame, product: str, judged: Use
) -> pl.DataFrame:
    releases = samples.filter(pl.col("product") == product).select("vintage", "conversations")
    rows = evidence.filter(pl.col("measure") == MEASURES[product]).select("subject_id", "vintage", "n", "n_subjects")
    subjects = tasks.select(pl.col("task_id_onet").cast(pl.String).alias("subject_id"), could="in_onet_20_1")
    grid = subjects.join(releases, how="cross").join(rows, on=["subject_id", "vintage"], how="left")
    reported = pl.col("n").is_not_null()
    table = grid.with_columns(
        product=pl.lit(product),
        status=pl.when(reported).then(pl.lit(REPORTED)).when("could").then(pl.lit(BELOW)).otherwise(pl.lit(COULD_NOT)),
        bearers=pl.col("n_subjects").max().over("subject_id").fill_null(1),
        # A half: Jeffreys' prior for a Poisson rate.
        mean=(pl.col("n").sum().over("subject_id") + 0.5) / pl.col("conversations").sum().over("subject_id"),
    ).with_columns(share=pl.col("n") / pl.col("n_subjects") / pl.col("conversations"))
    shape = _shape(release_variance(evidence, product, judged))
    shrunk = _shrunk(table, shape, judged.reporting_threshold_conversations) / table["bearers"].to_numpy()
    could = pl.col("status") != COULD_NOT
    return table.with_columns(share_shrunk=pl.Series(shrunk)).with_columns(
        rounded(pl.col("share"), _DIGITS), share_shrunk=pl.when(could).then(rounded(pl.col("share_shrunk"), _DIGITS))
    )


def _shape(variance: float) -> float:
    """Shape of the Gamma distribution whose logarithm has the given variance (its trigamma function inverted)."""
    few, many = _SHAPES
    if variance <= polygamma(1, many):
        return many
    return float(root_scalar(lambda k: float(polygamma(1, k)) - variance, bracket=(few, many)).root)


def _shrunk(table: pl.DataFrame, shape: float, threshold: int) -> Floats:
    """Mean rate of a wording given its count, or given that its count stayed below the threshold (equation 31)."""
    mean, size = table["mean"].to_numpy(), table["conversations"].to_numpy().astype(float)
    counts = table["n"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    unseen = np.arange(threshold)
    # Poisson counts of Gamma rates are negative binomial.
    likely = nbinom.pmf(unseen[None, :], shape, (shape / (shape + mean * size))[:, None])
    total = likely.sum(axis=1)
    below = np.divide(likely @ unseen, total, out=np.full(len(mean), float(threshold - 1)), where=total > 0)
    return (shape + np.where(np.isnan(counts), below, counts)) / (shape / mean + size)


def observed_coverage(tasks: pl.DataFrame, releases: pl.DataFrame, shares: pl.DataFrame | None = None) -> pl.DataFrame:
    """Per occupation and release: how many of its tasks could appear, how many did, and which part of its work.

    Args:
        tasks: task_id_onet, occupation_id_onet.
        releases: as from ``use_by_release``.
        shares: task_id_onet, share of the occupation's work; without it every task weighs alike.

    Returns:
        occupation_id_onet, product, vintage, tasks, tasks_could, tasks_reported, coverage (reported of those that
        could), work_reported (their share of the work of those that could).
    """
    links = tasks.select("occupation_id_onet", subject_id=pl.col("task_id_onet").cast(pl.String))
    if shares is not None:
        weights = shares.select("share", subject_id=pl.col("task_id_onet").cast(pl.String)).rename({"share": "w"})
        links = links.join(weights, on="subject_id", how="left").with_columns(pl.col("w").fill_null(0.0))
    else:
        links = links.with_columns(w=pl.lit(1.0))
    could, reported = pl.col("status") != COULD_NOT, pl.col("status") == REPORTED
    return (
        releases.join(links, on="subject_id")
        .group_by("occupation_id_onet", "product", "vintage")
        .agg(
            tasks=pl.len().cast(pl.Int64),
            tasks_could=could.sum().cast(pl.Int64),
            tasks_reported=reported.sum().cast(pl.Int64),
            work_could=pl.col("w").filter(could).sum(),
            work=pl.col("w").filter(reported).sum(),
        )
        .with_columns(
            coverage=pl.when(pl.col("tasks_could") > 0).then(pl.col("tasks_reported") / pl.col("tasks_could")),
            work_reported=pl.when(pl.col("work_could") > 0).then(
                rounded(pl.col("work") / pl.col("work_could"), _DIGITS)
            ),
        )
        .drop("work_could", "work")
        .sort("occupation_id_onet", "product", "vintage")
    )


CHANGES = ("new", "returned", "dropped", "grown", "shrunk", "steady")
"""New: reported for the first time. Returned: reported again. Dropped: no longer. The others: reported in both."""


def what_changed(
    releases: pl.DataFrame, samples: pl.DataFrame, product: str, judged: Use, after: str | None = None
) -> pl.DataFrame:
    """What a release shows that the one before it did not: subject_id, change, n_before, n_after, ratio.

    A task has grown where its share rose by at least ``notable_ratio`` and by more than sampling alone explains in
    nine of ten cases; shrunk the other way round. Tasks reported in neither release are left out.

    Args:
        releases: as from ``use_by_release``.
        samples: product, vintage, conversations.
        product: claude_ai or api.
        judged: the ratio that counts as notable.
        after: vintage of the newer release, by default the last.

    Returns:
        One row per task reported in either release; empty if there is none before. ``ratio`` is that of the shares.
    """
    of_product = releases.filter((pl.col("product") == product) & (pl.col("status") == REPORTED))
    vintages = sorted(samples.filter(pl.col("product") == product)["vintage"].to_list())
    newer = after or vintages[-1]
    earlier = [v for v in vintages if v < newer]
    older = earlier[-1] if earlier else newer
    before = of_product.filter(pl.col("vintage") == older).select("subject_id", n_before="n", share_before="share")
    now = of_product.filter(pl.col("vintage") == newer).select("subject_id", n_after="n", share_after="share")
    ever = of_product.filter(pl.col("vintage").is_in(earlier))["subject_id"].unique()
    both = before.join(now, on="subject_id", how="full", coalesce=True).with_columns(
        ratio=pl.col("share_after") / pl.col("share_before")
    )
    if not earlier:
        both = both.clear()
    noise = _NORMAL * (1 / pl.col("n_before") + 1 / pl.col("n_after")).sqrt()
    notable = pl.max_horizontal(noise, pl.lit(judged.notable_ratio).log())
    # Sampling noise and the ratio are both on the logarithmic scale.
    moved = pl.col("ratio").log()
    change = (
        pl.when(pl.col("n_before").is_null() & pl.col("subject_id").is_in(ever.implode()))
        .then(pl.lit("returned"))
        .when(pl.col("n_before").is_null())
        .then(pl.lit("new"))
        .when(pl.col("n_after").is_null())
        .then(pl.lit("dropped"))
        .when(moved >= notable)
        .then(pl.lit("grown"))
        .when(moved <= -notable)
        .then(pl.lit("shrunk"))
        .otherwise(pl.lit("steady"))
    )
    return (
        both.with_columns(change=change)
        .select("subject_id", "change", "n_before", "n_after", rounded(pl.col("ratio"), 6))
        .sort("subject_id")
    )


def change_counts(changes: pl.DataFrame, tasks: pl.DataFrame | None = None) -> pl.DataFrame:
    """How many tasks changed how: one column per kind of change; per occupation where ``tasks`` is given.

    Args:
        changes: as from ``what_changed``.
        tasks: task_id_onet, occupation_id_onet; occupations without any change have zeros.
    """
    counts = [(pl.col("change") == kind).sum().cast(pl.Int64).alias(kind) for kind in CHANGES]
    if tasks is None:
        return changes.select(counts)
    links = tasks.select("occupation_id_onet", subject_id=pl.col("task_id_onet").cast(pl.String))
    joined = links.join(changes, on="subject_id", how="left")
    return joined.group_by("occupation_id_onet").agg(counts).sort("occupation_id_onet")
