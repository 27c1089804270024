"""How much of each source's figures found a subject, and how much of the economy they speak of."""

from __future__ import annotations

import polars as pl

from jobprism.evidence.codes import Readings

COVERAGE_SCHEMA = pl.Schema(
    {
        "source": pl.String,
        "table_rows": pl.Int64,  # rows of its reference tables
        "links": pl.Int64,  # links between code systems
        "observations": pl.Int64,  # figures the reader handed over
        "matched": pl.Int64,  # of these, how many belong to a code that resolves to a subject
        "unmatched": pl.Int64,  # and how many to one that does not
        "reasons": pl.String,  # why, with counts
        "evidence_rows": pl.Int64,  # rows of the evidence table; a figure shared by several subjects counts for each
        "occupations": pl.Int64,  # of the 923, how many the source speaks of, directly or through tasks or codes
        "employment_share": pl.Float64,  # share of US jobs in these, 0 to 1
    }
)


def coverage(
    readings: Readings,
    evidence: pl.DataFrame,
    unmatched: pl.DataFrame,
    occupations: pl.DataFrame,
    tasks: pl.DataFrame,
    task_activities: pl.DataFrame,
) -> pl.DataFrame:
    """One row per source, columns as in ``COVERAGE_SCHEMA``.

    Args:
        readings: the sources, read.
        evidence: the long table.
        unmatched: source, reason, rows.
        occupations: with employment and bls_shared_by.
        tasks: task_id_onet, occupation_id_onet.
        task_activities: task_id_onet, activity_id_onet.
    """
    jobs = dict(
        occupations.select("occupation_id_onet", (pl.col("employment") / pl.col("bls_shared_by")).fill_null(0.0)).rows()
    )
    total = sum(jobs.values())
    reached = _reached(evidence, occupations, tasks, task_activities)
    rows = []
    for source, reading in sorted(readings.items()):
        left = unmatched.filter(pl.col("source") == source)
        by_reason = left.group_by("reason").agg(pl.col("rows").sum()).sort("rows", "reason", descending=[True, False])
        found = reached.get(source, set())
        rows.append(
            {
                "source": source,
                "table_rows": sum(table.height for table in reading.tables.values()),
                "links": reading.crosswalk.height,
                "observations": reading.observations.height,
                "matched": reading.observations.height - left["rows"].sum(),
                "unmatched": left["rows"].sum(),
                "reasons": "; ".join(f"{n:,} {reason}" for reason, n in by_reason.rows()),
                "evidence_rows": evidence.filter(pl.col("source") == source).height,
                "occupations": len(found),
                "employment_share": round(sum(jobs[o] for o in sorted(found)) / total, 6),
            }
        )
    return pl.DataFrame(rows, schema=COVERAGE_SCHEMA)


def _reached(
    evidence: pl.DataFrame, occupations: pl.DataFrame, tasks: pl.DataFrame, task_activities: pl.DataFrame
) -> dict[str, set[str]]:
    """The occupations each source speaks of."""
    of_task = tasks.select(pl.col("task_id_onet").cast(pl.String).alias("subject_id"), "occupation_id_onet")
    of_activity = (
        task_activities.join(tasks, on="task_id_onet")
        .select(pl.col("activity_id_onet").alias("subject_id"), "occupation_id_onet")
        .unique()
    )
    own = occupations.select(pl.col("occupation_id_onet").alias("subject_id"), "occupation_id_onet")
    codes = [
        occupations.select(pl.col(code).alias("subject_id"), "occupation_id_onet") for code in ("soc_2018", "nem_2024")
    ]
    links = {"task": of_task, "activity": of_activity, "occupation": own, "soc": pl.concat(codes).unique()}
    subjects = evidence.select("source", "subject_kind", "subject_id").unique()
    found: dict[str, set[str]] = {}
    for kind, link in links.items():
        joined = subjects.filter(pl.col("subject_kind") == kind).join(link, on="subject_id")
        for source, occupation in joined.select("source", "occupation_id_onet").unique().rows():
            found.setdefault(source, set()).add(occupation)
    return found
