"""What people hand over as titles, as a column of text: strings, numbers, missing values; never a crash."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Number

import polars as pl

from jobprism.errors import UsageError


def entries(values: Sequence[object] | pl.Series, what: str) -> pl.Series:
    """A column of text; missing values (None, NaN) are null.

    Args:
        values: strings, numbers or missing values.
        what: their name in an error.

    Raises:
        UsageError: ``values`` is one string, or holds something that is neither text nor a number; names its place.
    """
    if isinstance(values, pl.Series):
        if values.dtype == pl.String:
            return values.alias(what)
        if values.dtype.is_nested() or values.dtype in {pl.Binary, pl.Object}:
            raise UsageError(f"The column of {what}s is of type {values.dtype}.", "Give a column of text.")
        return values.cast(pl.String).alias(what)
    if isinstance(values, str | bytes):
        raise UsageError(f"One {what} was given where a list is expected.", f"Put it in a list: [{what}].")
    return pl.Series(what, [_entry(v, i, what) for i, v in enumerate(values)], dtype=pl.String)


def _entry(value: object, place: int, what: str) -> str | None:
    if isinstance(value, str):
        # Half a surrogate pair, as broken files have, is no text that could be stored.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, Number):
        return str(value)
    raise UsageError(
        f"The {what} at place {place} is of type {type(value).__name__}.", "Give text, a number, or a missing value."
    )
