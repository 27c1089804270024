"""The public Python API: an edition, opened, with everything one can ask of it."""

from __future__ import annotations

from typing import cast

from jobprism.atlas.answers import Answers
from jobprism.atlas.documents import Documents
from jobprism.editions.store import open_edition
from jobprism.settings import settings

__all__ = ["Atlas", "open"]


class Atlas(Documents, Answers):
    """An edition and what can be asked of it: its frames, its documents, and tables that are made when asked for."""


def open(edition: str | None = None, *, key: str | None = None) -> Atlas:  # noqa: A001 - as in `jobprism.open()`
    """The full edition where one is built, else the core edition that ships with the package.

    Args:
        edition: "core", or an edition's id, to choose one; or the ``https://`` address of a site that is served by
            ``jobprism serve``, whose edition is then asked over the network.
        key: an API key, for a server that wants one.

    Raises:
        EditionError: there is no such edition.
        RemoteError: the server cannot be reached.
    """
    if edition is not None and edition.startswith(("https://", "http://")):
        from jobprism.atlas.channel import Channel
        from jobprism.atlas.remote import RemoteAtlas

        # It answers the same questions; one type says so to those who ask them.
        return cast("Atlas", RemoteAtlas(Channel(edition, key)))
    return Atlas(open_edition(settings(), edition))
