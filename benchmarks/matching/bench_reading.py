"""The thirty labelled CVs and postings: what the reader finds in each half, and how long it takes.

    python benchmarks/matching/bench_reading.py [development]

Rules and weights were made on the development half; the held-out half is the figure to quote, but for jobs: rules for
them were mended after the held-out half was scored once (docs/reading.md). Times are of a warm process, per document.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "matching"))

from labelled_corpus import Labelled, corpus, covered

import jobprism
from jobprism.analyses.reading import DocumentReader
from jobprism.matching.documents import Document, read_document
from jobprism.matching.reading import Reading, TitleTools, read_text


def main() -> None:
    atlas = jobprism.open("core")
    tools = TitleTools.of(atlas.coder)
    for part in ("development",) if "development" in sys.argv else ("development", "held_out"):
        documents = corpus(part)
        rows = [_tally(document, read_text(document.text, tools)) for document in documents]
        total = {key: sum(row[key] for row in rows) for key in rows[0]}
        print(f"{part}: {len(documents)} documents")
        print(f"  duties found {total['found']}/{total['duties']} = {total['found'] / total['duties']:.3f}")
        print(f"  non-duties taken {total['taken']}/{total['others']} = {total['taken'] / total['others']:.3f}")
        print(f"  kind {total['kind']}, title {total['title']} of {len(documents)}")
        for name in ("technologies", "skills"):
            print(f"  {name} named and found {total[name + '_found']}/{total[name]}")
        print(f"  jobs of CVs {total['jobs']}: title and years right {total['jobs_right']}, told {total['jobs_told']}")
    _print_times(atlas)


def _print_times(atlas: jobprism.Atlas) -> None:
    """Milliseconds of each part, median and longest; and of a CV four times as long as ours."""
    reader = DocumentReader(atlas.edition, atlas.coder)
    texts = [d.text for d in corpus()]
    reader.read(Document(texts[0], "text"))
    cv = next(d.text for d in corpus() if d.expected["kind"] == "cv")
    took: dict[str, list[float]] = defaultdict(list)
    for text in [*texts, cv * 4]:
        data = text.encode()
        # The title coder's answers are remembered by the tools: a new person's CV finds none.
        tools = TitleTools.of(atlas.coder)
        took["bytes to text"].append(_milliseconds(lambda data=data: read_document(data)))
        took["title, level, jobs, duties, skills"].append(
            _milliseconds(lambda text=text, tools=tools: read_text(text, tools))
        )
        took["all, with codes and exposure"].append(_milliseconds(lambda data=data: reader.read(read_document(data))))
    for name, each in took.items():
        print(f"{name:36} median {statistics.median(each[:-1]):6.1f} ms, longest {max(each[:-1]):6.1f} ms, ", end="")
        print(f"a CV of {len(cv * 4):,} characters {each[-1]:6.1f} ms")


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _tally(document: Labelled, reading: Reading) -> dict[str, int]:
    spans = [(d.start, d.end) for d in reading.duties]
    wanted, told = document.expected["title"].lower(), (reading.title.text if reading.title else "").lower()
    row = {
        "duties": len(document.duties),
        "found": sum(covered(s, spans, document.text) >= 0.5 for s in document.duties),
        "others": len(document.others),
        "taken": sum(covered(s, spans, document.text) >= 0.5 for s in document.others),
        "kind": reading.kind == document.expected["kind"],
        "title": bool(told) and (told in wanted or wanted in told),
        **_jobs(document, reading),
    }
    matched = [(m.start, m.end) for m in reading.skills]
    for name in ("technologies", "skills"):
        row[name] = len(document.expected[name])
        row[f"{name}_found"] = sum(_named(document.text, item, matched) for item in document.expected[name])
    return row


def _jobs(document: Labelled, reading: Reading) -> dict[str, int]:
    wanted = document.expected.get("jobs", [])
    told = [
        (j.title.text.lower(), j.years.first if j.years else None, j.years.last if j.years else None)
        for j in reading.jobs
        if j.title
    ]
    right = sum(
        any((t in title.lower() or title.lower() in t) and (a, b) == (first, last) for t, a, b in told)
        for title, first, last in wanted
    )
    return {"jobs": len(wanted), "jobs_right": right, "jobs_told": len(told) if wanted else 0}


def _named(text: str, item: str, matched: list[tuple[int, int]]) -> bool:
    """Whether a match stands where the words are named, or in them ("Excel" in "Microsoft Excel")."""
    return any(item.lower() in (m := text[a:b].lower()) or (len(m) > 2 and m in item.lower()) for a, b in matched)


if __name__ == "__main__":
    main()
