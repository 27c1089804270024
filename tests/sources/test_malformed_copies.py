"""Single files, one of each format, damaged on the way: what is missing is missing by one, or refused by name."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from small_copies import assert_alike

from jobprism.errors import JobprismError
from jobprism.files import sha256_of
from jobprism.settings import Settings
from jobprism.sources.fetch import Located, locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.reading import Reading
from jobprism.sources.registry import Registered, registered_sources

Grid = list[list[str | None]]
"""A table as text, header first."""


@dataclass(frozen=True)
class Case:
    """One file of a source, and the column its reader takes values from."""

    source: str
    file: str
    value: str
    measure: str


CASES = {
    "xlsx": Case("webb_2020", "scores", "ai_score", "webb_ai_patents"),
    "csv": Case("brynjolfsson_sml", "scores", "mSML", "brynjolfsson_sml"),
    "csv of shares": Case("anthropic_economic_index", "task_pct_v1", "pct", "aei_claude_ai_pct"),
    "csv of links": Case("onet_soc_2010", "crosswalk", "O*NET-SOC 2019 Code", ""),
    "tsv": Case("eloundou_2023", "labels", "human_exposure_agg", "eloundou_human_exposure"),
    "json": Case("karpathy_jobs", "scores", "exposure", "karpathy_exposure"),
    "parquet": Case("esco", "occupation_skills", "essential_skills", ""),
    "json lines": Case("usajobs", "announcements", "position_title", ""),
}
TABLES = ("csv", "csv of shares", "csv of links", "tsv", "xlsx")


@dataclass(frozen=True)
class Copies:
    """Reads a source with one of its files replaced."""

    case: Case
    registered: Registered
    located: dict[str, Located]
    folder: Path

    @property
    def original(self) -> Path:
        return self.located[self.case.file].path

    def read(self, copy: Path | None = None) -> Reading:
        files = dict(self.located)
        if copy is not None:
            files[self.case.file] = Located(self.case.file, copy, sha256_of(copy), pinned=False)
        return read_cached(self.registered, files, self.folder / "cache")

    def of_bytes(self, content: bytes) -> Path:
        path = self.folder / "copy" / self.original.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path


@pytest.fixture
def copies(request: pytest.FixtureRequest, mirror: Path, tmp_path: Path) -> Copies:
    case = CASES[request.param]
    registered = next(r for r in registered_sources() if r.id == case.source)
    return Copies(case, registered, locate(registered, Settings(home=tmp_path / "home", mirror=mirror)), tmp_path)


@pytest.fixture
def write(copies: Copies, write_xlsx: Callable) -> Callable[[Grid], Path]:
    """Writes a grid in the file's own format."""

    def writing(grid: Grid) -> Path:
        path = copies.of_bytes(b"")
        if path.suffix == ".xlsx":
            write_xlsx(path, grid)
        else:
            text = io.StringIO()
            delimiter = "\t" if path.suffix == ".tsv" else ","
            csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(grid)
            path.write_text(text.getvalue(), encoding="utf-8")
        return path

    return writing


def _grid(path: Path) -> Grid:
    if path.suffix == ".xlsx":
        frame = fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars()
        return [list(frame.columns), *map(list, frame.rows())]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [list(row) for row in csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ",")]


def _alike_or_refused(copies: Copies, copy: Path) -> None:
    expected = copies.read()
    try:
        reading = copies.read(copy)
    except JobprismError as error:
        assert copy.name in error.what or f"'{copies.registered.id}'" in error.what
        return
    assert_alike(reading, expected)


@pytest.mark.mirror
@pytest.mark.parametrize("copies", TABLES, indirect=True)
def test_an_empty_value_is_missing_and_never_zero(copies, write):
    header, *rows = _grid(copies.original)
    place = header.index(copies.case.value)
    rows[1][place] = None
    expected = copies.read()
    try:
        found = copies.read(write([header, *rows]))
    except JobprismError as error:
        assert copies.original.name in str(error)
        return
    if not copies.case.measure:
        assert found.crosswalk.height == expected.crosswalk.height - 1
        return
    own = ["subject", "code_system", "code", "measure", "value", "vintage"]
    before, after = expected.observations.select(own), found.observations.select(own)
    # One figure less, of this measure, and all others as they were.
    assert after.join(before, on=own, how="anti").is_empty()
    lost = before.join(after, on=own, how="anti")
    assert lost["measure"].to_list() == [copies.case.measure]


