"""The page of editions and changes, with its twins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from jobprism.analyses.editions_document import EditionsReport
from jobprism.analyses.editions_list import editions_report, former_of
from jobprism.analyses.editions_moves import moves
from jobprism.editions.store import Edition, editions
from jobprism.publishing import editions_diff
from jobprism.publishing.formats import to_json
from jobprism.publishing.site.frame import Frame
from jobprism.publishing.site.look import Look
from jobprism.publishing.site.twins import written
from jobprism.publishing.tabular import frame_to_csv
from jobprism.settings import settings

PAGE = "editions.html"
MOVES = "editions-moves.csv"
_HEAD = (
    *(
        "edition",
        "kind",
        "date",
        "content_hash",
        "source",
        "source_title",
        "source_version",
        "source_vintage",
        "licence",
    ),
    "figures_read",
)


class HistoryFiles:
    """Files about the editions in the publisher's data folder, and how the one shown differs from the former one."""

    def __init__(self, frame: Frame, look: Look) -> None:
        self.frame, self.look = frame, look

    @cached_property
    def makers(self) -> dict[str, Callable[[], bytes]]:
        """What makes each file, by its path."""
        found = {
            PAGE: self._page,
            "editions.json": lambda: to_json(self.report).encode(),
            "editions.csv": lambda: self._csv().encode(),
        }
        if self._former is not None:
            former = self._former
            found[MOVES] = lambda: frame_to_csv(moves(former, self.frame.edition)).encode()
        return found

    @cached_property
    def _known(self) -> list[Edition]:
        return editions(settings())[0]

    @cached_property
    def _former(self) -> Edition | None:
        return former_of(self.frame.edition, self._known)

    @cached_property
    def report(self) -> EditionsReport:
        """The editions there are, and the difference."""
        return editions_report(self.frame.edition, self._known)

    def _page(self) -> bytes:
        return self.look.page(
            "editions.html",
            PAGE,
            description="The editions of the data, what changed between them, and why.",
            report=self.report,
            tables=self.frame.edition.manifest.tables,
            shown=editions_diff,
            moves=MOVES,
            twins={"json": "editions.json", "csv": "editions.csv"},
        )

    def _csv(self) -> str:
        """A row per edition and source."""
        rows = [
            [
                *(e.name, e.edition.kind, e.edition.date, e.edition.content_hash),
                *(s.id, s.title, s.version, s.vintage, s.licence, s.observations),
            ]
            for e in self.report.editions
            for s in e.sources
        ]
        return written(_HEAD, rows)
