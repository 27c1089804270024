"""Judgements: every number somebody chose is dated, explained, referenced, and used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import jobprism
from jobprism.declarations import read_yaml
from jobprism.editions.manifest import declared_edition
from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError
from jobprism.judgements.base import HOLDS, LAYERS, Judgement
from jobprism.judgements.load import FOLDER, MODELS, Bands, HumanNeed, band_of, judgement
from jobprism.judgements.page import page

NAMES = sorted(MODELS)
PACKAGE = Path(jobprism.__file__).parent


def loaded(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def refused(tmp_path: Path, name: str, document: object) -> str:
    """What is said of a malformed judgement; it names the file."""
    path = tmp_path / f"{name}.yml"
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        read_yaml(path, MODELS[name])
    assert str(path) in caught.value.what
    assert caught.value.next_step
    return caught.value.what


@pytest.mark.parametrize("name", NAMES)
def test_a_judgement_is_dated_explained_and_referenced(name: str) -> None:
    found = judgement(MODELS[name])
    assert date(2026, 1, 1) <= found.date <= declared_edition().date
    assert found.question.endswith("?")
    assert len(found.why.split()) >= 20
    assert all(len(reference) > 20 for reference in found.references)


def test_every_file_has_a_model_and_every_model_a_file() -> None:
    assert sorted(p.stem for p in FOLDER.glob("*.yml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_judged_number_is_used_somewhere(name: str) -> None:
    model = MODELS[name]
    code = "\n".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py") if p.parent != FOLDER)
    assert re.search(rf"judgement\({model.__name__}\)", code), f"nothing asks for {name}.yml"
    unused = [f for f in set(model.model_fields) - set(Judgement.model_fields) if not re.search(rf"\.{f}\b", code)]
    assert unused == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("field", ["date", "question", "why", "references"])
def test_a_judgement_that_does_not_account_for_itself_is_refused(tmp_path: Path, name: str, field: str) -> None:
    document = loaded(name)
    del document[field]
    assert f"{field}: Field required" in refused(tmp_path, name, document)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_list_of_references_is_refused(tmp_path: Path, name: str) -> None:
    assert "references" in refused(tmp_path, name, {**loaded(name), "references": []})


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_field_is_refused_by_name(tmp_path: Path, name: str) -> None:
    assert "wieght" in refused(tmp_path, name, {**loaded(name), "wieght": 1})


@pytest.mark.parametrize(("field", "value"), [("base", 0.6), ("use", 0.0), ("delegation", 0.3)])
def test_pressure_weights_must_add_to_1(tmp_path: Path, field: str, value: float) -> None:
    assert "base, use and delegation must add to 1" in refused(
        tmp_path, "pressure", {**loaded("pressure"), field: value}
    )


@pytest.mark.parametrize("field", ["pressure", "capability"])
@pytest.mark.parametrize(
    "edges", [{"a": 0, "b": 5, "c": 5}, {"a": 0, "b": 9, "c": 5}, {"a": 1, "b": 5}], ids=["equal", "falling", "no zero"]
)
def test_band_edges_must_start_at_0_and_rise(tmp_path: Path, field: str, edges: dict[str, float]) -> None:
    said = refused(tmp_path, "bands", {**loaded("bands"), field: edges})
    assert f"{field}: " in said
    assert "edges must start at 0 and rise" in said


@pytest.mark.parametrize("hold", HOLDS)
def test_a_missing_hold_is_refused_by_the_place_that_lacks_it(tmp_path: Path, hold: str) -> None:
    document = loaded("human_need")
    del document["strength"][hold]
    assert "strength must name exactly" in refused(tmp_path, "human_need", document)
    document = loaded("human_need")
    activity = next(iter(document["carries"]))
    del document["carries"][activity][hold]
    assert f"carries.{activity} must name exactly" in refused(tmp_path, "human_need", document)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("use", "as_of", "last year"),
        ("use", "half_life_years", 0),
        ("delegation", "prior_conversations", -1),
        ("human_need", "licence_elsewhere", 1.5),
        ("capability", "exposure", {"E0": 2}),
        ("aggregation", "correlation", {"use": {"common": 0.7, "activity": 0.4}}),
        ("roles", "neighbours", 0),
    ],
)
def test_an_impossible_number_is_refused_by_its_field(tmp_path: Path, name: str, field: str, value: object) -> None:
    assert field in refused(tmp_path, name, {**loaded(name), field: value})


@pytest.mark.parametrize("text", ["", "date: [", "- 1\n- 2\n"], ids=["empty", "not YAML", "a list"])
def test_a_file_that_is_no_declaration_is_refused(tmp_path: Path, text: str) -> None:
    refused(tmp_path, "pressure", text)


def test_every_graded_activity_is_one_of_onets_and_each_is_graded(core: Edition) -> None:
    elements = core.table("elements")["element_id"]
    generalised = set(elements.filter(elements.str.contains(r"^4\.A\.\d\.[a-z]\.\d+$")))
    graded = set(judgement(HumanNeed).carries)
    assert graded == generalised
    assert len(graded) == 41
    assert set(core.table("activities")["general_activity_id_onet"]) <= graded


def test_every_condition_is_a_measure_the_edition_has(core: Edition) -> None:
    wanted = {m for measures in judgement(HumanNeed).conditions.values() for m in measures}
    assert wanted <= set(core.table("evidence")["measure"].unique())


def test_every_layer_has_its_correlation() -> None:
    # Capability's is fitted, not judged.
    assert set(loaded("aggregation")["correlation"]) == {*LAYERS, "pressure"} - {"capability"}


def test_a_band_reaches_from_its_edge_to_the_next() -> None:
    edges = judgement(Bands).pressure
    names, lower = list(edges), list(edges.values())
    for name, edge, following in zip(names, lower, [*lower[1:], 100.01], strict=True):
        assert band_of(edge, edges) == name
        assert band_of(following - 0.005, edges) == name


def test_a_figure_below_every_band_is_an_error() -> None:
    with pytest.raises(DeclarationError, match="below every band"):
        band_of(-0.1, judgement(Bands).pressure)


def test_the_editions_bands_are_those_of_its_figures(core: Edition) -> None:
    edges = judgement(Bands).pressure
    rows = core.table("pressure").select("value", "band").unique().rows()
    assert [(v, b) for v, b in rows if band_of(v, edges) != b] == []


def test_the_page_of_judgements_is_the_files() -> None:
    written = (Path(__file__).parents[1] / "docs" / "judgements.md").read_text(encoding="utf-8")
    assert written == page(), "run `make docs`"
    for name in MODELS:
        assert f"`{name}.yml`" in written
