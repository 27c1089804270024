"""Commands about the site: write it, or serve it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, with_progress
from jobprism.errors import JobprismError, UsageError

_TOLD = 20

Language = Annotated[str, typer.Option(help="Of the interface: en or es.")]
BaseUrl = Annotated[str | None, typer.Option(help="Where the site will stand, e.g. https://example.org/jobs/.")]
AppUrl = Annotated[
    str | None,
    typer.Option(help="Where the forms of `serve` stand, for links to them; ./ for the root of the site itself."),
]
Only = Annotated[list[str] | None, typer.Option(help="Only this occupation or role, by code or id; may be repeated.")]


def publish(
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder of its own for the site.")],
    base_url: BaseUrl = None,
    app_url: AppUrl = None,
    language: Language = "en",
    only: Only = None,
    data: Annotated[bool, typer.Option("--data", help="The edition's tables too, as Parquet and CSV (85 MB).")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="How many to use; by default all processors.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Write the whole publication as static files that any host can serve."""
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.site.builder import publish as write_site
    from jobprism.publishing.site.options import options

    chosen = options(base_url, language, only, app_url=app_url, data=data)
    atlas = open_atlas("core" if core else edition)
    began = time.monotonic()
    done = with_progress(lambda step: write_site(atlas.edition, output, chosen, step, processes))
    seconds = time.monotonic() - began
    if as_json:
        said = {"folder": str(done.folder), "pages": done.pages, "files": done.files, "bytes": done.bytes}
        counts = {"written": done.written, "seconds": round(seconds, 1)}
        typer.echo(json.dumps({**said, **counts, "broken_links": [link._asdict() for link in done.broken]}))
    else:
        size = f"{done.files:,} files, {done.bytes / 1e6:.0f} MB; {done.written:,} files written"
        links = f"broken links {len(done.broken)}"
        typer.echo(f"{done.pages:,} pages ({size}) in {seconds:.0f} s, {links}. The site is in {done.folder}.")
        if base_url is None:
            typer.echo("Without --base-url it has no canonical links and no site map.")
    if done.broken:
        lines = [f"  {link.page} → {link.target}" for link in done.broken[:_TOLD]]
        raise JobprismError(f"{len(done.broken)} links lead nowhere:\n" + "\n".join(lines), "This is an error of ours.")


def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = 8000,
    base_url: BaseUrl = None,
    app_url: AppUrl = None,
    language: Language = "en",
    only: Only = None,
    reload: Annotated[bool, typer.Option("--reload", help="Show changes of templates and code at once.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
    core: Core = False,
    edition: EditionName = None,
) -> None:
    """Serve the pages live, as `jobprism publish` writes them, and the API; with the extra `service`, the forms too."""
    from jobprism.publishing.site.options import options

    options(base_url, language, only, app_url=app_url)
    if reload and workers > 1:
        raise UsageError("--reload works with one process.", "Leave out --workers.")
    try:
        from jobprism.web.run import Served, run
    except ImportError as error:
        raise UsageError(
            "Serving needs packages that are not installed.", 'Run: pip install "jobprism[web]"'
        ) from error
    served = Served(
        edition="core" if core else edition,
        base_url=base_url,
        app_url=app_url,
        language=language,
        only=tuple(only or ()),
        workers=workers,
    )
    run(served, host, port, reload=reload)


def api_key(as_json: Json = False) -> None:
    """Make a key of the API: it is shown once, and the server is told its hash."""
    from jobprism.web.api.limits import new_key

    made = new_key()
    if as_json:
        typer.echo(json.dumps({"key": made.key, "hash": made.hash}))
        return
    typer.echo(f"Key, shown only now: {made.key}")
    typer.echo(f"Its hash, for the server: {made.hash}")
    typer.echo("Add the hash to the JSON list in JOBPRISM_API_KEYS and start the server anew.")
