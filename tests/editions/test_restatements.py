"""Restatements: every change of method has its date, its reason and its equations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from jobprism.editions.made_from import ROOMS, made_from, parts
from jobprism.editions.manifest import Manifest, declared_edition
from jobprism.editions.restatements import declared_restatements
from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError
from jobprism.judgements.load import MODELS

METHOD = Path(__file__).parents[2] / "docs" / "method.md"


def refused(tmp_path: Path, *restatements: dict[str, object]) -> str:
    path = tmp_path / "restatements.yml"
    path.write_text(yaml.safe_dump({"restatements": list(restatements)}), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        declared_restatements(path)
    return caught.value.what


def one(**fields: object) -> dict[str, object]:
    said = {"id": "a", "date": "2026-11-21", "what": "What was changed here.", "why": "Because it was not so."}
    return {**said, "equations": [1], "figures": ["pressure"], **fields}


def test_equations_are_those_of_the_method() -> None:
    numbers = {int(n) for n in re.findall(r"\*\*Equation (\d+)\*\*", METHOD.read_text(encoding="utf-8"))}
    for restatement in declared_restatements():
        assert set(restatement.equations) <= numbers, restatement.id
        assert restatement.date <= declared_edition().date


@pytest.mark.parametrize("field", ["date", "what", "why", "equations", "figures"])
def test_a_restatement_that_does_not_account_for_itself_is_refused(tmp_path: Path, field: str) -> None:
    lacking = one()
    del lacking[field]
    assert field in refused(tmp_path, lacking)


def test_two_of_one_id_and_a_wrong_order_are_refused(tmp_path: Path) -> None:
    assert "one id" in refused(tmp_path, one(), one())
    assert "order of their dates" in refused(tmp_path, one(), one(id="b", date="2026-01-01"))


def test_a_manifest_tells_judgements_code_weights_and_restatements(core: Edition) -> None:
    said = made_from()
    assert set(said["judged"]) == set(MODELS)
    assert said["judged"]["pressure"]["base"] + said["judged"]["pressure"]["use"] < 1
    assert set(said["code"]) == set(ROOMS)
    assert {p.name for p in parts() if p.parent.name == "models"} == {Path(m).name for m in said["models"]}
    kept = core.manifest.model_copy(update=said)
    assert Manifest.model_validate_json(kept.model_dump_json()) == kept


def test_a_manifest_from_before_code_was_recorded_still_opens(core: Edition) -> None:
    said = core.manifest.model_dump(mode="json")
    for field in ("judged", "code", "models", "libraries", "restatements"):
        said.pop(field)
    assert Manifest.model_validate(said).restatements == []
