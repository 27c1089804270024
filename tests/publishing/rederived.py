"""The figures of a report, worked out from an edition's tables without the code that makes reports."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import polars as pl
from figure_forms import percent

from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, judgement

LAYERS = ("capability", "use", "delegation", "human_need")
HUMAN, GPT4 = "eloundou_human_exposure", "eloundou_gpt4_exposure"
REPORTED = "aei_claude_ai_pct"
EVIDENCE = (HUMAN, GPT4, "eloundou_gpt4_alt_exposure", REPORTED, "aei_api_pct")
MODES = ("aei_claude_ai_mode_share/", "aei_api_mode_share/")
COPILOT = ("microsoft_share_user", "microsoft_completion_user")
CHATGPT = "openai_share_work"  # monthly; the newest month
COVERAGE = {
    "label": "Share of tasks reported in Claude.ai use",
    "kind": "observed use",
    "direction": "more exposed",
}

TINY = 1e-12  # a difference of nothing, as sums of floating-point numbers show it

Estimate = dict[str, float]


@dataclass
class Row:
    """A row of the table, with what its figures are read from."""

    id: str
    label: str
    share: float
    estimate_key: tuple[str, str]
    tasks: list[str]
    activities: list[str]
    closest: float = 0.0
    layers: dict[str, Estimate | None] = field(default_factory=dict)
    holds: list[tuple[str, float]] = field(default_factory=list)
    band: str = ""
    resilient: bool = False


class Tables:
    """An edition's tables, arranged for looking figures up."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.manifest = edition.manifest
        self.sources = {s.id: s for s in edition.manifest.sources}
        self.occupations = {r["occupation_id_onet"]: r for r in edition.table("occupations").rows(named=True)}
        self.roles = {r: json.loads(d) for r, d in edition.table("roles").select("role_id", "declaration").rows()}
        self.measures = {r["measure"]: r for r in edition.table("measures").rows(named=True)}
        self.activity_labels = dict(edition.table("activities").select("activity_id_onet", "activity_label").rows())
        self.newer = set(edition.table("tasks").filter(~pl.col("in_onet_20_1"))["task_id_onet"].cast(str))
        self.links: dict[str, list[str]] = {}
        for task, activity in edition.table("task_activities").sort(pl.all()).rows():
            self.links.setdefault(str(task), []).append(activity)
        reported = edition.table("evidence").filter(pl.col("measure") == REPORTED)
        self.claude_releases = reported["vintage"].n_unique()
        self.pressure = {
            i: (v, jobs) for i, v, jobs in self._with_jobs(edition.table("pressure"), edition.table("occupations"))
        }

    @staticmethod
    def _with_jobs(pressure: pl.DataFrame, occupations: pl.DataFrame) -> list[tuple[str, float, float]]:
        """(occupation, pressure, its part of the jobs that BLS counts under its code)."""
        jobs = {
            r["occupation_id_onet"]: (r["employment"] or 0.0) / (r["bls_shared_by"] or 1)
            for r in occupations.rows(named=True)
        }
        own = pressure.filter(pl.col("subject_kind") == "occupation").select("subject_id", "value")
        return [(i, v, jobs.get(i, 0.0)) for i, v in own.rows()]

    def below(self, value: float, *, weighted: bool) -> float:
        """Share (0 to 1) of occupations, or of jobs, with a lower pressure; equal ones count half."""
        total = lower = 0.0
        for other, jobs in self.pressure.values():
            weight = jobs if weighted else 1.0
            total += weight
            lower += weight * (0.5 if other == value else float(other < value))
        return lower / total

    def place_of_layer(self, layer: str, value: float) -> float:
        """Percentile (0 to 100) of a layer's value among occupations."""
        of = (pl.col("subject_kind") == "occupation") & (pl.col("layer") == layer)
        return _place(self.edition.table("estimates").filter(of)["value"].to_list(), value)

    def place_of_agreement(self, agreement: float) -> float:
        """Percentile of how far raters of capability agree, among occupations."""
        of = (pl.col("subject_kind") == "occupation") & (pl.col("layer") == "capability")
        return _place(self.edition.table("estimates").filter(of)["agreement"].drop_nulls().to_list(), agreement)

    def place_of_hold(self, hold: str, strength: float) -> float:
        """Percentile of a hold's strength among occupations."""
        return _place(
            self.edition.table("holds").filter(pl.col("subject_kind") == "occupation")[hold].to_list(), strength
        )

    def place_of_change(self, change: float) -> float:
        """Percentile of a projected change of employment among occupations that have one."""
        known = [row["ep_change_2024_34_pct"] for row in self.occupations.values()]
        return _place([c for c in known if c is not None], change)

    @cached_property
    def general(self) -> dict[str, str]:
        """Names of the generalised activities, by intermediate activity."""
        return dict(self.edition.table("activities").select("activity_id_onet", "general_activity_name").rows())

    @cached_property
    def relatives(self) -> dict[str, list[str]]:
        """O*NET's relatives of an occupation, nearest first; none in an edition without the table."""
        if "related_occupations" not in self.manifest.tables:
            return {}
        found: dict[str, list[tuple[int, str]]] = {}
        for row in self.edition.table("related_occupations").rows(named=True):
            found.setdefault(row["occupation_id_onet"], []).append((row["index"], row["related_occupation_id_onet"]))
        return {code: [other for _, other in sorted(rows)] for code, rows in found.items()}

    @cached_property
    def figures_of_occupations(self) -> dict[str, dict]:
        """Rows of the pressure table, by occupation."""
        of = self.edition.table("pressure").filter(pl.col("subject_kind") == "occupation")
        return {row["subject_id"]: row for row in of.rows(named=True)}

    @cached_property
    def work(self) -> dict[str, dict[str, float]]:
        """Shares of an occupation's work by intermediate activity."""
        found: dict[str, dict[str, float]] = {}
        for kind, code, task, share in (
            self.edition.table("shares").select("subject_kind", "subject_id", "task_id", "share").rows()
        ):
            activities = self.links.get(task, []) if kind == "occupation" else []
            for activity in activities:
                of = found.setdefault(code, {})
                of[activity] = of.get(activity, 0.0) + share / len(activities)
        return found


