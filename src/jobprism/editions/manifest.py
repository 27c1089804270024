"""What an edition says of itself: which tables with which content, made from which bytes by which code."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from jobprism.declarations import read_yaml
from jobprism.editions.restatements import Restatement
from jobprism.errors import EditionError
from jobprism.files import sha256_of_text

MANIFEST_NAME = "edition.json"
FORMAT = 1
Kind = Literal["core", "full"]
Judged = bool | int | float | str | None


class Declared(BaseModel):
    """``edition.yml``: the edition this version of the code builds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    date: date
    volume: int
    number: int


class TableEntry(BaseModel):
    """One table of an edition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    bytes: int
    sha256: str
    content_hash: str


class SourceEntry(BaseModel):
    """A source as it was when the edition was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    producer: str
    version: str
    vintage: str
    licence: str
    licence_url: str | None
    attribution: str
    redistribution: str
    url: str
    citation: str
    derived_from: str | None
    files: dict[str, str]
    unpinned: list[str]
    observations: int


class Manifest(BaseModel):
    """``edition.json``.

    Attributes:
        judgements: SHA-256 of each judgement file.
        judged: values of each judgement file, by their path in it; empty in editions made before they were kept.
        code: hash of the code of each room that figures depend on; empty likewise, as are the next three.
        models: SHA-256 of each file of fitted weights.
        libraries: versions of the libraries that do the arithmetic.
        restatements: the changes of method declared when it was made.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    id: str
    kind: Kind
    date: date
    volume: int
    number: int
    jobprism_version: str
    fingerprint: str
    content_hash: str
    tables: dict[str, TableEntry]
    sources: list[SourceEntry]
    judgements: dict[str, str]
    judged: dict[str, dict[str, Judged]] = {}
    code: dict[str, str] = {}
    models: dict[str, str] = {}
    libraries: dict[str, str] = {}
    restatements: list[Restatement] = []

    @property
    def name(self) -> str:
        """Folder name: id, kind and the first digits of the content hash."""
        return f"{self.id}-{self.kind}-{self.content_hash[:12]}"


def declared_edition() -> Declared:
    """The edition this version of the code builds."""
    return read_yaml(Path(__file__).with_name("edition.yml"), Declared)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the edition in ``folder``.

    Raises:
        EditionError: there is none, it is damaged, or another version of Jobprism wrote it.
    """
    path = folder / MANIFEST_NAME
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise EditionError(f"{folder} holds no edition: {path} is missing.", "Run `jobprism build`.") from error
    except ValueError as error:
        raise EditionError(
            f"{path} is damaged or was written by another version of Jobprism.", "Run `jobprism build`."
        ) from error
    if manifest.format != FORMAT:
        raise EditionError(
            f"{path} has format {manifest.format}; this version of Jobprism reads format {FORMAT}.",
            "Run `jobprism build`.",
        )
    return manifest


def content_hash(frame: pl.DataFrame) -> str:
    """Hash of a table's names, types and values; the same whatever file it is written to.

    Floating-point values are written with the shortest digits that read back equal.
    """
    digest = hashlib.sha256(repr(list(frame.schema.items())).encode())
    digest.update(frame.write_csv(null_value="\x00").encode())
    return digest.hexdigest()


def joint_hash(hashes: dict[str, str]) -> str:
    """Hash of an edition's content, from its tables' content hashes."""
    return sha256_of_text(*(f"{name}={digest}" for name, digest in sorted(hashes.items())))
