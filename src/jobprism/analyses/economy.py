"""All occupations at once: how many work in each, for how much, and what the layers say of it."""

from __future__ import annotations

from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, Percent
from jobprism.analyses.profession import edition_note
from jobprism.analyses.ranking import subjects
from jobprism.editions.store import Edition
from jobprism.judgements.base import LAYERS

_OCCUPATIONS = " Occupations"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """An occupation in the economy. What several occupations share in BLS's count is split evenly among them."""

    id: str
    title: str
    group: str = Field(description="Major group: the first two digits of the SOC code.")
    shared_by: int | None = Field(description="Occupations that BLS counts together with it.")
    jobs: float | None = Field(description="US jobs.")
    wage_bill_usd: float | None = Field(description="Jobs times mean annual wage, US dollars.")
    openings: float | None = Field(description="Openings a year, projected for 2024-34.")
    wage_median_annual_usd: float | None
    change_2024_34_pct: float | None
    pressure: Percent
    pressure_low: Percent
    pressure_high: Percent
    band: str
    layers: dict[str, Percent | None] = Field(description="0 to 100; null where nobody observed the layer.")


class Economy(_Part):
    """The occupations of an edition, by group and code."""

    schema_version: Literal[1] = 1
    document: Literal["economy"] = "economy"
    groups: dict[str, str] = Field(description="Names of the major groups by code.")
    places: list[Place]
    edition: EditionNote


def economy(edition: Edition) -> Economy:
    """Every O*NET occupation of an edition with its jobs, wage bill, openings, pressure and layers."""
    shared = pl.col("shared_by").fill_null(1)
    wage = edition.table("occupations").select("wage_mean_annual_usd", id="occupation_id_onet")
    table = (
        subjects(edition)
        .filter(pl.col("kind") == "occupation")
        .join(wage, on="id", how="left")
        .with_columns(jobs=pl.col("employment") / shared, openings=pl.col("openings_annual") / shared)
        .with_columns(wage_bill_usd=pl.col("jobs") * pl.col("wage_mean_annual_usd"))
        .sort("id")
    )
    return Economy(
        groups=_group_names(edition),
        places=[_place(row) for row in table.rows(named=True)],
        edition=edition_note(edition),
    )


def _place(row: dict[str, object]) -> Place:
    same = set(Place.model_fields) - {"group", "change_2024_34_pct", "layers"}
    layers = {layer: None if row[layer] is None else round(100 * float(str(row[layer])), 2) for layer in LAYERS}
    return Place.model_validate(
        {
            **{name: row[name] for name in same},
            "group": row["major_group"],
            "change_2024_34_pct": row["ep_change_2024_34_pct"],
            "layers": layers,
        }
    )


def _group_names(edition: Edition) -> dict[str, str]:
    """Names of the major groups, without the word they all end in."""
    of = (pl.col("system") == "soc_2018") & pl.col("code").str.ends_with("-0000")
    names = edition.rows("code_names", of).sort("code").select("code", "name").rows()
    present = set(edition.table("occupations")["major_group"])
    return {code[:2]: name.removesuffix(_OCCUPATIONS) for code, name in names if code[:2] in present}
