"""Likeness of jobs: known cases by hand, what it must beat, and what stands in the way of a move."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from benchmarks.bench_moves import agreement, found_among, places, plain_skills
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jobprism.analyses.plan_data import features_of
from jobprism.editions.store import Edition
from jobprism.errors import EditionError
from jobprism.estimates.intervals import Floats
from jobprism.estimates.move_features import PARTS, read_off
from jobprism.estimates.moves import (
    GROUP_MOVES,
    MODELS,
    fitted_weights,
    group_moves,
    learning_half,
    likeness,
    moves_out_of,
    nearness,
    related_places,
    similarities,
    undominated,
)
from jobprism.estimates.preparation import EDUCATION, LICENCE, MANAGEMENT, UNDERUSE, ZONE, obstacles, preparations
from jobprism.judgements.load import HumanNeed, Levels, judgement
from jobprism.judgements.moves import Moves

SEED = 20261121
JOBS = [
    ("29-1141", 4, "Bachelor's degree"),  # registered nurses
    ("29-1171", 5, "Master's degree"),  # nurse practitioners
    ("23-1011", 5, "Doctoral or professional degree"),  # lawyers
    ("11-9111", 4, "Bachelor's degree"),  # medical and health services managers
    ("41-2011", 1, "No formal educational credential"),  # cashiers
    ("47-2181", 2, "No formal educational credential"),  # roofers
    ("47-3016", 2, "No formal educational credential"),  # helpers of roofers
    ("47-1011", 3, "High school diploma or equivalent"),  # supervisors of construction trades
    ("53-3032", 2, "Postsecondary nondegree award"),  # heavy truck drivers
]


@pytest.fixture(scope="module")
def asked() -> dict[str, int]:
    return {code: i for i, (code, _, _) in enumerate(JOBS)}


def _in_the_way(start: int, *, may_manage: bool = True, longer: bool = False) -> dict[str, list[str]]:
    codes, zones, education = zip(*JOBS, strict=True)
    judged = judgement(Moves)
    found = preparations(codes, zones, education, judged, judgement(HumanNeed), judgement(Levels).managing)
    ways = obstacles(found, start, judged, may_manage=may_manage, longer=longer)
    return {code: [kind for kind, barred in ways.items() if barred[i]] for i, code in enumerate(codes)}


def test_a_nurse_can_become_a_practitioner_by_longer_preparation_only(asked: dict[str, int]) -> None:
    nurse = asked["29-1141"]
    assert set(_in_the_way(nurse)["29-1171"]) == {EDUCATION, LICENCE}
    assert _in_the_way(nurse, longer=True)["29-1171"] == []
    assert LICENCE in _in_the_way(nurse, longer=True)["23-1011"]


def test_only_those_who_may_lead_move_into_leading(asked: dict[str, int]) -> None:
    nurse, roofer = asked["29-1141"], asked["47-2181"]
    assert _in_the_way(nurse)["11-9111"] == []
    assert _in_the_way(nurse, may_manage=False)["11-9111"] == [MANAGEMENT]
    assert _in_the_way(roofer)["47-1011"] == []
    assert MANAGEMENT in _in_the_way(nurse)["47-1011"]  # a supervisor of a trade that the nurse never worked in


def test_a_step_far_down_or_up_is_no_feasible_move(asked: dict[str, int]) -> None:
    assert UNDERUSE in _in_the_way(asked["29-1141"])["41-2011"]
    assert {ZONE, EDUCATION} <= set(_in_the_way(asked["41-2011"])["29-1141"])
    assert _in_the_way(asked["47-2181"])["47-3016"] == [UNDERUSE]
    assert _in_the_way(asked["47-3016"])["47-2181"] == []


def test_a_short_licence_is_part_of_a_plan(asked: dict[str, int]) -> None:
    assert _in_the_way(asked["47-2181"])["53-3032"] == []


def test_what_is_unknown_stands_in_nobodys_way() -> None:
    judged = judgement(Moves)
    found = preparations(["13-1111", "13-2011"], [None, 5], [None, None], judged, judgement(HumanNeed), ["11-"])
    assert not any(barred.any() for barred in obstacles(found, 0, judged, may_manage=True).values())


def test_nearness_counts_from_the_most_alike() -> None:
    scores = np.array([[-np.inf, 0.5, 2.0, 0.5]])
    assert nearness(scores).tolist() == [[4, 2, 1, 3]]


def test_undominated_by_hand() -> None:
    nan = np.nan
    values = np.array([[1.0, 1.0], [2.0, 0.0], [1.0, 0.5], [1.0, 1.0], [nan, 2.0], [nan, 1.0]])
    assert undominated(values).tolist() == [True, True, False, True, True, False]


@given(arrays(np.float64, (12, 3), elements=st.integers(0, 4).map(float)))
def test_the_first_by_one_figure_among_those_that_reach_the_others_is_undominated(values: Floats) -> None:
    kept = undominated(values)
    reached = (values[:, 1] >= 2) & (values[:, 2] >= 1)
    if reached.any():
        first = values[reached, 0].max()
        best = reached & (values[:, 0] == first)
        # Of those that tie in the first figure, one at least is beaten by nobody.
        assert (kept & best).any()


def test_levels_left_out_are_read_off_importance() -> None:
    importance = np.array([[1.0], [2.0], [3.0], [4.0], [np.nan]])
    level = np.array([[0.0], [2.0], [4.0], [np.nan], [np.nan]])
    filled = read_off(importance, level)
    assert filled[:4, 0].tolist() == pytest.approx([0, 2, 4, 6])
    assert np.isnan(filled[4, 0])
    assert read_off(np.vstack([importance, [[5.0]]]), np.vstack([level, [[np.nan]]]))[5, 0] == 7


def test_moves_out_of_a_group_are_shares_beside_the_size_of_the_destinations() -> None:
    groups = pl.DataFrame({"group": ["a", "b", "c", "out"], "soc_2018": ["11-0000", "13-0000", "15-0000", None]})
    moves = pl.DataFrame(
        {
            "origin": ["a", "a", "b", "c", "a", "a", "a"],
            "destination": ["b", "c", "c", "a", "a", "out", "b"],
            "weighted_count": [1.0, 1.0, 4.0, 3.0, 90.0, 50.0, 2.0],
        }
    )
    found = {(o, d): (share, expected) for o, d, share, expected in moves_out_of(moves, groups).rows()}
    assert found["11", "13"] == (0.75, 3 / 8)  # three of four moves, and 3 of the 8 that enter b or c
    assert found["13", "11"] == (0.0, 3 / 8)
    assert set(found) == {("11", "13"), ("11", "15"), ("13", "11"), ("13", "15"), ("15", "11"), ("15", "13")}


def test_fitted_files_are_whole() -> None:
    weights, least = fitted_weights(), judgement(Moves).least_weight
    assert sum(weights.values()) == pytest.approx(1, abs=5e-3)
    assert min(weights.values()) >= least - 1e-3
    moves = group_moves()
    assert moves.height == 22 * 21
    for column in ("share", "expected"):
        assert moves.group_by("origin").agg(pl.col(column).sum())[column].to_list() == pytest.approx([1] * 22, abs=1e-4)


def test_fitted_files_that_are_not_there_or_damaged_are_named(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="weights of moves"):
        fitted_weights(tmp_path)
    with pytest.raises(EditionError, match="counted moves"):
        group_moves(tmp_path)
    (tmp_path / "move_weights.json").write_text(json.dumps({"weights": {"skills": 1}}))
    fitted_weights.cache_clear()
    with pytest.raises(EditionError, match="weights of moves"):
        fitted_weights(tmp_path)


@pytest.mark.mirror
def test_the_counted_moves_are_those_of_the_source() -> None:
    from training.mirror import source_tables

    tables = source_tables("cps_transitions")["cps_transitions"]
    counted = moves_out_of(tables["moves"], tables["groups"]).with_columns(pl.col("share", "expected").round(6))
    assert counted.equals(pl.read_parquet(MODELS / GROUP_MOVES))


def test_likeness_is_symmetric_and_never_of_a_job_and_itself(core: Edition) -> None:
    parts = similarities(features_of(core))
    assert set(parts) == set(PARTS)
    score = likeness(parts, fitted_weights())
    off = ~np.eye(len(score), dtype=bool)
    assert np.allclose(score[off], score.T[off], atol=1e-9)
    assert np.isneginf(np.diag(score)).all()


def test_likeness_beats_skills_alone_and_chance_in_both_checks(core: Edition) -> None:
    """Related occupations of starts that the weights were not fitted on, and moves that nothing was fitted on."""
    found = features_of(core)
    n, codes = found.occupations, list(found.ids[: found.occupations])
    parts = {part: values[:n, :n] for part, values in similarities(found).items()}
    rankings = {
        "ours": likeness(parts, fitted_weights()),
        "skills": plain_skills(found),
        "chance": np.random.default_rng(SEED).random((n, n)),
    }
    listed = related_places(core.table("related_occupations"), codes)
    starts = np.flatnonzero(~learning_half(codes))
    occupations = core.table("occupations").sort("occupation_id_onet")
    jobs = (occupations["employment"] / occupations["bls_shared_by"]).fill_null(0.0).to_numpy()
    names = sorted(group_moves()["origin"].unique())
    reached: dict[str, tuple[float, float, float]] = {}
    for name, score in rankings.items():
        np.fill_diagonal(score, -np.inf)
        ranks = nearness(score)
        ten, twenty = (float(found_among(ranks, listed, depth)[starts].mean()) for depth in (10, 20))
        near = places(ranks, occupations["major_group"].to_numpy(), jobs, names)
        reached[name] = ten, twenty, agreement(near, group_moves(), names)[0]
    for other in ("skills", "chance"):
        assert all(ours > theirs for ours, theirs in zip(reached["ours"], reached[other], strict=True)), reached
