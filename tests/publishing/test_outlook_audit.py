"""Every number an outlook prints follows from the edition and the judgements: worked out again, line by line."""

from __future__ import annotations

import re

import pytest
from line_audit import audit
from outlook_audit import outlook_lines
from rederived import Rederived, Tables

from jobprism.atlas import Atlas
from jobprism.publishing.outlook import to_markdown

# Between them: many rows and few, no delegation, wordings newer than the record, every kind of change.
OCCUPATIONS = ("29-1141.00", "47-2181.00", "15-1252.00", "41-9041.00", "23-1023.00", "11-1011.00", "15-1299.09")
EVERY = 61


@pytest.fixture(scope="module")
def tables(core_atlas: Atlas) -> Tables:
    return Tables(core_atlas.edition)


def _complaints(atlas: Atlas, tables: Tables, kind: str, subject: str, year: int) -> list[str]:
    figures = Rederived(tables, kind, subject)
    return [f"{subject}: {c}" for c in audit(to_markdown(atlas.outlook(subject, year)), outlook_lines(figures, year))]


def test_every_number_of_an_outlook_of_an_occupation(core_atlas: Atlas, tables: Tables) -> None:
    chosen = sorted({*sorted(tables.occupations)[::EVERY], *OCCUPATIONS})
    years = range(2026, 2036)
    found = [
        c
        for n, code in enumerate(chosen)
        for c in _complaints(core_atlas, tables, "occupation", code, years[n % len(years)])
    ]
    assert found == []


def test_every_number_of_an_outlook_of_a_role(core_atlas: Atlas, tables: Tables) -> None:
    assert [c for role in tables.roles for c in _complaints(core_atlas, tables, "role", role, 2030)] == []


def test_the_audit_finds_any_single_altered_digit_of_an_outlook(core_atlas: Atlas, tables: Tables) -> None:
    markdown = to_markdown(core_atlas.outlook("29-1141.00", 2030))
    expected = outlook_lines(Rederived(tables, "occupation", "29-1141.00"), 2030)
    assert audit(markdown, expected) == []
    places = [m.start() for m in re.finditer(r"\d", markdown)]
    altered = [(p, f"{markdown[:p]}{(int(markdown[p]) + 5) % 10}{markdown[p + 1 :]}") for p in places]
    assert [markdown[p - 30 : p + 10] for p, text in altered if not audit(text, expected)] == []
