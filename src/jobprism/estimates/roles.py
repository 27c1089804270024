"""Estimates of a role's own tasks, read off the nearest O*NET tasks (equations 17 and 18)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from jobprism.errors import DeclarationError
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.human_need import Conditions, combine
from jobprism.estimates.intervals import Floats
from jobprism.judgements.base import HOLDS
from jobprism.judgements.load import HumanNeed, Roles
from jobprism.roles.declared import Role

_NEIGHBOUR_DIGITS = 4


@dataclass(frozen=True)
class Neighbours:
    """Nearest O*NET tasks of role tasks.

    Attributes:
        table: role_task_id, task_id_onet (text), similarity (cosine, 0 to 1), weight (similarity with boosts).
    """

    table: pl.DataFrame


def check_roles(roles: list[Role], occupations: pl.DataFrame, activities: pl.DataFrame, elements: pl.DataFrame) -> None:
    """Hold roles against the taxonomy.

    Raises:
        DeclarationError: a code that does not exist, with the role that names it.
    """
    known = {
        "occupation": set(occupations["occupation_id_onet"]),
        "activity": set(activities["activity_id_onet"]),
        "skill": set(elements["element_id"]),
    }
    for role in roles:
        named = {
            "occupation": [p.occupation_id_onet for p in role.mixture],
            "activity": [a for t in role.tasks for a in t.activities],
            "skill": role.skills,
        }
        for kind, codes in named.items():
            unknown = sorted(set(codes) - known[kind])
            if unknown:
                raise DeclarationError(
                    f"Role '{role.id}' names the {kind} {', '.join(unknown)}, which O*NET 30.1 does not have (or, for "
                    "an occupation, does not describe by tasks).",
                    f"Mend roles/{role.id}.yml.",
                )


def neighbours(
    roles: list[Role], tasks: pl.DataFrame, texts: pl.DataFrame, task_activities: pl.DataFrame, judged: Roles
) -> Neighbours:
    """The nearest O*NET tasks of every role task by TF-IDF cosine similarity of words and word pairs."""
    corpus = tasks.select("task_id_onet", "occupation_id_onet").join(texts, on="task_id_onet").sort("task_id_onet")
    ids = corpus["task_id_onet"].to_list()
    position = {t: i for i, t in enumerate(ids)}
    occupation = corpus["occupation_id_onet"].to_numpy()
    wordings = corpus["task_text"].str.to_lowercase().to_list()
    of_activity: dict[str, list[int]] = {}
    for task, activity in task_activities.rows():
        of_activity.setdefault(activity, []).append(position[task])
    vectorizer = TfidfVectorizer(stop_words="english", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float64)
    matrix = vectorizer.fit_transform(corpus["task_text"].to_list())
    rows: list[dict[str, object]] = []
    for role in roles:
        queries = vectorizer.transform([t.text for t in role.tasks])
        similarity = (queries @ matrix.T).toarray()
        own = np.isin(occupation, [p.occupation_id_onet for p in role.mixture])
        for task, cosine in zip(role.tasks, similarity, strict=True):
            weight = cosine * np.where(own, judged.occupation_boost, 1.0)
            same = np.unique([i for a in task.activities for i in of_activity.get(a, [])]).astype(int)
            weight[same] *= judged.activity_boost
            # Sorted by weight, then by id, so that ties always fall the same way.
            ranked = np.lexsort((ids, -weight.round(9)))
            rows += [
                {"role_task_id": task.id, "task_id_onet": str(ids[i]), "similarity": cosine[i], "weight": weight[i]}
                for i in _distinct(ranked, wordings, judged.neighbours)
            ]
    table = pl.DataFrame(rows).with_columns(pl.col("similarity", "weight").round(_NEIGHBOUR_DIGITS))
    return Neighbours(table.filter(pl.col("weight") > 0))


def _distinct(ranked: NDArray[np.intp], wordings: list[str], count: int) -> list[int]:
    """The first ``count`` tasks of different wording: one sentence under several occupations is one neighbour."""
    seen: set[str] = set()
    chosen: list[int] = []
    for i in ranked:
        if wordings[i] not in seen:
            seen.add(wordings[i])
            chosen.append(int(i))
        if len(chosen) == count:
            break
    return chosen


def role_task_layer(
    roles: list[Role],
    near: Neighbours,
    task_draft: pl.DataFrame,
    occupation_draft: pl.DataFrame,
    judged: Roles,
) -> pl.DataFrame:
    """One layer of every role task; columns as in ``DRAFT_SCHEMA``, tier ``modelled``.

    The mean of the neighbours and of the role's mixture, weighted by similarity; the variance is theirs plus the
    spread among them (law of total variance).
    """
    mixture = _mixture_moments(roles, occupation_draft)
    joined = near.table.join(task_draft, left_on="task_id_onet", right_on="subject_id")
    grouped = {str(k[0]): g for k, g in joined.group_by("role_task_id")}
    rows: list[dict[str, object]] = []
    for role in roles:
        anchor = mixture.get(role.id)
        for task in role.tasks:
            group = grouped.get(task.id)
            values, variances, weights = _stacked(group, anchor, judged)
            if not len(values):
                continue
            w = weights / weights.sum()
            mean = float(w @ values)
            rows.append(
                {
                    "subject_id": task.id,
                    "value": mean,
                    "variance": float(w @ (variances + (values - mean) ** 2)),
                    "tier": "modelled",
                    "coverage": 0.0,  # nothing speaks of the role's own task
                    "agreement": float(1 - np.sqrt(w @ (values - mean) ** 2) * 2),
                    "sources": group["sources"][0] if group is not None else occupation_draft["sources"][0],
                }
            )
    return pl.DataFrame(rows, schema=DRAFT_SCHEMA)


def _mixture_moments(roles: list[Role], occupation_draft: pl.DataFrame) -> dict[str, tuple[float, float]]:
    table = {s: (v, e) for s, v, e in occupation_draft.select("subject_id", "value", "variance").rows()}
    moments: dict[str, tuple[float, float]] = {}
    for role in roles:
        parts = [(p.share, *table[p.occupation_id_onet]) for p in role.mixture if p.occupation_id_onet in table]
        if parts:
            total = sum(s for s, _, _ in parts)
            mean = sum(s * v for s, v, _ in parts) / total
            spread = sum(s * (e + (v - mean) ** 2) for s, v, e in parts) / total
            moments[role.id] = (mean, spread)
    return moments


def _stacked(
    group: pl.DataFrame | None, anchor: tuple[float, float] | None, judged: Roles
) -> tuple[Floats, Floats, Floats]:
    values = group["value"].to_list() if group is not None else []
    variances = group["variance"].to_list() if group is not None else []
    weights = group["weight"].to_list() if group is not None else []
    if anchor is not None:
        values, variances, weights = [*values, anchor[0]], [*variances, anchor[1]], [*weights, judged.mixture_weight]
    return np.array(values), np.array(variances), np.array(weights) ** judged.similarity_exponent


def role_task_holds(
    roles: list[Role], activities: pl.DataFrame, conditions: Conditions, judged: HumanNeed
) -> pl.DataFrame:
    """Role tasks, as ``task_holds`` has tasks: one column per hold, measured, merged; from the activities they name."""
    general = dict(activities.select("activity_id_onet", "general_activity_id_onet").rows())
    of = {r["occupation_id_onet"]: r for r in conditions.table.rows(named=True)}
    rows: list[dict[str, object]] = []
    for role in roles:
        mixed = {
            name: sum(p.share * of[p.occupation_id_onet][name] for p in role.mixture)
            for name in (*HOLDS, "measured", "merged")
        }
        for task in role.tasks:
            grades = [judged.carries[general[a]] for a in task.activities]
            holds = {h: (mixed[h] * sum(g[h] for g in grades) / len(grades)) ** judged.joint for h in HOLDS}
            rows.append({"task_id_onet": task.id, **holds, **{c: mixed[c] for c in ("measured", "merged")}})
    return pl.DataFrame(rows)


def role_need(holds: pl.DataFrame, judged: HumanNeed) -> pl.DataFrame:
    """Human need of role tasks; wider than an occupation's own, since conditions are those of the mixture."""
    value = combine(holds.select(HOLDS).to_numpy(), judged)
    return pl.DataFrame(
        {
            "subject_id": holds["task_id_onet"],
            "value": value,
            "variance": judged.sd_when_borrowed**2 + holds["merged"].to_numpy(),
            "tier": ["modelled"] * len(value),
            "coverage": [0.0] * len(value),
            "agreement": [None] * len(value),
            "sources": ["onet,onet_work_activities,onet_work_context"] * len(value),
        },
        schema=DRAFT_SCHEMA,
    )
