"""Rosters at scale: ``python benchmarks/bench_workforce.py [MILLIONS ...]``; 1 2 5 10 where left out.

Of each size, in turn and each in a process of its own: the floor (polars alone: read, distinct titles, join a table of
made-up codes and figures of the same width, group, write; no coding, no checks, no uncertainty) and ours, with peak
memory. Ours is told apart into the coding of distinct titles, which the floor has not, and the rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import synthetic_roster

SIZES = (1, 2, 5, 10)


def floor(roster: Path, output: Path) -> None:
    import numpy as np
    import polars as pl

    columns = {"job_title": "title", "employee_id": "id", "department": "unit", "annual_salary": "wage"}
    rows = pl.scan_parquet(roster / "*.parquet").rename(columns)
    titles = rows.select("title").unique().collect(engine="streaming")
    chosen = np.random.default_rng(1)
    codes = titles.with_columns(
        subject=pl.Series(chosen.integers(1000, size=titles.height), dtype=pl.UInt16),
        confidence=pl.Series(chosen.random(titles.height).round(4), dtype=pl.Float32),
        basis=pl.lit("model"),
    )
    made = {f"figure_{i}": pl.Series(chosen.random(1000).round(4), dtype=pl.Float32) for i in range(7)}
    subjects = pl.DataFrame({"subject": pl.Series(range(1000), dtype=pl.UInt16), **made}).with_columns(
        code=pl.format("11-{}.00", pl.col("subject") + 1000), group=pl.format("{}", pl.col("subject") // 45)
    )
    coded = rows.join(codes.lazy(), on="title", how="left").join(subjects.lazy(), on="subject", how="left")
    coded.drop("subject").sink_parquet(output / "coded.parquet", compression="zstd", compression_level=1)
    keys = ["unit", "level", "group"]
    sums = coded.group_by(keys).agg(pl.len(), pl.col("wage").sum(), pl.col("^figure_.*$").mean())
    sums.collect(engine="streaming").sort(keys).write_csv(output / "aggregates.csv")


def ours(roster: Path, output: Path) -> None:
    from jobprism.editions.store import CORE, Edition
    from jobprism.workforce.run import run

    began: dict[str, float] = {}
    run(Edition(CORE), roster, output, step=lambda doing, *_: began.setdefault(doing, time.perf_counter()))
    began["end"] = time.perf_counter()
    names = list(began)
    spent = {a: round(began[b] - began[a], 1) for a, b in pairwise(names)}
    (output / "spent.json").write_text(json.dumps(spent))


def measured(which: str, roster: Path, output: Path) -> tuple[float, float]:
    """Wall seconds and peak memory in GB of one process."""
    output.mkdir(parents=True)
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, which, str(roster), str(output)])
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{which} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1e6


def main(sizes: list[int], folder: Path) -> None:
    print("million rows  floor s  GB   ours s  GB   coding titles s  the rest s  ratio of the rest to the floor")
    for size in sizes:
        roster = folder / f"{size}"
        synthetic_roster.write(size * 1_000_000, roster)
        floor_s, floor_gb = measured("floor", roster, folder / f"floor-{size}")
        ours_s, ours_gb = measured("ours", roster, folder / f"ours-{size}")
        spent = json.loads((folder / f"ours-{size}" / "spent.json").read_text())
        coding = spent["coding titles"]
        rest = ours_s - coding
        print(
            f"{size:>12}  {floor_s:>7.1f}  {floor_gb:.2f}  {ours_s:>6.1f}  {ours_gb:.2f}  {coding:>15.1f}"
            f"  {rest:>10.1f}  {rest / floor_s:.2f}   {json.dumps(spent)}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] in (["floor"], ["ours"]):
        (floor if sys.argv[1] == "floor" else ours)(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory(prefix="rosters-") as made:
            main([int(a) for a in sys.argv[1:]] or list(SIZES), Path(made))
