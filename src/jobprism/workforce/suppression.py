"""Which cells of a table are withheld: those of few people, and others so that no withheld one follows from the rest.

A table here is a cube with its margins: a cell has a value in each dimension, or the total over it. Every line (a
dimension's values with all else fixed, and their total) is an equation that a reader can use. A small cell is safe
when the equations of all published cells together leave it undetermined. That is no promise about how narrowly it may
be bounded (Hundepool et al. 2012; Willenborg and de Waal 2001).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import lsqr
from threadpoolctl import threadpool_limits

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_SEED = 20261121
_PRECISION = 1e-12
_FIXED = 1e-6
_MOST_STEPS = 5000


@dataclass(frozen=True)
class _Lines:
    """Members of all equations: line, cell, and whether the cell is the line's total."""

    line: Ints
    cell: Ints
    total: Bools
    count: int


def withheld(cube: pl.DataFrame, dims: Sequence[str], published: Collection[frozenset[str]], least: float) -> pl.Series:
    """Whether each cell must not be shown.

    Args:
        cube: a column per dimension, null for the total over it, and ``people`` (above 0). All margins are there.
        dims: the dimensions.
        published: which tables are shown, each by the dimensions it tells apart; other margins are not shown, but a
            reader may try to work them out.
        least: cells of fewer people are not shown.
    """
    people = cube["people"].to_numpy()
    # A table is known by which dimensions it tells apart, a bit each.
    pattern = cube.select(pl.sum_horizontal(pl.col(d).is_not_null() * (1 << i) for i, d in enumerate(dims))).to_series()
    wanted = [sum(1 << i for i, d in enumerate(dims) if d in table) for table in published]
    shown = pattern.is_in(wanted).to_numpy()
    lines, node = _merged(_lines(cube, dims), len(people))
    # Cells of the same people are one: what is told of one is told of all.
    of_node = np.zeros(node.max(initial=-1) + 1)
    of_node[node] = people
    told = np.zeros(len(of_node), dtype=bool)
    told[node[shown]] = True
    hidden = ~told | (of_node < least)
    small = of_node < least
    while True:
        chosen = _by_line(lines, hidden, told | small, of_node, least)
        if not len(chosen):
            chosen = _by_all(lines, hidden, small, of_node)
        if not len(chosen):
            return pl.Series("withheld", hidden[node] | ~shown)
        hidden[chosen] = True


def _merged(lines: _Lines, cells: int) -> tuple[_Lines, Ints]:
    """Lines between groups of people, and the number of each cell's group: a line's only cell is its total."""
    members = np.bincount(lines.line, minlength=lines.count)
    alone = members[lines.line] == 2
    parent = lines.cell[alone & lines.total][np.argsort(lines.line[alone & lines.total])]
    child = lines.cell[alone & ~lines.total][np.argsort(lines.line[alone & ~lines.total])]
    same = csr_matrix((np.ones(len(parent)), (parent, child)), shape=(cells, cells))
    node = connected_components(same, directed=False)[1].astype(np.int64)
    kept = ~alone
    return _Lines(lines.line[kept], node[lines.cell[kept]], lines.total[kept], lines.count), node


def _lines(cube: pl.DataFrame, dims: Sequence[str]) -> _Lines:
    cells = cube.select(*dims).with_row_index("cell")
    line, cell, total, count = [], [], [], 0
    for dim in dims:
        others = [d for d in dims if d != dim]
        totals = cells.filter(pl.col(dim).is_null()).select(*others, parent="cell")
        totals = totals.with_row_index("line", count)
        members = cells.filter(pl.col(dim).is_not_null())
        if others:
            joined = members.join(totals, on=others, nulls_equal=True, maintain_order="left")
        else:
            joined = members.join(totals, how="cross")
        line += [joined["line"], totals["line"]]
        cell += [joined["cell"], totals["parent"]]
        total += [np.zeros(joined.height, bool), np.ones(totals.height, bool)]
        count += totals.height
    lines, cells_of = (np.concatenate([s.to_numpy() for s in part]).astype(np.int64) for part in (line, cell))
    return _Lines(lines, cells_of, np.concatenate(total), count)


def _by_line(lines: _Lines, hidden: Bools, guarded: Bools, people: NDArray[np.float64], least: float) -> Ints:
    """Cells to hide because a line gives a hidden one, or a hidden few together, by subtraction.

    Cells of many people in tables that are not shown are not guarded.
    """
    out = hidden[lines.cell]
    missing = np.bincount(lines.line, weights=out, minlength=lines.count)
    minded = np.bincount(lines.line, weights=out & guarded[lines.cell], minlength=lines.count) > 0
    total_out = np.bincount(lines.line, weights=out & lines.total, minlength=lines.count) > 0
    of_few = np.where(out & ~lines.total, people[lines.cell], 0)
    together = np.bincount(lines.line, weights=of_few, minlength=lines.count)
    exposed = minded & ((missing == 1) | ((missing > 1) & ~total_out & (together < least)))
    return _smallest(lines, exposed, hidden, people)


def _smallest(lines: _Lines, exposed: Bools, hidden: Bools, people: NDArray[np.float64]) -> Ints:
    """Of each line in need, its smallest shown cell; its total only where nothing else is shown."""
    free = np.flatnonzero(exposed[lines.line] & ~hidden[lines.cell])
    order = free[np.lexsort((lines.cell[free], people[lines.cell[free]], lines.total[free], lines.line[free]))]
    _, first = np.unique(lines.line[order], return_index=True)
    return np.unique(lines.cell[order[first]])


def _by_all(lines: _Lines, hidden: Bools, small: Bools, people: NDArray[np.float64]) -> Ints:
    """Cells to hide because all equations together determine a small one.

    A random vector that changes hidden cells only, without changing any equation, is nought exactly where a cell is
    determined (with probability one).
    """
    cells = np.flatnonzero(hidden)
    if not (hidden & small).any():
        return cells[:0]
    place = np.full(len(hidden), -1)
    place[cells] = np.arange(len(cells))
    inside = hidden[lines.cell]
    sign = np.where(lines.total, -1.0, 1.0)[inside]
    shape = (lines.count, len(cells))
    equations = csr_matrix((sign, (lines.line[inside], place[lines.cell[inside]])), shape=shape)
    equations = equations[np.flatnonzero(np.diff(equations.indptr))]
    start = np.random.default_rng(_SEED).standard_normal(len(cells))
    with threadpool_limits(1):  # many threads on vectors of this size do nothing but wait for each other
        found = lsqr(equations, equations @ start, atol=_PRECISION, btol=_PRECISION, iter_lim=_MOST_STEPS)[0]
    fixed = np.zeros(len(hidden), dtype=bool)
    fixed[cells] = np.abs(start - found) < _FIXED
    return _nearest(lines, fixed, small, hidden, people) if (fixed & small).any() else cells[:0]


def _nearest(lines: _Lines, fixed: Bools, small: Bools, hidden: Bools, people: NDArray[np.float64]) -> Ints:
    """Cells to hide near the small ones that are determined: in their lines, else in lines of other such cells, else
    in any line that has a hidden cell, else the smallest there is.
    """  # noqa: D205 - one sentence
    for near in (fixed & small, fixed, hidden):
        exposed = np.zeros(lines.count, dtype=bool)
        exposed[lines.line[near[lines.cell]]] = True
        chosen = _smallest(lines, exposed, hidden, people)
        if len(chosen):
            return chosen
    shown = np.flatnonzero(~hidden)
    return shown[np.argsort(people[shown], kind="stable")[:1]]
