"""The 500 federal announcements of the source ``usajobs``: task lists, and the codes of their titles.

Split in halves at random (numpy, seed 5, by place in the file) before any of them was looked at. Judgements and weights
are set on the development half alone. The announcements' own series is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import jobprism
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import registered_sources

DEVELOPMENT, OTHER = "development", "other half"
SEED = 5


@dataclass(frozen=True)
class Federal:
    """Announcements.

    Attributes:
        halves: which half each is of.
        titles: position titles.
        codes: O*NET-SOC code of each title by the title coder, None where it leaves the title without one.
        confidence: the coder's, of each.
        lists: task statements of each.
    """

    halves: NDArray[np.str_]
    titles: list[str]
    codes: list[str | None]
    confidence: NDArray[np.float64]
    lists: list[list[str]]

    def half(self, name: str) -> Federal:
        """Those of one half."""
        return self.kept(self.halves == name)

    def kept(self, which: NDArray[np.bool_]) -> Federal:
        """Those of which it is true."""
        at = np.flatnonzero(which).tolist()
        return Federal(
            self.halves[at],
            [self.titles[i] for i in at],
            [self.codes[i] for i in at],
            self.confidence[at],
            [self.lists[i] for i in at],
        )


def federal_lists() -> Federal:
    """All of them, in the order of the file."""
    source = next(r for r in registered_sources() if r.id == "usajobs")
    tables = read_cached(source, locate(source, settings()), settings().cache_dir).tables
    announcements = tables["announcements"]
    statements = dict(tables["task_statements"].group_by("id", maintain_order=True).agg("text").rows())
    coded = jobprism.open("core").code(announcements["position_title"], top=1)
    halves = np.full(announcements.height, OTHER, dtype="U12")
    halves[np.random.default_rng(SEED).permutation(announcements.height)[: announcements.height // 2]] = DEVELOPMENT
    return Federal(
        halves,
        announcements["position_title"].to_list(),
        coded["occupation_id_onet"].to_list(),
        coded["confidence"].to_numpy(),
        [statements.get(i, []) for i in announcements["id"]],
    )
