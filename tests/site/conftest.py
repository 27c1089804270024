"""A small site, written once for all tests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from site_samples import SUBJECTS

from jobprism.editions.manifest import MANIFEST_NAME, content_hash
from jobprism.editions.store import Edition
from jobprism.publishing.site.builder import Published, publish
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site
from jobprism.settings import Settings


@pytest.fixture(scope="session")
def whole(core: Edition) -> Site:
    """Everything in the core edition, as a site that nobody has written."""
    return Site(core, options())


@pytest.fixture(scope="session")
def written(core: Edition, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A site of a few subjects."""
    return publish(core, tmp_path_factory.mktemp("site") / "out", options(only=SUBJECTS), processes=1)


@pytest.fixture(scope="session")
def folder(written: Published) -> Path:
    """Its folder."""
    return written.folder


@pytest.fixture
def two_editions(core: Edition) -> Edition:
    """The later of two built editions of one kind in the data folder: its nurses have another pressure."""
    folders = [Settings().editions_dir / name for name in ("former", "later")]
    for folder in folders:
        shutil.copytree(core.folder, folder)
    nurses = (pl.col("subject_id") == "29-1141.00") & (pl.col("subject_kind") == "occupation")
    table = core.table("pressure").with_columns(
        pl.when(nurses).then(pl.col("value") + 2).otherwise(pl.col("value")).alias("value")
    )
    table.write_parquet(folders[1] / "pressure.parquet")
    for at, folder in enumerate(folders):
        path = folder / MANIFEST_NAME
        said = json.loads(path.read_text(encoding="utf-8"))
        said |= {"date": f"2027-0{at + 1}-01", "id": f"2027.0{at + 1}", "number": at + 2}
        if at:
            said["tables"]["pressure"]["content_hash"] = content_hash(table)
        said["content_hash"] = f"{at}" * 64
        path.write_text(json.dumps(said), encoding="utf-8")
    return Edition(folders[1])
