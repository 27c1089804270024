"""Where the API stands in the app."""

from __future__ import annotations

import re

from starlette.routing import Mount

from jobprism.atlas import Atlas
from jobprism.settings import Settings
from jobprism.web.api.app import api
from jobprism.web.api.batches import MemoryShelf, Shelf
from jobprism.web.api.problems import PREFIX


def mounted(atlas: Atlas, chosen: Settings, shelf: Shelf | None, workers: int) -> Mount:
    """The API at its address.

    Args:
        atlas: the edition.
        chosen: keys, rates and limits.
        shelf: the database's, where there is one.
        workers: processes that answer; with several, a batch in the memory of one would be unknown to the others.
    """
    if shelf is None and workers == 1:
        shelf = MemoryShelf()
    mount = Mount(PREFIX, app=api(atlas, chosen, shelf))
    # An address may hold a line break, at which the framework's pattern stops; the refusal is still to be ours.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount
