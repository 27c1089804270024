"""Where a workforce's files lie: a folder, or an address of object storage that speaks the S3 protocol (``s3://…``)."""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from jobprism.errors import UsageError
from jobprism.files import sha256_of, written_beside
from jobprism.settings import settings

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

SCHEME = "s3://"
FORMAT: dict[str, Any] = {"compression": "zstd", "compression_level": 1, "row_group_size": 1 << 18}


class Entry(NamedTuple):
    """A file in object storage."""

    name: str  # below the address asked for
    bytes: int
    changed_ns: int


class Written(NamedTuple):
    """What was written."""

    bytes: int
    sha256: str


def is_address(given: object) -> bool:
    """Whether something is an address of object storage."""
    return isinstance(given, str) and given.startswith(SCHEME)


@dataclass(frozen=True)
class Storage:
    """How object storage is reached; goes to other machines with the work, so that the settings of one are enough.

    Attributes:
        endpoint: address of the server; Amazon's where left out.
        region: its region.
        key: access key. Where left out, as Amazon's own tools find it: environment, profile, role of the machine.
        secret: what belongs to it.
    """

    endpoint: str | None = None
    region: str | None = None
    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)

    @property
    def options(self) -> dict[str, str]:
        """Options of polars."""
        found = {
            "aws_endpoint_url": self.endpoint,
            "aws_region": self.region,
            "aws_access_key_id": self.key,
            "aws_secret_access_key": self.secret,
            "aws_allow_http": "true" if self.endpoint and self.endpoint.startswith("http://") else None,
        }
        return {name: value for name, value in found.items() if value is not None}


@lru_cache(maxsize=4)
def _file_system(reached_by: Storage) -> FileSystem:
    """Object storage as a file system.

    Raises:
        UsageError: the extra ``cluster`` is not installed.
    """
    try:
        from pyarrow.fs import S3FileSystem
    except ImportError as error:
        raise UsageError("Object storage needs further packages.", 'Run `pip install "jobprism[cluster]"`.') from error
    named = {
        "access_key": reached_by.key,
        "secret_key": reached_by.secret,
        "region": reached_by.region,
        "endpoint_override": reached_by.endpoint,
    }
    return S3FileSystem(**{name: value for name, value in named.items() if value is not None})


def storage() -> Storage:
    """As the settings ``JOBPRISM_S3_…`` say."""
    set_ = settings()
    secret = set_.s3_secret_key.get_secret_value() if set_.s3_secret_key else None
    return Storage(set_.s3_endpoint, set_.s3_region, set_.s3_access_key, secret)


@dataclass(frozen=True)
class Shelf:
    """Files by name below a folder or an address; may be sent to other processes."""

    base: str
    storage: Storage | None = None

    def path(self, name: str) -> Path:
        """Path of a file on this machine's own file system."""
        return Path(self.base) / name

    def below(self, name: str) -> Shelf:
        """A shelf on this one."""
        return Shelf(f"{self.base.rstrip('/')}/{name}", self.storage)

    def entries(self) -> list[Entry]:
        """All files below, by name; object storage only."""
        files, start = self._files(), self._key("")
        from pyarrow.fs import FileSelector

        with reached(self.base):
            infos = files.get_file_info(FileSelector(start, recursive=True, allow_not_found=True))
        found = [Entry(i.path[len(start) :].lstrip("/"), i.size or 0, i.mtime_ns or 0) for i in infos if i.is_file]
        return sorted(found)

    def names(self) -> set[str]:
        """Names of all files that are there now."""
        if self.storage is not None:
            return {entry.name for entry in self.entries()}
        return {p.name for p in Path(self.base).iterdir()} if Path(self.base).is_dir() else set()

    def write(self, name: str, frame: pl.DataFrame) -> Written:
        """Write Parquet whole or not at all, with the same bytes every time."""
        if self.storage is None:
            with written_beside(self.path(name)) as beside:
                frame.rechunk().write_parquet(beside, **FORMAT)
                return Written(beside.stat().st_size, sha256_of(beside))
        held = io.BytesIO()
        frame.rechunk().write_parquet(held, **FORMAT)
        return self.put(name, held.getvalue())

    def put(self, name: str, data: bytes) -> Written:
        """Store bytes; an object is there as a whole or not at all."""
        with reached(self.base):
            writer = self._files().open_output_stream(self._key(name))
            writer.write(data)
            # Closing is what makes an upload an object.
            writer.close()
        return Written(len(data), hashlib.sha256(data).hexdigest())

    def get(self, name: str) -> bytes | None:
        """The bytes of an object; None where there is none."""
        with reached(self.base):
            if not self._files().get_file_info(self._key(name)).is_file:
                return None
            with self._files().open_input_stream(self._key(name)) as stream:
                return stream.read()

    def drop(self, names: list[str]) -> None:
        """Remove objects."""
        files = self._files()
        with reached(self.base):
            for name in names:
                files.delete_file(self._key(name))

    def scan(self, name: str) -> pl.LazyFrame:
        """A Parquet file, lazily."""
        return scan(f"{self.base.rstrip('/')}/{name}", self.storage)

    def _files(self) -> FileSystem:
        if self.storage is None:
            raise TypeError("a folder has no objects")
        return _file_system(self.storage)

    def _key(self, name: str) -> str:
        return f"{self.base.removeprefix(SCHEME).rstrip('/')}/{name}".rstrip("/")


def scan(path: Path | str, storage: Storage | None) -> pl.LazyFrame:
    """A Parquet file of this machine or of object storage, lazily."""
    return pl.scan_parquet(path, storage_options=storage.options if storage else None)


@contextmanager
def room_for(output: object) -> Iterator[None]:
    """Turn a full disk, or a file beyond a quota, into an error that says what to do.

    Raises:
        UsageError: nothing more can be written.
    """
    full = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    # The last is what polars says where the disk fills up just as a file's footer is written.
    said = ("no space left", "file too large", "transport error")
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        told = str(error).lower()
        if getattr(error, "errno", None) in full or any(words in told for words in said):
            raise UsageError(
                f"There is no room left to write in {output}.",
                "Free some, then run the same command again: finished parts are kept, and no result is half written.",
            ) from error
        raise


@contextmanager
def reached(address: str) -> Iterator[None]:
    """Turn what object storage answers into an error that says what to do.

    Raises:
        UsageError: it cannot be reached, or refuses.
    """
    try:
        yield
    except OSError as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise UsageError(
            f"Object storage does not answer for {address}: {lines[0]}",
            "Check the address, JOBPRISM_S3_ENDPOINT, JOBPRISM_S3_REGION and the keys; then run it again.",
        ) from error
