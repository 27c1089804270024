"""The outlook for a year: what follows for a job from declared assumptions, and what changed in the record of use."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jobprism.analyses.documents import Context, SourceNote
from jobprism.analyses.facts import Facts, facts_of
from jobprism.analyses.outlook_document import Job, OutlookReport, Scenario, State, Step
from jobprism.analyses.outlook_sentences import assumptions, notes, outlook_in_short
from jobprism.analyses.profession import context_of, edition_note, source_notes
from jobprism.analyses.use_changes import ProductChanges, changes_of
from jobprism.analyses.work import typical_delegation
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.outlook import KINDS, outlook, subject
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Bands, Outlook, band_of, judgement
from jobprism.judgements.projections import SCENARIOS

_PRESSURE = "pressure"


def outlook_report(edition: Edition, kind: str, subject_id: str, year: int) -> OutlookReport:
    """The outlook of an occupation (by O*NET-SOC code) or a role (by id) for a year.

    Args:
        edition: where the figures are from.
        kind: ``occupation`` or ``role``.
        subject_id: its code or id.
        year: one that the judgement names, 2026 to 2035.

    Raises:
        UsageError: no outlook is declared for the year.
    """
    judged = judgement(Outlook)
    if not judged.first_year <= year <= judged.last_year:
        raise UsageError(
            f"There is no outlook for {year}.", f"Ask for a year from {judged.first_year} to {judged.last_year}."
        )
    facts = facts_of(edition, kind, subject_id)
    figures = projections(edition, kind, subject_id)
    now = _now(facts)
    scenarios = [_scenario(figures, name, year) for name in SCENARIOS]
    early = {name: _state(figures, name, judged.first_year) for name in SCENARIOS}
    changes = changes_of(edition, facts)
    context = context_of(facts)
    return OutlookReport(
        job=Job.model_validate({"kind": kind, "id": subject_id, "title": facts.title}),
        year=year,
        in_short=outlook_in_short(year, now, scenarios, changes),
        not_this=[
            "An outlook is what follows from the assumptions below, not a forecast: no series of any layer is long "
            "enough to fit a trend. It is not the probability of losing a job.",
            "New tasks, demand, wages, cost and law are not in it.",
        ],
        now=now,
        scenarios=scenarios,
        path=_path(figures),
        changes=changes,
        context=context,
        notes=notes(facts, now, early),
        sources=_sources(edition, facts, context, changes),
        edition=edition_note(edition),
    )


def projections(edition: Edition, kind: str, subject_id: str) -> pl.DataFrame:
    """Layers and pressure in every year under every scenario; columns as in ``OUTLOOK_SCHEMA``."""
    shares = edition.rows_of("shares", "subject_id", [subject_id]).filter(pl.col("subject_kind") == kind)
    wanted = [subject_id, *shares["task_id"]]
    of_kinds = pl.col("subject_kind").is_in([kind, KINDS[kind]])
    estimates, pressure = (
        edition.rows_of(name, "subject_id", wanted).filter(of_kinds) for name in ("estimates", "pressure")
    )
    return outlook(subject(estimates, pressure, shares, kind, subject_id), _typical(edition))


@lru_cache(maxsize=4)
def _typical(edition: Edition) -> float:
    return typical_delegation(edition)


def _now(facts: Facts) -> State:
    own = facts.pressure[(facts.kind, facts.id)]
    layers = {layer: facts.estimates.get((facts.kind, facts.id, layer)) for layer in LAYERS}
    return State.model_validate(
        {
            "pressure": {name: own[name] for name in ("value", "low", "high", "band")},
            "layers": {
                layer: {name: row[name] for name in ("value", "low", "high")} if row else None
                for layer, row in layers.items()
            },
        }
    )


def _scenario(figures: pl.DataFrame, name: str, year: int) -> Scenario:
    state = _state(figures, name, year)
    return Scenario.model_validate({**dict(state), "name": name, "assumptions": assumptions(name)})


def _state(figures: pl.DataFrame, name: str, year: int) -> State:
    rows = figures.filter((pl.col("scenario") == name) & (pl.col("year") == year))
    found = {layer: {"value": v, "low": a, "high": b} for layer, v, a, b in _levels(rows)}
    pressure = found.pop(_PRESSURE)
    band = band_of(pressure["value"], judgement(Bands).pressure)
    return State.model_validate(
        {"pressure": {**pressure, "band": band}, "layers": {layer: found.get(layer) for layer in LAYERS}}
    )


def _levels(rows: pl.DataFrame) -> list[tuple[str, float, float, float]]:
    return rows.select("layer", "value", "low", "high").rows()


def _path(figures: pl.DataFrame) -> list[Step]:
    rows = figures.filter(pl.col("layer") == _PRESSURE).select(*Step.model_fields).sort("year", maintain_order=True)
    return [Step.model_validate(row) for row in rows.rows(named=True)]


def _sources(edition: Edition, facts: Facts, context: Context, changes: list[ProductChanges]) -> list[SourceNote]:
    of_job = [row for (kind, i, _), row in facts.estimates.items() if (kind, i) == (facts.kind, facts.id)]
    named = {source for row in of_job for source in str(row["sources"]).split(",")} | {"onet", "onet_task_ratings"}
    named |= {change.source for change in changes}
    if context.change_2024_34_pct or context.openings_annual:
        named.add("bls_projections")
    return source_notes(edition, named)
