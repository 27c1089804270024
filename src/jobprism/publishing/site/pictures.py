"""The pictures of the pages, and the small drawings that other sites show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobprism.analyses.comparison import ComparisonReport
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.task import TaskReport
from jobprism.publishing.site.files import File
from jobprism.publishing.site.look import Look

Drawn = list[Any]


class Pictures:
    """Pictures by page; each is a list, since a page may have none."""

    def __init__(self, look: Look) -> None:
        self.look = look

    def profession(self, report: ProfessionReport) -> dict[str, Drawn]:
        """By the section of the report that they stand in."""
        return {"glance": [], "work": [], "indices": []}

    def outlook(self, report: OutlookReport) -> Drawn:
        """Of an outlook."""
        return []

    def task(self, report: TaskReport) -> Drawn:
        """Of a row of work."""
        return []

    def comparison(self, report: ComparisonReport) -> Drawn:
        """Of a comparison."""
        return []

    def cards(self, report: ProfessionReport, folder: str, digest: str) -> Iterator[File]:
        """The badge."""
        p = report.pressure
        value = f"{p.value:.0f} of 100 ({p.low:.0f}–{p.high:.0f})"
        label = f"AI pressure on {report.subject.title}: {value}, {p.band}"
        path = f"{folder}badge.svg"
        yield File(path, digest, lambda: self.look.page("badge.svg", path, value=value, label=label))
