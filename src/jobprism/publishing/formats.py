"""The formats a report can be had in, by name."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel

from jobprism.analyses.documents import ProfessionReport
from jobprism.publishing.html import to_html
from jobprism.publishing.markdown import to_markdown
from jobprism.publishing.tabular import to_csv


def to_json(report: BaseModel) -> str:
    """The document itself."""
    return report.model_dump_json(indent=2) + "\n"


FORMATS: dict[str, Callable[[ProfessionReport], str]] = {
    "md": to_markdown,
    "html": to_html,
    "json": to_json,
    "csv": to_csv,
}
