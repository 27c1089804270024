"""What is wrong with a row: its first fault, by a name that the side file explains."""

from __future__ import annotations

import polars as pl

from jobprism.workforce.delimited import LINE_FAULTS
from jobprism.workforce.kernel import TITLE_FAULTS
from jobprism.workforce.own import OWN_FAULTS

VALUE_FAULTS = {
    "headcount_missing": "there is no headcount",
    "headcount_number": "the headcount is no plain number",
    "headcount_range": "the headcount is not above zero, or beyond a thousand million",
    "wage_number": "the wage is no plain number",
    "wage_range": "the wage is negative, or beyond a thousand million",
    "id_twice": "an earlier row has the same id",
}
FAULTS = {**LINE_FAULTS, **TITLE_FAULTS, **VALUE_FAULTS, **OWN_FAULTS}

_MOST = 1_000_000_000
_TITLE = "title"
# As spreadsheets show amounts: a sign of currency, thousands parted by commas or spaces. Points that part thousands
# are not read, since 45.000 could be either.
_AMOUNT = r"^[$€£]?\s*(\d{1,3}(?:[,\s'’]\d{3})+|\d+)(\.\d+)?\s*[$€£]?$"
# What people type where they know none.
_NONE = ("", "-", "–", "—", "n/a", "#n/a", "na", "none", "null", "tbd", "unknown")


def numbers(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """The frame with ``<name>_read``, the number that a column holds; null where it holds none."""
    return frame.with_columns(_number(frame, name).alias(f"{name}_read") for name in names if name in frame.columns)


def _number(frame: pl.DataFrame, name: str) -> pl.Expr:
    kind = frame.schema[name]
    if kind.is_numeric():
        return pl.col(name).cast(pl.Float64)
    text = pl.col(name).cast(pl.String).str.strip_chars()
    amount = pl.when(text.str.contains(_AMOUNT)).then(text.str.replace_all(r"[^\d.]", "")).otherwise(text)
    return amount.cast(pl.Float64, strict=False)


def fault(frame: pl.DataFrame) -> pl.Expr:
    """The first fault of each row, null where there is none.

    Args:
        frame: title, fault (of the title), twice (whether an earlier row has the id), and where the roster has them
            headcount and wage with what was read of them, own_fault.
    """
    found = (
        pl.when(pl.col(_TITLE).is_null())
        .then(pl.lit("title_missing"))
        .when(pl.col("fault").is_not_null())
        .then("fault")
    )
    if "headcount" in frame.columns:
        count = pl.col("headcount_read")
        found = found.when(_absent(frame, "headcount")).then(pl.lit("headcount_missing"))
        found = found.when(count.is_null() | count.is_nan()).then(pl.lit("headcount_number"))
        found = found.when(~count.is_between(0, _MOST, closed="right")).then(pl.lit("headcount_range"))
    if "wage" in frame.columns:
        wage = pl.col("wage_read")
        found = found.when(~_absent(frame, "wage") & (wage.is_null() | wage.is_nan())).then(pl.lit("wage_number"))
        found = found.when(~wage.is_between(0, _MOST)).then(pl.lit("wage_range"))
    if "own_fault" in frame.columns:
        found = found.when(pl.col("own_fault").is_not_null()).then("own_fault")
    return found.when(pl.col("twice")).then(pl.lit("id_twice"))


def value(frame: pl.DataFrame) -> pl.Expr:
    """What stands in the column that a fault is about, as text."""
    named = pl.lit(None, dtype=pl.String)
    for column in ("title", "headcount", "wage", "tasks", "id"):
        if column in frame.columns:
            about = pl.col("reason").str.starts_with(f"{column}_")
            named = pl.when(about).then(pl.col(column).cast(pl.String)).otherwise(named)
    return named


def _absent(frame: pl.DataFrame, name: str) -> pl.Expr:
    null = pl.col(name).is_null()
    if frame.schema[name] != pl.String:
        return null
    return null | pl.col(name).str.strip_chars().str.to_lowercase().is_in(_NONE)
