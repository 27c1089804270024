"""What each weight does to the ranking, as Markdown: ``python -m jobprism.publishing.sensitivity FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.language import percent
from jobprism.analyses.profession import edition_note
from jobprism.editions.store import CORE, Edition
from jobprism.estimates.on_demand import sensitivity_of
from jobprism.files import write_text
from jobprism.publishing import phrases
from jobprism.publishing.markdown import grid

_HEAD = """# Sensitivity of pressure

No study gives the weights of pressure, or how strongly each hold keeps a task with a person; they are judgements
([judgements.md](judgements.md)). Here each is halved and doubled (at most to 1), the others making room where they must
sum to 1, and all occupations are ranked again. A high rank correlation says that the order hardly depends on the
weight; bands have fixed edges, so an occupation near one can change its band although its place stays.

`jobprism sensitivity` shows this table; `jobprism rank --weight use=0.4` ranks by weights of your own."""


def to_markdown(table: pl.DataFrame, note: EditionNote) -> str:
    """The page.

    Args:
        table: columns as in ``SENSITIVITY_SCHEMA``.
        note: the edition.
    """
    rows = [
        [
            r["weight"],
            f"x {r['factor']:g}, to {r['value']:g}",
            f"{r['spearman']:.4f}",
            percent(r["moved_bands_share"]),
            percent(r["moved_two_bands_share"]),
            f"{r['largest_rank_move']:,} ({r['largest_mover']})",
            percent(r["top_decile_overlap"]),
            f"{r['mean_change']:+.1f}",
        ]
        for r in table.rows(named=True)
    ]
    head = [
        "Weight",
        "Changed",
        "Rank correlation",
        "Change band",
        "By two",
        "Largest move",
        "Top tenth kept",
        "Points",
    ]
    return "\n\n".join([_HEAD, grid(head, rows), f"---\n{phrases.edition_line(note)}."]) + "\n"


def page(edition: Edition) -> str:
    """The page of an edition."""
    return to_markdown(sensitivity_of(edition.table), edition_note(edition))


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), page(Edition(CORE)))
