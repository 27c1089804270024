"""Occupations and roles in order of any of their figures, with filters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.on_demand import pressure_with
from jobprism.judgements.base import LAYERS

FIGURES = {
    "pressure": "pressure",
    **{layer: layer for layer in LAYERS},
    "employment": "employment",
    "wage": "wage_median_annual_usd",
    "change": "ep_change_2024_34_pct",
    "openings": "openings_annual",
    "zone": "job_zone",
    "title": "title",
}
"""What a ranking can be by, and the column that holds it."""

_CONTEXT = ("employment", "wage_median_annual_usd", "ep_change_2024_34_pct")
_THOUSAND = 1000


@dataclass(frozen=True)
class Only:
    """Which subjects are ranked; what is None is not asked for.

    Attributes:
        kind: occupation or role.
        groups: major groups, by the first two digits of the SOC code.
        zones: job zones, 1 to 5.
        bands: bands of pressure.
        words: words that the title must hold, in any case, in singular or plural.
        least_employment: US jobs.
        wage: lowest and highest median wage, US dollars a year; either may be None.
    """

    kind: str | None = None
    groups: tuple[str, ...] = ()
    zones: tuple[int, ...] = ()
    bands: tuple[str, ...] = ()
    words: str | None = None
    least_employment: float | None = None
    wage: tuple[float | None, float | None] = (None, None)


def ranking(
    edition: Edition,
    by: str = "pressure",
    only: Only | None = None,
    *,
    lowest_first: bool = False,
    weights: Mapping[str, float] | None = None,
) -> pl.DataFrame:
    """Subjects in order of a figure; those without it come last, equal ones by id and with the same rank.

    Args:
        edition: where the figures are from.
        by: one of ``FIGURES``.
        only: filters.
        lowest_first: the order; titles always run from A to Z.
        weights: weights of pressure of one's own; occupations are then ranked by ``pressure_reweighted`` (0-100).

    Returns:
        rank, kind, id, title, major_group, job_zone, pressure (0-100) with pressure_low, pressure_high and band, the
        layers (0-1) each with _low and _high, employment, wage_median_annual_usd, ep_change_2024_34_pct,
        openings_annual (jobs), shared_by (occupations that BLS counts together, whose jobs are of all).

    Raises:
        UsageError: there is no such figure, or a filter names something unknown.
    """
    if by not in FIGURES:
        raise UsageError(f"There is no figure '{by}' to rank by.", f"Choose one of {', '.join(FIGURES)}.")
    table = subjects(edition)
    column = FIGURES[by]
    if weights:
        if by != "pressure":
            raise UsageError(f"Weights change pressure, not {by}.", "Rank by pressure, or leave out the weights.")
        column = "pressure_reweighted"
        own = pressure_with(edition.table, dict(weights)).rename({"subject_id": "id", "value": column})
        table = table.join(own.select("id", column), on="id", how="inner")
    chosen = table.filter(_conditions(table, only or Only()))
    ascending = lowest_first or by == "title"
    ranked = chosen.sort([column, "id"], descending=[not ascending, False], nulls_last=True)
    return ranked.select(pl.col(column).rank("min", descending=not ascending).cast(pl.Int64).alias("rank"), pl.all())


def subjects(edition: Edition) -> pl.DataFrame:
    """Every occupation and role with its figures, by kind and id; columns as in ``ranking`` without rank."""
    occupations = edition.table("occupations").select(
        pl.lit("occupation").alias("kind"),
        pl.col("occupation_id_onet").alias("id"),
        pl.col("occupation_title").alias("title"),
        "major_group",
        "job_zone",
        *_CONTEXT,
        openings_annual=pl.col("ep_openings_annual_thousands") * _THOUSAND,
        shared_by="bls_shared_by",
    )
    declared = [json.loads(text) for text in edition.table("roles")["declaration"].to_list()]
    roles = pl.DataFrame(
        [{"kind": "role", "id": r["id"], "title": r["title"], "job_zone": r["job_zone"]} for r in declared],
        schema={c: occupations.schema[c] for c in ("kind", "id", "title", "job_zone")},
    )
    known = pl.concat([occupations, roles], how="diagonal")
    return (
        known.join(_figures(edition), on=["kind", "id"], how="left")
        .sort("kind", "id")
        .select(
            "kind",
            "id",
            "title",
            "major_group",
            "job_zone",
            "pressure",
            "pressure_low",
            "pressure_high",
            "band",
            *(f"{layer}{part}" for layer in LAYERS for part in ("", "_low", "_high")),
            *_CONTEXT,
            "openings_annual",
            "shared_by",
        )
    )


def _figures(edition: Edition) -> pl.DataFrame:
    """kind, id, pressure and layers with their intervals."""
    of = pl.col("subject_kind").is_in(["occupation", "role"])
    keys = {"subject_kind": "kind", "subject_id": "id"}
    names = {"value": "pressure", "low": "pressure_low", "high": "pressure_high"}
    figures = edition.rows("pressure", of).rename({**keys, **names})
    estimates = edition.rows("estimates", of).rename(keys)
    for layer in LAYERS:
        named = {"value": layer, "low": f"{layer}_low", "high": f"{layer}_high"}
        values = estimates.filter(pl.col("layer") == layer).select("kind", "id", *named).rename(named)
        figures = figures.join(values, on=["kind", "id"], how="left")
    return figures


def _conditions(table: pl.DataFrame, only: Only) -> pl.Expr:
    """All filters as one, refusing what no subject has."""
    conditions = [pl.lit(value=True)]
    for field, column, asked in (
        ("kind", "kind", (only.kind,) if only.kind else ()),
        ("group", "major_group", only.groups),
        ("zone", "job_zone", only.zones),
        ("band", "band", only.bands),
    ):
        if not asked:
            continue
        known = table[column].drop_nulls().unique().sort().to_list()
        if unknown := [value for value in asked if value not in known]:
            raise UsageError(
                f"No occupation or role has the {field} '{unknown[0]}'.", f"Known are {', '.join(map(str, known))}."
            )
        conditions.append(pl.col(column).is_in(asked))
    if only.words:
        conditions += [
            pl.col("title").str.contains(rf"(?i)\b{re.escape(word)}(?:s|es)?\b") for word in only.words.split()
        ]
    if only.least_employment is not None:
        conditions.append(pl.col("employment") >= only.least_employment)
    low, high = only.wage
    if low is not None:
        conditions.append(pl.col("wage_median_annual_usd") >= low)
    if high is not None:
        conditions.append(pl.col("wage_median_annual_usd") <= high)
    return pl.all_horizontal(conditions)
