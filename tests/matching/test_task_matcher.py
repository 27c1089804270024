"""Sentences to tasks and activities, and neighbours' estimates."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from jobprism.editions.store import Edition
from jobprism.encoder.static import DEFAULT, MODELS
from jobprism.files import sha256_of
from jobprism.matching.activities import ACTIVITIES, MATCHES, TaskMatcher, neighbour_evidence, votes_of
from jobprism.matching.task_space import task_space

_NURSING = ["Administer medications to patients", "Record patients' vital signs", "Change dressings on wounds"]
_CODE = ["Write and test computer programs", "Fix bugs in software", "Review code of other programmers"]


@pytest.fixture(scope="module")
def tasks(core: Edition) -> TaskMatcher:
    return TaskMatcher(core.table("tasks"), core.table("task_activities"))


def test_the_space_was_fitted_with_the_encoder_that_ships() -> None:
    assert str(task_space().encoder) == sha256_of(MODELS / f"{DEFAULT}.npz"), (
        "the encoder changed: run training/documents/task_space.py"
    )


def test_neighbours_are_ranked_and_within_range(tasks: TaskMatcher) -> None:
    found = tasks.match([*_NURSING, *_CODE], top=5)
    assert found.schema == pl.Schema(MATCHES)
    assert found["rank"].to_list() == [1, 2, 3, 4, 5] * 6
    assert found.group_by("text_number").agg(down=(pl.col("similarity").diff().drop_nulls() <= 0).all())["down"].all()
    assert found["probability"].is_between(0, 1).all()
    assert found.filter(pl.col("rank") == 1)["similarity"].min() > 0.5


def test_neighbours_come_from_the_trade(tasks: TaskMatcher) -> None:
    health = tasks.match(_NURSING, top=5)["occupation_id_onet"].str.head(2).is_in(["29", "31"])
    computing = tasks.match(_CODE, top=5)["occupation_id_onet"].str.head(2).is_in(["15", "17"])
    assert health.mean() > 0.7
    assert computing.mean() > 0.6


def test_more_similar_is_more_probable() -> None:
    space = task_space()
    for at, value in ((space.same_similarity, space.same_probability), (space.vote_share, space.vote_probability)):
        assert (np.diff(at) > 0).all()
        assert (np.diff(value) >= 0).all()
        assert 0 <= value.min() <= value.max() <= 1


def test_case_and_person_do_not_move_a_sentence(tasks: TaskMatcher) -> None:
    found = tasks.match(["Administer medications to patients.", "I ADMINISTER MEDICATIONS TO PATIENTS"], top=3)
    first, second = found.partition_by("text_number")
    assert first["task_id_onet"].to_list() == second["task_id_onet"].to_list()


def test_a_sentence_without_known_words_has_no_row(tasks: TaskMatcher) -> None:
    texts = ["", "zzxqv", "Cook meals", "🍕" * 10]
    assert tasks.match(texts)["text_number"].unique().to_list() == [2]
    assert tasks.activities(texts)["text_number"].unique().to_list() == [2]
    assert tasks.match([]).is_empty()


def test_activities_of_sentences(tasks: TaskMatcher, core: Edition) -> None:
    found = tasks.activities(_NURSING, top=3)
    assert found.schema == pl.Schema(ACTIVITIES)
    assert set(found["activity_id_onet"]) <= set(core.table("activities")["activity_id_onet"])
    assert (found.filter(pl.col("rank") == 1)["probability"] > 0.3).all()


def test_votes_are_shares_of_the_neighbours_weight() -> None:
    near = pl.DataFrame({"text_number": [0, 0], "wording": [1, 2], "similarity": [0.8, 0.4]})
    links = pl.DataFrame({"wording": [1, 2, 2], "activity_id_onet": ["a", "a", "b"]})
    assert votes_of(near, links, 1.0)["share"].to_list() == pytest.approx([1 / 3, 1.0], abs=1e-6)


def test_evidence_of_neighbours_is_their_weighted_mean() -> None:
    rows = {"text_number": [0, 0, 0], "task_id_onet": [1, 2, 3], "probability": [0.6, 0.2, 0.0]}
    estimates = pl.DataFrame(
        {
            "subject_kind": ["task", "task", "task", "occupation"],
            "subject_id": ["1", "2", "3", "11-1011.00"],
            "layer": ["capability"] * 4,
            "value": [0.2, 0.6, 1.0, 1.0],
            "low": [0.1, 0.5, 0.9, 0.9],
            "high": [0.3, 0.7, 1.0, 1.0],
        }
    )
    row = neighbour_evidence(pl.DataFrame(rows), estimates).row(0, named=True)
    assert (row["value"], row["low"], row["high"], row["neighbours"]) == (0.3, 0.2, 0.4, 2)
    assert row["spread"] == pytest.approx(0.1732, abs=1e-4)
    assert row["certainty"] == 0.6


def test_evidence_of_neighbours_in_the_core_edition(tasks: TaskMatcher, core: Edition) -> None:
    found = neighbour_evidence(tasks.match(_CODE), core.table("estimates"))
    capability = found.filter(pl.col("layer") == "capability")
    assert capability.height == 3
    assert (capability["low"] <= capability["value"]).all()
    assert (capability["value"] <= capability["high"]).all()
