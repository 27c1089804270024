"""A document as the start of an assessment: read it, write a form, or go through its tasks one by one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobprism.cli.shared import needs_terminal, write
from jobprism.errors import UsageError

if TYPE_CHECKING:
    from jobprism.analyses.from_document import Draft
    from jobprism.atlas import Atlas


def draft_of(atlas: Atlas, file: Path, title: str | None, week: float | None) -> Draft:
    """What a file, or standard input for ``-``, says of a person's work.

    Raises:
        DocumentError: the file cannot be read.
        UsageError: it tells no title, and none is given.
    """
    from jobprism.analyses.from_document import MOST, drafted
    from jobprism.analyses.situation import WEEK
    from jobprism.matching.documents import bytes_of, piped

    data = piped(sys.stdin.buffer) if str(file) == "-" else bytes_of(file)
    known = frozenset(atlas.occupations["occupation_id_onet"])
    draft = drafted(atlas.read(data), known, title, WEEK if week is None else week)
    if draft.left_out:
        typer.echo(f"The document has {draft.left_out} more tasks; the first {MOST} are taken.", err=True)
    if not draft.duties:
        typer.echo("No task was found in the document: the job's usual ones are taken.", err=True)
    return draft


def write_form(draft: Draft, file: Path) -> None:
    """Write the form beside nothing else: a file that is there is not replaced.

    Raises:
        UsageError: the file is there, or cannot be written.
    """
    from jobprism.analyses.from_document import form

    if file.exists():
        raise UsageError(f"{file} is there already.", "Name another file, or move it away.")
    write(form(draft), file)
    typer.echo(f"Edit it, then: jobprism assess --file {file}", err=True)


def gone_through(draft: Draft) -> dict[str, object]:
    """The draft after the person kept, changed or dropped each task.

    Raises:
        UsageError: nothing is kept, or there is nobody to ask.
    """
    from jobprism.analyses.from_document import matched

    needs_terminal()
    said = dict(draft.said)
    tasks = said.get("own")
    if not isinstance(tasks, list):
        return said
    typer.echo("Hours a week of each task; enter keeps what is shown, 0 drops it.")
    kept = []
    for task, duty in zip(tasks, draft.duties, strict=True):
        typer.echo(f"\n{task['text']}\n  ({matched(duty)})")
        hours = typer.prompt("Hours", default=task["hours"], type=float)
        if hours > 0:
            kept.append({**task, "hours": hours})
    if not kept:
        raise UsageError("Every task was dropped.", "Keep at least one, or leave --document out.")
    return {**said, "own": kept, "hours_per_week": round(sum(task["hours"] for task in kept), 2)}
