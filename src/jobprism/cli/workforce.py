"""The command about a whole workforce."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, print_markdown, with_progress
from jobprism.errors import UsageError

_COLUMN = "The roster's column of {}; found by its name where left out."


def workforce(
    roster: Annotated[
        str | None,
        typer.Argument(help="A .csv, .tsv, .parquet or .xlsx file, a folder of Parquet, or s3://bucket/folder of it."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="The folder for the results, or s3://bucket/folder.")
    ] = None,
    title: Annotated[str | None, typer.Option(help=_COLUMN.format("job titles"))] = None,
    level: Annotated[str | None, typer.Option(help=_COLUMN.format("levels"))] = None,
    unit: Annotated[str | None, typer.Option(help=_COLUMN.format("units"))] = None,
    country: Annotated[str | None, typer.Option(help=_COLUMN.format("countries"))] = None,
    headcount: Annotated[str | None, typer.Option(help=_COLUMN.format("people or posts per row"))] = None,
    person: Annotated[str | None, typer.Option("--id", help=_COLUMN.format("ids, a row per person"))] = None,
    wage: Annotated[str | None, typer.Option(help=_COLUMN.format("yearly wages"))] = None,
    tasks: Annotated[str | None, typer.Option(help=_COLUMN.format("own tasks, 'id: hours; id: hours'"))] = None,
    overrides: Annotated[
        Path | None, typer.Option(help="A CSV file of title, code: what people decided. The review queue is one.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="A YAML file of layers' moves: tables of an earlier run in --output anew.")
    ] = None,
    least_people: Annotated[int | None, typer.Option(min=1, help="Groups of fewer are withheld.")] = None,
    spreadsheet: Annotated[bool, typer.Option("--spreadsheet", help="The tables as an Excel workbook too.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="The summary as a PDF too.")] = False,
    query: Annotated[str | None, typer.Option(help="SQL whose rows are the roster; with --database.")] = None,
    database: Annotated[str | None, typer.Option(envvar="JOBPRISM_DATABASE", help="Address of its database.")] = None,
    engine: Annotated[
        str, typer.Option(help="polars (this process) or daft (this machine, or with --address a Ray cluster).")
    ] = "polars",
    address: Annotated[
        str | None,
        typer.Option(help="Of a Ray cluster, for daft: auto or host:6379 on a machine of it, else ray://host:10001."),
    ] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Code a roster of any size, and show where exposure sits by unit, level and group."""
    from jobprism.atlas import open as open_atlas
    from jobprism.workforce.columns import KNOWN
    from jobprism.workforce.engines import engine_of
    from jobprism.workforce.inputs import Query
    from jobprism.workforce.run import Options, run
    from jobprism.workforce.storage import is_address

    if output is None:
        raise UsageError("A workforce's results need a folder.", "Add `--output FOLDER`.")
    opened = open_atlas("core" if core else edition).edition
    if scenario is not None:
        from jobprism.workforce.scenario import rerun

        if roster or query:
            raise UsageError(
                "A scenario takes no roster.", "Its folder, --output, holds what an earlier run made of it."
            )
        document = with_progress(lambda _: rerun(opened, Path(output), scenario))
    else:
        given = roster if roster is None or is_address(roster) else Path(roster)
        source = given or (Query(query, database) if query and database else None)
        if source is None or (roster and query):
            raise UsageError(
                "Give a roster, or --query with --database.", "Run `jobprism workforce FILE --output OUT`."
            )
        names = dict(zip(KNOWN, (title, level, unit, country, headcount, person, wage, tasks), strict=True))
        named = {ours: theirs for ours, theirs in names.items() if theirs is not None}
        options = Options(named, overrides, least_people, spreadsheet=spreadsheet, pdf=pdf)
        place = output if is_address(output) else Path(output)
        chosen = engine_of(engine, address)
        document = with_progress(lambda step: run(opened, source, place, options, step, chosen))
    if as_json:
        typer.echo(document.model_dump_json(indent=2))
        return
    from jobprism.workforce.markdown import to_markdown

    print_markdown(to_markdown(document))
    typer.echo(f"Wrote {output}.", err=True)
