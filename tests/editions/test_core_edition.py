"""The core edition: small, whole, and without a sentence that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from jobprism.editions.build import table_differences
from jobprism.editions.manifest import MANIFEST_NAME, content_hash, declared_edition, joint_hash
from jobprism.editions.store import Edition
from jobprism.editions.tables import FULL_ONLY, core_tables, ships
from jobprism.errors import EditionError
from jobprism.estimates.frames import TIERS
from jobprism.evidence.foreign import _NAMED_IN as NAMED_IN
from jobprism.judgements.base import LAYERS
from jobprism.settings import Settings
from jobprism.sources.declaration import Redistribution
from jobprism.sources.fetch import locate
from jobprism.sources.registry import registered_sources

MAXIMUM_BYTES = 8_000_000
# Columns of sources whose texts are sentences, however short; and those whose texts are names, which may ship.
WORDING = {"task_text", "description", "detailed_activity_title", "activity_title", "text"}
NAMES = {
    *("occupation_title", "title", "position_title", "name", "label", "element_name", "skill", "technology"),
    *("tool", "commodity", "agency", "entry_education"),
}


def strings_of(value: object) -> Iterator[str]:
    """A text, or the texts inside it where it is JSON."""
    if isinstance(value, str):
        if value.startswith(("{", "[")):
            yield from strings_of(json.loads(value))
        else:
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)


def plain(text: str) -> str:
    """A sentence without what a copy might differ in: case, spaces, the stop at its end."""
    return " ".join(text.lower().split()).rstrip(" .")


def test_it_is_small_enough_to_ship(core: Edition) -> None:
    assert sum(p.stat().st_size for p in core.folder.iterdir()) <= MAXIMUM_BYTES


def test_its_folder_holds_the_tables_of_its_manifest_and_nothing_else(core: Edition) -> None:
    assert {p.name for p in core.folder.iterdir()} == {MANIFEST_NAME, *(f"{t}.parquet" for t in core.manifest.tables)}
    assert core.verify() == []


def test_its_hashes_are_those_of_its_content(core: Edition) -> None:
    hashes = {name: content_hash(core.table(name)) for name in core.manifest.tables}
    assert hashes == {name: entry.content_hash for name, entry in core.manifest.tables.items()}
    assert core.manifest.content_hash == joint_hash(hashes)
    assert {n: core.table(n).height for n in hashes} == {n: e.rows for n, e in core.manifest.tables.items()}


def test_it_is_the_edition_the_code_declares(core: Edition) -> None:
    declared = declared_edition()
    assert (core.manifest.id, core.manifest.date, core.manifest.kind) == (declared.id, declared.date, "core")


@pytest.mark.parametrize("table", FULL_ONLY)
def test_it_has_no_table_of_publishers_wording(core: Edition, table: str) -> None:
    with pytest.raises(EditionError, match=f"no table '{table}'") as caught:
        core.table(table)
    assert "jobprism build" in caught.value.next_step


def test_it_has_every_occupation_with_tasks_and_every_activity(core: Edition) -> None:
    occupations, tasks = core.table("occupations"), core.table("tasks")
    assert occupations["occupation_id_onet"].n_unique() == occupations.height == 923
    assert set(tasks["occupation_id_onet"]) == set(occupations["occupation_id_onet"])
    activities = core.table("activities")
    assert activities["activity_id_onet"].n_unique() == 332
    assert activities["activity_label"].n_unique() == 332


def test_every_occupation_has_its_layers_and_a_pressure(core: Edition) -> None:
    occupations = set(core.table("occupations")["occupation_id_onet"])
    own = core.table("estimates").filter(pl.col("subject_kind") == "occupation")
    for layer in LAYERS:
        having = set(own.filter(pl.col("layer") == layer)["subject_id"])
        # Delegation is missing where no mode was published; missing stays missing.
        assert having <= occupations if layer == "delegation" else having == occupations
    assert set(core.table("pressure").filter(pl.col("subject_kind") == "occupation")["subject_id"]) == occupations


def test_every_estimate_is_an_interval_with_its_tier_and_sources(core: Edition) -> None:
    table = core.table("estimates")
    inside = (pl.col("low") >= 0) & (pl.col("low") <= pl.col("value")) & (pl.col("value") <= pl.col("high"))
    assert table.filter(~(inside & (pl.col("high") <= 1)).fill_null(value=False)).is_empty()
    assert set(table["tier"].unique()) <= set(TIERS)
    named = {source for text in table["sources"].unique() for source in text.split(",")}
    assert named <= {s.id for s in core.manifest.sources}
    assert table.filter(~pl.col("coverage").is_between(0, 1)).is_empty()
    assert table.select("subject_kind", "subject_id", "layer").is_unique().all()


def test_pressure_intervals_hold_their_value_on_the_0_to_100_scale(core: Edition) -> None:
    inside = (pl.col("low") >= 0) & (pl.col("low") <= pl.col("value")) & (pl.col("value") <= pl.col("high"))
    assert core.table("pressure").filter(~(inside & (pl.col("high") <= 100)).fill_null(value=False)).is_empty()


def test_shares_of_work_add_up(core: Edition) -> None:
    totals = core.table("shares").group_by("subject_kind", "subject_id").agg(pl.col("share").sum())
    # Shares are rounded to six digits, and the longest list has some forty tasks.
    assert totals.filter((pl.col("share") - 1).abs() > 1e-4).is_empty()


def test_only_figures_that_may_be_redistributed_ship(core: Edition) -> None:
    shippable = {r.id for r in registered_sources() if r.source.licence.redistribution is Redistribution.SHIP}
    fetched = {r.id for r in registered_sources()} - shippable
    assert fetched, "no source is fetch-only, so this test shows nothing"
    # Every table that names sources: of one that may not ship, it holds what we say of it, never what it says.
    about = {"coverage", "measures", "unmatched"}
    naming = {name for name in core.manifest.tables if "source" in core.table(name).columns} - about
    assert {"evidence", "crosswalk", "indices"} <= naming
    held = {name: set(core.table(name)["source"].unique()) & fetched for name in naming}
    assert {name: sources for name, sources in held.items() if sources and name != "indices"} == {}


def test_an_index_that_may_not_ship_leaves_its_place_among_occupations_and_no_value(core: Edition) -> None:
    shippable = {r.id for r in registered_sources() if r.source.licence.redistribution is Redistribution.SHIP}
    table = core.table("indices")
    ships, stays = table.filter(pl.col("source").is_in(shippable)), table.filter(~pl.col("source").is_in(shippable))
    assert {"occupation", "role"} == set(stays["subject_kind"])
    assert stays.filter(pl.col("value").is_not_null() | pl.col("spread").is_not_null()).is_empty()
    assert stays["percentile"].is_between(0, 100).all()
    assert ships["value"].null_count() == 0


def test_every_index_is_of_the_source_that_declares_it(core: Edition) -> None:
    """An index credited to another source would ship under that source's licence."""
    declaring = {m.id: r.id for r in registered_sources() for m in r.source.measures if m.index}
    named = core.table("indices").select("measure", "source").unique().rows()
    computed = {"aei_claude_ai_task_coverage": "anthropic_economic_index"}
    assert set(named) == set({**declaring, **computed}.items())


