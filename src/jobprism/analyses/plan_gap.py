"""What carries over from one job to another, and what is missing (equations 58 and 59)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from jobprism.analyses.plan_data import PlanData, plan_data
from jobprism.analyses.plan_documents import Carried, Gap
from jobprism.editions.store import Edition
from jobprism.estimates.intervals import Floats
from jobprism.judgements.load import judgement
from jobprism.judgements.plan import Planning

_KNOWLEDGE = "2.C"
_TOP_LEVEL, _IMPORTANCE_WIDTH = 7, 4
_EXAMPLES = 3
_DIGITS = 4


def gap(edition: Edition, start: int, target: int) -> list[Gap]:
    """What the target calls for beyond the start, largest part first; weights add to 1.

    A rating weighs importance, from 0 for 1 to 1 for 5, times the missing steps of level, from 0 to 1. Software weighs
    by how many products of its category are in demand in the target, beside the category with most such products.
    """
    data, judged = plan_data(edition), judgement(Planning)
    needed, yours = data.level[target], data.level[start]
    missing = np.nan_to_num(needed - yours)
    called = _called_for(data, target, judged)
    weight = np.where(called & (missing >= judged.least_gap), _share(data.importance[target]) * missing / _TOP_LEVEL, 0)
    names = _names(edition)
    published = dict(zip(data.found.elements, data.found.published[start], strict=True))
    rated = [
        (weight[i], element, float(yours[i]), float(needed[i]), float(data.importance[target, i]))
        for i, element in enumerate(data.found.elements)
        if weight[i] > 0
    ]
    kept = sorted(rated, key=lambda row: (-row[0], row[1]))
    software = _missing_software(data, start, target, judged)
    listed = sorted(software, key=lambda row: (-row[0], row[1]))[: judged.software_listed]
    kept = kept[: judged.gaps_listed - len(listed)]
    total = sum(row[0] for row in kept) + sum(row[0] for row in listed)
    entries = [
        Gap(
            kind=_kind(element),
            id=element,
            name=names[element],
            yours=round(own, _DIGITS),
            needed=round(asked, _DIGITS),
            importance=round(importance, _DIGITS),
            yours_published=bool(published[element]),
            weight=float(part / total),
            examples=[],
        )
        for part, element, own, asked, importance in kept
    ]
    entries += [
        Gap(
            kind="software",
            id=code,
            name=_commodities(edition)[code],
            yours=None,
            needed=None,
            importance=None,
            yours_published=True,
            weight=float(part / total),
            examples=_products(edition, data.found.ids[target], code),
        )
        for part, code in listed
    ]
    return sorted(entries, key=lambda entry: (-entry.weight, entry.id))


def carried(edition: Edition, start: int, target: int) -> list[Carried]:
    """What both call for and the start reaches: what sets the two apart from other jobs first, a few of each kind."""
    data, judged = plan_data(edition), judgement(Planning)
    n = data.found.occupations
    mean, spread = np.nanmean(data.importance[:n], axis=0), np.nanstd(data.importance[:n], axis=0)
    distinct = (data.importance[[start, target]] - mean) / spread
    reached = _called_for(data, start, judged) & _called_for(data, target, judged)
    reached &= data.level[start] >= data.level[target] - judged.least_gap
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


def _kind(element: str) -> str:
    return "knowledge" if element.startswith(_KNOWLEDGE) else "skill"


def _missing_software(data: PlanData, start: int, target: int, judged: Planning) -> list[tuple[float, str]]:
    wanted, own = data.found.wanted[target], data.found.named[start]
    return [
        (float(judged.software_weight * wanted[i] / wanted.max()), code)
        for i, code in enumerate(data.found.software)
        if wanted[i] > 0 and own[i] == 0
    ]


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
    labels = edition.table("activities").select("activity_id_onet", "activity_label").rows()
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
def _commodities(edition: Edition) -> dict[str, str]:
    named = edition.table("technologies").select(pl.col("commodity_code").cast(pl.String), "commodity").unique()
    return dict(named.sort("commodity_code", "commodity").rows())


def _products(edition: Edition, subject: str, code: str) -> list[str]:
    """Products of a category that O*NET names, those asked for in advertisements first; none for a role."""
    rows = edition.rows_of("technologies", "occupation_id_onet", [subject])
    of = rows.filter(pl.col("commodity_code").cast(pl.String) == code)
    return of.sort(["in_demand", "hot", "technology"], descending=[True, True, False])["technology"].to_list()[
        :_EXAMPLES
    ]
