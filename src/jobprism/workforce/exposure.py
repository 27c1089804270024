"""Layers, pressure, people and wages in exposed tasks of groups of people, with 90 % intervals."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, diags_array, vstack

from jobprism.estimates.intervals import beta_interval
from jobprism.estimates.raters import correlations
from jobprism.judgements.occupations import Shared
from jobprism.workforce.cube import weights
from jobprism.workforce.figures import MEASURES, PRESSURE, Figures, Floats, Work, reach
from jobprism.workforce.kernel import MICRO, MSE
from jobprism.workforce.own import OwnLists
from jobprism.workforce.parts import MILLI
from jobprism.workforce.uncertainty import moments

SUMMED = ("people_milli", "unsure_milli", *MSE, "paid_milli", "wages")

_FINE_DIGITS = 9
_ENTRIES = 100_000  # places of rows whose mixes of tasks a thread holds at a time


@dataclass(frozen=True)
class Errors:
    """The parts of the mixes' errors of one measure.

    Attributes:
        common: (places,) what all tasks share.
        activity: (places, activities) what tasks of one activity share.
        own: (places, places) covariance of what is each task's own.
        further: (places,) standard deviation beyond that of the tasks' errors.
    """

    common: Floats
    activity: csr_matrix
    own: csr_matrix
    further: Floats


@dataclass(frozen=True)
class Mixes:
    """The mixes of tasks of some places.

    Attributes:
        places: sorted.
        values: by measure, (places,) 0 to 1, NaN where missing.
        errors: by measure.
        scaled: by measure, (places, tasks) shares among the tasks that have an estimate.
        work: the tasks.
        lists: whether some places are lists of own tasks, of any subject.
    """

    places: np.ndarray
    values: dict[str, Floats]
    errors: dict[str, Errors]
    scaled: dict[str, csr_matrix]
    work: Work
    lists: bool


def mixes_of(figures: Figures, own: OwnLists | None, places: np.ndarray) -> Mixes:
    """The mixes of the places wanted; their values are the edition's own figures.

    What an edition's interval is wider than its tasks' errors (how sure the model of levels is, known distances) is an
    error that all places share.
    """
    work = figures.work
    matrix = csr_matrix(vstack([work.mixes, own.mixes]) if own else work.mixes)[places]
    values, errors, scaled = {}, {}, {}
    for measure in MEASURES:
        found = moments(matrix, work, measure)
        published = _published(figures, measure, places, found.value)
        sd = (published["high"] - published["low"]) / (2 * reach())
        beyond = np.where(np.isnan(sd), 0.0, sd**2 - found.variance)
        values[measure] = published["value"]
        errors[measure] = _errors(found.mixes, work, measure, np.sqrt(np.clip(beyond, 0, None)))
        scaled[measure] = found.mixes
    return Mixes(places, values, errors, scaled, work, lists=own is not None)


def _errors(scaled: csr_matrix, work: Work, measure: str, further: Floats) -> Errors:
    of_tasks = csr_matrix(scaled @ diags_array(np.nan_to_num(work.sds[measure])))
    return Errors(_sums(of_tasks), csr_matrix(of_tasks @ work.activities), csr_matrix(of_tasks @ of_tasks.T), further)


def _published(figures: Figures, measure: str, places: np.ndarray, own: Floats) -> dict[str, Floats]:
    """Value, low and high of each place; of lists of own tasks the value alone."""
    scale = 0.01 if measure == PRESSURE else 1.0
    listed = places >= figures.table.height
    inside = np.where(listed, 0, places)
    found = {}
    for part, name in (("value", measure), ("low", f"{measure}_low"), ("high", f"{measure}_high")):
        column = figures.table[name].to_numpy().astype(float)[inside] * scale
        found[part] = np.where(listed, own if part == "value" else np.nan, column)
    return found


def changed(mixes: Mixes, values: dict[str, Floats]) -> Mixes:
    """The mixes if the tasks' estimates were others; every mix moves by as much as its tasks do."""
    work = replace(mixes.work, values={**mixes.work.values, **values})
    moved = {}
    for measure, of_places in mixes.values.items():
        by = np.nan_to_num(work.values[measure] - mixes.work.values[measure])
        moved[measure] = np.clip(of_places + mixes.scaled[measure] @ by, 0, 1)
    return replace(mixes, values=moved, work=work)


def exposure(cells: pl.DataFrame, rows: pl.DataFrame, kept: Sequence[str], mixes: Mixes, *, paid: bool) -> pl.DataFrame:
    """Figures of each row of a table.

    Args:
        cells: sums as ``placed`` returns them.
        rows: cells of one table of a cube.
        kept: the dimensions that the table tells apart.
        mixes: of all places in ``cells``.
        paid: whether wages are known.

    Returns:
        Per row: known_share (of its people, 0 to 1, those for whom there are figures), unsure_share (whose title's code
        is unsure), the five measures (pressure 0 to 100) with low and high, exposed_fte with low and high (people, or
        posts, times the share of their work's hours that lies in exposed tasks), and if paid paid_share, wages,
        exposed_wages with low and high.
    """
    sums = weights(cells, rows, kept, SUMMED if paid else SUMMED[:-2], mixes.places)
    alone = "level" in kept and not mixes.lists

    def chunk(start: int, end: int) -> pl.DataFrame:
        return _chunk({c: m[start:end] for c, m in sums.items()}, mixes, paid=paid, alone=alone)

    cuts = _cuts(np.asarray(sums["people_milli"].indptr))
    # Products of sparse matrices let other threads go on.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return pl.concat(pool.map(chunk, cuts[:-1], cuts[1:]))


