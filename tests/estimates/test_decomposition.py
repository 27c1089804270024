"""The difference of two jobs' pressure, in parts that add up."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.estimates.decomposition import PARTS, WORK_SCHEMA, by_group
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Pressure, judgement

UNIT = st.floats(0, 1)


@st.composite
def jobs(draw: st.DrawFn) -> pl.DataFrame:
    groups = draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))
    weights = [draw(st.floats(0.01, 1)) for _ in groups]
    rows = [
        {
            "group": g,
            "share": w / sum(weights),
            **{layer: draw(UNIT) for layer in LAYERS},
            "pressure": draw(st.floats(0, 100)),
        }
        for g, w in zip(groups, weights, strict=True)
    ]
    return pl.DataFrame(rows, schema=WORK_SCHEMA)


def pressure_of(job: pl.DataFrame) -> float:
    return float((job["share"] * job["pressure"]).sum())


def parted(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    return by_group(first, second, judgement(Pressure))


@given(jobs(), jobs())
def test_the_parts_add_up_to_the_difference(first: pl.DataFrame, second: pl.DataFrame) -> None:
    parts = parted(first, second)
    assert parts["total"].sum() == pytest.approx(pressure_of(first) - pressure_of(second), abs=1e-9)
    assert parts.select(pl.sum_horizontal("mix", *PARTS)).to_series().to_list() == pytest.approx(parts["total"])


@given(jobs(), jobs())
def test_the_other_way_round_every_part_changes_its_sign(first: pl.DataFrame, second: pl.DataFrame) -> None:
    there, back = parted(first, second), parted(second, first)
    for part in ("mix", *PARTS):
        assert there[part].to_list() == pytest.approx([-v for v in back[part]], abs=1e-9)


@given(jobs())
def test_a_job_does_not_differ_from_itself_whatever_the_order_of_its_groups(job: pl.DataFrame) -> None:
    parts = parted(job, job.reverse())
    for part in ("mix", *PARTS):
        assert parts[part].to_list() == pytest.approx([0.0] * parts.height, abs=1e-9)


def test_a_layer_that_alone_differs_bears_the_whole_difference() -> None:
    row = {"group": "a", "share": 1.0, "capability": 0.5, "use": 0.2, "delegation": 0.4, "human_need": 0.5}
    judged = judgement(Pressure)

    def job(need: float) -> pl.DataFrame:
        practice = judged.base + judged.use * 0.2 + judged.delegation * 0.4
        pressure = 100 * 0.5 * practice * (1 - judged.hold * need)
        return pl.DataFrame([{**row, "human_need": need, "pressure": pressure}], schema=WORK_SCHEMA)

    parts = parted(job(0.2), job(0.8)).row(0, named=True)
    assert parts["human_need"] == pytest.approx(parts["total"])
    assert parts["total"] > 0
    assert parts["capability"] == pytest.approx(0, abs=1e-12)
