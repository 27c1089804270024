"""How fast the site is written: pages a second beside bare Jinja, of equal bytes.

Run: ``python benchmarks/bench_site.py``. In one process, over every fortieth job of the core edition. Four figures:
making the documents; making pages and twins from them and writing; the same templates rendered from the same documents
and written, with nothing beside; and the lines of the same pages printed by a template that does nothing else, the
least that Jinja could take.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment

from jobprism.editions.store import CORE, Edition
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site

_STEP = 40
_BARE = "{% for line in lines %}{{ line|safe }}\n{% endfor %}"


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    site = Site(Edition(CORE), options())
    entries = list(site.frame.entries.values())[::_STEP]
    # What is worked out once for all jobs is no part of the rate.
    for file in site.subject(entries[0]).all():
        file.make()
    documents = []
    built = _timed(lambda: documents.extend(file for entry in entries for file in site.subject(entry).all()))
    rendered: list[tuple[str, str, dict]] = []
    page = site.look.page

    def noted(template: str, path: str, **values: object) -> bytes:
        rendered.append((template, path, values))
        return page(template, path, **values)

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "file"
        ours = _timed(lambda: [target.write_bytes(file.make()) for file in documents])
        site.look.page = noted
        pages = {file.path: file.make() for file in documents if file.path.endswith(".html")}
        same = _timed(lambda: [target.write_bytes(page(t, p, **v)) for t, p, v in rendered])
        bare = Environment(autoescape=True).from_string(_BARE)
        lines = [body.decode().splitlines() for body in pages.values()]
        least = _timed(lambda: [target.write_text(bare.render(lines=part)) for part in lines])
    size = sum(map(len, pages.values()))
    print(f"{len(pages)} pages, {size / 1e6:.1f} MB, of {len(entries)} jobs; seconds of one processor")
    for name, seconds in (
        ("documents made", built),
        ("pages and twins made and written", ours),
        ("the same templates alone", same),
        ("bare lines of the same pages", least),
    ):
        print(f"{name:36} {seconds:7.2f} s  {len(pages) / seconds:9.0f} pages/s")
    print(f"ours against the same templates alone: {ours / same:.2f}; against bare lines: {ours / least:.2f}")


if __name__ == "__main__":
    main()
