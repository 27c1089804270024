"""Shared fixtures: an empty home for every test, and the mirror where there is one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from jobprism import cli
from jobprism.atlas import Atlas
from jobprism.editions.build import build
from jobprism.editions.store import CORE, Edition
from jobprism.settings import Settings, settings
from real_browser import browser, opened  # noqa: F401 - fixtures

# A test says what holds, never how fast: a busy machine must not fail one. The same examples for everybody: a change
# lands on its merits, not on the luck of a draw. HYPOTHESIS_PROFILE=search draws new and more ones.
hypothesis.settings.register_profile("jobprism", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "jobprism"))

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
def full(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A full edition, built once per test process."""
    home = tmp_path_factory.mktemp("full-edition")
    return Edition(build(Settings(home=home, mirror=mirror)).folder)


@pytest.fixture(scope="session")
def full_atlas(full: Edition) -> Atlas:
    """The full edition, opened."""
    return Atlas(full)


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process on the core edition, without a mirror and without the network."""
    monkeypatch.delenv("JOBPRISM_MIRROR", raising=False)
    monkeypatch.setenv("JOBPRISM_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()

    def running(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["jobprism", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    return running
