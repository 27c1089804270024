"""The lines a level has to consist of, from figures worked out a second time (equations 40 and 67)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from math import exp, fsum

import polars as pl
from figure_forms import month, ordinal, percent, points, whole
from line_audit import NINETY, OF_100, Accepted, Cells, Line, OneOf, Prose, Text, numbers
from markdown_audit import footer, source_line
from rederived import LAYERS, Rederived, Row, band

from jobprism.estimates.levels import MODELS
from jobprism.judgements.level_evidence import LevelEvidence
from jobprism.judgements.load import Bands, Levels, judgement

NAMES = {"capability": "Capability", "use": "Use", "delegation": "Delegation", "human_need": "Human need"}
EDGE = 6e-6  # shares are kept with six digits, layers with four
LISTED = 5
ROUNDS = 3000
BY_HAND = ", as the role's file declares it,"


class Mixes:
    """Shares by level and task, and figures of the edition's tables, of one job."""

    def __init__(self, figures: Rederived) -> None:
        self.figures, edition = figures, figures.tables.edition
        of = (pl.col("subject_kind") == figures.kind) & (pl.col("subject_id") == figures.id)
        self.table = {(r["level"], r["layer"]): r for r in edition.table("levels").filter(of).rows(named=True)}
        self.summary = {r["level"]: r for r in edition.table("level_summary").filter(of).rows(named=True)}
        self.told = all(r["label"] for r in self.summary.values())
        shares = edition.table("shares").filter(of).select("task_id", "share").rows()
        tasks = dict(shares)
        self.by_model = _mixes(tasks, _tilt(tasks, _gradients(figures, list(tasks)))) if self.told else {}
        declared = _declared(figures)
        self.by_hand = bool(declared)
        self.mix = _mixes(tasks, declared) if self.told and declared else self.by_model

    def share(self, level: str, row: Row) -> float:
        """Share of a row's work at a level; a task of several rows is split evenly."""
        if self.figures.noun == "task":
            return self.mix[level][row.id]
        in_rows = [(t, sum(t in other.tasks for other in self.figures.rows)) for t in row.tasks]
        return fsum(self.mix[level][t] / n for t, n in in_rows)


def _gradients(figures: Rederived, tasks: list[str]) -> dict[str, float]:
    fitted = {str(t): g for t, g in pl.read_parquet(MODELS / "level_gradients.parquet").rows()}
    if not figures.is_role:
        return {t: fitted[t] for t in tasks if t in fitted}
    near = figures.tables.edition.table("role_neighbours").rows(named=True)
    found = {}
    for task in tasks:
        of = [(r["weight"], fitted[r["task_id_onet"]]) for r in near if r["role_task_id"] == task]
        if of:
            found[task] = fsum(w * g for w, g in of) / fsum(w for w, _ in of)
    return found


def _declared(figures: Rederived) -> dict[str, dict[str, float]]:
    """Odds of a worker on a task to be of a level, before margins are met, by what the role's file declares."""
    levels = judgement(Levels).levels
    tasks = figures.subject["tasks"] if figures.is_role else []
    return {
        t["id"]: {name: of.share * t["share_by_level"][name] for name, of in levels.items()}
        for t in tasks
        if t["share_by_level"]
    }


def _tilt(shares: dict[str, float], gradients: dict[str, float]) -> dict[str, dict[str, float]]:
    """The same odds by the gradients, centred within the job."""
    known = fsum(s for t, s in shares.items() if t in gradients)
    centre = fsum(s * gradients[t] for t, s in shares.items() if t in gradients) / known
    slope = {t: gradients[t] - centre if t in gradients else 0.0 for t in shares}
    return {
        t: {name: of.share * exp(of.step * slope[t]) for name, of in judgement(Levels).levels.items()} for t in shares
    }


