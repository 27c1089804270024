"""The tools: from an atlas's documents to short answers. What a document says is said in its own words and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Protocol

import polars as pl
from pydantic import Field

from jobprism.analyses.comparison import Figure
from jobprism.analyses.documents import Estimate, ProfessionReport, SourceNote, TaskRow, Tier
from jobprism.analyses.sentences import not_this
from jobprism.atlas import Atlas
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.judgements.base import LAYERS
from jobprism.mcp import answers
from jobprism.mcp.answers import LevelName, Section

# A pressure is computed from the layers by a formula; a year's, from assumptions that somebody declared.
_DERIVED: Tier = "derived"
_DECLARED: Tier = "editorial"
_LICENCE = "Jobprism's own figures and words: MIT. Published figures keep the licence of their source."
_TEXT_MODEL = "eloundou_2023"
_WEEKS_SHOWN = 2

Title = Annotated[str, Field(description="A job title, an O*NET-SOC code (29-1141.00) or a role's id.")]
Limit = Annotated[int, Field(ge=1, le=25, description="Rows of each list, at most.")]
Sections = Annotated[
    list[Section],
    Field(description="Further parts: tasks (the table of the work), indices, human, related, context, notes."),
]


class _Numbers(Protocol):
    """What pressures of all documents have in common."""

    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def band(self) -> str: ...


class Tools:
    """Answers about one edition.

    Args:
        atlas: the edition.
        most_texts: sentences scored at once, at most.
        longest_text: characters of a title or sentence, at most.
    """

    def __init__(self, atlas: Atlas, most_texts: int, longest_text: int) -> None:
        self._atlas = atlas
        self._most_texts, self._longest = most_texts, longest_text

    def find(self, title: Title, limit: Limit = 5) -> answers.Found:
        """Occupations and roles that a job title may mean, likeliest first, each with the chance that it is meant."""
        self._words(title)
        found = [
            answers.Candidate(
                job=_job(c.subject.kind, c.subject.id, c.subject.title),
                chance=round(min(max(c.similarity, 0.0), 1.0), 3),
                found_by=c.matched,
            )
            for c in self._atlas.find(title, limit)
        ]
        hint = (
            "Give the id to the other tools: it names one job." if found else "Nothing resembles it; try other words."
        )
        return answers.Found(candidates=found, hint=hint, origin=self._origin(["onet"]))

    def report(self, title: Title, sections: Sections = [], limit: Limit = 8) -> answers.Report:  # noqa: B006 - unchanged
        """A job's pressure and four layers with intervals, and three to five sentences on it; sections give more."""
        self._words(title)
        document = self._atlas.report(title)
        asked = set(sections)
        return answers.Report(
            job=_job(document.subject.kind, document.subject.id, document.subject.title),
            pressure=_pressure(document.pressure),
            layers={name: _layer(getattr(document.layers, name)) for name in LAYERS},
            in_short=document.in_short,
            rows=document.counts.rows,
            tasks=[_task(row) for row in document.tasks[:limit]] if "tasks" in asked else None,
            indices=_indices(document, limit) if "indices" in asked else None,
            human=_human(document) if "human" in asked else None,
            related=_related(document, limit) if "related" in asked else None,
            context=_economy(document) if "context" in asked else None,
            notes=document.notes[:limit] if "notes" in asked else None,
            also_named=[self._named(n.id, n.title) for n in document.subject.also_named],
            more="Sections: tasks, indices, human, related, context, notes. `jobprism report` gives all of it.",
            origin=self._origin_of(document.sources),
        )

    def level(self, title: Title, level: LevelName) -> answers.Level:
        """The same job at a level (junior, mid, senior, lead), beside the whole job."""
        self._words(title)
        document = self._atlas.level(title, level)
        there = document.at_level.pressure if document.at_level else None
        return answers.Level(
            job=_job(document.job.kind, document.job.id, document.job.title),
            level=document.level,
            label=document.label,
            pressure=_pressure(there, document.mix_tier) if there else None,
            change=answers.Change(value=there.change, low=there.change_low, high=there.change_high) if there else None,
            mix_tier=document.mix_tier,
            in_short=document.in_short,
            limits=document.limits,
            origin=self._origin_of(document.sources),
        )

    def outlook(self, title: Title, year: int) -> answers.Outlook:
        """What three declared scenarios make of a job's pressure by a year (2026 to 2035). Not a forecast."""
        self._words(title)
        document = self._atlas.outlook(title, year)
        return answers.Outlook(
            job=_job(document.job.kind, document.job.id, document.job.title),
            year=document.year,
            now=_pressure(document.now.pressure),
            scenarios=[
                answers.Scenario(name=s.name, pressure=_pressure(s.pressure, _DECLARED), assumptions=s.assumptions)
                for s in document.scenarios
            ],
            in_short=document.in_short,
            origin=self._origin_of(document.sources),
        )

    def compare(
        self, titles: Annotated[list[str], Field(description="Two to five jobs, each a title, code or id.")]
    ) -> answers.Comparison:
        """Two to five jobs side by side, and why their pressure differs, split exactly by layer."""
        self._words(*titles)
        document = self._atlas.compare(titles)
        told = {s.id: _told(self._atlas.edition, s.kind, s.id) for s in document.subjects}
        return answers.Comparison(
            jobs=[
                answers.Compared(
                    job=_job(s.kind, s.id, s.title),
                    pressure=answers.Pressure(
                        value=s.pressure.value, low=s.pressure.low, high=s.pressure.high, tier=_DERIVED, band=s.band
                    ),
                    layers={name: _figure(s.layers[name], told[s.id], name) for name in LAYERS},
                    wage_median_annual_usd=s.wage_median_annual_usd,
                    change_2024_34_pct=s.change_2024_34_pct,
                )
                for s in document.subjects
            ],
            differences=[
                answers.Difference(
                    first=d.first,
                    second=d.second,
                    intervals_overlap=d.intervals_overlap,
                    by_layer_points=d.layers,
                    sentences=d.sentences,
                )
                for d in document.differences
            ],
            origin=self._origin({source for of in told.values() for _, sources in of.values() for source in sources}),
        )

    def score_tasks(
        self, texts: Annotated[list[str], Field(description="Sentences that say what somebody does at work.")]
    ) -> answers.Scores:
        """How far AI could do what each sentence says (capability, 0 to 1), read from its words alone."""
        if not 1 <= len(texts) <= self._most_texts:
            raise UsageError(
                f"texts: {len(texts)} sentences were given.", f"Give between 1 and {self._most_texts} at a time."
            )
        self._words(*texts)
        scored = []
        for number, row in enumerate(self._atlas.score(texts).rows(named=True), 1):
            known = row["capability"] is not None
            bounds = {"value": row["capability"], "low": row["low"], "high": row["high"]}
            layer = answers.Layer.model_validate({**bounds, "tier": "modelled"}) if known else None
            scored.append(answers.Scored(number=number, capability=layer))
        return answers.Scores(scored=scored, origin=self._origin([_TEXT_MODEL]))

    def plan(
        self,
        title: Title,
        to: Annotated[str | None, Field(description="A job to plan for; three are chosen where left out.")] = None,
        level: LevelName | None = None,
        hours_per_week: Annotated[float, Field(gt=0, le=40, description="For learning, in half-hours.")] = 6.0,
        weeks: Literal[2, 4, 13] = 4,
    ) -> answers.Plan:
        """Ways from a job to other work: why these, what carries over, what is missing, and the first two weeks."""
        self._words(title, *([to] if to else []))
        document = self._atlas.plan(title, to=to, level=level, hours_per_week=hours_per_week, weeks=weeks)
        return answers.Plan(
            job=_job(document.subject.kind, document.subject.id, document.subject.title),
            pressure=_pressure(document.subject.pressure),
            in_short=document.in_short,
            paths=[
                answers.Path(
                    aim=path.label,
                    job=_job(path.job.kind, path.job.id, path.job.title),
                    pressure=_pressure(path.job.pressure),
                    wage_median_annual_usd=path.job.wage_median_annual_usd,
                    change_2024_34_pct=path.job.change_2024_34_pct,
                    why=path.why,
                    carries_over=[c.name for c in path.carries_over],
                    gap=[answers.Gap(kind=g.kind, name=g.name, weight=g.weight) for g in path.gap],
                    weeks=[
                        answers.Week(
                            number=w.number, start=w.start.isoformat(), steps=[s.do for s in w.steps], hours=w.hours
                        )
                        for w in path.weeks[:_WEEKS_SHOWN]
                    ],
                )
                for path in document.paths
            ],
            origin=self._origin_of(document.sources),
        )

    def agreement(
        self,
        measure: Annotated[str | None, Field(description="Only pairs with this index, by its measure's id.")] = None,
        limit: Limit = 8,
    ) -> answers.Agreement:
        """Rank correlation and top-decile overlap of published exposure indices, and where they part most."""
        document = self._atlas.agreement()
        labels = {(i.measure, i.vintage): f"{i.label} ({i.vintage})" for i in document.indices}
        known = {i.measure for i in document.indices}
        if measure is not None and measure not in known:
            raise UsageError("measure: there is no such index.", f"Give one of {', '.join(sorted(known))}.")
        pairs = sorted(
            (p for p in document.pairs if measure is None or measure in {p.measure_a, p.measure_b}),
            key=lambda p: (p.spearman, p.measure_a, p.vintage_a, p.measure_b, p.vintage_b),
        )
        of_indices = self._atlas.indices["source"].unique().to_list()
        return answers.Agreement(
            indices=len(document.indices),
            pairs_in_all=len(document.pairs),
            pairs=[
                answers.Pair(
                    first=labels[(p.measure_a, p.vintage_a)],
                    second=labels[(p.measure_b, p.vintage_b)],
                    **p.model_dump(exclude={"measure_a", "vintage_a", "measure_b", "vintage_b"}),
                )
                for p in pairs[:limit]
            ],
            disagreements=[
                answers.Disagreement(
                    job=_job("occupation", d.occupation_id_onet, d.occupation_title),
                    **d.model_dump(exclude={"occupation_id_onet", "occupation_title", "percentile_range"}),
                )
                for d in document.disagreements[:limit]
            ],
            origin=self._origin(of_indices),
        )

    def _words(self, *texts: str) -> None:
        """Refuse what is too long, or nothing.

        Raises:
            UsageError: names the place, not the words.
        """
        for number, text in enumerate(texts, 1):
            if not text.strip() or len(text) > self._longest:
                where = "The text" if len(texts) == 1 else f"Text {number} of {len(texts)}"
                raise UsageError(
                    f"{where} has {len(text.strip())} characters.", f"Give between 1 and {self._longest} characters."
                )

    def _named(self, subject_id: str, title: str) -> answers.Job:
        return _job("occupation" if subject_id[:1].isdigit() else "role", subject_id, title)

    def _origin_of(self, notes: Iterable[SourceNote]) -> answers.Origin:
        return self._origin([note.id for note in notes])

    def _origin(self, named: Iterable[str]) -> answers.Origin:
        manifest = self._atlas.edition.manifest
        wanted = set(named)
        return answers.Origin(
            edition=manifest.name,
            date=manifest.date.isoformat(),
            jobprism_version=manifest.jobprism_version,
            licence=_LICENCE,
            sources=[
                answers.Source.model_validate(s.model_dump(include=set(answers.Source.model_fields)))
                for s in manifest.sources
                if s.id in wanted
            ],
            caveat=not_this()[0],
        )


