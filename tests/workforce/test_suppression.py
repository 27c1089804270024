"""What is withheld cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.workforce.cube import cube
from jobprism.workforce.suppression import withheld

DIMS = ("unit", "level", "major_group")
EVERY = [frozenset(c) for size in range(4) for c in combinations(DIMS, size)]


def cells(counts: dict[tuple[str, str, str], int]) -> pl.DataFrame:
    rows = [(*key, 1000 * n) for key, n in counts.items()]
    return cube(pl.DataFrame(rows, schema=[*DIMS, "people_milli"], orient="row"), DIMS)


def determined(table: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """Which hidden cells the equations of all lines fix, by the rank of the whole system: slow and plain."""
    keys = table.select(DIMS).rows()
    place = {key: i for i, key in enumerate(keys)}
    lines: dict[tuple[int, tuple[str | None, ...]], list[tuple[int, float]]] = {}
    for key in keys:
        for d in range(3):
            parent = tuple(None if i == d else v for i, v in enumerate(key))
            if key[d] is not None:
                lines.setdefault((d, parent), [(place[parent], -1.0)]).append((place[key], 1.0))
    unknown = np.flatnonzero(hidden)
    at = {cell: i for i, cell in enumerate(unknown)}
    matrix = np.zeros((len(lines), len(unknown)))
    for row, members in enumerate(lines.values()):
        for cell, sign in members:
            if hidden[cell]:
                matrix[row, at[cell]] = sign
    rank = np.linalg.matrix_rank(matrix)
    fixed = np.zeros(len(hidden), dtype=bool)
    for i, cell in enumerate(unknown):
        with_cell = np.vstack([matrix, np.eye(len(unknown))[i]])
        fixed[cell] = np.linalg.matrix_rank(with_cell) == rank
    return fixed


rosters = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("jms"), st.sampled_from(("11", "15", "29"))),
    st.integers(1, 60),
    min_size=1,
    max_size=24,
)


@given(rosters)
def test_no_cell_of_few_people_follows_from_the_cells_shown(counts: dict[tuple[str, str, str], int]) -> None:
    table = cells(counts)
    hidden = withheld(table, DIMS, EVERY, 10).to_numpy()
    few = table["people"].to_numpy() < 10
    assert hidden[few].all()
    assert not (determined(table, hidden) & few).any()


@given(rosters)
def test_a_table_that_is_not_shown_gives_nothing_away(counts: dict[tuple[str, str, str], int]) -> None:
    table = cells(counts)
    shown = [p for p in EVERY if p != frozenset({"unit", "level"})]
    hidden = withheld(table, DIMS, shown, 10).to_numpy()
    few = table["people"].to_numpy() < 10
    assert not (determined(table, hidden) & few).any()


def test_the_smallest_other_cell_goes_with_a_small_one() -> None:
    table = cells({("a", "j", "11"): 3, ("b", "j", "11"): 20, ("c", "j", "11"): 90})
    out = table.with_columns(withheld(table, DIMS, EVERY, 10))
    by_unit = out.filter(pl.all_horizontal(pl.col("unit").is_not_null(), pl.col("level", "major_group").is_null()))
    assert dict(by_unit.select("unit", "withheld").rows()) == {"a": True, "b": True, "c": False}


def test_nothing_is_withheld_where_all_cells_are_large() -> None:
    table = cells({(u, lv, g): 10 for u in "ab" for lv in "jm" for g in ("11", "15")})
    assert not withheld(table, DIMS, EVERY, 10).any()


@pytest.mark.parametrize("least", [1, 10, 50])
def test_a_few_people_alone_are_not_shown(least: int) -> None:
    table = cells({("a", "j", "11"): 9})
    assert withheld(table, DIMS, EVERY, least).all() == (least > 9)
