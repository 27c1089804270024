"""What the difference of two editions says in words."""

from __future__ import annotations

from jobprism.analyses.editions_document import Cause, EditionsDiff, FigureChange
from jobprism.analyses.language import counted, joined, percent, sentence
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import judgement
from jobprism.judgements.occupations import Comparison

FIGURE_NAMES = {"pressure": "pressure", **{layer: layer.replace("_", " ") for layer in LAYERS}}
CAUSES: dict[Cause, str] = {
    "data": "sources",
    "judgement": "judgements",
    "method": "code, weights or libraries",
    "roles": "declarations of roles",
    "not recorded": "code and weights, of which one edition keeps no record",
}


def in_short(diff: EditionsDiff) -> list[str]:
    """The difference in a few sentences: what the editions are made from, what moved, what that can be laid to."""
    if diff.same:
        return ["The two editions hold the same tables, to the last digit.", *_kinds(diff)]
    moved = [line for c in diff.figures if c.figure == "pressure" and c.n for line in _pressure(c)]
    return [*_kinds(diff), _made_from(diff), *moved, *_layers(diff), *_laid(diff), *_unexplained(diff)]


def _kinds(diff: EditionsDiff) -> list[str]:
    if diff.before.kind == diff.after.kind:
        return []
    return [
        f"A {diff.before.kind} and a {diff.after.kind} edition are compared: publishers' wording is in the full one "
        "only, and evidence is compared as far as both may hold it."
    ]


def _made_from(diff: EditionsDiff) -> str:
    """Which of the things an edition is made from differ."""
    changed = [j for j in diff.judgements if j.change != "reworded"]
    parts = [
        *([counted(len(diff.sources), "source")] if diff.sources else []),
        *([counted(len(changed), "judgement")] if changed else []),
        *(["code or fitted weights"] if diff.method.rooms or diff.method.models else []),
        *([f"the declarations of {counted(len(diff.subjects), 'job')}"] if diff.subjects else []),
    ]
    same = "Sources and judgements are the same"
    said = f"What differs: {joined(parts)}" if parts else same
    unknown = "" if diff.method.recorded else "; whether code and weights do was not recorded when one of them was made"
    return sentence(said + unknown)


def _pressure(change: FigureChange) -> list[str]:
    if not change.moved:
        return [f"Pressure of no {change.kind} moved by {change.moved_from:g} points or more."]
    outside, crossed = change.outside_former_interval, change.band_changed or 0
    of = f"{counted(change.n, change.kind)} ({percent(change.moved / change.n)})"
    lines = [
        f"Pressure moved by {change.moved_from:g} points or more in {change.moved:,} of {of}; {_count(outside)} of the "
        f"new figures {_verb(outside)} outside the former interval, and {_count(crossed)} changed band."
    ]
    if change.spearman is not None:
        kept = change.top_decile_overlap
        tenth = "" if kept is None else f"; of the highest tenth, {percent(kept)} stayed in it"
        lines.append(
            f"The order of {change.kind}s by pressure correlates {change.spearman:.3f} with the former one{tenth}."
        )
    return lines


def _layers(diff: EditionsDiff) -> list[str]:
    moved = [c for c in diff.figures if c.figure != "pressure" and c.kind == "occupation" and c.moved]
    parts = [f"{FIGURE_NAMES[c.figure]} in {c.moved:,}" for c in moved]
    lines = [f"Of the layers of occupations, {joined(parts)} moved as much."] if parts else []
    for c in diff.figures:
        before, after = c.width_before, c.width_after
        if before is None or after is None or abs(after - before) < judgement(Comparison).notable_points:
            continue
        how = "wider" if after > before else "narrower"
        said = f"Intervals of {c.kind}s' {FIGURE_NAMES[c.figure]} are {how}"
        lines.append(f"{said}: {after:.0f} points on average, {before:.0f} before.")
    return lines


def _laid(diff: EditionsDiff) -> list[str]:
    """What the moves can be laid to, where a single thing changed, and where several did."""
    causes: list[Cause] = list(dict.fromkeys(cause for c in (*diff.figures, *diff.levels) for cause in c.causes))
    if not causes:
        return []
    names = joined([CAUSES[c] for c in causes])
    if len(causes) == 1:
        return [f"All that can have moved the figures is a change of {names}."]
    return [
        f"What can have moved the figures: {names}. Two editions alone do not tell the parts of these from one "
        "another; an edition built with one of them changed does."
    ]


def _unexplained(diff: EditionsDiff) -> list[str]:
    """Figures that a change of method can have moved, and that no restatement names."""
    names = list(dict.fromkeys(FIGURE_NAMES[c.figure] for c in diff.figures if unexplained(c)))
    return (
        [f"No restatement names {joined(names, 'or')}, although the method may differ and figures moved."]
        if names
        else []
    )


def unexplained(change: FigureChange) -> bool:
    """Whether method can have moved a figure without a restatement that says so."""
    return bool({"method", "not recorded"} & set(change.causes)) and not change.restatements


def _count(n: int) -> str:
    return "none" if n == 0 else f"{n:,}"


def _verb(n: int) -> str:
    return "lies" if n in {0, 1} else "lie"
