"""The tables of a workforce: aggregates, occupations, tasks, skills; small cells withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, diags_array

from jobprism.editions.store import Edition
from jobprism.estimates.intervals import beta_interval
from jobprism.estimates.on_demand import links_of, skills_of
from jobprism.estimates.skills import COMPLEMENTARY, RESILIENT, TECHNOLOGY
from jobprism.judgements.load import Bands, Workforce, band_of, judgement
from jobprism.workforce.cube import NONE, cube, dimensions, tables, weights
from jobprism.workforce.exposure import Mixes, exposure
from jobprism.workforce.figures import LEVELS, PRESSURE, UNCODED, Figures
from jobprism.workforce.parts import MILLI
from jobprism.workforce.suppression import withheld
from jobprism.workforce.uncertainty import moments

TOTAL = "(all)"
"""What stands in a dimension's column where a row is of all of it."""

WAGES = ("paid_share", "wages", "exposed_wages", "exposed_wages_low", "exposed_wages_high")

_OCCUPATION = ("major_group", "subject_id")


@dataclass(frozen=True)
class Sums:
    """What the tables are made from.

    Attributes:
        cells: as ``cube.placed`` returns them; with small cells, not to be shown.
        mixes: of all places in them.
        figures: of the edition.
        has: the roster's columns.
        least: cells of fewer people are withheld.
    """

    cells: pl.DataFrame
    mixes: Mixes
    figures: Figures
    has: frozenset[str]
    least: int

    @property
    def paid(self) -> bool:
        """Whether wages are known."""
        return "wage" in self.has

    @property
    def dims(self) -> list[str]:
        """Dimensions of the tables."""
        return dimensions(set(self.has))


def aggregates(sums: Sums) -> pl.DataFrame:
    """People, figures and exposed work by country, unit, level and major group, and all totals shown.

    Returns:
        table (the dimensions it tells apart, joined by ×), the dimensions, group_title, withheld, people, band and the
        columns of ``exposure``; figures are null where a cell is withheld.
    """
    dims = sums.dims
    rows = cube(sums.cells, dims)
    shown = {frozenset(t) for t in tables(dims)}
    rows = rows.with_columns(withheld(rows, dims, shown, sums.least))
    pattern = pl.concat_list(pl.when(pl.col(d).is_not_null()).then(pl.lit(d)) for d in dims).list.drop_nulls()
    names = [" × ".join(t) if t else "total" for t in tables(dims)]
    rows = rows.with_columns(
        table=pl.when(pattern.list.len() == 0).then(pl.lit("total")).otherwise(pattern.list.join(" × "))
    )
    rows = rows.filter(pl.col("table").is_in(names))
    found = _with_figures(rows, dims, sums)
    if sums.paid:
        found = _without_few_wages(found, sums, shown)
    found = found.with_columns(pl.col(dims).cast(pl.String))
    titles = _group_titles(sums.figures.edition)
    order = pl.col("table").replace_strict(names, range(len(names)), return_dtype=pl.UInt8)
    level = pl.col("level").replace_strict([*LEVELS[1:], NONE], range(len(LEVELS)), default=None, return_dtype=pl.UInt8)
    keys = [level.alias("at") if d == "level" else pl.col(d) for d in dims]
    return (
        found.sort(order, *keys)
        .with_columns(group_title=pl.col("major_group").replace_strict(titles, default=None, return_dtype=pl.String))
        .with_columns(pl.col(dims).fill_null(TOTAL))
        .select("table", *dims, "group_title", pl.exclude("table", *dims, "group_title"))
    )


def occupations(sums: Sums, totals: pl.DataFrame) -> pl.DataFrame:
    """People and figures by occupation and role; those withheld are left out.

    Args:
        sums: the sums.
        totals: as ``aggregates`` returns; a group withheld there is not given away here.
    """
    rows = cube(sums.cells, _OCCUPATION).filter(pl.col("major_group").is_not_null() | pl.col("subject_id").is_null())
    gone = totals.filter((pl.col("table") == "major_group") & pl.col("withheld"))["major_group"].to_list()
    of_group = pl.col("subject_id").is_null() & pl.col("major_group").is_not_null()
    # A group's total that is not shown counts as one of few people: its occupations must not add up to it.
    seen = rows.with_columns(
        people=pl.when(of_group & pl.col("major_group").cast(pl.String).is_in(gone)).then(0.0).otherwise("people")
    )
    shown = {frozenset[str](), frozenset({"major_group"}), frozenset(_OCCUPATION)}
    out = withheld(seen, _OCCUPATION, shown, sums.least)
    rows = rows.with_columns(out).filter((pl.col("subject_id") != UNCODED) & ~pl.col("withheld"))
    found = _with_figures(rows, list(_OCCUPATION), replace(sums, has=sums.has - {"wage"})).drop("withheld")
    found = found.with_columns(pl.col(_OCCUPATION).cast(pl.String))
    names = sums.figures.subjects.select("subject_id", "subject_kind", "subject_title")
    return (
        found.join(names, on="subject_id")
        .select(
            "subject_kind", "subject_id", "subject_title", pl.exclude("subject_kind", "subject_id", "subject_title")
        )
        .sort(["people", "subject_id"], descending=[True, False])
    )


