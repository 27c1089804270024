"""Exposure of skills, worked out a second time from equations 14, 44 and 45, with arrays and loops."""

from __future__ import annotations

from functools import cached_property
from math import fsum, log

import numpy as np
import polars as pl
from rederived import Rederived, Tables
from scipy.stats import beta

from jobprism.estimates.raters import correlations
from jobprism.judgements.load import Skills, judgement

Z = 1.6448536269514722
KINDS = {"onet_skill_importance": "skill", "onet_knowledge_importance": "knowledge"}
LAYERS = ("capability", "use", "human_need")
Key = tuple[str, str]


class SkillTables:
    """What all jobs share: who calls for what, and which activities go with which element."""

    def __init__(self, tables: Tables) -> None:
        self.tables, self.judged = tables, judgement(Skills)
        edition = tables.edition
        self.names = {
            ("technology", str(c)): n
            for c, n in edition.table("technologies").select("commodity_code", "commodity").rows()
        }
        elements = dict(edition.table("elements").select("element_id", "element_name").rows())
        self.ratings: dict[Key, dict[str, float]] = {}
        newest: dict[tuple[Key, str], tuple[str, str]] = {}
        rated = edition.table("evidence").filter(pl.col("measure").str.contains("^onet_(skill|knowledge)_importance/"))
        for code, measure, value, vintage, release in rated.select(
            "subject_id", "measure", "value", "vintage", "release"
        ).rows():
            family, _, element = measure.partition("/")
            if code not in tables.occupations:
                continue
            key = (KINDS[family], element)
            self.names[key] = elements[element]
            if (release, vintage) >= newest.get((key, code), ("", "")):
                newest[(key, code)] = (release, vintage)
                self.ratings.setdefault(key, {})[code] = value
        self.products: dict[Key, dict[str, int]] = {}
        for code, category in edition.table("technologies").select("occupation_id_onet", "commodity_code").rows():
            of = self.products.setdefault(("technology", str(category)), {})
            of[code] = of.get(code, 0) + 1

    def calls(self, key: Key) -> dict[str, float]:
        """Occupations that call for an element, and how strongly."""
        return self._calls.get(key, {})

    @cached_property
    def _calls(self) -> dict[Key, dict[str, float]]:
        least = self.judged.least_importance
        rated = {key: {code: v for code, v in of.items() if v >= least} for key, of in self.ratings.items()}
        return rated | {key: {code: float(n) for code, n in of.items()} for key, of in self.products.items()}

    @cached_property
    def links(self) -> dict[Key, dict[str, float]]:
        """Equation 44."""
        work = self.tables.work
        codes = sorted(work)
        activities = sorted({a for of in work.values() for a in of})
        at = {a: i for i, a in enumerate(activities)}
        done = np.zeros((len(codes), len(activities)))
        for row, code in enumerate(codes):
            for activity, share in work[code].items():
                done[row, at[activity]] = share
        place = {code: i for i, code in enumerate(codes)}
        typical = done.mean(axis=0)
        slack = self.judged.smoothing * typical.mean()
        found: dict[Key, dict[str, float]] = {}
        for key in [*self.ratings, *self.products]:
            of = self.ratings.get(key) or self.products[key]
            rows = [(place[c], v) for c, v in of.items() if c in place]
            if len(rows) < self.judged.fewest_occupations:
                continue
            values = np.array([v for _, v in rows])
            far = values.std()
            pull = (
                np.ones(len(rows))
                if key[0] == "technology"
                else np.maximum((values - values.mean()) / far, 0)
                if far
                else values * 0
            )
            if pull.sum() <= 0:
                continue
            mix = pull @ done[[i for i, _ in rows]] / pull.sum()
            found[key] = {
                a: round(weight, 2)
                for a, i in at.items()
                if (weight := log((mix[i] + slack) / (typical[i] + slack))) >= self.judged.least_weight
            }
        return found

    @cached_property
    def software(self) -> dict[str, str]:
        """Category by product's name in lower case: the one that most occupations name it under."""
        counts: dict[str, dict[str, int]] = {}
        for name, category in self.tables.edition.table("technologies").select("technology", "commodity_code").rows():
            of = counts.setdefault(name.lower(), {})
            of[str(category)] = of.get(str(category), 0) + 1
        return {name: min(of, key=lambda c: (-of[c], int(c))) for name, of in counts.items()}


