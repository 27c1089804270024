"""A job at a level: its mix of tasks re-weighted, what that does to its layers, and what the model cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum
from typing import get_args

import polars as pl

from jobprism.analyses.documents import ListedRow, SourceNote, TaskRow
from jobprism.analyses.facts import Facts, facts_of
from jobprism.analyses.language import percent, points
from jobprism.analyses.level_document import (
    Finding,
    LevelLayer,
    LevelName,
    LevelReport,
    LevelRow,
    LevelState,
    Rung,
)
from jobprism.analyses.level_sentences import NOT_THIS, experience, in_short, limits, why_changed
from jobprism.analyses.outlook import state_now
from jobprism.analyses.outlook_document import Job, PressureLevel
from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.rows import table_rows
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.level_layers import MODELLED
from jobprism.estimates.levels import (
    NOTHING_DECLARED,
    Gradients,
    declared_shares,
    fitted_gradients,
    level_shares,
    role_gradients,
)
from jobprism.judgements.base import LAYERS
from jobprism.judgements.level_evidence import LevelEvidence
from jobprism.judgements.load import Bands, Levels, band_of, judgement

LEVELS: tuple[LevelName, ...] = get_args(LevelName)
EXPERIENCE = "onet_related_experience_pct"

_SCALE = 100
_DIGITS = 6
_PRESSURE = "pressure"


@dataclass(frozen=True)
class _Mix:
    """Shares of a level's work by task; where they are declared, also those that the level model gives."""

    shares: dict[str, float]
    by_model: dict[str, float]


def level_report(edition: Edition, kind: str, subject_id: str, level: str) -> LevelReport:
    """An occupation (by O*NET-SOC code) or a role (by id) at a level.

    Args:
        edition: where the figures are from.
        kind: ``occupation`` or ``role``.
        subject_id: its code or id.
        level: junior, mid, senior or lead.

    Raises:
        UsageError: there is no such level.
    """
    wanted: list[LevelName] = [name for name in LEVELS if name == level.strip().lower()]
    if not wanted:
        raise UsageError(f"There is no level '{level}'.", f"Ask for one of {', '.join(LEVELS)}.")
    return level_reports(edition, kind, subject_id, wanted)[0]


def level_reports(
    edition: Edition, kind: str, subject_id: str, levels: Sequence[LevelName] = LEVELS
) -> list[LevelReport]:
    """The job at several levels, which share what is read and worked out of the job as a whole."""
    facts = facts_of(edition, kind, subject_id)
    summary = edition.rows_of("level_summary", "subject_id", [subject_id]).filter(pl.col("subject_kind") == kind)
    labels: dict[str, str | None] = dict(summary.select("level", "label").rows())
    flags = str(summary["flags"][0] or "").split(",") if summary.height else []
    told = all(labels.get(level) for level in LEVELS)
    tier = str(summary["mix_tier"][0]) if summary.height else MODELLED
    rows = table_rows(edition, facts) if told else []
    states = _states(edition, facts) if told else {}
    mixes = _mixes(edition, facts, tier) if told else {}
    silent = [flag for flag in flags if flag]
    return [_report(edition, facts, level, labels, tier, silent, rows, states, mixes) for level in levels]


def _report(
    edition: Edition,
    facts: Facts,
    level: LevelName,
    labels: dict[str, str | None],
    tier: str,
    flags: list[str],
    rows: list[TaskRow],
    states: dict[str, LevelState],
    mixes: dict[str, _Mix],
) -> LevelReport:
    told = bool(states)
    now = state_now(facts)
    at_level = states.get(level)
    ladder = [
        Rung.model_validate(
            {
                "level": name,
                "pressure": states[name].pressure.model_dump(include=set(PressureLevel.model_fields)),
                "label": labels[name],
            }
        )
        for name in LEVELS
        if told
    ]
    table = _rows(facts, rows, mixes[level]) if told else []
    moved = round(fsum(abs(r.change) for r in table) / 2, _DIGITS) if told else None
    grows = _listed(sorted((r for r in table if r.change > 0), key=lambda r: (-r.change, r.id)))
    shrinks = _listed(sorted((r for r in table if r.change < 0), key=lambda r: (r.change, r.id)))
    return LevelReport.model_validate(
        {
            "job": Job.model_validate({"kind": facts.kind, "id": facts.id, "title": facts.title}),
            "level": level,
            "label": labels.get(level) if told else None,
            "told_apart": told,
            "mix_tier": tier,
            "in_short": in_short(level, now, at_level, ladder, moved, grows, shrinks, flags, tier),
            "not_this": NOT_THIS,
            "job_now": now,
            "at_level": at_level,
            "ladder": ladder,
            "moved": moved,
            "tasks": table,
            "grows": grows,
            "shrinks": shrinks,
            "why": why_changed(table, shown=bool(grows or shrinks)),
            "experience": experience(edition, facts),
            "findings": _findings(),
            "limits": limits(told=told, tier=tier),
            "sources": _sources(edition, facts),
            "edition": edition_note(edition),
        }
    )


