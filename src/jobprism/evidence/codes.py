"""Code systems: from a publisher's codes to the subjects of this edition.

Every code that cannot be resolved is kept, with the reason, and reported; none is dropped silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from jobprism.errors import DeclarationError
from jobprism.evidence.crosswalks import SYSTEMS, Crosswalks, Weights
from jobprism.sources.reading import Reading

Readings = dict[str, Reading]

LINK_SCHEMA = pl.Schema({"code": pl.String, "subject_id": pl.String, "weight": pl.Float64})

# The systems whose codes are subjects of an edition, by kind of subject. BLS counts jobs by its matrix's codes, of
# which some are groups of SOC codes: both are kept as published.
_HOME = {"occupation": ("onet_soc_2019",), "soc": ("soc_2018", "nem_2024")}
_NO_TASK = ("none", "not_classified")


@dataclass(frozen=True)
class CodeSystem:
    """How the codes of one system resolve to one kind of subject.

    Attributes:
        links: one row per code and subject with the part of the code that lies there, as in ``LINK_SCHEMA``.
        reason: why a code that has no link has none, as an expression over the column ``code``.
    """

    links: pl.DataFrame
    reason: pl.Expr


def resolve(
    observations: pl.DataFrame, readings: Readings, crosswalks: Crosswalks, added: Sequence[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Observations of one source, by subject; and those left over, by code system, measure and reason.

    A code that stands for several subjects gives each of them the published figure, and ``n_subjects`` says how many
    share it. Where several codes fall on one subject (a merger), the subject gets their mean, weighted by how much of
    each lies there (of the measures ``added``, their sum), the sum of ``n``, and in ``spread`` the standard deviation
    among them.

    Returns:
        (subject_kind, subject_id, measure, value, n, vintage, n_subjects, spread) and
        (code_system, measure, reason, rows, codes).
    """
    matched: list[pl.DataFrame] = []
    unmatched: list[pl.DataFrame] = []
    for (name, subject), rows in observations.group_by("code_system", "subject", maintain_order=True):
        system = code_system(str(name), str(subject), rows["code"], readings, crosswalks)
        spread = system.links.with_columns(n_subjects=pl.len().over("code").cast(pl.Int64))
        joined = rows.join(spread, on="code", how="left")
        matched.append(joined.filter(pl.col("subject_id").is_not_null()))
        left = joined.filter(pl.col("subject_id").is_null()).with_columns(reason=system.reason)
        unmatched.append(
            left.group_by("code_system", "measure", "reason").agg(
                pl.len().cast(pl.Int64).alias("rows"), pl.col("code").n_unique().cast(pl.Int64).alias("codes")
            )
        )
    return _merged(pl.concat(matched), added), pl.concat(unmatched).sort("code_system", "measure", "reason")


def _merged(rows: pl.DataFrame, added: Sequence[str]) -> pl.DataFrame:
    """One figure per subject, measure and vintage (equation 20)."""
    keys = ["subject", "subject_id", "measure", "vintage"]
    columns = ["subject_kind", "subject_id", "measure", "value", "n", "vintage", "n_subjects", "spread"]
    counted = rows.with_columns(codes=pl.len().over(keys))
    # Nearly every subject gets one code's figure, to the last digit; only mergers are averaged.
    single = counted.filter(pl.col("codes") == 1).with_columns(spread=pl.lit(None, dtype=pl.Float64))
    w = pl.col("weight") / pl.col("weight").sum()
    mean = (w * pl.col("value")).sum()
    several = (
        counted.filter(pl.col("codes") > 1)
        .sort(*keys, "code")
        .group_by(keys, maintain_order=True)
        .agg(
            pl.when(pl.col("measure").first().is_in(added)).then(pl.col("value").sum()).otherwise(mean).alias("value"),
            pl.when(pl.col("n").is_not_null().any()).then(pl.col("n").sum()).alias("n"),
            pl.col("n_subjects").max(),
            (w * (pl.col("value") - mean) ** 2).sum().sqrt().alias("spread"),
        )
    )
    parts = [part.rename({"subject": "subject_kind"}).select(columns) for part in (single, several)]
    return pl.concat(parts).sort("subject_kind", "subject_id", "measure", "vintage")


