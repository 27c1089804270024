"""Every number a skills document prints follows from the edition and the judgements: worked out again."""

from __future__ import annotations

import re

import pytest
from line_audit import audit
from rederived import Rederived, Tables
from rederived_skills import SkillTables
from skills_audit import skills_lines

from jobprism.analyses.skills import skills_report
from jobprism.atlas import Atlas
from jobprism.publishing.skills import to_markdown

# Between them: much and little software, every standing, no ratings.
OCCUPATIONS = ("29-1141.00", "47-2181.00", "15-1252.00", "41-9041.00", "23-1023.00", "13-1199.07", "55-3016.00")
EVERY = 101


@pytest.fixture(scope="module")
def tables(core_atlas: Atlas) -> SkillTables:
    return SkillTables(Tables(core_atlas.edition))


def _complaints(atlas: Atlas, tables: SkillTables, kind: str, subject: str) -> list[str]:
    markdown = to_markdown(skills_report(atlas.edition, kind, subject))
    expected = skills_lines(Rederived(tables.tables, kind, subject), tables)
    return [f"{subject}: {complaint}" for complaint in audit(markdown, expected)]


def test_every_number_of_the_skills_of_an_occupation(core_atlas: Atlas, tables: SkillTables) -> None:
    known = sorted(tables.tables.occupations)
    chosen = sorted({*known[::EVERY], *(c for c in OCCUPATIONS if c in known)})
    assert [c for code in chosen for c in _complaints(core_atlas, tables, "occupation", code)] == []


def test_every_number_of_the_skills_of_a_role(core_atlas: Atlas, tables: SkillTables) -> None:
    assert [c for role in sorted(tables.tables.roles)[::3] for c in _complaints(core_atlas, tables, "role", role)] == []


def test_the_audit_finds_any_single_altered_digit_of_skills(core_atlas: Atlas, tables: SkillTables) -> None:
    markdown = to_markdown(core_atlas.skills("29-1141.00"))
    expected = skills_lines(Rederived(tables.tables, "occupation", "29-1141.00"), tables)
    assert audit(markdown, expected) == []
    places = [m.start() for m in re.finditer(r"\d", markdown)]
    altered = [(p, f"{markdown[:p]}{(int(markdown[p]) + 5) % 10}{markdown[p + 1 :]}") for p in places]
    assert [markdown[p - 30 : p + 10] for p, text in altered if not audit(text, expected)] == []
