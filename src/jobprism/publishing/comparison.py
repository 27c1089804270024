"""A comparison of jobs as Markdown and CSV."""

from __future__ import annotations

from jobprism.analyses.comparison import Compared, ComparisonReport, Difference, Figure
from jobprism.analyses.language import percent, points
from jobprism.judgements.base import LAYERS
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid

_GROUPS_SHOWN = 8


def to_markdown(report: ComparisonReport) -> str:
    """The whole comparison as GitHub-flavoured Markdown."""
    titles = {s.id: s.title for s in report.subjects}
    parts = [
        f"# {escape(' · '.join(titles.values()))}",
        _side_by_side(report.subjects),
        "Figures on a scale of 0 to 100 with 90 % intervals. Pressure is not the probability of losing a job.",
    ]
    for difference in report.differences:
        parts += _difference(difference, titles)
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(report.edition)}."]) + "\n"


def _side_by_side(subjects: list[Compared]) -> str:
    rows = [
        ["Pressure", *(f"{_whole(s.pressure)}, {s.band}" for s in subjects)],
        *([phrases.LAYERS[layer][0], *(_layer(s.layers[layer]) for s in subjects)] for layer in LAYERS),
        ["US jobs", *(_number(s.employment) for s in subjects)],
        ["Median wage, US dollars a year", *(_number(s.wage_median_annual_usd) for s in subjects)],
        ["Projected employment 2024-34", *(_change(s.change_2024_34_pct) for s in subjects)],
        ["Job zone, 1 to 5", *(_number(s.job_zone) for s in subjects)],
    ]
    return grid(["", *(s.title for s in subjects)], rows)


def _difference(difference: Difference, titles: dict[str, str]) -> list[str]:
    first, second = titles[difference.first], titles[difference.second]
    shown = difference.groups[:_GROUPS_SHOWN]
    rest = difference.groups[_GROUPS_SHOWN:]
    rows = [
        [
            g.group or "Work without an activity",
            percent(g.share_first),
            percent(g.share_second),
            _signed(g.mix),
            _signed(sum(g.layers.values())),
            _signed(g.total),
        ]
        for g in shown
    ]
    if rest:
        mix, total = sum(g.mix for g in rest), sum(g.total for g in rest)
        rows.append([f"{len(rest)} more", "", "", _signed(mix), _signed(total - mix), _signed(total)])
    rows.append(["All", "", "", "", "", _signed(difference.difference)])
    layers = [[phrases.PARTS[name], _signed(value)] for name, value in difference.layers.items()]
    return [
        f"## {escape(first)} · {escape(second)}",
        *bullets(difference.sentences),
        f"Points of pressure of {escape(first)} less {escape(second)}, by layer:",
        grid(["Layer", "Points"], [*layers, ["All", _signed(difference.difference)]]),
        "The same by kind of work: from doing more or less of it, and from it being another in the two jobs.",
        grid(["Kind of work", "Share, first", "Share, second", "Mix", "Within", "Points"], rows),
    ]


def _whole(figure: Figure) -> str:
    return f"{figure.value:.0f} ({figure.low:.0f}-{figure.high:.0f})"


def _layer(figure: Figure | None) -> str:
    if figure is None:
        return "not observed"
    return f"{points(figure.value)} ({points(figure.low)}-{points(figure.high)})"


def _signed(value: float) -> str:
    # Adding zero turns a rounded -0.0 into 0.0.
    return f"{round(value, 1) + 0.0:+.1f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _change(value: float | None) -> str:
    return "-" if value is None else f"{_signed(value)} %"
