"""Writing files so that a reader never sees half of one, and hashing them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Between a folder's name and what makes the name it is moved aside to unique.
_BETWEEN = ".aside-"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of_text(*parts: str) -> str:
    """SHA-256 of strings, each ended by a NUL so that no two lists of parts collide."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Yield a path next to ``path``; on success it is flushed to disk and renamed over ``path``, else removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        _flush(beside)
        # mkstemp makes files private; what we write is data like any other.
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, atomically."""
    with written_beside(path) as beside:
        beside.write_text(text, encoding="utf-8")


@contextmanager
def folder_beside(path: Path, *, flush: bool = True) -> Iterator[Path]:
    """Yield a new folder next to ``path``; on success it takes the place of ``path``, else it is removed.

    Args:
        path: the folder.
        flush: whether each file is flushed to disk first; what can be made again need not be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    try:
        yield beside
        for child in beside.rglob("*") if flush else ():
            if child.is_file():
                _flush(child)
        beside.chmod(0o777 & ~_umask())
        _put_in_place(beside, path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put_in_place(beside: Path, path: Path) -> None:
    """Rename a folder over another, which rename(2) cannot do: the old one is moved aside, then dropped."""
    if not path.exists():
        beside.replace(path)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}{_BETWEEN}", suffix=".old", dir=path.parent))
    path.replace(aside / "old")
    try:
        beside.replace(path)
    except BaseException:
        (aside / "old").replace(path)
        raise
    finally:
        if path.exists():
            shutil.rmtree(aside, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed process left in ``folder``: names that start with a dot and end in .part or .old.

    A folder that was moved aside and whose successor never came is put back.
    """
    if not folder.is_dir():
        return
    for child in sorted(folder.iterdir()):
        if not child.name.startswith(".") or child.suffix not in {".part", ".old"}:
            continue
        if child.suffix == ".old" and (child / "old").is_dir():
            successor = folder / child.name[1:].rsplit(_BETWEEN, 1)[0]
            if not successor.exists():
                (child / "old").replace(successor)
        if child.is_dir():
            shutil.rmtree(child, ignore_errors=True)
        else:
            child.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
