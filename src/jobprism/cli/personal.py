"""Commands about one person's own work."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobprism.cli.shared import (
    Core,
    EditionName,
    Json,
    Rephrase,
    asked_model,
    needs_terminal,
    print_markdown,
    write,
    write_bytes,
)
from jobprism.errors import UsageError

if TYPE_CHECKING:
    from jobprism.analyses.assessment_document import AssessmentReport
    from jobprism.atlas import Atlas
    from jobprism.editions.store import Edition


class Shown(StrEnum):
    """Outputs of an assessment."""

    TEXT = "text"
    MD = "md"
    JSON = "json"
    CSV = "csv"
    PDF = "pdf"
    SVG = "svg"
    PNG = "png"


def assess(
    title: Annotated[str | None, typer.Argument(help="Your job: a title, an O*NET-SOC code or a role's id.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="A YAML file: title, level, hours_per_week, hours, own, answers.")
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option("--document", help="A CV, job description or task list: text, .md, .docx, .pdf; - reads input."),
    ] = None,
    form: Annotated[
        Path | None, typer.Option("--write-form", help="With --document: write a YAML file to edit, and stop.")
    ] = None,
    level: Annotated[str | None, typer.Option(help="junior, mid, senior or lead.")] = None,
    week: Annotated[float | None, typer.Option("--hours-per-week", help="Hours you work in a week; 40.")] = None,
    hours: Annotated[
        list[str] | None, typer.Option("--hours", help="Hours of a row, e.g. 4.A.3.b.6.I11=6; 0 drops it; repeatable.")
    ] = None,
    own: Annotated[
        list[str] | None, typer.Option("--own", help="A task of your own, e.g. 'train new staff=4'; repeatable.")
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="An answer, e.g. presence=more; repeatable.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Be asked, question by question.")] = False,
    quiz: Annotated[bool, typer.Option("--quiz", help="Be asked the title and four questions only.")] = False,
    output_format: Annotated[
        Shown, typer.Option("--format", "-f", help="How to show it; svg and png are a score card.")
    ] = Shown.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
    rephrase: Rephrase = False,
    core: Core = False,
    edition: EditionName = None,
    as_json: Json = False,
) -> None:
    """Your own work beside the job's: your tasks, hours and answers, and what moves the figure most.

    Answers are "much less", "less", "as usual", "more" or "much more", compared with others in the job. Nothing you
    type is kept.
    """
    from jobprism.atlas import open as open_atlas

    atlas = open_atlas("core" if core else edition)
    if form:
        _write_form(atlas, form, document, title, week)
        return
    said, week = _begun(atlas, file, document, title, week, ask=ask)
    given = {"title": title, "level": level, "hours_per_week": week}
    said |= {name: value for name, value in given.items() if value is not None}
    _add(said, "hours", dict(_pairs("--hours", hours)))
    _add(said, "answers", dict(_pairs("--answer", answer)))
    if own:
        said["own"] = [*_listed(said), *({"text": text, "hours": spent} for text, spent in _pairs("--own", own))]
    if ask or quiz:
        _ask(said, short=quiz)
    if "title" not in said:
        raise UsageError(
            "An assessment needs your job's title.", "Run `jobprism assess TITLE`, or with --file or --ask."
        )
    report = atlas.assess(said)
    if rephrase:
        from jobprism.analyses.rephrasing import SENT_OF_ASSESSMENT, rephrased_assessment

        report = rephrased_assessment(report, asked_model(SENT_OF_ASSESSMENT))
    _show(report, atlas.edition, Shown.JSON if as_json else output_format, output)


def _write_form(atlas: Atlas, form: Path, document: Path | None, title: str | None, week: float | None) -> None:
    from jobprism.cli.own_document import draft_of, write_form

    if document is None:
        raise UsageError("--write-form needs a document to start from.", "Add `--document FILE`.")
    write_form(draft_of(atlas, document, title, week), form)


def _begun(
    atlas: Atlas, file: Path | None, document: Path | None, title: str | None, week: float | None, *, ask: bool
) -> tuple[dict[str, object], float | None]:
    """What a file or a document says, and the hours a week that are still to be set."""
    from jobprism.analyses.situation import read_situation
    from jobprism.cli.own_document import draft_of, gone_through

    if document is None:
        return (read_situation(file) if file else {}), week
    if file is not None:
        raise UsageError("--document and --file both say what you do.", "Give one of them.")
    draft = draft_of(atlas, document, title, week)
    return (gone_through(draft) if ask else dict(draft.said)), None


def _show(report: AssessmentReport, edition: Edition, chosen: Shown, output: Path | None) -> None:
    """The assessment in the format asked for; svg and png are its score card."""
    from jobprism.publishing.charts.cards import score_png, score_svg
    from jobprism.publishing.rendered import rendered

    if chosen is Shown.SVG:
        write(score_svg(report), output)
    elif chosen is Shown.PNG:
        write_bytes(score_png(report), output, "An image")
    elif chosen is Shown.PDF:
        from jobprism.publishing.illustrated import pdf_of

        write_bytes(pdf_of(report, edition), output, "A PDF")
    elif chosen is Shown.TEXT and output is None:
        print_markdown(rendered(report, "md"))
    else:
        write(rendered(report, "md" if chosen is Shown.TEXT else chosen.value), output)


def _pairs(option: str, given: Sequence[str] | None) -> list[tuple[str, str]]:
    """``name=value`` options, parted at the last sign."""
    pairs = []
    for number, text in enumerate(given or [], 1):
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"{option}, number {number}: expected name=value.", f"For example: {_EXAMPLES[option]}.")
        pairs.append((name.strip(), value.strip()))
    return pairs


_EXAMPLES = {
    "--hours": "--hours 4.A.3.b.6.I11=6",
    "--own": "--own 'train new staff=4'",
    "--answer": "--answer 'presence=much more'",
}


def _add(said: dict[str, object], field: str, more: dict[str, str]) -> None:
    before = said.get(field) or {}
    if not isinstance(before, dict):
        raise UsageError(f"{field}: expected names with values.", "Write one `name: value` per line under it.")
    if more:
        said[field] = {**before, **more}


def _listed(said: dict[str, object]) -> list[object]:
    before = said.get("own") or []
    if not isinstance(before, list):
        raise UsageError("own: expected a list.", "Write each task as `- text: …` with `hours: …` below it.")
    return before


_LEVEL = "Level: junior, mid, senior, lead, or empty"


def _ask(said: dict[str, object], *, short: bool) -> None:
    """Ask for what is not said yet; an empty answer leaves it as usual."""
    from jobprism.analyses.situation import QUESTIONS
    from jobprism.estimates.personal import STEPS
    from jobprism.judgements.load import Assessment, judgement

    needs_terminal()
    if "title" not in said:
        said["title"] = typer.prompt("Your job")
    if (
        not short
        and "level" not in said
        and (level := typer.prompt("Level: junior, mid, senior, lead, or empty", default=""))
    ):
        said["level"] = level
    if not short and "hours_per_week" not in said:
        said["hours_per_week"] = typer.prompt("Hours a week", default=40.0)
    typer.echo(f"Compared with others in this job: {', '.join(STEPS)}; empty for as usual.")
    before = said.get("answers")
    answers = dict(before) if isinstance(before, dict) else {}
    for name in judgement(Assessment).quiz if short else QUESTIONS:
        if name not in answers and (text := typer.prompt(QUESTIONS[name], default="", show_default=False)):
            answers[name] = text
    said["answers"] = answers