class JobSkills:
    """Elements of one job, with value and interval of each layer."""

    def __init__(self, of: SkillTables, figures: Rederived) -> None:
        self.of, self.figures = of, figures
        self.means: dict[tuple[str, str], float] = {}
        self.is_role = figures.is_role
        self.elements = self._role() if figures.is_role else self._occupation()
        tables = figures.tables
        shares = tables.edition.table("shares").filter(
            (pl.col("subject_kind") == figures.kind) & (pl.col("subject_id") == figures.id)
        )
        self.shares = dict(shares.select("task_id", "share").rows())
        declared = {t["id"]: t["activities"] for t in figures.subject["tasks"]} if figures.is_role else tables.links
        self.activities = {t: declared.get(t, []) for t in self.shares}
        kind = "role_task" if figures.is_role else "task"
        drafts = tables.edition.table("estimates").filter(
            (pl.col("subject_kind") == kind) & pl.col("subject_id").is_in(list(self.shares))
        )
        self.drafts = {
            (t, layer): (v, (hi - lo) / (2 * Z))
            for t, layer, v, lo, hi in drafts.select("subject_id", "layer", "value", "low", "high").rows()
        }

    def _occupation(self) -> dict[Key, float]:
        keys = [*self.of.ratings, *self.of.products]
        return {key: calls[self.figures.id] for key in keys if self.figures.id in (calls := self.of.calls(key))}

    def _role(self) -> dict[Key, float]:
        found: dict[Key, float] = {
            ("knowledge" if e.startswith("2.C") else "skill", e): 0.0 for e in self.figures.subject["skills"]
        }
        for product in self.figures.subject["technologies"]:
            if category := self.of.software.get(product.lower()):
                found[("technology", category)] = found.get(("technology", category), 0.0) + 1
        return found

    def figure(self, key: Key, layer: str) -> tuple[float, float, float] | None:
        """Value, low and high (equation 45, with the variance of equation 14)."""
        weights = {t: w for t, w in self._weights(key).items() if (t, layer) in self.drafts}
        total = fsum(weights.values())
        if not weights or total <= 0:
            return None
        value = fsum(w * self.drafts[t, layer][0] for t, w in weights.items()) / total
        errors = {t: w / total * self.drafts[t, layer][1] for t, w in weights.items()}
        clusters: dict[str, float] = {}
        for task, error in errors.items():
            cluster = min(self.activities[task], default=task)
            clusters[cluster] = clusters.get(cluster, 0.0) + error
        shared = correlations(from_description=self.is_role)[layer]
        variance = (
            shared.common * fsum(errors.values()) ** 2
            + shared.activity * fsum(e**2 for e in clusters.values())
            + (1 - shared.common - shared.activity) * fsum(e**2 for e in errors.values())
        )
        return _interval(value, variance)

    def _weights(self, key: Key) -> dict[str, float]:
        peers = [other for other in self.elements if other[0] == key[0]]
        found = {}
        for task, share in self.shares.items():
            if (key[0], task) not in self.means:
                self.means[key[0], task] = fsum(self._goes(p, task) for p in peers) / len(peers)
            found[task] = share * (self._goes(key, task) / self.means[key[0], task]) ** self.of.judged.sharpness
        return found

    def _goes(self, key: Key, task: str) -> float:
        of, linked = self.activities[task], self.of.links.get(key, {})
        link = fsum(linked.get(a, 0.0) for a in of) / len(of) if of else 0.0
        return self.of.judged.least_link + link

    def job(self) -> float:
        """Capability of the job as a whole."""
        known = [
            (s, self.drafts[t, "capability"][0]) for t, s in self.shares.items() if (t, "capability") in self.drafts
        ]
        return fsum(s * v for s, v in known) / fsum(s for s, _ in known)


def _interval(value: float, variance: float) -> tuple[float, float, float]:
    """Quantiles of the Beta distribution of this mean and variance, as equation 1 cuts it."""
    inner = min(max(value, 1e-6), 1 - 1e-6)
    most = inner * (1 - inner)
    size = most / min(max(variance, 1e-12), 0.9 * most) - 1
    a, b = inner * size, (1 - inner) * size
    low, high = (float(q) for q in beta.ppf([0.05, 0.95], a, b))
    if min(a, b) < 0.5:
        low, high = min(low, max(value - Z * variance**0.5, 0)), max(high, min(value + Z * variance**0.5, 1))
    return value, min(low, value), max(high, value)


def standing(capability: float, need: float) -> str:
    """The word for a skill."""
    judged = judgement(Skills)
    if capability < judged.resilient_below:
        return "resilient"
    if need >= judged.held_from:
        return "complementary"
    return "exposed" if capability >= judged.exposed_from else "mixed"
