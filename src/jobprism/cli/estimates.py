"""Commands about the estimates themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, print_markdown, table, write

_SHOWN = 200


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


def score(
    texts: Annotated[list[str] | None, typer.Argument(help="What is done, a sentence each; - reads lines.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A text per line, or a .csv or .tsv.")] = None,
    column: Annotated[str | None, typer.Option(help="The CSV's column; else 'text', else its first.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write a CSV of all figures here.")] = None,
    as_json: Json = False,
) -> None:
    """How far AI could do what sentences say, read from their words alone."""
    from jobprism.encoder.reading import given_texts
    from jobprism.estimates.text_model import score as scored

    found = scored(given_texts(texts or [], file, column))
    if output is not None:
        write(found.write_csv(), output)
    if as_json:
        typer.echo(json.dumps(found.rows(named=True), indent=2, ensure_ascii=False))
    elif output is None:
        names = ["capability", "low", "high", "p_e0", "p_e1", "p_e2"]
        table(
            ["Text", "Capability", "Low", "High", "E0", "E1", "E2"],
            [
                [(r["text"] or "")[:_SHOWN], *("" if r[n] is None else f"{r[n]:.2f}" for n in names)]
                for r in found.rows(named=True)
            ],
        )
