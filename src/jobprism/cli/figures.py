"""The command that draws."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json
from jobprism.errors import UsageError


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
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The .svg or .png file to write.")] = None,
    kind: Annotated[Kind, typer.Option(help="What to draw.")] = Kind.TASKS,
    mode: Annotated[
        Mode, typer.Option(help="The paper of an .svg file; auto follows the reader's screen.")
    ] = Mode.AUTO,
    narrow: Annotated[bool, typer.Option("--narrow", help="For a narrow column.")] = False,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Draw a picture of a job: its tasks, the published indices, use, outlook or levels; a card to share, a badge.

    With --json its title, text alternative, table and Vega-Lite specification are printed.
    """
    alone = kind in {Kind.CARD, Kind.BADGE}
    if output is None and not as_json:
        raise UsageError("A picture needs a file.", "Add `--output x.svg`, or --json for its figures.")
    if as_json and alone:
        raise UsageError(f"A {kind.value} has no figures of its own.", "Leave out --json, or choose another --kind.")
    from jobprism.atlas import open as open_atlas
    from jobprism.publishing.charts.cards import badge_svg, shared_svg
    from jobprism.publishing.charts.files import write_picture, write_svg
    from jobprism.publishing.charts.of_job import picture_of

    atlas = open_atlas("core" if core else edition)
    report = atlas.report(title)
    if output is not None and alone:
        write_svg(shared_svg(report) if kind is Kind.CARD else badge_svg(report), output)
    elif not alone:
        picture = picture_of(atlas.edition, report, kind.value)
        if as_json:
            typer.echo(json.dumps(picture.as_dict(), indent=2, ensure_ascii=False))
        if output is not None:
            write_picture(picture, output, mode.value, narrow=narrow)
    if output is not None:
        typer.echo(f"Wrote {output}.", err=True)
