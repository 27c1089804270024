"""What a run keeps so that it can be killed at any time: finished parts, and what they were made with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from jobprism.errors import UsageError
from jobprism.files import remove_leftovers, write_text
from jobprism.workforce.parts import Kept
from jobprism.workforce.storage import SCHEME, Shelf, is_address, storage

WORK = ".work"
MANIFEST = "manifest.json"

_RUN, _FORMER, _RESULT, _PARTS, _TITLES, _SHARED = "run.json", "former.json", "result", "parts", "titles", "shared"
_CODED = "coded"


class State:
    """The folder ``.work`` in an output folder.

    Results are made in ``.work/result`` and moved out when all are there; the manifest comes last.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.work = output / WORK
        self.result = self.work / _RESULT
        self.titles = Shelf(str(self.work / _TITLES))
        self.shared = Shelf(str(self.work / _SHARED))
        self.parts = Kept(Shelf(str(self.result / _CODED)), Shelf(str(self.work / _PARTS)))

    def begin(self, fingerprint: str) -> bool:
        """Make ready for a run; whether its results are there already.

        What another run left, by another input or other options, is dropped; the codes of titles stay.
        """
        self._check_output()
        self.work.mkdir(parents=True, exist_ok=True)
        for name in ("", _PARTS, _RESULT, f"{_RESULT}/{_CODED}", _TITLES, _SHARED):
            remove_leftovers(self.work / name)
        if _fingerprint(self.work / _RUN) == fingerprint:
            if _fingerprint(self.result / MANIFEST) == fingerprint:
                self.publish()
        elif _fingerprint(self.output / MANIFEST) != fingerprint:
            self._clear()
            write_text(self.work / _RUN, json.dumps({"fingerprint": fingerprint}))
        if _fingerprint(self.output / MANIFEST) == fingerprint:
            self._clear()
            return True
        (self.result / _CODED).mkdir(parents=True, exist_ok=True)
        return False

    def _clear(self) -> None:
        for name in (_RESULT, _PARTS, _SHARED):
            shutil.rmtree(self.work / name, ignore_errors=True)
        for name in (_RUN, _FORMER):
            (self.work / name).unlink(missing_ok=True)

    def _check_output(self) -> None:
        if self.output.exists() and not self.output.is_dir():
            raise UsageError(f"{self.output} is a file.", "Name a folder for the results.")
        others = [p.name for p in self.output.iterdir()] if self.output.is_dir() else []
        _check_names(str(self.output), set(others))

    def read(self, name: str) -> bytes:
        """A result that is published."""
        return (self.output / name).read_bytes()

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


class RemoteState:
    """The same at an address of object storage, where nothing can be renamed.

    Coded parts are written to their place, each as a whole or not at all; the other results are made on this machine
    and stored when all are there. The manifest of an earlier run goes first and the new one comes last: where there is
    one, everything it lists is there.
    """

    def __init__(self, output: str, scratch: Path) -> None:
        self.output = Shelf(output.rstrip("/"), storage())
        self.work = scratch
        self.result = scratch / _RESULT
        there = self.output.below(WORK)
        self.titles = there.below(_TITLES)
        self.shared = there.below(_SHARED)
        self.parts = Kept(self.output.below(_CODED), there.below(_PARTS))

    def begin(self, fingerprint: str) -> bool:
        """See ``State.begin``."""
        names = self.output.names()
        _check_names(self.output.base, {name.split("/")[0] for name in names})
        if _told(self.output.get(MANIFEST)) == fingerprint:
            return True
        if _told(self.output.get(f"{WORK}/{_RUN}")) != fingerprint:
            former = json.loads(self.output.get(MANIFEST) or "{}").get("files", {})
            begun = {n for n in names if n.startswith((f"{_CODED}/part-", f"{WORK}/{_PARTS}/", f"{WORK}/{_SHARED}/"))}
            # The manifest goes before what it lists.
            self.output.drop([n for n in (MANIFEST, *sorted(begun | former.keys())) if n in names])
            self.output.put(f"{WORK}/{_RUN}", json.dumps({"fingerprint": fingerprint}).encode())
        self.result.mkdir(parents=True, exist_ok=True)
        return False

    def read(self, name: str) -> bytes:
        """A result that is published."""
        return self.output.get(name) or b""

    def publish(self) -> None:
        """Store the results, the manifest last, and drop what only the run needed."""
        files = sorted(p for p in self.result.rglob("*") if p.is_file() and p.name != MANIFEST)
        for path in (*files, self.result / MANIFEST):
            self.output.put(path.relative_to(self.result).as_posix(), path.read_bytes())
        done = (f"{WORK}/{_PARTS}/", f"{WORK}/{_SHARED}/", f"{WORK}/{_RUN}")
        self.output.drop([name for name in sorted(self.output.names()) if name.startswith(done)])


@contextmanager
def state_of(output: Path | str) -> Iterator[State | RemoteState]:
    """The state of an output folder or address.

    Raises:
        UsageError: there is no such kind of address.
    """
    if isinstance(output, Path):
        yield State(output)
        return
    if not is_address(output):
        raise UsageError(f"Results cannot be written to '{output}'.", f"Give a folder, or {SCHEME}bucket/folder.")
    with TemporaryDirectory(prefix="jobprism-") as scratch:
        yield RemoteState(output, Path(scratch))


def _check_names(output: str, names: set[str]) -> None:
    if names and not {WORK, MANIFEST} & names:
        raise UsageError(f"{output} holds other files; results need a folder of their own.", "Name a new folder.")


def _told(manifest: bytes | None) -> str | None:
    return json.loads(manifest).get("fingerprint") if manifest else None


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
