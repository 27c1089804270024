"""What people hand over as titles, as a column of text: strings, numbers, missing values; never a crash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
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
        return _column(values, what).alias(what)
    if isinstance(values, str | bytes):
        raise UsageError(f"One {what} was given where a list is expected.", f"Put it in a list: [{what}].")
    # The order of a set is nobody's, and a mapping or a table is no list of anything.
    if isinstance(values, Set | Mapping | pl.DataFrame) or not isinstance(values, Iterable):
        raise UsageError(
            f"A value of type {type(values).__name__} was given where a list of {what}s is expected.",
            "Give a list or a column of text.",
        )
    return pl.Series(what, [_entry(v, i, what) for i, v in enumerate(values)], dtype=pl.String)


def _column(values: pl.Series, what: str) -> pl.Series:
    if values.dtype == pl.String:
        return values
    if values.dtype.is_float():
        return values.fill_nan(None).cast(pl.String)
    if values.dtype.is_nested() or isinstance(values.dtype, pl.Binary | pl.Object | pl.Duration):
        raise UsageError(f"The column of {what}s is of type {values.dtype}.", "Give a column of text.")
    return values.cast(pl.String)


def _entry(value: object, place: int, what: str) -> str | None:
    if isinstance(value, str):
        # Half a surrogate pair, as broken files have, is no text that could be stored.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    # Of all numbers only "not a number" differs from itself; every library has its own.
    if value is None or (isinstance(value, Number) and value != value):  # noqa: PLR0124
        return None
    if isinstance(value, Number):
        return str(value)
    raise UsageError(
        f"The {what} at place {place} is of type {type(value).__name__}.", "Give text, a number, or a missing value."
    )
