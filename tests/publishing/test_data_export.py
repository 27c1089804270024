"""The data package: every column described, keys that hold, bytes that repeat, nothing that may not be passed on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
import yaml

from jobprism.editions.store import Edition
from jobprism.editions.tables import FULL_ONLY
from jobprism.publishing.data.described import described
from jobprism.publishing.data.export import DataFiles, export

# The validator of the package's own makers takes long over large files: their keys are checked by polars.
MOST_BYTES = 600_000


@pytest.fixture(scope="module")
def folder(core: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(core, tmp_path_factory.mktemp("export") / "data").folder


@pytest.fixture(scope="module")
def package(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_every_table_and_column_of_the_edition_is_described_and_no_other(core: Edition) -> None:
    known = described()
    assert set(known.tables) == set(core.manifest.tables) | set(FULL_ONLY)
    for name in core.manifest.tables:
        columns = core.table(name).columns
        assert all(known.column(name, column) for column in columns)
        assert set(known.tables[name].columns) <= set(columns), name


def test_keys_tell_rows_apart_and_lead_somewhere(core: Edition) -> None:
    known = described()
    for name in core.manifest.tables:
        table = core.table(name)
        key = known.tables[name].key
        assert not table.select(key).is_duplicated().any(), name
        assert sum(table.select(key).null_count().row(0)) == 0, name
        for column, target in known.tables[name].refers.items():
            other, field = target.split(".")
            assert set(table[column].drop_nulls()) <= set(core.table(other)[field]), f"{name}.{column}"


def test_the_library_of_the_format_finds_nothing_wrong(folder: Path, package: dict, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    small = [r for r in package["resources"] if r["format"] == "csv" and r["bytes"] < MOST_BYTES]
    names = {r["name"] for r in small}
    for resource in small:
        keys = resource["schema"].get("foreignKeys", [])
        resource["schema"]["foreignKeys"] = [k for k in keys if k["reference"]["resource"] in names]
    described_here = {**package, "resources": small}
    report = frictionless.Package(described_here, basepath=str(folder)).validate()
    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert len(names) > 15


def test_parquet_and_csv_hold_the_same_rows(folder: Path, package: dict) -> None:
    for resource in package["resources"]:
        path = folder / resource["path"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert resource["bytes"] == path.stat().st_size
        if resource["format"] == "csv" and path.stat().st_size < 3_000_000:
            whole = pl.read_parquet(folder / "parquet" / f"{resource['name']}.parquet")
            read = pl.read_csv(path, schema_overrides=whole.schema)
            # An empty text and a missing one are alike in a CSV.
            read, whole = (t.with_columns(pl.col(pl.String).replace("", None)) for t in (read, whole))
            assert read.equals(whole), resource["name"]


def test_sums_are_those_of_every_other_file(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    said = {path: digest for digest, path in (line.split("  ") for line in lines)}
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"}
    assert said == {name: hashlib.sha256(p.read_bytes()).hexdigest() for name, p in files.items()}


def test_the_same_edition_gives_the_same_bytes(core: Edition, folder: Path) -> None:
    again = DataFiles(Edition(core.folder))
    for name in ("agreement", "roles", "occupations"):
        for path in (f"csv/{name}.csv", f"parquet/{name}.parquet"):
            assert again.table(path) == (folder / path).read_bytes()
    assert (folder / "parquet" / "pressure.parquet").read_bytes() == core.path("pressure").read_bytes()


def test_licences_and_citation_name_every_source_that_is_in_it(core: Edition, folder: Path, package: dict) -> None:
    shipped = [s for s in core.manifest.sources if s.redistribution == "ship"]
    titles = " ".join(licence["title"] for licence in package["licenses"])
    assert all(s.title in titles for s in shipped)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert all(s.attribution in readme for s in shipped)
    assert "Not to be passed on" not in readme
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["type"], cited["version"]) == ("dataset", core.manifest.id)
    assert {r["title"] for r in cited["references"]} == {s.title for s in core.manifest.sources}


def test_the_command_writes_a_folder_and_refuses_one_that_holds_other_things(run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("mine", encoding="utf-8")
    refused = run("export", "--core", "--output", str(other))
    assert refused.code == 2
    assert "holds other files" in refused.err
    assert [p.name for p in other.iterdir()] == ["thesis.txt"]
    closed = run("export", "--core", "--everything", "--output", str(tmp_path / "x"))
    assert closed.code == 2
    assert "--everything" in closed.err


@pytest.mark.mirror
def test_a_full_edition_exports_what_the_core_edition_holds_unless_all_is_asked_for(full: Edition) -> None:
    public, everything = DataFiles(full), DataFiles(full, everything=True)
    assert not set(public.names) & set(FULL_ONLY)
    assert set(everything.names) == set(full.manifest.tables)
    closed = {s.id for s in full.manifest.sources if s.redistribution != "ship"}
    sources = {p: DataFiles._tables.func(p)["evidence"]["source"].unique().to_list() for p in (public, everything)}
    assert not closed & set(sources[public])
    assert closed & set(sources[everything])
