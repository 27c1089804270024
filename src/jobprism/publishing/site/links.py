"""Whether every link of the written site leads somewhere, to the page and to the place on it."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

_TARGET = re.compile(rb'\s(?:href|src|action|data-index)="([^"]*)"')
_ANCHOR = re.compile(rb'\sid="([^"]*)"')
_ELSEWHERE = ("http://", "https://", "mailto:", "data:", "//")
_BATCH = 400
Map = Callable[..., Iterable[Any]]


class Broken(NamedTuple):
    """A link that leads nowhere: the page it stands on (one of them), and where it would lead."""

    page: str
    target: str


def check_links(
    root: Path,
    pages: Sequence[str],
    files: set[str],
    base_path: str = "/",
    mapped: Map = map,
    beside: Collection[str] = (),
) -> list[Broken]:
    """The broken links of a site, each once.

    Args:
        root: the folder of the site.
        pages: paths of its HTML files.
        files: paths of all its files.
        base_path: where the site stands on its host.
        mapped: a ``map``, possibly of several processes.
        beside: folders at the root of the site that somebody else serves.
    """
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    batches = [(root, base_path, batch) for batch in _batches(pages)]
    for found in mapped(_targets, batches):
        for path, anchors in found.items():
            wanted[path] |= anchors
    broken = [
        Broken(page, path)
        for path, anchors in wanted.items()
        if path not in files and path.rstrip("/") not in beside
        for page in list(anchors.values())[:1]
    ]
    there = [(path, anchors) for path, anchors in sorted(wanted.items()) if path in files and path.endswith(".html")]
    for lost in mapped(_lost, [(root, batch) for batch in _batches(there)]):
        broken += lost
    return sorted(broken)


def _batches(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]


def _targets(job: tuple[Path, str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Where the links of pages lead: path, anchor, and a page that has the link."""
    root, base_path, pages = job
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        folder = posixpath.dirname(page)
        for raw in set(_TARGET.findall((root / page).read_bytes())):
            target = unescape(raw.decode())
            if target.startswith(_ELSEWHERE):
                continue
            path, _, anchor = target.partition("#")
            path = unquote(path.partition("?")[0])
            # A page that is shown at any address has links from the root of the host.
            full = (
                path.removeprefix(base_path)
                if path.startswith("/")
                else posixpath.normpath(posixpath.join(folder, path))
            )
            found[page if not path else full].setdefault(unquote(anchor), page)
    return dict(found)


def _lost(job: tuple[Path, Sequence[tuple[str, dict[str, str]]]]) -> list[Broken]:
    """Anchors that pages do not have."""
    root, wanted = job
    broken = []
    for path, anchors in wanted:
        if set(anchors) == {""}:
            continue
        there = {unescape(raw.decode()) for raw in _ANCHOR.findall((root / path).read_bytes())} | {""}
        broken += [Broken(page, f"{path}#{anchor}") for anchor, page in anchors.items() if anchor not in there]
    return broken
