"""Commands about the estimates themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, print_markdown, write


def validate(core: Core = False, edition: EditionName = None, as_json: Json = False) -> None:
    """How far an edition's figures can be trusted: replications, held-out accuracy, intervals, forecasts, gates."""
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.validation import to_markdown

    document = open_atlas("core" if core else edition).validation()
    if as_json:
        typer.echo(document.model_dump_json(indent=2))
    else:
        print_markdown(to_markdown(document))
    if not document.passed:
        raise typer.Exit(1)


def sensitivity(core: Core = False, edition: EditionName = None, as_json: Json = False) -> None:
    """What halving and doubling each weight of pressure does to the ranking of occupations."""
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.sensitivity import page

    atlas = open_atlas("core" if core else edition)
    if as_json:
        typer.echo(atlas.sensitivity().write_json())
    else:
        print_markdown(page(atlas.edition))


def forecast(
    tasks_reported: Annotated[
        int | None, typer.Option(min=1, help="How many tasks the release reports, where that is known.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """The next Claude.ai release, forecast for every occupation and task with 80 and 90 % intervals, as CSV."""
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.tabular import frame_to_csv

    found = open_atlas("core" if core else edition).forecast(tasks_reported)
    write(found.write_json() + "\n" if as_json else frame_to_csv(found), output)
