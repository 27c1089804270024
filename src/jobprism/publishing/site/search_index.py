"""What the search in the browser looks through."""

from __future__ import annotations

import json

from jobprism.publishing.site.frame import Frame


def search_index(frame: Frame) -> bytes:
    """Titles with their pages, other names and figures, as JSON without spaces.

    ``{"entries": [[title, page, pressure, band, [other names], jobs], …]}``, in the order of titles. Jobs that several
    occupations share are split evenly; where nobody counts them they are 0.
    """
    rows = [
        [
            e.title,
            e.page,
            round(e.pressure),
            e.band,
            frame.other_names.get(e.id, []),
            round((e.employment or 0) / e.shared_by),
        ]
        for e in frame.entries.values()
    ]
    return (json.dumps({"entries": rows}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