@pytest.mark.mirror
@pytest.mark.parametrize("copies", ["xlsx", "json", "parquet"], indirect=True)
def test_a_copy_cut_off_in_the_middle_is_refused_by_name(copies):
    content = copies.original.read_bytes()
    copy = copies.of_bytes(content[: len(content) // 2])
    with pytest.raises(JobprismError, match=copy.name):
        copies.read(copy)


JSON = ("json", "json lines")


def _entries(copies: Copies) -> list[dict]:
    text = copies.original.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()] if copies.original.suffix == ".jsonl" else json.loads(text)


def _json(copies: Copies, entries: list[dict], newline: str = "\n") -> bytes:
    if copies.original.suffix == ".jsonl":
        return newline.join(map(json.dumps, entries)).encode()
    return json.dumps(entries, indent=1).replace("\n", newline).encode()


JSON_ALIKE = {
    "shuffled": lambda entries: random.Random(1).sample(entries, len(entries)),
    "reordered": lambda entries: [dict(reversed(e.items())) for e in entries],
    "extra": lambda entries: [{**e, "remark": "seen"} for e in entries],
}
JSON_FAULTS = {
    "one twice": lambda entries: [*entries, entries[0]],
    "all twice": lambda entries: [*entries, *entries],
    "spaces": lambda entries: [{k: f" {v} " if isinstance(v, str) else v for k, v in e.items()} for e in entries],
    "missing": lambda entries: [{next(iter(entries[0])): next(iter(entries[0].values()))}, *entries[1:]],
}


@pytest.mark.mirror
@pytest.mark.parametrize("copies", JSON, indirect=True)
@pytest.mark.parametrize("variant", JSON_ALIKE)
def test_json_written_otherwise_changes_nothing(copies, variant):
    copy = copies.of_bytes(_json(copies, JSON_ALIKE[variant](_entries(copies))))
    assert_alike(copies.read(copy), copies.read())


@pytest.mark.mirror
@pytest.mark.parametrize("copies", JSON, indirect=True)
def test_json_with_line_ends_of_another_system_changes_nothing(copies):
    copy = copies.of_bytes(_json(copies, _entries(copies), newline="\r\n"))
    assert_alike(copies.read(copy), copies.read())


@pytest.mark.mirror
@pytest.mark.parametrize("copies", JSON, indirect=True)
@pytest.mark.parametrize("variant", JSON_FAULTS)
def test_json_with_faults_is_read_alike_or_refused(copies, variant):
    _alike_or_refused(copies, copies.of_bytes(_json(copies, JSON_FAULTS[variant](_entries(copies)))))


@pytest.mark.mirror
@pytest.mark.parametrize("copies", JSON, indirect=True)
def test_json_behind_a_byte_order_mark_is_read_alike_or_refused(copies):
    _alike_or_refused(copies, copies.of_bytes(b"\xef\xbb\xbf" + _json(copies, _entries(copies))))


@pytest.mark.mirror
@pytest.mark.parametrize("copies", ["json"], indirect=True)
def test_an_empty_score_in_json_is_missing_and_never_zero(copies):
    first, *others = _entries(copies)
    found = copies.read(copies.of_bytes(_json(copies, [{**first, "exposure": None}, *others]))).observations
    before = copies.read().observations
    assert found.height == before.height - 1
    assert found.join(before, on=found.columns, how="anti", nulls_equal=True).is_empty()


@pytest.mark.mirror
@pytest.mark.parametrize("copies", ["parquet"], indirect=True)
@pytest.mark.parametrize("variant", ["shuffled", "reordered", "extra", "one twice", "all twice"])
def test_parquet_written_otherwise_changes_nothing(copies, variant):
    frame = pl.read_parquet(copies.original)
    changed = {
        "shuffled": lambda: frame.sample(fraction=1.0, shuffle=True, seed=1),
        "reordered": lambda: frame.select(frame.columns[::-1]),
        "extra": lambda: frame.with_columns(remark=pl.lit("seen")),
        "one twice": lambda: pl.concat([frame, frame.head(1)]),
        "all twice": lambda: pl.concat([frame, frame]),
    }[variant]()
    copy = copies.of_bytes(b"")
    changed.write_parquet(copy)
    _alike_or_refused(copies, copy)


@pytest.mark.mirror
@pytest.mark.parametrize("copies", ["parquet"], indirect=True)
def test_parquet_without_a_column_is_refused_by_name(copies):
    copy = copies.of_bytes(b"")
    pl.read_parquet(copies.original).drop(copies.case.value).write_parquet(copy)
    with pytest.raises(JobprismError, match=copy.name):
        copies.read(copy)
