"""One part of a roster: its rows coded, its faulty rows set aside, and what the tables need of it added up.

All sums are of whole numbers, so that they do not depend on the order of adding: any cut into parts, and any engine,
gives the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import polars as pl

from jobprism.files import remove_leftovers
from jobprism.judgements.load import Workforce, judgement
from jobprism.workforce import checks
from jobprism.workforce.delimited import ROW
from jobprism.workforce.figures import UNCODED, Figures
from jobprism.workforce.inputs import FAULTY_SCHEMA, Part
from jobprism.workforce.kernel import MSE, Kernel, figured
from jobprism.workforce.own import OwnLists, own_lists
from jobprism.workforce.storage import Shelf, room_for

WANTED = ("title", "level", "unit", "country", "headcount", "id", "wage", "tasks")
MILLI = 1000
"""People are added up in thousandths, for half posts; wages in whole units of their currency."""
CELL = ("unit", "country", "subject", "level_number", "own")
CELLS_SCHEMA = pl.Schema(
    {
        "unit": pl.String,
        "country": pl.String,
        "subject": pl.UInt16,
        "level_number": pl.UInt8,
        "own": pl.UInt32,  # row of ``OwnLists.mixes``; null where the subject speaks
        "rows": pl.Int64,
        "people_milli": pl.Int64,
        "unsure_milli": pl.Int64,  # people whose title needs a person's eye
        "paid_milli": pl.Int64,  # people whose wage is known
        "wages": pl.Int64,  # their wages, whole units of the roster's currency
        **dict.fromkeys(MSE, pl.Int64),  # millionths times thousandths of people
    }
)
FILES_SCHEMA = pl.Schema({"name": pl.String, "bytes": pl.Int64, "sha256": pl.String})
UNSURE_SCHEMA = pl.Schema({"title": pl.String, "rows": pl.Int64, "people_milli": pl.Int64})
COUNTS = ("rows", "people_milli", "unsure_milli", "paid_milli", "wages", *MSE)

_SHARED = ("codes", "levels", "own", "repeated", "has")
_READING = Lock()


@dataclass(frozen=True)
class Context:
    """What all parts are read with."""

    figures: Figures
    codes: pl.DataFrame  # CODES_SCHEMA
    levels: pl.DataFrame  # level (as the roster writes it), given_level
    own: OwnLists | None
    repeated: pl.DataFrame  # duplicates.SCHEMA
    has: frozenset[str]  # columns that any file of the roster has


@dataclass(frozen=True)
class Done:
    """A part's rows, the faulty ones, and its sums."""

    coded: pl.DataFrame
    faulty: pl.DataFrame
    cells: pl.DataFrame
    unsure: pl.DataFrame


@dataclass(frozen=True)
class Kept:
    """Where finished parts are kept; may be sent to other processes.

    Attributes:
        coded: rows coded, ``part-*.parquet``.
        sums: the rest of what ``Done`` holds, and ``files``, what was written of the rows.
    """

    coded: Shelf
    sums: Shelf

    def keep(self, number: int, done: Done) -> None:
        """Keep a finished part; its cells come last and say that it is whole."""
        name = f"part-{number:05}.parquet"
        written = self.coded.write(name, done.coded)
        self.sums.write(_name(number, "faulty"), done.faulty)
        self.sums.write(_name(number, "unsure"), done.unsure)
        self.sums.write(_name(number, "files"), pl.DataFrame([(name, *written)], schema=FILES_SCHEMA, orient="row"))
        self.sums.write(_name(number, "cells"), done.cells)

    def tidy(self) -> None:
        """Remove what a lost machine left half written; in object storage nothing ever is."""
        for shelf in (self.coded, self.sums):
            if shelf.storage is None:
                remove_leftovers(Path(shelf.base))

    def missing(self, count: int) -> list[int]:
        """Numbers of the parts that are not finished."""
        there = self.sums.names()
        return [i for i in range(count) if _name(i, "cells") not in there]

    def kept(self, kind: Literal["cells", "faulty", "unsure", "files"], count: int) -> list[pl.LazyFrame]:
        """What is kept of all parts, in order."""
        return [self.sums.scan(_name(i, kind)) for i in range(count)]


def _name(number: int, kind: str) -> str:
    return f"{number:05}.{kind}.parquet"


@dataclass(frozen=True)
class PartReader:
    """Codes a part and keeps it; may be sent to other processes once what all parts need lies on a shelf.

    Attributes:
        kernel: whose edition.
        context: what all parts are read with; None in other processes, which find it on the shelf.
        kept: where results go.
        shelf: where the context lies for others.
        mark: tells runs apart.
    """

    kernel: Kernel
    context: Context | None
    kept: Kept
    shelf: Shelf
    mark: str

    def __call__(self, part: Part) -> None:
        """Code a part."""
        context = self.context
        if context is None:
            with _READING:  # threads of one process share it: the first one reads
                context = _shared_context(self.kernel, self.shelf, self.mark)
        with room_for(self.kept.coded.base):
            self.kept.keep(part.number, read_part(part, context))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "context": None}

    def share(self, context: Context) -> None:
        """Put the context on the shelf."""
        lists = context.own.table if context.own else pl.DataFrame(schema={"tasks": pl.String})
        has = pl.DataFrame({"has": sorted(context.has)})
        for name, table in zip(
            _SHARED, (context.codes, context.levels, lists.select("tasks"), context.repeated, has), strict=True
        ):
            self.shelf.write(f"{name}.parquet", table)


