"""The pages of the whole economy: the treemap, and pressure against wage and growth."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from jobprism.analyses.economy import Economy, economy
from jobprism.publishing.charts.interactive import (
    scatter_mount,
    scatter_script,
    treemap_mount,
    treemap_script,
)
from jobprism.publishing.charts.scatter import scatter_picture
from jobprism.publishing.charts.treemap import treemap_picture
from jobprism.publishing.site import address
from jobprism.publishing.site.frame import Frame
from jobprism.publishing.site.look import Look

TREEMAP = "economy/index.html"
_SCRIPT, _POINTS = "assets/treemap.js", "assets/scatter.js"
PAGES = {
    TREEMAP: "The economy on one picture",
    "economy/wage.html": "Pressure and wage",
    "economy/growth.html": "Pressure and projected growth",
}
"""Pages of the economy and what they are called."""
_AGAINST = {"economy/wage.html": ("wage", "wage"), "economy/growth.html": ("growth", "change")}


class EconomyFiles:
    """Files of the economy; none where only some professions are published."""

    def __init__(self, frame: Frame, look: Look) -> None:
        self.frame, self.look = frame, look

    @cached_property
    def makers(self) -> dict[str, Callable[[], bytes]]:
        """What makes each file, by its path."""
        if self.frame.options.only is not None:
            return {}
        scatters = {path: partial(self._scatter, path) for path in _AGAINST}
        return {TREEMAP: self._treemap, _SCRIPT: self._script, _POINTS: self._points, **scatters}

    @cached_property
    def _economy(self) -> Economy:
        return economy(self.frame.edition)

    def _treemap(self) -> bytes:
        picture = treemap_picture(self._economy, say=self.look.say)
        shown = {
            "picture": picture,
            "mount": treemap_mount(picture, _pattern(TREEMAP)),
            "script": _SCRIPT,
            "below": None,
        }
        return self._page(TREEMAP, picture.alt, **shown)

    def _script(self) -> bytes:
        return treemap_script(self._economy, self.look.say).encode()

    def _points(self) -> bytes:
        return scatter_script(self._economy, self.look.say).encode()

    def _scatter(self, path: str) -> bytes:
        against, ranked = _AGAINST[path]
        picture = scatter_picture(self._economy, against, self.look.say)
        # The ranking by the other figure has both, a row per occupation.
        below = address.relative(address.ranking(ranked), path)
        shown = {"picture": picture, "mount": scatter_mount(picture, against, _pattern(path)), "script": _POINTS}
        return self._page(path, picture.alt, **shown, below=below)

    def _page(self, path: str, description: str, **values: Any) -> bytes:
        names = {page: self.look.say(name) for page, name in PAGES.items()}
        return self.look.page("economy.html", path, description=description, names=names, **values)


def _pattern(page: str) -> str:
    """The address of an occupation's page from a page of the economy, with ``{id}`` where the code stands."""
    return address.relative(address.profession("occupation", "ID"), page).replace("ID", "{id}")
