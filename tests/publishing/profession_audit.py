"""What a profession document must say of lists, holds, relatives and questions, worked out a second time."""

from __future__ import annotations

from figure_forms import decimals, month, ordinal, percent, points, whole
from line_audit import OF_100, Accepted, Cells, Line, Prose, Text, numbers
from rederived import HUMAN, Estimate, Rederived, Row, band

from jobprism.judgements.load import Bands, judgement

PLACE_SLACK = 5e-5  # percentiles are kept with two decimals before they are shown
SHARE_SLACK = 1e-6  # shares with six
SHOWN = 6
NAMED = 3
CONDITIONS = ("onet_work_context", "onet_work_activities", "onet")

HOLDS = {
    "presence": "being there in person",
    "relationship": "relationships with people",
    "responsibility": "responsibility for others",
    "consequence": "the consequences of error",
    "licence": "licensing",
}


def _label(row: Row) -> str:
    return row.label.rstrip(".")


def _layer(row: Row, layer: str) -> Estimate:
    found = row.layers[layer]
    assert found is not None
    return found


def _need(row: Row) -> float:
    return _layer(row, "human_need")["value"]


def _shares(rows: list[Row]) -> set[str]:
    return percent(min(sum(r.share for r in rows), 1.0), SHARE_SLACK * len(rows))


def place(percentile: float) -> list[Accepted]:
    """The number in "higher than in 92 % of occupations"; none in the middle."""
    if round(percentile) == 50:
        return []
    return [percent(max(percentile, 100 - percentile) / 100, PLACE_SLACK)]


def _place_words(percentile: float) -> set[str]:
    (shown,) = place(percentile) or [""]
    if not shown:
        return {"Near the middle among occupations"}
    return {f"{'Higher' if percentile > 50 else 'Lower'} than in {p} of occupations" for p in shown}


def easy(figures: Rederived) -> list[Row]:
    """Highly exposed and little held to people."""
    return [r for r in figures.rows if r.band == "High" and _need(r) < judgement(Bands).resilient_human_need]


def handled(figures: Rederived) -> list[Line]:
    nothing = f"- Nothing by this rule: no {figures.noun} is highly exposed without being strongly held to people."
    return [Text("## What AI handles well today"), *_listed(figures, easy(figures), nothing)]


def struggled(figures: Rederived) -> list[Line]:
    nothing = f"- Nothing by this rule: no {figures.noun} is resilient."
    held = [r for r in figures.rows if r.resilient]
    return [Text("## What AI struggles with"), *_listed(figures, held, nothing)]


def _listed(figures: Rederived, rows: list[Row], nothing: str) -> list[Line]:
    if not rows:
        return [Text(nothing)]
    lines: list[Line] = []
    for row in rows[:SHOWN]:
        told = [] if row.resilient else _witness(figures, row)
        capability, need = points(_layer(row, "capability")["value"]), points(_need(row))
        lines.append(Prose(f"- {_label(row)} (", [percent(row.share, SHARE_SLACK), capability, OF_100, *told, need]))
    rest = rows[SHOWN:]
    return [*lines, Prose("- And ", [str(len(rest)), _shares(rest)])] if rest else lines


def _witness(figures: Rederived, row: Row) -> list[Accepted]:
    """Conversations with their month and what is handed over; else how far raters agree."""
    found = last_conversations(figures, row)
    if found:
        delegation = row.layers["delegation"]
        return [*found, *([percent(delegation["value"])] if delegation else [])]
    agreement = _layer(row, "capability")["agreement"]
    return [percent(agreement)] if figures.labels(HUMAN, row.tasks) and agreement is not None else []


def last_conversations(figures: Rederived, row: Row) -> list[Accepted]:
    """Conversations in the newest release that reports the row, and its month."""
    shares = figures.reported(row)
    if shares.is_empty():
        return []
    last = str(shares["vintage"].max())
    newest = shares.filter(shares["vintage"] == last)
    return [whole(int(newest["n"].sum())), month(last)]


