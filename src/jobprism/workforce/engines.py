"""What runs the work: this process with polars, or Daft on this machine or on a Ray cluster (``daft_engine``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import polars as pl

from jobprism.errors import UsageError
from jobprism.matching.processes import can_share, shared_out
from jobprism.workforce.duplicates import repeated_ids
from jobprism.workforce.inputs import Roster
from jobprism.workforce.titles import ChunkCoder, distinct

Item = TypeVar("Item")
ENGINES = ("polars", "daft")
_SHARED_FROM = 4  # chunks of titles from which on other processes are asked to help


class Engine(Protocol):
    """What a run asks of an engine; every engine gives the same answers."""

    elsewhere: bool
    """Whether work may go to other processes, which then read from files what all of it needs."""

    def distinct(self, roster: Roster, column: str) -> list[str]:
        """The different values of a column as text, sorted; missing ones left out."""
        ...

    def repeated_ids(self, roster: Roster) -> pl.DataFrame:
        """Part and row of every row whose id an earlier row has."""
        ...

    def each(self, work: Callable[[Item], None], items: Sequence[Item], done: Callable[[int], None]) -> None:
        """Do the work of each item, which may be repeated and comes in any order; ``done`` is told how many are."""
        ...


class OneProcess:
    """Polars in this process, which uses all cores by itself; many titles are coded by other processes besides."""

    elsewhere = False

    def distinct(self, roster: Roster, column: str) -> list[str]:
        """See ``Engine``."""
        return distinct(roster, column)

    def repeated_ids(self, roster: Roster) -> pl.DataFrame:
        """See ``Engine``."""
        return repeated_ids(roster)

    def each(self, work: Callable[[Item], None], items: Sequence[Item], done: Callable[[int], None]) -> None:
        """See ``Engine``."""
        done(0)
        if _pays_to_share(work, len(items)):
            for count, _ in enumerate(shared_out(work, items), 1):
                done(count)
        else:
            for count, item in enumerate(items, 1):
                work(item)
                done(count)


def _pays_to_share(work: object, items: int) -> bool:
    # Other work is polars' for the most part, which uses all cores by itself.
    return isinstance(work, ChunkCoder) and items >= _SHARED_FROM and can_share()


def engine_of(name: str, address: str | None) -> Engine:
    """An engine by name.

    Args:
        name: ``polars`` or ``daft``.
        address: of a Ray cluster, for Daft; ``auto`` for the one this machine belongs to.

    Raises:
        UsageError: there is no such engine, it is not installed, or an address is given to one that has none.
    """
    if name not in ENGINES:
        raise UsageError(f"There is no engine '{name}'.", f"Choose one of {', '.join(ENGINES)}.")
    if name == "daft":
        from jobprism.workforce.daft_engine import DaftEngine

        return DaftEngine(address)
    if address:
        raise UsageError("Only the engine daft runs on a cluster.", "Add `--engine daft`, or leave out --address.")
    return OneProcess()
