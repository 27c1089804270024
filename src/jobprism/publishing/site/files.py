"""A file of the site: where it stands and how to make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from jobprism.analyses.documents import EditionNote
from jobprism.files import sha256_of_text
from jobprism.publishing.formats import to_json

MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".cff": "application/yaml",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain; charset=utf-8",
}
"""Media types by suffix; every file of a site has one of these."""


@dataclass(frozen=True)
class File:
    """A file that can be made.

    Attributes:
        path: from the root of the site.
        digest: hash of all it is made from beside the templates; None where it is made anew each time.
        make: its bytes.
    """

    path: str
    digest: str | None
    make: Callable[[], bytes]


def digest_of(document: BaseModel, edition: EditionNote, *beside: object) -> tuple[str, str]:
    """A document as JSON, and the hash of what its pages are made from.

    The content hash of the edition and the version of the code are left out: a page whose figures are the same in a new
    build of the same edition need not be written again, and keeps the hash of the build it is from.
    """
    text = to_json(document)
    said = text.replace(edition.content_hash, "").replace(f'"{edition.jobprism_version}"', '""')
    return text, sha256_of_text(said, *map(repr, beside))


def digest_with(digest: str, mark: str) -> str:
    """The hash of a page from those of its document and of its template."""
    return sha256_of_text(digest, mark)
