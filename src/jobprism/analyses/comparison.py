"""The comparison of two to five jobs: side by side, and why they differ."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote, Unit
from jobprism.analyses.language import joined, percent, sentence
from jobprism.analyses.profession import edition_note
from jobprism.analyses.ranking import subjects
from jobprism.analyses.work import work_by_group
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.decomposition import PARTS, by_group
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Comparison, Pressure, judgement

FEWEST, MOST = 2, 5
_LAYER_WORDS = {
    "capability": "what AI could do of the tasks",
    "use": "how far it is in use",
    "delegation": "how far work is handed over",
    "human_need": "what holds the work to people",
    "together": "how these go together in the same tasks",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(_Part):
    """A figure with its 90 % interval."""

    value: float
    low: float
    high: float


class Compared(_Part):
    """One of the jobs."""

    kind: Literal["occupation", "role"]
    id: str
    title: str
    pressure: Figure = Field(description="0 to 100.")
    band: str
    layers: dict[str, Figure | None] = Field(description="0 to 1; null where nobody observed the layer.")
    employment: float | None = Field(description="US jobs; of all occupations that BLS counts together.")
    wage_median_annual_usd: float | None
    change_2024_34_pct: float | None
    job_zone: int | None


class GroupShare(_Part):
    """A kind of work in two jobs, and its part of their difference in pressure, in points."""

    group: str = Field(description="O*NET generalised work activity; empty for tasks without one.")
    share_first: Unit
    share_second: Unit
    mix: float = Field(description="From doing more or less of it.")
    layers: dict[str, float] = Field(description="From each layer of it, and from how layers go together.")
    total: float


class Difference(_Part):
    """Why the pressure of the first job differs from the second's; parts in points, adding up exactly."""

    first: str
    second: str
    difference: float = Field(description="Pressure of the first less that of the second, before rounding of either.")
    intervals_overlap: bool
    layers: dict[str, float] = Field(description="By layer, over all work at once.")
    groups: list[GroupShare] = Field(description="By kind of work, largest part first.")
    sentences: list[str]


class ComparisonReport(_Part):
    """Two to five jobs side by side."""

    schema_version: Literal[1] = 1
    document: Literal["comparison"] = "comparison"
    subjects: list[Compared] = Field(min_length=FEWEST, max_length=MOST)
    differences: list[Difference] = Field(description="Every pair, in the order of the subjects.")
    edition: EditionNote


def comparison_report(edition: Edition, chosen: list[tuple[str, str]]) -> ComparisonReport:
    """Jobs side by side.

    Args:
        edition: where the figures are from.
        chosen: (kind, id) of two to five different jobs, in the order wanted.

    Raises:
        UsageError: too few, too many, or the same one twice.
    """
    if not FEWEST <= len(chosen) <= MOST:
        raise UsageError(
            f"A comparison takes {FEWEST} to {MOST} jobs, not {len(chosen)}.", "Leave some out or add one."
        )
    if len(set(chosen)) < len(chosen):
        twice = next(i for _, i in chosen if [c for _, c in chosen].count(i) > 1)
        raise UsageError(f"{twice} is named twice.", "Name each job once; two titles can mean the same occupation.")
    table = subjects(edition)
    rows = [table.row(by_predicate=(pl.col("kind") == k) & (pl.col("id") == i), named=True) for k, i in chosen]
    compared = [_compared(row) for row in rows]
    work = {i: work_by_group(edition, k, i) for k, i in chosen}
    differences = [_difference(a, b, work[a.id], work[b.id]) for a, b in combinations(compared, 2)]
    return ComparisonReport(subjects=compared, differences=differences, edition=edition_note(edition))