def _place(others: list[float], value: float) -> float:
    below = sum(1.0 if other < value else 0.5 if other == value else 0.0 for other in others)
    return 100 * below / len(others)


class Rederived:
    """What a report on one subject has to show."""

    def __init__(self, tables: Tables, kind: str, subject_id: str) -> None:
        self.tables, self.kind, self.id = tables, kind, subject_id
        self.is_role = kind == "role"
        self.subject = tables.roles[subject_id] if self.is_role else tables.occupations[subject_id]
        self.title = self.subject["title" if self.is_role else "occupation_title"]
        specs = self._role_rows() if self.is_role else self._occupation_rows()
        self.noun = "task" if self.is_role or tables.edition.is_full else "activity"
        self._read_figures(specs)
        self.rows = sorted(specs, key=lambda r: (-r.share, r.id))
        self.evidence = self._evidence()

    def _occupation_rows(self) -> list[Row]:
        edition, links = self.tables.edition, self.tables.links
        own = edition.table("shares").filter(pl.col("subject_id") == self.id).select("task_id", "share").rows()
        if edition.is_full:
            texts = dict(edition.table("task_texts").rows())
            return [Row(t, texts[int(t)], s, ("task", t), [t], links.get(t, [])) for t, s in own]
        rows: dict[str, Row] = {}
        for task, share in sorted(own, key=lambda item: int(item[0])):
            for activity in links.get(task, []):
                key = ("occupation_activity", f"{self.id}/{activity}")
                row = rows.setdefault(
                    activity, Row(activity, self.tables.activity_labels[activity], 0.0, key, [], [activity])
                )
                row.share += share / len(links[task])
                row.tasks.append(task)
        return list(rows.values())

    def _role_rows(self) -> list[Row]:
        near = self.tables.edition.table("role_neighbours")
        rows = []
        for task in self.subject["tasks"]:
            found = near.filter(pl.col("role_task_id") == task["id"])
            row = Row(
                task["id"],
                task["text"],
                task["share"],
                ("role_task", task["id"]),
                found["task_id_onet"].to_list(),
                task["activities"],
            )
            row.closest = max(found["similarity"].to_list(), default=0.0)
            rows.append(row)
        return rows

    def _read_figures(self, specs: list[Row]) -> None:
        edition, own = self.tables.edition, (self.kind, self.id)
        keys = {own, *(r.estimate_key for r in specs)}
        chosen = pl.col("subject_id").is_in([i for _, i in keys]) & pl.col("subject_kind").is_in([k for k, _ in keys])
        estimates = {
            (r["subject_kind"], r["subject_id"], r["layer"]): r
            for r in edition.table("estimates").filter(chosen).rows(named=True)
        }
        strengths = {
            (kind, i): sorted(found.items(), key=lambda h: (-h[1], h[0]))
            for r in edition.table("holds").filter(chosen).rows(named=True)
            for kind, i, found in [(r.pop("subject_kind"), r.pop("subject_id"), r)]
        }
        bands = judgement(Bands)
        for row in specs:
            row.layers = {layer: estimates.get((*row.estimate_key, layer)) for layer in LAYERS}
            row.holds = strengths[row.estimate_key]
            capability, need = row.layers["capability"], row.layers["human_need"]
            assert capability is not None
            assert need is not None
            row.band = band(capability["value"], bands.capability)
            held = need["value"] >= bands.resilient_human_need
            row.resilient = row.band == "Low" or (row.band == "Medium" and held)
        self.layers = {layer: estimates.get((*own, layer)) for layer in LAYERS}
        self.holds = strengths[own]
        pressure = edition.table("pressure").filter(
            (pl.col("subject_kind") == self.kind) & (pl.col("subject_id") == self.id)
        )
        self.pressure = pressure.row(0, named=True)
        self.pressure_band = band(self.pressure["value"], bands.pressure)
        self.thin_coverage, self.unsure_width = bands.thin_coverage, bands.unsure_width

    @property
    def reportable(self) -> bool:
        """Whether any task's wording is old enough for Claude releases to report it."""
        return any(task not in self.tables.newer for row in self.rows for task in row.tasks)

    def _evidence(self) -> pl.DataFrame:
        behind = {i for r in self.rows for i in (*r.tasks, *r.activities)}
        measure = pl.col("measure")
        newest = (measure == CHATGPT) & (pl.col("vintage") == pl.col("release"))
        modes = pl.any_horizontal(measure.str.starts_with(m) for m in MODES)
        told = measure.is_in([*EVIDENCE, *COPILOT]) | modes | newest
        return self.tables.edition.table("evidence").filter(
            pl.col("subject_kind").is_in(["task", "activity"]) & pl.col("subject_id").is_in(list(behind)) & told
        )

    def labels(self, measure: str, tasks: list[str] | None = None) -> dict[str, float]:
        """A rater's labels, 0 to 1, of all tasks behind the table or of those given."""
        found = self.evidence.filter(pl.col("measure") == measure).select("subject_id", "value").rows()
        return {t: v for t, v in found if tasks is None or t in tasks}

    def reported(self, row: Row) -> pl.DataFrame:
        """Shares of Claude.ai conversations of a row's tasks."""
        return self.evidence.filter((pl.col("measure") == REPORTED) & pl.col("subject_id").is_in(row.tasks))

    def conversations(self, shares: pl.DataFrame) -> int:
        """Conversations behind shares; those of a wording that several tasks have are the same ones, counted once.

        Tasks with one wording are known by having the same figures of use in every release.
        """
        use = self.evidence.filter(pl.col("measure").str.starts_with("aei_")).sort(pl.all())
        figures = use.group_by("subject_id").agg(pl.struct("measure", "vintage", "value", "n"))
        of = {task: str(found) for task, found in figures.rows()}
        return sum({of[task]: n for task, n in shares.select("subject_id", "n").rows()}.values())

    @property
    def indices(self) -> list[dict[str, object]]:
        """Published indices with label, kind and whether they are of exposure, by kind, measure and date."""
        found = self.tables.edition.table("indices").filter(
            (pl.col("subject_kind") == self.kind) & (pl.col("subject_id") == self.id)
        )
        named = []
        for row in found.rows(named=True):
            declared = self.tables.measures.get(row["measure"], COVERAGE)
            exposed = declared["direction"] == "more exposed"
            named.append({**row, "label": declared["label"], "kind": declared["kind"], "exposed": exposed})
        return sorted(named, key=lambda r: (r["kind"], r["measure"], r["vintage"]))

    def kinds(self, hold: str) -> set[str]:
        """The cell naming the generalised activities that bear most of a hold, each a whole percent of it or more."""
        parts: dict[str, float] = {}
        for row in self.rows:
            strength = dict(row.holds)[hold]
            for activity in row.activities:
                name = self.tables.general[activity]
                parts[name] = parts.get(name, 0.0) + row.share * strength / len(row.activities)
        total = sum(parts.values())
        ranked = sorted((-round(part / total, 6), name) for name, part in parts.items()) if total else []
        told = [(name, percent(-part, 1e-6)) for part, name in ranked[:3]]
        kept = [[f"{name} ({p})" for p in shown if p not in {"0 %", "under 1 %"}] for name, shown in told]
        return {"; ".join(cells) or "-" for cells in product(*(k for k in kept if k))}

    @cached_property
    def related(self) -> list[tuple[str, dict, float]]:
        """Code, row of the pressure table, and work in common, of the related occupations a report shows."""
        own: dict[str, float] = {}
        for row in self.rows:
            for activity in row.activities:
                own[activity] = own.get(activity, 0.0) + row.share / len(row.activities)
        figures, relatives = self.tables.figures_of_occupations, self.tables.relatives

        def common(code: str) -> float:
            other = self.tables.work.get(code, {})
            return sum(min(share, other.get(activity, 0.0)) for activity, share in own.items())

        if not relatives:
            return []
        if not self.is_role:
            codes = [code for code in relatives.get(self.id, []) if code in figures][:10]
        else:
            parts = [part["occupation_id_onet"] for part in self.subject["mixture"]]
            near = {*parts, *(code for part in parts for code in relatives.get(part, []))} & figures.keys()
            codes = sorted(near, key=lambda code: (-round(common(code), 6), code))[:10]
        return [(code, figures[code], common(code)) for code in codes]

    @property
    def carriers(self) -> tuple[bool, list[Row]] | None:
        """Whether GPT-4 saw more than people over the work, and the two rows that carry most of it, if they differ.

        A row carries its share of the work times the mean difference over those of its tasks that both labelled.
        """
        human, gpt4 = self.labels(HUMAN), self.labels(GPT4)
        carried = []
        for row in self.rows:
            gaps = [gpt4[t] - human[t] for t in row.tasks if t in human and t in gpt4]
            if any(gaps):
                carried.append((row.share * sum(gaps) / len(gaps), row))
        carried = [(weight, row) for weight, row in carried if abs(weight) > TINY]
        if not carried:
            return None
        more = sum(weight for weight, _ in carried) > 0
        leaning = [(abs(weight), row) for weight, row in carried if (weight > 0) == more]
        ranked = sorted(leaning, key=lambda item: (-round(item[0], 12), item[1].id))
        return more, [row for _, row in ranked[:2]]

    @property
    def speaking(self) -> list[str]:
        """Sources of anything shown, in the edition's order."""
        estimates = [e for layers in (self.layers, *(r.layers for r in self.rows)) for e in layers.values() if e]
        named = {s for e in estimates for s in str(e["sources"]).split(",")}
        named |= set(self.evidence["source"]) | {str(i["source"]) for i in self.indices}
        named |= {"onet", "onet_task_ratings", "bls_oews", "bls_projections"}  # codes, shares of work and context
        return [s for s in self.tables.sources if s in named]


def band(value: float, edges: dict[str, float]) -> str:
    """The band with the highest lower edge that the value reaches."""
    return max((edge, name) for name, edge in edges.items() if edge <= value)[1]
