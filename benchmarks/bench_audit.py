"""Every figure in every Markdown document of the core edition, worked out again by code that shares none with it.

Prints the documents read, the numbers in them and those that nobody could explain (complaints, a line each). Takes
minutes; the tests do the same for a sample::

    PYTHONPATH=src:tests/publishing python benchmarks/bench_audit.py
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from level_audit import Mixes, level_lines
from line_audit import audit, numbers, plain
from markdown_audit import expected_lines
from outlook_audit import outlook_lines
from rederived import Rederived, Tables
from rederived_skills import SkillTables
from skills_audit import skills_lines
from task_audit import Elsewhere, task_lines

from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.skills_document import SkillsReport
from jobprism.analyses.task import TaskReport
from jobprism.editions.store import CORE, Edition
from jobprism.publishing.bulk import OUTLOOK_YEAR, all_subjects, documents_of
from jobprism.publishing.rendered import rendered

SHOWN = 40
_OPEN: list[tuple[Edition, Tables, SkillTables, Elsewhere]] = []


def _open() -> None:
    edition = Edition(CORE)
    for name in edition.manifest.tables:
        edition.table(name)
    tables = Tables(edition)
    _OPEN.append((edition, tables, SkillTables(tables), Elsewhere(tables)))


def _subject(job: tuple[str, str]) -> tuple[int, int, list[str]]:
    """Documents, numbers and complaints of one job."""
    edition, tables, skills, elsewhere = _OPEN[0]
    figures = Rederived(tables, *job)
    mixes, rows = Mixes(figures), {row.id: row for row in figures.rows}
    documents, count, complaints = 0, 0, []
    for name, document in documents_of(edition, *job):
        if isinstance(document, LevelReport):
            lines = level_lines(figures, document.level, mixes)
        elif isinstance(document, OutlookReport):
            lines = outlook_lines(figures, OUTLOOK_YEAR)
        elif isinstance(document, SkillsReport):
            lines = skills_lines(figures, skills)
        elif isinstance(document, TaskReport):
            lines = task_lines(figures, rows[document.work.id], elsewhere)
        else:
            lines = expected_lines(figures)
        markdown = rendered(document, "md")
        documents += 1
        count += len(numbers(plain(markdown)))
        complaints += [f"{job[1]} {name}: {complaint}" for complaint in audit(markdown, lines)]
    return documents, count, complaints


def main() -> None:
    start = time.perf_counter()
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    jobs = all_subjects(Edition(CORE))[::step]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=_open) as pool:
        found = list(pool.map(_subject, jobs, chunksize=4))
    complaints = [c for _, _, of in found for c in of]
    print(f"{len(jobs)} jobs, {sum(d for d, _, _ in found):,} documents, {sum(n for _, n, _ in found):,} numbers")
    print(f"{len(complaints)} unexplained; {time.perf_counter() - start:.0f} s")
    for complaint in complaints[:SHOWN]:
        print(complaint[:300])


if __name__ == "__main__":
    main()
