"""The difference of two editions: what they were made from, what moved, and what a move can be laid to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from jobprism.analyses.editions_document import (
    Cause,
    CheckChange,
    EditionsDiff,
    JudgementChange,
    MethodChange,
    Rows,
    SourceChange,
    SubjectChange,
    TableChange,
    ValueChange,
)
from jobprism.analyses.editions_moves import KINDS, figure_changes, moves, subjects
from jobprism.analyses.editions_sentences import in_short
from jobprism.analyses.profession import edition_note
from jobprism.editions.manifest import Manifest
from jobprism.editions.restatements import Restatement
from jobprism.editions.store import Edition
from jobprism.judgements.base import FIGURES, LAYERS
from jobprism.judgements.load import MODELS
from jobprism.sources.declaration import Redistribution

# Ratings that a task's share of its occupation is made from, and so every figure of an occupation.
_SHARES = ("onet", "onet_task_ratings")
_EVIDENCE_KEY = ("subject_kind", "subject_id", "measure", "vintage", "release", "source")


def editions_diff(before: Edition, after: Edition) -> EditionsDiff:
    """What changed from ``before`` to ``after``.

    A core and a full edition may be compared: their evidence then only as far as both may hold it.
    """
    old, new = before.manifest, after.manifest
    sources = _sources(before, after)
    judgements = _judgements(old, new)
    method = _method(old, new)
    known = {r.id for r in old.restatements}
    restatements = [r for r in new.restatements if r.id not in known]
    changed_subjects = list(_subjects(before, after))
    causes = _causes(after, sources, judgements, method, changed_subjects)
    restated = _restated(restatements)
    rows = moves(before, after)
    jobs = _jobs(after)
    tasks = [set(e.table("tasks")["task_id_onet"].to_list()) for e in (before, after)]
    parts: dict[str, Any] = {
        "before": edition_note(before),
        "after": edition_note(after),
        "same": old.content_hash == new.content_hash,
        "sources": sources,
        "judgements": judgements,
        "method": method,
        "restatements": restatements,
        "subjects": changed_subjects,
        "tasks_added": len(tasks[1] - tasks[0]),
        "tasks_removed": len(tasks[0] - tasks[1]),
        "figures": figure_changes(rows, jobs, causes, restated),
        "levels": figure_changes(rows, jobs, causes, restated, levels=True),
        "tables": _tables(before, after),
        "checks": _checks(before, after),
    }
    return EditionsDiff(in_short=in_short(EditionsDiff(in_short=[], **parts)), **parts)


def _sources(before: Edition, after: Edition) -> list[SourceChange]:
    old, new = ({s.id: s for s in e.manifest.sources} for e in (before, after))
    rows = _evidence_rows(before, after)
    found = []
    for source_id in sorted(old.keys() | new.keys()):
        was, now = old.get(source_id), new.get(source_id)
        one = now or was
        assert one is not None
        files = {f: [s.files.get(f) for s in (was, now) if s is not None] for s in (was, now) if s for f in s.files}
        differ = sorted(f for f, hashes in files.items() if len(hashes) < 2 or hashes[0] != hashes[1])
        counted = rows.get(source_id)
        quiet = counted is None or not (counted.revised or counted.added or counted.removed)
        if was and now and not differ and was.version == now.version and was.vintage == now.vintage and quiet:
            continue
        found.append(
            SourceChange(
                id=source_id,
                title=one.title,
                change="changed" if was and now else "added" if now else "removed",
                version_before=was.version if was else None,
                version_after=now.version if now else None,
                vintage_before=was.vintage if was else None,
                vintage_after=now.vintage if now else None,
                files=differ,
                rows=counted,
            )
        )
    return found


def _evidence_rows(before: Edition, after: Edition) -> dict[str, Rows]:
    """How the evidence of each source differs, of the sources whose figures both editions may hold."""
    hashes = [e.manifest.tables["evidence"].content_hash for e in (before, after)]
    if hashes[0] == hashes[1]:
        return {}
    ships = Redistribution.SHIP.value
    held = [{s.id for s in e.manifest.sources if e.is_full or s.redistribution == ships} for e in (before, after)]
    known = [{s.id for s in e.manifest.sources} for e in (before, after)]
    # A source that one edition has and may not pass on in the other's kind is not compared; a new one is.
    compared = (held[0] & held[1]) | (held[0] - known[1]) | (held[1] - known[0])
    frames = [e.table("evidence").select(*_EVIDENCE_KEY, "value") for e in (before, after)]
    frames = [f.filter(pl.col("source").is_in(list(compared))) for f in frames]
    both = frames[0].join(frames[1], on=_EVIDENCE_KEY, how="full", coalesce=True, nulls_equal=True, suffix="_after")
    was, now = pl.col("value").is_not_null(), pl.col("value_after").is_not_null()
    same = pl.col("value") == pl.col("value_after")
    counts = both.group_by("source").agg(
        same=(was & now & same).sum(),
        revised=(was & now & ~same).sum(),
        added=(~was & now).sum(),
        removed=(was & ~now).sum(),
    )
    return {row.pop("source"): Rows(**row) for row in counts.rows(named=True)}


def _judgements(old: Manifest, new: Manifest) -> list[JudgementChange]:
    found = []
    for name in sorted(old.judgements.keys() | new.judgements.keys()):
        if old.judgements.get(name) == new.judgements.get(name):
            continue
        reach = list(MODELS[name].moves) if name in MODELS else []
        recorded = all(not m.judgements.get(name) or name in m.judged for m in (old, new))
        values = _values(old.judged.get(name, {}), new.judged.get(name, {})) if recorded else []
        change = "changed" if values else "reworded"
        if not recorded:
            change = "not recorded"
        elif name not in old.judgements or name not in new.judgements:
            change = "added" if name in new.judgements else "removed"
        found.append(JudgementChange(file=name, change=change, values=values, figures=reach))
    return found


def _values(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ValueChange]:
    paths = dict.fromkeys([*old, *new])
    return [
        ValueChange(path=p, before=old.get(p), after=new.get(p))
        for p in paths
        if (p in old) != (p in new) or old.get(p) != new.get(p)
    ]


def _method(old: Manifest, new: Manifest) -> MethodChange:
    recorded = bool(old.code and new.code)
    return MethodChange(
        recorded=recorded or old.fingerprint == new.fingerprint,
        rooms=_differing(old.code, new.code) if recorded else [],
        models=_differing(old.models, new.models) if recorded else [],
        libraries=_values(old.libraries, new.libraries) if recorded else [],
        version_before=old.jobprism_version,
        version_after=new.jobprism_version,
    )


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _restated(restatements: list[Restatement]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for restatement in restatements:
        for figure in restatement.figures:
            named.setdefault(figure, []).append(restatement.id)
    return named


def _subjects(before: Edition, after: Edition) -> Iterator[SubjectChange]:
    old, new = ({(k, i): title for k, i, title in subjects(e).rows()} for e in (before, after))
    declared = [dict(e.table("roles").select("role_id", "declaration").rows()) for e in (before, after)]
    for kind, subject_id in sorted(old.keys() | new.keys()):
        was, now = old.get((kind, subject_id)), new.get((kind, subject_id))
        fields = _fields(*(d[subject_id] for d in declared)) if kind == "role" and was and now else []
        if was is None or now is None:
            change = "added" if was is None else "removed"
        elif was != now:
            change = "renamed"
        elif fields:
            change = "declared anew"
        else:
            continue
        yield SubjectChange(kind=kind, id=subject_id, change=change, title_before=was, title_after=now, fields=fields)


def _fields(old: str, new: str) -> list[str]:
    was, now = json.loads(old), json.loads(new)
    return sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def _causes(
    after: Edition,
    sources: list[SourceChange],
    judgements: list[JudgementChange],
    method: MethodChange,
    changed: list[SubjectChange],
) -> dict[tuple[str, str], list[Cause]]:
    """What changed that can move each figure, by kind of subject and figure."""
    # A source counts as changed where its bytes or version are others; where only its rows differ, its reader changed.
    data = {s.id for s in sources if s.files or s.version_before != s.version_after}
    feeding = _feeding(after)
    judged = {f for j in judgements if j.change != "reworded" for f in j.figures}
    redeclared = any(c.kind == "role" and c.change == "declared anew" for c in changed)
    found: dict[tuple[str, str], list[Cause]] = {}
    for kind in KINDS:
        for figure in FIGURES:
            causes: list[Cause] = []
            if data & feeding["pressure" if figure == "levels" else figure]:
                causes.append("data")
            if figure in judged:
                causes.append("judgement")
            if method.rooms or method.models or method.libraries:
                causes.append("method")
            if not method.recorded:
                causes.append("not recorded")
            if kind == "role" and redeclared:
                causes.append("roles")
            found[kind, figure] = causes
    return found


def _feeding(edition: Edition) -> dict[str, set[str]]:
    """Ids of the sources behind each figure of occupations and roles."""
    of = edition.rows("estimates", pl.col("subject_kind").is_in(KINDS)).select("layer", "sources").unique()
    feeding: dict[str, set[str]] = {layer: set(_SHARES) for layer in LAYERS}
    for layer, named in of.rows():
        feeding[layer] |= set((named or "").replace(",", " ").split())
    return {**feeding, "pressure": set().union(*feeding.values())}


def _jobs(edition: Edition) -> dict[str, float]:
    """US jobs of each occupation; those that BLS counts together are split evenly."""
    counted = edition.table("occupations").drop_nulls("employment")
    split = pl.col("employment") / pl.col("bls_shared_by").fill_null(1)
    return dict(counted.select("occupation_id_onet", split).rows())


def _tables(before: Edition, after: Edition) -> list[TableChange]:
    old, new = before.manifest.tables, after.manifest.tables
    found = []
    for name in sorted(old.keys() | new.keys()):
        if name in old and name in new and old[name].content_hash == new[name].content_hash:
            continue
        was, now = (
            {} if name not in e.manifest.tables else dict(e.scan(name).collect_schema()) for e in (before, after)
        )
        both = was.keys() & now.keys()
        columns_differ = was != now
        found.append(
            TableChange(
                name=name,
                change=("added" if name in new else "removed")
                if not (was and now)
                else ("columns" if columns_differ else "content"),
                rows_before=old[name].rows if name in old else None,
                rows_after=new[name].rows if name in new else None,
                columns_added=[c for c in now if c not in was] if was else [],
                columns_removed=[c for c in was if c not in now] if now else [],
                columns_retyped=[c for c in now if c in both and was[c] != now[c]],
            )
        )
    return found


def _checks(before: Edition, after: Edition) -> list[CheckChange]:
    """Figures of the validation that moved in the third decimal, by section, id and what they were computed on."""
    if not all("validation" in e.manifest.tables for e in (before, after)):
        return []
    key = ("section", "id", "split")
    old, new = (
        {tuple(row[k] for k in key): row for row in e.table("validation").rows(named=True)} for e in (before, after)
    )
    found = []
    for place in dict.fromkeys([*old, *new]):
        was, now = old.get(place, {}), new.get(place, {})
        values = [row.get("value") for row in (was, now)]
        if bool(was) == bool(now) and len({_third(v) for v in values}) == 1:
            continue
        found.append(
            CheckChange(
                section=place[0],
                id=place[1],
                what=(now or was)["what"],
                split=place[2],
                before=values[0],
                after=values[1],
                passed_before=was.get("passed"),
                passed_after=now.get("passed"),
            )
        )
    return found


def _third(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