def _compared(row: dict[str, object]) -> Compared:
    def figure(name: str) -> dict[str, object] | None:
        if row[name] is None:
            return None
        return {"value": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"]}

    return Compared.model_validate(
        {
            **{name: row[name] for name in ("kind", "id", "title", "band", "employment", "job_zone")},
            "wage_median_annual_usd": row["wage_median_annual_usd"],
            "change_2024_34_pct": row["ep_change_2024_34_pct"],
            "pressure": figure("pressure"),
            "layers": {layer: figure(layer) for layer in LAYERS},
        }
    )


def _difference(first: Compared, second: Compared, of_first: pl.DataFrame, of_second: pl.DataFrame) -> Difference:
    judged = judgement(Pressure)
    groups = by_group(of_first, of_second, judged)
    whole = by_group(_as_one(of_first), _as_one(of_second), judged).row(0, named=True)
    shares = [dict(work.select("group", "share").rows()) for work in (of_first, of_second)]
    ranked = groups.sort([pl.col("total").abs(), "group"], descending=[True, False])
    parts = [
        GroupShare(
            group=row["group"],
            share_first=shares[0].get(row["group"], 0.0),
            share_second=shares[1].get(row["group"], 0.0),
            mix=row["mix"],
            layers={part: row[part] for part in PARTS},
            total=row["total"],
        )
        for row in ranked.rows(named=True)
    ]
    by_layer = {part: whole[part] for part in PARTS}
    overlap = first.pressure.low <= second.pressure.high and second.pressure.low <= first.pressure.high
    return Difference(
        first=first.id,
        second=second.id,
        difference=whole["total"],
        intervals_overlap=overlap,
        layers=by_layer,
        groups=parts,
        sentences=_sentences(first, second, whole["total"], by_layer, parts, overlap=overlap),
    )


def _as_one(work: pl.DataFrame) -> pl.DataFrame:
    """All work as one group: what the layers give when the kind of work is not looked at."""
    mean = [(pl.col(c) * pl.col("share")).sum() for c in (*LAYERS, "pressure")]
    return work.select(pl.lit("").alias("group"), pl.lit(1.0).alias("share"), *mean)


def _sentences(
    first: Compared,
    second: Compared,
    total: float,
    layers: dict[str, float],
    groups: list[GroupShare],
    *,
    overlap: bool,
) -> list[str]:
    judged = judgement(Comparison)
    if abs(total) < judged.alike:
        alike = f"{first.title} and {second.title} are under about the same pressure"
        return [sentence(f"{alike}: {first.pressure.value:.0f} and {second.pressure.value:.0f} of 100")]
    high, low = (first, second) if total > 0 else (second, first)
    text = (
        f"Pressure on {high.title} is {high.pressure.value:.0f} of 100, on {low.title} {low.pressure.value:.0f}; "
        f"their 90 % intervals {'overlap' if overlap else 'do not overlap'}"
    )
    sign = 1 if total > 0 else -1
    raising = sorted(((v * sign, k) for k, v in layers.items() if v * sign > 0), reverse=True)
    lowering = sorted((v * sign, k) for k, v in layers.items() if v * sign <= -judged.notable_points)
    lines = [sentence(text)]
    named = [f"{_LAYER_WORDS[k]} ({v:.1f} points)" for v, k in raising if v >= judged.notable_points]
    if named:
        lines.append(sentence(f"the difference comes from {joined(named)}"))
    if lowering:
        back = joined([f"{_LAYER_WORDS[k]} ({-v:.1f} points)" for v, k in lowering])
        lines.append(sentence(f"{back} {'works' if len(lowering) == 1 else 'work'} the other way"))
    return [*lines, *_of_groups(high, low, sign, groups, judged)]


def _of_groups(high: Compared, low: Compared, sign: int, groups: list[GroupShare], judged: Comparison) -> list[str]:
    """The kinds of work that bear most of the difference, with their shares in both jobs."""
    leading = [g for g in groups if g.total * sign >= judged.notable_points and g.group][: judged.groups_named]
    if not leading:
        return []
    clauses = []
    for g in leading:
        of_high, of_low = (g.share_first, g.share_second) if sign > 0 else (g.share_second, g.share_first)
        clauses.append(f"{g.group} ({percent(of_high)} of the work against {percent(of_low)})")
    return [sentence(f"by kind of work, {high.title} and {low.title} part most in {joined(clauses)}")]