def _cuts(starts: np.ndarray) -> list[int]:
    """Rows at which to cut, first and last included, so that no piece of more than one row has too many entries."""
    cuts, count = [0], len(starts) - 1
    while cuts[-1] < count or len(cuts) == 1:
        reached = int(np.searchsorted(starts, starts[cuts[-1]] + _ENTRIES, side="right")) - 1
        cuts.append(min(max(reached, cuts[-1] + 1), count))
    return cuts


@dataclass(frozen=True)
class _Entries:
    """The entries that all sums of some rows store: the row and the place of each, and the sums."""

    row: np.ndarray
    place: np.ndarray
    starts: np.ndarray
    sums: dict[str, Floats]

    @property
    def rows(self) -> int:
        return len(self.starts) - 1

    def total(self, entries: Floats) -> Floats:
        """(rows,) sums of something that each entry has."""
        return np.bincount(self.row, weights=entries, minlength=self.rows).astype(np.float64)


def _entries(sums: dict[str, csr_matrix]) -> _Entries:
    one = sums["people_milli"]
    starts = np.asarray(one.indptr)
    row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return _Entries(row, np.asarray(one.indices), starts, {c: m.data.astype(np.float64) for c, m in sums.items()})


def _chunk(sums: dict[str, csr_matrix], mixes: Mixes, *, paid: bool, alone: bool) -> pl.DataFrame:
    entries = _entries(sums)
    people = entries.sums["people_milli"]
    total = entries.total(people)
    columns: dict[str, Floats] = {}
    exposed: list[Floats] = []
    known = ~np.isnan(mixes.values["capability"])[entries.place]
    columns["known_share"] = np.round(entries.total(people * known) / total, 4)
    columns["unsure_share"] = np.round(entries.total(entries.sums["unsure_milli"]) / total, 4)
    for measure in MEASURES:
        value, low, high, whole = _means(people, entries, mixes, measure, alone=alone)
        scale, digits = (100.0, 2) if measure == PRESSURE else (1.0, 4)
        _put(columns, measure, (value * scale, low * scale, high * scale), digits)
        if measure == "capability":
            exposed = [v * whole / MILLI for v in (value, low, high)]
    _put(columns, "exposed_fte", exposed, 1)
    if paid:
        value, low, high, whole = _means(entries.sums["wages"], entries, mixes, "capability", alone=alone)
        columns["paid_share"] = np.round(entries.total(entries.sums["paid_milli"]) / total, 4)
        columns["wages"] = entries.total(entries.sums["wages"])
        _put(columns, "exposed_wages", tuple(v * whole for v in (value, low, high)), 0)
    return pl.DataFrame(columns).fill_nan(None)


def _means(
    weight: Floats, entries: _Entries, mixes: Mixes, measure: str, *, alone: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """Value, low, high and total weight of each row, over the places that have the measure."""
    values = mixes.values[measure][entries.place]
    known = np.where(np.isnan(values), 0.0, weight)
    total = entries.total(known)
    share = known / np.where(total > 0, total, 1.0)[entries.row]
    value = np.where(total > 0, entries.total(share * np.nan_to_num(values)), np.nan)
    # As if all titles of one place were wrong together: an upper bound on what wrong codes do.
    wrong = entries.sums[f"mse_{measure}"] / (entries.sums["people_milli"] * MICRO)
    variance = _variance(share, entries, mixes.errors[measure], correlations()[measure], alone=alone)
    variance = variance + entries.total(share**2 * wrong)
    low, high = beta_interval(np.nan_to_num(value), variance)
    missing = np.isnan(value)
    return value, np.where(missing, np.nan, low), np.where(missing, np.nan, high), total


def _variance(share: Floats, entries: _Entries, errors: Errors, shared: Shared, *, alone: bool) -> Floats:
    """(rows,) variance of means over places whose shares add to 1 (equation 13, over the tasks of all places).

    Args:
        share: of each entry.
        entries: rows and places.
        errors: of the places.
        shared: how far errors are shared.
        alone: whether no two places of a row are of one subject.
    """
    shape = (entries.rows, len(errors.common))
    matrix = csr_matrix((share, entries.place, entries.starts), shape=shape)
    common = entries.total(share * errors.common[entries.place]) ** 2
    of_activity = csr_matrix(matrix @ errors.activity)
    of_activity.data **= 2
    # Only places of one subject have tasks in common, so that the product stays as sparse as its factors.
    if alone:
        own = entries.total(share**2 * errors.own.diagonal()[entries.place])
    else:
        own = _sums(csr_matrix(csr_matrix(matrix @ errors.own).multiply(matrix)))
    parts = shared.common * common + shared.activity * _sums(of_activity)
    parts = parts + (1 - shared.common - shared.activity) * own
    return parts + entries.total(share * errors.further[entries.place]) ** 2


def _sums(matrix: csr_matrix) -> Floats:
    return np.asarray(matrix.sum(axis=1)).ravel().astype(float)


def _put(columns: dict[str, Floats], name: str, values: Sequence[Floats], digits: int) -> None:
    for end, column in zip(("", "_low", "_high"), values, strict=True):
        # Finely first, so that a value on the edge between two roundings falls the same way every time.
        columns[f"{name}{end}"] = np.round(np.round(column, _FINE_DIGITS), digits)
