"""Rosters at scale: ``python benchmarks/bench_workforce.py [MILLIONS ...] [--series] [--json FILE] [--spark PYTHON]``.

Of each size (1 where none is given; 1, 2, 5 and 10 with ``--series``), in turn and each in a process of its own:

- the floor: polars alone reads, finds distinct titles, joins a table of made-up codes and figures of the same width,
  groups and writes; no coding, no checks, no uncertainty;
- ours in one process; told apart into the coding of distinct titles, which the floor has not, and the rest;
- ours through Daft on this machine, and on a Ray cluster of one head and two workers started here;
- the kernel alone through PySpark's ``mapInArrow``: rows in, coded rows out, without checks, tables and intervals.

The last three where Daft, Ray, Java and PySpark are there. ``--spark`` names a Python that has PySpark, polars and
Jobprism. ``--json`` keeps the figures, which ``plan_of_workforce.py`` makes the figure and the plan in docs from.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import synthetic_roster

SERIES = (1.0, 2.0, 5.0, 10.0)
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "DAFT_ANALYTICS_ENABLED": "0", "DO_NOT_TRACK": "1"}
PORT = 26379


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


def ours(roster: Path, output: Path, engine: str = "polars", address: str | None = None) -> None:
    from jobprism.editions.store import CORE, Edition
    from jobprism.workforce.engines import engine_of
    from jobprism.workforce.run import Options, run

    began: dict[str, float] = {}
    chosen = engine_of(engine, address)

    def step(doing: str, *_: int) -> None:
        began.setdefault(doing, time.perf_counter())

    run(Edition(CORE), roster, output / "out", Options(), step, chosen)
    began["end"] = time.perf_counter()
    spent = {a: round(began[b] - began[a], 1) for a, b in pairwise(began)}
    (output / "spent.json").write_text(json.dumps(spent))


def spark(roster: Path, output: Path) -> None:
    from pyspark.sql import SparkSession

    from jobprism.editions.store import CORE, Edition
    from jobprism.workforce.kernel import Kernel

    kernel = Kernel(Edition(CORE))

    def coded(batches: Any) -> Any:
        import polars as pl

        for batch in batches:
            found = kernel(pl.from_arrow(batch)).to_arrow()
            yield from found.cast(_plain(found.schema)).to_batches()

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.driver.memory", "2g").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    rows = session.read.parquet(str(roster)).selectExpr("job_title AS title", "level")
    schema = _spark_schema(kernel)
    rows.mapInArrow(coded, schema).write.parquet(str(output / "coded"))
    session.stop()


def _plain(schema: Any) -> Any:
    """The schema with types that Spark knows."""
    import pyarrow as pa

    kinds = {
        pa.large_string(): pa.string(),
        pa.string_view(): pa.string(),
        **dict.fromkeys((pa.uint8(), pa.uint16(), pa.uint32()), pa.int64()),
    }
    return pa.schema([(f.name, kinds.get(f.type, f.type)) for f in schema])


def _spark_schema(kernel: Any) -> str:
    import polars as pl
    import pyarrow as pa

    found = kernel(pl.DataFrame({"title": ["Nurse"], "level": ["senior"]})).to_arrow()
    words = {pa.string(): "string", pa.int64(): "bigint", pa.float32(): "float", pa.float64(): "double"}
    words[pa.bool_()] = "boolean"
    return ", ".join(f"{f.name} {words[f.type]}" for f in _plain(found.schema))


RUNS = {
    "floor": floor,
    "ours": ours,
    "daft": lambda roster, output: ours(roster, output, "daft"),
    "ray": lambda roster, output: ours(roster, output, "daft", f"127.0.0.1:{PORT}"),
    "spark": spark,
}


def measured(which: str, roster: Path, output: Path, python: str = sys.executable) -> dict[str, Any] | None:
    """Wall seconds, peak memory in GB of the process that was started, and ours by step; None where it failed."""
    output.mkdir(parents=True)
    start = time.perf_counter()
    process = subprocess.Popen(
        [python, __file__, "--run", which, str(roster), str(output)], env={**os.environ, **QUIET}
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        shutil.rmtree(output)
        return None
    found: dict[str, Any] = {"s": time.perf_counter() - start, "gb": used.ru_maxrss / 1e6}
    if (output / "spent.json").is_file():
        found["steps"] = json.loads((output / "spent.json").read_text())
    shutil.rmtree(output)
    return found


def cluster(*, up: bool) -> None:
    """Start a Ray cluster of one head that does no work and two workers of a core each, or stop it."""
    ray = str(Path(sys.executable).with_name("ray"))
    nodes = [
        ("--head", f"--port={PORT}", "--include-dashboard=false", "--num-cpus=0"),
        *[(f"--address=127.0.0.1:{PORT}", "--num-cpus=1")] * 2,
    ]
    commands = [[ray, "start", *n, "--disable-usage-stats", "--object-store-memory=200000000"] for n in nodes]
    for command in commands if up else [[ray, "stop"]]:
        subprocess.run(command, env={**os.environ, **QUIET}, check=True, capture_output=True)


def engines(python: str | None) -> list[str]:
    """What can be run here."""
    found = ["floor", "ours"]
    found += ["daft"] if find_spec("daft") else []
    found += ["ray"] if find_spec("daft") and find_spec("ray") else []
    if shutil.which("java") and (python or find_spec("pyspark")):
        found.append("spark")
    return found


def main(sizes: list[float], folder: Path, python: str | None) -> list[dict[str, Any]]:
    found = []
    which = engines(python)
    if "ray" in which:
        cluster(up=True)
    try:
        for size in sizes:
            roster = folder / f"{size:g}"
            synthetic_roster.write(round(size * 1_000_000), roster)
            for name in which:
                run = measured(
                    name, roster, folder / "out", python or sys.executable if name == "spark" else sys.executable
                )
                if run is None:
                    print(f"{size:>5g} M  {name:<6} failed", flush=True)
                    continue
                found.append({"millions": size, "engine": name, **run})
                steps = json.dumps(run.get("steps", {}))
                print(f"{size:>5g} M  {name:<6} {run['s']:>7.1f} s  {run['gb']:.2f} GB  {steps}", flush=True)
            shutil.rmtree(roster)
    finally:
        if "ray" in which:
            cluster(up=False)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("millions", nargs="*", type=float)
    parser.add_argument("--series", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--spark", help="a Python that has PySpark, polars and Jobprism")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        RUNS[sys.argv[2]](Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        given = _arguments()
        with tempfile.TemporaryDirectory(prefix="rosters-") as made:
            figures = main(given.millions or list(SERIES if given.series else (1.0,)), Path(made), given.spark)
        if given.json:
            given.json.write_text(json.dumps(figures, indent=1) + "\n")
