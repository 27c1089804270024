"""Every number a report prints is in the edition: worked out again, line by line."""

from __future__ import annotations

import re

import pytest
from line_audit import Line, audit, numbers
from markdown_audit import expected_lines
from rederived import Rederived, Tables

from jobprism.atlas import Atlas
from jobprism.editions.store import Edition

# Occupations that between them have many rows, few rows, a role's kin, no wage, shared BLS codes and every band.
ALWAYS = ("29-1141.00", "47-2181.00", "23-2011.00", "15-2051.00", "23-1023.00", "11-1011.00", "41-9041.00")
EVERY = 31
ON_FULL = ("29-1141.00", "47-2181.00", "23-1023.00", "15-2051.00", "11-1011.00")


@pytest.fixture(scope="session")
def atlas(core: Edition) -> Atlas:
    return Atlas(core)


@pytest.fixture(scope="session")
def core_tables(atlas: Atlas) -> Tables:
    return Tables(atlas.edition)


@pytest.fixture(scope="session")
def full_tables(full_atlas: Atlas) -> Tables:
    return Tables(full_atlas.edition)


def _complaints(atlas: Atlas, tables: Tables, kind: str, subject_id: str) -> list[str]:
    found = audit(atlas.report(subject_id).to_markdown(), expected_lines(Rederived(tables, kind, subject_id)))
    return [f"{subject_id}: {complaint}" for complaint in found]


def test_every_number_of_an_occupation_is_in_the_core_edition(atlas: Atlas, core_tables: Tables) -> None:
    chosen = sorted({*sorted(core_tables.occupations)[::EVERY], *ALWAYS})
    assert len(chosen) >= 30
    assert [c for i in chosen for c in _complaints(atlas, core_tables, "occupation", i)] == []


def test_every_number_of_a_role_is_in_the_core_edition(atlas: Atlas, core_tables: Tables) -> None:
    assert len(core_tables.roles) >= 40
    assert [c for i in core_tables.roles for c in _complaints(atlas, core_tables, "role", i)] == []


@pytest.mark.mirror
@pytest.mark.parametrize("occupation", ON_FULL)
def test_every_number_of_an_occupation_is_in_the_full_edition(
    full_atlas: Atlas, full_tables: Tables, occupation: str
) -> None:
    assert _complaints(full_atlas, full_tables, "occupation", occupation) == []


@pytest.mark.parametrize(("kind", "subject_id"), [("occupation", "29-1141.00"), ("role", "machine-learning-engineer")])
def test_the_audit_finds_any_single_altered_digit(
    atlas: Atlas, core_tables: Tables, kind: str, subject_id: str
) -> None:
    markdown = atlas.report(subject_id).to_markdown()
    expected = expected_lines(Rederived(core_tables, kind, subject_id))
    places = [m.start() for m in re.finditer(r"\d", markdown)]
    # Five away: a figure on the edge of two roundings may be shown as either of two neighbours.
    altered = [(p, f"{markdown[:p]}{(int(markdown[p]) + 5) % 10}{markdown[p + 1 :]}") for p in places]
    unaltered = audit(markdown, expected)
    missed = [markdown[p - 30 : p + 10] for p, text in altered if audit(text, expected) == unaltered]
    assert len(places) > 300
    assert missed == []


def test_the_audit_finds_a_number_nobody_derived(atlas: Atlas, core_tables: Tables) -> None:
    markdown = atlas.report("29-1141.00").to_markdown()
    expected: list[Line] = expected_lines(Rederived(core_tables, "occupation", "29-1141.00"))
    assert audit(markdown, expected) == []
    for extra in ("Some say 12 %.", "About 3 nurses in four agree."):
        assert audit(markdown.replace("Notes\n", f"Notes\n\n{extra}\n"), expected)
        assert audit(markdown.replace("most is", f"most is, {extra.lower()}"), expected)


def test_numbers_are_read_in_every_form_reports_use() -> None:
    written = {
        "1,234 jobs for $12,345 a year (May 2025)": ["1,234", "$12,345", "May 2025"],
        "+5.1 % or -3.0 % in 2024-34": ["+5.1 %", "-3.0 %", "2024-34"],
        "from the 1st to the 22nd, 12-18": ["1st", "22nd", "12", "18"],
        "under 1 %, over 99 % (0.25), none, all 4": ["under 1 %", "over 99 %", "0.25", "none", "all", "4"],
        "29-1141.00, 29-1141 and 2026-11-21": ["29-1141.00", "29-1141", "2026-11-21"],
        "GPT-4 and GPT-5": ["5"],
    }
    assert {text: numbers(text) for text in written} == written
