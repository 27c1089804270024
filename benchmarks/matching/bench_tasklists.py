"""Federal job announcements: does the occupation of the title agree with the one found from the task list?

    JOBPRISM_MIRROR=... python -m benchmarks.matching.bench_tasklists [development]

Weights were fitted on the development half (``federal.py``); the other half is the figure to quote. Neither side is
the truth: a title may be coded wrongly, and announcements say little of a trade in statements such as "Plan, assign and
direct work". So agreement is also shown where the title's coder is sure, beside what chance would give (Cohen 1960). A
title without a code counts as no agreement. Of the development half, the ten lists that part most surely are printed.
"""

from __future__ import annotations

import random
import sys

import polars as pl
from benchmarks.matching.federal import DEVELOPMENT, SEED, Federal, federal_lists

from jobprism.matching.task_lists import TaskLists

SURE = (("all", 0.0), ("a code", 1e-9), ("confidence 0.5 or more", 0.5), ("confidence 0.88 or more", 0.88))

FEW = 5
MOST = 2000  # occupations, so that every group is among them


def main() -> None:
    federal = federal_lists()
    if "development" in sys.argv:
        federal = federal.half(DEVELOPMENT)
    found = _found(federal.lists, federal)
    rng = random.Random(SEED)
    few = [rng.sample(texts, min(FEW, len(texts))) for texts in federal.lists]
    for name, least in SURE:
        part = found if least == 0 else found.filter(pl.col("by_title").is_not_null(), pl.col("confidence") >= least)
        print(f"\ntitles: {name}")
        for half in sorted(set(part["half"])):
            print(f"  {half:12} {_line(part.filter(pl.col('half') == half))}")
    print(f"\nall titles, {FEW} statements of each list, drawn at random")
    short = _found(few, federal)
    for half in sorted(set(short["half"])):
        print(f"  {half:12} {_line(short.filter(pl.col('half') == half))}")
    _print_parting(found.filter(pl.col("half") == DEVELOPMENT))


def _found(task_lists: list[list[str]], federal: Federal) -> pl.DataFrame:
    lists, rows = TaskLists(), []
    for half, title, code, sure, texts in zip(
        federal.halves, federal.titles, federal.codes, federal.confidence, task_lists, strict=True
    ):
        told = lists.occupations(texts, top=MOST)
        groups = list(
            dict.fromkeys(told.sort("major_group_share", descending=True, maintain_order=True)["major_group"])
        )
        first = told.row(0, named=True)
        rows.append((half, title, code, sure, first["occupation_id_onet"], first["major_group_share"], groups[:3]))
    names = ["half", "title", "by_title", "confidence", "by_list", "belief", "groups"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.with_columns(
        pl.col("half").cast(pl.String),
        major=_same(2),
        minor=_same(4),
        exact=(pl.col("by_title") == pl.col("by_list")).fill_null(value=False),
        among_three=pl.col("groups").list.contains(pl.col("by_title").str.head(2)).fill_null(value=False),
    )


def _same(digits: int) -> pl.Expr:
    return (pl.col("by_title").str.head(digits) == pl.col("by_list").str.head(digits)).fill_null(value=False)


def _line(part: pl.DataFrame) -> str:
    means = {name: float(part[name].mean()) for name in ("major", "minor", "exact", "among_three", "belief")}  # type: ignore[arg-type]
    chance = _chance(part)
    kappa = (means["major"] - chance) / (1 - chance)
    return (
        f"{part.height:3} lists: major group {means['major']:.3f} (by chance {chance:.3f}, kappa {kappa:.2f}), "
        f"among three {means['among_three']:.3f}, minor {means['minor']:.3f}, occupation {means['exact']:.3f}; "
        f"belief in the group {means['belief']:.3f}"
    )


def _chance(part: pl.DataFrame) -> float:
    shares = [
        part.group_by(pl.col(c).str.head(2).alias("group")).agg(share=pl.len() / part.height)
        for c in ("by_title", "by_list")
    ]
    return float((both := shares[0].join(shares[1], on="group"))["share"].dot(both["share_right"]))


def _print_parting(part: pl.DataFrame) -> None:
    print("\nsurest of title and list, and yet apart (development half):")
    apart = part.filter(~pl.col("major"), pl.col("by_title").is_not_null())
    surest = apart.sort(pl.col("confidence") * pl.col("belief"), descending=True).head(10)
    with pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, fmt_str_lengths=50):
        print(surest.select("title", "by_title", "confidence", "by_list", "belief"))


if __name__ == "__main__":
    main()
