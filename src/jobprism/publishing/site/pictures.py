"""The pictures of the pages, and the small drawings that other sites show."""

from __future__ import annotations

from collections.abc import Iterator

from jobprism.analyses.calibration import calibration_report
from jobprism.analyses.comparison import ComparisonReport
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.economy import economy
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.use_over_releases import use_over_releases
from jobprism.publishing.charts.calibration import calibration_picture
from jobprism.publishing.charts.cards import badge_svg, shared_png
from jobprism.publishing.charts.comparison import comparison_picture
from jobprism.publishing.charts.indices import indices_picture
from jobprism.publishing.charts.levels import levels_picture, rungs
from jobprism.publishing.charts.outlook import outlook_picture
from jobprism.publishing.charts.picture import Picture
from jobprism.publishing.charts.tasks import tasks_picture
from jobprism.publishing.charts.treemap import treemap_picture
from jobprism.publishing.charts.use import use_picture
from jobprism.publishing.site.files import File
from jobprism.publishing.site.look import Look


class Pictures:
    """Pictures by page; each is a list, since a page may have none."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._say = look.say
        self._edition = look.frame.edition

    def profession(self, report: ProfessionReport) -> dict[str, list[Picture]]:
        """By the section of the report that they stand in."""
        s = report.subject
        return {
            "levels": _known(levels_picture(report, rungs(self._edition, s.kind, s.id), self._say)),
            "work": [tasks_picture(report, self._say)],
            "indices": _known(indices_picture(report, self._say)),
        }

    def use(self, report: ProfessionReport) -> list[Picture]:
        """How each release of a record shows an occupation; of a role, none."""
        s = report.subject
        releases = use_over_releases(self._edition, s.id)
        return _known(use_picture(s.title, s.id, releases, report.edition, self._say))

    def outlook(self, report: OutlookReport) -> list[Picture]:
        """Pressure by year under each scenario."""
        return [outlook_picture(report, say=self._say)]

    def comparison(self, report: ComparisonReport) -> list[Picture]:
        """The jobs side by side."""
        return [comparison_picture(report, self._say)]

    def front(self) -> list[Picture]:
        """The economy on one picture, where all of it is published."""
        return [] if self.look.frame.options.only else [treemap_picture(economy(self._edition), say=self._say)]

    def validation(self) -> list[Picture]:
        """How often probabilities came true."""
        return [calibration_picture(calibration_report(self._edition), self._say)]

    def cards(self, report: ProfessionReport, folder: str, digest: str) -> Iterator[File]:
        """The badge and, where images can be made, that of a shared link."""
        yield File(f"{folder}badge.svg", digest, lambda: badge_svg(report, self._say).encode())
        if self.look.has_cards:
            yield File(f"{folder}card.png", digest, lambda: shared_png(report, self._say))


def _known(picture: Picture | None) -> list[Picture]:
    return [] if picture is None else [picture]