def test_lists_of_an_occupation_are_of_subjects_and_of_elements_that_are_named(core: Edition) -> None:
    occupations = set(core.table("occupations")["occupation_id_onet"])
    for name in ("related_occupations", "technologies", "emerging_tasks"):
        assert set(core.table(name)["occupation_id_onet"]) <= occupations, name
    assert core.table("emerging_tasks")["emerging_task_id"].is_unique().all()
    links = core.table("element_links")
    assert {*links["element_id"], *links["called_for_by"]} <= set(core.table("elements")["element_id"])
    asked = core.table("evidence").filter(pl.col("measure") == "onet_job_zone")["value"]
    assert set(asked) == set(core.table("job_zones")["job_zone"].cast(pl.Float64))


def test_every_share_by_answer_has_a_name_for_its_answer(core: Edition) -> None:
    families = {"RL": "onet_education", "RW": "onet_related_experience", "PT": "onet_site_training"}
    families["OJ"] = "onet_job_training"
    named = {
        f"{families[scale]}_pct/{category}"
        for scale, category in core.table("answer_categories").select("scale_id", "category").rows()
    }
    measures = core.table("evidence")["measure"].unique()
    assert set(measures.filter(measures.str.split("_pct/").list.first().is_in(list(families.values())))) == named


def test_agreement_tells_nothing_of_single_occupations(core: Edition) -> None:
    """Pairs of indices share thirty occupations or more, so no value of one can be read off."""
    table = core.table("agreement")
    assert table["n_occupations"].min() >= 30
    assert table.select("measure_a", "vintage_a", "measure_b", "vintage_b").is_unique().all()
    assert {c for c, kind in table.schema.items() if kind == pl.String} == {
        *("measure_a", "vintage_a", "measure_b", "vintage_b")
    }


