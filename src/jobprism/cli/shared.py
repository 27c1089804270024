"""What the commands share: options, tables, files and the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from jobprism.errors import UsageError

if TYPE_CHECKING:
    from jobprism.analyses.language_model import LanguageModel
    from jobprism.editions.build import Step

Result = TypeVar("Result")

_LONGEST_ID = 32

Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
EditionName = Annotated[str | None, typer.Option("--edition", help="An edition's id or folder name.")]
Rephrase = Annotated[
    bool,
    typer.Option("--rephrase", help="Let the language model of your settings reword the advice; says what is sent."),
]
Core = Annotated[bool, typer.Option("--core", help="Use the core edition that ships with the package.")]


def write(text: str, output: Path | None) -> None:
    """Write to a file, whole or not at all; to standard output where none is given.

    Raises:
        UsageError: the file cannot be written.
    """
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


def write_bytes(data: bytes, output: Path | None, what: str) -> None:
    """Write what no terminal can show to a file, whole or not at all.

    Raises:
        UsageError: no file is named, or it cannot be written.
    """
    from jobprism.files import written_beside

    if output is None:
        raise UsageError(f"{what} needs a file to go to.", "Add `--output FILE`.")
    if not output.parent.is_dir():
        raise UsageError(f"The folder {output.parent} does not exist.", "Create it, or choose another --output.")
    try:
        with written_beside(output) as beside:
            beside.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.", "Choose another --output.") from error
    typer.echo(f"Wrote {output}.", err=True)


def asked_model(sent: str) -> LanguageModel:
    """The language model of the settings, after saying on standard error who is sent what.

    Raises:
        UsageError: none is set, or it cannot be used.
    """
    from jobprism.analyses.language_model import language_model
    from jobprism.settings import settings

    model = language_model(settings())
    typer.echo(f"Sent to {model.host}: {sent} Nothing else is sent.", err=True)
    return model


def needs_terminal() -> None:
    """Refuse to ask where nobody can answer.

    Raises:
        UsageError: standard input is no terminal.
    """
    if not sys.stdin.isatty():
        raise UsageError("Questions need a terminal to be asked in.", "Give a --file, or options.")


def print_markdown(text: str) -> None:
    """Show a Markdown document in the terminal."""
    from rich.console import Console
    from rich.markdown import Markdown

    Console(highlight=False).print(Markdown(text))


def width() -> int:
    """Columns of the terminal."""
    from rich.console import Console

    return Console().width


def table(header: list[str], rows: list[list[str]]) -> None:
    """Print rows under a header."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(header):
        # The first column holds what a person types next: never cut it, unless it would crowd out the others.
        short = place == 0 and max((len(row[0]) for row in rows), default=0) <= _LONGEST_ID
        drawn.add_column(name, no_wrap=short)
    for row in rows:
        drawn.add_row(*row)
    Console(highlight=False).print(drawn)


def with_progress(work: Callable[[Step], Result]) -> Result:
    """Run ``work(step)`` with a progress bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def step(doing: str, done: int, total: int) -> None:
            progress.update(task, description=doing, completed=done, total=total)

        return work(step)
