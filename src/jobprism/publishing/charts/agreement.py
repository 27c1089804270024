"""Figures as Vega-Lite specifications by Altair, rendered without a browser.

Needs the extra ``charts``; a page (.html) carries its script inside and fetches nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jobprism.analyses.agreement import AgreementReport
from jobprism.errors import UsageError
from jobprism.files import written_beside

if TYPE_CHECKING:
    import altair as alt

_FORMATS: dict[str, Literal["svg", "png", "html"]] = {".svg": "svg", ".png": "png", ".html": "html"}
_CELL = 26
_DARK_FROM = 0.65  # where white text stands out better than black


def agreement_figure(report: AgreementReport, path: Path) -> None:
    """Draw Spearman's rho of every pair of indices as a matrix, to an .svg, .png or .html file.

    Raises:
        UsageError: another suffix, or the extra is not installed.
    """
    kind = _FORMATS.get(path.suffix)
    if kind is None:
        raise UsageError(f"{path} ends in '{path.suffix}'.", f"A figure can be {', '.join(_FORMATS)}.")
    if not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist.", "Create it, or choose another --figure.")
    try:
        chart = agreement_chart(report)
        with written_beside(path) as beside:
            if kind == "html":
                chart.save(str(beside), format=kind, inline=True)
            else:
                chart.save(str(beside), format=kind)
    except ImportError as error:
        raise UsageError(
            "Figures need packages that are not installed.", 'Run: pip install "jobprism[charts]"'
        ) from error


def agreement_chart(report: AgreementReport) -> alt.Chart:
    """The matrix as a chart; every pair stands twice, so that rows can be read across."""
    import altair as alt

    names = {(i.measure, i.vintage): f"{i.label}, {i.vintage}" for i in report.indices}
    order = [names[i.measure, i.vintage] for i in sorted(report.indices, key=lambda i: (i.kind, i.measure, i.vintage))]
    cells = []
    for p in report.pairs:
        a, b = names[p.measure_a, p.vintage_a], names[p.measure_b, p.vintage_b]
        shared = {"rho": round(p.spearman, 2), "low": p.spearman_low, "high": p.spearman_high, "n": p.n_occupations}
        cells += [{"a": a, "b": b, **shared}, {"a": b, "b": a, **shared}]
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("a:N", sort=order, title=None, axis=alt.Axis(labelLimit=0)),
        y=alt.Y("b:N", sort=order, title=None, axis=alt.Axis(labelLimit=0)),
    )
    # Blue to orange through white: told apart by every common kind of colour vision.
    colour = alt.Color(
        "rho:Q", scale=alt.Scale(scheme="blueorange", domain=[-1, 1], reverse=True), title="Spearman's rho"
    )
    tooltip = ["a:N", "b:N", "rho:Q", "low:Q", "high:Q", "n:Q"]
    cell = base.mark_rect().encode(color=colour, tooltip=tooltip)
    dark = alt.condition(f"abs(datum.rho) > {_DARK_FROM}", alt.value("white"), alt.value("black"))
    text = base.mark_text(fontSize=9).encode(text=alt.Text("rho:Q", format=".2f"), color=dark)
    size = _CELL * len(order)
    title = f"How far published indices agree on occupations (edition {report.edition.id})"
    return (cell + text).properties(width=size, height=size, title=title)  # pyright: ignore[reportReturnType]
