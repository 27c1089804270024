"""The command line on evidence: agreement, crosswalks, coverage, and occupations of Europe by name and code."""

from __future__ import annotations

import json
import math

import polars as pl
import pytest

from jobprism.analyses.agreement import AgreementReport
from jobprism.errors import UnknownTitleError
from jobprism.evidence.coverage import COVERAGE_SCHEMA


def test_agreement_as_text_shows_indices_pairs_and_disagreements(run, core_atlas):
    ran = run("agreement")
    assert (ran.code, ran.err) == (0, "")
    document = core_atlas.agreement()
    assert all(i.label in ran.out for i in document.indices)
    assert all(d.occupation_id_onet in ran.out for d in document.disagreements)
    for p in document.pairs:
        row = next(
            line
            for line in ran.out.splitlines()
            if f"{p.measure_a} {p.vintage_a} " in line and f"{p.measure_b} {p.vintage_b} " in line
        )
        assert f"{p.spearman:+.2f}" in row
        assert f"{p.top_decile_overlap:.2f}" in row


def test_agreement_as_json_is_the_document(run, core_atlas):
    ran = run("agreement", "--json")
    assert ran.code == 0
    assert AgreementReport.model_validate_json(ran.out) == core_atlas.agreement()


@pytest.mark.parametrize(
    ("suffix", "beginning"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".html", b"<!DOCTYPE html>")]
)
def test_agreement_draws_a_figure(run, tmp_path, suffix, beginning):
    path = tmp_path / f"figure{suffix}"
    ran = run("agreement", "--figure", str(path))
    assert (ran.code, ran.out) == (0, "")
    assert str(path) in ran.err.replace("\n", "")
    assert path.read_bytes().lstrip().lower().startswith(beginning.lower())


def test_a_figure_and_json_go_together(run, tmp_path):
    path = tmp_path / "figure.svg"
    ran = run("agreement", "--figure", str(path), "--json")
    assert ran.code == 0
    AgreementReport.model_validate_json(ran.out)
    assert path.is_file()


@pytest.mark.parametrize("name", ["figure.pdf", "figure"])
def test_a_figure_that_cannot_be_is_refused_and_not_written(run, tmp_path, name):
    path = tmp_path / name
    ran = run("agreement", "--figure", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert not path.exists()


def test_a_crosswalk_as_json_has_weights_that_sum_to_one_heaviest_first(run, core_atlas):
    ran = run("crosswalk", "29-1141.00", "--to", "isco08", "--json")
    assert ran.code == 0
    rows = json.loads(ran.out)
    weights = [row["weight"] for row in rows]
    assert math.fsum(weights) == pytest.approx(1, abs=1e-9)
    assert weights == sorted(weights, reverse=True)
    assert {row["code"]: row["weight"] for row in rows} == core_atlas.crosswalks.translate(
        "29-1141.00", "onet_soc_2019", "isco_08"
    ).weights
    assert all(row["title"] and row["path"].endswith("ISCO-08") for row in rows)


def test_a_crosswalk_as_text_shows_every_code_with_its_weight(run, core_atlas):
    ran = run("crosswalk", "2221", "--to", "onet")
    assert ran.code == 0
    found = core_atlas.crosswalk("2221", "onet")
    assert found.height > 1
    for code, weight in found.select("code", "weight").rows():
        assert any(code in line and f"{weight:.3f}" in line for line in ran.out.splitlines())


def _ambiguous(core_atlas) -> str:
    """A code that both ISCO-08 and the Census Bureau have."""
    links = core_atlas.crosswalks
    return min(set(links.codes("isco_08")) & set(links.codes("census_2018")))


def test_a_code_of_two_systems_is_asked_about_and_taken_once_it_is_said(run, core_atlas):
    code = _ambiguous(core_atlas)
    ran = run("crosswalk", code, "--to", "onet")
    assert (ran.code, ran.out) == (2, "")
    assert "--from" in ran.err
    found = {}
    for start in ("isco", "census"):
        said = run("crosswalk", code, "--to", "onet", "--from", start, "--json")
        assert said.code == 0
        found[start] = {row["code"] for row in json.loads(said.out)}
    assert found["isco"] != found["census"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("99-9999.00", "--to", "isco08"),
        ("29-1141.00", "--to", "naics"),
        ("29-1141.00", "--to", "isco08", "--from", "naics"),
        # The code is of another system than it is said to be.
        ("29-1141.00", "--to", "isco08", "--from", "esco"),
        ("", "--to", "isco08"),
    ],
)
def test_an_unknown_code_or_system_ends_with_an_error_and_a_next_step(run, arguments):
    ran = run("crosswalk", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert len(ran.err.strip().splitlines()) >= 2


def test_an_error_of_a_crosswalk_is_json_when_asked(run):
    ran = run("crosswalk", "99-9999.00", "--to", "isco08", "--json")
    assert (ran.code, ran.out) == (2, "")
    told = json.loads(ran.err)
    assert (told["ok"], told["kind"]) == (False, "UsageError")
    assert "99-9999.00" in told["error"]
    assert told["next_step"]


def test_a_report_by_a_european_name_is_on_an_occupation_it_lies_in(run, core_atlas):
    ran = run("report", "specialist nurse", "--json")
    assert ran.code == 0
    subject = json.loads(ran.out)["subject"]
    places = core_atlas.edition.table("code_names").join(
        core_atlas.edition.table("foreign_occupations"), on=["system", "code"]
    )
    among = places.filter(pl.col("name").str.to_lowercase() == "specialist nurse")["occupation_id_onet"]
    assert subject["id"] in among
    assert subject["asked_for"] == "specialist nurse"


def test_a_report_by_an_isco_code_is_on_an_occupation_it_lies_in(run, core_atlas):
    ran = run("report", "2221", "--json")
    assert ran.code == 0
    subject = json.loads(ran.out)["subject"]
    places = core_atlas.edition.table("foreign_occupations").filter(pl.col("code") == "2221")
    assert {subject["id"], *(n["id"] for n in subject["also_named"])} <= set(places["occupation_id_onet"])


def test_a_report_by_a_code_no_system_has_is_refused(run):
    ran = run("report", "0000")
    assert (ran.code, ran.out) == (UnknownTitleError.exit_code, "")
    assert ran.err.startswith("Error: ")


def test_sources_as_json_say_what_each_covers(run, core_atlas):
    ran = run("sources", "--json")
    assert ran.code == 0
    rows = {row["id"]: row for row in json.loads(ran.out)}
    covered = {row["source"]: row for row in core_atlas.edition.table("coverage").rows(named=True)}
    assert rows.keys() == covered.keys()
    for source, row in rows.items():
        assert row.keys() >= set(COVERAGE_SCHEMA)
        assert {k: row[k] for k in COVERAGE_SCHEMA} == covered[source]


def test_sources_as_text_give_the_reasons_of_what_is_unmatched(run, core_atlas):
    ran = run("sources")
    assert ran.code == 0
    reasons = core_atlas.edition.table("coverage").filter(pl.col("reasons") != "")
    assert not reasons.is_empty()
    for source, why in reasons.select("source", "reasons").rows():
        assert f"{source}: {why}" in ran.out
