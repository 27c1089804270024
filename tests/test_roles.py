"""Role files: jobs without a code, declared without a word on their exposure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from jobprism.declarations import read_yaml
from jobprism.editions.manifest import declared_edition
from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError
from jobprism.estimates.roles import check_roles
from jobprism.roles.declared import FOLDER, LEVELS, Role, declared_roles

ROLES = declared_roles()
ISSUED = {  # the ten the first edition promises
    "machine-learning-engineer",
    "data-engineer",
    "mlops-engineer",
    "ai-engineer",
    "ai-product-manager",
    "site-reliability-engineer",
    "ux-researcher",
    "growth-marketer",
    "content-moderator",
    "cloud-security-engineer",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two roles, to be spoilt."""
    for name in ("data-engineer", "ux-researcher"):
        shutil.copy(FOLDER / f"{name}.yml", tmp_path)
    return tmp_path


def rewrite(path: Path, **changes: Any) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**document, **changes}), encoding="utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(DeclarationError) as caught:
        declared_roles(folder)
    return caught.value.what


def test_the_promised_roles_are_there() -> None:
    assert {r.id for r in ROLES} >= ISSUED
    assert len(ROLES) >= 40


@pytest.mark.parametrize("role", ROLES, ids=lambda r: r.id)
def test_a_role_is_whole(role: Role) -> None:
    assert (FOLDER / f"{role.id}.yml").is_file()
    assert sum(p.share for p in role.mixture) == pytest.approx(1)
    assert sum(t.share for t in role.tasks) == pytest.approx(1)
    assert 8 <= len(role.tasks) <= 14
    assert len({p.occupation_id_onet for p in role.mixture}) == len(role.mixture)
    assert len({t.text.lower() for t in role.tasks}) == len(role.tasks)
    assert role.skills
    assert role.references
    assert role.date <= declared_edition().date


@pytest.mark.parametrize("role", ROLES, ids=lambda r: r.id)
def test_every_level_of_a_role_is_a_whole_week_of_a_mix_of_its_own(role: Role) -> None:
    mixes = []
    for level in LEVELS:
        shares = [getattr(t.share_by_level, level) for t in role.tasks]
        assert sum(shares) == pytest.approx(1)
        mixes.append(tuple(shares))
    assert len(set(mixes)) == len(LEVELS)


def test_ids_titles_and_task_ids_are_unique() -> None:
    for names in (
        [r.id for r in ROLES],
        [n.lower() for r in ROLES for n in (r.title, *r.aliases)],
        [t.id for r in ROLES for t in r.tasks],
    ):
        assert len(set(names)) == len(names)


def test_every_code_a_role_names_exists(core: Edition) -> None:
    check_roles(ROLES, core.table("occupations"), core.table("activities"), core.table("elements"))


def test_a_role_whose_occupation_left_the_taxonomy_is_refused(core: Edition) -> None:
    gone = ROLES[0].mixture[0].occupation_id_onet
    occupations = core.table("occupations").filter(pl.col("occupation_id_onet") != gone)
    with pytest.raises(DeclarationError, match=gone) as caught:
        check_roles(ROLES, occupations, core.table("activities"), core.table("elements"))
    assert f"roles/{ROLES[0].id}.yml" in caught.value.next_step


@pytest.mark.parametrize("part", ["mixture", "tasks"])
def test_shares_that_do_not_add_up_are_refused(folder: Path, part: str) -> None:
    path = folder / "data-engineer.yml"
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))[part]
    parts[0]["share"] += 0.01
    rewrite(path, **{part: parts})
    assert f"the shares of {part} add to 1.0100, not 1" in refused(folder)


