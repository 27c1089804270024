"""Published exposure indices of occupations, each with its percentile among occupations.

See "Published indices" in docs/method.md; values of several codes were merged by its equations 19 and 20.
"""

from __future__ import annotations

import polars as pl

from jobprism.estimates.frames import rounded

INDEX_SCHEMA = pl.Schema(
    {
        "subject_kind": pl.String,
        "subject_id": pl.String,
        "measure": pl.String,
        "value": pl.Float64,
        "spread": pl.Float64,  # standard deviation among the codes merged into the value; null where it was one
        "percentile": pl.Float64,  # 0 to 100: share of occupations below, ties counted half
        "n_occupations": pl.Int64,  # how many have the index
        "vintage": pl.String,
        "source": pl.String,
        "origin": pl.String,  # published, or computed from published figures
    }
)

TASK_COVERAGE = "aei_claude_ai_task_coverage"


def indices(
    occupations: pl.DataFrame,
    tasks: pl.DataFrame,
    evidence: pl.DataFrame,
    index_measures: list[str],
    least_reportable: float,
) -> pl.DataFrame:
    """All indices of all occupations, columns as in ``INDEX_SCHEMA``.

    Args:
        occupations: occupation_id_onet, soc_2018, nem_2024.
        tasks: task_id_onet, occupation_id_onet, in_onet_20_1.
        evidence: the long table.
        index_measures: measures declared as an index; by occupation, or by SOC code and then given to each of its
            O*NET occupations.
        least_reportable: share of an occupation's tasks that records of use must have been able to report.
    """
    published = _at_occupations(occupations, evidence.filter(pl.col("measure").is_in(index_measures)))
    table = pl.concat(
        [
            published.with_columns(origin=pl.lit("published")),
            task_coverage(tasks, evidence, least_reportable).with_columns(origin=pl.lit("computed")),
        ]
    )
    return _with_percentiles(table)


def _at_occupations(occupations: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Figures by occupation: its own, else those of its SOC code, else those of the code BLS counts it under."""
    codes = occupations.select("occupation_id_onet", "soc_2018", "nem_2024")
    keys = {"occupation": "occupation_id_onet", "soc_2018": "soc_2018", "nem_2024": "nem_2024"}
    columns = ["occupation_id_onet", "measure", "value", "spread", "vintage", "source"]
    done = pl.DataFrame(schema={c: figures.schema.get(c, pl.String()) for c in columns})
    for kind, key in keys.items():
        of_kind = figures.filter((pl.col("subject_kind") == "occupation") == (kind == "occupation"))
        found = codes.with_columns(subject_id=pl.col(key)).join(of_kind, on="subject_id").select(columns)
        new = found.join(done, on=["occupation_id_onet", "measure", "vintage"], how="anti")
        done = pl.concat([done, new])
    return done


def task_coverage(tasks: pl.DataFrame, evidence: pl.DataFrame, least_reportable: float) -> pl.DataFrame:
    """Share of an occupation's tasks that a Claude.ai release reports, per release (every task counts alike).

    Only tasks that a release could report are counted: those whose wording was in O*NET 20.1. An occupation of which
    less than ``least_reportable`` of the tasks could be reported has no such index: its low share would say nothing.
    """
    could = pl.col("in_onet_20_1")
    tasks = tasks.filter(could & (could.mean().over("occupation_id_onet") >= least_reportable))
    seen = evidence.filter(pl.col("measure") == "aei_claude_ai_pct").select(
        pl.col("subject_id").cast(pl.Int64).alias("task_id_onet"), "vintage", "source"
    )
    releases = seen.select("vintage", "source").unique()
    grid = tasks.select("occupation_id_onet", "task_id_onet").join(releases, how="cross")
    marked = grid.join(seen.with_columns(seen=pl.lit(1.0)), on=["task_id_onet", "vintage", "source"], how="left")
    return (
        marked.group_by("occupation_id_onet", "vintage", "source")
        .agg(value=pl.col("seen").fill_null(0.0).mean())
        .with_columns(measure=pl.lit(TASK_COVERAGE), spread=pl.lit(None, dtype=pl.Float64))
        .select("occupation_id_onet", "measure", "value", "spread", "vintage", "source")
    )


def role_indices(table: pl.DataFrame, mixtures: pl.DataFrame) -> pl.DataFrame:
    """Indices of roles: the mean over a role's occupations, placed among the occupations.

    Args:
        table: indices of occupations.
        mixtures: role_id, occupation_id_onet, share.
    """
    mean = (
        mixtures.join(table, left_on="occupation_id_onet", right_on="subject_id")
        .group_by("role_id", "measure", "vintage", "source", "n_occupations", maintain_order=True)
        .agg(
            # Rounded, so that a mean of equal values is that value and ties with it.
            value=((pl.col("share") * pl.col("value")).sum() / pl.col("share").sum()).round(12),
        )
        .with_columns(spread=pl.lit(None, dtype=pl.Float64))
    )
    others = table.select("measure", "vintage", pl.col("value").round(12).alias("other"))
    placed = mean.join(others, on=["measure", "vintage"])
    rank = ((pl.col("other") < pl.col("value")).sum() + 0.5 * (pl.col("other") == pl.col("value")).sum()) / pl.len()
    return (
        placed.group_by(
            "role_id", "measure", "vintage", "source", "n_occupations", "value", "spread", maintain_order=True
        )
        .agg(percentile=100 * rank)
        .with_columns(
            subject_kind=pl.lit("role"), subject_id=pl.col("role_id"), origin=pl.lit("mean over the role's occupations")
        )
        .pipe(_finished)
    )


def _with_percentiles(table: pl.DataFrame) -> pl.DataFrame:
    group = ["measure", "vintage"]
    return table.with_columns(
        percentile=100 * (pl.col("value").rank("average") - 0.5).over(group) / pl.len().over(group),
        n_occupations=pl.len().over(group).cast(pl.Int64),
        subject_kind=pl.lit("occupation"),
        subject_id=pl.col("occupation_id_onet"),
    ).pipe(_finished)


def _finished(table: pl.DataFrame) -> pl.DataFrame:
    return (
        table.select(list(INDEX_SCHEMA))
        .with_columns(rounded(pl.col("percentile"), 2), pl.col("value", "spread").round(12))
        .cast(INDEX_SCHEMA)
        .sort("subject_kind", "subject_id", "measure", "vintage")
    )
