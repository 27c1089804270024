"""What became of every figure of every occupation and role between two editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from scipy.stats import spearmanr

from jobprism.analyses.editions_document import BandMove, Cause, FigureChange, Move, Quantiles
from jobprism.editions.store import Edition
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import judgement
from jobprism.judgements.occupations import Comparison

KINDS = ("occupation", "role")
_FIGURES = ("pressure", *LAYERS)
_KEYS = ("subject_kind", "subject_id", "figure", "level")
_VALUES = ("value", "low", "high", "band")
_SHOWN = 10
_HUNDRED = 100.0
_WHEN = ("before", "after")


def moves(before: Edition, after: Edition) -> pl.DataFrame:
    """Pressure and layers of occupations and roles in two editions, side by side.

    Returns:
        A row per subject and figure that either edition has: subject_kind, subject_id, title, figure, level (null for
        the job as a whole), value_before, low_before, high_before, band_before and the same _after, change,
        intervals_overlap. Figures and changes are in points of 100; what an edition lacks is null.
    """
    old, new = (_figures(e).select(*_KEYS, *_VALUES) for e in (before, after))
    both = old.join(new, on=_KEYS, how="full", coalesce=True, nulls_equal=True, suffix="_after")
    both = both.rename({v: f"{v}_before" for v in _VALUES})
    titles = pl.concat([subjects(after), subjects(before)]).unique(["subject_kind", "subject_id"], keep="first")
    return (
        both.join(titles, on=["subject_kind", "subject_id"], how="left")
        .with_columns(
            change=pl.col("value_after") - pl.col("value_before"),
            intervals_overlap=(pl.col("low_after") <= pl.col("high_before"))
            & (pl.col("low_before") <= pl.col("high_after")),
        )
        .sort(*_KEYS, nulls_last=False)
        .select(
            "subject_kind",
            "subject_id",
            "title",
            "figure",
            "level",
            *(f"{v}_{when}" for when in _WHEN for v in _VALUES),
            "change",
            "intervals_overlap",
        )
    )


def subjects(edition: Edition) -> pl.DataFrame:
    """Occupations and roles of an edition: subject_kind, subject_id, title."""
    occupations = edition.table("occupations").select(
        pl.lit("occupation").alias("subject_kind"), subject_id="occupation_id_onet", title="occupation_title"
    )
    roles = edition.table("roles").select(pl.lit("role").alias("subject_kind"), subject_id="role_id", title="title")
    return pl.concat([occupations, roles])


def _figures(edition: Edition) -> pl.DataFrame:
    """Pressure, layers and pressure at each level of occupations and roles, in points of 100."""
    of = pl.col("subject_kind").is_in(KINDS)
    nothing = pl.lit(None, dtype=pl.String)
    pressure = edition.rows("pressure", of).with_columns(figure=pl.lit("pressure"), level=nothing)
    scaled = [pl.col(c) * _HUNDRED for c in _VALUES[:3]]
    layers = edition.rows("estimates", of).with_columns(*scaled, figure=pl.col("layer"), level=nothing, band=nothing)
    parts = [pressure, layers]
    if "levels" in edition.manifest.tables:
        at_levels = edition.rows("levels", of & (pl.col("layer") == "pressure"))
        parts.append(at_levels.with_columns(*scaled, figure=pl.lit("pressure"), band=nothing))
    return pl.concat([part.select(*_KEYS, *_VALUES) for part in parts])


def figure_changes(
    rows: pl.DataFrame,
    jobs: Mapping[str, float],
    causes: Mapping[tuple[str, str], Sequence[Cause]],
    restated: Mapping[str, Sequence[str]],
    *,
    levels: bool = False,
) -> list[FigureChange]:
    """Each figure's changes summed up, for occupations and for roles.

    Args:
        rows: as from :func:`moves`.
        jobs: US jobs of occupations, by code.
        causes: what changed that can move a figure, by kind of subject and figure (``levels`` for those at levels).
        restated: ids of new restatements, by the figure they name.
        levels: pressure at each level, instead of the figures of jobs as a whole.
    """
    chosen = rows.filter(pl.col("level").is_not_null() if levels else pl.col("level").is_null())
    order = {figure: place for place, figure in enumerate(_FIGURES)}
    groups = {(str(k[0]), str(k[1]), k[2]): g for k, g in chosen.group_by("subject_kind", "figure", "level")}
    found = []
    for kind, figure, level in sorted(groups, key=lambda k: (k[0], order[k[1]], str(k[2]))):
        said = "levels" if levels else figure
        summary = _summary(groups[kind, figure, level], jobs if kind == "occupation" else {})
        found.append(
            FigureChange(
                kind=kind,  # type: ignore[arg-type]
                figure=figure,
                level=level if isinstance(level, str) else None,
                **summary,
                causes=list(causes.get((kind, said), ())) if summary["touched"] else [],
                restatements=list(restated.get(said, ())),
            )
        )
    return found


def _summary(group: pl.DataFrame, jobs: Mapping[str, float]) -> dict[str, Any]:
    least = judgement(Comparison).alike
    there = {when: pl.col(f"value_{when}").is_not_null() for when in _WHEN}
    both = group.filter(there["before"] & there["after"])
    moved = pl.col("change").abs() >= least
    ends = pl.max_horizontal((pl.col(f"{e}_after") - pl.col(f"{e}_before")).abs() for e in ("low", "high"))
    outside = (pl.col("value_after") < pl.col("low_before")) | (pl.col("value_after") > pl.col("high_before"))
    banded = both.filter(pl.col("band_before").is_not_null() & pl.col("band_after").is_not_null())
    crossed = banded.filter(pl.col("band_before") != pl.col("band_after"))
    same = pl.all_horizontal(pl.col(f"{v}_before").eq_missing(pl.col(f"{v}_after")) for v in _VALUES)
    largest = both.filter(moved).sort([pl.col("change").abs(), "subject_id"], descending=[True, False])
    return {
        "n": both.height,
        "appeared": group.filter(~there["before"] & there["after"]).height,
        "gone": group.filter(there["before"] & ~there["after"]).height,
        "moved": both.filter(moved).height,
        "moved_from": least,
        "interval_changed": both.filter(~moved & (ends >= least)).height,
        **{f"mean_{when}": _rounded(both[f"value_{when}"].mean()) for when in _WHEN},
        **{f"employment_weighted_{when}": _weighted(both, f"value_{when}", jobs) for when in _WHEN},
        "mean_absolute_change": _rounded(both["change"].abs().mean()),
        "change": _quantiles(both["change"]),
        "spearman": _spearman(both),
        "top_decile_overlap": _top_overlap(both),
        "outside_former_interval": both.filter(outside).height,
        "disjoint": both.filter(~pl.col("intervals_overlap")).height,
        **{f"width_{when}": _rounded((both[f"high_{when}"] - both[f"low_{when}"]).mean()) for when in _WHEN},
        "band_changed": crossed.height if banded.height else None,
        "bands": [
            BandMove(before=old, after=new, n=n)
            for old, new, n in crossed.group_by("band_before", "band_after")
            .len()
            .sort(["len", "band_before", "band_after"], descending=[True, False, False])
            .rows()
        ],
        "touched": not group.select(same.all()).item(),
        "rises": _moves(largest.filter(pl.col("change") > 0)),
        "falls": _moves(largest.filter(pl.col("change") < 0)),
    }


def _moves(ranked: pl.DataFrame) -> list[Move]:
    return [
        Move(
            id=row["subject_id"],
            title=row["title"],
            **{f"{end}_{when}": round(row[f"{end}_{when}"], 2) for end in ("low", "high") for when in _WHEN},
            **{when: round(row[f"value_{when}"], 2) for when in _WHEN},
            **{f"band_{when}": row[f"band_{when}"] for when in _WHEN},
            change=round(row["change"], 2),
            overlap=row["intervals_overlap"],
        )
        for row in ranked.head(_SHOWN).rows(named=True)
    ]


def _rounded(value: object) -> float | None:
    return round(value, 3) if isinstance(value, float) else None


def _weighted(both: pl.DataFrame, column: str, jobs: Mapping[str, float]) -> float | None:
    """The mean over the subjects whose jobs are counted, weighted by these."""
    pairs = [(v, jobs[i]) for i, v in both.select("subject_id", column).rows() if jobs.get(i)]
    total = sum(weight for _, weight in pairs)
    return round(sum(v * weight for v, weight in pairs) / total, 3) if total else None


def _quantiles(change: pl.Series) -> Quantiles | None:
    if not change.len():
        return None
    at = {f"p{round(100 * q):02d}": change.quantile(q, "linear") for q in (0.05, 0.25, 0.5, 0.75, 0.95)}
    return Quantiles(**{name: round(value or 0.0, 3) for name, value in at.items()})


def _spearman(both: pl.DataFrame) -> float | None:
    """Spearman's rank correlation; null where there are too few, or all of an edition are equal."""
    if both.height < 3 or min(both[f"value_{when}"].n_unique() for when in _WHEN) < 2:
        return None
    found: Any = spearmanr(both["value_before"], both["value_after"])
    return round(float(found.statistic), 6)


def _top_overlap(both: pl.DataFrame) -> float | None:
    size = both.height // 10
    if not size:
        return None
    top = [set(both.sort([f"value_{when}", "subject_id"], descending=True)["subject_id"].head(size)) for when in _WHEN]
    return round(len(top[0] & top[1]) / size, 6)
