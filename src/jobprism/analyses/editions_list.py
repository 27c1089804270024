"""The editions there are, beside the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from jobprism.analyses.editions_diff import editions_diff
from jobprism.analyses.editions_document import EditionEntry, EditionsReport, SourceVersion
from jobprism.analyses.profession import edition_note
from jobprism.editions.restatements import declared_restatements
from jobprism.editions.store import Edition


def editions_report(shown: Edition, known: Sequence[Edition]) -> EditionsReport:
    """The editions, with the difference of the one shown from the former one.

    Args:
        shown: the edition published.
        known: all there are, oldest first; the one shown need not be among them.
    """
    listed = [e for e in known if e.manifest.name != shown.manifest.name]
    listed.append(shown)
    former = former_of(shown, known)
    # Sorting keeps the order of builds among editions of one date.
    listed.sort(key=lambda e: (e.manifest.date, e is shown))
    return EditionsReport(
        editions=[_entry(e, shown=e is shown) for e in reversed(listed)],
        restatements=list(reversed(shown.manifest.restatements or declared_restatements())),
        diff=editions_diff(former, shown) if former else None,
    )


def former_of(shown: Edition, known: Sequence[Edition]) -> Edition | None:
    """The newest edition of the same kind and other content that was made before the one shown."""
    names = [e.manifest.name for e in known]
    place = names.index(shown.manifest.name) if shown.manifest.name in names else len(known)
    earlier = [
        e
        for at, e in enumerate(known)
        if e.manifest.kind == shown.manifest.kind
        and e.manifest.content_hash != shown.manifest.content_hash
        and (e.manifest.date, at) < (shown.manifest.date, place)
    ]
    return max(enumerate(earlier), key=lambda e: (e[1].manifest.date, e[0]))[1] if earlier else None


def _entry(edition: Edition, *, shown: bool) -> EditionEntry:
    return EditionEntry(
        name=edition.manifest.name,
        edition=edition_note(edition),
        shown=shown,
        tables=len(edition.manifest.tables),
        sources=[
            SourceVersion(**{f: getattr(s, f) for f in SourceVersion.model_fields}) for s in edition.manifest.sources
        ],
    )
