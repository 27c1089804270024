"""What a run keeps so that it can be killed at any time: finished parts, and what they were made with."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from jobprism.errors import UsageError
from jobprism.files import remove_leftovers, write_text, written_beside
from jobprism.workforce.parts import Done

WORK = ".work"
MANIFEST = "manifest.json"
FORMAT = {"compression": "zstd", "compression_level": 1, "row_group_size": 1 << 18}

_RUN, _FORMER, _RESULT, _PARTS = "run.json", "former.json", "result", "parts"


class State:
    """The folder ``.work`` in an output folder.

    Results are made in ``.work/result`` and moved out when all are there; the manifest comes last.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.work = output / WORK
        self.result = self.work / _RESULT
        self.titles = self.work / "titles"

    def begin(self, fingerprint: str) -> bool:
        """Make ready for a run; whether its results are there already.

        What another run left, by another input or other options, is dropped; the codes of titles stay.
        """
        self._check_output()
        self.work.mkdir(parents=True, exist_ok=True)
        for folder in (self.work, self.work / _PARTS, self.result, self.result / "coded", self.titles):
            remove_leftovers(folder)
        if _fingerprint(self.work / _RUN) == fingerprint:
            if _fingerprint(self.result / MANIFEST) == fingerprint:
                self.publish()
        elif _fingerprint(self.output / MANIFEST) != fingerprint:
            self._clear()
            write_text(self.work / _RUN, json.dumps({"fingerprint": fingerprint}))
        if _fingerprint(self.output / MANIFEST) == fingerprint:
            self._clear()
            return True
        (self.result / "coded").mkdir(parents=True, exist_ok=True)
        return False

    def _clear(self) -> None:
        for name in (_RESULT, _PARTS):
            shutil.rmtree(self.work / name, ignore_errors=True)
        for name in (_RUN, _FORMER):
            (self.work / name).unlink(missing_ok=True)

    def _check_output(self) -> None:
        if self.output.exists() and not self.output.is_dir():
            raise UsageError(f"{self.output} is a file.", "Name a folder for the results.")
        others = [p.name for p in self.output.iterdir()] if self.output.is_dir() else []
        if others and not {WORK, MANIFEST} & set(others):
            raise UsageError(
                f"{self.output} holds other files; results need a folder of their own.", "Name a new folder."
            )

    def has(self, number: int) -> bool:
        """Whether a part is finished."""
        return self._path(number, "cells").is_file()

    def keep(self, number: int, done: Done) -> None:
        """Keep a finished part; its cells come last and say that it is whole."""
        write_frame(done.coded, self.result / "coded" / f"part-{number:05}.parquet")
        write_frame(done.faulty, self._path(number, "faulty"))
        write_frame(done.unsure, self._path(number, "unsure"))
        write_frame(done.cells, self._path(number, "cells"))

    def kept(self, kind: str, count: int) -> list[pl.LazyFrame]:
        """The parts' ``cells``, ``faulty`` or ``unsure``, in order."""
        return [pl.scan_parquet(self._path(i, kind)) for i in range(count)]

    def publish(self) -> None:
        """Move the results out, the manifest last; may be killed and called again.

        Files that an earlier run made, and this one has not, go; others that somebody put there stay.
        """
        former = self.work / _FORMER
        if not former.is_file():
            write_text(former, json.dumps(_made(self.output / MANIFEST)))
        (self.output / MANIFEST).unlink(missing_ok=True)
        made = _made(self.result / MANIFEST)
        entries = sorted(p for p in self.result.iterdir() if p.name != MANIFEST)
        for name in {*json.loads(former.read_text(encoding="utf-8"))} - {*made}:
            _remove(self.output / name)
        for entry in entries:
            _remove(self.output / entry.name)
            entry.replace(self.output / entry.name)
        (self.result / MANIFEST).replace(self.output / MANIFEST)
        self._clear()

    def _path(self, number: int, kind: str) -> Path:
        return self.work / _PARTS / f"{number:05}.{kind}.parquet"


def _fingerprint(manifest: Path) -> str | None:
    try:
        return json.loads(manifest.read_text(encoding="utf-8"))["fingerprint"]
    except (OSError, ValueError, KeyError):
        return None


def _made(manifest: Path) -> list[str]:
    """Names in the output folder that a manifest lists, folders by their own."""
    if not manifest.is_file():
        return []
    return sorted({name.split("/")[0] for name in json.loads(manifest.read_text(encoding="utf-8"))["files"]})


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet whole or not at all, with the same bytes every time."""
    with written_beside(path) as beside:
        frame.rechunk().write_parquet(beside, **FORMAT)  # pyright: ignore[reportArgumentType]


@contextmanager
def room_on_disk(output: Path) -> Iterator[None]:
    """Turn a full disk, or a file beyond a quota, into an error that says what to do.

    Raises:
        UsageError: nothing more can be written.
    """
    full = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        told = str(error).lower()
        if getattr(error, "errno", None) in full or "no space left" in told or "file too large" in told:
            raise UsageError(
                f"There is no room left to write in {output}.",
                "Free some, then run the same command again: finished parts are kept, and no result is half written.",
            ) from error
        raise
