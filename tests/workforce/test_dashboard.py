"""The page and the Markdown of a summary."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import html5lib
import polars as pl
import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from jobprism.publishing.schemas import schema_text


@pytest.fixture
def out(ran, tmp_path: Path) -> Path:
    units = ["<script>alert(1)</script>"] * 40 + ["A | B"] * 40 + ["Few"] * 3
    ran(pl.DataFrame({"title": ["Registered Nurse"] * 83, "unit": units}))
    return tmp_path / "out"


def test_the_page_is_whole_and_takes_nothing_from_elsewhere(out: Path) -> None:
    page = (out / "dashboard.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page
    # The name of SVG's vocabulary is no address that anything is taken from.
    assert not re.search(r"(src|href)=|url\(|https?://", page.replace('xmlns="http://www.w3.org/2000/svg"', ""))
    assert "&lt;script&gt;" in page
    assert "withheld" in page


def test_the_page_and_the_markdown_give_the_summary_s_figures(out: Path) -> None:
    page = (out / "dashboard.html").read_text(encoding="utf-8")
    text = (out / "summary.md").read_text(encoding="utf-8")
    total = pl.read_csv(out / "aggregates.csv", infer_schema_length=None).row(0, named=True)
    assert total["table"] == "total"
    for said in (
        f"{total['exposed_fte']:,.0f} of {total['people']:,.0f}",
        f"{total['pressure']:,.0f} ({total['pressure_low']:,.0f} to",
    ):
        assert said in text
    assert f"{total['exposed_fte']:,.0f} of {total['people']:,.0f}" in page
    assert r"A \| B" in text
    assert r"\<script\>" in text


def test_small_groups_are_named_as_withheld_and_people_without_figures_are_counted(ran, tmp_path: Path) -> None:
    titles = ["Registered Nurse"] * 40 + ["Xqzt wvbn"] * 20
    summary = ran(pl.DataFrame({"title": titles, "unit": ["Ward"] * 40 + ["Yard"] * 20}))
    assert summary.rows.without_code == 20
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert " of 40** people's working hours" in text
    assert "For 20 more of 60 people there are no figures." in text
    assert "| Ward | 40 | 40 |" in text
    assert "| Yard | 20 | 0 | - | - | - |" in text


def test_the_treemap_shows_the_people_by_occupation(out: Path) -> None:
    page = (out / "dashboard.html").read_text(encoding="utf-8")
    assert page.count('class="jp-picture jp-wide"') == page.count('class="jp-picture jp-narrow"') == 1
    assert "Registered Nurses: 83; " in page
    assert "US jobs" not in page


def test_the_summary_is_set_as_a_pdf_the_same_every_time(ran, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    roster = pl.DataFrame({"title": ["Registered Nurse"] * 40})
    ran(roster, "one", pdf=True)
    ran(roster, "two", pdf=True)
    made = (tmp_path / "one" / "summary.pdf").read_bytes()
    assert made == (tmp_path / "two" / "summary.pdf").read_bytes()
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    assert "The workforce and its tasks" in text
    assert "Registered Nurses" in text


def test_the_json_of_the_summary_is_valid(out: Path) -> None:
    schema = json.loads(schema_text("workforce"))
    document = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
