"""Occupations of ESCO and ISCO-08 by name and by code: where they lie in O*NET, and that they are found."""

from __future__ import annotations

import polars as pl
import pytest

from jobprism.atlas import Atlas
from jobprism.errors import TitleError
from jobprism.evidence.crosswalks import Crosswalks
from jobprism.evidence.foreign import CODE_NAMES_SCHEMA, FOREIGN_SCHEMA, code_names, foreign_occupations
from jobprism.matching.words import name_key
from jobprism.sources.reading import CROSSWALK_SCHEMA, Reading


def _links(*links: tuple) -> Crosswalks:
    return Crosswalks(pl.DataFrame([(*link, None) for link in links], schema=CROSSWALK_SCHEMA, orient="row"))


def _names(*names: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(names, schema=CODE_NAMES_SCHEMA, orient="row")


def test_occupations_come_heaviest_first_and_only_those_o_net_describes():
    walks = _links(
        ("esco", "uri", "onet_soc_2019", "99-0001.00", 0.2),
        ("esco", "uri", "onet_soc_2019", "99-0002.00", 0.5),
        ("esco", "uri", "onet_soc_2019", "99-9999.00", 0.3),
    )
    described = pl.Series(["99-0001.00", "99-0002.00"])
    found = foreign_occupations(_names(("esco", "uri", "whittler")), walks, described)
    assert found.schema == FOREIGN_SCHEMA
    # What lies in an occupation without tasks is not given to the others.
    assert found.select("occupation_id_onet", "weight").rows() == [("99-0002.00", 0.5), ("99-0001.00", 0.2)]


def test_only_the_heaviest_of_many_are_kept():
    codes = [f"99-00{n:02}.00" for n in range(20)]
    walks = _links(*(("isco_08", "7317", "onet_soc_2019", c, float(n + 1)) for n, c in enumerate(codes)))
    found = foreign_occupations(_names(("isco_08", "7317", "Whittlers")), walks, pl.Series(codes))
    kept = found["occupation_id_onet"].to_list()
    assert 1 < len(kept) < len(codes)
    assert kept == codes[: -len(kept) - 1 : -1]
    assert found["weight"].sum() < 1


def test_a_code_that_leads_nowhere_and_names_of_other_systems_have_no_place():
    walks = _links(("esco", "uri", "onet_soc_2019", "99-0001.00", 1.0))
    names = _names(("esco", "other uri", "carver"), ("soc_2018", "99-0001", "Makers"))
    assert foreign_occupations(names, walks, pl.Series(["99-0001.00"])).is_empty()


def test_a_code_has_one_name_trimmed_and_a_missing_name_is_left_out():
    def frame(code: str, name: str, *rows: tuple[str | None, str | None]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema={code: pl.String, name: pl.String}, orient="row")

    readings = {
        "onet": Reading(
            tables={"occupations": frame("occupation_id_onet", "occupation_title", ("99-0001.00", "Makers"))}
        ),
        "soc_2018": Reading(tables={"structure": frame("code", "title", ("99-0001", " Makers "), ("99-0002", None))}),
        "census_2018": Reading(tables={"codes": frame("census_2018", "title", ("9000", "Makers"), ("9000", "Makers"))}),
        "esco": Reading(
            tables={
                "isco_groups": frame("code", "label", ("7317", "Whittlers")),
                "occupations": frame("uri", "label", ("uri", "whittler")),
            }
        ),
    }
    table = code_names(readings)
    assert table.schema == CODE_NAMES_SCHEMA
    assert set(table.rows()) == {
        ("onet_soc_2019", "99-0001.00", "Makers"),
        ("soc_2018", "99-0001", "Makers"),
        ("census_2018", "9000", "Makers"),
        ("isco_08", "7317", "Whittlers"),
        ("esco", "uri", "whittler"),
    }
    assert table.height == 5


def _foreign(atlas: Atlas, system: str) -> pl.DataFrame:
    names = atlas.edition.table("code_names").filter(pl.col("system") == system)
    return names.join(atlas.edition.table("foreign_occupations"), on=["system", "code"])


def _bearers(atlas: Atlas) -> dict[str, set[str]]:
    """The O*NET occupations that each European name can mean."""
    bearers: dict[str, set[str]] = {}
    for system in ("esco", "isco_08"):
        for name, occupation in _foreign(atlas, system).select("name", "occupation_id_onet").rows():
            bearers.setdefault(name_key(name), set()).add(occupation)
    return bearers


@pytest.mark.parametrize("system", ["esco", "isco_08"])
def test_places_in_o_net_are_weights_of_described_occupations_heaviest_first(core_atlas, system):
    table = core_atlas.edition.table("foreign_occupations").filter(pl.col("system") == system)
    assert set(table["occupation_id_onet"]) <= set(core_atlas.occupations["occupation_id_onet"])
    assert table["weight"].is_between(0, 1 + 1e-6).all()
    for (_,), places in table.group_by("code", maintain_order=True):
        assert places["weight"].is_sorted(descending=True)
        assert places["weight"].sum() <= 1 + 1e-5
        assert places["occupation_id_onet"].is_unique().all()


def test_every_isco_unit_group_with_a_place_is_found_by_its_code(core_atlas):
    places = _foreign(core_atlas, "isco_08")
    for code in places["code"].unique():
        resolved = core_atlas.resolve(code)
        among = set(places.filter(pl.col("code") == code)["occupation_id_onet"])
        assert {resolved.subject.id, *(s.id for s in resolved.also)} <= among, code


def test_a_report_by_an_isco_code_says_what_was_asked_and_what_else_the_code_means(core_atlas):
    places = _foreign(core_atlas, "isco_08")
    several = places.group_by("code").len().filter(pl.col("len") > 1)["code"].sort()[0]
    subject = core_atlas.report(f" {several} ").subject
    assert subject.asked_for == several
    among = set(places.filter(pl.col("code") == several)["occupation_id_onet"])
    assert {subject.id, *(n.id for n in subject.also_named)} <= among
    assert subject.also_named


def test_european_names_lead_to_an_occupation_they_lie_in_or_to_one_that_american_usage_names(core_atlas):
    """Every tenth ESCO name: found word for word, unless an American title resembles it more."""
    bearers, places = _bearers(core_atlas), _foreign(core_atlas, "esco")
    found = 0
    for name in sorted(set(places["name"]))[::10]:
        resolved = core_atlas.resolve(name).subject
        assert resolved.kind in {"occupation", "role"}
        found += resolved.id in bearers[name_key(name)]
    assert found > 0.5 * len(sorted(set(places["name"]))[::10])


def test_a_european_name_that_no_american_title_resembles_is_taken_word_for_word(core_atlas):
    places = _foreign(core_atlas, "esco")
    strange = next(
        name for name in sorted(set(places["name"])) if not core_atlas._matcher.find(name) and len(name.split()) > 1
    )
    expected = set(places.filter(pl.col("name") == strange)["occupation_id_onet"])
    assert core_atlas.report(strange).subject.id in expected
    with pytest.raises(TitleError):
        core_atlas.report(f"{strange} zzzyx qqqwv")
