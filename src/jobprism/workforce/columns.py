"""Which column of a roster is which: by name, or as the caller says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import RootModel

from jobprism.declarations import read_yaml
from jobprism.errors import UsageError

NAMES = Path(__file__).with_name("columns.yml")
KNOWN = ("title", "level", "unit", "country", "headcount", "id", "wage", "tasks")
_SHOWN = 20


class _Names(RootModel[dict[str, list[str]]]):
    """Names of each column, likeliest first."""


def columns_of(columns: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The roster's own name of each column we know, where it has one.

    Args:
        columns: names of the roster's columns.
        given: what the caller says, by our name; the empty string leaves a column out.

    Raises:
        UsageError: a column named is not there, stands for two things, or none holds titles.
    """
    found: dict[str, str] = {}
    for ours, theirs in (given or {}).items():
        if theirs and theirs not in columns:
            raise UsageError(f"The roster has no column '{theirs}'; it has {_some(columns)}.", f"Name another {ours}.")
        found[ours] = theirs
    by_key = {_key(c): c for c in reversed(columns)}
    for ours in KNOWN:
        if ours not in found:
            likely = (by_key[name] for name in _names()[ours] if name in by_key)
            found[ours] = next((name for name in likely if name not in found.values()), "")
    if not found["title"] and len(columns) == 1:
        found["title"] = columns[0]
    found = {ours: theirs for ours, theirs in found.items() if theirs}
    _check(found, columns)
    return {ours: found[ours] for ours in KNOWN if ours in found}


def _check(found: Mapping[str, str], columns: Sequence[str]) -> None:
    if "title" not in found:
        raise UsageError(
            f"No column looks like job titles among {_some(columns)}.", "Name it with --title, or rename it 'title'."
        )
    twice = sorted({theirs for theirs in found.values() if list(found.values()).count(theirs) > 1})
    if twice:
        raise UsageError(f"The column '{twice[0]}' is named for two things.", "Name each column once.")


def _some(columns: Sequence[str]) -> str:
    return ", ".join(f"'{c}'" for c in columns[:_SHOWN]) + (" and others" if len(columns) > _SHOWN else "")


def _key(name: str) -> str:
    plain = name.strip().lower().lstrip("\ufeff").replace("#", " no ")
    return re.sub(r"[\s.\-_/]+", "_", plain).strip("_")


@cache
def _names() -> dict[str, list[str]]:
    return read_yaml(NAMES, _Names).root
