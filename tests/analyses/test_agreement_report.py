"""The agreement of an edition as a document: complete, in step with its tables, and valid."""

from __future__ import annotations

import json
from itertools import combinations

import jsonschema
import polars as pl
import pytest

from jobprism.analyses.agreement import AgreementReport
from jobprism.atlas import Atlas
from jobprism.errors import UsageError


@pytest.fixture(scope="module")
def document(core_atlas: Atlas) -> AgreementReport:
    return core_atlas.agreement()


@pytest.fixture(scope="module")
def placed(core_atlas: Atlas) -> pl.DataFrame:
    """Percentiles of occupations in every index."""
    return core_atlas.indices.filter(pl.col("subject_kind") == "occupation")


def test_every_pair_of_indices_stands_once(document):
    names = [(i.measure, i.vintage) for i in document.indices]
    pairs = [frozenset([(p.measure_a, p.vintage_a), (p.measure_b, p.vintage_b)]) for p in document.pairs]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {frozenset(pair) for pair in combinations(names, 2)}


def test_pairs_are_over_no_more_occupations_than_either_index_has(document):
    sizes = {(i.measure, i.vintage): i.n_occupations for i in document.indices}
    for p in document.pairs:
        assert p.n_occupations <= min(sizes[p.measure_a, p.vintage_a], sizes[p.measure_b, p.vintage_b])


def test_indices_carry_what_their_source_declares_and_the_jobs_they_cover(document, core_atlas, placed):
    jobs = dict(
        core_atlas.occupations.select(
            "occupation_id_onet", (pl.col("employment") / pl.col("bls_shared_by")).fill_null(0.0)
        ).rows()
    )
    measures = core_atlas.edition.table("measures").filter(pl.col("index"))
    declared = {m: (label, kind) for m, label, kind in measures.select("measure", "label", "kind").rows()}
    for note in document.indices:
        own = placed.filter((pl.col("measure") == note.measure) & (pl.col("vintage") == note.vintage))
        assert note.n_occupations == own["subject_id"].n_unique()
        covered = sum(jobs[code] for code in own["subject_id"])
        assert note.employment_share == pytest.approx(covered / sum(jobs.values()), abs=1e-5)
        if note.measure in declared:
            assert (note.label, note.kind) == declared[note.measure]
    assert set(declared) <= {note.measure for note in document.indices}


def test_disagreements_are_the_widest_ranges_of_exposure_indices(document, core_atlas, placed):
    directed = core_atlas.edition.table("measures").filter(pl.col("direction") == "more exposed")["measure"].to_list()
    # Computed by us of published figures, and an exposure index like the others.
    directed += placed.filter(pl.col("origin") == "computed")["measure"].unique().to_list()
    by_occupation: dict[str, list[float]] = {}
    for code, measure, percentile in placed.select("subject_id", "measure", "percentile").rows():
        if measure in directed:
            by_occupation.setdefault(code, []).append(percentile)
    widths = sorted((max(p) - min(p) for p in by_occupation.values()), reverse=True)
    shown = [d.percentile_range for d in document.disagreements]
    assert shown == pytest.approx(widths[: len(shown)], abs=0.006)
    titles = dict(core_atlas.occupations.select("occupation_id_onet", "occupation_title").rows())
    for d in document.disagreements:
        here = by_occupation[d.occupation_id_onet]
        assert (d.lowest_percentile, d.highest_percentile) == (min(here), max(here))
        assert d.occupation_title == titles[d.occupation_id_onet]


def test_the_ends_of_a_disagreement_name_the_index_and_its_date(document, placed):
    for d in document.disagreements:
        for end, percentile in ((d.lowest, d.lowest_percentile), (d.highest, d.highest_percentile)):
            measure, vintage = end.removesuffix(")").split(" (")
            row = placed.filter(
                (pl.col("subject_id") == d.occupation_id_onet)
                & (pl.col("measure") == measure)
                & (pl.col("vintage") == vintage)
            )
            assert row["percentile"].item() == percentile


def test_feasibility_at_home_is_compared_but_makes_no_disagreement(document):
    undirected = {i.measure for i in document.indices if i.kind == "feasibility at home"}
    assert undirected
    assert not any(d.lowest.split(" (")[0] in undirected for d in document.disagreements)
    assert not any(d.highest.split(" (")[0] in undirected for d in document.disagreements)


def test_the_document_survives_json_and_keeps_its_schema(document):
    text = document.model_dump_json()
    assert AgreementReport.model_validate_json(text) == document
    jsonschema.validate(json.loads(text), AgreementReport.model_json_schema())
    with pytest.raises(ValueError, match="extra"):
        AgreementReport.model_validate({**json.loads(text), "extra": 1})


@pytest.mark.mirror
def test_the_core_edition_agrees_like_the_full_one(document, full_atlas):
    """The core holds back values that may not be shipped, but not how far they agree."""
    full = full_atlas.agreement()
    assert full.indices == document.indices
    assert full.disagreements == document.disagreements
    for p, q in zip(document.pairs, full.pairs, strict=True):
        assert p.model_dump() == pytest.approx(q.model_dump(), abs=1e-6)


def test_an_index_of_ones_own_is_compared_with_every_published_one(core_atlas):
    occupations = core_atlas.indices.filter(pl.col("subject_kind") == "occupation")
    taken = occupations.filter(pl.col("measure") == "frey_osborne_probability")
    own = taken.select(pl.col("subject_id").alias("occupation_id_onet"), value=pl.col("percentile"))
    found = core_atlas.agreement_with(own)
    first = found.row(0, named=True)
    assert (first["measure"], first["spearman"]) == ("frey_osborne_probability", 1.0)
    # Occupations tied at the edge of the top tenth are in it by chance, once for each of the two (equation 22).
    assert 0.9 < first["top_decile_overlap"] <= 1.0
    assert found.height == occupations.select("measure", "vintage").unique().height


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (pl.DataFrame({"code": ["29-1141.00"]}), "no column"),
        (pl.DataFrame({"occupation_id_onet": ["29-1141.00"] * 2, "value": [1.0, 2.0]}), "stands twice"),
        (pl.DataFrame({"occupation_id_onet": ["29-1141"], "value": [1.0]}), "no occupation 29-1141"),
    ],
    ids=["columns", "twice", "unknown"],
)
def test_an_index_that_cannot_be_compared_is_refused(core_atlas, own, said):
    with pytest.raises(UsageError, match=said) as caught:
        core_atlas.agreement_with(own)
    assert caught.value.next_step
