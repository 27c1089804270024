"""The whole site: every file by its path, for whoever writes or serves it."""

from __future__ import annotations

from functools import cached_property

from jobprism.editions.store import Edition
from jobprism.publishing.site import address
from jobprism.publishing.site.frame import Entry, Frame
from jobprism.publishing.site.general import GeneralFiles
from jobprism.publishing.site.look import Look
from jobprism.publishing.site.options import Options
from jobprism.publishing.site.pictures import Pictures
from jobprism.publishing.site.subject import SubjectFiles

_FOLDER, _ID = 0, 1


class Site:
    """An edition as a site."""

    def __init__(self, edition: Edition, options: Options, *, watch: bool = False) -> None:
        """Make a site that can be asked for its files; with ``watch`` a changed template is read again."""
        self.frame = Frame(edition, options)
        self.look = Look(self.frame, watch=watch)
        self.pictures = Pictures(self.look)

    @cached_property
    def general(self) -> GeneralFiles:
        """The files of no single profession."""
        return GeneralFiles(self.frame, self.look, self.pictures)

    def subject(self, entry: Entry) -> SubjectFiles:
        """The files of a profession."""
        return SubjectFiles(self.frame, self.look, self.pictures, entry, lambda: self.general.skills.ids)

    def body(self, path: str) -> bytes | None:
        """The bytes of a file; None where the site has none of this path."""
        if make := self.general.makers.get(path):
            return make()
        entry = self._entry(path)
        if entry is None:
            return None
        return next((file.make() for file in self.subject(entry).at(path) if file.path == path), None)

    def _entry(self, path: str) -> Entry | None:
        """The subject among whose files a path would be."""
        parts = path.split("/")
        if len(parts) == 2 and parts[_FOLDER] == "embed":
            return self.frame.entries.get(parts[_ID].removesuffix(".html"))
        if len(parts) == 2 and parts[_FOLDER] == address.COMPARISONS:
            return self._of_pair(parts[_ID].rsplit(".", 1)[0])
        if len(parts) > 2 and parts[_FOLDER] in address.KINDS:
            entry = self.frame.entries.get(parts[_ID])
            return entry if entry and entry.kind == address.KINDS[parts[_FOLDER]] else None
        return None

    def _of_pair(self, stem: str) -> Entry | None:
        pair = address.compared(stem)
        known = [self.frame.entries.get(i) for i in pair or ()]
        return next((e for e in known if e and pair in self.frame.pairs(e.kind, e.id)), None)
