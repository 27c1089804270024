"""Every number in a report's Markdown, checked against figures worked out from the edition's tables.

The lines a report has to consist of are written down from :mod:`rederived`; :mod:`line_audit` compares them.
"""

from __future__ import annotations

from itertools import product

import polars as pl
from figure_forms import (
    axis,
    decimals,
    interval,
    month,
    number_or_none,
    ordinal,
    percent,
    points,
    signed,
    whole,
)
from line_audit import NINETY, OF_100, Accepted, Cells, Line, OneOf, Prose, Reasons, Text, numbers
from profession_audit import HOLDS, PLACE_SLACK, handled, questions, related, stays_human, struggled
from rederived import GPT4, HUMAN, Estimate, Rederived, Row

from jobprism.judgements.load import Bands, judgement

# Figures that are the same in every report.
SCALE = ("0", "100")  # "on a scale of 0 to 100"
JOB_ZONES = "5"  # "job zone 4 of 5"
SOC_YEAR = "2018"  # "SOC 2018", the classification's name
PROJECTION = "2024-34"  # the years of the BLS projections

LAYER_WORDS = {
    "capability": "Capability: could today's AI do it, or halve the time at equal quality",
    "use": "Use: is it being done with AI",
    "delegation": "Delegation: when it is, handed over rather than worked on together",
    "human_need": "Human need: what holds it to a person",
}


def expected_lines(figures: Rederived) -> list[Line]:
    """All lines the report must have."""
    return [
        *_head(figures),
        Text("## In short"),
        *_in_short(figures),
        Prose(
            "**What this is not.** Pressure is not the probability of losing a job.",
            [f"{edge:g}" for edge in judgement(Bands).pressure.values() if edge],
        ),
        Text("## The four layers"),
        Text("| Layer | 0-100 (90 % interval) | Known by | Work covered | Agreement |"),
        Text("| --- | --- | --- | --- | --- |"),
        *(_layer(LAYER_WORDS[name], estimate) for name, estimate in figures.layers.items()),
        *handled(figures),
        *struggled(figures),
        *stays_human(figures),
        *_work(figures),
        Text("### Why each row stands where it does"),
        Reasons([why(figures, row) for row in figures.rows]),
        *_indices(figures),
        *related(figures),
        *questions(figures),
        Text("## Notes"),
        *_notes(figures),
        Text("## Sources"),
        *(source_line(figures, source) for source in figures.speaking),
        Text("---"),
        footer(figures),
    ]


def _head(figures: Rederived) -> list[Line]:
    lines: list[Line] = [Text(f"# {figures.title}")]
    described = _description(figures)
    if described:
        lines.append(Text(described))
    pressure = figures.pressure
    lower = figures.tables.below(pressure["value"], weighted=False)
    beyond = percent(max(lower, 1 - lower), PLACE_SLACK)
    (low, high), ninety = (whole(pressure[side]) for side in ("low", "high")), NINETY
    lines.append(Prose("**Pressure ", [whole(pressure["value"]), OF_100, ninety, low, high, beyond]))
    zone = [str(figures.subject["job_zone"]), JOB_ZONES] if figures.subject["job_zone"] else []
    if figures.is_role:
        parts = [x for part in figures.subject["mixture"] for x in (percent(part["share"]), part["occupation_id_onet"])]
        lines.append(Prose("A role without an O*NET code of its own, taken as", [*parts, *zone]))
    else:
        lines.append(Prose("O*NET-SOC ", [*_codes(figures), *_economy(figures.subject), *zone]))
    return lines


def _description(figures: Rederived) -> str:
    if figures.is_role:
        return str(figures.subject["summary"]).strip()
    if not figures.tables.edition.is_full:
        return ""
    texts = figures.tables.edition.table("occupation_texts").filter(pl.col("occupation_id_onet") == figures.id)
    return str(texts["description"][0])


def _codes(figures: Rederived) -> list[Accepted]:
    return [figures.id, SOC_YEAR, figures.subject["soc_2018"], figures.subject["nem_2024"]]


