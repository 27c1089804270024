"""The public Python API: an edition, opened, with everything one can ask of it."""

from __future__ import annotations

from jobprism.atlas.answers import Answers
from jobprism.atlas.documents import Documents
from jobprism.editions.store import open_edition
from jobprism.settings import settings

__all__ = ["Atlas", "open"]


class Atlas(Documents, Answers):
    """An edition and what can be asked of it: its frames, its documents, and tables that are made when asked for."""


def open(edition: str | None = None) -> Atlas:  # noqa: A001 - the name others build on, as in `jobprism.open()`
    """The full edition where one is built, else the core edition that ships with the package.

    Args:
        edition: "core", or an edition's id, to choose one.
    """
    return Atlas(open_edition(settings(), edition))
