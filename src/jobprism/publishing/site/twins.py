"""The figures of pages as CSV, beside the JSON of their documents."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from jobprism.analyses.comparison import ComparisonReport
from jobprism.analyses.documents import EditionNote, EvidenceItem, ProfessionReport
from jobprism.analyses.skills_document import SkillReport
from jobprism.analyses.task import TaskReport
from jobprism.publishing.tabular import safe

EVIDENCE_HEAD = [
    "subject_id",
    "row_id",
    "label",
    "measure",
    "figure",
    "value",
    "unit",
    "n",
    "tasks",
    "vintage",
    "source",
]
_COMPARISON_HEAD = ["first_id", "second_id", "by", "part", "share_first", "share_second", "points", "edition"]

_SKILL_HEAD = [
    *("element_id", "element_name", "occupation_id_onet", "occupation_title", "importance", "products", "standing"),
    *("sure", "capability", "capability_low", "capability_high", "human_need", "edition"),
]


def written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV, safe to open in a spreadsheet; empty where missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def task_csv(report: TaskReport) -> str:
    """The published figures behind a row of work, a line each, after its estimates."""
    work = report.work
    edition = edition_name(report.edition)
    head = [*EVIDENCE_HEAD, "low", "high", "edition"]
    rows: list[list[object]] = []
    for layer in ("capability", "use", "delegation", "human_need"):
        value = getattr(work, layer)
        if value is not None:
            said = ["estimate", layer, value.value, "0 to 1", None, work.tasks, None, " ".join(value.sources)]
            rows.append([report.job.id, work.id, work.label, *said, value.low, value.high, edition])
    pressure = ["estimate", "pressure", work.pressure, "0 to 100", None, work.tasks, None, None]
    rows.append([report.job.id, work.id, work.label, *pressure, report.pressure_low, report.pressure_high, edition])
    rows += [[report.job.id, work.id, work.label, *_cells(item), None, None, edition] for item in work.evidence]
    return written(head, rows)


def evidence_csv(report: ProfessionReport) -> str:
    """Every published figure behind a profession: of its rows of work, then its indices."""
    edition = edition_name(report.edition)
    own = report.subject.id
    rows: list[list[object]] = [
        [own, row.id, row.label, *_cells(item), edition] for row in report.tasks for item in row.evidence
    ]
    rows += [
        [own, None, None, i.measure, i.label, i.value, i.kind, i.n_occupations, None, i.vintage, i.source, edition]
        for i in report.indices
    ]
    return written([*EVIDENCE_HEAD, "edition"], rows)


def comparison_csv(report: ComparisonReport) -> str:
    """The parts of each difference in pressure, in points: by layer and by kind of work."""
    edition = edition_name(report.edition)
    rows: list[list[object]] = []
    for d in report.differences:
        pair = [d.first, d.second]
        rows += [[*pair, "layer", name, None, None, value, edition] for name, value in d.layers.items()]
        rows += [
            [*pair, "kind of work", g.group or "none", g.share_first, g.share_second, g.total, edition]
            for g in d.groups
        ]
        rows.append([*pair, "all", "", None, None, d.difference, edition])
    return written(_COMPARISON_HEAD, rows)


def skill_csv(report: SkillReport) -> str:
    """The occupations that call for a skill; layers between 0 and 1."""
    edition = edition_name(report.edition)
    rows = [
        [
            *(report.id, report.name, o.occupation_id_onet, o.occupation_title, o.importance, o.products, o.standing),
            *(o.sure, o.capability.value, o.capability.low, o.capability.high, o.human_need.value, edition),
        ]
        for o in report.occupations
    ]
    return written(_SKILL_HEAD, rows)


def edition_name(edition: EditionNote) -> str:
    """An edition as a cell: id and kind."""
    return f"{edition.id}-{edition.kind}"


def _cells(item: EvidenceItem) -> list[object]:
    return [item.measure, item.label, item.value, item.unit, item.n, item.subjects, item.vintage, item.source]
