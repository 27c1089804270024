"""Commands about an occupation or role."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel

from jobprism.cli.shared import Core, EditionName, Json, print_markdown, table, with_progress, write, write_bytes
from jobprism.errors import UsageError
from jobprism.judgements.base import LAYERS

_SHOWN = 20

if TYPE_CHECKING:
    from jobprism.analyses.documents import ProfessionReport
    from jobprism.atlas import Atlas


class Format(StrEnum):
    """Outputs of a report."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"
    PDF = "pdf"


class Document(StrEnum):
    """Outputs of documents that have no table of their own."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"


def report(
    title: Annotated[str | None, typer.Argument(help="A job title, an O*NET-SOC code or a role's id.")] = None,
    output_format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file or folder instead.")] = None,
    year: Annotated[int | None, typer.Option(help="The outlook for a year, 2026 to 2035, instead.")] = None,
    level: Annotated[str | None, typer.Option(help="The job at a level instead: junior, mid, senior or lead.")] = None,
    skills: Annotated[bool, typer.Option("--skills", help="Its skills, knowledge and software instead.")] = False,
    every: Annotated[bool, typer.Option("--all", help="All documents of all jobs, into the folder --output.")] = False,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """An honest report on an occupation or role."""
    from jobprism.atlas import open as open_atlas

    chosen = Format.JSON if as_json else output_format
    atlas = open_atlas("core" if core else edition)
    asked = [name for name, given in (("--year", year), ("--level", level), ("--skills", skills)) if given]
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} are documents of their own.", "Ask for one at a time.")
    if every:
        if asked:
            raise UsageError(f"--all takes no {asked[0]}.", "All documents include levels, an outlook and skills.")
        _write_all(atlas, title, chosen, output)
        return
    if title is None:
        raise UsageError("A report needs a title.", "Run `jobprism report TITLE`, or `--all --output FOLDER`.")
    if chosen is Format.PDF:
        from jobprism.publishing.illustrated import pdf_of

        shown = _other(atlas, title, year, level) if asked else atlas.report(title)
        write_bytes(pdf_of(shown, atlas.edition), output, "A PDF")
        return
    if asked:
        _show_other(_other(atlas, title, year, level), chosen, output)
        return
    document = atlas.report(title)
    if chosen is Format.TEXT:
        _print_report(document, output)
        return
    from jobprism.publishing.formats import FORMATS

    write(FORMATS[chosen.value](document), output)


def _other(atlas: Atlas, title: str, year: int | None, level: str | None) -> BaseModel:
    if year is not None:
        return atlas.outlook(title, year)
    return atlas.level(title, level) if level is not None else atlas.skills(title)


def _show_other(document: BaseModel, chosen: Format | Document, output: Path | None) -> None:
    from jobprism.publishing.rendered import rendered

    as_text = chosen.value == Format.TEXT.value
    text = rendered(document, "md" if as_text else chosen.value)
    if as_text and output is None:
        print_markdown(text)
    else:
        write(text, output)


def _write_all(atlas: Atlas, title: str | None, chosen: Format, output: Path | None) -> None:
    from jobprism.publishing.bulk import write_all

    if title is not None or output is None:
        raise UsageError("--all takes no title, and a folder to write to.", "Add `--output FOLDER`.")
    written = with_progress(lambda step: write_all(atlas.edition, output, chosen.value, step))
    typer.echo(f"Wrote {written.files:,} documents, {written.bytes / 1e6:.0f} MB, to {written.folder}.")


def search(
    title: Annotated[str, typer.Argument(help="Words of a job title, or a code.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show.")] = 5,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Occupations and roles that a title may mean, with the chance of each."""
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
            ["Code", "Title", "Confidence", "Found by"],
            [[c.subject.id, c.subject.title, f"{c.similarity:.2f}", c.matched] for c in found],
        )
    else:
        typer.echo("These words are no title that the coder knows. Try a more common one, or an O*NET-SOC code.")


