"""The difference of two editions as Markdown, and every figure's move as a table."""

from __future__ import annotations

from collections.abc import Sequence

from jobprism.analyses.editions_document import EditionsDiff, FigureChange, JudgementChange, Move, SourceChange
from jobprism.analyses.editions_sentences import CAUSES, FIGURE_NAMES, unexplained
from jobprism.analyses.language import capitalised, joined, percent
from jobprism.publishing.markdown import bullets, escape, grid

_VALUES_SHOWN = 20
_SUBJECTS_SHOWN = 40
_CHANGED = {
    "not recorded": "differs; the former edition kept no values",
    "reworded": "was reworded, no value changed",
    "changed": "changed",
}
MOVED_HEAD = (
    *(
        "Figure",
        "Of",
        "In both",
        "Moved",
        "Interval only",
        "Change, 5th to 95th",
        "Outside former interval",
        "Band changed",
    ),
)
SPREAD_HEAD = (
    "Figure",
    "Of",
    "Mean",
    "Mean weighted by jobs",
    "Rank correlation",
    "Top tenth kept",
    "Width of interval",
)
MOVES_HEAD = ("Code", "Title", "Before", "After", "Change", "Band", "Intervals")
SUBJECTS_HEAD = ("Code", "Change", "Before", "After", "Parts")
CHECKS_HEAD = ("Section", "Figure", "On", "Before", "After")
SOURCES_HEAD = ("Source", "Change", "Version", "Files", "Rows of evidence")
TABLES_HEAD = ("Table", "Change", "Rows before", "Rows after", "Columns")


def to_markdown(diff: EditionsDiff) -> str:
    """The whole difference as GitHub-flavoured Markdown."""
    before, after = (f"{e.id} ({e.kind}, {e.content_hash[:12]})" for e in (diff.before, diff.after))
    parts = [f"# From edition {before} to {after}", *bullets(diff.in_short)]
    if diff.restatements:
        lines = [
            f"**{r.what}** {r.why} {restated(r.equations, r.figures)} ({r.date.isoformat()})" for r in diff.restatements
        ]
        parts += ["## Restatements", *unlisted(diff), "\n".join(f"- {line}" for line in lines)]
    parts += _made_from(diff)
    if diff.subjects:
        parts += ["## Occupations and roles", grid(SUBJECTS_HEAD, subject_rows(diff))]
    rows = [c for c in (*diff.figures, *diff.levels) if c.touched]
    if not diff.same and not rows:
        parts += ["## Figures", "No figure of an occupation or role differs."]
    elif rows:
        note = f"Figures are on a scale of 0 to 100. A figure counts as moved from {rows[0].moved_from:g} points on."
        parts += ["## Figures", note, grid(MOVED_HEAD, moved_rows(rows))]
        parts += ["Before and after:", grid(SPREAD_HEAD, spread_rows(rows))]
        parts += [part for c in diff.figures for part in _largest(c)]
    if diff.checks:
        parts += ["## Validation", grid(CHECKS_HEAD, check_rows(diff))]
    if diff.tables:
        parts += ["## Tables", grid(TABLES_HEAD, table_rows(diff))]
    return "\n\n".join(parts) + "\n"


def _made_from(diff: EditionsDiff) -> list[str]:
    parts = []
    if diff.sources:
        parts += ["## Sources", grid(SOURCES_HEAD, source_rows(diff))]
    if diff.judgements:
        parts += ["## Judgements", *bullets(judgement_lines(diff))]
    if lines := method_lines(diff):
        parts += ["## Method", *bullets(lines)]
    return parts


def unlisted(diff: EditionsDiff) -> list[str]:
    """What must be said where the former edition keeps no list of restatements."""
    return (
        []
        if diff.method.recorded
        else ["The former edition keeps no list of them, so all that are declared are given."]
    )


def restated(equations: Sequence[int], figures: Sequence[str]) -> str:
    """Which equations a restatement touches, and which figures it may move."""
    numbers = joined([str(e) for e in equations])
    noun = "Equation" if len(equations) == 1 else "Equations"
    return f"{noun} {numbers} of the method; it may move {joined([FIGURE_NAMES.get(f, f) for f in figures])}."


def source_rows(diff: EditionsDiff) -> list[list[str]]:
    """Rows of the sources that differ."""
    return [_source_cells(s) for s in diff.sources]


def _source_cells(source: SourceChange) -> list[str]:
    versions = [f"{v} ({d})" for v, d in _versions(source) if v]
    rows = source.rows
    counts = "not compared" if rows is None else _counts(rows.model_dump())
    return [source.title, source.change, " → ".join(dict.fromkeys(versions)), f"{len(source.files)} differ", counts]


def _versions(source: SourceChange) -> list[tuple[str | None, str | None]]:
    return [(source.version_before, source.vintage_before), (source.version_after, source.vintage_after)]


def _counts(rows: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in rows.items() if n) or "none"


def judgement_lines(diff: EditionsDiff) -> list[str]:
    """Judgements that differ, with their values; those that move no figure of a job as a whole in one line."""
    lines = [_judgement(j) for j in diff.judgements if j.figures]
    if others := [f"{j.file}.yml" for j in diff.judgements if not j.figures]:
        lines.append(f"Without a part in the figures of jobs: {joined(others)}.")
    return lines


def _judgement(change: JudgementChange) -> str:
    moves = joined([FIGURE_NAMES.get(f, f) for f in change.figures])
    shown = [f"{v.path}: {_said(v.before)} → {_said(v.after)}" for v in change.values[:_VALUES_SHOWN]]
    if (rest := len(change.values) - len(shown)) > 0:
        shown.append(f"and {rest:,} more")
    said = _CHANGED.get(change.change, change.change)
    # Of a file that only one edition has, its values are no change.
    values = f" {'; '.join(shown)}." if shown and change.change == "changed" else ""
    return f"{change.file}.yml {said} (can move {moves}).{values}"


