"""Commands about editions: build, list, check."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, print_markdown, table, with_progress, write
from jobprism.errors import JobprismError, UsageError

if TYPE_CHECKING:
    from jobprism.editions.build import Built


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
        differences = with_progress(lambda step: editions.compare_with_core(settings(), step))
        if differences:
            raise JobprismError(
                "The core edition in the package is not what the sources give:\n" + "\n".join(differences),
                "Run `make core` and commit the result, or find what changed.",
            )
        typer.echo("The core edition equals one made from the sources.")
        return
    make = editions.build_core if core else editions.build
    built: Built = with_progress(lambda step: make(settings(), step))
    size = sum(entry.bytes for entry in built.manifest.tables.values())
    if as_json:
        done = {"edition": built.manifest.name, "folder": str(built.folder), "unchanged": built.unchanged}
        typer.echo(json.dumps(done))
    elif built.unchanged:
        typer.echo(f"Nothing changed; edition {built.manifest.name} is current.")
    else:
        typer.echo(f"Built edition {built.manifest.name}: {len(built.manifest.tables)} tables, {size / 1e6:.1f} MB.")
        typer.echo(f"It is in {built.folder}.")


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
    table(
        ["Edition", "Kind", "Date", "In use"],
        [[str(r["edition"]), str(r["kind"]), str(r["date"]), "yes" if r["current"] else ""] for r in rows],
    )


class DiffFormat(StrEnum):
    """Outputs of a difference."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


def diff(
    before: Annotated[str, typer.Argument(help="The former edition: core, an id or a name that `editions` lists.")],
    after: Annotated[str, typer.Argument(help="The later one.")],
    output_format: Annotated[
        DiffFormat, typer.Option("--format", "-f", help="How to show it; csv has every figure of every job.")
    ] = DiffFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    as_json: Json = False,
) -> None:
    """What changed from one edition to another: sources, judgements, method, and every figure that moved."""
    from jobprism.atlas import open as open_atlas

    former, later = open_atlas(before), open_atlas(after)
    if former.edition.folder == later.edition.folder:
        raise UsageError(
            f"'{before}' and '{after}' are one edition, {later.edition.manifest.name}.",
            "Name two; `jobprism editions` lists them by name.",
        )
    chosen = DiffFormat.JSON if as_json else output_format
    if chosen is DiffFormat.CSV:
        from jobprism.publishing.tabular import frame_to_csv

        write(frame_to_csv(later.moves(former)), output)
        return
    from jobprism.publishing.rendered import rendered

    as_text = chosen is DiffFormat.TEXT
    text = rendered(later.diff(former), "md" if as_text else chosen.value)
    if as_text and output is None:
        print_markdown(text)
    else:
        write(text, output)


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder of its own for the data.")],
    everything: Annotated[
        bool,
        typer.Option("--everything", help="Of a full edition also wording and figures that may not be passed on."),
    ] = False,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Write the tables as Parquet and CSV, with a data package that describes every column."""
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.data.export import export as write_data

    atlas = open_atlas("core" if core else edition)
    if everything and not atlas.edition.is_full:
        raise UsageError("The core edition holds nothing that may not be passed on.", "Leave out --everything.")
    done = with_progress(lambda step: write_data(atlas.edition, output, everything=everything, step=step))
    if as_json:
        said = {"folder": str(done.folder), "tables": done.tables, "files": done.files, "bytes": done.bytes}
        typer.echo(json.dumps(said))
    else:
        typer.echo(f"{done.tables} tables, {done.files} files, {done.bytes / 1e6:.0f} MB, in {done.folder}.")


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
