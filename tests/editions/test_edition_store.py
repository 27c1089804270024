"""Editions on disk: opened, checked, and named when they are not what they were."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from jobprism.editions.manifest import FORMAT, MANIFEST_NAME, content_hash, joint_hash
from jobprism.editions.store import CORE, Edition, current, editions, make_current, open_edition
from jobprism.errors import EditionError
from jobprism.files import sha256_of
from jobprism.settings import Settings

SPOILT = "shares"


@pytest.fixture
def copy(home_with_edition: Settings) -> Edition:
    found = current(home_with_edition)
    assert found is not None
    return Edition(found)


def spoil(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(bytes(content))


def test_without_a_built_edition_the_core_edition_opens(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "nothing here", mirror=None)
    assert open_edition(settings).folder == CORE
    assert [e.folder for e in editions(settings)[0]] == [CORE]
    assert current(settings) is None


def test_a_built_edition_opens_before_the_core_edition(home_with_edition: Settings, copy: Edition) -> None:
    assert open_edition(home_with_edition).folder == copy.folder
    assert open_edition(home_with_edition, "core").folder == CORE
    assert [e.folder for e in editions(home_with_edition)[0]] == [CORE, copy.folder]


def test_an_edition_opens_by_folder_name_by_full_name_and_by_id(home_with_edition: Settings, copy: Edition) -> None:
    for name in (copy.folder.name, copy.manifest.name, copy.manifest.id):
        assert open_edition(home_with_edition, name).folder == copy.folder


def test_a_pointer_to_a_folder_that_is_gone_falls_back_to_the_core_edition(home_with_edition: Settings) -> None:
    make_current(home_with_edition, home_with_edition.editions_dir / "gone")
    assert open_edition(home_with_edition).folder == CORE


def test_an_unknown_edition_names_those_there_are(home_with_edition: Settings, copy: Edition) -> None:
    with pytest.raises(EditionError, match=r"no edition '1999\.01'") as caught:
        open_edition(home_with_edition, "1999.01")
    assert copy.manifest.name in caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize("at", [0, 5000, -1])
def test_a_flipped_byte_is_reported_with_file_expected_and_found(copy: Edition, at: int) -> None:
    path = copy.folder / f"{SPOILT}.parquet"
    spoil(path, at)
    (line,) = copy.verify()
    assert str(path) in line
    assert f"expected {path.stat().st_size} bytes with SHA-256 {copy.manifest.tables[SPOILT].sha256}" in line
    assert sha256_of(path) in line


def test_a_truncated_table_is_reported_with_both_sizes(copy: Edition) -> None:
    path = copy.folder / f"{SPOILT}.parquet"
    path.write_bytes(path.read_bytes()[:1000])
    (line,) = copy.verify()
    assert str(path) in line
    assert f"expected {copy.manifest.tables[SPOILT].bytes} bytes" in line
    assert "found 1000 bytes" in line


def test_a_missing_table_is_reported(copy: Edition) -> None:
    path = copy.folder / f"{SPOILT}.parquet"
    path.unlink()
    (line,) = copy.verify()
    assert line.startswith(f"{path}: missing; expected {copy.manifest.tables[SPOILT].bytes} bytes")
    with pytest.raises(EditionError, match="is missing from the edition"):
        copy.table(SPOILT)


def test_every_damaged_file_has_its_line(copy: Edition) -> None:
    for name in (SPOILT, "tasks"):
        spoil(copy.folder / f"{name}.parquet", 100)
    assert len(copy.verify()) == 2


def test_a_table_that_cannot_be_read_says_where_and_what_next(copy: Edition) -> None:
    (copy.folder / f"{SPOILT}.parquet").write_bytes(b"not a table at all")
    with pytest.raises(EditionError) as caught:
        copy.table(SPOILT)
    assert str(copy.folder) in caught.value.what
    assert "jobprism verify" in caught.value.next_step


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'], ids=["empty", "cut off", "a list", "fields missing"])
def test_a_damaged_manifest_is_named(copy: Edition, text: str) -> None:
    path = copy.folder / MANIFEST_NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        Edition(copy.folder)
    assert str(path) in caught.value.what
    assert "jobprism build" in caught.value.next_step


def test_a_manifest_of_another_format_says_so(copy: Edition) -> None:
    path = copy.folder / MANIFEST_NAME
    path.write_text(
        json.dumps({**json.loads(path.read_text(encoding="utf-8")), "format": FORMAT + 1}), encoding="utf-8"
    )
    with pytest.raises(EditionError, match=f"format {FORMAT + 1}"):
        Edition(copy.folder)


def test_a_folder_without_a_manifest_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="holds no edition"):
        Edition(tmp_path)


def test_chosen_rows_are_those_of_the_whole_table(core: Edition) -> None:
    fresh = Edition(core.folder)
    chosen = pl.col("subject_id") == "29-1141.00"
    before = fresh.rows("indices", chosen)
    assert before.height > 0
    assert before.equals(fresh.table("indices").filter(chosen))
    assert before.equals(fresh.rows("indices", chosen))


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("indices", "subject_id", ["29-1141.00", "47-2181.00", "29-1141.00"]),
        ("task_activities", "task_id_onet", [8823, 8824, 1]),
        ("occupations", "occupation_id_onet", ["99-9999.00"]),
        ("occupations", "occupation_id_onet", []),
    ],
)
def test_rows_of_values_are_the_same_whether_the_table_is_in_memory_or_not(
    core: Edition, table: str, column: str, values: list[object]
) -> None:
    fresh = Edition(core.folder)
    once, again = (fresh.rows_of(table, column, values) for _ in range(2))
    wanted = fresh.table(table).filter(pl.col(column).is_in(values))
    assert once.equals(wanted)
    assert again.equals(wanted)


def test_a_contents_hash_depends_on_names_types_and_values_alone() -> None:
    table = pl.DataFrame({"a": [1.5, None], "b": ["x", ""]})
    assert content_hash(table) == content_hash(table.clone().rechunk())
    others = [
        table.rename({"a": "c"}),
        table.with_columns(pl.col("a").cast(pl.Float32)),
        table.with_columns(a=pl.Series([1.5000000001, None])),
        table.with_columns(b=pl.Series(["x", None])),
        table.reverse(),
        table.head(1),
    ]
    assert len({content_hash(t) for t in (table, *others)}) == len(others) + 1


def test_a_joint_hash_depends_on_every_table() -> None:
    hashes = {"one": "a", "two": "b"}
    assert joint_hash(hashes) == joint_hash(dict(reversed(hashes.items())))
    assert (
        len({joint_hash(h) for h in (hashes, {"one": "a"}, {"one": "b", "two": "a"}, {"one": "a", "three": "b"})}) == 4
    )