def _job(kind: str, subject_id: str, title: str) -> answers.Job:
    return answers.Job.model_validate({"kind": kind, "id": subject_id, "title": title})


def _pressure(of: _Numbers, tier: Tier = _DERIVED) -> answers.Pressure:
    return answers.Pressure(value=of.value, low=of.low, high=of.high, tier=tier, band=of.band)


def _layer(of: Estimate | None) -> answers.Layer | None:
    return None if of is None else answers.Layer(value=of.value, low=of.low, high=of.high, tier=of.tier)


def _told(edition: Edition, kind: str, subject_id: str) -> dict[str, tuple[Tier, list[str]]]:
    """Tier and sources of a job's layers."""
    rows = edition.rows("estimates", (pl.col("subject_kind") == kind) & (pl.col("subject_id") == subject_id))
    return {layer: (tier, s.split(",")) for layer, tier, s in rows.select("layer", "tier", "sources").rows()}


def _figure(of: Figure | None, told: Mapping[str, tuple[Tier, list[str]]], layer: str) -> answers.Layer | None:
    return None if of is None else answers.Layer(value=of.value, low=of.low, high=of.high, tier=told[layer][0])


def _task(row: TaskRow) -> answers.Task:
    return answers.Task.model_validate(
        {
            "id": row.id,
            "label": row.label,
            "share": row.share,
            **{name: _layer(getattr(row, name)) for name in LAYERS},
            "band": row.band,
            "resilient": row.resilient,
            "why": row.rationale,
        }
    )


