"""Markdown: one line per row, and no text that becomes markup."""

from __future__ import annotations

import re

from jobprism.analyses.documents import ProfessionReport
from jobprism.atlas import Atlas
from jobprism.publishing.markdown import escape, to_markdown
from jobprism.publishing.report import Report

SIGNS = r"\\|*_`<["


def _tables(markdown: str) -> list[list[str]]:
    """Tables, each as its lines."""
    tables: list[list[str]] = []
    for before, line in zip(["", *markdown.splitlines()], markdown.splitlines(), strict=False):
        if line.startswith("|"):
            if not before.startswith("|"):
                tables.append([])
            tables[-1].append(line)
    return tables


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]


def test_every_table_has_as_many_cells_in_each_line(reports: list[Report], hostile: ProfessionReport) -> None:
    for markdown in [*(r.to_markdown() for r in reports), to_markdown(hostile)]:
        tables = _tables(markdown)
        assert len(tables) == 5
        for table in tables:
            assert len({len(_cells(line)) for line in table}) == 1


def test_the_tables_have_a_line_per_layer_row_and_index(reports: list[Report], hostile: ProfessionReport) -> None:
    for report in [*reports, hostile]:
        layers, holds, work, indices, related = (len(table) - 2 for table in _tables(to_markdown(report)))
        assert (layers, holds, work, indices) == (4, 5, len(report.tasks), len(report.indices))
        assert related == len(report.related) > 0


def test_escaping_can_be_undone_and_leaves_no_sign_bare(hostile: ProfessionReport) -> None:
    text = hostile.subject.title
    escaped = escape(text)
    assert re.sub(rf"\\([{SIGNS}])", r"\1", escaped) == text
    assert re.search(rf"(?<!\\)(?:\\\\)*[{SIGNS[2:]}]", escaped) is None


def test_a_break_in_a_label_does_not_end_its_row(reports: list[Report]) -> None:
    report = reports[0]
    broken = report.tasks[0].model_copy(update={"label": "one\ntwo"})
    markdown = to_markdown(report.model_copy(update={"tasks": [broken, *report.tasks[1:]]}))
    assert len(_tables(markdown)) == 5


def test_words_asked_for_over_several_lines_start_no_line_of_their_own(core_atlas: Atlas) -> None:
    markdown = core_atlas.report("account\n\n> executive").to_markdown()
    (line,) = [line for line in markdown.splitlines() if "can also mean" in line]
    assert "account" in line
    assert "executive" in line


def test_no_prose_of_a_document_becomes_markup(hostile: ProfessionReport) -> None:
    markdown = to_markdown(hostile)
    bare = [
        line
        for line in markdown.splitlines()
        for sign in ("<script>", "**bold", "`code", "[link]")
        if re.search(rf"(?<!\\){re.escape(sign)}", line)
    ]
    assert bare == []
    assert markdown.count("alert(1)") >= 3 + len(hostile.tasks)


def test_sections_come_in_one_order(reports: list[Report]) -> None:
    for report in reports:
        headings = re.findall(r"^## (.*)$", report.to_markdown(), re.M)
        assert [h.split(",")[0] for h in headings] == [
            "In short",
            "The four layers",
            "What AI handles well today",
            "What AI struggles with",
            "What stays with people",
            "The work",
            "How published indices see this job",
            "Related occupations",
            "Questions",
            "Notes",
            "Sources",
        ]


def test_every_row_has_its_reason_once(reports: list[Report]) -> None:
    for report in reports:
        reasons = re.findall(r"^- \*\*([\d, -]+):\*\* (.*)$", report.to_markdown(), re.M)
        told: dict[int, str] = {}
        for rows, text in reasons:
            for run in rows.split(", "):
                ends = [int(end) for end in run.split("-")]
                told |= dict.fromkeys(range(ends[0], ends[-1] + 1), text)
        assert {n: escape(row.rationale) for n, row in enumerate(report.tasks, 1)} == told


def test_the_footer_names_the_edition(reports: list[Report]) -> None:
    for report in reports:
        last = report.to_markdown().rstrip("\n").splitlines()[-1]
        assert report.edition.id in last
        assert report.edition.content_hash[:12] in last
