"""O*NET's task statements as training and benchmarks use them: links to activities, cut short, hashed."""

from __future__ import annotations

import hashlib
import re

import polars as pl

_CUT = re.compile(r"[,(;:]|\b(?:such as|using|by|for example|including|in order to|to ensure)\b")
_MOST_WORDS = 8


def first_words(column: str) -> pl.Expr:
    """The start of a task statement, about as long as what people type."""
    return pl.col(column).map_elements(
        lambda t: " ".join(_CUT.split(t, maxsplit=1)[0].split()[:_MOST_WORDS]), pl.String
    )


def task_links(onet: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """task_id_onet, activity_id_onet."""
    return detailed_links(onet).select("task_id_onet", "activity_id_onet").unique().sort(pl.all())


def detailed_links(onet: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """task_id_onet, detailed_activity_id_onet, activity_id_onet."""
    linked = onet["task_activities"].join(onet["detailed_activities"], on="detailed_activity_id_onet")
    return linked.select("task_id_onet", "detailed_activity_id_onet", "activity_id_onet").sort(pl.all())


def key(text: str) -> str:
    """A text in small letters and digits alone."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def stable_hash(text: str) -> int:
    """The same number in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
