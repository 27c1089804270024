"""Levels, skills and sensitivity of the edition in the package."""

from __future__ import annotations

import polars as pl
import pytest

from jobprism.editions.store import CORE, Edition
from jobprism.estimates.on_demand import levels_of, links_of, pressure_with, sensitivity_of, skills_of
from jobprism.judgements.load import Levels, judgement

NURSE, DEVELOPER = "29-1141.00", "15-1252.00"
LEVELS = judgement(Levels)
STAND = {name: level.share for name, level in LEVELS.levels.items()}
SOFTWARE = pl.DataFrame(
    {"occupation_id_onet": [DEVELOPER, NURSE], "technology": ["a", "b"], "commodity_code": [43230000, 42000000]}
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition(CORE)


def test_pressure_of_levels_averages_back_to_the_occupations_and_roles(edition: Edition) -> None:
    role = edition.table("roles")["role_id"][0]
    found = levels_of(edition.table, [NURSE, DEVELOPER, role])
    stand = pl.col("level").replace_strict(STAND, return_dtype=pl.Float64)
    pressure = found.layers.filter(pl.col("layer") == "pressure")
    mean = pressure.group_by("subject_kind", "subject_id").agg(mean=100 * (pl.col("value") * stand).sum())
    joined = mean.join(edition.table("pressure"), on=["subject_kind", "subject_id"])
    assert joined.height == 3
    assert joined["mean"].to_numpy() == pytest.approx(joined["value"].to_numpy(), abs=0.05)


def test_every_occupation_and_role_has_every_level(edition: Edition) -> None:
    found = levels_of(edition.table)
    subjects = edition.table("shares").select("subject_kind", "subject_id").n_unique()
    assert found.summary.height == subjects * len(STAND)
    assert set(found.summary["label"].drop_nulls()) <= {"Higher", "Similar", "Reduced", "Mixed"}
    sums = found.shares.group_by("subject_kind", "subject_id", "level").agg(pl.col("share").sum())["share"]
    assert sums.to_numpy() == pytest.approx(1)


def test_seniors_supervise_more(edition: Edition) -> None:
    """The tasks of guiding others grow with the level in most occupations that have any."""
    found = levels_of(edition.table)
    guiding = edition.table("task_activities").filter(pl.col("activity_id_onet").str.starts_with("4.A.4.b.4"))
    mine = found.shares.filter(pl.col("task_id").cast(pl.Int64, strict=False).is_in(guiding["task_id_onet"].implode()))
    wide = mine.group_by("subject_id", "level").agg(pl.col("share").sum()).pivot(on="level", index="subject_id")
    assert wide.select((pl.col("lead") > pl.col("junior")).mean()).item() > 0.9


def test_skills_of_an_occupation_come_with_class_and_interval(edition: Edition) -> None:
    def table(name: str) -> pl.DataFrame:
        return SOFTWARE if name == "technologies" else edition.table(name)

    links = links_of(table)
    nurse, developer = (skills_of(table, links, [code]) for code in (NURSE, DEVELOPER))
    for found in (nurse, developer):
        assert set(found["kind"]) == {"skill", "knowledge", "technology"}
        assert (found["capability_low"] <= found["capability"]).all()
        assert (found["capability"] <= found["capability_high"]).all()
        assert found["capability"].n_unique() > 10
    shared = nurse.join(developer, on=["kind", "element_id"])
    assert (shared["capability"] != shared["capability_right"]).all()
    assert nurse["human_need"].mean() > developer["human_need"].mean()  # type: ignore[operator]


def test_rankings_hardly_change_where_no_weight_does(edition: Edition) -> None:
    same = pressure_with(edition.table, {})
    stored = edition.table("pressure").filter(pl.col("subject_kind") == "occupation")
    joined = same.join(stored, on="subject_id", suffix="_stored")
    assert joined.height == 923
    assert joined["value"].to_numpy() == pytest.approx(joined["value_stored"].to_numpy(), abs=0.05)


def test_the_table_of_sensitivity_covers_every_weight(edition: Edition) -> None:
    found = sensitivity_of(edition.table)
    assert found["weight"].n_unique() == 9
    assert (found["n_occupations"] == 923).all()
    assert found["spearman"].is_between(0.5, 1).all()
