"""The pages of the whole economy: the treemap, and pressure against wage and growth."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from jobprism.analyses.economy import Economy, economy
from jobprism.publishing.charts.interactive import WORDS, treemap_mount, treemap_script
from jobprism.publishing.charts.scatter import scatter_picture
from jobprism.publishing.charts.treemap import treemap_picture
from jobprism.publishing.site import address
from jobprism.publishing.site.frame import Frame
from jobprism.publishing.site.look import Look, translations

TREEMAP = "economy/index.html"
_SCRIPT = "assets/treemap.js"
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
        return {TREEMAP: self._treemap, _SCRIPT: self._script, **scatters}

    @cached_property
    def _economy(self) -> Economy:
        return economy(self.frame.edition)

    def _treemap(self) -> bytes:
        picture = treemap_picture(self._economy)
        pattern = address.relative(address.profession("occupation", "ID"), TREEMAP).replace("ID", "{id}")
        shown = {"picture": picture, "mount": treemap_mount(picture, pattern), "script": _SCRIPT, "below": None}
        return self._page(TREEMAP, picture.alt, **shown)

    def _script(self) -> bytes:
        say = translations(self.look.language).gettext
        return treemap_script(self._economy, {name: say(words) for name, words in WORDS.items()}).encode()

    def _scatter(self, path: str) -> bytes:
        against, ranked = _AGAINST[path]
        picture = scatter_picture(self._economy, against)
        # The ranking by the other figure has both, a row per occupation.
        below = address.relative(address.ranking(ranked), path)
        return self._page(path, picture.alt, picture=picture, mount=None, script=None, below=below)

    def _page(self, path: str, description: str, **values: Any) -> bytes:
        say = translations(self.look.language).gettext
        names = {page: say(name) for page, name in PAGES.items()}
        return self.look.page("economy.html", path, description=description, names=names, **values)
