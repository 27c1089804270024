"""Commands about a person's or an employer's documents."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, print_markdown, write


class Shown(StrEnum):
    """Outputs of a document that was read."""

    TEXT = "text"
    JSON = "json"
    MD = "md"


def read(
    file: Annotated[
        Path, typer.Argument(help="A CV, job description or posting: text, .md, .docx, .pdf; - reads input.")
    ],
    output_format: Annotated[Shown, typer.Option("--format", "-f", help="How to show it.")] = Shown.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """What a CV or posting says: titles with codes, level, duties with exposure, skills; nothing of it is kept."""
    from jobprism.atlas import open as open_atlas
    from jobprism.matching.documents import bytes_of, piped
    from jobprism.publishing.reading import to_markdown

    data = piped(sys.stdin.buffer) if str(file) == "-" else bytes_of(file)
    document = open_atlas("core" if core else edition).read(data)
    if as_json or output_format is Shown.JSON:
        write(document.model_dump_json(indent=2) + "\n", output)
    elif output_format is Shown.MD or output is not None:
        write(to_markdown(document), output)
    else:
        print_markdown(to_markdown(document))
