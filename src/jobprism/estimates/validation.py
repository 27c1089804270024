"""Checks of an edition's estimates: figures with the split they come from, and the gates they must pass.

A check is a figure; what it must at least or at most be is a judgement (``judgements/gates.yml``). An edition whose
figures fall below a gate is not published (``editions/build.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan

import polars as pl

from jobprism.errors import DeclarationError
from jobprism.judgements.load import Gates

VALIDATION_SCHEMA = pl.Schema(
    {
        "section": pl.String,
        "id": pl.String,
        "what": pl.String,
        "split": pl.String,
        "n": pl.Int64,
        "value": pl.Float64,
        "at_least": pl.Float64,
        "at_most": pl.Float64,
        "passed": pl.Boolean,
    }
)
_DIGITS = 6


@dataclass(frozen=True)
class Check:
    """A figure about the estimates.

    Attributes:
        section: what part of the estimates it is about.
        id: its name in ``gates.yml``.
        what: what was measured, in words.
        split: what the figure was computed on, and what had been kept from whoever made the prediction.
        n: how many tasks, occupations or pairs.
        value: the figure; NaN where it cannot be computed.
    """

    section: str
    id: str
    what: str
    split: str
    n: int
    value: float


def validation(checks: Iterable[Check], gates: Gates) -> pl.DataFrame:
    """Checks beside their gates; columns as in ``VALIDATION_SCHEMA``, ``passed`` null where there is no gate.

    Raises:
        DeclarationError: a gate names a check that was not made, or two checks have one id.
    """
    rows, seen = [], set()
    for check in checks:
        if check.id in seen:
            raise DeclarationError(f"Two checks are named '{check.id}'.", "Rename one of them.")
        seen.add(check.id)
        gate = gates.gates.get(check.id)
        least, most = (gate.at_least, gate.at_most) if gate else (None, None)
        passed = None if gate is None else _within(check.value, least, most)
        value = None if isnan(check.value) else round(check.value, _DIGITS)
        rows.append((check.section, check.id, check.what, check.split, check.n, value, least, most, passed))
    if unmade := sorted(set(gates.gates) - seen):
        raise DeclarationError(
            f"gates.yml has gates for checks that nobody makes: {', '.join(unmade)}.",
            "Remove the gate or make the check.",
        )
    return pl.DataFrame(rows, schema=VALIDATION_SCHEMA, orient="row")


def _within(value: float, least: float | None, most: float | None) -> bool:
    """Whether a figure lies between its gates; one that could not be computed does not."""
    if isnan(value):
        return False
    return (least is None or value >= least) and (most is None or value <= most)


def failures(table: pl.DataFrame) -> list[str]:
    """A line for every check that did not pass."""
    lines = []
    for row in table.filter(pl.col("passed") == False).rows(named=True):  # noqa: E712 - null is not a failure
        bounds = [f"at least {row['at_least']:g}"] if row["at_least"] is not None else []
        bounds += [f"at most {row['at_most']:g}"] if row["at_most"] is not None else []
        found = "cannot be computed" if row["value"] is None else f"is {row['value']:g}"
        lines.append(f"{row['what']} ({row['split']}) {found}, must be {' and '.join(bounds)}")
    return lines
