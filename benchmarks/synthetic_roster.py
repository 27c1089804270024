"""A roster that does not exist: ``python benchmarks/synthetic_roster.py ROWS FOLDER`` writes it as Parquet.

300,000 titles made from names of occupations with grades, places and typing errors, drawn with Zipf's law; units,
countries, levels and wages. The same arguments give the same rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from jobprism.editions.store import CORE, Edition

TITLES, UNITS, ROWS_PER_FILE = 300_000, 400, 1_000_000
BEFORE = (
    *("", "", "", "Senior ", "Sr. ", "Junior ", "Lead ", "Associate ", "Assistant "),
    *("Principal ", "Regional ", "Interim "),
)
AFTER = (
    *("", "", "", " II", " III", " - EMEA", " (Night Shift)", " - North", ", Operations"),
    *(" / Team 4", " (m/f/d)", " Specialist"),
)
COUNTRIES = ("US", "GB", "DE", "IN", "PL", "BR", "JP")
LEVELS = (None, None, "junior", "mid", "senior", "lead", "Intern", "P4")


def titles(count: int, seed: int = 1) -> list[str]:
    """Different titles, likeliest first."""
    names = Edition(CORE).table("code_names").filter(pl.col("system").is_in(["onet_soc_2019", "esco"]))
    bases = names["name"].unique().sort().to_list()
    chosen = np.random.default_rng(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        title = f"{chosen.choice(BEFORE)}{bases[chosen.integers(len(bases))]}{chosen.choice(AFTER)}"
        made.setdefault(_mistyped(title, chosen))
    return list(made)


def _mistyped(title: str, chosen: np.random.Generator) -> str:
    kind, at = chosen.integers(6), int(chosen.integers(1, max(2, len(title) - 1)))
    if kind == 0:
        return title[:at] + title[at + 1 :]
    if kind == 1:
        return f"{title[:at]}{title[at : at + 1]}{title[at:]}"
    return title.upper() if kind == 2 else title


def frame(rows: int, pool: pl.Series, seed: int) -> pl.DataFrame:
    """Some rows of the roster."""
    chosen = np.random.default_rng(seed)
    weights = 1 / np.arange(1, len(pool) + 1) ** 0.9
    ranks = np.searchsorted(np.cumsum(weights) / weights.sum(), chosen.random(rows))
    unit = (chosen.random(rows) ** 2 * UNITS).astype(int)
    return pl.DataFrame(
        {
            "employee_id": pl.int_range(seed * ROWS_PER_FILE, seed * ROWS_PER_FILE + rows, eager=True),
            "job_title": pool.gather(np.minimum(ranks, len(pool) - 1)),
            "department": pl.Series([f"Unit {i:03}" for i in range(UNITS)]).gather(unit),
            "country": pl.Series(COUNTRIES).gather(unit % len(COUNTRIES)),
            "level": pl.Series(LEVELS).gather(chosen.integers(len(LEVELS), size=rows)),
            "annual_salary": np.round(np.exp(chosen.normal(10.9, 0.5, rows)), -2),
        }
    )


def write(rows: int, folder: Path) -> None:
    """Write the roster, a file per million rows."""
    folder.mkdir(parents=True, exist_ok=True)
    pool = pl.Series(titles(TITLES))
    for number, start in enumerate(range(0, rows, ROWS_PER_FILE)):
        part = frame(min(ROWS_PER_FILE, rows - start), pool, number)
        part.write_parquet(folder / f"{number:04}.parquet", compression_level=1, row_group_size=250_000)


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
