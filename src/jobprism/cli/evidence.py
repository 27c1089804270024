"""Commands about the evidence: indices, code systems, sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, table, width
from jobprism.errors import UsageError

_WIDE = 127

sources_app = typer.Typer(help="The published data sets.", invoke_without_command=True)


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
        from jobprism.publishing.charts.agreement import agreement_figure

        agreement_figure(document, figure)
        typer.echo(f"Wrote {figure}.", err=True)
    if as_json:
        typer.echo(document.model_dump_json(indent=2))
    elif figure is None:
        from rich.console import Console

        from jobprism.publishing.terminal import print_agreement

        print_agreement(document, Console(highlight=False))


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
    table(
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
        "Matched": lambda r: f"{r.get('matched') or 0:,}",
        "Unmatched": lambda r: f"{r.get('unmatched') or 0:,}",
        "Occupations": lambda r: f"{r.get('occupations') or 0:,}",
        "US jobs": lambda r: f"{r.get('employment_share') or 0:.0%}",
        "Files": lambda r: r["state"],
        "May": lambda r: r["redistribution"],
    }
    shown = list(columns) if width() >= _WIDE else ["Source", "Vintage", "Figures", "Unmatched", "US jobs", "Files"]
    table(shown, [[str(columns[name](r)) for name in shown] for r in rows])
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
