"""How far the confidence holds for European wordings, and how much of what is amiss is the crosswalk's.

    python -m benchmarks.matching.european --mirror FOLDER --weights european+.npz

The weights are those of the choice ``european+`` of training/titles/rows.py: they have seen neither the development
titles nor any label of ESCO. B is asked of the model that ships.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from benchmarks.matching.measures import calibration_error, coverage_at, right_at
from benchmarks.matching.run import answered
from benchmarks.matching.testsets import Names, TestSet, base_rows, development, european, key, read_names, test_b

from jobprism.matching.model import WEIGHTS, TitleModel, load_model
from jobprism.matching.packed import Fitted, unpacked


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    given = parser.parse_args()
    names = read_names(given.mirror)
    agreement(names)
    fitted = Fitted.model_validate_json(WEIGHTS.with_suffix(".json").read_bytes())
    model = TitleModel(unpacked(given.weights, fitted))
    held(model, development(names), 1.0)
    factor = held(model, european(names), 1.0)
    held(model, european(names), factor)
    for times in (1.0, factor):
        held(load_model(), test_b(names), times)


def agreement(names: Names) -> None:
    """How often the crosswalk leads a label of ESCO's that is an O*NET title to an occupation that lists the title.

    Of occupations that B does not ask for; no coder has a part in it.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    for title, code in [*base_rows(names), *((title, code) for code, title in names.reported)]:
        bearers[key(title)].add(code)
    asked = {key(title) for title in test_b(names).titles}
    agrees: dict[str, list[bool]] = {"preferred": [], "alternative": []}
    for uri, preferred, others in names.esco:
        if uri in names.nesta and key(preferred) not in asked:
            for kind, labels in (("preferred", [preferred]), ("alternative", others)):
                agrees[kind] += [bool(bearers[key(x)] & names.nesta[uri]) for x in labels if key(x) in bearers]
    for kind, found in agrees.items():
        share = sum(found) / len(found)
        print(f"{kind} labels that are O*NET titles: {len(found)}; the crosswalk agrees with {share:.3f} of them")


def held(model: TitleModel, tested: TestSet, times: float) -> float:
    """Print how the confidence, times a factor, holds; gives the factor by which it would hold on the whole."""
    answers = answered(model, tested.titles)
    right, confidence = right_at(answers, tested, 1), times * answers.confidence
    covered, _ = coverage_at(confidence, right, 0.9)
    print(
        f"{tested.name:<12} {len(tested)} titles, {100 * right.mean():.1f} in 100 right; confidence x {times:.3f}: "
        f"mean {confidence.mean():.3f}, ECE {calibration_error(confidence, right):.3f}; "
        f"the surest {100 * covered:.0f} in 100 right nine times in ten"
    )
    return float(right.mean() / confidence.mean())


if __name__ == "__main__":
    main()