@lru_cache(maxsize=1)
def _shared_context(kernel: Kernel, shelf: Shelf, mark: str) -> Context:  # noqa: ARG001 - the mark tells runs apart
    codes, levels, lists, repeated, has = (shelf.scan(f"{name}.parquet").collect() for name in _SHARED)
    own = own_lists(lists["tasks"].to_list(), kernel.figures.work) if lists.height else None
    return Context(kernel.figures, codes, levels, own, repeated, frozenset(has["has"]))


def read_part(part: Part, context: Context) -> Done:
    """Code one part."""
    rows = _joined(part, context)
    rows = rows.with_columns(reason=checks.fault(rows))
    faulty = rows.filter(pl.col("reason").is_not_null())
    good = rows.filter(pl.col("reason").is_null()) if faulty.height else rows
    good = _counted(good, context.figures)
    added = figured(good, context.figures, context.own.figures if context.own else None)
    return Done(
        _shown(part, context.has, good, added),
        faulty.select(
            pl.lit(part.name).alias("file"), pl.col(ROW).alias("row"), "reason", value=checks.value(faulty)
        ).cast(FAULTY_SCHEMA),
        _cells(good),
        _unsure(good),
    )


def _joined(part: Part, context: Context) -> pl.DataFrame:
    rows = part.scan(WANTED).collect()
    # A column that only other files have is empty here, so that all parts are of one form.
    rows = rows.with_columns(
        pl.lit(None, dtype=pl.String).alias(c) for c in WANTED if c in context.has - part.columns.keys()
    )
    text = [c for c in ("title", "level", "unit", "country", "tasks", "id") if c in rows.columns]
    rows = rows.with_columns(pl.col(ROW).cast(pl.UInt32), pl.col(text).cast(pl.String))
    codes = context.codes.drop("others", "others_confidence")
    rows = rows.join(codes, on="title", how="left", maintain_order="left")
    if "level" in rows.columns:
        rows = rows.join(context.levels, on="level", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(given_level=pl.lit(None, dtype=pl.UInt8))
    if "tasks" in rows.columns and context.own:
        rows = rows.join(context.own.table, on="tasks", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(own=pl.lit(None, dtype=pl.UInt32))
    repeated = context.repeated.filter(pl.col("part") == part.number)
    twice = pl.col(ROW).is_in(repeated[ROW].implode()) if repeated.height else pl.lit(value=False)
    return checks.numbers(rows, ("headcount", "wage")).with_columns(twice=twice)


def _counted(good: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """With what is added up: people, wages, whether the title needs a person's eye."""
    people = pl.col("headcount_read") if "headcount" in good.columns else pl.lit(1.0)
    wage = pl.col("wage_read") if "wage" in good.columns else pl.lit(None, dtype=pl.Float64)
    unsure = (pl.col("subject") == figures.number[UNCODED]) & (pl.col("basis") != "override")
    unsure = unsure | (pl.col("confidence") < judgement(Workforce).review_below)
    return good.with_columns(people_milli=(people * MILLI).round().cast(pl.Int64), wage=wage, unsure=unsure)


def _shown(part: Part, has: frozenset[str], good: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    own = [c for c in ("id", "title", "unit", "country") if c in has]
    people = [(pl.col("people_milli") / MILLI).alias("headcount")] if "headcount" in has else []
    wage = ["wage"] if "wage" in has else []
    lists = [pl.col("own").is_not_null().alias("own_tasks")] if "tasks" in has else []
    file = pl.lit(part.name).alias("file")
    left = good.select(file, pl.col(ROW).alias("row"), *own, *people, *wage, *lists)
    return left.hstack([*added[:, :4], *good.select("confidence", "basis", review="unsure"), *added[:, 4:]])


def _cells(good: pl.DataFrame) -> pl.DataFrame:
    dims = [c if c in good.columns else pl.lit(None, dtype=pl.String).alias(c) for c in ("unit", "country")]
    level = pl.coalesce("given_level", "title_level").fill_null(0).alias("level_number")
    people, paid = pl.col("people_milli"), pl.col("wage").is_not_null()
    # A row's own tasks do not depend on its code.
    error = pl.when(pl.col("own").is_null()).then(people).otherwise(0)
    rows = good.select(
        *dims,
        "subject",
        level,
        "own",
        people_milli=people,
        unsure_milli=people * pl.col("unsure"),
        paid_milli=people * paid,
        wages=(pl.col("wage").fill_null(0) * people / MILLI).round().cast(pl.Int64),
        **{name: pl.col(name) * error for name in MSE},
    )
    sums = rows.group_by(CELL).agg(pl.len().cast(pl.Int64).alias("rows"), pl.col(COUNTS[1:]).sum())
    # In no order: they are put in one once all parts are added up.
    return sums.select(CELLS_SCHEMA.names()).cast(CELLS_SCHEMA)


def _unsure(good: pl.DataFrame) -> pl.DataFrame:
    sums = good.filter("unsure").group_by("title").agg(pl.len().alias("rows"), pl.col("people_milli").sum())
    return sums.cast(UNSURE_SCHEMA).sort("title")
