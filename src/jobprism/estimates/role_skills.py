"""What roles call for, by their files: skills and knowledge of O*NET, and the categories of the software they name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import polars as pl

from jobprism.estimates.skills import KNOWLEDGE, SKILL, TECHNOLOGY

_KNOWLEDGE = "2.C"  # O*NET's branch of knowledge; a role names skills and knowledge in one list
_ELEMENTS = {
    "subject_kind": pl.String,
    "subject_id": pl.String,
    "kind": pl.String,
    "element_id": pl.String,
    "importance": pl.Float64,
    "named": pl.UInt32,
}
_ACTIVITIES = {"task_id": pl.String, "activity_id_onet": pl.String}


def role_elements(table: Callable[[str], pl.DataFrame], roles: Sequence[str]) -> pl.DataFrame:
    """Elements that roles name; columns as ``occupation_elements`` returns, importance null.

    Args:
        table: the edition's tables; ``roles``, ``technologies``.
        roles: ids.
    """
    categories = software_categories(table("technologies"))
    rows: list[tuple[str, str, str, str, None, int | None]] = []
    for role, declared in _declared(table("roles"), roles):
        for element in declared["skills"]:
            rows.append(("role", role, KNOWLEDGE if element.startswith(_KNOWLEDGE) else SKILL, element, None, None))
        named: dict[str, int] = {}
        for product in declared["technologies"]:
            if code := categories.get(product.lower()):
                named[code] = named.get(code, 0) + 1
        rows += [("role", role, TECHNOLOGY, code, None, count) for code, count in named.items()]
    order = ["subject_kind", "subject_id", "kind", "element_id"]
    return pl.DataFrame(rows, schema=_ELEMENTS, orient="row").unique(order).sort(order)


def software_categories(technologies: pl.DataFrame) -> dict[str, str]:
    """The category's code by a product's name in lower case; the most frequent where O*NET gives several."""
    ranked = (
        technologies.group_by(pl.col("technology").str.to_lowercase(), "commodity_code")
        .len()
        .sort("technology", "len", "commodity_code", descending=[False, True, False])
        .unique("technology", keep="first", maintain_order=True)
    )
    return dict(ranked.select("technology", pl.col("commodity_code").cast(pl.String)).rows())


def role_activities(table: Callable[[str], pl.DataFrame], roles: Sequence[str]) -> pl.DataFrame:
    """task_id, activity_id_onet of the roles' own tasks."""
    rows = [
        (task["id"], activity)
        for _, declared in _declared(table("roles"), roles)
        for task in declared["tasks"]
        for activity in task["activities"]
    ]
    return pl.DataFrame(rows, schema=_ACTIVITIES, orient="row").unique(maintain_order=True)


def _declared(roles: pl.DataFrame, wanted: Sequence[str]) -> list[tuple[str, dict]]:
    chosen = roles.filter(pl.col("role_id").is_in(list(wanted))).sort("role_id")
    return [(role, json.loads(declaration)) for role, declaration in chosen.select("role_id", "declaration").rows()]
