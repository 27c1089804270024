"""Every number a deep dive prints is in the edition: worked out again, for every row of many jobs."""

from __future__ import annotations

import re

import pytest
from line_audit import audit
from rederived import Rederived, Tables
from task_audit import Elsewhere, task_lines

from jobprism.analyses.task import task_reports
from jobprism.atlas import Atlas
from jobprism.publishing.task import to_markdown

OCCUPATIONS = ("29-1141.00", "47-2181.00", "23-1023.00", "15-1299.09")
EVERY = 101


@pytest.fixture(scope="module")
def tables(core_atlas: Atlas) -> Elsewhere:
    return Elsewhere(Tables(core_atlas.edition))


def _complaints(atlas: Atlas, tables: Elsewhere, kind: str, subject: str) -> list[str]:
    figures = Rederived(tables.tables, kind, subject)
    rows = {row.id: row for row in figures.rows}
    reports = task_reports(atlas.edition, kind, subject)
    assert len(reports) == len(rows)
    return [
        f"{subject} {report.work.id}: {complaint}"
        for report in reports
        for complaint in audit(to_markdown(report), task_lines(figures, rows[report.work.id], tables))
    ]


def test_every_number_of_the_tasks_of_an_occupation(core_atlas: Atlas, tables: Elsewhere) -> None:
    chosen = sorted({*sorted(tables.tables.occupations)[::EVERY], *OCCUPATIONS})
    assert [c for code in chosen for c in _complaints(core_atlas, tables, "occupation", code)] == []


def test_every_number_of_the_tasks_of_a_role(core_atlas: Atlas, tables: Elsewhere) -> None:
    assert [c for role in sorted(tables.tables.roles)[::5] for c in _complaints(core_atlas, tables, "role", role)] == []


def test_the_audit_finds_any_single_altered_digit_of_a_task(core_atlas: Atlas, tables: Elsewhere) -> None:
    figures = Rederived(tables.tables, "occupation", "29-1141.00")
    expected = task_lines(figures, figures.rows[0], tables)
    markdown = to_markdown(core_atlas.task("29-1141.00", figures.rows[0].id))
    assert audit(markdown, expected) == []
    places = [m.start() for m in re.finditer(r"\d", markdown)]
    altered = [(p, f"{markdown[:p]}{(int(markdown[p]) + 5) % 10}{markdown[p + 1 :]}") for p in places]
    assert [markdown[p - 30 : p + 10] for p, text in altered if not audit(text, expected)] == []
