"""Layers, pressure, people and wages in exposed tasks of groups of people, with 90 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, diags_array, vstack

from jobprism.estimates.intervals import beta_interval
from jobprism.workforce.cube import weights
from jobprism.workforce.figures import MEASURES, PRESSURE, Figures, Floats, Work, reach
from jobprism.workforce.kernel import MICRO
from jobprism.workforce.own import OwnLists
from jobprism.workforce.parts import MILLI
from jobprism.workforce.uncertainty import error_variance, moments

_CHUNK = 2000  # rows whose mixes of tasks are held at a time


@dataclass(frozen=True)
class Mixes:
    """The mixes of tasks of some places.

    Attributes:
        places: sorted.
        values: by measure, (places,) 0 to 1, NaN where missing.
        further: by measure, (places,) standard deviation beyond that of the tasks' errors.
        scaled: by measure, (places, tasks) shares among the tasks that have an estimate.
        work: the tasks.
    """

    places: np.ndarray
    values: dict[str, Floats]
    further: dict[str, Floats]
    scaled: dict[str, csr_matrix]
    work: Work


def mixes_of(figures: Figures, own: OwnLists | None, places: np.ndarray) -> Mixes:
    """The mixes of the places wanted; their values are the edition's own figures.

    What an edition's interval is wider than its tasks' errors (how sure the model of levels is, known distances) goes
    into ``further``.
    """
    work = figures.work
    matrix = csr_matrix(vstack([work.mixes, own.mixes]) if own else work.mixes)[places]
    values, further, scaled = {}, {}, {}
    for measure in MEASURES:
        found = moments(matrix, work, measure)
        published = _published(figures, measure, places, found.value)
        sd = (published["high"] - published["low"]) / (2 * reach())
        beyond = np.where(np.isnan(sd), 0.0, sd**2 - found.variance)
        values[measure] = published["value"]
        further[measure] = np.sqrt(np.clip(beyond, 0, None))
        scaled[measure] = found.mixes
    return Mixes(places, values, further, scaled, work)


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


def exposure(cells: pl.DataFrame, rows: pl.DataFrame, dims: Sequence[str], mixes: Mixes, *, paid: bool) -> pl.DataFrame:
    """Figures of each row of a cube.

    Args:
        cells: sums as ``placed`` returns them.
        rows: cells of a cube.
        dims: the cube's dimensions.
        mixes: of all places in ``cells``.
        paid: whether wages are known.

    Returns:
        Per row: known_share (of its people, 0 to 1, those for whom there are figures), unsure_share (whose title's code
        is unsure), the five measures (pressure 0 to 100) with low and high, exposed_fte with low and high (people, or
        posts, times the share of their work's hours that lies in exposed tasks), and if paid wages, exposed_wages with
        low and high, paid_share.
    """
    parts = [
        _chunk(cells, rows.slice(start, _CHUNK), dims, mixes, paid=paid)
        for start in range(0, max(rows.height, 1), _CHUNK)
    ]
    return pl.concat(parts)


def _chunk(cells: pl.DataFrame, rows: pl.DataFrame, dims: Sequence[str], mixes: Mixes, *, paid: bool) -> pl.DataFrame:
    people = weights(cells, rows, dims, "people_milli", mixes.places)
    unsure = weights(cells, rows, dims, "unsure_milli", mixes.places)
    total = _sums(people)
    columns: dict[str, Floats] = {}
    known = people @ diags_array((~np.isnan(mixes.values["capability"])).astype(float))
    columns["known_share"] = np.round(_sums(known) / total, 4)
    columns["unsure_share"] = np.round(_sums(unsure) / total, 4)
    errors = {m: weights(cells, rows, dims, f"mse_{m}", mixes.places) for m in MEASURES}
    for measure in MEASURES:
        value, low, high, _ = _means(people, people, errors[measure], mixes, measure)
        scale, digits = (100.0, 2) if measure == PRESSURE else (1.0, 4)
        _put(columns, measure, (value * scale, low * scale, high * scale), digits)
    value, low, high, whole = _means(people, people, errors["capability"], mixes, "capability")
    _put(columns, "exposed_fte", tuple(v * whole / MILLI for v in (value, low, high)), 1)
    if paid:
        wages = weights(cells, rows, dims, "wages", mixes.places)
        value, low, high, whole = _means(wages, people, errors["capability"], mixes, "capability")
        columns["paid_share"] = np.round(_sums(weights(cells, rows, dims, "paid_milli", mixes.places)) / total, 4)
        columns["wages"] = _sums(wages)
        _put(columns, "exposed_wages", tuple(v * whole for v in (value, low, high)), 0)
    return pl.DataFrame(columns).fill_nan(None)


def _means(
    weight: csr_matrix, people: csr_matrix, errors: csr_matrix, mixes: Mixes, measure: str
) -> tuple[Floats, Floats, Floats, Floats]:
    """Value, low, high and total weight of each row, over the places that have the measure."""
    values = mixes.values[measure]
    known = csr_matrix(weight @ diags_array((~np.isnan(values)).astype(float)))
    total = _sums(known)
    inverse = diags_array(np.divide(1.0, total, out=np.zeros_like(total), where=total > 0))
    share = csr_matrix(inverse @ known)
    value = np.where(total > 0, share @ np.nan_to_num(values), np.nan)
    variance = error_variance(csr_matrix(share @ mixes.scaled[measure]), mixes.work, measure)
    variance = variance + (share @ mixes.further[measure]) ** 2 + _from_coding(share, people, errors)
    low, high = beta_interval(np.nan_to_num(value), variance)
    missing = np.isnan(value)
    return value, np.where(missing, np.nan, low), np.where(missing, np.nan, high), total


def _from_coding(share: csr_matrix, people: csr_matrix, errors: csr_matrix) -> Floats:
    """Variance from wrong codes, as if all titles of one place were wrong together: an upper bound."""
    inverse = people.copy()
    inverse.data = np.divide(1.0, people.data, out=np.zeros_like(people.data), where=people.data > 0)
    mean = errors.multiply(inverse) / MICRO
    return np.asarray(share.power(2).multiply(mean).sum(axis=1)).ravel()


def _sums(matrix: csr_matrix) -> Floats:
    return np.asarray(matrix.sum(axis=1)).ravel().astype(float)


def _put(columns: dict[str, Floats], name: str, values: Sequence[Floats], digits: int) -> None:
    for end, column in zip(("", "_low", "_high"), values, strict=True):
        columns[f"{name}{end}"] = np.round(column, digits)
