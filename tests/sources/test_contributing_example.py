"""The source that CONTRIBUTING.md takes a reader through is declared, read, pinned and matched as it says."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from jobprism.evidence.codes import resolve
from jobprism.evidence.crosswalks import SYSTEMS, Crosswalks
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.locking import lock_source
from jobprism.sources.parsed import read_cached
from jobprism.sources.reading import CROSSWALK_SCHEMA, Reading, no_crosswalk
from jobprism.sources.registry import Registered, registered_sources

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = TEXT[TEXT.index("## Add a source") : TEXT.index("## Add a role")]
ID = "toy_exposure"


def _block(language: str, beginning: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", SECTION, flags=re.DOTALL)
    return next(block for block in blocks if block.startswith(beginning))


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A home with the example's file, and a folder of one's own with its declaration and reader."""
    own = tmp_path / "own"
    (own / ID).mkdir(parents=True)
    (own / ID / "source.yml").write_text(_block("yaml", "id: "), encoding="utf-8")
    (own / ID / "reader.py").write_text(_block("python", '"""Example'), encoding="utf-8")
    settings = Settings(home=tmp_path / "home", mirror=None, offline=True, own_sources=own)
    placed = settings.sources_dir / ID / "toy_scores.csv"
    placed.parent.mkdir(parents=True)
    placed.write_text(_block("text", "soc_code,score"), encoding="utf-8")
    return settings


@pytest.fixture
def example(here: Settings) -> Registered:
    return next(r for r in registered_sources(own=here.own_sources) if r.id == ID)


def test_it_is_pinned_with_the_counts_it_tells(example, here):
    lock = lock_source(example, here)
    assert f"Pinned {len(lock.files)} files, {lock.observations} observations." in SECTION


def test_the_code_without_an_occupation_is_left_over_and_the_empty_one_is_not_read(example, here, core):
    reading = read_cached(example, locate(example, here), here.cache_dir)
    onet = Reading(tables={"occupations": core.table("occupations").select("occupation_id_onet")})
    table, unmatched = resolve(reading.observations, {"onet": onet}, Crosswalks(no_crosswalk()))
    assert dict(table.select("subject_id", "value").rows()) == {"29-1141": 0.31, "15-1252": 0.62}
    assert unmatched.select("rows", "codes").rows() == [(1, 1)]
    assert "one code, 99-9999" in SECTION


def test_its_index_is_declared_as_one(example):
    (measure,) = example.source.measures
    assert measure.index
    assert measure.direction == "more exposed"


def test_the_links_it_shows_are_links():
    names: dict = {"pl": pl}
    exec(compile(_block("python", "from jobprism.sources.reading import crosswalk"), "CONTRIBUTING.md", "exec"), names)
    frame = pl.DataFrame({"soc": ["29-1141", "29-1141"], "isco": ["2221", "2222"], "share": [0.75, 0.25]})
    links = names["links"](frame)
    assert links.schema == CROSSWALK_SCHEMA
    assert Crosswalks(links).translate("29-1141", "soc_2018", "isco_08").weights == {"2221": 0.75, "2222": 0.25}


def test_it_names_every_code_system():
    assert [system for system in SYSTEMS if f"`{system}`" not in SECTION] == []
