"""Copies of every source's files that were sorted, padded or damaged on the way: read alike, or refused by name."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from small_copies import TABULAR, Change, Row, SmallSource, Table, assert_alike, frames, small_source

from jobprism.errors import JobprismError
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.reading import Reading
from jobprism.sources.registry import registered_sources

pytestmark = pytest.mark.mirror

TABULATED = [r.id for r in registered_sources() if any(Path(f.mirror_path).suffix in TABULAR for f in r.source.files)]
OTHERS = {"usajobs"}
# Readers that take a column or a row by its place refuse a copy in which it stands elsewhere.
BY_PLACE = {
    "rows": {"census_2018"},  # the members of a group stand below it
    "columns": {"soc_2018", "onet_work_context"},  # a column without a name; two header rows
}
_MOST_COLUMNS = 8


@pytest.fixture(scope="module")
def sources() -> dict[str, SmallSource]:
    """Small copies made so far, by id."""
    return {}


@pytest.fixture
def source(request, mirror, sources, write_xlsx, tmp_path_factory) -> SmallSource:
    """Small copies of the source the test is for."""
    if request.param not in sources:
        registered = next(r for r in registered_sources() if r.id == request.param)
        located = locate(registered, Settings(home=tmp_path_factory.mktemp("home"), mirror=mirror))
        with pytest.MonkeyPatch.context() as patch:
            folder = tmp_path_factory.mktemp(registered.id)
            sources[request.param] = small_source(registered, located, patch, folder, write_xlsx)
    return sources[request.param]


every_source = pytest.mark.parametrize("source", TABULATED, indirect=True)


def _everywhere(source: SmallSource, change: Change) -> dict[str, Change]:
    return dict.fromkeys(source.tables, change)


def _assert_alike_unless(by_place: set[str], source: SmallSource, change: Change) -> None:
    if source.registered.id not in by_place:
        assert_alike(source.read(_everywhere(source, change)), source.unaltered)
        return
    for name in source.tables:
        _alike_or_refused(source, {name: change})


def _alike_or_refused(source: SmallSource, changes: dict[str, Change]) -> None:
    try:
        found = source.read(changes)
    except JobprismError as error:
        names = [source.located[name].path.name for name in changes]
        assert any(n in error.what for n in (*names, f"'{source.registered.id}'")), error.what
        assert error.next_step
        return
    assert_alike(found, source.unaltered)


def test_every_source_has_files_that_are_altered_here():
    assert {r.id for r in registered_sources()} - set(TABULATED) == OTHERS


@every_source
def test_a_small_copy_has_something_to_say(source):
    reading = source.unaltered
    assert any(frame.height for frame in frames(reading).values())
    # Each tabular file is read by its columns, but for those that are read as they stand.
    unread = {name for name, own in source.tables.items() for t in own if not t.read}
    assert unread <= {"work_context"}


@every_source
def test_rows_in_another_order_change_nothing(source):
    def shuffled(table: Table) -> Table:
        return table.with_(random.Random(1).sample(table.rows, len(table.rows)))

    _assert_alike_unless(BY_PLACE["rows"], source, shuffled)


@every_source
def test_columns_in_another_order_change_nothing(source):
    def reordered(table: Table) -> Table:
        return table.with_([r[::-1] for r in table.rows], [r[::-1] for r in table.header])

    _assert_alike_unless(BY_PLACE["columns"], source, reordered)


@every_source
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_column_more_changes_nothing(source, place):
    def extended(table: Table) -> Table:
        def put(row: Row, cell: str) -> Row:
            return [cell, *row] if place == "first" else [*row, cell]

        return table.with_([put(r, "seen") for r in table.rows], [put(r, "remark") for r in table.header])

    _assert_alike_unless(BY_PLACE["columns"] if place == "first" else set(), source, extended)


@every_source
def test_spaces_around_codes_and_values_change_nothing(source):
    def padded(table: Table) -> Table:
        places = {table.place(c) for c in table.read if not c.startswith("__")} or {0}
        rows = [[f"  {cell} " if n in places and cell else cell for n, cell in enumerate(r)] for r in table.rows]
        return table.with_(rows)

    assert_alike(source.read(_everywhere(source, padded)), source.unaltered)


@every_source
def test_a_byte_order_mark_changes_nothing(source):
    assert_alike(source.read(encode=lambda content: b"\xef\xbb\xbf" + content), source.unaltered)


@every_source
def test_line_ends_of_another_system_change_nothing(source):
    assert_alike(source.read(encode=lambda content: content.replace(b"\n", b"\r\n")), source.unaltered)


@every_source
@pytest.mark.parametrize("part", ["one row", "all rows"])
def test_rows_that_stand_twice_are_counted_once_or_refused(source, part):
    def repeated(table: Table) -> Table:
        return table.with_([*table.rows, *(table.rows if part == "all rows" else table.rows[:1])])

    for name in source.tables:
        _alike_or_refused(source, {name: repeated})


def _columns(frame: pl.DataFrame, name: str) -> dict[str, Counter]:
    # How many conversations or members there are is worked out from all rows together.
    derived = {"observations": {"n"}, "crosswalk": {"quality", "weight"}, "samples": {"conversations"}}.get(name, set())
    flat = [c for c in frame.columns if c not in derived and not isinstance(frame.schema[c], pl.List)]
    return {c: Counter(frame[c].drop_nulls().to_list()) for c in flat}


def _assert_only_less(found: Reading, expected: Reading) -> None:
    """No value that was not there: no zero above all."""
    for name, frame in frames(expected).items():
        before, after = _columns(frame, name), _columns(frames(found)[name], name)
        for column, values in after.items():
            assert values <= before[column], (name, column, list((values - before[column]).items())[:3])


@every_source
def test_an_empty_cell_is_missing_or_refused_and_never_zero(source):
    for name, own in source.tables.items():
        for table in own:
            # Of a wide table, some of its columns: they are read alike.
            for column in random.Random(1).sample(table.read, min(_MOST_COLUMNS, len(table.read))):

                def emptied(t: Table, sheet: str = table.sheet, column: str = column) -> Table:
                    if t.sheet != sheet or column.startswith("__"):
                        return t
                    place, rows = t.place(column), [list(r) for r in t.rows]
                    rows[1][place] = None
                    return t.with_(rows)

                try:
                    found = source.read({name: emptied})
                except JobprismError as error:
                    assert source.located[name].path.name in error.what or f"'{source.registered.id}'" in error.what
                    continue
                _assert_only_less(found, source.unaltered)
