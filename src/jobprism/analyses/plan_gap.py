"""What carries over from one job to another, and what is missing (equations 65 and 66)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl

from jobprism.analyses.plan_data import PlanData, plan_data
from jobprism.analyses.plan_documents import Carried, ElementKind, Gap
from jobprism.editions.store import Edition
from jobprism.estimates.intervals import Floats
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

_KNOWLEDGE = "2.C"
_TOP_LEVEL, _IMPORTANCE_WIDTH = 7, 4
_EXAMPLES = 3
_DIGITS = 4


@dataclass(frozen=True)
class _Part:
    """An entry of the gap before weights are made to add to 1."""

    kind: ElementKind
    id: str
    name: str
    weight: float
    yours: float | None = None
    needed: float | None = None
    importance: float | None = None
    published: bool = True
    new_work: float | None = None
    examples: tuple[str, ...] = ()


def gap(edition: Edition, start: int, target: int) -> list[Gap]:
    """What the target calls for beyond the start, largest part first; weights add to 1.

    A rating weighs importance, from 0 for 1 to 1 for 5, times the missing steps of level, from 0 to 1. An activity
    that the start lacks weighs by its share of the target's work, software by how many products of its category are in
    demand in the target, beside the category with most such products.
    """
    data, judged = plan_data(edition), judgement(Planning)
    work = _first(_missing_work(edition, data, start, target, judged), judged.work_listed)
    software = _first(_missing_software(edition, data, start, target, judged), judged.software_listed)
    rated = _first(
        _missing_ratings(edition, data, start, target, judged), judged.gaps_listed - len(work) - len(software)
    )
    parts = [*rated, *work, *software]
    total = sum(part.weight for part in parts)
    return [
        Gap(
            kind=part.kind,
            id=part.id,
            name=part.name,
            yours=part.yours,
            needed=part.needed,
            importance=part.importance,
            yours_published=part.published,
            new_work=part.new_work,
            weight=part.weight / total,
            examples=list(part.examples),
        )
        for part in _first(parts, len(parts))
    ]


def _first(parts: list[_Part], number: int) -> list[_Part]:
    return sorted(parts, key=lambda part: (-part.weight, part.id))[:number]


def _missing_ratings(edition: Edition, data: PlanData, start: int, target: int, judged: Planning) -> list[_Part]:
    needed, yours, importance = data.level[target], data.level[start], data.importance[target]
    missing = np.nan_to_num(needed - yours)
    wanted = _called_for(data, target, judged) & (missing >= judged.least_gap)
    weight = _share(importance) * missing / _TOP_LEVEL
    names = _names(edition)
    return [
        _Part(
            kind=_kind(data.found.elements[i]),
            id=data.found.elements[i],
            name=names[data.found.elements[i]],
            weight=float(weight[i]),
            yours=round(float(yours[i]), _DIGITS),
            needed=round(float(needed[i]), _DIGITS),
            importance=round(float(importance[i]), _DIGITS),
            published=bool(data.found.published[start, i]),
        )
        for i in np.flatnonzero(wanted)
    ]


def _missing_work(edition: Edition, data: PlanData, start: int, target: int, judged: Planning) -> list[_Part]:
    more = np.where(data.found.work[start] > 0, 0.0, data.found.work[target])
    labels = _activities(edition)
    return [
        _Part("activity", *labels[i], float(judged.work_weight * more[i]), new_work=round(float(more[i]), _DIGITS))
        for i in np.flatnonzero(more)
    ]


def _missing_software(edition: Edition, data: PlanData, start: int, target: int, judged: Planning) -> list[_Part]:
    wanted, own = data.found.wanted[target], data.found.named[start]
    names = _commodities(edition)
    return [
        _Part(
            kind="software",
            id=data.found.software[i],
            name=names[data.found.software[i]],
            weight=float(judged.software_weight * wanted[i] / wanted.max()),
            examples=_products(edition, data.found.ids[target], data.found.software[i]),
        )
        for i in np.flatnonzero((wanted > 0) & (own == 0))
    ]


def carried(edition: Edition, start: int, target: int) -> list[Carried]:
    """What both call for and the start reaches: what sets the two apart from other jobs first, a few of each kind."""
    data, judged = plan_data(edition), judgement(Planning)
    n = data.found.occupations
    mean, spread = np.nanmean(data.importance[:n], axis=0), np.nanstd(data.importance[:n], axis=0)
    distinct = (data.importance[[start, target]] - mean) / spread
    reached = _called_for(data, start, judged) & _called_for(data, target, judged)
    reached &= data.level[start] > data.level[target] - judged.least_gap
    score = np.where(reached, distinct.min(axis=0), -np.inf)
    half = judged.carried_listed // 2
    rated = [int(i) for i in np.argsort(-score, kind="stable")[:half] if reached[i]]
    names = _names(edition)
    entries = [
        Carried(
            kind=_kind(data.found.elements[i]),
            id=data.found.elements[i],
            name=names[data.found.elements[i]],
            yours=round(float(data.level[start, i]), _DIGITS),
            needed=round(float(data.level[target, i]), _DIGITS),
            common_work=None,
        )
        for i in rated
    ]
    quarter = judged.carried_listed // 4
    return [
        *entries,
        *_common_work(edition, data, start, target)[:quarter],
        *_common_software(edition, data, start, target)[:quarter],
    ]


def carried_share(data: PlanData, start: int, target: int) -> float | None:
    """Of the levels the target calls for, weighted by importance, the part that the start reaches (0 to 1)."""
    called = _called_for(data, target, judgement(Planning))
    weight = _share(data.importance[target])[called]
    needed = data.level[target][called]
    reached = np.minimum(np.nan_to_num(data.level[start][called]), needed)
    total = float((weight * needed).sum())
    return round(float((weight * reached).sum()) / total, _DIGITS) if total else None


def _called_for(data: PlanData, row: int, judged: Planning) -> np.ndarray:
    return np.nan_to_num(data.importance[row]) >= judged.least_importance


def _share(importance: Floats) -> Floats:
    return np.nan_to_num((importance - 1) / _IMPORTANCE_WIDTH)


def _kind(element: str) -> Literal["skill", "knowledge"]:
    return "knowledge" if element.startswith(_KNOWLEDGE) else "skill"


def _common_software(edition: Edition, data: PlanData, start: int, target: int) -> list[Carried]:
    n = data.found.occupations
    rarity = np.log(n / np.maximum((data.found.named[:n] > 0).sum(axis=0), 1))
    both = (data.found.named[start] > 0) & (data.found.wanted[target] > 0)
    order = np.argsort(-np.where(both, rarity, -np.inf), kind="stable")
    return [
        Carried(
            kind="software",
            id=data.found.software[i],
            name=_commodities(edition)[data.found.software[i]],
            yours=None,
            needed=None,
            common_work=None,
        )
        for i in order
        if both[i]
    ]


def _common_work(edition: Edition, data: PlanData, start: int, target: int) -> list[Carried]:
    common = np.minimum(data.found.work[start], data.found.work[target])
    labels = _activities(edition)
    return [
        Carried(
            kind="activity",
            id=labels[i][0],
            name=labels[i][1],
            yours=None,
            needed=None,
            common_work=round(float(common[i]), _DIGITS),
        )
        for i in np.argsort(-common, kind="stable")
        if common[i] > 0
    ]


@lru_cache(maxsize=2)
def _names(edition: Edition) -> dict[str, str]:
    return dict(edition.table("elements").select("element_id", "element_name").rows())


@lru_cache(maxsize=2)
def _activities(edition: Edition) -> list[tuple[str, str]]:
    """Ids and labels of intermediate activities, in the order of the columns of ``Features.work``."""
    return edition.table("activities").select("activity_id_onet", "activity_label").rows()


@lru_cache(maxsize=2)
def _commodities(edition: Edition) -> dict[str, str]:
    named = edition.table("technologies").select(pl.col("commodity_code").cast(pl.String), "commodity").unique()
    return dict(named.sort("commodity_code", "commodity").rows())


def _products(edition: Edition, subject: str, code: str) -> tuple[str, ...]:
    """Products of a category that O*NET names, those asked for in advertisements first; none for a role."""
    rows = edition.rows_of("technologies", "occupation_id_onet", [subject])
    of = rows.filter(pl.col("commodity_code").cast(pl.String) == code)
    ranked = of.sort(["in_demand", "hot", "technology"], descending=[True, True, False])
    return tuple(ranked["technology"].head(_EXAMPLES))
