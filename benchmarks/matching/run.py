"""Title coders side by side: accuracy on tests A, D, B and E, confidence, speed, memory and size, in one run.

    python -m benchmarks.matching.run --mirror <folder> --models <folder> [--minilm <MiniLM> --vectors <file>]

Run from the repository's root. ``--models`` holds models trained on choices of rows that leave the tests out, named
a.npz, a+.npz, b.npz and b+.npz (training/titles/train.py); without it only the speed of the model that ships is shown,
since that one has seen the tests. MiniLM and sockit take part where they are installed (``pip install
sentence-transformers sockit==0.2.1``). Peers are trained on O*NET's titles without those of A; for B and E, as ours, on
all of O*NET's titles. Shares are in per cent: first, and among the first five.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from benchmarks.matching import peers
from benchmarks.matching.measures import (
    Answers,
    by_major_group,
    calibration_error,
    coverage_at,
    precision_at,
    right_at,
)
from benchmarks.matching.shipped import shipped
from benchmarks.matching.testsets import (
    Names,
    TestSet,
    as_rosters_write,
    base_rows,
    keys_of,
    read_names,
    test_a,
    test_b,
    test_e,
    to_six_digits,
)

from jobprism.matching.calibration import calibrated
from jobprism.matching.highest import highest
from jobprism.matching.model import WEIGHTS, TitleModel
from jobprism.matching.packed import Fitted, unpacked

SOCKIT = "sockit 0.2.1, six digits"
TESTS_OF = {"a": ("A", "D"), "a+": ("A", "D", "B"), "b": ("B", "E"), "b+": ("B",)}
WHAT = {
    "a": "ours, O*NET's titles without A's",
    "a+": "ours, with direct-match titles, ESCO's labels, and texts",
    "b": "ours, all of O*NET's titles",
    "b+": "ours, with direct-match titles and texts",
}


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--minilm", default="sentence-transformers/all-MiniLM-L6-v2")
    parser.add_argument("--vectors", type=Path, help="file of MiniLM's vectors, as the training keeps it")
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    names = read_names(given.mirror)
    tests = {"A": test_a(names), "B": test_b(names), "E": test_e(names)}
    tests["D"] = as_rosters_write(tests["A"])
    print("titles:", ", ".join(f"{name} {len(test)}" for name, test in sorted(tests.items())))
    if not given.no_peers:
        _peers(names, tests, given.minilm, given.vectors)
    if given.models:
        _ours(given.models, tests)
    shipped(tests["D"].titles, names, given.minilm if not given.no_peers else None)


def _peers(names: Names, tests: dict[str, TestSet], minilm: str, vectors: Path | None) -> None:
    embed = peers.minilm(minilm, vectors) if vectors else None
    under = defaultdict(list)
    for code, _ in sorted(names.occupations):
        under[code[:7]].append(code)
    for held_out, asked in (("A", ("A", "D")), (None, ("B", "E"))):
        rows = base_rows(names, keys_of(names, held_out) if held_out else ())
        makers: dict[str, Callable[[], peers.Coder | None]] = {
            "RapidFuzz token sort": lambda rows=rows: peers.rapidfuzz_token_sort(rows),
            "BM25 over occupations": lambda rows=rows: peers.bm25(rows),
            "TF-IDF character centroid": lambda rows=rows: peers.tfidf_centroid(rows),
            SOCKIT: lambda: peers.sockit(under),
        }
        if embed:
            makers["MiniLM + nearest titles"] = lambda rows=rows: peers.minilm_nearest(rows, embed)
            makers["MiniLM + linear head"] = lambda rows=rows: peers.minilm_linear(rows, embed)
        for name, make in makers.items():
            if (coder := make()) is None:
                print(f"{name:<58} not installed")
                continue
            for test in asked:
                codes = coder(tests[test].titles)
                tested = to_six_digits(tests[test]) if name == SOCKIT else tests[test]
                _show(name, tested, Answers(codes, np.zeros(len(codes))))


def _ours(models: Path, tests: dict[str, TestSet]) -> None:
    fitted = Fitted.model_validate_json(WEIGHTS.with_suffix(".json").read_bytes())
    for choice, asked in TESTS_OF.items():
        path = models / f"{choice}.npz"
        if not path.is_file():
            print(f"{WHAT[choice]:<58} no {path}")
            continue
        model = TitleModel(unpacked(path, fitted))
        for test in asked:
            answers = answered(model, tests[test].titles)
            right = _show(WHAT[choice], tests[test], answers)
            covered, confidence = coverage_at(answers.confidence, right, 0.9)
            print(
                f"{'':<58} ECE {calibration_error(answers.confidence, right):.3f}; right 90 % of the time for the "
                f"surest {100 * covered:.0f} % (confidence {confidence:.2f} on); the surest half right "
                f"{100 * precision_at(answers.confidence, right, 0.5):.0f} %"
            )
            if (choice, test) == ("a+", "A"):
                groups = by_major_group(tests[test], right)
                print("   by major group:", "  ".join(f"{g} {100 * s:.0f} ({n})" for g, (n, s) in groups.items()))


def answered(model: TitleModel, titles: Sequence[str]) -> Answers:
    """Answers of the model alone, without names given by hand or known word for word."""
    scores, found = model.scores(model.read_all(titles))
    chances, _ = calibrated(scores, found, model.weights.calibration)
    best = highest(chances, 5)
    confidence = np.take_along_axis(chances, best, axis=1)[:, 0]
    return Answers([[model.codes[j] for j in row] for row in best], confidence)


def _show(name: str, test: TestSet, answers: Answers) -> np.ndarray:
    first, five = right_at(answers, test, 1), right_at(answers, test, 5)
    print(f"{name:<58} {test.name}  {100 * first.mean():5.1f} / {100 * five.mean():5.1f}", flush=True)
    return first


if __name__ == "__main__":
    main()
