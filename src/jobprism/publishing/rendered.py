"""A document of any kind as text in any format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from jobprism.analyses.assessment_document import AssessmentReport
from jobprism.analyses.comparison import ComparisonReport
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.editions_document import EditionsDiff
from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.analyses.skills_document import SkillReport, SkillsReport
from jobprism.analyses.task import TaskReport
from jobprism.errors import UsageError
from jobprism.publishing import (
    assessment,
    comparison,
    editions_diff,
    html,
    level,
    markdown,
    outlook,
    page,
    plan,
    skills,
    tabular,
    task,
)
from jobprism.publishing.formats import to_json

Show = Callable[[Any], str]


@dataclass(frozen=True)
class Formats:
    """How a kind of document is shown.

    Attributes:
        markdown: as Markdown, from which the page is made where there is no other.
        csv: its table, if it has one.
        html: a page of its own, if it has one.
    """

    markdown: Show
    csv: Show | None = None
    html: Show | None = None


KINDS: dict[type[BaseModel], Formats] = {
    ProfessionReport: Formats(markdown.to_markdown, tabular.to_csv, html.to_html),
    LevelReport: Formats(level.to_markdown, level.to_csv),
    OutlookReport: Formats(outlook.to_markdown, outlook.to_csv),
    SkillsReport: Formats(skills.to_markdown, skills.to_csv),
    SkillReport: Formats(skills.skill_to_markdown),
    TaskReport: Formats(task.to_markdown),
    ComparisonReport: Formats(comparison.to_markdown),
    EditionsDiff: Formats(editions_diff.to_markdown),
    AssessmentReport: Formats(assessment.to_markdown, assessment.to_csv),
    PivotPlan: Formats(plan.to_markdown),
}


def rendered(document: BaseModel, output_format: str) -> str:
    """The document as json, md, html or csv.

    Raises:
        UsageError: the document has no such format.
    """
    if output_format == "json":
        return to_json(document)
    formats = next(formats for kind, formats in KINDS.items() if isinstance(document, kind))
    if output_format == "md":
        return formats.markdown(document)
    if output_format == "html":
        return formats.html(document) if formats.html else page.to_page(formats.markdown(document))
    if output_format == "csv" and formats.csv:
        return formats.csv(document)
    raise UsageError(f"This document cannot be had as {output_format}.", "Choose text, md, html or json.")
