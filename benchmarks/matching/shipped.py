"""The coder as people meet it, with the model that ships: what it leaves uncoded, everyday titles, speed, rosters.

That model has seen the titles of tests A, B, D and E, so that no figure here is of them.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.matching import peers
from benchmarks.matching.testsets import Names, base_rows

import jobprism
from jobprism.matching.coder import TitleCoder
from jobprism.matching.model import WEIGHTS, load_model
from jobprism.matching.processes import cores
from jobprism.matching.rosters import coded_roster

FOLDER = Path(__file__).parent
NOTHING = {"nothing.txt": "of the usual kinds", "nothing_else.txt": "names, places, code, small talk"}
GENERAL = FOLDER / "general_titles.csv"
ROLE = "role:"
LITTLE = 0.2  # confidence that counts as none
ROWS, DISTINCT = 1_000_000, 300_000
_SLOW_SAMPLE = 2_000
_FEW = 20_000  # titles that are too few for other processes to be asked


def shipped(titles: list[str], names: Names, minilm: str | None) -> None:
    """Print all figures.

    Args:
        titles: to measure speed on.
        names: whose titles the roster is made of.
        minilm: name or folder of MiniLM, to compare with.
    """
    started = time.perf_counter()
    load_model()
    loaded = time.perf_counter() - started
    coder = jobprism.open().coder
    print(f"model that ships: {WEIGHTS.stat().st_size / 1e6:.2f} MB, loaded in {1000 * loaded:.0f} ms")
    for file, what in NOTHING.items():
        nothing(coder, FOLDER / file, what)
    general(coder)
    speed(coder, titles, names, minilm)
    roster(coder, names)


def nothing(coder: TitleCoder, path: Path, what: str) -> None:
    """How many strings that are no titles are left without a code, or nearly."""
    lines = path.read_text(encoding="utf-8").splitlines()
    coded = coder.code(lines, top=1)
    left = coded["occupation_id_onet"].is_null() | (coded["confidence"] < LITTLE)
    print(f"no titles, {what}: {left.sum()} of {len(lines)} without a code ({100 * left.sum() / len(lines):.1f} %)")
    kept = coded.filter(~left).select("title", "occupation_title", "confidence").rows()
    print("   coded:", "; ".join(f"{t!r} {o} {c:.2f}" for t, o, c in kept))


def general(coder: TitleCoder) -> None:
    """Everyday and modern titles, labelled by hand before any coder saw them."""
    with GENERAL.open(encoding="utf-8", newline="") as file:
        wanted = [(row["title"], set(row["right"].split())) for row in csv.DictReader(file)]
    coded = coder.code([title for title, _ in wanted], top=5)
    coded = coded.with_columns(
        pl.when(pl.col("role_id").is_null())
        .then(pl.col("occupation_id_onet"))
        .otherwise(pl.lit(ROLE) + pl.col("role_id"))
        .alias("subject")
    )
    first, five, sure, wrong = 0, 0, [], []
    for row, (title, right) in enumerate(wanted):
        found = coded.filter(pl.col("row") == row).sort("rank")
        subjects = found["subject"].to_list()
        hit = subjects[0] in right
        first, five = first + hit, five + bool(right & set(subjects))
        sure.append((found["confidence"][0], hit))
        if not hit:
            wrong.append(f"{title!r} {found['occupation_title'][0]} {found['confidence'][0]:.2f}")
    confident = [hit for confidence, hit in sure if confidence >= coder.judged.sure]
    print(
        f"everyday and modern titles: {len(wanted)}, first {100 * first / len(wanted):.1f} %, among five "
        f"{100 * five / len(wanted):.1f} %; of {len(confident)} with confidence {coder.judged.sure} or more "
        f"{100 * np.mean(confident):.1f} %"
    )
    print("   wrong:", "; ".join(wrong))


def speed(coder: TitleCoder, titles: list[str], names: Names, minilm: str | None) -> None:
    """Distinct titles a second, the time of one, and MiniLM with a linear head beside them."""
    distinct = list(dict.fromkeys(titles + [t for t, _ in base_rows(names)]))[:50_000]
    coder.code(distinct[:3000])
    # The first time the other processes start, which are kept for the next batch.
    first, *others = (len(distinct) / seconds(lambda: coder.code(distinct)) for _ in range(4))
    rate = max(others)
    print(f"ours, in batch: {rate:,.0f} distinct titles/s on {cores()} cores; the first batch {first:,.0f}/s")
    few = distinct[:_FEW]
    alone = max(len(few) / seconds(lambda: coder.code(few)) for _ in range(3))
    print(f"ours, in a batch of {len(few):,}, which one process codes: {alone:,.0f} distinct titles/s")
    single = sorted(seconds(lambda t=t: coder.code([t])) for t in titles[:2000])
    print(f"ours, one title: p50 {1000 * single[1000]:.2f} ms, p99 {1000 * single[1979]:.2f} ms")
    embed = peers.minilm(minilm, None) if minilm else None
    if embed is None:
        print("MiniLM + linear head: not installed, or left out")
        return
    head = np.random.default_rng(0).normal(size=(384, 1016)).astype(np.float32)
    sample = titles[:_SLOW_SAMPLE]
    embed(sample[:256])
    theirs = len(sample) / seconds(lambda: peers.ranked(embed(sample) @ head, [str(i) for i in range(1016)]))
    print(f"MiniLM + linear head: {theirs:,.0f} titles/s; ours {rate / theirs:.0f} times as many")


def roster(coder: TitleCoder, names: Names) -> None:
    """A file of a million rows: what it takes without coding, what ours adds to that, and the coding itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        made_up_roster(names).write_csv(path)

        def without_coding() -> pl.DataFrame:
            read = pl.read_csv(path, infer_schema=False)
            found = read["title"].unique(maintain_order=True)
            made = pl.DataFrame({"title": found, "occupation_id_onet": found.str.head(10)})
            return read.join(made, on="title", how="left", maintain_order="left")

        floor = min(seconds(without_coding) for _ in range(3))
        found = pl.read_csv(path, infer_schema=False)["title"].unique(maintain_order=True)
        distinct = pl.DataFrame({"title": found})
        coding = min(seconds(lambda: coded_roster(coder, distinct, "title")) for _ in range(2))
        whole = min(
            seconds(lambda: coded_roster(coder, pl.read_csv(path, infer_schema=False), "title")) for _ in range(2)
        )
    print(
        f"{ROWS:,} rows of {len(found):,} distinct titles: read, distinct, joined back without coding {floor:.2f} s; "
        f"ours beside the coding {whole - coding:.2f} s, {(whole - coding) / floor:.1f} times that; "
        f"coding of the distinct ones with their levels {coding:.1f} s ({len(found) / coding:,.0f}/s)"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1000 if sys.platform != "darwin" else 1e6)
    print(f"peak memory of this run {peak:.0f} MB")


def made_up_roster(names: Names) -> pl.DataFrame:
    """``ROWS`` rows with an employee number and one of ``DISTINCT`` titles."""
    jobs = sorted({t for t, _ in base_rows(names)})
    suffixes = ["", " II", " - Remote", ", Chicago IL", " (Contract)", " - Night Shift", " III"]
    distinct = [f"{job}{suffix}" for suffix in suffixes for job in jobs][:DISTINCT]
    draw = np.random.default_rng(0).integers(0, len(distinct), ROWS)
    return pl.DataFrame({"employee": np.arange(ROWS), "title": pl.Series(distinct)[draw]})


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
