"""Documents as tagged PDF (PDF/UA-1), set by Typst with its own fonts; needs the extra ``pdf``.

The page is made from a document's Markdown, so that the two never say different things. Text reaches Typst as data,
never as markup: nothing in it can be taken for a command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobprism.analyses.documents import EditionNote
from jobprism.errors import UsageError
from jobprism.publishing.charts.palette import FONT

if TYPE_CHECKING:
    from markdown_it.token import Token

_TEMPLATE = Path(__file__).with_name("templates") / "document.typ"
_LEAST_WEIGHT, _MOST_WEIGHT = 1.7, 12.6  # relative widths of columns

_FIRST_RARE = 0x0500  # Cyrillic ends here
_COMMON = frozenset("\u2009\u202f\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac\u2212\u00b7\u2022\u25cf")
_MISSING = "?"

Block = dict[str, Any]
Run = dict[str, Any]


@dataclass(frozen=True)
class Illustration:
    """A picture in a PDF.

    Attributes:
        svg: the picture, with a ``viewBox``.
        alt: what it shows, in words.
        caption: what stands under it.
    """

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Cover:
    """The first page, with the title, the edition and the contents.

    Attributes:
        kind: what the document is.
        lines: what it says first.
        illustration: a picture under these, if any.
    """

    kind: str
    lines: Sequence[str]
    illustration: Illustration | None = None


def to_pdf(
    markdown: str,
    edition: EditionNote,
    illustrations: Mapping[str, Sequence[Illustration]] | None = None,
    cover: Cover | None = None,
) -> bytes:
    """A document as PDF; the same document gives the same bytes.

    Args:
        markdown: of the document; its first heading is the title.
        edition: what the figures are from.
        illustrations: pictures by the heading they follow.
        cover: a first page of its own; without one the text starts under the title.

    Raises:
        UsageError: the extra ``pdf`` is not installed.
    """
    check_installed()
    title, blocks = blocks_of(markdown)
    document: Block = {
        "title": title,
        "edition": f"Edition {edition.id}, {edition.kind}",
        "date": edition.date,
        "imprint": f"Volume {edition.volume}, number {edition.number}. Content {edition.content_hash[:12]}, "
        f"made by Jobprism {edition.jobprism_version}.",
        "blocks": _illustrated(blocks, illustrations or {}),
        "cover": None,
    }
    if cover is not None:
        # The cover has the edition, which in the text stands below a rule at its end.
        document["blocks"] = list(takewhile(lambda block: block["kind"] != "rule", document["blocks"]))
        picture = cover.illustration
        document["cover"] = {
            "kind": cover.kind,
            "lines": list(cover.lines),
            "figure": _figure(picture) if picture is not None else None,
        }
    return _compiled(document, datetime.fromisoformat(edition.date).replace(tzinfo=UTC))


def check_installed() -> None:
    """See that PDFs can be made.

    Raises:
        UsageError: the extra ``pdf`` is not installed.
    """
    try:
        import typst  # noqa: F401 - asked for here, where its absence has a remedy
    except ImportError as error:
        raise UsageError("A PDF needs packages that are not installed.", 'Run: pip install "jobprism[pdf]"') from error


def _compiled(document: Block, made: datetime) -> bytes:
    """The page; PDF/UA refuses a letter that no font has, as in an emoji.

    Typst's own fonts come first, so that the bytes are the same everywhere; then those of the machine; then what is in
    neither is shown as a sign for a missing letter.
    """
    import typst

    plain = _without_rare(document)
    attempts = ((document, True), (document, False), (plain, True))
    for attempt, own_fonts_only in attempts:
        try:
            return typst.compile(
                _TEMPLATE.read_bytes(),
                format="pdf",
                ignore_system_fonts=own_fonts_only,
                sys_inputs={"document": json.dumps(attempt, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=made,
            )
        except typst.TypstError as error:
            if "could not be displayed" not in str(error) or attempt is plain:
                raise
    raise AssertionError("the last attempt returns or raises")


def _without_rare(value: Any) -> Any:
    """Strings, drawings too, with every letter outside Latin, Greek, Cyrillic and common signs replaced."""
    if isinstance(value, str):
        return "".join(c if ord(c) < _FIRST_RARE or c in _COMMON else _MISSING for c in value)
    if isinstance(value, dict):
        return {key: _without_rare(part) for key, part in value.items()}
    return [_without_rare(part) for part in value] if isinstance(value, list) else value


def blocks_of(markdown: str) -> tuple[str, list[Block]]:
    """The title, and the blocks below it: headings, paragraphs, lists and tables, their text in runs."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    blocks: list[Block] = []
    at = 0
    while at < len(tokens):
        block, at = _block(tokens, at)
        if block is not None:
            blocks.append(block)
    for block, after in pairwise(blocks):
        if block["kind"] == "paragraph":
            # "Week 3" shall not stand at the foot of a page with its steps on the next.
            block["leads"] = after["kind"] in ("bullets", "numbers", "table")
    if not blocks or blocks[0]["kind"] != "heading":
        raise ValueError("a document starts with a heading")
    return "".join(run["text"] for run in blocks[0]["runs"]), blocks[1:]


