"""The pictures of one job, by kind."""

from __future__ import annotations

from collections.abc import Callable

from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.outlook import outlook_report, projections
from jobprism.analyses.use_over_releases import use_over_releases
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.publishing.bulk import OUTLOOK_YEAR
from jobprism.publishing.charts.indices import indices_picture
from jobprism.publishing.charts.levels import levels_picture, rungs
from jobprism.publishing.charts.outlook import outlook_picture
from jobprism.publishing.charts.picture import Picture
from jobprism.publishing.charts.tasks import tasks_picture
from jobprism.publishing.charts.use import use_picture


def _use(edition: Edition, report: ProfessionReport) -> Picture | None:
    subject = report.subject
    if subject.kind == "role":
        return None
    return use_picture(subject.title, subject.id, use_over_releases(edition, subject.id), report.edition)


def _outlook(edition: Edition, report: ProfessionReport) -> Picture:
    subject = report.subject
    # Any year will do: the document has the way there under every scenario.
    outlook = outlook_report(edition, subject.kind, subject.id, OUTLOOK_YEAR)
    return outlook_picture(outlook, projections(edition, subject.kind, subject.id))


def _levels(edition: Edition, report: ProfessionReport) -> Picture | None:
    return levels_picture(report, rungs(edition, report.subject.kind, report.subject.id))


_KINDS: dict[str, Callable[[Edition, ProfessionReport], Picture | None]] = {
    "tasks": lambda _, report: tasks_picture(report),
    "indices": lambda _, report: indices_picture(report),
    "use": _use,
    "outlook": _outlook,
    "levels": _levels,
}
KINDS = tuple(_KINDS)
"""What can be drawn of a job."""


def picture_of(edition: Edition, report: ProfessionReport, kind: str) -> Picture:
    """A picture of a job.

    Args:
        edition: where the report's figures are from.
        report: of the job.
        kind: one of ``KINDS``.

    Raises:
        UsageError: there is no such kind, or the edition has no such figures of the job.
    """
    if kind not in _KINDS:
        raise UsageError(f"There is no picture '{kind}' of a job.", f"Choose one of {', '.join(KINDS)}.")
    picture = _KINDS[kind](edition, report)
    if picture is None:
        raise UsageError(
            f"The edition has nothing to draw of '{kind}' for {report.subject.title}.",
            "Its tasks can always be drawn.",
        )
    return picture


def pictures_of(edition: Edition, report: ProfessionReport) -> dict[str, Picture]:
    """All pictures that can be drawn of a job, by kind."""
    found = {kind: draw(edition, report) for kind, draw in _KINDS.items()}
    return {kind: picture for kind, picture in found.items() if picture is not None}
