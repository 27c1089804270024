"""Where a job stands among the occupations of an edition, and what stays with people in it, compared with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import fsum

import numpy as np
import polars as pl

from jobprism.analyses.documents import Estimate, Hold, KindOfWork, StaysHuman, TaskRow
from jobprism.analyses.facts import Facts
from jobprism.analyses.language import compared, counted, joined, percent, points, quoted
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.editions.store import Edition
from jobprism.estimates.intervals import Floats
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Bands, judgement

_KINDS, _BEARERS = 3, 2
_HALF = 0.5
_DIGITS, _PART_DIGITS = 2, 6
_NOTHING = ("0 %", "under 1 %")
_OF_OCCUPATIONS = pl.col("subject_kind") == "occupation"


@dataclass(frozen=True)
class Peers:
    """Figures of the n occupations of an edition, which places are worked out from; NaN where one is missing.

    Attributes:
        pressure: n, 0 to 100.
        jobs: n, US jobs; occupations that BLS counts together share theirs evenly, unknown ones have none.
        change: n, projected change of employment 2024-34, percent.
        layers: by layer n values, 0 to 1.
        holds: by hold n strengths, 0 to 1.
        agreement: n, how far those who judged capability agree, 0 to 1.
    """

    pressure: Floats
    jobs: Floats
    change: Floats
    layers: dict[str, Floats]
    holds: dict[str, Floats]
    agreement: Floats


@lru_cache(maxsize=4)
def peers(edition: Edition) -> Peers:
    """The occupations of an edition, worked out once."""
    figures = edition.rows("pressure", _OF_OCCUPATIONS).select("subject_id", "value")
    table = figures.join(
        edition.table("occupations").select(
            pl.col("occupation_id_onet").alias("subject_id"),
            jobs=(pl.col("employment") / pl.col("bls_shared_by")).fill_null(0.0),
            change="ep_change_2024_34_pct",
        ),
        on="subject_id",
        how="left",
        maintain_order="left",
    )
    holds = edition.rows("holds", _OF_OCCUPATIONS)
    estimates = edition.rows("estimates", _OF_OCCUPATIONS)
    return Peers(
        pressure=_floats(table["value"]),
        jobs=_floats(table["jobs"].fill_null(0.0)),
        change=_floats(table["change"]),
        layers={layer: _floats(estimates.filter(pl.col("layer") == layer)["value"]) for layer in LAYERS},
        holds={hold: _floats(holds[hold]) for hold in HOLDS},
        agreement=_floats(estimates.filter(pl.col("layer") == "capability")["agreement"]),
    )


def _floats(series: pl.Series) -> Floats:
    return series.cast(pl.Float64).fill_null(np.nan).to_numpy()


def percentile(others: Floats, value: float, weights: Floats | None = None) -> float:
    """Share (0 to 100) of ``others`` below ``value``, those equal counted half; weighted where weights are given."""
    known = ~np.isnan(others)
    weight = np.ones(len(others)) if weights is None else weights
    below = weight * ((others < value) + 0.5 * (others == value))
    return round(100 * fsum(below[known]) / fsum(weight[known]), _DIGITS)


def stays_human(edition: Edition, facts: Facts, holds: list[Hold]) -> list[StaysHuman]:
    """Every hold of the job, strongest first: its place among occupations, and the kinds of work that bear it."""
    of = peers(edition)
    return [
        StaysHuman(
            name=hold.name,
            strength=hold.strength,
            percentile=percentile(of.holds[hold.name], hold.strength),
            kinds=_kinds(edition, facts, hold.name),
        )
        for hold in holds
    ]


def _kinds(edition: Edition, facts: Facts, hold: str) -> list[KindOfWork]:
    """The generalised work activities that bear most of a hold: their share of work times its strength, of the total.

    A row of several activities is split evenly among them.
    """
    names = _general_names(edition)
    borne: dict[str, list[float]] = {}
    for row in facts.rows:
        strength = facts.holds[(row.estimate_kind, row.estimate_id)][hold]
        for activity in row.activities:
            borne.setdefault(names[activity], []).append(row.share * strength / len(row.activities))
    total = fsum(part for parts in borne.values() for part in parts)
    if not total:
        return []
    ranked = sorted((-round(fsum(parts) / total, _PART_DIGITS), name) for name, parts in borne.items())
    return [KindOfWork(name=name, part=-part) for part, name in ranked[:_KINDS] if percent(-part) not in _NOTHING]


@lru_cache(maxsize=4)
def _general_names(edition: Edition) -> dict[str, str]:
    return dict(edition.table("activities").select("activity_id_onet", "general_activity_name").rows())


def why_human(edition: Edition, need: Estimate, holds: list[StaysHuman], rows: list[TaskRow]) -> list[str]:
    """Two to four sentences: how much stays with people, what stands out, which rows bear it, what hardly counts."""
    place = percentile(peers(edition).layers["human_need"], need.value)
    lines = [f"Human need is {points(need.value)} of 100, {compared(place)}."]
    edge = judgement(Bands).notable_hold
    notable = [h for h in holds if h.strength >= edge]
    lines.append(_standing_out(notable) if notable else "No hold of the five is strong over the work as a whole.")
    lines.append(_bearers(rows))
    weak = [h for h in holds if h.strength < edge]
    if weak and notable:
        named = joined([f"{HOLD_NAMES[h.name]} ({points(h.strength)})" for h in weak])
        lines.append(f"Counting for little: {named}.")
    return lines


def _standing_out(notable: list[StaysHuman]) -> str:
    """The strongest hold, and the one that sets the job apart where that is another."""
    first = notable[0]
    apart = max(notable, key=lambda h: (abs(h.percentile - 50), h.strength))
    strongest = f"The strongest hold is {HOLD_NAMES[first.name]}, {points(first.strength)} of 100"
    if apart.name == first.name:
        return f"{strongest}; it is also what sets the job apart most, {compared(first.percentile)}."
    return (
        f"{strongest}, {compared(first.percentile)}; what sets the job apart more is {HOLD_NAMES[apart.name]}, "
        f"{points(apart.strength)}, {compared(apart.percentile)}."
    )


def _bearers(rows: list[TaskRow]) -> str:
    """The rows that bear most of the human need: their share of work times it."""
    total = fsum(r.share * r.human_need.value for r in rows)
    ranked = sorted(rows, key=lambda r: (-round(r.share * r.human_need.value, 9), r.id))[:_BEARERS]
    named = joined([quoted(r.label) for r in ranked])
    if len(rows) <= _BEARERS or not total:
        return f"It lies in {named}."
    first, both = (fsum(r.share * r.human_need.value for r in ranked[:n]) / total for n in (1, _BEARERS))
    noun = counted(len(rows), rows[0].kind)
    if first >= _HALF:
        return f"Most of that need, {percent(first)}, lies in one of {noun}: {quoted(ranked[0].label)}."
    if both >= _HALF:
        return f"Most of that need, {percent(both)}, lies in two of {noun}: {named}."
    return f"That need is spread over {noun}; the two that bear most, {named}, bear {percent(both)}."
