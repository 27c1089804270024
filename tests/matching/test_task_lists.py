"""Lists of tasks to occupations."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from jobprism.editions.store import Edition
from jobprism.errors import EditionError
from jobprism.matching.model import load_model
from jobprism.matching.task_lists import OCCUPATIONS, Fitted, TaskLists

_NURSING = ["Administer medications to patients", "Record patients' vital signs", "Change dressings on wounds"]
_CODE = ["Write and test computer programs", "Fix bugs in software", "Review code of other programmers"]
_COOKING = ["Cook meals", "Season food according to recipes", "Clean the kitchen and its equipment"]


@pytest.fixture(scope="module")
def lists() -> TaskLists:
    return TaskLists()


def test_a_task_list_finds_its_trade(lists: TaskLists) -> None:
    for texts, groups in ((_NURSING, {"29", "31"}), (_CODE, {"15"}), (_COOKING, {"35"})):
        found = lists.occupations(texts)
        assert found.schema == pl.Schema(OCCUPATIONS)
        assert found["major_group"][0] in groups


def test_general_statements_do_not_drown_a_trade(lists: TaskLists) -> None:
    general = ["Plan and assign work", "Attend meetings", "Keep records of work done"]
    assert lists.occupations([*_NURSING, *_NURSING, *general])["major_group"][0] in {"29", "31"}


def test_order_and_repetition_do_not_matter(lists: TaskLists) -> None:
    assert lists.occupations(_NURSING).equals(lists.occupations([*_NURSING[::-1], _NURSING[0]]))


def test_shares_are_of_the_whole_and_the_first_is_of_the_likeliest_group(lists: TaskLists) -> None:
    found = lists.occupations(_NURSING, top=2000)
    assert 0.5 < found["share"].sum() <= 1
    assert found["occupation_id_onet"].n_unique() == found.height
    assert found["major_group_share"][0] == found["major_group_share"].max()
    assert found["share"][1:].is_sorted(descending=True)
    assert (found["share"] <= found["major_group_share"]).all()


@pytest.mark.parametrize("texts", [[], ["", "   "], ["zzxqvwkj"], ["🍕" * 10]])
def test_a_list_without_known_words_has_no_row(lists: TaskLists, texts: list[str]) -> None:
    assert lists.occupations(texts).is_empty()


def test_weights_of_another_title_model_are_refused() -> None:
    c = len(load_model().codes)
    other = Fitted(np.array(["99-9999.00"] * c), *(np.zeros(k, np.float32) for k in (c, c, c, 5)))
    with pytest.raises(EditionError, match="other occupations"):
        TaskLists(fitted=other)


def test_occupations_that_onet_does_not_describe_are_not_shown(lists: TaskLists, core: Edition) -> None:
    described = set(core.table("tasks")["occupation_id_onet"])
    shown = lists.occupations(_CODE, top=2000)["occupation_id_onet"]
    assert {c for c in shown if c not in described} == {c for c in load_model().codes if c.startswith("55-")}
