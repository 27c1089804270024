"""A small site, written once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_samples import SUBJECTS

from jobprism.editions.store import Edition
from jobprism.publishing.site.builder import Published, publish
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site


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