def _economy(row: dict) -> list[Accepted]:
    found: list[Accepted] = []
    if row["employment"] is not None:
        found += [whole(row["employment"]), month(row["employment_vintage"])]
    for wage in ("wage_median_annual_usd", "wage_mean_annual_usd"):
        if row[wage] is not None:
            found += [{f"${w}" for w in whole(row[wage])}, month(row[f"{wage}_vintage"])]
            break
    if row["ep_change_2024_34_pct"] is not None:
        found += [PROJECTION, {f"{c} %" for c in signed(row["ep_change_2024_34_pct"])}]
    if row["ep_openings_annual_thousands"] is not None:
        found.append(whole(1000 * row["ep_openings_annual_thousands"]))
    return found


def _in_short(figures: Rederived) -> list[Line]:
    pressure, rows = figures.pressure, figures.rows
    lower, held = (figures.tables.below(pressure["value"], weighted=w) for w in (False, True))
    sides = [percent(x if lower >= 0.5 else 1 - x, PLACE_SLACK) for x in (lower, held)]
    ends = [whole(pressure[side]) for side in ("low", "high")]
    lines: list[Line] = [
        Prose(
            f"- Pressure from AI on this job is {figures.pressure_band}:",
            [whole(pressure["value"]), *SCALE, NINETY, *ends, *sides],
        )
    ]
    high = [r for r in rows if r.band == "High"]
    together = [percent(sum(r.share for r in high))] if high else []
    resilient = sum(r.resilient for r in rows)
    held_rows = "all" if resilient == len(rows) > 1 else number_or_none(resilient)
    largest = [*numbers(rows[0].label.rstrip(".")), percent(rows[0].share, 1e-6)]
    lines.append(Prose("- Of ", [whole(len(rows)), number_or_none(len(high)), *together, held_rows, *largest]))
    use, delegation = figures.layers["use"], figures.layers["delegation"]
    if use is None:
        lines.append(Text("- No record of AI use covers this job."))
    else:
        told = not figures.is_role and figures.reportable
        seen = [number_or_none(_observed(figures)), whole(len(rows))] if told else []
        lines.append(Prose("- Use stands at ", [points(use["value"]), OF_100, *seen]))
    if delegation is not None:
        lines.append(_delegation(figures, delegation))
    notable = [
        x
        for _, strength in figures.holds[:2]
        if strength >= judgement(Bands).notable_hold
        for x in (points(strength), OF_100)
    ]
    lines.append(
        Prose("- What holds the work to people most is ", notable)
        if notable
        else Text("- Little in O*NET's record of working conditions holds the work to people.")
    )
    return lines


def _delegation(figures: Rederived, delegation: Estimate) -> Prose:
    share, seen = percent(delegation["value"]), percent(delegation["coverage"])
    if figures.is_role:
        return Prose("- Where AI is used on similar O*NET tasks, about ", [share])
    if delegation["coverage"] < figures.thin_coverage:
        return Prose("- How work is shared with AI was observed for only ", [seen])
    return Prose("- Where AI is used, about ", [share, seen])


def _observed(figures: Rederived) -> int:
    return sum(not figures.reported(row).is_empty() for row in figures.rows)


def _layer(words: str, estimate: Estimate | None) -> Cells:
    if estimate is None:
        return Cells([words, interval(None), "-", "-", "-"])
    agreement = "-" if estimate["agreement"] is None else percent(estimate["agreement"])
    return Cells([words, interval(estimate), str(estimate["tier"]), percent(estimate["coverage"]), agreement])


def _work(figures: Rederived) -> list[Line]:
    rows, noun = figures.rows, figures.noun
    counts = [
        whole(sum(r.band == "High" for r in rows)),
        whole(len(rows)),
        whole(sum(r.resilient for r in rows)),
        *([] if figures.is_role or not figures.reportable else [whole(_observed(figures))]),
        *SCALE,
        NINETY,
    ]
    head = f"| # | {noun.capitalize()} | Share | Band | Capability | Use | Delegation | Human need | Held by |"
    return [
        Text(f"## The work, {noun} by {noun}"),
        Prose("", counts),
        Text(head),
        Text("|" + " --- |" * 9),
        *(_row(n, r) for n, r in enumerate(rows, 1)),
    ]