def code_system(name: str, subject: str, codes: pl.Series, readings: Readings, crosswalks: Crosswalks) -> CodeSystem:
    """How the codes of a system resolve to subjects of a kind.

    Raises:
        DeclarationError: nothing is known of the system, or no links lead from it to such subjects.
    """
    if name == "onet_task":
        return _identity(readings["onet"].tables["tasks"]["task_id_onet"], "task is not in O*NET 30.1")
    if name == "onet_activity":
        return _identity(readings["onet"].tables["activities"]["activity_id_onet"], "activity is not in O*NET 30.1")
    if name == "onet_20_1_task_text":
        return onet_20_1_wordings(readings)
    if name not in SYSTEMS or subject not in _HOME:
        raise DeclarationError(
            f"A reader uses the code system '{name}' for a subject '{subject}', which is not known.",
            f"Use one of {', '.join(['onet_task', 'onet_activity', *SYSTEMS])} for task, activity, occupation or soc.",
        )
    return _classification(name, subject, codes, readings, crosswalks)


def _identity(ids: pl.Series, reason: str) -> CodeSystem:
    text = ids.cast(pl.String).unique().sort()
    links = pl.DataFrame({"code": text, "subject_id": text, "weight": [1.0] * len(text)}, schema=LINK_SCHEMA)
    return CodeSystem(links, pl.lit(reason))


def _classification(
    name: str, subject: str, codes: pl.Series, readings: Readings, crosswalks: Crosswalks
) -> CodeSystem:
    """Codes of an occupational classification, by its own codes or by the crosswalks."""
    known = set(readings["onet"].tables["occupations"]["occupation_id_onet"])
    if subject == "soc":
        known = {code[:7] for code in known} | set(crosswalks.codes("nem_2024"))
    at_home = name in _HOME[subject]
    rows: list[tuple[str, str, float]] = []
    for code in codes.unique().sort().to_list():
        weights = {code: 1.0} if at_home else _nearest(crosswalks, code, name, _HOME[subject])
        rows += [(code, target, weight) for target, weight in weights.items() if target in known]
    links = pl.DataFrame(rows, schema=LINK_SCHEMA, orient="row")
    if at_home:
        reason = f"no O*NET occupation lies under the {SYSTEMS[name]} code"
    else:
        reason = f"no crosswalk leads from the {SYSTEMS[name]} code to O*NET 30.1"
    return CodeSystem(links, pl.lit(reason))


def _nearest(crosswalks: Crosswalks, code: str, start: str, ends: tuple[str, ...]) -> Weights:
    """Where a code lies in whichever of the systems is fewest links away."""
    ways = [crosswalks.translate(code, start, end) for end in ends]
    found = sorted((way for way in ways if way.weights), key=lambda way: len(way.path))
    return found[0].weights if found else {}


def onet_20_1_wordings(readings: Readings) -> CodeSystem:
    """Lower-case wording of O*NET 20.1 to the tasks of this release: by Task ID, or by equal wording."""
    statements = readings["anthropic_economic_index"].tables["task_statements_20_1"]
    tasks = (
        readings["onet"]
        .tables["tasks"]
        .select("task_id_onet", pl.col("task_text").str.to_lowercase().str.strip_chars())
    )
    by_id = statements.join(tasks.select("task_id_onet"), on="task_id_onet", how="semi")
    by_text = statements.select("task_text").unique().join(tasks, on="task_text")
    links = (
        pl.concat([by_id.select("task_text", "task_id_onet"), by_text.select("task_text", "task_id_onet")])
        .unique()
        .select(
            pl.col("task_text").alias("code"),
            pl.col("task_id_onet").cast(pl.String).alias("subject_id"),
            weight=pl.lit(1.0),
        )
        .sort("code", "subject_id")
    )
    known = statements["task_text"].unique().implode()
    reason = (
        pl.when(pl.col("code").is_in(_NO_TASK))
        .then(pl.lit("conversations that fit no task"))
        .when(pl.col("code").is_in(known))
        .then(pl.lit("task was retired or reworded after O*NET 20.1"))
        .otherwise(pl.lit("wording is not in O*NET 20.1"))
    )
    return CodeSystem(links, reason)
