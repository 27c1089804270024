"""The rows of a report's table."""

from __future__ import annotations

from math import fsum

from jobprism.analyses.documents import Estimate, EvidenceItem, Hold, TaskRow
from jobprism.analyses.facts import Facts, Figure, RowSpec
from jobprism.analyses.rationale import Behind, rationale
from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, band_of, judgement


def table_rows(edition: Edition, facts: Facts) -> list[TaskRow]:
    """All rows of the subject's table, largest share of work first."""
    return [table_row(edition, facts, spec) for spec in facts.rows]


def estimate_of(facts: Facts, kind: str, subject_id: str, layer: str) -> Estimate | None:
    """An estimate as the document shows it; None where the layer is missing."""
    row = facts.estimates.get((kind, subject_id, layer))
    if row is None:
        return None
    fields = {k: row[k] for k in ("value", "low", "high", "tier", "coverage", "agreement")}
    return Estimate.model_validate({**fields, "sources": str(row["sources"]).split(",")})


def required(estimate: Estimate | None) -> Estimate:
    """The estimate of a layer that every subject has."""
    assert estimate is not None, "capability and human need exist for every subject"
    return estimate


def holds_of(facts: Facts, kind: str, subject_id: str) -> list[Hold]:
    """Holds, strongest first."""
    strengths = facts.holds[(kind, subject_id)]
    ranked = sorted(strengths.items(), key=lambda item: (-item[1], item[0]))
    return [Hold.model_validate({"name": name, "strength": strength}) for name, strength in ranked]


def table_row(edition: Edition, facts: Facts, spec: RowSpec) -> TaskRow:
    """One row of the subject's table."""
    bands = judgement(Bands)
    layers = {
        layer: estimate_of(facts, spec.estimate_kind, spec.estimate_id, layer)
        for layer in ("capability", "use", "delegation", "human_need")
    }
    capability, need = required(layers["capability"]), required(layers["human_need"])
    holds = holds_of(facts, spec.estimate_kind, spec.estimate_id)
    tasks = [f for t in spec.tasks for f in facts.evidence.get(t, [])]
    activities = [f for a in spec.activities for f in facts.evidence.get(a, [])]
    band = band_of(capability.value, bands.capability)
    behind = Behind(
        tasks=len(spec.tasks),
        labels=[f for f in tasks if f.measure.startswith("eloundou_")],
        shares=[f for f in tasks if f.measure == "aei_claude_ai_pct"],
        delegation=layers["delegation"].value if layers["delegation"] else None,
        holds=[(h.name, h.strength) for h in holds],
        need=need.value,
        nearest=facts.similarity.get(spec.id, 0.0) if facts.kind == "role" else None,
        observable=not set(spec.tasks) <= facts.newer,
    )
    return TaskRow.model_validate(
        {
            "id": spec.id,
            "label": spec.label.rstrip("."),
            "kind": spec.kind,
            "tasks": len(spec.tasks) if spec.kind == "activity" else 1,
            "share": round(spec.share, 6),
            **layers,
            "holds": holds,
            "pressure": facts.pressure[(spec.estimate_kind, spec.estimate_id)]["value"],
            "band": band,
            "resilient": band == "Low" or (band != "High" and need.value >= bands.resilient_human_need),
            "rationale": rationale(behind),
            "evidence": _items(edition, tasks) + _items(edition, activities),
        }
    )


def _items(edition: Edition, figures: list[Figure]) -> list[EvidenceItem]:
    """Figures by measure and vintage; interaction modes of the newest release only."""
    newest: dict[str, str] = {}
    grouped: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        product = figure.measure.partition("/")[0]
        newest[product] = max(newest.get(product, ""), figure.vintage)
        grouped.setdefault((figure.measure, figure.vintage, figure.source), []).append(figure)
    items = []
    for (measure, vintage, source), same in sorted(grouped.items()):
        family, _, mode = measure.partition("/")
        if mode and vintage < newest[family]:
            continue
        declared = edition.measures.get(measure) or edition.measures[f"{family}/*"]
        sizes = [f.n for f in same if f.n is not None]
        items.append(
            EvidenceItem(
                measure=measure,
                label=f"{declared['label']}: {mode.replace('_', ' ')}" if mode else str(declared["label"]),
                value=round(fsum(f.value for f in same) / len(same), 6),
                unit=str(declared["unit"]),
                n=sum(sizes) if sizes else None,
                subjects=len({f.subject_id for f in same}),
                vintage=vintage,
                source=source,
            )
        )
    return items


def sources_of(rows: list[TaskRow]) -> set[str]:
    """Ids of the sources that speak in rows: those of their layers and of the figures behind them."""
    estimates = [e for r in rows for e in (r.capability, r.use, r.delegation, r.human_need) if e]
    return {s for e in estimates for s in e.sources} | {e.source for r in rows for e in r.evidence}
