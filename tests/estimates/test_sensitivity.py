"""Weights of one's own, and what each weight does to rankings."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.errors import UsageError
from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.sensitivity import FACTORS, WEIGHTS, parsed_weights, reweighted, sensitivity, with_weights
from jobprism.judgements.base import HOLDS, LAYERS
from jobprism.judgements.load import Bands, HumanNeed, Pressure, judgement

JUDGED = judgement(Pressure)


@given(st.sampled_from(["base", "use", "delegation"]), st.floats(0, 1))
def test_the_unnamed_of_the_three_share_the_rest_in_proportion(name: str, value: float) -> None:
    changed = with_weights(JUDGED, {name: value})
    assert getattr(changed, name) == pytest.approx(value)
    assert changed.base + changed.use + changed.delegation == pytest.approx(1)
    one, other = (n for n in ("base", "use", "delegation") if n != name)
    assert getattr(changed, one) * getattr(JUDGED, other) == pytest.approx(
        getattr(changed, other) * getattr(JUDGED, one), abs=1e-9
    )
    assert changed.hold == JUDGED.hold


def test_no_change_changes_nothing() -> None:
    assert with_weights(JUDGED, {}) == JUDGED
    assert with_weights(JUDGED, {"hold": 0.9}) == JUDGED.model_copy(update={"hold": 0.9})


def test_a_rest_is_split_evenly_where_the_others_weigh_nothing() -> None:
    only_base = with_weights(JUDGED, {"base": 1.0})
    assert with_weights(only_base, {"base": 0.6}).use == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"usage": 0.4}, "no weight 'usage'"),
        ({"use": 1.4}, "not between 0 and 1"),
        ({"use": -0.1}, "not between 0 and 1"),
        ({"use": float("nan")}, "not between 0 and 1"),
        ({"use": 0.7, "base": 0.7}, "above 1"),
        ({"use": 0.2, "base": 0.2, "delegation": 0.2}, "not to 1"),
    ],
)
def test_weights_that_make_no_sense_are_refused(changes: dict[str, float], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        with_weights(JUDGED, changes)
    assert caught.value.next_step


def test_weights_are_read_from_words() -> None:
    assert parsed_weights(["use=0.4", "hold = 0.5"]) == {"use": 0.4, "hold": 0.5}
    for words in (["use"], ["use=much"], ["use=0.4", "use=0.5"]):
        with pytest.raises(UsageError) as caught:
            parsed_weights(words)
        assert "use" in caught.value.what


def draft(values: list[float]) -> pl.DataFrame:
    rows = [(str(i), v, 0.001, "published", 1.0, None, "made_up") for i, v in enumerate(values)]
    return pl.DataFrame(rows, schema=DRAFT_SCHEMA, orient="row")


def world(n: int = 40) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Occupations of one task each, whose layers pull in different directions."""
    spread = [i / (n - 1) for i in range(n)]
    layers = {
        "capability": draft([0.5] * n),
        "use": draft(spread),
        "delegation": draft([0.5] * n),
        "human_need": draft([(i * 7 % n) / n for i in range(n)]),
    }
    assert set(layers) == set(LAYERS)
    ids = [str(i) for i in range(n)]
    return layers, pl.DataFrame({"subject_id": [f"o{i}" for i in ids], "task_id": ids, "share": [1.0] * n})


HELD = pl.DataFrame({"subject_id": [str(i) for i in range(40)], **{h: [0.5] * 40 for h in HOLDS}})


def found_in(layers: dict[str, pl.DataFrame], shares: pl.DataFrame, holds: pl.DataFrame = HELD) -> pl.DataFrame:
    return sensitivity(layers, holds, shares, JUDGED, judgement(HumanNeed), judgement(Bands))


def test_the_table_has_a_row_for_each_weight_halved_and_doubled() -> None:
    layers, shares = world()
    found = found_in(layers, shares)
    assert found.select("weight", "factor").rows() == [(w, f) for w in (*WEIGHTS, *HOLDS) for f in FACTORS]
    assert found["spearman"].is_between(-1, 1).all()
    assert found["moved_bands_share"].is_between(0, 1).all()
    assert (found["moved_two_bands_share"] <= found["moved_bands_share"]).all()
    assert (found["value"] <= 1).all()
    # A weaker hold lets pressure rise, a stronger one lets it fall.
    change = {(r["weight"], r["factor"]): r["mean_change"] for r in found.rows(named=True)}
    assert change["hold", 0.5] > 0 > change["hold", 2.0]


def test_a_weight_that_tells_no_occupations_apart_moves_none() -> None:
    layers, shares = world()
    layers["human_need"] = draft([0.5] * 40)
    found = found_in(layers, shares).filter(pl.col("weight") == "hold")
    assert found["spearman"].to_list() == [1.0, 1.0]
    assert found["largest_rank_move"].to_list() == [0, 0]
    assert found["top_decile_overlap"].to_list() == [1.0, 1.0]


def test_a_stronger_hold_lowers_the_pressure_of_what_it_holds() -> None:
    layers, shares = world()
    held = HELD.with_columns(presence=pl.Series([1.0] * 20 + [0.0] * 20))
    found = found_in(layers, shares, held).filter(pl.col("weight") == "presence")
    weaker, stronger = found["mean_change"]
    assert stronger < weaker


def test_pressure_under_the_judged_weights_is_the_pressure() -> None:
    layers, shares = world(2)
    found = reweighted(layers, shares, JUDGED)
    practice = JUDGED.base + JUDGED.use * 1.0 + JUDGED.delegation * 0.5
    assert found["value"][1] == pytest.approx(100 * 0.5 * practice * (1 - JUDGED.hold * 0.5))


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(0, 1), st.randoms(use_true_random=False))
def test_an_occupations_pressure_rises_with_any_task_and_knows_no_order(
    capability: list[float], raised: float, random: Random
) -> None:
    n = len(capability)
    same = {name: draft([0.4] * n) for name in LAYERS}
    shares = pl.DataFrame({"subject_id": "o", "task_id": [str(i) for i in range(n)], "share": [1 / n] * n})
    before = reweighted(same | {"capability": draft(capability)}, shares, JUDGED)["value"][0]
    more = draft([max(capability[0], raised), *capability[1:]])
    assert reweighted(same | {"capability": more}, shares, JUDGED)["value"][0] >= before - 1e-9
    order = list(range(n))
    random.shuffle(order)
    shuffled = {name: layer[order] for name, layer in (same | {"capability": draft(capability)}).items()}
    assert reweighted(shuffled, shares[order[::-1]], JUDGED)["value"][0] == pytest.approx(before)
