"""The lines an outlook has to consist of, from figures worked out a second time."""

from __future__ import annotations

from itertools import product
from math import exp

from figure_forms import month, points, signed, whole
from line_audit import NINETY, OF_100, Accepted, Cells, Line, Prose, Text
from markdown_audit import footer, source_line
from rederived import LAYERS, Rederived, band
from rederived_outlook import KINDS, MEASURES, Outlooks, Triple

from jobprism.judgements.load import Bands, Outlook, judgement
from jobprism.judgements.projections import SCENARIOS

ROUNDED = 6e-3  # figures are kept with two digits after the point of a scale of 0 to 100
SHOWN = 12
WORDS = {
    "new": "reported for the first time",
    "returned": "reported again",
    "dropped": "no longer reported",
    "grown": "with a larger share",
    "shrunk": "with a smaller share",
    "steady": "with about the same share",
}
NAMES = {"capability": "Capability", "use": "Use", "delegation": "Delegation", "human_need": "Human need"}


def outlook_lines(figures: Rederived, year: int) -> list[Line]:
    """All lines of the outlook for a year."""
    found, judged = Outlooks(figures), judgement(Outlook)
    then = {name: found.of(year, name) for name in SCENARIOS}
    now = {layer: (e["value"], e["low"], e["high"]) for layer, e in figures.layers.items() if e}
    now["pressure"] = tuple(figures.pressure[side] for side in ("value", "low", "high"))
    return [
        Text(f"# {figures.title}: outlook for {year}"),
        *_in_short(figures, found, now, then, year),
        Prose("**What this is not.** An outlook is what follows from the assumptions below, not a forecast", []),
        Text(f"## {year} under three scenarios"),
        Text("| 0-100 (90 % interval) | Estimate | Stalled | Steady | Fast |"),
        Text("|" + " --- |" * 5),
        Cells(["Pressure", *(_banded(s["pressure"]) for s in (now, *then.values()))]),
        *(Cells([NAMES[layer], *(_level(s.get(layer)) for s in (now, *then.values()))]) for layer in LAYERS),
        Text("## Pressure year by year"),
        Text("| Year | Stalled | Steady | Fast |"),
        Text("|" + " --- |" * 4),
        *(
            Cells([str(y), *(_interval(found.of(y, name)["pressure"]) for name in SCENARIOS)])
            for y in range(judged.first_year, judged.last_year + 1)
        ),
        Text("## What the scenarios assume"),
        *_assumptions(),
        Text("## What changed in the record of use"),
        *_changes(figures, found),
        Text("## Beside it: projected employment"),
        _projection(figures),
        Text("## Notes"),
        *_notes(figures, found, now),
        Text("## Sources"),
        *(source_line(figures, source) for source in _speaking(figures)),
        Text("---"),
        footer(figures),
    ]


def _whole(value: float) -> set[str]:
    return whole(value, ROUNDED)


def _interval(triple: Triple) -> set[str]:
    value, low, high = (_whole(x) for x in triple)
    return {f"{v} ({a}-{b})" for v, a, b in product(value, low, high)}


def _banded(triple: Triple) -> set[str]:
    edges = judgement(Bands).pressure
    bands = {band(max(triple[0] + by, 0.0), edges) for by in (-ROUNDED, ROUNDED)}
    return {f"{text}, {name}" for text, name in product(_interval(triple), bands)}


def _level(triple: Triple | None) -> set[str]:
    return {"not observed"} if triple is None else _interval((100 * triple[0], 100 * triple[1], 100 * triple[2]))


def _in_short(
    figures: Rederived, found: Outlooks, now: dict[str, Triple], then: dict[str, dict[str, Triple]], year: int
) -> list[Line]:
    steady, before = then["steady"]["pressure"], now["pressure"]
    others = [_whole(then[name]["pressure"][0]) for name in ("stalled", "fast")]
    ends = [_whole(f(s["pressure"][side] for s in then.values())) for f, side in ((min, 1), (max, 2))]
    lines: list[Line] = [
        Prose(
            f"- Under the scenario steady, pressure in {year} is ",
            [
                _whole(steady[0]),
                OF_100,
                NINETY,
                *(_whole(x) for x in steady[1:]),
                *(_whole(x) for x in before),
            ],
        ),
        Prose("- It is ", [*others, "all", *ends]),
    ]
    moved = [
        (round(abs(round(then["steady"][layer][0], 4) - now[layer][0]), 6), layer)
        for layer in LAYERS
        if layer in now and points(now[layer][0]).isdisjoint(_whole(100 * then["steady"][layer][0]))
    ]
    ranked = [layer for _, layer in sorted(moved, key=lambda m: -m[0])]
    shown = [x for layer in ranked for x in (points(now[layer][0]), _whole(100 * then["steady"][layer][0]))]
    lines.append(Prose("- What moves is ", shown) if ranked else Text("- No layer moves by a whole point."))
    if not figures.is_role:
        lines.append(_changed(figures, found))
    return lines


def _changed(figures: Rederived, found: Outlooks) -> Line:
    before, after, told = found.changes("Claude.ai")
    kinds = [change for change, _, _ in told.values()]
    start = f"- From {month(before)} to {month(after)}, Claude.ai"
    counted = [str(kinds.count(k)) for k in KINDS if k != "steady" and kinds.count(k)]
    if counted:
        total = len({t for row in figures.rows for t in row.tasks})
        return Prose(f"{start}'s record changed: of ", [str(total), *counted])
    return Prose(start, [str(kinds.count("steady"))] if kinds else ["none"])


