"""Commands about role files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json
from jobprism.errors import DeclarationError


def lint_roles(
    folder: Annotated[Path | None, typer.Argument(help="Folder of role files; by default the package's own.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Findings in role files: codes, shares, names, wording. Errors make the exit code 4; warnings do not."""
    from jobprism.atlas import open as open_atlas
    from jobprism.judgements.load import Levels, RoleLint, judgement
    from jobprism.roles.declared import FOLDER
    from jobprism.roles.known import Known
    from jobprism.roles.lint import Severity, lint

    chosen = open_atlas("core" if core else edition).edition
    wording = [chosen.table(name) if chosen.is_full else None for name in ("titles", "task_texts")]
    known = Known.of(*(chosen.table(name) for name in ("occupations", "activities", "elements")), *wording)
    where = folder or FOLDER
    stand = {name: level.share for name, level in judgement(Levels).levels.items()}
    found = lint(where, judgement(RoleLint), known, stand)
    if as_json:
        typer.echo(json.dumps([f.as_dict() for f in found], indent=2, ensure_ascii=False))
    else:
        for f in found:
            typer.echo(f"{f.severity}: {f.file}, {f.field}: {f.what}\n  {f.next_step}")
        if not chosen.is_full:
            typer.echo(
                "Not held against O*NET's wording, which only a full edition has: run `jobprism build`.", err=True
            )
    errors = sum(f.severity is Severity.ERROR for f in found)
    if errors:
        raise DeclarationError(
            f"{where} has {errors} {'error' if errors == 1 else 'errors'} in its role files.",
            "Mend what is listed and run `jobprism lint-roles` again.",
        )
    if not found and not as_json:
        typer.echo(f"{len(list(where.glob('*.yml')))} role files, no findings.")
