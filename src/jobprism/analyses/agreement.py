"""How far the published indices agree, and the occupations they disagree on most."""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.profession import edition_note
from jobprism.analyses.spread import declared_index
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.agreement import AGREEMENT_SCHEMA, agreement

_SHOWN = 25
# No measure has this name: ids of measures start with a letter.
_OWN = "-own"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IndexNote(_Document):
    """An index that is compared."""

    measure: str
    vintage: str
    label: str
    kind: str
    n_occupations: int
    employment_share: float = Field(description="Share of US employment in the occupations that have it, 0 to 1.")


class Pair(_Document):
    """Two indices over the occupations that have both; intervals hold 90 % of bootstrap replicates."""

    measure_a: str
    vintage_a: str
    measure_b: str
    vintage_b: str
    n_occupations: int
    spearman: float
    spearman_low: float
    spearman_high: float
    top_decile_overlap: float = Field(description="Share of one's most exposed tenth that is in the other's.")
    top_decile_overlap_low: float
    top_decile_overlap_high: float


class Disagreement(_Document):
    """An occupation, and the two indices that place it furthest apart."""

    occupation_id_onet: str
    occupation_title: str
    percentile_range: float
    lowest: str
    lowest_percentile: float
    highest: str
    highest_percentile: float


class AgreementReport(_Document):
    """All pairs of indices, and where they part most."""

    indices: list[IndexNote]
    pairs: list[Pair]
    disagreements: list[Disagreement]
    edition: EditionNote


def agreement_report(edition: Edition) -> AgreementReport:
    """The agreement of all indices of an edition."""
    indices = edition.table("indices").filter(pl.col("subject_kind") == "occupation")
    return AgreementReport(
        indices=_notes(edition, indices),
        pairs=[Pair.model_validate(row) for row in edition.table("agreement").rows(named=True)],
        disagreements=_disagreements(edition, indices),
        edition=edition_note(edition),
    )


def own_agreement(edition: Edition, own: pl.DataFrame) -> pl.DataFrame:
    """How far an index of one's own agrees with each published one.

    Args:
        edition: whose indices it is compared with.
        own: occupation_id_onet and value, a row per occupation; those without a value are left out.

    Returns:
        measure, vintage, label, n_occupations, spearman and top_decile_overlap, both with their 90 % bootstrap
        intervals (equations 21 and 22); highest rank correlation first. An index that shares fewer than 30 occupations
        with it is left out.

    Raises:
        UsageError: a column is missing, or an occupation stands twice or is unknown.
    """
    chosen = _own_index(edition, own)
    # Of an index whose values may not be passed on an edition has the places; ranks are the same by either.
    others = edition.table("indices").filter(pl.col("subject_kind") == "occupation")
    others = others.select("subject_kind", "subject_id", "measure", "vintage", value="percentile")
    pairs = [agreement(pl.concat([chosen, index])) for index in others.partition_by("measure", "vintage")]
    rows = pl.concat(pairs).with_columns(
        # Pairs are in the order of names: the published index is whichever is not one's own.
        pl.when(pl.col("measure_a") == _OWN).then(pl.col("measure_b")).otherwise(pl.col("measure_a")).alias("measure"),
        pl.when(pl.col("measure_a") == _OWN).then(pl.col("vintage_b")).otherwise(pl.col("vintage_a")).alias("vintage"),
    )
    labels = {m: str(declared_index(edition, m)["label"]) for m in rows["measure"].unique()}
    named = rows.with_columns(label=pl.col("measure").replace_strict(labels, return_dtype=pl.String))
    shown = named.select("measure", "vintage", "label", *AGREEMENT_SCHEMA.names()[4:])
    return shown.sort(["spearman", "measure", "vintage"], descending=[True, False, False])


def _own_index(edition: Edition, own: pl.DataFrame) -> pl.DataFrame:
    if missing := {"occupation_id_onet", "value"} - set(own.columns):
        raise UsageError(
            f"The index has no column {' and no '.join(sorted(missing))}.", "It needs occupation_id_onet and value."
        )
    given = own.drop_nulls("value")
    codes = given["occupation_id_onet"]
    if codes.is_duplicated().any():
        twice = codes.filter(codes.is_duplicated())[0]
        raise UsageError(f"Occupation {twice} stands twice in the index.", "Give one value per occupation.")
    known = edition.table("occupations")["occupation_id_onet"]
    if (unknown := codes.filter(~codes.is_in(known.implode()))).len():
        raise UsageError(
            f"There is no occupation {unknown[0]}; in all {unknown.len()} codes are unknown.",
            "Codes are those of O*NET-SOC 2019; `jobprism crosswalk` leads to them from others.",
        )
    return given.select(
        pl.lit("occupation").alias("subject_kind"),
        subject_id="occupation_id_onet",
        measure=pl.lit(_OWN),
        vintage=pl.lit("own"),
        value=pl.col("value").cast(pl.Float64),
    )


def _notes(edition: Edition, indices: pl.DataFrame) -> list[IndexNote]:
    jobs = edition.table("occupations").select(
        pl.col("occupation_id_onet").alias("subject_id"),
        jobs=(pl.col("employment") / pl.col("bls_shared_by")).fill_null(0.0),
    )
    total = sum(jobs["jobs"].to_list())
    covered = (
        indices.join(jobs, on="subject_id")
        .group_by("measure", "vintage")
        .agg(pl.len().alias("n"), pl.col("jobs").sum())
        .sort("measure", "vintage")
    )
    notes = []
    for measure, vintage, n, employed in covered.rows():
        declared = declared_index(edition, measure)
        notes.append(
            IndexNote(
                measure=measure,
                vintage=vintage,
                label=str(declared["label"]),
                kind=str(declared["kind"]),
                n_occupations=n,
                employment_share=round(employed / total, 6),
            )
        )
    return notes


def _disagreements(edition: Edition, indices: pl.DataFrame) -> list[Disagreement]:
    """Occupations by the range of their percentiles over exposure indices, widest first."""
    directed = [m for m in indices["measure"].unique() if declared_index(edition, m)["direction"] == "more exposed"]
    ranked = indices.filter(pl.col("measure").is_in(directed)).sort("percentile", "measure", "vintage")
    name = pl.format("{} ({})", "measure", "vintage")
    ends = ranked.group_by("subject_id", maintain_order=True).agg(
        lowest=name.first(),
        lowest_percentile=pl.col("percentile").first(),
        highest=name.last(),
        highest_percentile=pl.col("percentile").last(),
    )
    titles = edition.table("occupations").select(pl.col("occupation_id_onet").alias("subject_id"), "occupation_title")
    widest = (
        ends.join(titles, on="subject_id")
        .with_columns(percentile_range=(pl.col("highest_percentile") - pl.col("lowest_percentile")).round(2))
        .sort(["percentile_range", "subject_id"], descending=[True, False])
        .head(_SHOWN)
    )
    return [Disagreement(occupation_id_onet=row.pop("subject_id"), **row) for row in widest.rows(named=True)]
