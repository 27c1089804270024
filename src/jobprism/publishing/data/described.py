"""What every table and column means, as declared in ``tables.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from jobprism.declarations import read_yaml


class DescribedTable(BaseModel):
    """A table.

    Attributes:
        title: what it holds.
        key: the columns that tell its rows apart.
        refers: foreign keys, column to ``table.column``.
        columns: what its columns mean, as far as that is not the same wherever they stand.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    key: list[str]
    refers: dict[str, str] = {}
    columns: dict[str, str] = {}


class Described(BaseModel):
    """All tables, with what columns mean wherever they stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, str]
    units: dict[str, str]
    tables: dict[str, DescribedTable]

    def column(self, table: str, name: str) -> str:
        """What a column means.

        Raises:
            KeyError: it is not described.
        """
        own = self.tables[table].columns
        return own[name] if name in own else self.columns[name]


@cache
def described() -> Described:
    """The declaration."""
    return read_yaml(Path(__file__).with_name("tables.yml"), Described)