def stays_human(figures: Rederived) -> list[Line]:
    need = figures.layers["human_need"]
    assert need is not None
    lines: list[Line] = [
        Text("## What stays with people, and why"),
        Prose(
            "- Human need is ",
            [points(need["value"]), OF_100, *place(figures.tables.place_of_layer("human_need", need["value"]))],
        ),
    ]
    placed = [(name, strength, figures.tables.place_of_hold(name, strength)) for name, strength in figures.holds]
    notable = [h for h in placed if h[1] >= judgement(Bands).notable_hold]
    lines.append(_standing_out(notable))
    lines.append(_bearers(figures))
    if notable and len(notable) < len(placed):
        lines.append(Prose("- Counting for little: ", [points(h[1]) for h in placed[len(notable) :]]))
    lines += [Text("| Hold | 0-100 | Among occupations | Kinds of work that bear it |"), Text("|" + " --- |" * 4)]
    for name, strength, percentile in placed:
        words = HOLDS[name][0].upper() + HOLDS[name][1:]
        lines.append(Cells([words, points(strength), _place_words(percentile), figures.kinds(name)]))
    return lines


def _standing_out(notable: list[tuple[str, float, float]]) -> Line:
    if not notable:
        return Text("- No hold of the five is strong over the work as a whole.")
    name, strength, percentile = notable[0]
    other, its_strength, its_percentile = max(notable, key=lambda h: (abs(h[2] - 50), h[1]))
    first = [points(strength), OF_100, *place(percentile)]
    apart = [] if other == name else [points(its_strength), *place(its_percentile)]
    return Prose(f"- The strongest hold is {HOLDS[name]}, ", [*first, *apart])


def _bearers(figures: Rederived) -> Line:
    borne = sorted(((-round(round(r.share, 6) * _need(r), 9), r.id, r) for r in figures.rows), key=lambda b: b[:2])
    (a, _, first), (b, _, second) = (*borne[:2], *borne[:1])[:2]
    named = [*numbers(_label(first)), *numbers(_label(second))]
    total, rows = sum(part for part, _, _ in borne), str(len(borne))
    if len(borne) <= 2:
        return Prose("- It lies in ", named[: len(borne)])
    if a / total >= 0.5:
        return Prose("- Most of that need, ", [percent(a / total, 1e-5), rows, *numbers(_label(first))])
    both = percent((a + b) / total, 1e-5)
    if (a + b) / total >= 0.5:
        return Prose("- Most of that need, ", [both, rows, *named])
    return Prose("- That need is spread over ", [rows, *named, both])


def related(figures: Rederived) -> list[Line]:
    if not figures.related:
        return []
    head = "| Occupation | Code | Pressure (90 % interval) | Band | Work in common |"
    lines: list[Line] = [Text("## Related occupations"), Prose("Occupations that ", []), Text(head)]
    lines.append(Text("|" + " --- |" * 5))
    for code, row, common in figures.related:
        low, value, high = (whole(row[name]) for name in ("low", "value", "high"))
        interval = {f"{v} ({a}-{b})" for v in value for a in low for b in high}
        title = figures.tables.occupations[code]["occupation_title"]
        lines.append(Cells([title, code, interval, row["band"], percent(common, SHARE_SLACK)]))
    return lines


def questions(figures: Rederived) -> list[Line]:
    subject = f"the role “{figures.title}”" if figures.is_role else figures.title
    noun = {"task": "tasks", "activity": "activities"}[figures.noun]
    asked: list[tuple[str, Prose | None]] = [
        (f"Will AI replace {subject}?", _replace(figures)),
        (f"Which {noun} can AI do today?", _today(figures)),
        (f"Which {noun} stay with people, and why?", _stay(figures)),
        ("Is AI already used in this work?", _used(figures)),
        ("When AI is used, is the work handed over?", _handed_over(figures)),
        ("Why do other sites and indices give other figures?", _elsewhere(figures)),
        ("How sure is this?", _sureness(figures)),
        ("What do employment projections say?", _projection(figures)),
        ("How old is the evidence?", _age(figures)),
        ("Which related jobs are under less pressure?", _less(figures)),
    ]
    told = [(question, answer) for question, answer in asked if answer is not None]
    return [Text("## Questions"), *(line for q, answer in told for line in (Text(f"### {q}"), answer))]


