"""Every document of an edition as a folder of files, written by several processes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pydantic import BaseModel

from jobprism.analyses.facts import facts_of
from jobprism.analyses.level import level_reports
from jobprism.analyses.outlook import outlook_report
from jobprism.analyses.profession import profession_report
from jobprism.analyses.skills import skills_report
from jobprism.analyses.task import report_of_row
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.files import folder_beside
from jobprism.publishing.rendered import rendered

INDEX = "index.json"
OUTLOOK_YEAR = 2030
"""The year whose outlook is written; the document itself has pressure in every other year."""
FORMATS = ("json", "md")
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        folder: where.
        files: how many documents.
        bytes: of all of them.
    """

    folder: Path
    files: int
    bytes: int


def write_all(
    edition: Edition,
    output: Path,
    output_format: str,
    step: Step = lambda *_: None,
    subjects: list[tuple[str, str]] | None = None,
    processes: int | None = None,
) -> Written:
    """Write every document of occupations and roles, whole or not at all.

    ``<kind>s/<id>/profession.<format>``, ``…/level-<level>.<format>``, ``…/outlook-<year>.<format>``,
    ``…/skills.<format>`` and ``…/tasks/<row id>.<format>``, with ``index.json`` listing them by subject.

    Args:
        edition: whose documents.
        output: a folder that does not exist, is empty, or was written by an earlier call, which is then replaced.
        output_format: json or md.
        step: called with (what, done, of all).
        subjects: (kind, id) of the jobs wanted; by default all.
        processes: how many to use; by default one per processor.

    Raises:
        UsageError: the folder holds other things, or the format is unknown.
    """
    if output_format not in FORMATS:
        raise UsageError(f"All documents can be had as {' or '.join(FORMATS)}, not {output_format}.", "Choose one.")
    _check_replaceable(output)
    subjects = subjects or all_subjects(edition)
    index: dict[str, list[str]] = {}
    size = 0
    with folder_beside(output) as beside, _pool(edition, processes) as pool:
        jobs = [(kind, subject, output_format, beside) for kind, subject in subjects]
        for done, (subject, names, count) in enumerate(pool.map(_write_subject, jobs, chunksize=8), 1):
            index[subject] = names
            size += count
            step(f"writing {subject}", done, len(subjects))
        manifest = edition.manifest
        listed = {"edition": manifest.name, "content_hash": manifest.content_hash, "documents": index}
        (beside / INDEX).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    return Written(output, sum(map(len, index.values())), size)


def all_subjects(edition: Edition) -> list[tuple[str, str]]:
    """(kind, id) of every occupation and role."""
    occupations, roles = edition.table("occupations"), edition.table("roles")
    return [("occupation", code) for code in occupations["occupation_id_onet"]] + [
        ("role", role) for role in roles["role_id"]
    ]


def documents_of(edition: Edition, kind: str, subject_id: str) -> Iterator[tuple[str, BaseModel]]:
    """Every document of a subject with the name of its file, without suffix."""
    yield "profession", profession_report(edition, kind, subject_id)
    for level in level_reports(edition, kind, subject_id):
        yield f"level-{level.level}", level
    yield f"outlook-{OUTLOOK_YEAR}", outlook_report(edition, kind, subject_id, OUTLOOK_YEAR)
    yield "skills", skills_report(edition, kind, subject_id, many=True)
    facts = facts_of(edition, kind, subject_id)
    for row in facts.rows:
        yield f"tasks/{row.id}", report_of_row(edition, facts, row)


def _check_replaceable(output: Path) -> None:
    if output.is_file():
        raise UsageError(f"{output} is a file.", "Name a folder for all documents.")
    if output.is_dir() and any(output.iterdir()) and not (output / INDEX).is_file():
        raise UsageError(f"{output} holds other files; all documents need a folder of their own.", "Name a new folder.")


_EDITION: Edition | None = None


def _pool(edition: Edition, processes: int | None) -> ProcessPoolExecutor:
    # Polars keeps threads, which a forked process would lose.
    return ProcessPoolExecutor(
        processes or os.cpu_count() or 1, get_context("spawn"), initializer=_open, initargs=(edition.folder,)
    )


def _open(folder: Path) -> None:
    """In a worker: the edition, with its tables in memory, for every subject it will write."""
    global _EDITION  # noqa: PLW0603 - a worker's one edition
    _EDITION = Edition(folder)
    for name in _EDITION.manifest.tables:
        _EDITION.table(name)


def _write_subject(job: tuple[str, str, str, Path]) -> tuple[str, list[str], int]:
    kind, subject, output_format, root = job
    assert _EDITION is not None
    names, size = [], 0
    for name, document in documents_of(_EDITION, kind, subject):
        relative = f"{kind}s/{subject}/{name}.{output_format}"
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(rendered(document, output_format).encode())
        names.append(relative)
    return subject, names, size
