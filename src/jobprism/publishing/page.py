"""A document's Markdown as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt


@cache
def _reader() -> MarkdownIt:
    # HTML within the text is shown as text: what publishers write may not become part of the page.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("jobprism.publishing"), autoescape=True, undefined=StrictUndefined)


def to_page(markdown: str) -> str:
    """A complete HTML 5 page with its styles inside and no script; its title is the first heading."""
    tokens = _reader().parse(markdown)
    heading = next((tokens[i + 1] for i, token in enumerate(tokens) if token.type == "heading_open"), None)
    title = "".join(part.content for part in heading.children or []) if heading else ""
    body = _reader().render(markdown)
    return _environment().get_template("page.html").render(title=title, body=body)
