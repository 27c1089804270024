"""Estimates of roles' own tasks: read off O*NET's, and honest about being so."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.roles import Neighbours, check_roles, neighbours, role_task_layer
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Roles, judgement
from jobprism.roles.declared import Part, Role, RoleTask

ROLE = Role(
    id="tester",
    title="Tester",
    aliases=[],
    date=date(2026, 1, 1),
    summary="Tests.",
    mixture=[Part(occupation_id_onet="15-1253.00", share=1, reason="it is the same")],
    job_zone=4,
    skills=["2.A.1.a"],
    technologies=[],
    tasks=[
        RoleTask(id=f"t{i}", text="paint fences and gates", share=0.125, activities=["4.A.1.a.1.I01"]) for i in range(8)
    ],
    references=["none"],
    notes="",
)
TAXONOMY = {
    "occupations": pl.DataFrame({"occupation_id_onet": ["15-1253.00"]}),
    "activities": pl.DataFrame({"activity_id_onet": ["4.A.1.a.1.I01"]}),
    "elements": pl.DataFrame({"element_id": ["2.A.1.a"]}),
}


def draft(values: dict[str, tuple[float, float]]) -> pl.DataFrame:
    rows = [(i, value, variance, "published", 1.0, None, "made_up") for i, (value, variance) in values.items()]
    return pl.DataFrame(rows, schema=DRAFT_SCHEMA, orient="row")


def near(*rows: tuple[str, float]) -> Neighbours:
    return Neighbours(
        pl.DataFrame(
            [
                {"role_task_id": t.id, "task_id_onet": i, "similarity": s, "weight": s}
                for t in ROLE.tasks
                for i, s in rows
            ]
        )
    )


def first(layer: pl.DataFrame) -> dict[str, float]:
    return layer.row(0, named=True)


def test_a_role_whose_codes_exist_passes() -> None:
    check_roles([ROLE], **TAXONOMY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"mixture": [Part(occupation_id_onet="99-9999.00", share=1, reason="none")]}, "99-9999.00"),
        ({"skills": ["9.Z.9"]}, "9.Z.9"),
        ({"tasks": [t.model_copy(update={"activities": ["4.Z.9.I99"]}) for t in ROLE.tasks]}, "4.Z.9.I99"),
    ],
    ids=["occupation", "skill", "activity"],
)
def test_a_role_that_names_an_unknown_code_is_refused_by_name(change: dict[str, object], code: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        check_roles([ROLE.model_copy(update=change)], **TAXONOMY)
    assert code in caught.value.what
    assert "tester" in caught.value.what


def test_the_value_lies_among_the_neighbours_and_the_mixture() -> None:
    task_draft = draft({"1": (0.2, 0.01), "2": (0.6, 0.01)})
    occupation = draft({"15-1253.00": (0.4, 0.01)})
    found = role_task_layer([ROLE], near(("1", 0.5), ("2", 0.5)), task_draft, occupation, judgement(Roles))
    assert first(found)["value"] == pytest.approx(0.4)
    assert first(found)["tier"] == "modelled"


def test_neighbours_who_differ_widen() -> None:
    occupation = draft({"15-1253.00": (0.4, 0.01)})
    both = near(("1", 0.5), ("2", 0.5))
    alike = role_task_layer([ROLE], both, draft({"1": (0.4, 0.01), "2": (0.4, 0.01)}), occupation, judgement(Roles))
    apart = role_task_layer([ROLE], both, draft({"1": (0.0, 0.01), "2": (0.8, 0.01)}), occupation, judgement(Roles))
    assert first(alike)["value"] == pytest.approx(first(apart)["value"])
    assert first(alike)["variance"] < first(apart)["variance"]
    assert first(alike)["agreement"] > first(apart)["agreement"]


def test_the_less_a_task_resembles_any_the_more_the_mixture_counts() -> None:
    task_draft, occupation = draft({"1": (1.0, 0.01)}), draft({"15-1253.00": (0.0, 0.01)})
    values = [
        first(role_task_layer([ROLE], near(("1", s)), task_draft, occupation, judgement(Roles)))["value"]
        for s in (0.05, 0.3, 0.9)
    ]
    assert values == sorted(values)
    assert values[0] < 0.5 < values[-1]


def test_a_task_that_resembles_none_falls_back_on_the_mixture() -> None:
    nothing = Neighbours(near(("1", 0.5)).table.clear())
    found = role_task_layer(
        [ROLE], nothing, draft({"1": (1.0, 0.01)}), draft({"15-1253.00": (0.3, 0.02)}), judgement(Roles)
    )
    assert first(found)["value"] == pytest.approx(0.3)
    assert first(found)["variance"] == pytest.approx(0.02)


def test_the_nearest_tasks_are_those_in_like_words() -> None:
    texts = {1: "paint wooden fences and gates", 2: "audit the accounts of banks", 3: "bake bread and cakes"}
    tasks = pl.DataFrame({"task_id_onet": list(texts), "occupation_id_onet": ["11-1011.00"] * 3})
    activities = pl.DataFrame({"task_id_onet": list(texts), "activity_id_onet": ["x"] * 3})
    worded = pl.DataFrame({"task_id_onet": list(texts), "task_text": list(texts.values())})
    found = neighbours([ROLE], tasks, worded, activities, judgement(Roles)).table
    assert found.filter(pl.col("role_task_id") == "t0").sort("weight", descending=True)["task_id_onet"][0] == "1"
    assert "2" not in found["task_id_onet"].to_list()


def test_a_task_of_the_roles_own_occupation_or_activity_counts_as_nearer() -> None:
    texts = {1: "paint wooden fences", 2: "paint metal fences", 3: "paint plastic fences", 4: "audit accounts"}
    tasks = pl.DataFrame(
        {
            "task_id_onet": list(texts),
            "occupation_id_onet": ["11-1011.00", "15-1253.00", "11-1011.00", "11-1011.00"],
        }
    )
    activities = pl.DataFrame({"task_id_onet": list(texts), "activity_id_onet": ["x", "x", "4.A.1.a.1.I01", "x"]})
    worded = pl.DataFrame({"task_id_onet": list(texts), "task_text": list(texts.values())})
    found = neighbours([ROLE], tasks, worded, activities, judgement(Roles)).table
    own = found.filter(pl.col("role_task_id") == "t0")
    boosts = dict(own.select("task_id_onet", pl.col("weight") / pl.col("similarity")).rows())
    judged = judgement(Roles)
    assert boosts["1"] == pytest.approx(1, rel=1e-3)
    assert boosts["2"] == pytest.approx(judged.occupation_boost, rel=1e-3)
    assert boosts["3"] == pytest.approx(judged.activity_boost, rel=1e-3)


def test_one_sentence_under_several_occupations_is_one_neighbour() -> None:
    texts = {1: "paint wooden fences", 2: "Paint wooden fences", 3: "paint gates"}
    tasks = pl.DataFrame(
        {"task_id_onet": list(texts), "occupation_id_onet": ["11-1011.00", "11-1021.00", "11-1031.00"]}
    )
    activities = pl.DataFrame({"task_id_onet": list(texts), "activity_id_onet": ["x"] * 3})
    worded = pl.DataFrame({"task_id_onet": list(texts), "task_text": list(texts.values())})
    found = neighbours([ROLE], tasks, worded, activities, judgement(Roles)).table
    assert found.filter(pl.col("role_task_id") == "t0")["task_id_onet"].sort().to_list() == ["1", "3"]


def test_every_role_task_of_the_edition_is_modelled_in_every_layer(core: Edition) -> None:
    own = core.table("estimates").filter(pl.col("subject_kind") == "role_task")
    declared = core.table("shares").filter(pl.col("subject_kind") == "role")["task_id"]
    assert own["tier"].unique().to_list() == ["modelled"]
    for layer in LAYERS:
        assert set(own.filter(pl.col("layer") == layer)["subject_id"]) == set(declared)


@pytest.mark.parametrize("layer", LAYERS)
def test_role_tasks_are_wider_on_average_than_their_occupations_tasks(core: Edition, layer: str) -> None:
    declared = [json.loads(text) for text in core.table("roles")["declaration"]]
    occupations = {part["occupation_id_onet"] for role in declared for part in role["mixture"]}
    tasks = core.table("tasks").filter(pl.col("occupation_id_onet").is_in(list(occupations)))["task_id_onet"]
    table = core.table("estimates").filter(pl.col("layer") == layer).with_columns(width=pl.col("high") - pl.col("low"))
    modelled = table.filter(pl.col("subject_kind") == "role_task")["width"]
    theirs = table.filter(
        (pl.col("subject_kind") == "task") & pl.col("subject_id").is_in(tasks.cast(pl.String).implode())
    )["width"]
    assert modelled.to_numpy().mean() > theirs.to_numpy().mean()
