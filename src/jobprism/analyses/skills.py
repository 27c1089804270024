"""What a job calls for, how exposed the work is that goes with it, and which related occupations it leads to."""

from __future__ import annotations

from jobprism.analyses.documents import RelatedJob, SourceNote
from jobprism.analyses.facts import Facts, facts_of
from jobprism.analyses.outlook_document import Job, Level
from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.related import related_jobs
from jobprism.analyses.skill_sentences import NOT_THIS, in_short, notes, reason
from jobprism.analyses.skill_tables import Key, calls, names, rated_by, skills_in
from jobprism.analyses.skills_document import Destination, Element, SharedSkills, SkillsReport
from jobprism.editions.store import Edition
from jobprism.estimates.role_skills import software_categories
from jobprism.estimates.skills import COMPLEMENTARY, EXPOSED, KNOWLEDGE, MIXED, RESILIENT, SKILL, TECHNOLOGY

KINDS = (SKILL, KNOWLEDGE, TECHNOLOGY)
STANDINGS = (EXPOSED, MIXED, RESILIENT, COMPLEMENTARY)

_OPENED = 3
_NEW = 3
_CAPABILITY = "capability"


def skills_report(edition: Edition, kind: str, subject_id: str, *, many: bool = False) -> SkillsReport:
    """Skills, knowledge and software of an occupation (by O*NET-SOC code) or a role (by id).

    Args:
        edition: where the figures are from.
        kind: ``occupation`` or ``role``.
        subject_id: its code or id.
        many: whether other jobs will be asked for too.
    """
    facts = facts_of(edition, kind, subject_id)
    related = related_jobs(edition, facts)
    pressure = facts.pressure[(kind, subject_id)]["value"]
    job = facts.estimates[(kind, subject_id, _CAPABILITY)]["value"]
    assert isinstance(pressure, float)
    assert isinstance(job, float)
    rows = skills_in(edition, kind, subject_id, many=many).rows(named=True)
    elements = sorted((_element(edition, row, related, pressure, job) for row in rows), key=_order)
    rated = [e for e in elements if e.kind != TECHNOLOGY]
    occupations = _occupations(edition, rated, related) if rated else []
    return SkillsReport(
        job=Job.model_validate({"kind": kind, "id": subject_id, "title": facts.title}),
        counts={standing: sum(e.standing == standing for e in elements) for standing in STANDINGS},
        rated=len(rated),
        in_short=in_short(elements, occupations),
        not_this=NOT_THIS,
        elements=elements,
        occupations=occupations,
        notes=notes(facts, elements, _unplaced(edition, facts)),
        sources=_sources(edition, facts),
        edition=edition_note(edition),
    )


def _order(element: Element) -> tuple[int, float, str]:
    strength = element.importance if element.importance is not None else element.products or 0
    return KINDS.index(element.kind), -strength, element.name


def level_of(row: dict[str, object], layer: str) -> Level | None:
    """A layer of an element with its interval; None where it was not observed."""
    if row[layer] is None:
        return None
    return Level.model_validate({"value": row[layer], "low": row[f"{layer}_low"], "high": row[f"{layer}_high"]})


def _element(
    edition: Edition, row: dict[str, object], related: list[RelatedJob], pressure: float, job: float
) -> Element:
    key: Key = (str(row["kind"]), str(row["element_id"]))
    called = calls(edition).get(key, {})
    own = row["importance"]
    # Of software, and of what a role names, there is no rating to compare: to call for it at all is enough.
    least = own if isinstance(own, float) else 0.0
    alike = [r for r in related if called.get(r.occupation_id_onet, -1.0) >= least]
    return Element.model_validate(
        {
            "kind": key[0],
            "id": key[1],
            "name": names(edition)[key],
            "importance": own,
            "products": row["named"],
            **{layer: level_of(row, layer) for layer in ("capability", "use", "human_need")},
            "standing": row["class"],
            "sure": row["class_is_sure"],
            "reason": reason(row, job),
            "jobs": len(called),
            "related": len(alike),
            "opens": [
                Destination(
                    occupation_id_onet=r.occupation_id_onet, occupation_title=r.occupation_title, pressure=r.pressure
                )
                for r in alike
                if r.pressure < pressure
            ][:_OPENED],
        }
    )


def _occupations(edition: Edition, rated: list[Element], related: list[RelatedJob]) -> list[SharedSkills]:
    """Related occupations by how much of what the job calls for they ask for at least as strongly."""
    own = {(e.kind, e.id): e.importance or 0.0 for e in rated}
    found = []
    for r in related:
        theirs = rated_by(edition).get(r.occupation_id_onet, {})
        if not theirs:
            continue
        new = sorted((key for key in theirs if key not in own), key=lambda key: (-theirs[key], names(edition)[key]))
        found.append(
            SharedSkills(
                occupation_id_onet=r.occupation_id_onet,
                occupation_title=r.occupation_title,
                pressure=r.pressure,
                pressure_low=r.pressure_low,
                pressure_high=r.pressure_high,
                band=r.band,
                shared=sum(theirs.get(key, -1.0) >= least for key, least in own.items()),
                also_new=[names(edition)[key] for key in new[:_NEW]],
            )
        )
    return sorted(found, key=lambda s: -s.shared)


def _unplaced(edition: Edition, facts: Facts) -> list[str]:
    """Software that a role's file names and O*NET puts in no category."""
    named = facts.subject.get("technologies") if facts.kind == "role" else None
    if not isinstance(named, list):
        return []
    known = software_categories(edition.table("technologies"))
    return [product for product in named if product.lower() not in known]


def _sources(edition: Edition, facts: Facts) -> list[SourceNote]:
    layers = [row for (kind, i, _), row in facts.estimates.items() if (kind, i) == (facts.kind, facts.id)]
    named = {source for row in layers for source in str(row["sources"]).split(",")}
    return source_notes(edition, named | {"onet", "onet_task_ratings", "onet_work_activities"})
