"""Shared fixtures: an empty home for every test, and the mirror where there is one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from jobprism.atlas import Atlas
from jobprism.editions.build import build
from jobprism.editions.manifest import MANIFEST_NAME
from jobprism.editions.store import CORE, Edition
from jobprism.settings import Settings, settings

NO_MIRROR = "needs the mirror of the published data: set JOBPRISM_MIRROR to its folder"


def _mirror() -> Path | None:
    given = os.environ.get("JOBPRISM_MIRROR")
    return Path(given).resolve() if given else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _mirror() is None:
        for item in items:
            if item.get_closest_marker("mirror"):
                item.add_marker(pytest.mark.skip(reason=NO_MIRROR))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the data folder of the person who runs it."""
    mirror = _mirror()
    monkeypatch.setenv("JOBPRISM_HOME", str(tmp_path / "home"))
    if mirror is not None:
        monkeypatch.setenv("JOBPRISM_MIRROR", str(mirror))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Folder of the published data."""
    found = _mirror()
    assert found is not None, "the test lacks the marker 'mirror'"
    return found


@pytest.fixture(scope="session")
def core() -> Edition:
    """The core edition that ships with the package."""
    return Edition(CORE)


@pytest.fixture(scope="session")
def core_atlas(core: Edition) -> Atlas:
    """The core edition, opened."""
    return Atlas(core)


@pytest.fixture(scope="session")
def core_with_relatives(core: Edition, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The core edition with a table of related occupations; made up, as a ring by code, where it has none."""
    if "related_occupations" in core.manifest.tables:
        return core
    folder = tmp_path_factory.mktemp("relatives") / "core"
    shutil.copytree(core.folder, folder)
    codes = sorted(core.table("occupations")["occupation_id_onet"])
    rows = [
        (code, codes[(n + step) % len(codes)], "made up", step) for n, code in enumerate(codes) for step in range(1, 13)
    ]
    names = ["occupation_id_onet", "related_occupation_id_onet", "tier", "index"]
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(folder / "related_occupations.parquet")
    manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    manifest["tables"]["related_occupations"] = manifest["tables"]["roles"]
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest), encoding="utf-8")
    return Edition(folder)


@pytest.fixture(scope="session")
def full(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A full edition, built once per test process."""
    home = tmp_path_factory.mktemp("full-edition")
    return Edition(build(Settings(home=home, mirror=mirror)).folder)


@pytest.fixture(scope="session")
def full_atlas(full: Edition) -> Atlas:
    """The full edition, opened."""
    return Atlas(full)
