"""Small rosters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from roster_files import TITLES

from jobprism.analyses.workforce_document import WorkforceSummary
from jobprism.editions.store import Edition
from jobprism.workforce.figures import Figures
from jobprism.workforce.kernel import Kernel
from jobprism.workforce.run import Options, run

Ran = Callable[..., WorkforceSummary]


@pytest.fixture(scope="session")
def kernel(core: Edition) -> Kernel:
    return Kernel(core)


@pytest.fixture(scope="session")
def figures(kernel: Kernel) -> Figures:
    return kernel.figures


@pytest.fixture
def ran(core: Edition, tmp_path: Path) -> Ran:
    """Runs a roster given as a frame or a path into ``out``; small parts, so that there are several."""

    def running(roster: pl.DataFrame | Path, out: str = "out", **options: object) -> WorkforceSummary:
        if isinstance(roster, pl.DataFrame):
            path = tmp_path / "roster.parquet"
            if not path.exists():
                roster.write_parquet(path)
            roster = path
        return run(core, roster, tmp_path / out, Options(**{"rows_per_part": 40, **options}))  # type: ignore[arg-type]

    return running


@pytest.fixture
def roster() -> pl.DataFrame:
    """Two hundred people in four units."""
    rows = range(200)
    return pl.DataFrame(
        {
            "employee_id": [f"p{i}" for i in rows],
            "job_title": [TITLES[i % 5] for i in rows],
            "department": [f"Unit {i % 4}" for i in rows],
            "salary": [30_000 + 100 * i for i in rows],
        }
    )