def _assumptions() -> list[Line]:
    lines: list[Line] = []
    for name in SCENARIOS:
        lines.append(Text(f"### {name.capitalize()}"))
        for layer in LAYERS:
            rates = judgement(Outlook).scenarios[name][layer]
            shown = [rates.middle, *((rates.slow, rates.quick) if rates.slow != rates.quick else ())]
            odds = [f"{abs(round(100 * (exp(r) - 1)))} %" for r in shown if round(100 * (exp(r) - 1))]
            lines.append(Prose(f"- {NAMES[layer]}: ", odds))
    return lines


def _changes(figures: Rederived, found: Outlooks) -> list[Line]:
    if figures.is_role:
        return [Text("No record of use is kept of this role's own tasks.")]
    of = {name: found.changes(name) for name in MEASURES}
    head = " | ".join(f"{name}, {month(b)} to {month(a)}" for name, (b, a, _) in of.items())
    lines: list[Line] = [Text(f"| Tasks | {head} |"), Text("|" + " --- |" * (len(of) + 1))]
    kinds = {name: [change for change, _, _ in told.values()] for name, (_, _, told) in of.items()}
    for kind, words in WORDS.items():
        lines.append(Cells([words[0].upper() + words[1:], *(str(kinds[name].count(kind)) for name in of)]))
    tasks = {t for row in figures.rows for t in row.tasks}
    newer = tasks & figures.tables.newer
    lines.append(Cells(["In neither release", *(str(len(tasks) - len(newer) - len(kinds[name])) for name in of)]))
    lines.append(Cells(["Could not appear", *(str(len(newer)) for _ in of)]))
    return [*lines, *(line for name, told in of.items() for line in _told(figures, name, *told))]


def _told(
    figures: Rederived, name: str, before: str, after: str, told: dict[str, tuple[str, int | None, int | None]]
) -> list[Line]:
    changed = sorted(
        ((KINDS.index(change), place, task) for place, (task, (change, _, _)) in enumerate(told.items())),
        key=lambda c: c[:2],
    )
    changed = [c for c in changed if KINDS[c[0]] != "steady"]
    if not changed:
        return []
    label = {}
    for row in figures.rows:
        for task in row.tasks:
            label.setdefault(task, row.label.rstrip("."))
    lines: list[Line] = [
        Text(f"| In {name} | Work | O*NET task | {month(before)} | {month(after)} |"),
        Text("|" + " --- |" * 5),
    ]
    for kind, _, task in changed[:SHOWN]:
        counts: list[Accepted] = ["-" if n is None else f"{n:,}" for n in told[task][1:]]
        lines.append(Cells([WORDS[KINDS[kind]], label[task], task, *counts]))
    rest = len(changed) - SHOWN
    return [*lines, Prose("", [str(rest)])] if rest > 0 else lines


def _projection(figures: Rederived) -> Line:
    change = None if figures.is_role else figures.subject["ep_change_2024_34_pct"]
    if change is None:
        return Text("BLS has no projection of this job.")
    openings = figures.subject["ep_openings_annual_thousands"]
    told = [whole(1000 * openings)] if openings is not None else []
    dated = month(figures.subject["ep_change_2024_34_pct_vintage"])
    shown = [{f"{c} %" for c in signed(change)}, "2024", "2034", *told, dated, "all"]
    return Prose("BLS projects a change in employment of ", shown)


def _notes(figures: Rederived, found: Outlooks, now: dict[str, Triple]) -> list[Line]:
    judged = judgement(Outlook)
    since = judged.as_of["capability"]
    early = [_whole(100 * found.of(judged.first_year, name)["capability"][0]) for name in SCENARIOS]
    rate = exp(judged.scenarios["steady"]["capability"].middle)
    lines: list[Line] = [
        Prose(
            "- Capability rests on labels given in ",
            [
                since[:4],
                month(since),
                points(now["capability"][0]),
                str(judged.first_year),
                *early,
                month(judged.as_of["use"]),
            ],
        ),
        Prose(
            "- Odds: a layer of ",
            ["50", "1", "1", f"{round(100 * (rate - 1))} %", whole(100 * rate / (1 + rate)), "0", "100"],
        ),
        Prose("- The rates are Jobprism's judgement", []),
    ]
    if figures.layers["delegation"] is None:
        lines.append(Prose("- Delegation was not observed for any of the work", []))
    last = "- O*NET has no code for this role" if figures.is_role else "- A task enters or leaves a record"
    return [*lines, Prose(last, [])]


def _speaking(figures: Rederived) -> list[str]:
    """Sources of the layers, of tasks and shares, of records of use and of the projection."""
    named = {s for e in figures.layers.values() if e for s in str(e["sources"]).split(",")}
    named |= {"onet", "onet_task_ratings"}
    if not figures.is_role:
        named.add("anthropic_economic_index")
        if any(figures.subject[c] is not None for c in ("ep_change_2024_34_pct", "ep_openings_annual_thousands")):
            named.add("bls_projections")
    return [s for s in figures.tables.sources if s in named]
