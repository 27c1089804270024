"""What a roster of any size costs, from measured rates: ``python benchmarks/plan_of_workforce.py FIGURES.json``.

Reads what ``bench_workforce.py --series --json FIGURES.json`` wrote, prints the tables of docs/workforce.md and writes
the figure ``docs/workforce-cost.svg``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from jobprism.files import write_text
from jobprism.publishing.charts.canvas import Canvas
from jobprism.publishing.charts.panels import round_ticks
from jobprism.publishing.charts.picture import Table, drawn

FIGURE = Path(__file__).parents[1] / "docs" / "workforce-cost.svg"
CODING = "coding titles"
CORES, MACHINES = 2, (1, 10, 50)
TARGET = 1000.0  # million rows
DISTINCT = 5.0  # million different titles among them
NAMES = {
    "floor": "the floor",
    "ours": "one process",
    "daft": "Daft, this machine",
    "ray": "Daft, Ray cluster here",
    "spark": "PySpark, the kernel alone, coding included",
}
_TOP, _LEFT, _HEIGHT, _KEY = 16, 46, 260, 18


def rates(runs: list[dict[str, Any]], engine: str) -> tuple[float, float]:
    """Seconds that do not depend on the rows, and seconds per million rows, without coding; by least squares."""
    of = [(r["millions"], r["s"] - r.get("steps", {}).get(CODING, 0.0)) for r in runs if r["engine"] == engine]
    if len(of) == 1:
        return 0.0, of[0][1] / of[0][0]
    slope, start = np.polyfit(*np.array(of).T, 1)
    return max(float(start), 0.0), float(slope)


def title_seconds(runs: list[dict[str, Any]], titles: float) -> float:
    """Seconds of a core per million different titles."""
    coding = [r["steps"][CODING] for r in runs if r["engine"] == "ours"]
    return CORES * float(np.median(coding)) / titles


def table(runs: list[dict[str, Any]]) -> str:
    """Seconds and peak memory by size and engine, in Markdown."""
    engines = [name for name in NAMES if any(r["engine"] == name for r in runs)]
    lines = ["| Million rows | " + " | ".join(f"{NAMES[e]}, s" for e in engines) + " | Ours: coding titles, s | GB |"]
    lines.append("|" + " ---: |" * (len(engines) + 3))
    for size in sorted({r["millions"] for r in runs}):
        of = {r["engine"]: r for r in runs if r["millions"] == size}
        cells = [f"{of[e]['s']:.0f}" if e in of else "" for e in engines]
        ours = of["ours"]
        lines.append(f"| {size:g} | {' | '.join(cells)} | {ours['steps'][CODING]:.0f} | {ours['gb']:.2f} |")
    return "\n".join(lines)


def plan(runs: list[dict[str, Any]], titles: float) -> str:
    """Minutes of the target on machines of two cores, in Markdown."""
    engine = "ray" if any(r["engine"] == "ray" for r in runs) else "ours"
    start, slope = rates(runs, engine)
    coding = title_seconds(runs, titles)
    head = "| Machines of 2 cores | Coding titles, min | Rows, min | Together, min |"
    lines = [head, "| ---: | ---: | ---: | ---: |"]
    for machines in MACHINES:
        of_titles = coding * DISTINCT / (CORES * machines) / 60
        of_rows = (start + slope * TARGET / machines) / 60
        lines.append(f"| {machines} | {of_titles:.1f} | {of_rows:.1f} | {of_titles + of_rows:.1f} |")
    told = f"{slope:.1f} s per million rows ({NAMES[engine]}), {coding:.0f} s of a core per million different titles."
    return "\n".join([f"Rates: {start:.0f} s once, {told}", "", *lines])


def figure(runs: list[dict[str, Any]]) -> str:
    """Seconds without coding against rows, a line per engine, as SVG."""
    lines = {e: [r for r in runs if r["engine"] == e] for e in NAMES}
    lines = {e: sorted(of, key=lambda r: r["millions"]) for e, of in lines.items() if of}
    rest = {e: [(r["millions"], r["s"] - r.get("steps", {}).get(CODING, 0.0)) for r in of] for e, of in lines.items()}
    most_x = max(x for of in rest.values() for x, _ in of)
    ticks = round_ticks(max(y for of in rest.values() for _, y in of))

    def draw(width: int) -> Canvas:
        canvas = Canvas(width, _TOP + _HEIGHT + 40 + _KEY * len(rest))
        room, top = width - _LEFT - 12, max(ticks[-1], 1e-9)

        def at(x: float, y: float) -> tuple[float, float]:
            return _LEFT + room * x / most_x, _TOP + _HEIGHT * (1 - y / top)

        for tick in ticks:
            _, y = at(0, tick)
            canvas.line(_LEFT, y, _LEFT + room, y, "jp-rule")
            canvas.text(_LEFT - 6, y + 4, f"{tick:g}", "jp-s", "end")
        for x in sorted({x for of in rest.values() for x, _ in of}):
            canvas.text(at(x, 0)[0], _TOP + _HEIGHT + 16, f"{x:g}", "jp-s", "middle")
        canvas.text(_LEFT + room, _TOP + _HEIGHT + 32, "million rows", "jp-s", "end")
        for place, (engine, of) in enumerate(rest.items()):
            points = [at(x, y) for x, y in of]
            colour, dash = "abc"[place % 3], " jp-dash" if place >= 3 else ""
            canvas.path(points, f"jp-l{colour}{dash}")
            for x, y in points:
                canvas.circle(x, y, 3.5, f"jp-{colour}")
            canvas.text(points[-1][0], points[-1][1] - 8, str(place + 1), "jp-s", "end")
            canvas.text(_LEFT, _TOP + _HEIGHT + 48 + _KEY * place, f"{place + 1}  {NAMES[engine]}", "jp-s")
        return canvas

    rows = tuple((NAMES[e], x, round(y, 1)) for e, of in rest.items() for x, y in of)
    return drawn(
        ("workforce", "cost"),
        title="Seconds by million rows, the coding of titles left out but for PySpark",
        alt="; ".join(f"{name}: {x:g} million rows in {y:.0f} s" for name, x, y in rows),
        note="Measured on one machine of two cores.",
        credit="benchmarks/bench_workforce.py",
        table=Table(("Engine", "Million rows", "Seconds"), rows),
        spec={"data": {"values": []}, "mark": "line", "encoding": {}},
        draw=draw,
    ).standalone("light")


if __name__ == "__main__":
    measured = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    from synthetic_roster import TITLES

    print(table(measured), plan(measured, TITLES / 1e6), sep="\n\n")
    write_text(FIGURE, figure(measured))
