"""The command line: parses words, calls the rooms, and turns our errors into exit codes."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from jobprism.cli import documents, editions, estimates, evidence, figures, mcp, personal, plan, roles, site, subjects
from jobprism.cli.workforce import workforce
from jobprism.errors import JobprismError, TitleError

app = typer.Typer(
    help="What AI can do of each task of a job, from published evidence and with its uncertainty.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    subjects.report,
    subjects.search,
    subjects.code,
    subjects.task,
    subjects.skill,
    subjects.compare,
    subjects.rank,
    personal.assess,
    documents.read,
    plan.plan,
    editions.build,
    editions.editions,
    editions.diff,
    editions.export,
    editions.verify,
    estimates.validate,
    evidence.agreement,
    evidence.crosswalk,
    figures.figure,
    estimates.sensitivity,
    estimates.forecast,
    estimates.score,
    roles.lint_roles,
    site.publish,
    site.serve,
    site.api_key,
    mcp.mcp,
    workforce,
):
    app.command()(command)
app.add_typer(evidence.sources_app, name="sources")


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
