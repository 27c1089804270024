"""Writing the whole site: by several processes, beside the old one, and again only what changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.files import folder_beside
from jobprism.publishing.site import feeds
from jobprism.publishing.site.files import File
from jobprism.publishing.site.frame import Entry
from jobprism.publishing.site.ledger import LEDGER, Ledger, read_ledger
from jobprism.publishing.site.links import Broken, check_links
from jobprism.publishing.site.look import fingerprint
from jobprism.publishing.site.options import FORMS, HERE, Options
from jobprism.publishing.site.site import Site

Step = Callable[[str, int, int], None]
_PACKAGE = Path(__file__).parents[2]
_PUBLISHING = Path(__file__).parents[1]
_CODE = (".py", ".yml")
_TEMPLATES = "templates"
_GENERAL = ""
_THREADS = "POLARS_MAX_THREADS"


@dataclass(frozen=True)
class Published:
    """What was published.

    Attributes:
        folder: where.
        pages: HTML pages of the site.
        files: all of its files.
        bytes: of all files.
        written: files that were made anew; the others were kept.
        broken: links that lead nowhere.
    """

    folder: Path
    pages: int
    files: int
    bytes: int
    written: int
    broken: list[Broken]


def publish(
    edition: Edition,
    output: Path,
    options: Options,
    step: Step = lambda *_: None,
    processes: int | None = None,
) -> Published:
    """Write the site, whole or not at all.

    A profession whose edition, code, templates and options are those it was last written with is kept as it is. Of
    the others the documents are made, and a page whose document and template are the same is kept, unless what every
    page rests on changed: the code that renders, the style sheet, the options.

    Args:
        edition: what is published.
        output: a folder that does not exist, is empty, or holds a site written before.
        options: the publisher's choices.
        step: called with (what, done, of all).
        processes: how many to use; by default one per processor.

    Raises:
        UsageError: the folder holds other things, or a profession asked for does not exist.
    """
    _check_replaceable(output)
    site = Site(edition, options)
    entries = list(site.frame.entries.values())
    old = read_ledger(output, fingerprint(_PUBLISHING, without=_TEMPLATES) + repr(options))
    said = (edition.manifest.content_hash, fingerprint(_PACKAGE, _CODE), fingerprint(_PUBLISHING), repr(options))
    key = "|".join(said)
    new = Ledger(old.look)
    with folder_beside(output, flush=False) as beside:
        stale = [e for e in entries if old.keys.get(e.id) != key or not _kept(old.files[e.id], output, beside)]
        for entry in entries:
            new.keys[entry.id] = key
            new.files[entry.id] = old.files.get(entry.id, {})
        written = 0
        with _pool(edition, options, min(processes or os.cpu_count() or 1, max(len(stale), 1))) as pool:
            jobs = [(e, old.files.get(e.id, {}) if old.usable else {}, output, beside) for e in stale]
            for done, (entry, files, made) in enumerate(pool.map(_write_subject, jobs, chunksize=4), 1):
                new.files[entry.id] = files
                written += made
                step(f"writing {entry.id}", done, len(stale))
            new.files[_GENERAL] = _write_general(site, new, beside)
            written += len(new.files[_GENERAL])
            step("checking links", 0, 1)
            pages = sorted(path for path in new.paths() if path.endswith(".html"))
            base_path = urlsplit(options.base_url or "/").path
            forms = FORMS if options.app_url == HERE else ()
            broken = check_links(beside, pages, new.paths(), base_path, pool.map, forms)
        new.write(beside)
        sizes = sum(path.stat().st_size for path in beside.rglob("*") if path.is_file())
    return Published(output, len(pages), len(new.paths()), sizes, written, broken)


def _check_replaceable(output: Path) -> None:
    if output.is_file():
        raise UsageError(f"{output} is a file.", "Name a folder for the site.")
    if output.is_dir() and any(output.iterdir()) and not (output / LEDGER).is_file():
        raise UsageError(f"{output} holds other files; a site needs a folder of its own.", "Name a new folder.")


def _write_general(site: Site, ledger: Ledger, root: Path) -> dict[str, str]:
    """Pages of no single profession, and the map of all; these are made every time."""
    made = {file.path: file.make() for file in site.general.all()}
    options = site.frame.options
    if options.base_url:
        mapped = [*ledger.paths(), *made]
        made |= feeds.sitemap(mapped, options.base_url, site.frame.issue.date)
        made["robots.txt"] = feeds.robots(options.base_url)
    for path, body in made.items():
        _put(root / path, body)
    return dict.fromkeys(made, "")


def _put(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _kept(files: dict[str, str], old: Path, new: Path) -> bool:
    """Carry files over as they are; False where one is gone."""
    if not all((old / path).is_file() for path in files):
        return False
    for path in files:
        _carry(old / path, new / path)
    return True


def _carry(old: Path, new: Path) -> None:
    """The same file under another name: a second link to it, or a copy where the disk has no links."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.hardlink_to(old)
    except OSError:
        shutil.copy2(old, new)


_SITE: Site | None = None


@contextmanager
def _pool(edition: Edition, options: Options, processes: int) -> Iterator[ProcessPoolExecutor]:
    # Of many small queries, a thread per process does more than several that wait for each other. Polars reads the
    # variable when it is imported, so it is set while workers start; a forked process would lose the threads it keeps.
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        context = get_context("spawn")
        with ProcessPoolExecutor(processes, context, initializer=_open, initargs=(edition.folder, options)) as pool:
            yield pool
    finally:
        os.environ.pop(_THREADS)
        if before is not None:
            os.environ[_THREADS] = before


def _open(folder: Path, options: Options) -> None:
    """In a worker: the edition, with its tables in memory, for every subject it will write."""
    global _SITE  # noqa: PLW0603 - a worker's one site
    edition = Edition(folder)
    for name in edition.manifest.tables:
        edition.table(name)
    _SITE = Site(edition, options)


def _write_subject(job: tuple[Entry, dict[str, str], Path, Path]) -> tuple[Entry, dict[str, str], int]:
    """Write a subject's files.

    Args:
        job: the subject, the hashes its files were last made from, and the old and the new folder.

    Returns:
        The subject, the hashes of its files by path, and how many files were made.
    """
    entry, before, old, new = job
    assert _SITE is not None
    files: dict[str, str] = {}
    made = 0
    for file in _SITE.subject(entry).all():
        files[file.path] = file.digest or ""
        made += _write_file(file, before.get(file.path), old, new)
    return entry, files, made


def _write_file(file: File, before: str | None, old: Path, new: Path) -> bool:
    target = new / file.path
    if before and before == file.digest and (old / file.path).is_file():
        if not target.exists():
            _carry(old / file.path, target)
        return False
    target.unlink(missing_ok=True)
    _put(target, file.make())
    return True
