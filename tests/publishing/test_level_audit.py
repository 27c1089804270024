"""Every number a level prints follows from the edition, the gradients and the judgements: worked out again."""

from __future__ import annotations

import re

import pytest
from level_audit import Mixes, level_lines
from line_audit import audit
from rederived import LAYERS, Rederived, Tables

from jobprism.analyses.level import LEVELS, level_reports
from jobprism.atlas import Atlas
from jobprism.publishing.level import to_markdown

# Between them: many rows and few, levels that are and are not told apart, no delegation, every label.
OCCUPATIONS = ("29-1141.00", "47-2181.00", "15-1252.00", "41-9041.00", "23-1023.00", "27-2011.00", "47-2072.00")
EVERY = 31
SLACK = 2e-4  # layers are kept with four digits, changes too


@pytest.fixture(scope="module")
def tables(core_atlas: Atlas) -> Tables:
    return Tables(core_atlas.edition)


def _complaints(atlas: Atlas, tables: Tables, kind: str, subject: str) -> list[str]:
    figures = Rederived(tables, kind, subject)
    found = Mixes(figures)
    return [
        f"{subject} {report.level}: {complaint}"
        for report in level_reports(atlas.edition, kind, subject)
        for complaint in audit(to_markdown(report), level_lines(figures, report.level, found))
    ]


def test_every_number_of_a_level_of_an_occupation(core_atlas: Atlas, tables: Tables) -> None:
    chosen = sorted({*sorted(tables.occupations)[::EVERY], *OCCUPATIONS})
    assert [c for code in chosen for c in _complaints(core_atlas, tables, "occupation", code)] == []


def test_every_number_of_a_level_of_a_role(core_atlas: Atlas, tables: Tables) -> None:
    assert [c for role in sorted(tables.roles)[::3] for c in _complaints(core_atlas, tables, "role", role)] == []


def test_the_layers_of_a_level_are_those_of_its_mix(tables: Tables) -> None:
    figures = Rederived(tables, "occupation", "15-1252.00")
    found = Mixes(figures)
    rows = tables.edition.table("estimates").select("subject_kind", "subject_id", "layer", "value").rows()
    of = {(task, layer): value for kind, task, layer, value in rows if kind == "task"}
    for level in LEVELS:
        for layer in LAYERS:
            known = [(share, of[task, layer]) for task, share in found.mix[level].items() if (task, layer) in of]
            mean = sum(s * v for s, v in known) / sum(s for s, _ in known)
            assert found.table[level, layer]["value"] == pytest.approx(mean, abs=SLACK)


def test_the_audit_finds_any_single_altered_digit_of_a_level(core_atlas: Atlas, tables: Tables) -> None:
    markdown = to_markdown(core_atlas.level("29-1141.00", "lead"))
    figures = Rederived(tables, "occupation", "29-1141.00")
    expected = level_lines(figures, "lead")
    assert audit(markdown, expected) == []
    places = [m.start() for m in re.finditer(r"\d", markdown)]
    altered = [(p, f"{markdown[:p]}{(int(markdown[p]) + 5) % 10}{markdown[p + 1 :]}") for p in places]
    assert [markdown[p - 30 : p + 10] for p, text in altered if not audit(text, expected)] == []
