"""No number that somebody chose stands in the code of the estimates: such numbers are judgements, in YAML.

What remains there is arithmetic (0, 1/2, 1), tolerances far below any figure shown, and the named conventions below.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import jobprism.estimates

ROOM = Path(jobprism.estimates.__file__).parent
ARITHMETIC = {0.0, 0.25, 0.5, 1.0, 2.0, 100.0, 1000.0}
TOLERANCE = 1e-5
CONVENTIONS = {
    ("agreement.py", 0.1): "the top tenth, by definition of top-decile overlap",
    ("intervals.py", 0.9): "the level of every interval, and the shape beyond which a Beta is U-like",
    ("replications.py", 0.36): "published by Handa et al. (2025)",
    ("replications.py", 0.04): "published by Handa et al. (2025)",
    ("replications.py", 0.75): "published by Handa et al. (2025)",
    ("replications.py", 0.005): "rounding of what Handa et al. (2025) publish",
    ("replications.py", 0.0005): "rounding of what Microsoft publishes",
    ("splits.py", 0.02): "bound on a set of connected tasks, which no figure of an edition depends on",
    ("shares.py", 4.0): "width of O*NET's importance scale, 1 to 5",
    ("forecast.py", 20.0): "logits at which a search may stop",
    ("use_releases.py", 1e-3): "ends between which a shape is searched",
    ("use_releases.py", 1e6): "ends between which a shape is searched",
}


def fractions(path: Path) -> set[tuple[str, float]]:
    """(file, value) of every floating-point number written in a file that is neither arithmetic nor a tolerance."""
    return {
        (path.name, node.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
        if node.value not in ARITHMETIC and abs(node.value) > TOLERANCE
    }


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda p: p.name)
def test_every_number_in_the_code_is_arithmetic_or_a_named_convention(path: Path) -> None:
    hidden = {value for name, value in fractions(path) if (name, value) not in CONVENTIONS}
    assert not hidden, f"{path.name} holds {sorted(hidden)}: make it a judgement, with date, reason and reference"


def test_no_convention_is_named_that_the_code_no_longer_holds() -> None:
    written = {found for path in ROOM.rglob("*.py") for found in fractions(path)}
    assert set(CONVENTIONS) <= written


def test_a_hidden_weight_is_found(tmp_path: Path) -> None:
    module = tmp_path / "weights.py"
    module.write_text("def pressure(capability, use):\n    return 0.7 * capability + 0.5 * use\n")
    assert fractions(module) == {("weights.py", 0.7)}
