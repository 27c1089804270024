"""Published figures computed again: equal on the publishers' data, and unequal as soon as the data are not theirs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jobprism.estimates.replications import EXACT, replicate
from jobprism.evidence.codes import Readings
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.registry import registered_sources

pytestmark = pytest.mark.mirror

ELOUNDOU, MICROSOFT, ANTHROPIC = "eloundou_2023", "microsoft_working_with_ai", "anthropic_economic_index"


@pytest.fixture(scope="module")
def readings(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Readings:
    settings = Settings(home=tmp_path_factory.mktemp("home"), mirror=mirror)
    chosen = [r for r in registered_sources() if r.id in {ELOUNDOU, MICROSOFT, ANTHROPIC}]
    return {r.id: r.read({name: f.path for name, f in locate(r, settings).items()}) for r in chosen}


def rows_of(readings: Readings) -> dict[str, dict[str, Any]]:
    return {r["id"]: r for r in replicate(readings).rows(named=True)}


def with_table(readings: Readings, source: str, name: str, table: pl.DataFrame) -> Readings:
    reading = readings[source]
    return {**readings, source: replace(reading, tables={**reading.tables, name: table})}


def with_observations(readings: Readings, source: str, table: pl.DataFrame) -> Readings:
    return {**readings, source: replace(readings[source], observations=table)}


def failed(readings: Readings) -> set[str]:
    return {name for name, row in rows_of(readings).items() if not row["passed"]}


def test_every_published_figure_comes_out_equal(readings: Readings) -> None:
    rows = rows_of(readings)
    assert [name for name, row in rows.items() if not row["passed"]] == []
    exact = {name: row for name, row in rows.items() if not name.startswith("aei_")}
    assert all(row["largest_difference"] <= row["tolerance"] <= EXACT for row in exact.values())


def test_all_scores_of_both_raters_are_replicated_for_every_occupation(readings: Readings) -> None:
    rows = rows_of(readings)
    scores = {f"eloundou_{rater}_{score}" for rater in ("human", "gpt4") for score in ("alpha", "beta", "gamma")}
    assert scores <= set(rows)
    assert {rows[name]["n"] for name in scores} == {923}
    assert {rows[name]["n"] for name in rows if name.startswith("microsoft_")} == {785}


def test_the_shares_of_occupations_that_use_ai_are_those_published(readings: Readings) -> None:
    rows = rows_of(readings)
    published = {"aei_occupations_over_25_pct": 0.36, "aei_occupations_over_75_pct": 0.04}
    assert {name: rows[name]["published"] for name in published} == published
    for name, share in published.items():
        assert rows[name]["ours"] == pytest.approx(share, abs=0.005)


def test_one_changed_label_is_noticed(readings: Readings) -> None:
    labels = readings[ELOUNDOU].tables["labels"]
    column = "eloundou_human_exposure"
    first = labels.row(0, named=True)
    other = "E1" if first[column] == "E0" else "E0"
    changed = labels.with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(other)).otherwise(pl.col(column)).alias(column)
    )
    found = failed(with_table(readings, ELOUNDOU, "labels", changed))
    assert found
    # Nothing but the scores of the rater whose label it was.
    assert all(name.startswith("eloundou_human_") for name in found)


def test_a_core_task_taken_for_a_supplemental_one_is_noticed(readings: Readings) -> None:
    labels = readings[ELOUNDOU].tables["labels"].with_columns(task_type=pl.lit("Supplemental"))
    assert {"eloundou_human_beta", "eloundou_gpt4_beta"} <= failed(with_table(readings, ELOUNDOU, "labels", labels))


@pytest.mark.parametrize("table", ["labels", "occupation_scores"])
def test_an_occupation_that_one_side_lacks_is_noticed(readings: Readings, table: str) -> None:
    whole = readings[ELOUNDOU].tables[table]
    lacking = whole.filter(pl.col("occupation_id_onet") != whole["occupation_id_onet"][0])
    assert {"eloundou_human_alpha", "eloundou_gpt4_gamma"} <= failed(with_table(readings, ELOUNDOU, table, lacking))


def test_a_changed_activity_weight_is_noticed(readings: Readings) -> None:
    weights = readings[MICROSOFT].tables["soc_activity_weights"]
    changed = weights.with_columns(
        weight=pl.when(pl.int_range(pl.len()) == 0).then(pl.col("weight") * 2).otherwise("weight")
    )
    found = failed(with_table(readings, MICROSOFT, "soc_activity_weights", changed))
    # The two sides' coverage need not change: the activity may be covered as the occupation's others are.
    assert "microsoft_applicability" in found
    assert all(name.startswith("microsoft_") for name in found)


@pytest.mark.parametrize("figure", ["applicability", "applicability_user", "applicability_ai", "coverage_user"])
def test_a_changed_figure_of_microsofts_is_noticed(readings: Readings, figure: str) -> None:
    measure = f"microsoft_{figure}"
    changed = readings[MICROSOFT].observations.with_columns(
        value=pl.when(pl.col("measure") == measure).then(pl.col("value") + 1e-6).otherwise("value")
    )
    assert failed(with_observations(readings, MICROSOFT, changed)) == {measure}


def test_a_release_that_lost_its_tail_is_noticed(readings: Readings) -> None:
    shares = readings[ANTHROPIC].observations
    cut = shares.filter((pl.col("measure") != "aei_claude_ai_pct") | (pl.col("value") > shares["value"].median()))
    assert "aei_occupations_over_25_pct" in failed(with_observations(readings, ANTHROPIC, cut))