def _indices(document: ProfessionReport, limit: int) -> list[answers.Index]:
    """The lowest and the highest first: where indices part is what they are asked for."""
    ranked = sorted((i for i in document.indices if i.exposure), key=lambda i: (i.percentile, i.measure, i.vintage))
    shown = ranked if len(ranked) <= limit else [*ranked[: limit // 2], *ranked[len(ranked) - (limit - limit // 2) :]]
    return [
        answers.Index(label=i.label, measures=i.kind, percentile=i.percentile, vintage=i.vintage, source=i.source)
        for i in shown
    ]


def _human(document: ProfessionReport) -> list[answers.Hold]:
    return [answers.Hold(name=h.name, strength=h.strength, percentile=h.percentile) for h in document.stays_human]


def _related(document: ProfessionReport, limit: int) -> list[answers.Related]:
    return [
        answers.Related(
            job=_job("occupation", r.occupation_id_onet, r.occupation_title),
            pressure=answers.Pressure(
                value=r.pressure, low=r.pressure_low, high=r.pressure_high, tier=_DERIVED, band=r.band
            ),
            common_work=r.common_work,
        )
        for r in document.related[:limit]
    ]


def _economy(document: ProfessionReport) -> answers.Economy:
    of = document.context

    def value(name: str) -> float | None:
        figure = getattr(of, name)
        return None if figure is None else figure.value

    return answers.Economy(
        employment=value("employment"),
        wage_median_annual_usd=value("wage_median_annual_usd"),
        change_2024_34_pct=value("change_2024_34_pct"),
        openings_annual=value("openings_annual"),
        job_zone=of.job_zone,
        entry_education=of.entry_education,
    )