def _replace(figures: Rederived) -> Prose:
    high = [r for r in figures.rows if r.band == "High"]
    held = [r for r in figures.rows if r.resilient]
    rest = [r for r in figures.rows if r.band != "High" and not r.resilient]
    parts = [part for part in (high, held, rest) if part]
    split: list[Accepted] = [] if len(parts) == 1 else [_shares(part) for part in parts]
    return Prose("No figure can say that: pressure, ", [whole(figures.pressure["value"]), OF_100, *split])


def _named(rows: list[Row]) -> list[Accepted]:
    shown: list[Accepted] = [x for r in rows[:NAMED] for x in (*numbers(_label(r)), percent(r.share, SHARE_SLACK))]
    return [*shown, str(len(rows) - NAMED)] if len(rows) > NAMED else shown


def _today(figures: Rederived) -> Prose:
    free, high = easy(figures), [r for r in figures.rows if r.band == "High"]
    if free:
        bound = len(high) - len(free)
        return Prose(
            "Highly exposed, and not strongly held to people: ", [*_named(free), *([str(bound)] if bound else [])]
        )
    if high:
        return Prose("Only what is also strongly held to people ", _named(high))
    nearest = max(figures.rows, key=lambda r: (_layer(r, "capability")["value"], r.id))
    shown = [*numbers(_label(nearest)), points(_layer(nearest, "capability")["value"]), OF_100]
    return Prose(f"No {figures.noun} is highly exposed. Nearest comes ", shown)


def _stay(figures: Rederived) -> Prose:
    held = [r for r in figures.rows if r.resilient]
    if not held:
        least = min(figures.rows, key=lambda r: (_layer(r, "capability")["value"], r.id))
        shown = [*numbers(_label(least)), points(_layer(least, "capability")["value"]), OF_100]
        return Prose(f"No {figures.noun} is resilient by the rule of this report. Least exposed is ", shown)
    bound = [r for r in held if _need(r) >= judgement(Bands).resilient_human_need]
    why: list[Accepted] = []
    if bound:
        part = sum(r.share for r in bound) / sum(r.share for r in held)
        why = ["all"] if len(bound) == len(held) else [percent(part, 1e-5)]
    if len(held) == 1:
        return Prose("One counts as resilient: ", [*_named(held), *why])
    if len(held) == len(figures.rows):
        return Prose("All of them count as resilient: ", [*_named(held), *why])
    return Prose("Of ", [str(len(figures.rows)), str(len(held)), *_named(held), *why])


def _used(figures: Rederived) -> Prose:
    use = figures.layers["use"]
    if use is None:
        return Prose("No record of AI use covers this job", [])
    level = [points(use["value"]), OF_100]
    if figures.is_role:
        return Prose("Use stands at ", level)
    seen = sum(not figures.reported(row).is_empty() for row in figures.rows)
    if not seen:
        return Prose("Claude.ai's releases report none of it (", ["none", *level])
    top = max(figures.rows, key=lambda r: (use["value"] if (use := r.layers["use"]) else -1.0, r.id))
    count = "all" if seen == len(figures.rows) > 1 else str(seen)
    shown = [*numbers(_label(top)), points(_layer(top, "use")["value"]), *last_conversations(figures, top)]
    return Prose("Of ", [str(len(figures.rows)), count, *level, *shown])


def _handed_over(figures: Rederived) -> Prose | None:
    delegation = figures.layers["delegation"]
    if delegation is None:
        return None
    if not figures.is_role and delegation["coverage"] < figures.thin_coverage:
        return Prose("It was observed for only ", [percent(delegation["coverage"])])
    ranked = sorted(
        ((found["value"], r.id, r) for r in figures.rows if (found := r.layers["delegation"])), key=lambda f: f[:2]
    )
    (low, _, first), (high, _, last) = ranked[0], ranked[-1]
    ends = [percent(low), *numbers(_label(first)), percent(high), *numbers(_label(last))]
    start = "More" if delegation["value"] >= judgement(Bands).mostly_handed_over else "Less"
    differ = percent(low).isdisjoint(percent(high))
    return Prose(f"{start} often than not: about ", [percent(delegation["value"]), *(ends if differ else [])])


