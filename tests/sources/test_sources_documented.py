"""The documents name every source and every measure, with the figures the core edition has."""

from __future__ import annotations

from pathlib import Path

from jobprism.sources.registry import registered_sources

ROOT = Path(__file__).parents[2]
SOURCES, MEASURES, LICENCES = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("docs/sources.md", "docs/measures.md", "DATA-LICENSES.md")
)


def _cells(text: str, width: int) -> dict[str, list[str]]:
    """Table rows of a width that begin with a source's id, by it."""
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row for row in rows if len(row) == width}


def test_the_table_of_sources_has_each_with_its_figures(core):
    table = _cells(SOURCES, 6)
    assert set(table) == {r.id for r in registered_sources()}
    for row in core.table("coverage").rows(named=True):
        assert table[row["source"]][4:] == [f"{row['observations']:,}", f"{row['evidence_rows']:,}"], row["source"]


def test_the_table_of_indices_has_their_reach(core):
    table = {row[0].strip("`"): row for row in _cells(SOURCES, 5).values()}
    coverage = {row["source"]: row for row in core.table("coverage").rows(named=True)}
    carried = {s for s in table if s in coverage}
    assert len(carried) == 7
    for source in carried:
        share = 100 * coverage[source]["employment_share"]
        assert table[source][1] == str(coverage[source]["occupations"])
        assert table[source][2] in {f"{share:.1f} %", f"{share:.0f} %"}


def test_each_source_has_its_licence_and_attribution():
    table = _cells(LICENCES, 6)
    assert set(table) == {r.id for r in registered_sources()}
    for r in registered_sources():
        licence = r.source.licence
        assert licence.name in table[r.id][3], r.id
        assert table[r.id][4].strip("*") == licence.redistribution.value, r.id
        assert f"- **{r.id}**: " in LICENCES


def test_each_measure_is_described_with_its_source_and_unit():
    rows = [line for line in MEASURES.splitlines() if line.startswith("| `")]
    declared = [(m.id, r.id, m.unit, m.subject) for r in registered_sources() for m in r.source.measures]
    for measure, source, unit, subject in declared:
        assert any(
            line.startswith(f"| `{measure}`") and f"| `{source}` |" in line and f"| {unit} |" in line for line in rows
        ), (measure, source, subject)
    kinds = len({m for m, *_ in declared})
    assert f"{len(declared)} declarations of {kinds} measures and families of measures" in MEASURES
