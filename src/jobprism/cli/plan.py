"""The command that plans a move to other work."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobprism.cli.shared import Core, EditionName, Json, Rephrase, asked_model, print_markdown, write, write_bytes


class PlanFormat(StrEnum):
    """Outputs of a plan."""

    TEXT = "text"
    MD = "md"
    JSON = "json"
    ICS = "ics"
    PDF = "pdf"


def plan(
    start_from: Annotated[str, typer.Option("--from", help="Your job: a title, an O*NET-SOC code or a role's id.")],
    to: Annotated[str | None, typer.Option("--to", help="A job to plan for, instead of three that are chosen.")] = None,
    aim: Annotated[
        str | None, typer.Option(help="Only the path of this aim: lower_pressure, better_paid or growing.")
    ] = None,
    level: Annotated[str | None, typer.Option(help="Your level: junior, mid, senior or lead.")] = None,
    hours_per_week: Annotated[float, typer.Option(help="Hours you have a week, in half-hours.")] = 6.0,
    weeks: Annotated[int, typer.Option(help="Length: 2, 4 or 13 weeks (13 are the 90-day plan).")] = 13,
    start: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day; today if left out.")
    ] = None,
    path: Annotated[int, typer.Option(min=1, help="Which path goes into a calendar file.")] = 1,
    output_format: Annotated[PlanFormat, typer.Option("--format", "-f", help="How to show it.")] = PlanFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    rephrase: Rephrase = False,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Three ways to other work: why these, what carries over, what is missing, and a dated plan."""
    from jobprism.atlas import open as open_atlas

    atlas = open_atlas("core" if core else edition)
    document = atlas.plan(
        start_from,
        to=to,
        level=level,
        hours_per_week=hours_per_week,
        weeks=weeks,
        start=start.date() if start else date.today(),
        aim=aim,
    )
    if rephrase:
        from jobprism.analyses.rephrasing import SENT_OF_PLAN, rephrased_plan

        document = rephrased_plan(document, asked_model(SENT_OF_PLAN))
    chosen = PlanFormat.JSON if as_json else output_format
    if chosen is PlanFormat.JSON:
        write(document.model_dump_json(indent=2) + "\n", output)
    elif chosen is PlanFormat.ICS:
        from jobprism.publishing.calendar import to_ics

        write(to_ics(document, path), output)
    elif chosen is PlanFormat.PDF:
        from jobprism.publishing.illustrated import pdf_of

        write_bytes(pdf_of(document, atlas.edition), output, "A PDF")
    else:
        from jobprism.publishing.plan import to_markdown

        text = to_markdown(document)
        if chosen is PlanFormat.MD or output is not None:
            write(text, output)
        else:
            print_markdown(text)