def _elsewhere(figures: Rederived) -> Prose | None:
    exposed = [e for e in figures.indices if e["exposed"]]
    if len(exposed) < 2:
        return None
    ranked = sorted(exposed, key=lambda e: (e["percentile"], e["measure"], e["vintage"]))
    low = ranked[0]
    high = max(exposed, key=lambda e: (e["percentile"], e["measure"], e["vintage"]))
    shown: list[Accepted] = [str(len(exposed)), *(ordinal(e["percentile"]) for e in (low, high))]
    if high["percentile"] - low["percentile"] >= judgement(Bands).indices_part:
        shown += ["both"] if low["kind"] == high["kind"] else []
        above = sum(e["percentile"] > 50 for e in exposed)
        sides = sorted({above, len(exposed) - above}, reverse=True)
        shown += [] if 0 in sides else [str(n) for n in sides if n > 1 or len(sides) == 1]
    return Prose("Because they measure different things: ", shown)


def _sureness(figures: Rederived) -> Prose:
    pressure, edges = figures.pressure, judgement(Bands).pressure
    within = ["all"] if band(pressure["low"], edges) == band(pressure["high"], edges) else []
    capability = figures.layers["capability"]
    assert capability is not None
    usual = capability["agreement"]
    agreed = [] if usual is None else [percent(usual), *place(figures.tables.place_of_agreement(usual))]
    ranked = [(_layer(r, "capability")["high"] - _layer(r, "capability")["low"], r.id, r) for r in figures.rows]
    widest = max(ranked, key=lambda f: f[:2])[2]
    ends = [points(_layer(widest, "capability")[side]) for side in ("low", "high")]
    own = _layer(widest, "capability")["agreement"]
    less = usual is not None and own is not None and own < usual and bool(figures.labels(HUMAN, widest.tasks))
    interval = [whole(pressure[side]) for side in ("low", "high")]
    shown = [*interval, *within, *agreed, *numbers(_label(widest)), *ends, *([percent(own)] if less else [])]
    return Prose("The 90 % interval of pressure runs from ", shown)


def _projection(figures: Rederived) -> Prose | None:
    change = None if figures.is_role else figures.subject["ep_change_2024_34_pct"]
    if change is None:
        return None
    shown = {f"{c} %" for c in decimals(abs(change), 1)} - {"0.0 %"}
    openings = figures.subject["ep_openings_annual_thousands"]
    pressure = 100 * figures.tables.below(figures.pressure["value"], weighted=False)
    return Prose(
        "BLS projects ",
        [
            *([shown] if shown else []),
            "2024",
            "2034",
            *place(figures.tables.place_of_change(change)),
            *([whole(1000 * openings)] if openings is not None else []),
            *place(pressure),
            "all",  # "from all causes"
        ],
    )


def _age(figures: Rederived) -> Prose:
    vintages = {i: s.vintage for i, s in figures.tables.sources.items()}
    dates = [month(vintages["eloundou_2023"])]
    if figures.layers["use"] is not None:
        dates.append(month(vintages["anthropic_economic_index"]))
    need = figures.layers["human_need"]
    assert need is not None
    behind = sorted({vintages[s] for s in str(need["sources"]).split(",") if s in CONDITIONS})
    dates += [month(v) for v in dict.fromkeys([*behind[:1], *behind[-1:]])]
    compared = sorted(str(i["vintage"]) for i in figures.indices)
    dates += [month(v) for v in (*compared[:1], *compared[-1:])]
    return Prose("Labels of capability are of ", dates)


def _less(figures: Rederived) -> Prose | None:
    found = [(row["value"], code, row) for code, row, _ in figures.related]
    if not found:
        return None
    own, total = figures.pressure, str(len(found))
    less = sorted((f for f in found if round(f[0]) < round(own["value"])), key=lambda f: f[:2])
    if not less:
        lowest = min(found, key=lambda f: f[:2])
        stands = whole(lowest[0])
        other = [] if f"{lowest[0]:.0f}" == f"{own['value']:.0f}" else [whole(own["value"])]
        return Prose("Not one of the ", [total, stands, OF_100, *other])
    count = "all" if len(less) == len(found) > 1 else str(len(less))
    clear = [f for f in less if f[2]["high"] < own["low"]]
    beyond = [] if not clear else ["all"] if len(clear) == len(less) > 1 else [str(len(clear))]
    return Prose("Of ", [total, count, *(whole(f[0]) for f in less[:NAMED]), whole(own["value"]), *beyond])