def spoil_levels(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> str:
    path = folder / "data-engineer.yml"
    tasks = yaml.safe_load(path.read_text(encoding="utf-8"))["tasks"]
    change(tasks)
    rewrite(path, tasks=tasks)
    return refused(folder)


def test_levels_that_do_not_add_up_are_refused_by_name(folder: Path) -> None:
    def change(tasks: list[dict[str, Any]]) -> None:
        tasks[0]["share_by_level"]["senior"] += 0.05

    assert "the senior shares of tasks add to 1.0500, not 1" in spoil_levels(folder, change)


def test_levels_are_given_for_all_tasks_or_none(folder: Path) -> None:
    said = spoil_levels(folder, lambda tasks: tasks[2].pop("share_by_level"))
    assert "share_by_level is given for some tasks only; it lacks for den-03" in said


def test_a_share_outside_those_of_its_levels_is_refused(folder: Path) -> None:
    def change(tasks: list[dict[str, Any]]) -> None:
        tasks[0]["share_by_level"] = dict.fromkeys(LEVELS, 0.5)

    assert "the share 0.14 of den-01 lies outside those of its levels, 0.5 to 0.5" in spoil_levels(folder, change)


def test_an_unknown_level_is_refused(folder: Path) -> None:
    def change(tasks: list[dict[str, Any]]) -> None:
        tasks[0]["share_by_level"]["principal"] = 0.1

    assert "share_by_level.principal: Extra inputs are not permitted" in spoil_levels(folder, change)


def test_a_role_without_levels_is_read(folder: Path) -> None:
    path = folder / "data-engineer.yml"
    tasks = yaml.safe_load(path.read_text(encoding="utf-8"))["tasks"]
    rewrite(path, tasks=[{k: v for k, v in t.items() if k != "share_by_level"} for t in tasks])
    assert {r.id: r.tasks[0].share_by_level is None for r in declared_roles(folder)} == {
        "data-engineer": True,
        "ux-researcher": False,
    }


@pytest.mark.parametrize(
    "field", ["exposure", "capability", "use", "delegation", "human_need", "pressure", "band", "risk", "score"]
)
def test_exposure_cannot_be_typed_in(folder: Path, field: str) -> None:
    path = folder / "data-engineer.yml"
    rewrite(path, **{field: 0.9})
    assert f"{field}: Extra inputs are not permitted" in refused(folder)
    shutil.copy(FOLDER / path.name, path)
    tasks = yaml.safe_load(path.read_text(encoding="utf-8"))["tasks"]
    tasks[3][field] = 0.9
    rewrite(path, tasks=tasks)
    assert f"tasks.3.{field}: Extra inputs are not permitted" in refused(folder)


@pytest.mark.parametrize("field", ["date", "references", "mixture", "tasks", "summary"])
def test_a_role_that_lacks_a_field_is_refused_by_name(folder: Path, field: str) -> None:
    path = folder / "data-engineer.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    del document[field]
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    said = refused(folder)
    assert f"{field}: Field required" in said
    assert "data-engineer.yml" in said


@pytest.mark.parametrize(("count", "said"), [(7, "at least 8"), (15, "at most 14")])
def test_a_role_has_8_to_14_tasks(folder: Path, count: int, said: str) -> None:
    path = folder / "data-engineer.yml"
    task = yaml.safe_load(path.read_text(encoding="utf-8"))["tasks"][0]
    rewrite(path, tasks=[{**task, "id": f"x-{i}", "share": 1 / count} for i in range(count)])
    assert said in refused(folder)


def test_two_roles_cannot_share_a_task_id(folder: Path) -> None:
    tasks = yaml.safe_load((folder / "data-engineer.yml").read_text(encoding="utf-8"))["tasks"]
    rewrite(folder / "ux-researcher.yml", tasks=tasks)
    said = refused(folder)
    assert "task id twice" in said
    assert tasks[0]["id"] in said


@pytest.mark.parametrize("changes", [{"title": "DATA Engineer"}, {"aliases": ["data engineer"]}])
def test_two_roles_cannot_share_a_title_or_alias_in_any_case(folder: Path, changes: dict[str, object]) -> None:
    rewrite(folder / "ux-researcher.yml", **changes)
    said = refused(folder)
    assert "title or alias twice" in said
    assert "data engineer" in said


def test_a_malformed_occupation_code_is_refused(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "data-engineer.yml", tmp_path)
    path = tmp_path / "data-engineer.yml"
    mixture = yaml.safe_load(path.read_text(encoding="utf-8"))["mixture"]
    mixture[0]["occupation_id_onet"] = "15-1252"
    rewrite(path, mixture=mixture)
    with pytest.raises(DeclarationError, match=r"mixture\.0\.occupation_id_onet"):
        read_yaml(path, Role)


def test_the_edition_holds_the_roles_as_declared(core: Edition) -> None:
    assert {
        r.id: Role.model_validate_json(text)
        for r, text in zip(
            sorted(ROLES, key=lambda r: r.id), core.table("roles").sort("role_id")["declaration"], strict=True
        )
    } == {r.id: r for r in ROLES}
    shares = core.table("shares").filter(pl.col("subject_kind") == "role")
    assert dict(shares.select("task_id", "share").rows()) == {t.id: t.share for r in ROLES for t in r.tasks}