def _row(place: int, row: Row) -> Cells:
    shown = [HOLDS[name] for name, strength in row.holds[:2] if strength >= judgement(Bands).notable_hold]
    return Cells(
        [
            str(place),
            row.label.rstrip("."),
            percent(row.share, 1e-6),
            f"{row.band}, resilient" if row.resilient else row.band,
            *(interval(estimate) for estimate in row.layers.values()),
            " and ".join(shown) or "little",
        ]
    )


def why(figures: Rederived, row: Row) -> list[Accepted]:
    delegation = row.layers["delegation"]
    shares = [percent(delegation["value"])] if delegation else []
    return [*_labels(figures, row), *_reported(figures, row), *shares]


def _labels(figures: Rederived, row: Row) -> list[Accepted]:
    human, gpt4 = (figures.labels(measure, row.tasks) for measure in (HUMAN, GPT4))
    if not figures.is_role and (not human or len(row.tasks) == 1):
        return []  # said in words
    by_people, by_gpt4 = (_exposed(labels) for labels in (human, gpt4))
    exposed = by_people if by_people == by_gpt4 else [*by_people, *by_gpt4]
    count = whole(len(row.tasks))
    unlabelled = len(row.tasks) - len(human)
    rest = [str(unlabelled)] if unlabelled else []
    return [count, *([decimals(row.closest, 2)] if figures.is_role else []), *exposed, *rest]


def _exposed(labels: dict[str, float]) -> list[Accepted]:
    count = sum(v > 0 for v in labels.values())
    if count == len(labels) == 2:
        return ["both"]
    return ["all", str(count)] if count == len(labels) > 1 else [number_or_none(count)]


def _reported(figures: Rederived, row: Row) -> list[Accepted]:
    shares = figures.reported(row)
    if shares.is_empty():
        return ["none"]  # "not none", or "so none could report it"
    last = shares["vintage"].max()
    newest = shares.filter(pl.col("vintage") == last)
    conversations: list[Accepted] = [whole(figures.conversations(newest)), month(str(last))]
    if len(row.tasks) > 1:
        return [str(shares["subject_id"].n_unique()), str(len(row.tasks)), *conversations]
    others = newest["n_subjects"][0] - 1
    releases = [str(shares["vintage"].n_unique()), str(figures.tables.claude_releases)]
    return [*releases, *conversations, *([str(others)] if others else [])]


def _indices(figures: Rederived) -> list[Line]:
    shown = figures.indices
    entries = [e for e in shown if e["exposed"]]
    lines: list[Line] = [Text("## How published indices see this job")]
    if len(entries) < 2:
        lines.append(Text("Too few published exposure indices cover this job to compare them."))
    else:
        lowest, highest = (end(e["percentile"] for e in entries) for end in (min, max))
        lines.append(_ranges(entries))
        if highest - lowest < judgement(Bands).indices_part:
            lines.append(Text("They agree well on where it stands, although they measure different things."))
        else:
            months = [{month(str(e["vintage"])) for e in entries if e["percentile"] == p} for p in (lowest, highest)]
            lines.append(Prose("Lowest is ", months))
        lines += [*_raters(figures), *_carriers(figures)]
    rows = [
        Cells(
            [
                str(e["kind"]),
                str(e["label"]),
                month(str(e["vintage"])),
                "-" if e["value"] is None else decimals(e["value"], 2),
                ordinal(e["percentile"]),
                axis(e["percentile"]),
            ]
        )
        for e in shown
    ]
    head = "| Measures | Index | Date | Value | Percentile | 0 to 100 |"
    return [*lines, Text(head), Text("|" + " --- |" * 6), *rows]


