"""The edition's tables as files of the site, where the publisher wants them, and the page that lists them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from jobprism.publishing.data.described import described
from jobprism.publishing.data.export import DataFiles
from jobprism.publishing.data.package import Written
from jobprism.publishing.site import structured
from jobprism.publishing.site.frame import Frame
from jobprism.publishing.site.look import Look

PAGE = "data.html"
FOLDER = "data/"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_ABOUT = "Every table of the edition as Parquet and CSV, with a description of every column."
_MEGABYTE = 1e6


class DownloadFiles:
    """Files of the data; none where the publisher did not ask for them."""

    def __init__(self, frame: Frame, look: Look) -> None:
        self.frame, self.look = frame, look

    @cached_property
    def makers(self) -> dict[str, Callable[[], bytes]]:
        """What makes each file, by its path."""
        if not self.frame.options.data:
            return {}
        texts = ("datapackage.json", "CITATION.cff", "README.md", "SHA256SUMS")
        return {
            PAGE: self._page,
            **{FOLDER + path: partial(self._files.table, path) for path in self._files.paths},
            **{FOLDER + name: partial(self._text, name) for name in texts},
        }

    @cached_property
    def _files(self) -> DataFiles:
        # What a site publishes is passed on: never everything that a full edition holds.
        return DataFiles(self.frame.edition)

    @cached_property
    def _written(self) -> dict[str, Written]:
        return {path: self._files.measured(path, self._files.table(path)) for path in self._files.paths}

    def _text(self, name: str) -> bytes:
        return self._files.texts(self._written)[name].encode()

    def _page(self) -> bytes:
        known = described().tables
        rows = [
            {
                "name": name,
                "title": known[name].title,
                "rows": self._written[f"csv/{name}.csv"].rows,
                "files": [(kind, f"{FOLDER}{kind}/{name}.{kind}", self._size(kind, name)) for kind in _MEDIA],
            }
            for name in self._files.names
        ]
        files = [(file, _MEDIA[kind]) for row in rows for kind, file, _ in row["files"]]
        name = f"Jobprism, edition {self.frame.issue.id}"
        return self.look.page(
            "data.html",
            PAGE,
            description=_ABOUT,
            rows=rows,
            folder=FOLDER,
            twins={"json": f"{FOLDER}datapackage.json"},
            structured=structured.script(structured.dataset(name, _ABOUT, self.frame.issue, files, self.frame.options)),
        )

    def _size(self, kind: str, name: str) -> str:
        size = self._written[f"{kind}/{name}.{kind}"].bytes / _MEGABYTE
        return f"{size:.1f} MB" if size >= 0.1 else "under 0.1 MB"