def _said(value: object) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def method_lines(diff: EditionsDiff) -> list[str]:
    """What of code, weights and libraries differs."""
    method = diff.method
    lines = [] if method.recorded else ["An edition was made before code and weights were recorded."]
    if method.version_before != method.version_after:
        lines.append(f"Jobprism {method.version_before} → {method.version_after}.")
    if method.rooms:
        lines.append(f"Code of {joined(method.rooms)} differs.")
    if method.models:
        lines.append(f"Fitted weights differ: {joined(method.models)}.")
    lines += [f"{v.path} {_said(v.before)} → {_said(v.after)}." for v in method.libraries]
    return lines


def subject_rows(diff: EditionsDiff) -> list[list[str]]:
    """Rows of occupations and roles that are new, gone, renamed or declared anew."""
    rows = [
        [s.id, s.change, s.title_before or "-", s.title_after or "-", ", ".join(s.fields)]
        for s in diff.subjects[:_SUBJECTS_SHOWN]
    ]
    rest = len(diff.subjects) - len(rows)
    return [*rows, [f"{rest:,} more", "", "", "", ""]] if rest > 0 else rows


def figure_name(change: FigureChange) -> str:
    """``Human need``; ``Pressure, senior``."""
    name = capitalised(FIGURE_NAMES[change.figure])
    return f"{name}, {change.level}" if change.level else name


def moved_rows(changes: list[FigureChange]) -> list[list[str]]:
    """Rows of what moved, and by how much."""
    return [_moved_cells(c) for c in changes]


def _moved_cells(change: FigureChange) -> list[str]:
    q = change.change
    return [
        figure_name(change),
        f"{change.kind}s",
        _with(change.n, change.appeared, change.gone),
        f"{change.moved:,}",
        f"{change.interval_changed:,}",
        "-" if q is None else f"{signed(q.p05)} to {signed(q.p95)}",
        f"{change.outside_former_interval:,}",
        "-" if change.band_changed is None else f"{change.band_changed:,}",
    ]


def spread_rows(changes: list[FigureChange]) -> list[list[str]]:
    """Rows of means, order and width before and after."""
    return [_spread_cells(c) for c in changes]


def _spread_cells(change: FigureChange) -> list[str]:
    return [
        figure_name(change),
        f"{change.kind}s",
        _both(change.mean_before, change.mean_after),
        _both(change.employment_weighted_before, change.employment_weighted_after),
        "-" if change.spearman is None else f"{change.spearman:.3f}",
        "-" if change.top_decile_overlap is None else percent(change.top_decile_overlap),
        _both(change.width_before, change.width_after),
    ]


def _both(before: float | None, after: float | None) -> str:
    return "-" if before is None or after is None else f"{before:.1f} → {after:.1f}"


def _with(n: int, appeared: int, gone: int) -> str:
    beside = [f"{appeared:,} new"] * bool(appeared) + [f"{gone:,} gone"] * bool(gone)
    return f"{n:,} ({', '.join(beside)})" if beside else f"{n:,}"


def signed(value: float) -> str:
    """A change with its sign, one decimal; no negative zero."""
    text = f"{value:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text


def cause_line(change: FigureChange) -> str:
    """What a figure's moves can be laid to."""
    line = "Nothing that is declared as changed can have moved it."
    if change.causes:
        line = f"It can have been moved by a change of {joined([CAUSES[c] for c in change.causes], 'or')}."
    if change.restatements:
        return f"{line} Restated: {joined(change.restatements)}."
    return f"{line} No restatement names it." if unexplained(change) else line


def _largest(change: FigureChange) -> list[str]:
    rows = move_rows(change)
    if not rows:
        return []
    parts = [f"### {figure_name(change)} of {change.kind}s: largest moves", escape(cause_line(change))]
    if change.bands:
        went = [f"{b.n} from {b.before} to {b.after}" for b in change.bands]
        parts.append(f"Bands: {joined(went)}.")
    return [*parts, grid(MOVES_HEAD, rows)]


def move_rows(change: FigureChange) -> list[list[str]]:
    """Rows of the largest moves, up and then down."""
    return [_move_cells(m) for m in (*change.rises, *change.falls)]


def _move_cells(move: Move) -> list[str]:
    bands = [b for b in (move.band_before, move.band_after) if b]
    return [
        move.id,
        move.title,
        f"{move.before:.0f} ({move.low_before:.0f}-{move.high_before:.0f})",
        f"{move.after:.0f} ({move.low_after:.0f}-{move.high_after:.0f})",
        signed(move.change),
        " → ".join(dict.fromkeys(bands)) or "-",
        "overlap" if move.overlap else "apart",
    ]


def check_rows(diff: EditionsDiff) -> list[list[str]]:
    """Rows of figures of the validation that differ."""
    return [[c.section, c.what, c.split, _third(c.before), _third(c.after)] for c in diff.checks]


def _third(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def table_rows(diff: EditionsDiff) -> list[list[str]]:
    """Rows of tables that differ."""
    return [
        [
            t.name,
            t.change,
            *("-" if n is None else f"{n:,}" for n in (t.rows_before, t.rows_after)),
            ", ".join(
                [
                    *(f"+{c}" for c in t.columns_added),
                    *(f"-{c}" for c in t.columns_removed),
                    *(f"{c} of another type" for c in t.columns_retyped),
                ]
            ),
        ]
        for t in diff.tables
    ]
