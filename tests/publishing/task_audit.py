"""The lines a deep dive has to consist of, from the edition's tables."""

from __future__ import annotations

from functools import cached_property

import polars as pl
from figure_forms import decimals, interval, month, percent, points, whole
from line_audit import NINETY, OF_100, Accepted, Cells, Line, Prose, Text
from markdown_audit import LAYER_WORDS, footer, source_line, why
from profession_audit import HOLDS
from rederived import COPILOT, Rederived, Row, Tables

from jobprism.judgements.load import Bands, judgement

RATERS = {
    "eloundou_human_exposure": "people",
    "eloundou_gpt4_exposure": "GPT-4, first rubric",
    "eloundou_gpt4_alt_exposure": "GPT-4, second rubric",
}
PRODUCTS = {"aei_claude_ai_pct": "Claude.ai", "aei_api_pct": "Claude API"}
RECORDS = {"microsoft_share_user": "Copilot", "openai_share_work": "ChatGPT at work"}
SHOWN = 8
EDGE = 1e-6


class Elsewhere:
    """Who else does an activity, and which releases there are: the same for all deep dives."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        evidence = tables.edition.table("evidence").filter(pl.col("measure").is_in(list(PRODUCTS)))
        found = evidence.select("measure", "vintage", "source").unique().rows()
        self.releases = sorted(found, key=lambda r: (list(PRODUCTS).index(r[0]), r[1]))

    @cached_property
    def capability(self) -> dict[str, float]:
        """By occupation and activity, as the estimates table names them."""
        of = (pl.col("subject_kind") == "occupation_activity") & (pl.col("layer") == "capability")
        return dict(self.tables.edition.table("estimates").filter(of).select("subject_id", "value").rows())

    @cached_property
    def doing(self) -> dict[str, list[tuple[float, str, float]]]:
        """By activity: share of the work, occupation, capability."""
        found: dict[str, list[tuple[float, str, float]]] = {}
        for code, of in self.tables.work.items():
            for activity, share in of.items():
                value = self.capability[f"{code}/{activity}"]
                found.setdefault(activity, []).append((round(share, 6), code, value))
        return found

    def others(self, own: str, row: Row) -> list[tuple[float, str, float]]:
        """Other occupations, each by the activity of the row that takes most of its work; most first."""
        rows = [r for activity in row.activities for r in self.doing.get(activity, []) if r[1] != own]
        best: dict[str, tuple[float, str, float]] = {}
        for found in sorted(rows, key=lambda r: (-r[0], r[1])):
            best.setdefault(found[1], found)
        return list(best.values())


def task_lines(figures: Rederived, row: Row, tables: Elsewhere) -> list[Line]:
    """All lines of the deep dive on a row."""
    edition, others = figures.tables.edition, tables.others(figures.id, row)
    kind, key = row.estimate_key
    pressure = (
        edition.rows_of("pressure", "subject_id", [key]).filter(pl.col("subject_kind") == kind).row(0, named=True)
    )
    ends = [whole(pressure[side]) for side in ("value", "low", "high")]
    return [
        Text(f"# {row.label.rstrip('.')}"),
        Prose(f"{figures.title} ({figures.id}) · ", [percent(row.share, EDGE), *ends]),
        *_in_short(figures, row, tables, len(others)),
        Text("## The four layers"),
        Text("| Layer | 0-100 (90 % interval) | Known by | Agreement |"),
        Text("|" + " --- |" * 4),
        *(_layer(words, row.layers[layer]) for layer, words in LAYER_WORDS.items()),
        Text("## Who judged it how"),
        *_verdicts(figures, row),
        Text("## Where it is used"),
        Text("| Record | Release | State | Conversations | Share of all |"),
        Text("|" + " --- |" * 5),
        *(_release(figures, row, *release) for release in tables.releases),
        *_records(figures, row),
        Text("## How it is worked on with AI"),
        *_interaction(figures, row),
        Text("## What keeps it with people"),
        Text("| Hold | 0-100 |"),
        Text("|" + " --- |" * 2),
        *(Cells([HOLDS[name].capitalize(), points(strength)]) for name, strength in row.holds),
        Text("## Who else does this"),
        *_elsewhere(figures, row, others),
        Text("## What you can do"),
        *_advice(figures, row),
        Text("## Sources"),
        *(source_line(figures, source) for source in _speaking(figures, row, tables)),
        Text("---"),
        footer(figures),
    ]


def _behind(figures: Rederived, subjects: list[str], measures: list[str]) -> list[dict]:
    chosen = pl.col("measure").is_in(measures) & pl.col("subject_id").is_in(subjects)
    return figures.evidence.filter(chosen).rows(named=True)


def _in_short(figures: Rederived, row: Row, tables: Elsewhere, others: int) -> list[Line]:
    capability, need = row.layers["capability"], row.layers["human_need"]
    assert capability is not None
    assert need is not None
    ends = [points(capability[side]) for side in ("low", "high")]
    place = [percent(row.share, EDGE), points(capability["value"]), "0", OF_100, NINETY, *ends]
    lines: list[Line] = [Prose(f"- This {figures.noun} is about ", place)]
    lines.append(Prose("- ", why(figures, row)) if figures.is_role else _use(figures, row, tables))
    notable = [(n, s) for n, s in row.holds if s >= judgement(Bands).notable_hold][:2]
    held = [points(s) for _, s in notable]
    lines.append(Prose("- Human need is ", [points(need["value"]), OF_100, *held]))
    return [*lines, Prose("- ", [f"{others:,}"])] if others else lines


def _use(figures: Rederived, row: Row, tables: Elsewhere) -> Line:
    if set(row.tasks) <= figures.tables.newer:
        return Text("- Its wording is newer than the one releases are kept by, so no record of use could show it.")
    shown: list[Accepted] = []
    for measure in PRODUCTS:
        rows = _behind(figures, row.tasks, [measure])
        seen = sorted({r["vintage"] for r in rows})
        shown += [str(len(seen)) if seen else "none", str(sum(m == measure for m, _, _ in tables.releases))]
        if seen:
            shown += [month(seen[-1]), f"{sum(r['n'] for r in rows if r['vintage'] == seen[-1]):,}"]
    return Prose("- Claude.ai reports it in ", shown)


def _layer(words: str, estimate: dict | None) -> Cells:
    if estimate is None:
        return Cells([words, interval(None), "-", "-"])
    agreement = "-" if estimate["agreement"] is None else percent(estimate["agreement"])
    return Cells([words, interval(estimate), str(estimate["tier"]), agreement])


def _verdicts(figures: Rederived, row: Row) -> list[Line]:
    lines: list[Line] = []
    for measure, rater in RATERS.items():
        rows = _behind(figures, row.tasks, [measure])
        if rows and not lines:
            lines = [
                Prose("Labels of ", [str(len(rows))]),
                Text("| Rater | Date | Not exposed (E0) | With software (E2) | A model alone (E1) |"),
                Text("|" + " --- |" * 5),
            ]
        if rows:
            counts = [str(sum(r["value"] == v for r in rows)) for v in (0.0, 0.5, 1.0)]
            lines.append(Cells([rater, month(rows[0]["vintage"]), *counts]))
    return lines or [Text("No published rater labelled it; its capability is read from what resembles it.")]


def _release(figures: Rederived, row: Row, measure: str, vintage: str, _: str) -> Cells:
    rows = [r for r in _behind(figures, row.tasks, [measure]) if r["vintage"] == vintage]
    start = [PRODUCTS[measure], month(vintage)]
    if not rows:
        newer = set(row.tasks) <= figures.tables.newer
        return Cells([*start, "could not be reported" if newer else "below threshold", "-", "-"])
    share = round(sum(r["value"] for r in rows), 6)
    return Cells([*start, "observed", f"{sum(r['n'] for r in rows):,}", {f"{d} %" for d in decimals(share, 4)}])


def _newest(figures: Rederived, row: Row) -> dict[tuple[str, str], dict]:
    found: dict[tuple[str, str], dict] = {}
    for r in sorted(_behind(figures, row.activities, [*RECORDS, COPILOT[1]]), key=lambda r: r["vintage"]):
        found[(r["measure"], r["subject_id"])] = r
    return found


def _records(figures: Rederived, row: Row) -> list[Line]:
    newest = _newest(figures, row)
    told = []
    for (measure, activity), r in newest.items():
        if measure in RECORDS:
            done = newest.get((COPILOT[1], activity)) if measure == COPILOT[0] else None
            label = figures.tables.activity_labels[activity]
            told.append((RECORDS[measure], -r["value"], label, r["vintage"], percent(done["value"]) if done else "-"))
    if not told:
        return []
    return [
        Prose("Records kept by activity, whoever does it:", []),
        Text("| Record | Date | Activity | Share of all | Completed |"),
        Text("|" + " --- |" * 5),
        *(
            Cells([name, month(when), label, {f"{d} %" for d in decimals(-100 * share, 2)}, done])
            for name, share, label, when, done in sorted(told, key=lambda t: t[:3])
        ),
    ]


def _interaction(figures: Rederived, row: Row) -> list[Line]:
    lines: list[Line] = []
    for family, name in (("aei_claude_ai_mode_share", "Claude.ai"), ("aei_api_mode_share", "Claude API")):
        of = figures.evidence.filter(
            pl.col("measure").str.starts_with(f"{family}/") & pl.col("subject_id").is_in(row.tasks)
        ).rows(named=True)
        last = max((r["vintage"] for r in of), default="")
        newest = [r for r in of if r["vintage"] == last]
        tasks = len({r["subject_id"] for r in newest})
        modes = sorted({r["measure"] for r in newest if r["value"] > 0})
        if {m.partition("/")[2] for m in modes} <= {"filtered", "none", "not_classified"}:
            continue
        for measure in modes:
            share = round(sum(r["value"] for r in newest if r["measure"] == measure) / tasks, 6)
            mode = measure.partition("/")[2].replace("_", " ")
            lines.append(Cells([name, month(last), mode, percent(share, EDGE)]))
    if not lines:
        return [Text("No release gives ways of working for it.")]
    return [Text("| Record | Release | Way of working | Share |"), Text("|" + " --- |" * 4), *lines]


def _elsewhere(figures: Rederived, row: Row, others: list[tuple[float, str, float]]) -> list[Line]:
    start = f"Activity: {'; '.join(figures.tables.activity_labels[a] for a in row.activities)}. "
    if not others:
        return [Text(f"{start}No other occupation has it.")]
    lines: list[Line] = [
        Prose(start, [f"{len(others):,}"]),
        Text("| Occupation | Code | Share of its work | Capability |"),
        Text("|" + " --- |" * 4),
    ]
    for share, code, value in others[:SHOWN]:
        title = figures.tables.occupations[code]["occupation_title"]
        lines.append(Cells([title, code, percent(share, EDGE), points(value)]))
    return lines


def _advice(figures: Rederived, row: Row) -> list[Line]:
    """Which pieces of advice there are, and the one number that one of them may hold."""
    bands, holds = judgement(Bands), dict(row.holds)
    capability, need, use, delegation = (row.layers[n] for n in ("capability", "human_need", "use", "delegation"))
    assert capability is not None
    assert need is not None
    lines: list[Line] = []
    if row.band == "Low":
        lines.append(Prose("- There is little here to hand to a model today", []))
    elif row.band == "Medium":
        lines.append(Prose("- A model alone is seldom enough for this", []))
    elif use is None or use["tier"] != "measured":
        lines.append(Prose("- AI could do much of this, and ", []))
    elif delegation and delegation["value"] >= bands.mostly_handed_over:
        lines.append(Prose("- Where AI is used on this, about ", [percent(delegation["value"])]))
    else:
        lines.append(Prose("- AI is used on this already", []))
    if row.band != "Low" and holds["consequence"] >= bands.notable_hold:
        lines.append(Prose("- Errors cost a lot here", []))
    if need["value"] >= bands.resilient_human_need and row.holds[0][1] >= bands.notable_hold:
        lines.append(Prose(f"- What keeps this with a person is most of all {HOLDS[row.holds[0][0]]}", []))
    if capability["high"] - capability["low"] > bands.unsure_width:
        lines.append(Prose("- The evidence on this one is thin or at odds", []))
    return lines


def _speaking(figures: Rederived, row: Row, tables: Elsewhere) -> list[str]:
    named = {s for e in row.layers.values() if e for s in str(e["sources"]).split(",")} | {"onet"}
    named |= {source for _, _, source in tables.releases} | {r["source"] for r in _newest(figures, row).values()}
    behind = figures.evidence.filter(pl.col("subject_id").is_in([*row.tasks, *row.activities]))
    named |= set(behind["source"])
    return [s for s in figures.tables.sources if s in named]
