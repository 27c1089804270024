"""The command line: parses words, calls the rooms, and turns our errors into exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from jobprism.errors import JobprismError, TitleError, UsageError

if TYPE_CHECKING:
    from jobprism.analyses.documents import ProfessionReport
    from jobprism.editions.build import Built, Step

Result = TypeVar("Result")

_LONGEST_ID = 32
_WIDE = 110

app = typer.Typer(
    help="What AI can do of each task of a job, from published evidence and with its uncertainty.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sources_app = typer.Typer(help="The published data sets.", invoke_without_command=True)
app.add_typer(sources_app, name="sources")


class Format(StrEnum):
    """Outputs of a report."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
EditionName = Annotated[str | None, typer.Option("--edition", help="An edition's id or folder name.")]
Core = Annotated[bool, typer.Option("--core", help="Use the core edition that ships with the package.")]


def _version(value: bool) -> None:
    if value:
        from jobprism.version import __version__

        typer.echo(f"jobprism {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
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

    _write(FORMATS[chosen.value](document), output)


@app.command()
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
        _table(
            ["Code", "Title", "Confidence", "Found by"],
            [[c.subject.id, c.subject.title, f"{c.similarity:.2f}", c.matched] for c in found],
        )
    else:
        typer.echo("These words are no title that the coder knows. Try a more common one, or an O*NET-SOC code.")


@app.command()
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
        sys.stdout.write(coded.write_csv())


@app.command()
def build(
    core: Annotated[bool, typer.Option("--core", help="Rebuild the core edition inside the package.")] = False,
    check: Annotated[bool, typer.Option("--check", help="With --core: compare only, write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Build the full edition in your data folder, from the publishers' files."""
    from jobprism.editions import build as editions
    from jobprism.settings import settings

    if check and not core:
        raise UsageError("--check goes with --core.", "Run `jobprism build --core --check`.")
    if check:
        differences = _with_progress(lambda step: editions.compare_with_core(settings(), step))
        if differences:
            raise JobprismError(
                "The core edition in the package is not what the sources give:\n" + "\n".join(differences),
                "Run `make core` and commit the result, or find what changed.",
            )
        typer.echo("The core edition equals one made from the sources.")
        return
    make = editions.build_core if core else editions.build
    built: Built = _with_progress(lambda step: make(settings(), step))
    size = sum(entry.bytes for entry in built.manifest.tables.values())
    if as_json:
        done = {"edition": built.manifest.name, "folder": str(built.folder), "unchanged": built.unchanged}
        typer.echo(json.dumps(done))
    elif built.unchanged:
        typer.echo(f"Nothing changed; edition {built.manifest.name} is current.")
    else:
        typer.echo(f"Built edition {built.manifest.name}: {len(built.manifest.tables)} tables, {size / 1e6:.1f} MB.")
        typer.echo(f"It is in {built.folder}.")


@app.command()
def editions(as_json: Json = False) -> None:
    """The editions on this machine."""
    from jobprism.editions.store import current
    from jobprism.editions.store import editions as all_editions
    from jobprism.settings import settings

    here = current(settings())
    rows = [
        {
            "edition": e.manifest.name,
            "kind": e.manifest.kind,
            "date": e.manifest.date.isoformat(),
            "content_hash": e.manifest.content_hash,
            "folder": str(e.folder),
            "current": e.folder == here or (here is None and e.manifest.kind == "core"),
        }
        for e in all_editions(settings())[0]
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    _table(
        ["Edition", "Kind", "Date", "In use"],
        [[str(r["edition"]), str(r["kind"]), str(r["date"]), "yes" if r["current"] else ""] for r in rows],
    )


@app.command()
def verify(as_json: Json = False) -> None:
    """Check every file of every edition against the hashes it was written with."""
    from jobprism.editions.store import editions as all_editions
    from jobprism.errors import EditionError
    from jobprism.settings import settings

    found, problems = all_editions(settings())
    problems += [line for e in found for line in e.verify()]
    if problems:
        raise EditionError("Damaged:\n" + "\n".join(problems), "Run `jobprism build`, or reinstall the package.")
    files = sum(len(e.manifest.tables) for e in found)
    if as_json:
        typer.echo(json.dumps({"ok": True, "editions": len(found), "files": files}))
    else:
        typer.echo(f"{len(found)} edition(s), {files} files, all as they were written.")


@app.command()
def validate(core: Core = False, edition: EditionName = None, as_json: Json = False) -> None:
    """Figures that publishers computed, computed again from their data."""
    from jobprism.editions.store import open_edition
    from jobprism.settings import settings

    rows = open_edition(settings(), "core" if core else edition).table("replications").rows(named=True)
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        _table(
            ["Replication", "n", "Largest difference", "Allowed", ""],
            [
                [
                    str(r["what"]),
                    str(r["n"]),
                    f"{r['largest_difference']:.1e}",
                    f"{r['tolerance']:.0e}",
                    "equal" if r["passed"] else "DIFFERS",
                ]
                for r in rows
            ],
        )
    if not all(r["passed"] for r in rows):
        raise typer.Exit(1)


@app.command()
def agreement(
    core: Core = False,
    edition: EditionName = None,
    figure: Annotated[Path | None, typer.Option(help="Draw the matrix to this .svg, .png or .html file.")] = None,
    as_json: Json = False,
) -> None:
    """How far the published indices agree: rank correlation and overlap of the most exposed tenth, pair by pair."""
    from jobprism.atlas import open as open_atlas

    document = open_atlas("core" if core else edition).agreement()
    if figure is not None:
        from jobprism.publishing.charts import agreement_figure

        agreement_figure(document, figure)
        typer.echo(f"Wrote {figure}.", err=True)
    if as_json:
        typer.echo(document.model_dump_json(indent=2))
    elif figure is None:
        from rich.console import Console

        from jobprism.publishing.terminal import print_agreement

        print_agreement(document, Console(highlight=False))


@app.command()
def crosswalk(
    code: Annotated[str, typer.Argument(help="A code of any system, e.g. 29-1141.00 or 2221.")],
    to: Annotated[str, typer.Option("--to", help="The system wanted: onet, soc, soc2010, nem, census, isco08, esco.")],
    start: Annotated[str | None, typer.Option("--from", help="The code's system, where several have it.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Where a code lies in another code system, with weights that sum to 1."""
    from jobprism.atlas import open as open_atlas

    found = open_atlas("core" if core else edition).crosswalk(code, to, start)
    if as_json:
        typer.echo(json.dumps(found.rows(named=True), indent=2, ensure_ascii=False))
        return
    _table(
        ["Code", "Title", "Weight", "By way of"],
        [[r["code"], r["title"] or "", f"{r['weight']:.3f}", r["path"]] for r in found.rows(named=True)],
    )


@sources_app.callback()
def _sources(context: typer.Context, as_json: Json = False) -> None:
    """The published data sets: version, vintage, licence, and whether their files are here."""
    if context.invoked_subcommand:
        return
    from jobprism.editions.store import open_edition
    from jobprism.settings import settings
    from jobprism.sources.overview import overview

    found = {row["source"]: row for row in open_edition(settings()).table("coverage").rows(named=True)}
    rows = [{**row, **found.get(row["id"], {})} for row in overview(settings())]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    columns = {
        "Source": lambda r: r["id"],
        "Vintage": lambda r: r["vintage"],
        "Rows": lambda r: f"{r.get('table_rows') or 0:,}",
        "Links": lambda r: f"{r.get('links') or 0:,}",
        "Figures": lambda r: f"{r.get('observations') or 0:,}",
        "Unmatched": lambda r: f"{r.get('unmatched') or 0:,}",
        "Jobs": lambda r: f"{r.get('occupations') or 0:,}",
        "Of US": lambda r: f"{r.get('employment_share') or 0:.0%}",
        "Files": lambda r: r["state"],
        "May": lambda r: r["redistribution"],
    }
    shown = list(columns) if _width() >= _WIDE else ["Source", "Vintage", "Figures", "Jobs", "Files"]
    _table(shown, [[str(columns[name](r)) for name in shown] for r in rows])
    for r in rows:
        if r.get("reasons"):
            typer.echo(f"{r['id']}: {r['reasons']}")


@sources_app.command()
def lock(source: Annotated[str, typer.Argument(help="The source's id.")]) -> None:
    """Pin the bytes of a source's files as they are now, after you reviewed them."""
    from jobprism.settings import settings
    from jobprism.sources.locking import lock_source
    from jobprism.sources.registry import registered_sources

    registered = {r.id: r for r in registered_sources(own=settings().own_sources)}
    if source not in registered:
        raise UsageError(f"There is no source '{source}'.", f"Known are {', '.join(registered)}.")
    lock = lock_source(registered[source], settings())
    typer.echo(f"Pinned {len(lock.files)} files, {lock.observations:,} observations.")


def main() -> None:
    """Run the command line; our errors end it with a message on standard error and their exit code."""
    try:
        app()
    except JobprismError as error:
        _show(error, as_json="--json" in sys.argv or "json" in _format_asked(sys.argv))
        raise SystemExit(error.exit_code) from None
    except BrokenPipeError:
        # The reader of a pipe went away, as `head` does.
        sys.stderr.close()
        raise SystemExit(0) from None


def _format_asked(arguments: list[str]) -> str:
    for flag in ("--format", "-f"):
        if flag in arguments[:-1]:
            return arguments[arguments.index(flag) + 1]
    glued = ("--format=", "-f")
    return next((a.removeprefix(g).lstrip("=") for a in arguments for g in glued if a.startswith(g)), "")


def _show(error: JobprismError, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(error.as_dict(), indent=2, ensure_ascii=False), err=True)
        return
    typer.echo(f"Error: {error.what}", err=True)
    if isinstance(error, TitleError):
        for subject_id, title, similarity in error.candidates:
            typer.echo(f"  {subject_id:<28} {title}  ({similarity:.2f})", err=True)
    if error.next_step:
        typer.echo(error.next_step, err=True)


def _print_report(document: ProfessionReport, output: Path | None) -> None:
    import io

    from rich.console import Console

    from jobprism.publishing.terminal import print_report

    if output is None:
        print_report(document, Console(highlight=False))
        return
    console = Console(highlight=False, record=True, width=120, file=io.StringIO())
    print_report(document, console)
    _write(console.export_text(), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    from jobprism.files import write_text

    if not output.parent.is_dir():
        raise UsageError(f"The folder {output.parent} does not exist.", "Create it, or choose another --output.")
    try:
        write_text(output, text)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.", "Choose another --output.") from error
    typer.echo(f"Wrote {output}.", err=True)


def _width() -> int:
    from rich.console import Console

    return Console().width


def _table(header: list[str], rows: list[list[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(header):
        # The first column holds what a person types next: never cut it, unless it would crowd out the others.
        short = place == 0 and max((len(row[0]) for row in rows), default=0) <= _LONGEST_ID
        table.add_column(name, no_wrap=short)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


def _with_progress(work: Callable[[Step], Result]) -> Result:
    """Run ``work(step)`` with a progress bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def step(doing: str, done: int, total: int) -> None:
            progress.update(task, description=doing, completed=done, total=total)

        return work(step)
