"""Federal job announcements: does the occupation of the title agree with the one found from the task list?

    JOBPRISM_MIRROR=... python benchmarks/matching/bench_tasklists.py [development]

500 announcements of the source ``usajobs``. Judgements were set on 250 of them (numpy, seed 5); the other half is the
figure to quote. Neither side is the truth: a title may be coded wrongly, and announcements say little of a trade in
statements such as "Plan, assign and direct work". So agreement is also shown where the title's coder is sure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import polars as pl

from jobprism.editions.store import CORE, Edition
from jobprism.matching.activities import TaskMatcher
from jobprism.matching.titles import Subject, TitleMatcher, everyday_titles
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import registered_sources

SURE = 0.88
TitleCoder = Callable[[str], tuple[str | None, float]]


def main() -> None:
    sources = {r.id: r for r in registered_sources()}
    tables = {
        s: read_cached(sources[s], locate(sources[s], settings()), settings().cache_dir).tables
        for s in ("usajobs", "onet")
    }
    edition = Edition(CORE)
    code = lexical_coder(edition, tables["onet"]["titles"])
    matcher = TaskMatcher(edition.table("tasks"), edition.table("task_activities"))
    statements = dict(tables["usajobs"]["task_statements"].group_by("id", maintain_order=True).agg("text").rows())
    rows = []
    for number, (id_, title) in enumerate(tables["usajobs"]["announcements"].select("id", "position_title").rows()):
        by_title, confidence = code(title)
        texts = statements.get(id_, [])
        found = matcher.occupations(texts)["occupation_id_onet"].to_list()
        rows.append((number, by_title, confidence, found[0] if found else None, [f[:2] for f in found]))
    frame = pl.DataFrame(rows, schema=["number", "by_title", "confidence", "by_list", "groups"], orient="row")
    development = np.random.default_rng(5).permutation(frame.height)[: frame.height // 2].tolist()
    half = pl.when(pl.col("number").is_in(development)).then(pl.lit("development")).otherwise(pl.lit("other half"))
    same = lambda digits: pl.col("by_title").str.head(digits) == pl.col("by_list").str.head(digits)  # noqa: E731
    judged = frame.with_columns(
        half=half,
        major=same(2).fill_null(value=False),
        minor=same(4).fill_null(value=False),
        among_five=pl.col("groups").list.contains(pl.col("by_title").str.head(2)).fill_null(value=False),
        sure=pl.col("confidence") >= SURE,
    )
    if "development" in sys.argv:
        judged = judged.filter(pl.col("half") == "development")
    figures = (pl.len().alias("lists"), *(pl.col(c).mean().round(3) for c in ("major", "minor", "among_five")))
    for name, part in (("all titles", judged), (f"titles coded with confidence {SURE} or more", judged.filter("sure"))):
        print(f"\nAgreement by {name}\n{part.group_by('half').agg(*figures).sort('half')}")


def lexical_coder(edition: Edition, titles: pl.DataFrame) -> TitleCoder:
    """Today's matcher by resemblance, with O*NET's alternate titles."""
    subjects = [
        Subject("occupation", i, t)
        for i, t in edition.table("occupations").select("occupation_id_onet", "occupation_title").rows()
    ]
    matcher = TitleMatcher(subjects, everyday_titles(), list(titles.select("title", "occupation_id_onet").rows()))

    def code(title: str) -> tuple[str | None, float]:
        found = matcher.find(title, 1)
        return (found[0].subject.id, found[0].similarity) if found else (None, 0.0)

    return code


if __name__ == "__main__":
    main()
