"""What each source covers: every file of the mirror has a source, and rows matched and unmatched add up."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pytest

from jobprism.editions.store import Edition
from jobprism.evidence.coverage import COVERAGE_SCHEMA
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.reading import Reading
from jobprism.sources.registry import registered_sources

_HOME_SYSTEMS = {"onet_task", "onet_activity", "onet_soc_2019", "soc_2018", "nem_2024"}
# Files no source reads, each with its reason in docs/sources.md: tables of O*NET on survey forms and scales, and pairs
# of Microsoft's that its weights repeat. Named one by one, so that a file that joins the mirror is not overlooked.
_UNREAD = {
    "microsoft_working_with_ai/soc_to_iwas.csv",
    "onet/db_30_1_excel/Read Me.txt",
    *(
        f"onet/db_30_1_excel/{table}.xlsx"
        for table in (
            "Basic Interests to RIASEC",
            "Interests Illustrative Activities",
            "Interests Illustrative Occupations",
            "Level Scale Anchors",
            "Occupation Level Metadata",
            "RIASEC Keywords",
            "Scales Reference",
            "Survey Booklet Locations",
            "Task Categories",
            "UNSPSC Reference",
            "Work Context Categories",
        )
    ),
}


@pytest.fixture(scope="module")
def all_readings(full: Edition, mirror: Path) -> dict[str, Reading]:
    """Every source, from the cache the full edition was built with."""
    settings = Settings(home=full.folder.parents[1], mirror=mirror)
    return {r.id: read_cached(r, locate(r, settings), settings.cache_dir) for r in registered_sources()}


def _declared() -> set[str]:
    return {f.mirror_path for r in registered_sources() for f in r.source.files}


def _table_rows(mirror: Path) -> list[list[str]]:
    """The paths that each row of the README's table names in its first cell."""
    lines = (mirror / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return [re.findall(r"`([^`]+)`", cell) for cell in cells]


@pytest.mark.mirror
def test_every_row_of_the_mirrors_table_has_a_source(mirror):
    rows = _table_rows(mirror)
    assert rows
    for paths in rows:
        for path in paths:
            pattern = f"{path}*" if path.endswith("/") else path
            assert any(fnmatch(declared, pattern) for declared in _declared()), path


@pytest.mark.mirror
def test_every_data_file_of_the_mirror_is_declared_by_a_source(mirror):
    files = {p.relative_to(mirror).as_posix() for p in mirror.rglob("*") if p.is_file()}
    data = files - {"README.md", "MANIFEST.sha256"}
    assert data - _declared() - _UNREAD == set()
    # What is read is not listed as unread.
    assert _UNREAD & _declared() == set()


def test_every_file_that_is_not_read_is_named_in_the_documentation():
    text = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    assert [path for path in sorted(_UNREAD) if Path(path).name.removesuffix(".xlsx") not in text] == []


@pytest.mark.mirror
def test_coverage_has_one_row_per_source_with_the_rows_its_reader_gives(full, all_readings):
    table = full.table("coverage")
    assert table.schema == COVERAGE_SCHEMA
    assert table["source"].to_list() == sorted(all_readings)
    for row in table.rows(named=True):
        reading = all_readings[row["source"]]
        assert row["observations"] == reading.observations.height
        assert row["links"] == reading.crosswalk.height
        assert row["table_rows"] == sum(t.height for t in reading.tables.values())


@pytest.mark.mirror
def test_matched_and_unmatched_rows_add_up(full, all_readings):
    unmatched = dict(full.table("unmatched").group_by("source").agg(pl.col("rows").sum()).rows())
    for row in full.table("coverage").rows(named=True):
        source, systems = row["source"], set(all_readings[row["source"]].observations["code_system"])
        assert row["unmatched"] == unmatched.get(source, 0), source
        assert row["matched"] + row["unmatched"] == row["observations"], source
        assert bool(row["reasons"]) == (row["unmatched"] > 0), source
        assert 0 <= row["unmatched"] <= row["observations"], source
        assert row["evidence_rows"] == full.table("evidence").filter(pl.col("source") == source).height
        if systems <= _HOME_SYSTEMS:
            # Codes that are subjects themselves: each figure is in the evidence once, or counted as left over.
            assert row["evidence_rows"] + row["unmatched"] == row["observations"], source


@pytest.mark.mirror
def test_every_observed_code_is_in_the_evidence_or_among_the_unmatched(full, all_readings):
    """By measure: codes that resolve and codes that do not are together all the codes there are."""
    evidence, unmatched = full.table("evidence"), full.table("unmatched")
    for source, reading in all_readings.items():
        for measure in reading.observations["measure"].unique():
            of_measure = reading.observations.filter(pl.col("measure") == measure)
            left = unmatched.filter((pl.col("source") == source) & (pl.col("measure") == measure))["rows"].sum()
            there = not evidence.filter((pl.col("source") == source) & (pl.col("measure") == measure)).is_empty()
            assert there == (left < of_measure.height), (source, measure)


@pytest.mark.mirror
def test_shares_of_employment_lie_between_none_and_all_and_follow_the_occupations(full):
    occupations = full.table("occupations").height
    for row in full.table("coverage").rows(named=True):
        assert 0 <= row["employment_share"] <= 1
        assert 0 <= row["occupations"] <= occupations
        assert (row["occupations"] > 0) == (row["employment_share"] > 0), row["source"]
        assert (row["evidence_rows"] == 0) == (row["occupations"] == 0), row["source"]


@pytest.mark.mirror
def test_at_least_twelve_indices_are_joined_for_seven_hundred_occupations(full, full_atlas):
    table = full.table("indices").filter(pl.col("subject_kind") == "occupation")
    joined = table.group_by("measure", "vintage").agg(pl.col("subject_id").n_unique().alias("n"))
    assert joined.filter(pl.col("n") >= 700).height >= 12
    for note in full_atlas.agreement().indices:
        own = (pl.col("measure") == note.measure) & (pl.col("vintage") == note.vintage)
        assert note.n_occupations == joined.filter(own)["n"].item()
        assert 0 < note.employment_share <= 1
