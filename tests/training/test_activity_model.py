"""The linear model of activities, the weights for task lists, and the statements both are fitted on."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from training.documents.activity_model import MOST_SURE, _curve, _softmax_regression
from training.documents.statements import first_words, key, stable_hash

from jobprism.matching.activity_model import activity_model


@pytest.mark.parametrize(
    ("statement", "cut"),
    [
        ("Administer medications to patients, and monitor them.", "Administer medications to patients"),
        ("Operate machines such as lathes or mills.", "Operate machines"),
        ("Write reports using software.", "Write reports"),
        ("One two three four five six seven eight nine ten", "One two three four five six seven eight"),
    ],
)
def test_a_statement_is_cut_to_what_people_type(statement: str, cut: str) -> None:
    assert pl.DataFrame({"t": [statement]}).select(first_words("t")).item().strip() == cut


def test_keys_and_hashes_do_not_depend_on_case_or_run() -> None:
    assert key("Cook  Meals!") == key("cook meals")
    assert stable_hash("cook meals") == 7781083402982933835


def test_regression_tells_apart_what_can_be_told_apart() -> None:
    rng = np.random.default_rng(1)
    wanted = rng.integers(0, 3, 3000)
    x = (np.eye(3)[wanted] + 0.1 * rng.normal(size=(3000, 3))).astype(np.float32)
    weights, offset = _softmax_regression(x, wanted, 3)
    assert ((x @ weights + offset).argmax(axis=1) == wanted).mean() > 0.99


def test_the_curve_rises_and_is_never_certain() -> None:
    rng = np.random.default_rng(2)
    belief = rng.random(5000)
    at, values = _curve(belief, rng.random(5000) < belief)
    assert (np.diff(values) >= 0).all()
    assert np.interp(0.5, at, values) == pytest.approx(0.5, abs=0.06)
    assert values[-1] <= MOST_SURE + 1e-6


def test_the_pool_is_the_linear_models_where_no_neighbour_votes() -> None:
    model = activity_model()
    raw = np.random.default_rng(3).normal(size=(4, model.weights.shape[0])).astype(np.float32)
    nobody = np.zeros((4, len(model.activities)), np.float32)
    pooled = model.pooled(raw, nobody)
    assert pooled.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert (pooled.argmax(axis=1) == (raw @ model.weights + model.offset).argmax(axis=1)).all()
    votes = nobody.copy()
    votes[:, 7] = 0.9
    assert (model.pooled(raw, votes)[:, 7] > pooled[:, 7]).all()
