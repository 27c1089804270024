"""Seniority of occupations, and the pairs of related ones that differ in it (equations 37 and 38).

What the level model is learned from and checked on; an edition's build does not need it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from jobprism.estimates.intervals import Floats
from jobprism.estimates.measures import occupation_measures
from jobprism.judgements.load import Levels

_EXPERIENCE = "onet_related_experience_years"
_CATEGORIES = "onet_related_experience_pct"
_SOC_MINOR = 4  # characters of a SOC code: major group, dash, first digit


def seniority(occupations: pl.DataFrame, evidence: pl.DataFrame, judged: Levels) -> pl.DataFrame:
    """Seniority of every occupation, in standard deviations over occupations (equation 37).

    Args:
        occupations: occupation_id_onet, soc_2018.
        evidence: the long table.
        judged: the figures that make it up.

    Returns:
        occupation_id_onet, soc_2018, seniority (null where no figure is known), known (share of the figures known, by
        weight).
    """
    named = list(judged.seniority)
    table = occupation_measures(occupations, evidence, [m for m in named if m != _EXPERIENCE])
    columns = {m: table[m].to_numpy() for m in table.columns[1:]}
    if _EXPERIENCE in named:
        columns[_EXPERIENCE] = _experience(occupations, evidence, judged)
    scores = np.column_stack([_standardised(columns[m].astype(float)) for m in named])
    weights = np.where(np.isnan(scores), 0.0, np.array([judged.seniority[m] for m in named]))
    total = weights.sum(axis=1)
    mean = np.divide(
        (weights * np.nan_to_num(scores)).sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0
    )
    return occupations.select("occupation_id_onet", "soc_2018").with_columns(
        seniority=pl.Series(_standardised(mean)).fill_nan(None),
        known=pl.Series(total / sum(judged.seniority.values())),
    )


def _standardised(values: Floats) -> Floats:
    if np.isnan(values).all():
        return values
    spread = np.nanstd(values)
    return (values - np.nanmean(values)) / (spread if spread > 0 else 1.0)


def _experience(occupations: pl.DataFrame, evidence: pl.DataFrame, judged: Levels) -> Floats:
    """Mean of log(1 + years) of the related experience that workers say is required."""
    years = judged.experience_years
    measures = [f"{_CATEGORIES}/{c}" for c in years]
    shares = occupation_measures(occupations, evidence, measures).drop("occupation_id_onet").to_numpy().astype(float)
    shares = np.nan_to_num(shares)
    total = shares.sum(axis=1)
    logs = np.log1p(np.array(list(years.values())))
    mean = np.divide(shares @ logs, total, out=np.full(len(total), np.nan), where=total > 0)
    return np.where(total >= judged.full_answers_pct, mean, np.nan)


def ladder(ranked: pl.DataFrame, related: pl.DataFrame, judged: Levels) -> pl.DataFrame:
    """Pairs of related occupations of which the upper one is senior to the lower one (equation 38).

    Args:
        ranked: as ``seniority`` returns.
        related: occupation_id_onet, related_occupation_id_onet.
        judged: which pairs count.

    Returns:
        lower, upper (O*NET-SOC codes), gap (in standard deviations), group (first four characters of the
        lower one's SOC code), managing (whether the upper one manages or supervises and the lower one does not).
    """
    fit = ranked.filter(pl.col("known") >= judged.fewest_known).with_columns(
        group=pl.col("soc_2018").str.head(_SOC_MINOR), manages=_begins(judged.managing)
    )
    side = fit.select("occupation_id_onet", "seniority", "group", "manages")
    both = pl.concat(
        [
            related.select(a="occupation_id_onet", b="related_occupation_id_onet"),
            related.select(a="related_occupation_id_onet", b="occupation_id_onet"),
        ]
    ).unique()
    joined = both.join(side, left_on="a", right_on="occupation_id_onet").join(
        side, left_on="b", right_on="occupation_id_onet", suffix="_upper"
    )
    near = (pl.col("group") == pl.col("group_upper")) | pl.col("manages_upper")
    gap = pl.col("seniority_upper") - pl.col("seniority")
    return (
        joined.with_columns(gap=gap)
        .filter(near & (pl.col("gap") >= judged.least_gap))
        .select(lower="a", upper="b", gap="gap", group="group", managing=pl.col("manages_upper") & ~pl.col("manages"))
        .sort("lower", "upper")
    )


def _begins(prefixes: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col("soc_2018").str.starts_with(p) for p in prefixes)
