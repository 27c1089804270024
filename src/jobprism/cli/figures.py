"""The command that draws."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName


class Kind(StrEnum):
    """Pictures of a job."""

    TASKS = "tasks"
    INDICES = "indices"
    USE = "use"
    OUTLOOK = "outlook"
    LEVELS = "levels"
    CARD = "card"
    BADGE = "badge"


class Mode(StrEnum):
    """Papers."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


def figure(
    title: Annotated[str, typer.Argument(help="A job title, an O*NET-SOC code or a role's id.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .svg or .png file to write.")],
    kind: Annotated[Kind, typer.Option(help="What to draw.")] = Kind.TASKS,
    mode: Annotated[
        Mode, typer.Option(help="The paper of an .svg file; auto follows the reader's screen.")
    ] = Mode.AUTO,
    narrow: Annotated[bool, typer.Option("--narrow", help="For a narrow column.")] = False,
    core: Core = False,
    edition: EditionName = None,
) -> None:
    """Draw a picture of a job: its tasks, the published indices, use, outlook or levels; a card to share, a badge."""
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.charts.cards import badge_svg, shared_svg
    from jobprism.publishing.charts.files import write_picture, write_svg
    from jobprism.publishing.charts.of_job import picture_of

    atlas = open_atlas("core" if core else edition)
    report = atlas.report(title)
    if kind is Kind.CARD:
        write_svg(shared_svg(report), output)
    elif kind is Kind.BADGE:
        write_svg(badge_svg(report), output)
    else:
        write_picture(picture_of(atlas.edition, report, kind.value), output, mode.value, narrow=narrow)
    typer.echo(f"Wrote {output}.", err=True)
