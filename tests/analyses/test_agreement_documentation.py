"""docs/agreement.md says what the core edition says."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean

import pytest

from jobprism.analyses.agreement import AgreementReport, Pair

TEXT = (Path(__file__).parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
KINDS = {
    "people": "capability, judged by people",
    "language model": "capability, judged by a language model",
    "abilities": "capability, linked through abilities",
    "patents": "capability, read from patents",
    "use": "observed use",
    "use and success": "observed use and its success",
    "at home": "feasibility at home",
}
Index = tuple[str, str]


@pytest.fixture(scope="module")
def report(core_atlas) -> AgreementReport:
    return core_atlas.agreement()


def _rows(beginning: str) -> list[list[str]]:
    """Cells of the rows below a table's header."""
    lines = TEXT.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(beginning)) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def _pairs(report: AgreementReport) -> dict[frozenset[Index], Pair]:
    return {frozenset({(p.measure_a, p.vintage_a), (p.measure_b, p.vintage_b)}): p for p in report.pairs}


def test_the_means_by_kind_are_those_of_the_pairs(report):
    kinds = {(i.measure, i.vintage): i.kind for i in report.indices}
    assert set(kinds.values()) == set(KINDS.values())
    rows = _rows("| | people |")
    assert [row[0] for row in rows] == list(KINDS)
    for place, (row, of) in enumerate(zip(rows, KINDS.values(), strict=True)):
        for cell, and_of in zip(row[1 : place + 2], KINDS.values(), strict=False):
            found = [p.spearman for ends, p in _pairs(report).items() if {kinds[e] for e in ends} == {of, and_of}]
            assert cell == (f"{mean(found):.2f}" if found else "-"), (of, and_of)


def test_the_striking_pairs_are_as_computed(report):
    rows = _rows("| index | and index |")
    assert rows
    for a, b, n, rho, top in rows:
        ends = frozenset((m.group(1), m.group(2)) for cell in (a, b) if (m := re.fullmatch(r"`(\w+)` (\S+)", cell)))
        p = _pairs(report)[ends]
        assert n == str(p.n_occupations)
        assert rho == f"{p.spearman:.2f} ({p.spearman_low:.2f} to {p.spearman_high:.2f})"
        assert top == (
            f"{p.top_decile_overlap:.2f} ({p.top_decile_overlap_low:.2f} to {p.top_decile_overlap_high:.2f})"
        )


def test_its_counts_are_those_of_the_report(report):
    names = {i.measure for i in report.indices}
    assert f"{len(report.indices)} figures of {len(names)} indices" in TEXT
    assert f"{len(report.pairs)} rows" in TEXT
    assert f"the {len(report.disagreements)} occupations" in TEXT
    least = sorted(i.n_occupations for i in report.indices)
    assert f"{len(least) - 1} cover {least[1]} occupations or more; one covers {least[0]}" in TEXT
    patents = sum("webb_ai_patents" in d.lowest + d.highest for d in report.disagreements)
    assert f"In {patents} of them an end is Webb's patents" in TEXT
    assert min(d.percentile_range for d in report.disagreements) > 96