def test_names_of_codes_are_of_sources_that_may_ship(core: Edition) -> None:
    shippable = {r.id for r in registered_sources() if r.source.licence.redistribution is Redistribution.SHIP}
    assert {source for source, *_ in NAMED_IN.values()} <= shippable
    assert set(core.table("code_names")["system"]) == set(NAMED_IN)
    asked = core.table("foreign_occupations")
    named = core.table("code_names").select("system", "code")
    assert asked.join(named, on=["system", "code"], how="anti").is_empty()
    assert set(asked["occupation_id_onet"]) <= set(core.table("occupations")["occupation_id_onet"])
    assert asked.group_by("system", "code").agg(pl.col("weight").sum()).filter(pl.col("weight") > 1 + 1e-4).is_empty()


def test_coverage_tells_of_every_source(core: Edition) -> None:
    table = core.table("coverage")
    assert set(table["source"]) == {s.id for s in core.manifest.sources}
    # Of sources that may not ship it counts what a full edition holds; the core edition itself holds nothing.
    held = {s.id: s.observations for s in core.manifest.sources if s.redistribution == "ship"}
    counted = dict(table.select("source", "evidence_rows").rows())
    assert {source: counted[source] for source in held} == held
    left = dict(core.table("unmatched").group_by("source").agg(pl.col("rows").sum()).rows())
    assert {s: n for s, n in table.select("source", "unmatched").rows() if n} == left
    assert table.filter((pl.col("unmatched") > 0) != (pl.col("reasons") != "")).is_empty()
    assert table["employment_share"].is_between(0, 1).all()
    assert table["occupations"].is_between(0, core.table("occupations").height).all()


def test_every_figure_is_of_a_declared_measure(core: Edition) -> None:
    declared = set(core.table("measures")["measure"])
    families = {m.removesuffix("*") for m in declared if m.endswith("/*")}
    measures = core.table("evidence")["measure"].unique().to_list()
    assert [m for m in measures if m not in declared and m.split("/")[0] + "/" not in families] == []


@pytest.mark.mirror
def test_it_is_the_full_edition_without_what_may_not_ship(core: Edition, full: Edition) -> None:
    tables = core_tables({name: full.table(name) for name in full.manifest.tables}, ships(full.manifest.sources))
    assert set(tables) == set(core.manifest.tables)
    assert [line for name in tables for line in table_differences(name, core.table(name), tables[name])] == []


@pytest.mark.mirror
def test_no_sentence_of_a_publisher_is_in_any_table(core: Edition, full: Edition, mirror: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, mirror=mirror)
    columns = [full.table("task_texts")["task_text"], full.table("occupation_texts")["description"]]
    read: set[str] = set()
    for registered in registered_sources():
        reading = registered.read({name: f.path for name, f in locate(registered, settings).items()})
        for table in reading.tables.values():
            for column in table.select(pl.col(pl.String)).iter_columns():
                if column.name in WORDING:
                    columns.append(column)
                    read.add(column.name)
                elif column.name not in NAMES:
                    # A column nobody has judged yet: what is long enough to be a sentence counts as one.
                    columns.append(column.filter(column.str.count_matches(" ") >= 4))
    assert read == WORDING
    sentences = {plain(text) for column in columns for text in column.drop_nulls().unique()}
    assert len(sentences) > 27_000
    found = {
        (name, column.name, text)
        for name in core.manifest.tables
        for column in core.table(name).select(pl.col(pl.String)).iter_columns()
        for value in column.drop_nulls().unique()
        for text in strings_of(value)
        if plain(text) in sentences
    }
    assert found == set()