def _ranges(entries: list[dict]) -> OneOf:
    """How many figures, from where to where, and from where to where by what they measure."""

    def ends(of: list[dict]) -> list[tuple[str, str]]:
        places = [e["percentile"] for e in of]
        return list(product(ordinal(min(places)), ordinal(max(places))))

    kinds = sorted({e["kind"] for e in entries})
    by_kind = [
        [(kind, *pair) for pair in ends([e for e in entries if e["kind"] == kind])]  # a pair per possible rounding
        for kind in kinds
    ]
    texts = set()
    for (low, high), *parts in product(ends(entries), *by_kind):
        told = "; ".join(f"{kind}, {a}" if a == b else f"{kind}, {a} to {b}" for kind, a, b in parts)
        texts.add(
            f"The {len(entries)} figures of exposure indices below place this job between the {low} and the {high} "
            f"percentile of occupations. By what they measure: {told}."
        )
    return OneOf(texts)


def _carriers(figures: Rederived) -> list[Line]:
    """The rows with most of the difference between GPT-4's labels and people's, by name and share."""
    if figures.carriers is None:
        return []
    more, rows = figures.carriers
    named = [[f"“{r.label.rstrip('.')}” ({share} of the work)" for share in percent(r.share, 1e-6)] for r in rows]
    start = f"Where GPT-4 saw {'more' if more else 'less'} than people, the largest parts of the difference lie in "
    return [OneOf({f"{start}{' and '.join(parts)}." for parts in product(*named)})]


def _raters(figures: Rederived) -> list[Line]:
    human, gpt4 = figures.labels(HUMAN), figures.labels(GPT4)
    both = [(human[t], gpt4[t]) for t in human if t in gpt4]
    if not both:
        return []
    more, less = sum(g > h for h, g in both), sum(g < h for h, g in both)
    if not more and not less:
        return [Prose("People and GPT-4 gave ", ["all", str(len(both))])]
    parted = [number_or_none(n) for n in (len(both) - more - less, more, less)]
    return [Prose("Of ", [str(len(both)), *parted])]


def _notes(figures: Rederived) -> list[Line]:
    vintages = {i: month(s.vintage) for i, s in figures.tables.sources.items()}
    need, capability = figures.layers["human_need"], figures.layers["capability"]
    assert need is not None
    assert capability is not None
    lines: list[Line] = [
        Prose("- Capability rests on labels of ", [vintages["eloundou_2023"], vintages["anthropic_economic_index"]])
    ]
    if "onet_work_context" in str(need["sources"]).split(","):
        lines.append(Prose("- Conditions of work behind human need date from ", [vintages["onet_work_context"]]))
    if need["coverage"] < 0.5:
        lines.append(Prose("- Most of the conditions behind human need were borrowed", []))
    if figures.layers["delegation"] is None:
        lines.append(Prose("- Delegation was not observed for any of the work", []))
    if figures.is_role:
        lines.append(Prose("- O*NET has no code of its own for this role", []))
    elif not figures.tables.edition.is_full:
        lines.append(Prose("- The table shows work activities", []))
    shared_by = None if figures.is_role else figures.subject["bls_shared_by"]
    if shared_by and shared_by > 1:
        lines.append(Prose("- BLS counts this occupation together with ", [str(shared_by - 1)]))
    base = None if figures.is_role else figures.subject["ep_employment_2024_thousands"]
    if base is not None and figures.subject["employment"] is not None:
        lines.append(Prose("- Employment and wage are of employees.", [whole(1000 * base), "2024"]))
    if capability["high"] - capability["low"] > figures.unsure_width:
        lines.append(Prose("- The capability interval is wide", []))
    return lines


def source_line(figures: Rederived, source: str) -> Text:
    s = figures.tables.sources[source]
    return Text(f"- {s.title}, {s.producer}, {s.version} ({month(s.vintage)}), {s.licence}: {s.url}")


def footer(figures: Rederived) -> Text:
    m = figures.tables.manifest
    return Text(
        f"Jobprism edition {m.id} ({m.kind}), volume {m.volume}, number {m.number}, {m.date:%Y-%m-%d}, "
        f"content {m.content_hash[:12]}."
    )
