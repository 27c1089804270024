"""Levels: the same job, its mix of tasks re-weighted; the levels average back to the job."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.errors import EditionError
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.level_check import foretold, mixes
from jobprism.estimates.level_layers import FEW_TASKS, HARDLY_DIFFERS, LevelEstimates, level_estimates, stored_drafts
from jobprism.estimates.levels import (
    DECLARED_SCHEMA,
    Gradients,
    declared_shares,
    fitted_gradients,
    level_shares,
    role_gradients,
)
from jobprism.estimates.raters import correlations
from jobprism.estimates.seniority import ladder, seniority
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Levels, judgement

JUDGED = judgement(Levels)
STAND = {name: level.share for name, level in JUDGED.levels.items()}
OF = ["subject_kind", "subject_id"]

tasks = st.lists(st.tuples(st.floats(0.001, 1), st.floats(-3, 3)), min_size=1, max_size=12)


def shares_of(rows: list[float], subject: str = "11-1011.00") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "subject_kind": "occupation",
            "subject_id": subject,
            "task_id": [f"{subject}#{i}" for i in range(len(rows))],
            "share": [r / sum(rows) for r in rows],
        }
    )


def gradients_of(shares: pl.DataFrame, gradients: list[float], relative_sd: float = 0.5) -> Gradients:
    return Gradients(shares.select("task_id", gradient=pl.Series(gradients, dtype=pl.Float64)), relative_sd)


def drafts_of(shares: pl.DataFrame, **values: list[float]) -> dict[str, pl.DataFrame]:
    n = shares.height
    return {
        layer: pl.DataFrame(
            {
                "subject_id": shares["task_id"],
                "value": values.get(layer, [0.5] * n),
                "variance": [0.0001] * n,
                "tier": ["published"] * n,
                "coverage": [1.0] * n,
                "agreement": [None] * n,
                "sources": ["made_up"] * n,
            },
            schema=DRAFT_SCHEMA,
        )
        for layer in (*LAYERS, "pressure")
    }


def declared_of(shares: pl.DataFrame, rows: list[list[float]]) -> pl.DataFrame:
    """Declared shares: a row per task, a column per level, each level scaled to 1."""
    matrix = np.array(rows) / np.array(rows).sum(axis=0)
    said = [
        (task, level, share)
        for task, of in zip(shares["task_id"], matrix, strict=True)
        for level, share in zip(STAND, of, strict=True)
    ]
    return pl.DataFrame(said, schema=DECLARED_SCHEMA, orient="row")


def estimated(
    shares: pl.DataFrame, gradients: Gradients, declared: pl.DataFrame | None = None, **values: list[float]
) -> LevelEstimates:
    clusters = shares.select("task_id", cluster=pl.lit("a"))
    said = {} if declared is None else {"declared": declared}
    return level_estimates(shares, gradients, drafts_of(shares, **values), clusters, correlations(), JUDGED, **said)


@settings(deadline=None)
@given(tasks)
def test_every_level_sums_to_1_and_the_levels_average_back(rows: list[tuple[float, float]]) -> None:
    shares = shares_of([s for s, _ in rows])
    found = level_shares(shares, gradients_of(shares, [g for _, g in rows]), JUDGED)
    sums = found.group_by("level").agg(pl.col("share").sum())["share"].to_numpy()
    assert sums == pytest.approx(np.ones(len(STAND)))
    stand = pl.col("level").replace_strict(STAND, return_dtype=pl.Float64)
    back = found.group_by("task_id").agg(back=(pl.col("share") * stand).sum()).join(shares, on="task_id")
    assert back["back"].to_numpy() == pytest.approx(back["share"].to_numpy(), abs=1e-5)


@settings(deadline=None)
@given(tasks, st.randoms(use_true_random=False))
def test_the_order_of_tasks_changes_nothing(rows: list[tuple[float, float]], random: Random) -> None:
    shares = shares_of([s for s, _ in rows])
    gradients = gradients_of(shares, [g for _, g in rows])
    shuffled = list(range(len(rows)))
    random.shuffle(shuffled)
    one = level_shares(shares, gradients, JUDGED)
    other = level_shares(shares[shuffled], gradients, JUDGED)
    assert one.equals(other)


declared_rows = st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=1, max_size=12)


@settings(deadline=None)
@given(declared_rows, st.randoms(use_true_random=False))
def test_declared_shares_that_average_to_the_job_are_the_levels(rows: list[list[float]], random: Random) -> None:
    matrix = np.array(rows) / np.array(rows).sum(axis=0)
    shares = shares_of(list(matrix @ np.array(list(STAND.values()))))
    gradients = gradients_of(shares, [random.uniform(-2, 2) for _ in rows])
    found = level_shares(shares, gradients, JUDGED, declared=declared_of(shares, rows))
    wide = found.pivot("level", index="task_id", values="share")
    of = shares.select("task_id").join(wide, on="task_id", maintain_order="left").select(STAND.keys())
    assert of.to_numpy() == pytest.approx(matrix, abs=1e-5)


@settings(deadline=None)
@given(declared_rows, st.lists(st.floats(0.05, 1), min_size=12, max_size=12))
def test_declared_shares_that_do_not_average_to_the_job_are_fitted_to_it(
    rows: list[list[float]], whole: list[float]
) -> None:
    shares = shares_of(whole[: len(rows)])
    found = level_shares(shares, gradients_of(shares, [0.0] * len(rows)), JUDGED, declared=declared_of(shares, rows))
    sums = found.group_by("level").agg(pl.col("share").sum())["share"].to_numpy()
    assert sums == pytest.approx(np.ones(len(STAND)))
    stand = pl.col("level").replace_strict(STAND, return_dtype=pl.Float64)
    back = found.group_by("task_id").agg(back=(pl.col("share") * stand).sum()).join(shares, on="task_id")
    assert back["back"].to_numpy() == pytest.approx(back["share"].to_numpy(), abs=1e-4)


def test_a_level_that_leaves_a_task_to_others_does_none_of_it_however_strong_the_differences() -> None:
    shares = shares_of([1.0, 1.0, 2.0])
    declared = declared_of(shares, [[0.0, 0.2, 0.4, 0.5], [0.5, 0.3, 0.1, 0.0], [0.5, 0.5, 0.5, 0.5]])
    for strength in (0.0, 0.3, 1.0, 2.0):
        found = level_shares(shares, gradients_of(shares, [0.0] * 3), JUDGED, strength, declared)
        of = {(task, level): share for level, task, share in found.select("level", "task_id", "share").rows()}
        assert of[("11-1011.00#0", "junior")] == of[("11-1011.00#1", "lead")] == 0
        assert all(np.isfinite(share) for share in of.values())


def test_declared_shares_touch_only_their_own_subject() -> None:
    role, other = shares_of([1.0, 2.0], "role"), shares_of([3.0, 1.0, 1.0], "other")
    gradients = gradients_of(pl.concat([role, other]), [0.5, -0.5, 1.0, -2.0, 0.0])
    declared = declared_of(role, [[0.2, 0.3, 0.4, 0.5], [0.8, 0.7, 0.6, 0.5]])
    drafts = {"capability": [0.1, 0.9, 0.2, 0.5, 0.8]}
    both = estimated(pl.concat([role, other]), gradients, declared, **drafts)
    before = estimated(pl.concat([role, other]), gradients, **drafts)
    untouched = pl.col("subject_id") == "other"
    for one, two in zip(vars(both).values(), vars(before).values(), strict=True):
        assert one.filter(untouched).equals(two.filter(untouched))
    assert dict(both.summary.select("subject_id", "mix_tier").rows()) == {"role": "editorial", "other": "modelled"}
    assert set(before.summary["mix_tier"]) == {"modelled"}


def test_a_level_is_less_certain_the_further_the_declared_mix_is_from_the_models() -> None:
    shares = shares_of([1.0] * 10)
    capability = [0.9] * 5 + [0.1] * 5
    declared = declared_of(shares, [[4.0, 3.0, 2.0, 1.0]] * 5 + [[1.0, 2.0, 3.0, 4.0]] * 5)
    width = {}
    for name, slope in (("alike", -1.0), ("opposed", 1.0)):
        gradients = gradients_of(shares, [slope] * 5 + [-slope] * 5)
        row = (
            estimated(shares, gradients, declared, capability=capability)
            .layers.filter((pl.col("level") == "lead") & (pl.col("layer") == "capability"))
            .row(0, named=True)
        )
        width[name] = (row["value"], row["high"] - row["low"], row["change_high"] - row["change_low"])
    assert width["alike"][0] == width["opposed"][0]
    assert width["alike"][1] < width["opposed"][1]
    assert width["alike"][2] < width["opposed"][2]


def test_role_files_tell_their_shares_by_level_or_nothing() -> None:
    said = {"share_by_level": dict(zip(STAND, (0.1, 0.2, 0.3, 0.4), strict=True)), "id": "aaa-01"}
    roles = pl.DataFrame(
        {
            "role_id": ["b", "a"],
            "declaration": [
                json.dumps({"tasks": [{"id": "bbb-01", "share_by_level": None}]}),
                json.dumps({"tasks": [said]}),
            ],
        }
    )
    found = declared_shares(roles)
    assert found.rows() == [("aaa-01", level, share) for level, share in said["share_by_level"].items()]
    assert declared_shares(roles.filter(pl.col("role_id") == "b")).schema == DECLARED_SCHEMA


def test_a_task_of_higher_gradient_grows_with_every_level() -> None:
    shares = shares_of([1.0, 1.0, 1.0])
    found = level_shares(shares, gradients_of(shares, [-1.0, 0.0, 1.0]), JUDGED)
    by_task = {
        task: [group.filter(pl.col("level") == name)["share"][0] for name in JUDGED.levels]
        for (task,), group in found.group_by("task_id")
    }
    assert by_task["11-1011.00#2"] == sorted(by_task["11-1011.00#2"])
    assert by_task["11-1011.00#0"] == sorted(by_task["11-1011.00#0"], reverse=True)


def test_subjects_do_not_touch_each_other() -> None:
    one, other = shares_of([1.0, 2.0], "a"), shares_of([3.0, 1.0, 1.0], "b")
    of_one, of_other = gradients_of(one, [0.5, -0.5]), gradients_of(other, [1.0, -2.0, 0.0])
    both = Gradients(pl.concat([of_one.table, of_other.table]), 0.5)
    together = level_shares(pl.concat([one, other]), both, JUDGED)
    alone = level_shares(one, of_one, JUDGED)
    found = together.filter(pl.col("subject_id") == "a").sort("level", "task_id")["share"].to_numpy()
    assert found == pytest.approx(alone.sort("level", "task_id")["share"].to_numpy(), abs=1e-9)


def test_tasks_without_a_gradient_keep_their_share_where_none_has_one() -> None:
    shares = shares_of([1.0, 3.0])
    found = level_shares(
        shares, Gradients(pl.DataFrame(schema={"task_id": pl.String, "gradient": pl.Float64}), 0.5), JUDGED
    )
    assert found.filter(pl.col("task_id").str.ends_with("#1"))["share"].to_numpy() == pytest.approx(0.75)


def test_layers_of_levels_average_back_and_lie_in_their_intervals() -> None:
    shares = shares_of([1.0, 2.0, 3.0, 1.0])
    gradients = gradients_of(shares, [1.0, -1.0, 0.2, 0.0])
    found = estimated(shares, gradients, capability=[0.1, 0.9, 0.5, 0.3]).layers
    assert (found["low"] <= found["value"]).all()
    assert (found["value"] <= found["high"]).all()
    capability = found.filter(pl.col("layer") == "capability")
    stand = capability["level"].replace_strict(STAND, return_dtype=pl.Float64)
    whole = float((shares["share"] * pl.Series([0.1, 0.9, 0.5, 0.3])).sum())
    assert float((capability["value"] * stand).sum()) == pytest.approx(whole, abs=1e-4)
    assert float((capability["change"] * stand).sum()) == pytest.approx(0, abs=1e-4)


def test_labels_follow_the_change_of_pressure() -> None:
    shares = shares_of([1.0] * 10)
    gradients = gradients_of(shares, [0.8] * 5 + [-0.8] * 5, 0.3)
    found = estimated(shares, gradients, pressure=[0.1] * 5 + [0.6] * 5).summary
    labels = dict(found.select("level", "label").rows())
    assert labels["junior"] == "Higher"
    assert labels["lead"] == "Reduced"
    level = estimated(shares, gradients).summary
    assert set(level["label"]) == {"Similar"}


def test_layers_that_push_apart_make_a_level_mixed() -> None:
    shares = shares_of([1.0] * 10)
    gradients = gradients_of(shares, [0.8] * 5 + [-0.8] * 5, 0.3)
    found = estimated(shares, gradients, capability=[0.9] * 5 + [0.1] * 5, human_need=[0.9] * 5 + [0.1] * 5).summary
    assert dict(found.select("level", "label").rows())["lead"] == "Mixed"


def test_where_the_model_has_nothing_to_say_it_says_so() -> None:
    few = shares_of([1.0, 1.0])
    flags = estimated(few, gradients_of(few, [1.0, -1.0])).summary
    assert flags["flags"].to_list() == [[FEW_TASKS]] * 4
    assert flags["label"].to_list() == [None] * 4
    alike = shares_of([1.0] * 10)
    flags = estimated(alike, gradients_of(alike, [0.0] * 10)).summary
    assert flags["flags"].to_list() == [[HARDLY_DIFFERS]] * 4


def test_uncertain_gradients_widen_a_level() -> None:
    shares = shares_of([1.0] * 10)
    steep = [0.5] * 5 + [-0.5] * 5
    values = {"capability": [0.9] * 5 + [0.1] * 5}
    sure = estimated(shares, gradients_of(shares, steep, 0.1), **values).layers
    unsure = estimated(shares, gradients_of(shares, steep, 0.9), **values).layers
    lead = (pl.col("level") == "lead") & (pl.col("layer") == "capability")
    one, other = sure.filter(lead).row(0, named=True), unsure.filter(lead).row(0, named=True)
    assert one["value"] == other["value"]
    assert other["high"] - other["low"] > one["high"] - one["low"]
    assert other["change_high"] - other["change_low"] > one["change_high"] - one["change_low"]


def test_variances_are_read_back_from_stored_intervals() -> None:
    row = {"subject_kind": "task", "subject_id": "1", "value": 0.5, "low": 0.4, "high": 0.6}
    rest = {"tier": "published", "coverage": 1.0, "agreement": None, "sources": "made_up"}
    estimates = pl.DataFrame([{**row, "layer": layer, **rest} for layer in LAYERS])
    pressure = pl.DataFrame([{**row, "value": 50.0, "low": 40.0, "high": 60.0}])
    drafts = stored_drafts(estimates, pressure, ["task"])
    assert set(drafts) == {*LAYERS, "pressure"}
    for draft in drafts.values():
        assert draft["value"][0] == 0.5
        assert draft["variance"][0] == pytest.approx((0.1 / 1.645) ** 2, rel=1e-3)


def test_a_role_task_takes_the_gradient_of_its_neighbours() -> None:
    known = Gradients(pl.DataFrame({"task_id": ["1", "2"], "gradient": [1.0, -1.0]}), 0.5)
    near = pl.DataFrame({"role_task_id": ["r/1"] * 2, "task_id_onet": ["1", "2"], "weight": [3.0, 1.0]})
    found = dict(role_gradients(known, near).table.rows())
    assert found["r/1"] == pytest.approx(0.5)
    assert found["1"] == 1.0


def test_missing_gradients_are_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="fit_levels") as caught:
        fitted_gradients(tmp_path)
    assert str(tmp_path) in caught.value.what


def test_the_shipped_gradients_are_of_distinct_tasks_and_finite() -> None:
    found = fitted_gradients()
    assert found.table["task_id"].is_unique().all()
    assert found.table["gradient"].is_finite().all()
    assert found.relative_sd > 0


OCCUPATIONS = pl.DataFrame(
    {
        "occupation_id_onet": ["15-1252.00", "15-1299.00", "11-3021.00", "35-1012.00"],
        "soc_2018": ["15-1252", "15-1299", "11-3021", "35-1012"],
    }
)


def test_seniority_is_standardised_and_says_what_it_knows(evidence_of) -> None:
    rows = [
        (code, "onet_job_zone", float(z)) for code, z in zip(OCCUPATIONS["occupation_id_onet"], (1, 2, 5), strict=False)
    ]
    found = seniority(OCCUPATIONS, evidence_of(rows, subject_kind="occupation"), JUDGED)
    known = found["seniority"].drop_nulls().to_numpy()
    assert len(known) == 3
    assert (known.mean(), known.std()) == pytest.approx((0, 1))
    weight = JUDGED.seniority["onet_job_zone"] / sum(JUDGED.seniority.values())
    assert found["known"].to_list() == pytest.approx([weight] * 3 + [0])


def test_pairs_lead_upwards_within_the_group_or_to_a_manager() -> None:
    ranked = OCCUPATIONS.with_columns(seniority=pl.Series([0.0, 1.0, 2.0, 2.0]), known=pl.lit(1.0))
    related = pl.DataFrame(
        {
            "occupation_id_onet": ["15-1252.00", "15-1299.00", "35-1012.00", "15-1252.00"],
            "related_occupation_id_onet": ["15-1299.00", "11-3021.00", "15-1252.00", "15-1252.00"],
        }
    )
    found = ladder(ranked, related, JUDGED)
    assert found.select("lower", "upper", "managing").rows() == [
        ("15-1252.00", "15-1299.00", False),
        ("15-1252.00", "35-1012.00", True),
        ("15-1299.00", "11-3021.00", True),
    ]
    assert found["gap"].to_list() == [1.0, 2.0, 1.0]


def test_a_shift_towards_the_upper_mix_comes_nearer_and_one_away_does_not() -> None:
    shares = pl.concat([shares_of([1.0, 1.0], "low"), shares_of([1.0, 3.0], "up")])
    kinds = shares.select("task_id", kind=pl.col("task_id").str.tail(1))
    pairs = pl.DataFrame({"lower": ["low"], "upper": ["up"], "gap": [1.0]})
    sides = shares["task_id"].str.tail(1).replace_strict({"0": -0.5, "1": 0.5}, return_dtype=pl.Float64)
    right = mixes(shares, shares.select("task_id", gradient=sides), kinds, JUDGED)
    found = foretold(pairs, right).row(0, named=True)
    assert found["shifted"] < found["unshifted"]
    assert found["rank_correlation"] == pytest.approx(1)
    assert found["told_apart"] == pytest.approx(0.625)
    assert foretold(pairs, right, -1.0)["shifted"][0] > found["unshifted"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"junior": {"step": 0.5, "share": 0.5}, "lead": {"step": -0.5, "share": 0.5}}, "lowest step to the highest"),
        ({"junior": {"step": -0.5, "share": 0.5}, "lead": {"step": 0.5, "share": 0.4}}, "must add to 1"),
    ],
)
def test_levels_must_rise_and_their_shares_add_up(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Levels.model_validate(JUDGED.model_dump() | {"levels": changed})