def tasks(sums: Sums, shown: pl.DataFrame) -> pl.DataFrame:
    """The work that makes up the exposure, of the occupations shown: exposed_fte, fte, capability with low and high.

    By activity; the activities are those of the tasks (a task counts under its first). ``fte`` is people, or posts,
    times the share of their hours that the work takes.
    """
    work = sums.mixes.work
    cells = sums.cells.filter(pl.col("subject_id").cast(pl.String).is_in(shown["subject_id"].implode()))
    everything = pl.DataFrame({"row": [0]})
    people = weights(cells, everything, (), ["people_milli"], sums.mixes.places)["people_milli"]
    hours = csr_matrix(people @ sums.mixes.scaled["capability"]).toarray().ravel() / MILLI
    of_activity = csr_matrix(work.activities.T @ diags_array(hours))
    fte = np.asarray(of_activity.sum(axis=1)).ravel()
    found = moments(of_activity, work, "capability")
    low, high = beta_interval(np.nan_to_num(found.value), found.variance)
    names = work.items.select(pl.coalesce("activity_id_onet", "task_id").alias("id")).unique().sort("id")
    table = names.with_columns(
        fte=pl.Series(np.round(fte, 1)),
        exposed_fte=pl.Series(np.round(fte * found.value, 1)),
        exposed_fte_low=pl.Series(np.round(fte * low, 1)),
        exposed_fte_high=pl.Series(np.round(fte * high, 1)),
        capability=pl.Series(np.round(found.value, 4)),
    )
    labels = sums.figures.edition.table("activities").select("activity_label", id="activity_id_onet")
    joined = table.join(labels, on="id", how="left").filter(pl.col("fte") > 0)
    label = pl.coalesce("activity_label", pl.lit("Tasks declared with a role"))
    ranked = joined.select("id", label.alias("label"), pl.exclude("id", "activity_label"))
    return ranked.sort(["exposed_fte", "id"], descending=[True, False], nulls_last=True).head(
        judgement(Workforce).tasks_shown
    )


def skills(sums: Sums, shown: pl.DataFrame) -> pl.DataFrame:
    """Skills and knowledge worth building: what many people's occupations call for and AI can do little of, or aids.

    Of the largest occupations shown.

    Returns:
        element_id, element_name, kind, people (in occupations that call for it), of them by class resilient and
        complementary, importance (mean, 1 to 5); those of most people times importance first.
    """
    edition = sums.figures.edition
    people = shown.filter(pl.col("subject_kind") == "occupation").select("subject_id", "people")
    people = people.head(judgement(Workforce).skills_of_largest)
    rated = skills_of(edition.table, links_of(edition.table), people["subject_id"].to_list())
    kept = rated.filter((pl.col("kind") != TECHNOLOGY) & pl.col("class").is_in([RESILIENT, COMPLEMENTARY]))
    of_class = [(pl.col("people") * (pl.col("class") == c)).sum().round(1).alias(c) for c in (RESILIENT, COMPLEMENTARY)]
    mean = (pl.col("importance") * pl.col("people")).sum() / pl.col("people").sum()
    return (
        kept.join(people, on="subject_id", maintain_order="left")
        .group_by("element_id", "kind", maintain_order=True)
        .agg(mean.round(2).alias("importance"), *of_class, pl.col("people").sum().round(1))
        .join(edition.table("elements"), on="element_id")
        .select("element_id", "element_name", "kind", "people", RESILIENT, COMPLEMENTARY, "importance")
        .sort([pl.col("people") * pl.col("importance"), pl.col("element_id")], descending=[True, False])
        .head(judgement(Workforce).skills_shown)
    )


def no_skills() -> pl.DataFrame:
    """An empty table of skills."""
    texts = dict.fromkeys(("element_id", "element_name", "kind"), pl.String)
    numbers = dict.fromkeys(("people", RESILIENT, COMPLEMENTARY, "importance"), pl.Float64)
    return pl.DataFrame(schema={**texts, **numbers})


def _with_figures(rows: pl.DataFrame, dims: Sequence[str], sums: Sums) -> pl.DataFrame:
    """Rows with figures, table by table; those withheld with nothing but their place."""
    edges = judgement(Bands).pressure
    parts = []
    patterns = rows.select(pl.col(d).is_not_null() for d in dims).unique(maintain_order=True).rows()
    for pattern in patterns or [(True,) * len(dims)]:
        kept = [d for d, told in zip(dims, pattern, strict=True) if told]
        shown = rows.filter(~pl.col("withheld"), *(pl.col(d).is_not_null() == (d in kept) for d in dims))
        found = exposure(sums.cells, shown, kept, sums.mixes, paid=sums.paid)
        names = [None if p is None else band_of(p, edges) for p in found[PRESSURE].to_list()]
        band = pl.Series("band", names, dtype=pl.String)
        parts.append(shown.with_columns(pl.col("people").round(1)).hstack([band, *found]))
    nothing = rows.filter("withheld").with_columns(people=pl.lit(None, dtype=pl.Float64))
    return pl.concat([*parts, nothing], how="diagonal")


def _without_few_wages(found: pl.DataFrame, sums: Sums, shown: set[frozenset[str]]) -> pl.DataFrame:
    """Wages of few people are withheld too, where a cell is shown but few of its people have a wage."""
    paid = cube(sums.cells.with_columns(people_milli="paid_milli").filter(pl.col("people_milli") > 0), sums.dims)
    few = paid.filter(withheld(paid, sums.dims, shown, sums.least)).select(sums.dims).with_columns(few=True)
    joined = found.join(few, on=sums.dims, how="left", nulls_equal=True, maintain_order="left")
    gone = pl.col("few").fill_null(value=False) | (pl.col("wages") == 0)
    return joined.with_columns(pl.when(~gone).then(c).alias(c) for c in found.columns if c in WAGES).drop("few")


def _group_titles(edition: Edition) -> dict[str, str]:
    names = edition.rows("code_names", (pl.col("system") == "soc_2018") & pl.col("code").str.ends_with("-0000"))
    return {code[:2]: name for code, name in names.select("code", "name").rows()} | {NONE: "No code"}
