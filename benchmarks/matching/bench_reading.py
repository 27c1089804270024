"""The thirty labelled CVs and postings: what the reader finds in each half, and how long it takes.

    python benchmarks/matching/bench_reading.py [development]

Rules and weights were made on the development half; the held-out half is the figure to quote.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "matching"))

from labelled_corpus import Labelled, corpus, covered

from jobprism.matching.reading import Reading, read_text


def main() -> None:
    for part in ("development",) if "development" in sys.argv else ("development", "held_out"):
        documents = corpus(part)
        read_text(documents[0].text)
        seconds, rows = [], []
        for document in documents:
            start = time.perf_counter()
            reading = read_text(document.text)
            seconds.append(time.perf_counter() - start)
            rows.append(_tally(document, reading))
        total = {key: sum(row[key] for row in rows) for key in rows[0]}
        print(f"{part}: {len(documents)} documents, median {1000 * statistics.median(seconds):.0f} ms each")
        print(f"  duties found {total['found']}/{total['duties']} = {total['found'] / total['duties']:.3f}")
        print(f"  non-duties taken {total['taken']}/{total['others']} = {total['taken'] / total['others']:.3f}")
        print(f"  kind {total['kind']}, title {total['title']} of {len(documents)}")
        for name in ("technologies", "skills"):
            print(f"  {name} named and found {total[name + '_found']}/{total[name]}")


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
    }
    matched = [(m.start, m.end) for m in reading.skills]
    for name in ("technologies", "skills"):
        row[name] = len(document.expected[name])
        row[f"{name}_found"] = sum(_named(document.text, item, matched) for item in document.expected[name])
    return row


def _named(text: str, item: str, matched: list[tuple[int, int]]) -> bool:
    """Whether a match stands where the words are named, or in them ("Excel" in "Microsoft Excel")."""
    return any(item.lower() in (m := text[a:b].lower()) or (len(m) > 2 and m in item.lower()) for a, b in matched)


if __name__ == "__main__":
    main()