def _block(tokens: list[Token], at: int) -> tuple[Block | None, int]:
    """The block that starts at a token, and where the next one starts."""
    token = tokens[at]
    if token.type == "heading_open":
        return {"kind": "heading", "level": int(token.tag[1:]), "runs": _runs(tokens[at + 1])}, at + 3
    if token.type == "paragraph_open":
        return {"kind": "paragraph", "leads": False, "runs": _runs(tokens[at + 1])}, at + 3
    if token.type in ("bullet_list_open", "ordered_list_open"):
        end = _closing(tokens, at)
        items = [_runs(t) for t in tokens[at:end] if t.type == "inline"]
        return {"kind": "bullets" if token.type.startswith("bullet") else "numbers", "items": items}, end + 1
    if token.type == "table_open":
        end = _closing(tokens, at)
        return _table(tokens[at:end]), end + 1
    return ({"kind": "rule"} if token.type == "hr" else None), at + 1


def _closing(tokens: list[Token], at: int) -> int:
    """Where what opens at a token closes."""
    closing = tokens[at].type.replace("_open", "_close")
    return next(
        i for i in range(at + 1, len(tokens)) if tokens[i].type == closing and tokens[i].level == tokens[at].level
    )


def _table(tokens: list[Token]) -> Block:
    rows: list[list[list[Run]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_runs(token))
    lengths = [[sum(len(run["text"]) for run in cell) for cell in row] for row in rows]
    columns = len(rows[0])
    # Wide where the text is long, but no column may starve: by the square root of the longest cell.
    longest = [max(row[c] for row in lengths) for c in range(columns)]
    weights = [min(max(length**0.5, _LEAST_WEIGHT), _MOST_WEIGHT) for length in longest]
    return {"kind": "table", "head": rows[0], "rows": rows[1:], "weights": weights}


def _runs(inline: Token) -> list[Run]:
    """Text in runs of one face."""
    runs: list[Run] = []
    strong = emphasis = 0
    for child in inline.children or []:
        if child.type in ("strong_open", "strong_close"):
            strong += child.nesting
        elif child.type in ("em_open", "em_close"):
            emphasis += child.nesting
        elif text := " " if child.type in ("softbreak", "hardbreak") else child.content:
            runs.append({"text": text, "strong": strong > 0, "emphasis": emphasis > 0})
    return runs


def _illustrated(blocks: list[Block], illustrations: Mapping[str, Sequence[Illustration]]) -> list[Block]:
    """Blocks with the pictures of each section: after its table, so as not to tear it, or after its heading."""
    found: list[Block] = []
    waiting: list[Block] = []
    for at, block in enumerate(blocks):
        found.append(block)
        if block["kind"] == "heading":
            waiting = [_figure(i) for i in illustrations.get("".join(run["text"] for run in block["runs"]), ())]
            if any(part["kind"] == "table" for part in _section(blocks, at)):
                continue
        elif block["kind"] != "table":
            continue
        found += waiting
        waiting = []
    return found


def _section(blocks: list[Block], at: int) -> list[Block]:
    """What stands between a heading and the next one."""
    return list(takewhile(lambda block: block["kind"] != "heading", blocks[at + 1 :]))


def _figure(picture: Illustration) -> Block:
    # The text's own face, which comes with Typst: other machines have other fonts, and the bytes must not differ.
    svg = picture.svg.replace(FONT, "'Libertinus Serif'")
    _, _, width, height = map(float, svg.split('viewBox="', 1)[1].split('"', 1)[0].split())
    said = {"alt": picture.alt, "caption": picture.caption}
    return {"kind": "figure", "svg": svg, "ratio": height / width, **said}
