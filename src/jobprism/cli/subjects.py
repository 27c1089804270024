"""Commands about an occupation or role."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, table, write

if TYPE_CHECKING:
    from jobprism.analyses.documents import ProfessionReport


class Format(StrEnum):
    """Outputs of a report."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


def report(
    title: Annotated[str, typer.Argument(help="A job title, an O*NET-SOC code or a role's id.")],
    output_format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """An honest report on an occupation or role."""
    from jobprism.atlas import open as open_atlas

    chosen = Format.JSON if as_json else output_format
    document = open_atlas("core" if core else edition).report(title)
    if chosen is Format.TEXT:
        _print_report(document, output)
        return
    from jobprism.publishing.formats import FORMATS

    write(FORMATS[chosen.value](document), output)


def search(
    title: Annotated[str, typer.Argument(help="Words of a job title, or a code.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show.")] = 5,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Occupations and roles whose names resemble a title."""
    from jobprism.atlas import open as open_atlas

    found = open_atlas("core" if core else edition).find(title, limit)
    if as_json:
        rows = [
            {"kind": c.subject.kind, "id": c.subject.id, "title": c.subject.title, "similarity": c.similarity}
            for c in found
        ]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif found:
        table(
            ["Code", "Title", "Similarity", "By the name"],
            [[c.subject.id, c.subject.title, f"{c.similarity:.2f}", c.matched] for c in found],
        )
    else:
        typer.echo("Nothing resembles these words. Try a more common title, or an O*NET-SOC code.")


def _print_report(document: ProfessionReport, output: Path | None) -> None:
    import io

    from rich.console import Console

    from jobprism.publishing.terminal import print_report

    if output is None:
        print_report(document, Console(highlight=False))
        return
    console = Console(highlight=False, record=True, width=120, file=io.StringIO())
    print_report(document, console)
    write(console.export_text(), output)
