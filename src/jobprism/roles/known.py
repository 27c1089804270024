"""What role files are held against: O*NET's codes, and its wording where that is at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import polars as pl


@dataclass(frozen=True)
class Known:
    """The taxonomy as far as a role file can name or repeat it.

    Attributes:
        occupations: title of each O*NET-SOC code that O*NET describes by tasks.
        activities: ids of intermediate work activities.
        elements: ids of elements of the content model.
        also_called: codes by alternate title in lower case; empty without the publisher's wording.
        statements: task statements by task id; empty without the publisher's wording.
    """

    occupations: dict[str, str]
    activities: frozenset[str]
    elements: frozenset[str]
    also_called: dict[str, frozenset[str]] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        occupations: pl.DataFrame,
        activities: pl.DataFrame,
        elements: pl.DataFrame,
        titles: pl.DataFrame | None = None,
        texts: pl.DataFrame | None = None,
    ) -> Self:
        """From the tables of an edition.

        Args:
            occupations: occupation_id_onet, occupation_title.
            activities: activity_id_onet.
            elements: element_id.
            titles: occupation_id_onet, title; alternate titles, of a full edition.
            texts: task_id_onet, task_text; of a full edition.
        """
        described = dict(occupations.select("occupation_id_onet", "occupation_title").rows())
        called: dict[str, set[str]] = {}
        if titles is not None:
            for code, title in titles.select("occupation_id_onet", "title").rows():
                if code in described:  # a title under a code without tasks says nothing of what is done
                    called.setdefault(title.lower(), set()).add(code)
        wording = texts.select(pl.col("task_id_onet").cast(pl.String), "task_text").rows() if texts is not None else []
        return cls(
            described,
            frozenset(activities["activity_id_onet"]),
            frozenset(elements["element_id"]),
            {title: frozenset(codes) for title, codes in called.items()},
            dict(wording),
        )
