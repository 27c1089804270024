"""The figure of agreement: every pair twice, rows in the order of kinds, and files that stand alone."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jobprism.analyses.agreement import AgreementReport
from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.publishing.charts.agreement import agreement_chart, agreement_figure


@pytest.fixture(scope="module")
def document(core_atlas: Atlas) -> AgreementReport:
    return core_atlas.agreement()


@pytest.fixture(scope="module")
def few(document: AgreementReport) -> AgreementReport:
    """Three indices and their three pairs: enough to draw, and quick."""
    indices = document.indices[:3]
    names = {(i.measure, i.vintage) for i in indices}
    pairs = [p for p in document.pairs if {(p.measure_a, p.vintage_a), (p.measure_b, p.vintage_b)} <= names]
    return document.model_copy(update={"indices": indices, "pairs": pairs})


def test_every_pair_is_drawn_on_both_sides_of_the_diagonal_with_one_figure(document):
    spec = agreement_chart(document).to_dict()
    (cells,) = [d["values"] for d in [spec["data"]]]
    drawn = {(c["a"], c["b"]): c["rho"] for c in cells}
    assert len(drawn) == len(cells) == 2 * len(document.pairs)
    assert all(drawn[b, a] == rho for (a, b), rho in drawn.items())
    labels = {(i.measure, i.vintage): f"{i.label}, {i.vintage}" for i in document.indices}
    for p in document.pairs:
        a, b = labels[p.measure_a, p.vintage_a], labels[p.measure_b, p.vintage_b]
        assert drawn[a, b] == pytest.approx(p.spearman, abs=0.005)


def test_rows_and_columns_are_all_indices_with_those_of_one_kind_together(document):
    layer = agreement_chart(document).to_dict()["layer"][0]["encoding"]
    order = layer["x"]["sort"]
    assert layer["y"]["sort"] == order
    kinds = {f"{i.label}, {i.vintage}": i.kind for i in document.indices}
    assert set(order) == set(kinds)
    assert len(order) == len(document.indices)
    changes = sum(kinds[a] != kinds[b] for a, b in pairwise(order))
    assert changes == len(set(kinds.values())) - 1


def test_the_colours_reach_from_minus_one_to_one_so_that_white_is_no_agreement(document):
    scale = agreement_chart(document).to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == [-1, 1]


def test_a_drawing_is_one_well_formed_svg_with_the_names_and_the_edition(few, tmp_path):
    path = tmp_path / "agreement.svg"
    agreement_figure(few, path)
    text = path.read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert few.edition.id in text
    assert all(i.label.replace("&", "&amp;") in text for i in few.indices)
    for p in few.pairs:
        # Both sides of the diagonal; Vega writes a true minus sign.
        assert text.count(f">{p.spearman:.2f}<".replace("-", "−")) >= 2


def test_an_image_is_a_png(few, tmp_path):
    path = tmp_path / "agreement.png"
    agreement_figure(few, path)
    assert path.read_bytes().startswith(b"\x89PNG\r\n")


def test_a_page_carries_its_script_and_fetches_nothing(few, tmp_path):
    path = tmp_path / "agreement.html"
    agreement_figure(few, path)
    text = path.read_text(encoding="utf-8")
    assert "vegaEmbed" in text
    assert not re.search(r"<script[^>]+src\s*=", text)
    page = re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)\s*=|@import|url\(", page)


@pytest.mark.parametrize("name", ["agreement.pdf", "agreement", "agreement.svgz", "agreement.json"])
def test_another_suffix_is_refused_with_those_there_are_and_nothing_is_written(few, tmp_path, name):
    with pytest.raises(UsageError) as caught:
        agreement_figure(few, tmp_path / name)
    assert name in caught.value.what
    assert all(suffix in caught.value.next_step for suffix in (".svg", ".png", ".html"))
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_the_error_says_how_to_install_it(few, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(UsageError, match="not installed") as caught:
        agreement_figure(few, tmp_path / "agreement.svg")
    assert "jobprism[charts]" in caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_figure_replaces_an_older_one_and_leaves_nothing_beside_it(few, tmp_path):
    path: Path = tmp_path / "agreement.svg"
    path.write_text("old", encoding="utf-8")
    agreement_figure(few, path)
    assert path.read_text(encoding="utf-8") != "old"
    assert list(tmp_path.iterdir()) == [path]
