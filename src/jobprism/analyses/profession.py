"""The profession report: an honest analysis of one occupation or role."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from jobprism.analyses.documents import (
    Context,
    Counts,
    EditionNote,
    Figure,
    Index,
    Layers,
    MixturePart,
    Namesake,
    Pressure,
    ProfessionReport,
    SourceNote,
    Subject,
    TaskRow,
)
from jobprism.analyses.facts import Facts, facts_of
from jobprism.analyses.faq import Known, questions
from jobprism.analyses.lists import handled_well, listed, struggled_with
from jobprism.analyses.related import related_jobs
from jobprism.analyses.rows import estimate_of, holds_of, required, sources_of, table_rows
from jobprism.analyses.sentences import in_short, not_this, notes
from jobprism.analyses.spread import index_entries, spread_sentences
from jobprism.analyses.standing import peers, percentile, stays_human, why_human
from jobprism.editions.store import Edition

_THOUSAND = 1000


def profession_report(
    edition: Edition, kind: str, subject_id: str, asked_for: str | None = None, also: Sequence[tuple[str, str]] = ()
) -> ProfessionReport:
    """The report on an occupation (by O*NET-SOC code) or a role (by id).

    Args:
        edition: where the figures are from. The core edition's table shows activities, the full one's tasks.
        kind: ``occupation`` or ``role``.
        subject_id: its code or id.
        asked_for: the words the subject was found by, if any.
        also: (id, title) of other subjects the words could mean.
    """
    facts = facts_of(edition, kind, subject_id)
    rows = table_rows(edition, facts)
    entries = index_entries(edition, facts)
    pressure = _pressure(edition, facts)
    layers = Layers(
        capability=required(estimate_of(facts, kind, subject_id, "capability")),
        use=estimate_of(facts, kind, subject_id, "use"),
        delegation=estimate_of(facts, kind, subject_id, "delegation"),
        human_need=required(estimate_of(facts, kind, subject_id, "human_need")),
    )
    holds = holds_of(facts, kind, subject_id)
    counts = _counts(rows, facts)
    context = context_of(facts)
    related = related_jobs(edition, facts)
    human = stays_human(edition, facts, holds)
    known = Known(edition, facts, peers(edition), pressure, layers, counts, context, rows, entries, related)
    return ProfessionReport(
        subject=_subject(edition, facts, asked_for, [Namesake(id=i, title=t) for i, t in also]),
        pressure=pressure,
        layers=layers,
        counts=counts,
        in_short=in_short(facts, pressure, layers, counts, rows, holds),
        not_this=not_this(),
        context=context,
        tasks=rows,
        indices=entries,
        spread=spread_sentences(facts, entries),
        holds=holds,
        handles_well=listed(handled_well(rows), {r.id for r in facts.rows if set(r.tasks) <= facts.newer}),
        struggles_with=listed(struggled_with(rows)),
        stays_human=human,
        why_human=why_human(edition, layers.human_need, human, rows),
        related=related,
        faq=questions(known),
        notes=notes(edition, facts, layers, context),
        sources=_sources(edition, layers, rows, entries),
        edition=edition_note(edition),
    )


def edition_note(edition: Edition) -> EditionNote:
    """What a document says of the edition it is from."""
    manifest = edition.manifest
    return EditionNote(
        id=manifest.id,
        kind=manifest.kind,
        date=manifest.date.isoformat(),
        volume=manifest.volume,
        number=manifest.number,
        content_hash=manifest.content_hash,
        jobprism_version=manifest.jobprism_version,
    )


def _subject(edition: Edition, facts: Facts, asked_for: str | None, also: list[Namesake]) -> Subject:
    if facts.kind == "role":
        mixture = facts.subject["mixture"]
        assert isinstance(mixture, list)
        codes = [part["occupation_id_onet"] for part in mixture]
        titles = dict(
            edition.rows("occupations", pl.col("occupation_id_onet").is_in(codes))
            .select("occupation_id_onet", "occupation_title")
            .rows()
        )
        return Subject(
            kind="role",
            id=facts.id,
            title=facts.title,
            soc_2018=None,
            bls_code=None,
            description=str(facts.subject["summary"]).strip(),
            mixture=[
                MixturePart(
                    occupation_id_onet=part["occupation_id_onet"],
                    occupation_title=titles[part["occupation_id_onet"]],
                    share=part["share"],
                )
                for part in mixture
            ],
            asked_for=asked_for,
            also_named=also,
        )
    description = None
    if edition.is_full:
        text = edition.rows("occupation_texts", pl.col("occupation_id_onet") == facts.id)
        description = str(text["description"][0])
    return Subject(
        kind="occupation",
        id=facts.id,
        title=facts.title,
        soc_2018=str(facts.subject["soc_2018"]),
        bls_code=str(facts.subject["nem_2024"]),
        description=description,
        mixture=[],
        asked_for=asked_for,
        also_named=also,
    )


def _pressure(edition: Edition, facts: Facts) -> Pressure:
    own = facts.pressure[(facts.kind, facts.id)]
    value = own["value"]
    assert isinstance(value, float)
    of = peers(edition)
    return Pressure.model_validate(
        {
            **{k: own[k] for k in ("value", "low", "high", "band")},
            "percentile": percentile(of.pressure, value),
            "employment_percentile": percentile(of.pressure, value, of.jobs),
        }
    )


def _counts(rows: list[TaskRow], facts: Facts) -> Counts:
    bands = [r.band for r in rows]
    seen = sum(any(e.measure == "aei_claude_ai_pct" for e in r.evidence) for r in rows)
    return Counts(
        rows=len(rows),
        high=bands.count("High"),
        medium=bands.count("Medium"),
        low=bands.count("Low"),
        resilient=sum(r.resilient for r in rows),
        observed_in_use=seen if facts.kind != "role" and facts.reportable else None,
    )


def context_of(facts: Facts) -> Context:
    """What BLS and O*NET say of the job's economy."""
    if facts.kind == "role":
        return Context(
            employment=None,
            wage_median_annual_usd=None,
            wage_mean_annual_usd=None,
            change_2024_34_pct=None,
            openings_annual=None,
            shared_by=None,
            entry_education=None,
            job_zone=_whole(facts.subject["job_zone"]),
        )
    row = facts.subject

    def figure(column: str, scale: float = 1.0) -> Figure | None:
        value = row[column]
        if not isinstance(value, float):
            return None
        return Figure(value=round(value * scale, 6), vintage=str(row[f"{column}_vintage"]))

    return Context(
        employment=figure("employment"),
        wage_median_annual_usd=figure("wage_median_annual_usd"),
        wage_mean_annual_usd=figure("wage_mean_annual_usd"),
        change_2024_34_pct=figure("ep_change_2024_34_pct"),
        openings_annual=figure("ep_openings_annual_thousands", _THOUSAND),
        shared_by=_whole(row["bls_shared_by"]),
        entry_education=str(row["entry_education"]) if row["entry_education"] else None,
        job_zone=_whole(row["job_zone"]),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _sources(edition: Edition, layers: Layers, rows: list[TaskRow], indices: list[Index]) -> list[SourceNote]:
    """The sources that speak in the document: those of its layers, rows, indices, shares and context."""
    named = {s for e in (layers.capability, layers.use, layers.delegation, layers.human_need) if e for s in e.sources}
    named |= sources_of(rows) | {i.source for i in indices}
    return source_notes(edition, named | {"onet", "onet_task_ratings", "bls_oews", "bls_projections"})


def source_notes(edition: Edition, named: set[str]) -> list[SourceNote]:
    """What a document says of its sources, in the order of the edition's manifest."""
    fields = ("id", "title", "producer", "version", "vintage", "licence", "url", "citation", "derived_from")
    return [
        SourceNote.model_validate({field: getattr(s, field) for field in fields})
        for s in edition.manifest.sources
        if s.id in named
    ]
