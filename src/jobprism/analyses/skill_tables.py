"""What documents on skills look up of an edition, worked out once: links, names, and how strongly occupations call."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jobprism.editions.store import Edition
from jobprism.estimates.on_demand import links_of, skills_of
from jobprism.estimates.skills import TECHNOLOGY, occupation_elements
from jobprism.judgements.load import Skills, judgement

Key = tuple[str, str]
"""An element's kind and id."""

_AT_ONCE = 100


@lru_cache(maxsize=4)
def links(edition: Edition) -> pl.DataFrame:
    """Which activities go with which elements (equation 44)."""
    return links_of(edition.table)


@lru_cache(maxsize=4)
def every_skill(edition: Edition) -> pl.DataFrame:
    """Estimates of all elements in all occupations and roles, as ``skills_of`` returns; takes a few seconds once."""
    subjects = [*edition.table("occupations")["occupation_id_onet"], *edition.table("roles")["role_id"]]
    parts = (subjects[i : i + _AT_ONCE] for i in range(0, len(subjects), _AT_ONCE))
    return pl.concat(skills_of(edition.table, links(edition), part) for part in parts)


@lru_cache(maxsize=4)
def _by_subject(edition: Edition) -> dict[tuple[object, ...], pl.DataFrame]:
    return every_skill(edition).partition_by("subject_kind", "subject_id", as_dict=True)


def skills_in(edition: Edition, kind: str, subject_id: str, *, many: bool) -> pl.DataFrame:
    """Estimates of the elements of one job; none where O*NET rates no skills of it and names no software.

    Args:
        edition: where the figures are from.
        kind: ``occupation`` or ``role``.
        subject_id: its code or id.
        many: whether other jobs will be asked for too, so that working out all at once is cheaper.
    """
    if many:
        empty = every_skill(edition).clear()
        return _by_subject(edition).get((kind, subject_id), empty)
    found = skills_of(edition.table, links(edition), [subject_id])
    return found.filter(pl.col("subject_kind") == kind)


@lru_cache(maxsize=4)
def names(edition: Edition) -> dict[Key, str]:
    """Names of skills, fields of knowledge and categories of software."""
    elements = dict(edition.table("elements").select("element_id", "element_name").rows())
    software = edition.table("technologies").select(pl.col("commodity_code").cast(pl.String), "commodity").unique()
    of_software = dict(software.sort("commodity_code", "commodity").rows())
    return {key: of_software[key[1]] if key[0] == TECHNOLOGY else elements[key[1]] for key in calls(edition)}


@lru_cache(maxsize=4)
def calls(edition: Edition) -> dict[Key, dict[str, float]]:
    """By element, the occupations that call for it and how strongly: importance (1 to 5), or products named."""
    elements = occupation_elements(edition.table("evidence"), edition.table("technologies"))
    wanted = elements.filter(
        pl.col("importance").is_null() | (pl.col("importance") >= judgement(Skills).least_importance)
    )
    strength = pl.coalesce("importance", pl.col("named").cast(pl.Float64))
    found: dict[Key, dict[str, float]] = {}
    for kind, element, code, value in wanted.select("kind", "element_id", "subject_id", strength).rows():
        found.setdefault((kind, element), {})[code] = value
    return found


@lru_cache(maxsize=4)
def rated_by(edition: Edition) -> dict[str, dict[Key, float]]:
    """By occupation, the skills and fields of knowledge it calls for, with their importance."""
    found: dict[str, dict[Key, float]] = {}
    for key, of in calls(edition).items():
        if key[0] != TECHNOLOGY:
            for code, value in of.items():
                found.setdefault(code, {})[key] = value
    return found
