"""The tables of an edition, and what of them may ship in the wheel."""

from __future__ import annotations

import json

import polars as pl

from jobprism.editions.manifest import SourceEntry
from jobprism.estimates.agreement import agreement
from jobprism.estimates.checks import checks
from jobprism.estimates.estimate import Estimates
from jobprism.estimates.on_demand import levels_of
from jobprism.estimates.replications import replicate
from jobprism.estimates.validation import validation
from jobprism.evidence.assemble import Evidence
from jobprism.evidence.context import economic_context
from jobprism.evidence.coverage import coverage
from jobprism.evidence.crosswalks import Crosswalks, jobs_by_code
from jobprism.evidence.foreign import code_names, foreign_occupations
from jobprism.evidence.profile import profile
from jobprism.judgements.load import Gates, judgement
from jobprism.roles.declared import Role
from jobprism.sources.declaration import Redistribution
from jobprism.sources.registry import Registered

FULL_ONLY = ("task_texts", "occupation_texts", "emerging_task_texts", "titles", "tools")
"""Tables that hold publishers' wording, which stays on the machine of the person who fetched it; and the names of
tools, which may ship but are many and say little of AI."""


def edition_tables(
    evidence: Evidence, estimates: Estimates, roles: list[Role], registered: list[Registered]
) -> dict[str, pl.DataFrame]:
    """All tables of a full edition, by name."""
    taxonomy = evidence.taxonomy
    occupations = economic_context(taxonomy.occupations, evidence.table)
    names = code_names(evidence.readings)
    crosswalks = Crosswalks(evidence.links, jobs_by_code(occupations, evidence.links))
    tables = {
        "occupations": occupations,
        "tasks": taxonomy.tasks.sort("occupation_id_onet", "task_id_onet"),
        "task_activities": taxonomy.task_activities,
        "activities": taxonomy.activities,
        "elements": taxonomy.elements,
        "measures": _measures(registered),
        "evidence": evidence.table,
        "unmatched": evidence.unmatched,
        "coverage": coverage(
            evidence.readings,
            evidence.table,
            evidence.unmatched,
            occupations,
            taxonomy.tasks,
            taxonomy.task_activities,
        ),
        "code_names": names,
        "foreign_occupations": foreign_occupations(names, crosswalks, taxonomy.occupations["occupation_id_onet"]),
        "estimates": estimates.layers,
        "exposure": estimates.exposure,
        "pressure": estimates.pressure,
        "shares": estimates.shares,
        "holds": estimates.holds,
        "indices": estimates.indices,
        "agreement": agreement(estimates.indices),
        "crosswalk": evidence.links,
        "roles": _roles(roles),
        "role_neighbours": estimates.neighbours,
        "replications": replicate(evidence.readings),
        **profile(evidence.readings, taxonomy.occupations["occupation_id_onet"]),
        "validation": validation(
            checks(
                taxonomy.tasks,
                taxonomy.task_activities,
                evidence.table,
                estimates.layers,
                estimates.pressure,
                estimates.indices,
            ),
            judgement(Gates),
        ),
        **taxonomy.texts,
    }
    levels = levels_of(tables.__getitem__)
    return {
        **tables,
        "levels": levels.layers,
        "level_summary": levels.summary.with_columns(pl.col("flags").list.join(",")),
    }


def ships(sources: list[SourceEntry]) -> list[str]:
    """Ids of the sources whose figures may be passed on."""
    return [s.id for s in sources if s.redistribution == Redistribution.SHIP.value]


def core_tables(tables: dict[str, pl.DataFrame], shipped: list[str]) -> dict[str, pl.DataFrame]:
    """What of a full edition may ship: no publishers' wording, no figures of a source that is not in ``shipped``."""
    core = {name: table for name, table in tables.items() if name not in FULL_ONLY}
    core["evidence"] = core["evidence"].filter(pl.col("source").is_in(shipped))
    # An index that is not to be redistributed leaves its values behind; where it places an occupation is ours.
    may = pl.col("source").is_in(shipped)
    core["indices"] = core["indices"].with_columns(pl.when(may).then(pl.col(c)).alias(c) for c in ("value", "spread"))
    core["crosswalk"] = core["crosswalk"].filter(may)
    return core


def _measures(registered: list[Registered]) -> pl.DataFrame:
    """One row per declared measure and source."""
    rows = [
        {
            "measure": m.id,
            "source": r.id,
            "label": m.label,
            "kind": m.kind.value,
            "unit": m.unit,
            "subject": m.subject,
            "direction": m.direction,
            "index": m.index,
            "description": m.description,
            "warnings": "\n".join(m.warnings),
            "conflict_of_interest": m.conflict_of_interest,
        }
        for r in registered
        for m in r.source.measures
    ]
    return pl.DataFrame(rows, schema_overrides={"conflict_of_interest": pl.String}).sort("measure", "source")


def _roles(roles: list[Role]) -> pl.DataFrame:
    """One row per role; its declaration as JSON, since it is read whole."""
    rows = [
        {"role_id": r.id, "title": r.title, "declaration": json.dumps(r.model_dump(mode="json"), ensure_ascii=False)}
        for r in roles
    ]
    return pl.DataFrame(rows).sort("role_id")