def _mixes(shares: dict[str, float], odds: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Each task's workers spread over levels by odds, so that both margins are met."""
    levels = judgement(Levels).levels
    total = fsum(shares.values())
    factor = dict.fromkeys(levels, 1.0)
    spread: dict[str, dict[str, float]] = {}
    for _ in range(ROUNDS):
        for task, share in shares.items():
            scaled = {name: odds[task][name] * factor[name] for name in levels}
            whole_of = fsum(scaled.values())
            spread[task] = {name: share / total * o / whole_of for name, o in scaled.items()}
        margins = {name: fsum(of[name] for of in spread.values()) for name in levels}
        if max(abs(margins[name] - of.share) for name, of in levels.items()) < 1e-11:
            break
        for name, of in levels.items():
            factor[name] *= of.share / margins[name]
    return {
        name: {task: of[name] / fsum(other[name] for other in spread.values()) for task, of in spread.items()}
        for name in levels
    }


def level_lines(figures: Rederived, level: str, found: Mixes | None = None) -> list[Line]:
    """All lines of the document on a level."""
    found = found or Mixes(figures)
    label = found.summary[level]["label"] if found.told else None
    return [
        Text(f"# {figures.title}: {level} level{f' ({label})' if label else ''}"),
        *(_in_short(figures, found, level) if found.told else _nothing(figures, found)),
        Prose("**What this is not.** A level is the same job with other shares of the same tasks.", []),
        *(_tables(figures, found, level) if found.told else []),
        Text("## What is published on age and seniority"),
        *_experience(figures),
        *(Text(f"- {f.text}. ({f.reference}, {month(f.vintage)}: {f.url})") for f in judgement(LevelEvidence).findings),
        Text("## What levels can and cannot say"),
        *_limits(found),
        Text("## Sources"),
        *(source_line(figures, source) for source in speaking(figures)),
        Text("---"),
        footer(figures),
    ]


def _pct(share: float) -> str:
    """One spelling of a share, rounded once to six digits as the document keeps it; a half goes to the even side."""
    kept = round(share, 6)
    if 0 < kept <= 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= kept < 1 else f"{round(100 * kept)} %"


def signed(value: float, slack: float = 0.0) -> set[str]:
    """``+0.3``; nothing is ``0.0``."""
    found = set()
    for v in (value - slack, value, value + slack):
        text = f"{Decimal(repr(v)).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):+f}"
        found |= {"0.0"} if text in {"+0.0", "-0.0"} else {text}
    return found


def _pressure(row: dict, slack: float = 6e-3) -> list[set[str]]:
    return [whole(100 * row[side], slack) for side in ("value", "low", "high")]


def _moved(found: Mixes, level: str) -> list[tuple[float, Row]]:
    rows = found.figures.rows
    return [(round(round(found.share(level, r), 6) - round(r.share, 6), 6), r) for r in rows]


def _visible(found: Mixes, level: str, sign: int) -> list[tuple[float, Row]]:
    """Rows that grow (1) or shrink (-1) by what a whole percentage shows, most first."""
    moved = [(c, r) for c, r in _moved(found, level) if sign * c > 0 and _pct(r.share) != _pct(found.share(level, r))]
    return sorted(moved, key=lambda m: (-sign * m[0], m[1].id))


def _in_short(figures: Rederived, found: Mixes, level: str) -> list[Line]:
    own, whole_job = found.table[(level, "pressure")], figures.pressure
    moved = fsum(abs(c) for c, _ in _moved(found, level)) / 2
    shifts: list[Accepted] = []
    for sign in (1, -1):
        for _, row in _visible(found, level, sign)[:2]:
            shifts += [*numbers(row.label), percent(found.share(level, row), EDGE), percent(row.share, EDGE)]
    apart = [
        (abs(of["change"]), layer, of)
        for layer in LAYERS
        if (of := found.table.get((level, layer))) and round(100 * abs(of["change"])) >= 1
    ]
    of_layers: list[Accepted] = []
    for size, _, of in sorted(apart, key=lambda a: -a[0]):
        of_layers += [{t.lstrip("+") for t in signed(100 * size, 1e-9)}, points(of["value"])]
    beside = [whole(whole_job[side]) for side in ("value", "low", "high")]
    change = [signed(100 * own[name], 1e-9) for name in ("change", "change_low", "change_high")]
    return [
        Prose(f"- At {level} level, pressure is ", [*_pressure(own)[:1], OF_100, NINETY, *_pressure(own)[1:], *beside]),
        Prose("- The change is ", [change[0], NINETY, *change[1:]]),
        Prose(
            f"- The mix of tasks{BY_HAND if found.by_hand else ''} differs from the whole job's in ",
            [percent(moved, 2e-5), *shifts],
        ),
        Prose(f"- {NAMES[max(apart)[1]]} is " if apart else "- No layer differs from the whole job's", of_layers)
        if len({size for size, _, _ in apart}) == len(apart)
        else Prose("- ", of_layers),
        Prose(
            "- By level, pressure is ",
            [_pressure(found.table[(name, "pressure")])[0] for name in judgement(Levels).levels],
        ),
    ]


def _nothing(figures: Rederived, found: Mixes) -> list[Line]:
    judged = judgement(Levels)
    few = "few_tasks" in next(iter(found.summary.values()))["flags"]
    beside = [whole(figures.pressure[side]) for side in ("value", "low", "high")]
    shown: list[Accepted] = [str(judged.few_tasks)] if few else [_pct(judged.hardly_differs)]
    return [
        Prose("- The level model has nothing to say of this job: ", shown),
        Prose("- What holds for the job as a whole is ", ["all", beside[0], OF_100, NINETY, *beside[1:]]),
    ]


def _tables(figures: Rederived, found: Mixes, level: str) -> list[Line]:
    nouns = "Tasks" if figures.noun == "task" else "Activities"
    lines: list[Line] = [
        Text("## The level beside the whole job"),
        Text(f"| 0-100 (90 % interval) | Whole job | {level.capitalize()} | Change (90 % interval) |"),
        Text("|" + " --- |" * 4),
        Cells(
            [
                "Pressure",
                _banded(figures.pressure, 1.0),
                _banded(found.table[(level, "pressure")], 100.0),
                _change(found, level, "pressure"),
            ]
        ),
        *(
            Cells(
                [
                    NAMES[layer],
                    _triple(figures.layers[layer]),
                    _triple(found.table.get((level, layer))),
                    _change(found, level, layer),
                ]
            )
            for layer in LAYERS
        ),
        Text("## All levels"),
        Text("| Level | Pressure (90 % interval) | Band | Beside the whole job |"),
        Text("|" + " --- |" * 4),
    ]
    for name in judgement(Levels).levels:
        shown = _banded(found.table[(name, "pressure")], 100.0)
        lines.append(
            Cells(
                [
                    name.capitalize(),
                    {s.partition(", ")[0] for s in shown},
                    {s.partition(", ")[2] for s in shown},
                    found.summary[name]["label"],
                ]
            )
        )
    for words, sign in (("grow", 1), ("shrink", -1)):
        rows = _visible(found, level, sign)
        lines.append(Text(f"## {nouns} that {words}"))
        lines += [_listed(found, level, row) for _, row in rows[:LISTED]]
        if len(rows) > LISTED:
            lines.append(Prose("- And ", [str(len(rows) - LISTED)]))
        if not rows:
            lines.append(Text("- None by a whole percentage point."))
    return [*lines, *_why(found, level), *_work(figures, found, level)]


def _banded(row: dict, scale: float) -> set[str]:
    edges = judgement(Bands).pressure
    slack = 6e-3 if scale > 1 else 1e-9
    texts = {f"{v} ({a}-{b})" for v, a, b in product(*(whole(scale * row[s], slack) for s in ("value", "low", "high")))}
    bands = {band(max(round(scale * row["value"], 2), 0.0), edges)}
    return {f"{text}, {name}" for text, name in product(texts, bands)}


def _triple(row: dict | None) -> set[str]:
    if row is None:
        return {"not observed"}
    return {f"{v} ({a}-{b})" for v, a, b in product(*(points(row[s]) for s in ("value", "low", "high")))}


def _change(found: Mixes, level: str, layer: str) -> set[str]:
    row = found.table.get((level, layer))
    if row is None:
        return {"-"}
    parts = (signed(100 * row[name], 1e-9) for name in ("change", "change_low", "change_high"))
    return {f"{v} ({a} to {b})" for v, a, b in product(*parts)}


def _listed(found: Mixes, level: str, row: Row) -> Line:
    capability, need = row.layers["capability"], row.layers["human_need"]
    assert capability is not None
    assert need is not None
    parts = (
        percent(found.share(level, row), EDGE),
        percent(row.share, EDGE),
        points(capability["value"]),
        points(need["value"]),
    )
    return OneOf(
        {
            f"- {row.label.rstrip('.')}: {there} instead of {here} of the work; capability {c} of 100, human need {n}."
            for there, here, c, n in product(*parts)
        }
    )


def _why(found: Mixes, level: str) -> list[Line]:
    if not any(_visible(found, level, sign) for sign in (1, -1)):
        return []
    moved = _moved(found, level)
    means = []
    for sign in (1, -1):
        of = [(abs(c), r) for c, r in moved if sign * c > 0]
        for layer in ("capability", "human_need"):
            means.append(fsum(w * r.layers[layer]["value"] for w, r in of) / fsum(w for w, _ in of))  # pyright: ignore[reportOptionalSubscript]
    able, held = (
        ("" if abs(g) < judgement(LevelEvidence).unlike else "more" if g > 0 else "less")
        for g in (means[0] - means[2], means[1] - means[3])
    )
    reading = (
        f"what AI can do {able} of"
        if able
        else f"what is {held} held to people"
        if held
        else "kinds of work that hardly differ"
    )
    gained = fsum(c for c, _ in moved if c > 0)
    resilient = fsum(c for c, r in moved if c > 0 and r.resilient)
    (up, need_up, down, need_down) = (whole(100 * m, 0.05) for m in means)
    part = {"none"} if resilient == 0 else {"all"} if resilient == gained else percent(resilient / gained, 1e-3)
    return [
        Text("## What makes the difference"),
        Prose("- The work that grows has a capability of ", [up, need_up, OF_100, down, need_down]),
        Prose(f"- So the {'mix shifts between' if not able and not held else 'level takes on'} {reading}", []),
        Prose("- Of the share that is gained, ", [part]),
    ]


def _work(figures: Rederived, found: Mixes, level: str) -> list[Line]:
    modelled = ["By the model"] if found.by_hand else []
    head = [
        "#",
        figures.noun.capitalize(),
        "Whole job",
        level.capitalize(),
        "Change",
        "Band",
        "Capability",
        "Human need",
        *modelled,
    ]
    lines: list[Line] = [
        Text(f"## The work at {level} level"),
        Text(f"| {' | '.join(head)} |"),
        Text("|" + " --- |" * len(head)),
    ]
    ranked = sorted(figures.rows, key=lambda r: (-round(found.share(level, r), 6), r.id))
    for number, row in enumerate(ranked, 1):
        share = found.share(level, row)
        cells: list[Accepted] = [
            str(number),
            row.label.rstrip("."),
            percent(row.share, EDGE),
            percent(share, EDGE),
            signed(100 * (share - row.share), 3e-4),
            row.band + (", resilient" if row.resilient else ""),
            points(row.layers["capability"]["value"]),  # pyright: ignore[reportOptionalSubscript]
            points(row.layers["human_need"]["value"]),  # pyright: ignore[reportOptionalSubscript]
        ]
        if found.by_hand:
            cells.append(percent(found.by_model[level][row.id], EDGE))
        lines.append(Cells(cells))
    return lines


def _experience(figures: Rederived) -> list[Line]:
    lines: list[Line] = []
    edition = figures.tables.edition
    if not figures.is_role:
        rows = edition.table("evidence").filter(pl.col("subject_id") == figures.id)
        of = {
            m.rpartition("/")[2]: v
            for m, v in rows.select("measure", "value").rows()
            if m.startswith("onet_related_experience_pct/")
        }
        total = fsum(of.values())
        if total >= judgement(Levels).full_answers_pct:
            short, long = (fsum(of.get(c, 0.0) for c in names) / total for names in ("12345", ("8", "9", "10", "11")))
            lines.append(
                Prose(
                    "- Asked by O*NET how much related experience the job requires, ",
                    [percent(x) if x else "none" for x in (short, long)],
                )
            )
    judged = judgement(LevelEvidence)
    index = edition.table("indices").filter(
        (pl.col("subject_kind") == figures.kind)
        & (pl.col("subject_id") == figures.id)
        & (pl.col("measure") == judged.index)
    )
    if index.height:
        most = f"{100 - judged.most_exposed_from:.0f} %"
        lines.append(
            Prose(
                "- By the index that the first study below sorts occupations by, ",
                [ordinal(index["percentile"][0]), most],
            )
        )
    return lines


def _limits(found: Mixes) -> list[Line]:
    judged = judgement(Levels)
    modelled = ["O*NET does not tell a junior's work from a lead's.", "It was checked on pairs it was not fitted on"]
    by_hand = [modelled[0], *(["The last column is what the level model gives"] if found.told else [])]
    stand = "How many people stand" if found.by_hand else "How far apart the levels stand"
    return [
        *(Prose(f"- {text}", []) for text in (by_hand if found.by_hand else modelled)),
        Prose(
            "- A level is called Similar within ",
            [
                f"{judged.similar_within_pct:.0f} %",
                f"{judged.similar_within_points:g}",
                _pct(judged.sure_direction),
            ],
        ),
        Prose(f"- {stand}", [_pct(of.share) for of in judged.levels.values()]),
        Prose("- New tasks do not enter", []),
    ]


def speaking(figures: Rederived, also: Collection[str] = ()) -> list[str]:
    """Sources of the layers, of tasks and shares, and others."""
    named = {s for e in figures.layers.values() if e for s in str(e["sources"]).split(",")}
    named |= {"onet", "onet_task_ratings", *also}
    return [s for s in figures.tables.sources if s in named]