def code(
    file: Annotated[Path, typer.Argument(help="A .csv, .tsv, .parquet, or .txt file with one title a line.")],
    column: Annotated[str | None, typer.Option("--column", "-c", help="The column that holds the titles.")] = None,
    top: Annotated[int, typer.Option(min=1, max=50, help="How many candidates of each title.")] = 1,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this .csv, .tsv or .parquet.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Code a file of job titles: O*NET-SOC code or role, confidence and level of each."""
    from jobprism.atlas import open as open_atlas
    from jobprism.matching.rosters import coded_roster, read_roster, title_column, write_roster

    roster = read_roster(file)
    coded = coded_roster(open_atlas("core" if core else edition).coder, roster, title_column(roster, column), top)
    if output is not None:
        write_roster(coded, output)
        typer.echo(f"Wrote {output}.", err=True)
    elif as_json:
        typer.echo(json.dumps(coded.rows(named=True), indent=2, ensure_ascii=False, default=str))
    else:
        write(coded.write_csv(), None)


def compare(
    titles: Annotated[list[str], typer.Argument(help="Two to five job titles, codes or roles.")],
    output_format: Annotated[Document, typer.Option("--format", "-f", help="How to show it.")] = Document.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Jobs side by side, and why their pressure differs."""
    from jobprism.atlas import open as open_atlas

    document = open_atlas("core" if core else edition).compare(titles)
    _show_other(document, Document.JSON if as_json else output_format, output)


def task(
    title: Annotated[str, typer.Argument(help="A job title, an O*NET-SOC code or a role's id.")],
    row: Annotated[str, typer.Argument(help="The task's or activity's id, as `report --json` gives it.")],
    output_format: Annotated[Document, typer.Option("--format", "-f", help="How to show it.")] = Document.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """One task of a job: who judged it how, where it is used, what keeps it with people."""
    from jobprism.atlas import open as open_atlas

    document = open_atlas("core" if core else edition).task(title, row)
    _show_other(document, Document.JSON if as_json else output_format, output)


def skill(
    name: Annotated[str, typer.Argument(help="A skill, field of knowledge or category of software, or its id.")],
    output_format: Annotated[Document, typer.Option("--format", "-f", help="How to show it.")] = Document.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """One skill across the occupations that call for it, and how exposed the work is that goes with it."""
    from jobprism.atlas import open as open_atlas

    document = open_atlas("core" if core else edition).skill(name)
    _show_other(document, Document.JSON if as_json else output_format, output)


def rank(
    by: Annotated[str, typer.Option(help="pressure, a layer, employment, wage, change, openings, zone or title.")] = (
        "pressure"
    ),
    kind: Annotated[str | None, typer.Option(help="Only occupations, or only roles.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="Major group, e.g. 29; may be repeated.")] = None,
    zone: Annotated[list[int] | None, typer.Option(help="Job zone, 1 to 5; may be repeated.")] = None,
    band: Annotated[list[str] | None, typer.Option(help="Band of pressure; may be repeated.")] = None,
    words: Annotated[str | None, typer.Option(help="Words that the title must hold.")] = None,
    least_employment: Annotated[float | None, typer.Option(help="US jobs at least.")] = None,
    least_wage: Annotated[float | None, typer.Option(help="Median wage at least, US dollars a year.")] = None,
    most_wage: Annotated[float | None, typer.Option(help="Median wage at most, US dollars a year.")] = None,
    weight: Annotated[
        list[str] | None, typer.Option(help="A weight of pressure of your own, e.g. use=0.4; may be repeated.")
    ] = None,
    lowest: Annotated[bool, typer.Option("--lowest", help="Lowest first.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="How many to show; all in --json and --csv.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="All columns as CSV.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Occupations and roles in order of pressure, a layer, employment or wage."""
    from jobprism.analyses.ranking import FIGURES, Only
    from jobprism.atlas import open as open_atlas
    from jobprism.estimates.sensitivity import parsed_weights
    from jobprism.publishing.tabular import frame_to_csv

    only = Only(
        kind, tuple(group or ()), tuple(zone or ()), tuple(band or ()), words, least_employment, (least_wage, most_wage)
    )
    weights = parsed_weights(weight or [])
    ranked = open_atlas("core" if core else edition).rank(by, only, lowest_first=lowest, weights=weights)
    if as_json or as_csv:
        shown = ranked.head(limit) if limit else ranked
        write(shown.write_json() + "\n" if as_json else frame_to_csv(shown), output)
        return
    shown = ranked.head(limit or _SHOWN)
    own = {"pressure_reweighted": "Your weights"} if weights else {FIGURES[by]: by.capitalize()}
    columns = {"id": "Code", "rank": "Rank", "title": "Title", "pressure": "Pressure", **own}
    rows = [[_cell(name, row) for name in columns] for row in shown.rows(named=True)]
    table([head.replace("_", " ") for head in columns.values()], rows)
    if shown.height < ranked.height:
        typer.echo(f"{shown.height} of {ranked.height:,}; --limit shows more, --csv all.")


def _cell(column: str, row: dict[str, Any]) -> str:
    value = row[column]
    if value is None:
        return "-"
    if column == "pressure":
        return f"{value:.0f} ({row['pressure_low']:.0f}-{row['pressure_high']:.0f}), {row['band']}"
    if column in LAYERS:
        return f"{100 * value:.0f} ({100 * row[f'{column}_low']:.0f}-{100 * row[f'{column}_high']:.0f})"
    if not isinstance(value, float):
        return str(value)
    return f"{value:+.1f} %" if column.endswith("_pct") else f"{value:,.0f}"


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
