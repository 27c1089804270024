"""The command that draws."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest


@pytest.mark.parametrize("kind", ["tasks", "indices", "use", "outlook", "levels", "card", "badge"])
def test_every_kind_is_drawn_to_a_file(run, tmp_path, kind):
    path = tmp_path / "x.svg"
    ran = run("figure", "roofers", "--kind", kind, "--output", str(path), "--core")
    assert ran.code == 0, ran.err
    assert ElementTree.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")
    assert "Wrote" in ran.err


def test_an_image_is_drawn(run, tmp_path):
    pytest.importorskip("vl_convert")
    path = tmp_path / "x.png"
    assert run("figure", "roofers", "-o", str(path), "--mode", "dark", "--narrow").code == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_said_with_what_can(run, tmp_path):
    ran = run("figure", "data scientists", "--kind", "use", "-o", str(tmp_path / "x.svg"), "--core")
    assert ran.code != 0
    assert "nothing to draw of 'use' for Data Scientists" in ran.err
    assert "tasks" in ran.err
    assert list(tmp_path.glob("x.*")) == []


def test_another_suffix_is_refused(run, tmp_path):
    ran = run("figure", "roofers", "-o", str(tmp_path / "x.pdf"), "--core")
    assert ran.code != 0
    assert ".svg or .png" in ran.err


def test_figures_are_printed_as_json_with_their_specification(run):
    ran = run("figure", "roofers", "--kind", "levels", "--json", "--core")
    assert ran.code == 0
    said = json.loads(ran.out)
    assert said["columns"][:2] == ["Level", "Pressure, 0-100"]
    assert [row[0] for row in said["rows"]] == ["junior", "mid", "senior", "lead"]
    assert said["spec"]["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [(["--core"], "needs a file"), (["--kind", "badge", "--json", "--core"], "no figures of its own")],
)
def test_what_is_asked_for_must_make_sense(run, arguments, missing):
    ran = run("figure", "roofers", *arguments)
    assert ran.code == 2
    assert missing in ran.err