def _states(edition: Edition, facts: Facts) -> dict[str, LevelState]:
    """Pressure and layers of every level, from the edition's table."""
    table = edition.rows_of("levels", "subject_id", [facts.id]).filter(pl.col("subject_kind") == facts.kind)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in table.rows(named=True):
        figures = {name: row[name] for name in LevelLayer.model_fields}
        found.setdefault(row["level"], {})[row["layer"]] = figures
    return {level: _state(layers) for level, layers in found.items()}


def _state(layers: dict[str, dict[str, float]]) -> LevelState:
    pressure = {name: round(_SCALE * value, 2) for name, value in layers[_PRESSURE].items()}
    return LevelState.model_validate(
        {
            "pressure": {**pressure, "band": band_of(pressure["value"], judgement(Bands).pressure)},
            "layers": {layer: layers.get(layer) for layer in LAYERS},
        }
    )


@lru_cache(maxsize=4)
def _gradients(edition: Edition) -> Gradients:
    return role_gradients(fitted_gradients(), edition.table("role_neighbours"))


@lru_cache(maxsize=4)
def _declared(edition: Edition) -> pl.DataFrame:
    return declared_shares(edition.table("roles"))


def _mixes(edition: Edition, facts: Facts, tier: str) -> dict[str, _Mix]:
    """By level, the shares of the work (equations 40 and 67), and where they are declared, the model's beside them."""
    shares = edition.rows_of("shares", "subject_id", [facts.id]).filter(pl.col("subject_kind") == facts.kind)
    by_model = _by_level(edition, shares, NOTHING_DECLARED)
    if tier == MODELLED:
        return {level: _Mix(mix, {}) for level, mix in by_model.items()}
    by_hand = _by_level(edition, shares, _declared(edition))
    return {level: _Mix(mix, by_model[level]) for level, mix in by_hand.items()}


def _by_level(edition: Edition, shares: pl.DataFrame, declared: pl.DataFrame) -> dict[str, dict[str, float]]:
    mix = level_shares(shares, _gradients(edition), judgement(Levels), declared=declared)
    found: dict[str, dict[str, float]] = {}
    for level, task, share in mix.select("level", "task_id", "share").rows():
        found.setdefault(level, {})[task] = share
    return found


def _rows(facts: Facts, rows: list[TaskRow], mix: _Mix) -> list[LevelRow]:
    """The job's rows at the level, largest share first; an activity has its part of its tasks' shares."""
    specs = {spec.id: spec for spec in facts.rows}
    # A role's rows are tasks of its own; what they list are its neighbours in O*NET.
    parts = Counter(task for spec in facts.rows if spec.kind == "activity" for task in spec.tasks)
    table = []
    for row in rows:
        of_tasks = specs[row.id].tasks if row.kind == "activity" else [row.id]
        share = fsum(mix.shares[task] / parts.get(task, 1) for task in of_tasks)
        there = round(share, _DIGITS)
        table.append(
            LevelRow(
                id=row.id,
                label=row.label,
                kind=row.kind,
                share=row.share,
                share_at_level=there,
                change=round(there - row.share, _DIGITS),
                share_by_model=round(mix.by_model[row.id], _DIGITS) if row.id in mix.by_model else None,
                band=row.band,
                resilient=row.resilient,
                capability=row.capability.value,
                human_need=row.human_need.value,
                pressure=row.pressure,
            )
        )
    return sorted(table, key=lambda r: (-r.share_at_level, r.id))


def _listed(rows: list[LevelRow]) -> list[ListedRow]:
    """Rows whose share differs by what a whole percentage shows."""
    return [
        ListedRow(
            id=row.id,
            label=row.label,
            share=row.share,
            evidence=f"{percent(row.share_at_level)} instead of {percent(row.share)} of the work; "
            f"capability {points(row.capability)} of 100, human need {points(row.human_need)}",
        )
        for row in rows
        if percent(row.share) != percent(row.share_at_level)
    ]


def _findings() -> list[Finding]:
    return [
        Finding(text=f"{f.text}.", vintage=f.vintage, reference=f.reference, url=f.url)
        for f in judgement(LevelEvidence).findings
    ]


def _sources(edition: Edition, facts: Facts) -> list[SourceNote]:
    of_job = [row for (kind, i, _), row in facts.estimates.items() if (kind, i) == (facts.kind, facts.id)]
    named = {source for row in of_job for source in str(row["sources"]).split(",")} | {"onet", "onet_task_ratings"}
    return source_notes(edition, named)
