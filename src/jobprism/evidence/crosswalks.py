"""Between code systems: the links publishers give, walked as a graph, with weights.

A link says how much of one code lies in another. Where its publisher does not say, the code is split by the
employment of its targets where that is known, else evenly. Weights of a code always sum to 1; a path multiplies them
(equation 19 of docs/method.md).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from jobprism.errors import UsageError
from jobprism.sources.reading import CROSSWALK_SCHEMA

SYSTEMS = {
    "onet_soc_2019": "O*NET-SOC 2019",
    "onet_soc_2010": "O*NET-SOC 2010",
    "soc_2018": "SOC 2018",
    "soc_2010": "SOC 2010",
    "oes_2010": "OES 2010 (combined codes)",
    "nem_2024": "BLS National Employment Matrix 2024",
    "census_2018": "Census 2018",
    "isco_08": "ISCO-08",
    "esco": "ESCO 1.2",
    "ooh_title": "BLS Occupational Outlook Handbook",
}
_ALIASES = {
    "onet": "onet_soc_2019",
    "soc": "soc_2018",
    "nem": "nem_2024",
    "census": "census_2018",
    "isco": "isco_08",
}
# Classifications whose codes look alike and mostly mean the same.
_FAMILY = {"onet_soc_2010": "onet_soc_2019", "nem_2024": "soc_2018", "soc_2010": "soc_2018"}
# Systems linked only for part of their codes: fine as an end, a detour as a stop on the way.
_PARTIAL = frozenset({"esco", "ooh_title"})
# A longer way round than this says more about the crosswalks than about the job.
_LONGEST = 5

Weights = dict[str, float]


@dataclass(frozen=True)
class Translation:
    """Where a code lies in another system.

    Attributes:
        weights: target code to weight; sums to 1, empty where there is no way.
        path: the systems walked, first to last.
    """

    weights: Weights
    path: tuple[str, ...]


class Crosswalks:
    """Links between code systems, both ways."""

    def __init__(self, links: pl.DataFrame, employment: Mapping[tuple[str, str], float] | None = None) -> None:
        """Take the links.

        Args:
            links: columns as in ``CROSSWALK_SCHEMA``.
            employment: jobs by (system, code), by which a code without published weights is split.
        """
        self._employment = employment or {}
        self._links: dict[tuple[str, str], dict[str, dict[str, float | None]]] = {}
        for a, code, b, target, weight, _ in links.select(list(CROSSWALK_SCHEMA)).rows():
            self._links.setdefault((a, b), {}).setdefault(code, {})[target] = weight
            self._links.setdefault((b, a), {}).setdefault(target, {}).setdefault(code, None)
        self._neighbours: dict[str, list[str]] = {}
        for a, b in sorted(self._links):
            self._neighbours.setdefault(a, []).append(b)

    @property
    def systems(self) -> list[str]:
        """The systems that any link names."""
        return sorted(self._neighbours)

    def codes(self, system: str) -> list[str]:
        """The codes of a system that any link names."""
        return sorted({code for (a, _), links in self._links.items() if a == system for code in links})

    def system_of(self, code: str) -> str:
        """The system that has this code; of two versions of one classification, the newer.

        Raises:
            UsageError: no system has it, or unrelated ones have.
        """
        having = [s for s in SYSTEMS if self._has(s, code)]
        if not having:
            raise UsageError(f"No code system has the code '{code}'.", "Is it complete, with its dots and dashes?")
        others = [s for s in having[1:] if _FAMILY.get(s, s) != _FAMILY.get(having[0], having[0])]
        if others:
            raise UsageError(
                f"The code '{code}' is in {having[0]} and in {', '.join(others)}.", "Say which with --from."
            )
        return having[0]

    def _has(self, system: str, code: str) -> bool:
        return any(code in self._links[system, other] for other in self._neighbours.get(system, []))

    def paths(self, start: str, end: str) -> list[tuple[str, ...]]:
        """All ways from one system to another without a repeated system, shortest first."""
        if start == end:
            return [(start,)]
        found: list[tuple[str, ...]] = []
        queue: deque[tuple[str, ...]] = deque([(start,)])
        while queue:
            path = queue.popleft()
            for system in self._neighbours.get(path[-1], []):
                if system == end:
                    found.append((*path, system))
                elif system not in path and len(path) < _LONGEST:
                    queue.append((*path, system))
        # Stable: of ways equally long, one that does not pass through a partial crosswalk comes first.
        return sorted(found, key=lambda way: (len(way), bool(_PARTIAL & set(way[1:-1]))))

    def translate(self, code: str, start: str, end: str) -> Translation:
        """Where ``code`` lies in the system ``end``: by the shortest way that leads anywhere."""
        for path in self.paths(start, end):
            weights: Weights = {code: 1.0}
            for a, b in pairwise(path):
                weights = self._step(weights, a, b)
            total = sum(weights.values())
            if total > 0:
                return Translation({c: w / total for c, w in sorted(weights.items())}, path)
        return Translation({}, ())

    def _step(self, weights: Weights, a: str, b: str) -> Weights:
        links = self._links.get((a, b), {})
        result: Weights = {}
        for code, weight in weights.items():
            for target, part in self._split(links.get(code, {}), b).items():
                result[target] = result.get(target, 0.0) + weight * part
        return result

    def _split(self, targets: Mapping[str, float | None], system: str) -> Weights:
        """How a code divides among its targets: as published, else by employment, else evenly (equation 19)."""
        firm = {t: w for t, w in targets.items() if w != 0}
        targets = firm or dict.fromkeys(targets)
        published = {t: w for t, w in targets.items() if w is not None}
        if targets and len(published) == len(targets):
            sizes = published
        else:
            jobs = {t: self._employment.get((system, t)) for t in targets}
            known = {t: j for t, j in jobs.items() if j}
            sizes = known if len(known) == len(targets) else dict.fromkeys(targets, 1.0)
        total = sum(sizes.values())
        return {t: s / total for t, s in sizes.items()} if total else {}


def system_named(name: str) -> str:
    """The system a person means: its name, an alias such as ``isco08``, or an alias without a year.

    Raises:
        UsageError: no such system; names those there are.
    """
    key = name.strip().lower().replace("-", "").replace("_", "").replace(" ", "").replace("*", "")
    for system in SYSTEMS:
        if key == system.replace("_", ""):
            return system
    if key in _ALIASES:
        return _ALIASES[key]
    raise UsageError(f"There is no code system '{name}'.", f"Known are {', '.join([*SYSTEMS, *_ALIASES])}.")


def jobs_by_code(occupations: pl.DataFrame, links: pl.DataFrame) -> dict[tuple[str, str], float]:
    """US jobs by (system, code) for O*NET-SOC 2019, SOC 2018 and 2010 and BLS's matrix, missing counts left out.

    A matrix code that covers several O*NET occupations is divided among them evenly, and a SOC 2018 code that came of
    several of 2010 among those: nobody counts them apart.

    Args:
        occupations: occupation_id_onet, soc_2018, nem_2024, employment, bls_shared_by.
        links: columns as in ``CROSSWALK_SCHEMA``.
    """
    counted = occupations.drop_nulls("employment").with_columns(jobs=pl.col("employment") / pl.col("bls_shared_by"))
    jobs: dict[tuple[str, str], float] = {}
    for onet, soc, nem, share in counted.select("occupation_id_onet", "soc_2018", "nem_2024", "jobs").rows():
        for key in (("onet_soc_2019", onet), ("soc_2018", soc), ("nem_2024", nem)):
            jobs[key] = jobs.get(key, 0.0) + share
    older = links.filter((pl.col("from_system") == "soc_2010") & (pl.col("to_system") == "soc_2018"))
    parts = older.with_columns(sources=pl.len().over("to_code")).select("from_code", "to_code", "sources")
    for code, successor, sources in parts.rows():
        if ("soc_2018", successor) in jobs:
            key = ("soc_2010", code)
            jobs[key] = jobs.get(key, 0.0) + jobs["soc_2018", successor] / sources
    return jobs
