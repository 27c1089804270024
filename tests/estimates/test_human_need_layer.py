"""Human need: five holds, of which one strong one is enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jobprism.estimates.human_need import carried, combine, conditions, human_need, task_holds
from jobprism.judgements.base import HOLDS
from jobprism.judgements.load import HumanNeed, judgement

CARING, COMPUTERS = "4.A.4.a.5", "4.A.3.b.1"
OCCUPATIONS = pl.DataFrame(
    {
        "occupation_id_onet": ["29-1141.00", "29-1171.00", "15-1252.00"],
        "soc_2018": ["29-1141", "29-1171", "15-1252"],
        "major_group": ["29", "29", "15"],
    }
)
TASKS = pl.DataFrame({"task_id_onet": [1, 2], "occupation_id_onet": ["29-1141.00", "29-1141.00"]})
CARRIES = carried(
    pl.DataFrame({"task_id_onet": [1, 2], "activity_id_onet": ["care", "type"]}),
    pl.DataFrame({"activity_id_onet": ["care", "type"], "general_activity_id_onet": [CARING, COMPUTERS]}),
    judgement(HumanNeed),
)
EvidenceOf = Callable[..., pl.DataFrame]

strengths = arrays(float, len(HOLDS), elements=st.floats(0, 1))


def full_conditions(position: float, routine: float = 0.0) -> list[tuple[str, float]]:
    """Every measure at the same place of its scale: 0 at its low end, 1 at its high end; routine apart."""
    judged = judgement(HumanNeed)
    measures = {m: scale for named in judged.conditions.values() for m, scale in named.items()}
    called_for = [(m, low + position * (high - low)) for m, (low, high, _) in measures.items()]
    return called_for + [(m, low + routine * (high - low)) for m, (low, high, _) in judged.routine.items()]


def holds_of(evidence: pl.DataFrame) -> dict[int, dict[str, float]]:
    judged = judgement(HumanNeed)
    found = task_holds(TASKS, CARRIES, conditions(OCCUPATIONS, evidence, judged), evidence, judged)
    return {r["task_id_onet"]: r for r in found.rows(named=True)}


@given(strengths, strengths)
def test_stronger_holds_never_lower_the_need(one: np.ndarray, other: np.ndarray) -> None:
    judged = judgement(HumanNeed)
    weak, strong = np.minimum(one, other), np.maximum(one, other)
    assert combine(weak, judged) <= combine(strong, judged) + 1e-12


@given(strengths)
def test_the_need_is_at_least_its_strongest_hold_and_below_1(holds: np.ndarray) -> None:
    judged = judgement(HumanNeed)
    strongest = max(judged.strength[name] * hold for name, hold in zip(HOLDS, holds, strict=True))
    assert strongest - 1e-12 <= combine(holds, judged) <= 1


def test_no_hold_means_no_need() -> None:
    assert combine(np.zeros(len(HOLDS)), judgement(HumanNeed)) == 0


def test_conditions_run_from_0_to_1_over_the_judged_scales(evidence_of: EvidenceOf) -> None:
    judged = judgement(HumanNeed)
    graded = [h for h in HOLDS if h != "licence"]
    for position, expected in ((-0.5, 0.0), (0.0, 0.0), (0.25, 0.25), (1.0, 1.0), (1.5, 1.0)):
        rows = [("29-1141.00", m, v) for m, v in full_conditions(position)]
        table = conditions(OCCUPATIONS, evidence_of(rows, subject_kind="occupation"), judged).table
        nurse = table.filter(pl.col("occupation_id_onet") == "29-1141.00").row(0, named=True)
        assert [nurse[h] for h in graded] == pytest.approx([expected] * len(graded))
        assert nurse["measured"] == 1


def test_routine_takes_off_presence_and_nothing_else(evidence_of: EvidenceOf) -> None:
    judged = judgement(HumanNeed)
    found = {}
    for routine in (0.0, 0.5, 1.0):
        rows = [("29-1141.00", m, v) for m, v in full_conditions(0.8, routine)]
        table = conditions(OCCUPATIONS, evidence_of(rows, subject_kind="occupation"), judged).table
        found[routine] = table.filter(pl.col("occupation_id_onet") == "29-1141.00").row(0, named=True)
    assert found[0.5]["presence"] == pytest.approx(0.8 * (1 - judged.routine_takes / 2))
    assert found[1.0]["presence"] == pytest.approx(0.8 * (1 - judged.routine_takes))
    others = [{h: row[h] for h in HOLDS if h != "presence"} for row in found.values()]
    assert others[0] == others[1] == others[2]


def test_the_licence_hold_is_that_of_the_longest_prefix_named(evidence_of: EvidenceOf) -> None:
    judged = judgement(HumanNeed).model_copy(update={"licence_by_soc": {"29-1171": 0.9, "29": 0.3}})
    rows = [("29-1141.00", m, v) for m, v in full_conditions(0.5)]
    table = conditions(OCCUPATIONS, evidence_of(rows, subject_kind="occupation"), judged).table
    licence = dict(table.select("occupation_id_onet", "licence").rows())
    assert licence == {"29-1141.00": 0.3, "29-1171.00": 0.9, "15-1252.00": judged.licence_elsewhere}


def test_conditions_nobody_measured_are_borrowed_from_the_nearest_group(evidence_of: EvidenceOf) -> None:
    judged = judgement(HumanNeed)
    of_nurses = [("29-1141.00", m, v) for m, v in full_conditions(1.0)]
    of_developers = [("15-1252.00", m, v) for m, v in full_conditions(0.0)]
    table = conditions(OCCUPATIONS, evidence_of(of_nurses + of_developers, subject_kind="occupation"), judged).table
    rows = {r["occupation_id_onet"]: r for r in table.rows(named=True)}
    assert rows["29-1171.00"]["presence"] == pytest.approx(rows["29-1141.00"]["presence"])
    assert rows["29-1171.00"]["measured"] == 0


def test_conditions_of_a_soc_code_stand_in_for_its_occupations(evidence_of: EvidenceOf) -> None:
    judged = judgement(HumanNeed)
    by_code = evidence_of([("29-1141", m, v) for m, v in full_conditions(1.0)], subject_kind="soc")
    own = evidence_of([("29-1141.00", m, v) for m, v in full_conditions(0.0)], subject_kind="occupation")
    nurse = pl.col("occupation_id_onet") == "29-1141.00"
    assert conditions(OCCUPATIONS, by_code, judged).table.filter(nurse)["presence"][0] == pytest.approx(1)
    # What is known of the occupation itself goes first.
    both = pl.concat([by_code, own])
    assert conditions(OCCUPATIONS, both, judged).table.filter(nurse)["presence"][0] == pytest.approx(0)


def test_borrowed_conditions_widen() -> None:
    holds = pl.DataFrame({"task_id_onet": [1, 2, 3], **dict.fromkeys(HOLDS, [0.3] * 3), "measured": [1.0, 0.5, 0.0]})
    holds = holds.with_columns(merged=0.0)
    drafted = human_need(holds, judgement(HumanNeed))
    assert drafted["value"].n_unique() == 1
    own, half, borrowed = drafted["variance"]
    assert own < half < borrowed
    assert drafted["coverage"].to_list() == [1.0, 0.5, 0.0]


def test_a_figure_merged_from_codes_that_differ_widens_and_one_from_codes_alike_does_not(
    evidence_of: EvidenceOf,
) -> None:
    judged = judgement(HumanNeed)
    rows = [("29-1141.00", m, v) for m, v in full_conditions(0.5)]

    def variance(**columns: object) -> float:
        evidence = evidence_of(rows, subject_kind="occupation", **columns)
        holds = task_holds(TASKS, CARRIES, conditions(OCCUPATIONS, evidence, judged), evidence, judged)
        return float(human_need(holds, judged)["variance"][0])

    assert variance() == variance(spread=0.0) == pytest.approx(judged.sd**2)
    assert variance() < variance(spread=0.3) < variance(spread=0.6)


def test_a_physical_task_needs_presence_whatever_its_activity_says(evidence_of: EvidenceOf) -> None:
    judged = judgement(HumanNeed)
    at_most = evidence_of([("29-1141.00", m, v) for m, v in full_conditions(1.0)], subject_kind="occupation")
    unknown = holds_of(at_most)
    flagged = holds_of(pl.concat([at_most, evidence_of([("2", "physical_task", 1.0)])]))
    cleared = holds_of(pl.concat([at_most, evidence_of([("1", "physical_task", 0.0)])]))
    assert flagged[2]["presence"] > unknown[2]["presence"]
    assert flagged[2]["presence"] == pytest.approx(judged.physical_task["flagged"] ** judged.joint)
    assert cleared[1]["presence"] < unknown[1]["presence"]
    # No flag changes nothing, and no flag touches another hold.
    assert flagged[1] == unknown[1]
    assert {h: flagged[2][h] for h in HOLDS[1:]} == {h: unknown[2][h] for h in HOLDS[1:]}


@settings(deadline=None)
@given(st.floats(-1, 2), st.sampled_from([None, 0.0, 1.0]))
def test_holds_and_need_stay_between_0_and_1(evidence_of: EvidenceOf, position: float, flag: float | None) -> None:
    table = evidence_of([("29-1141.00", m, v) for m, v in full_conditions(position)], subject_kind="occupation")
    if flag is not None:
        table = pl.concat([table, evidence_of([("1", "physical_task", flag)])])
    for row in holds_of(table).values():
        assert all(0 <= row[h] <= 1 for h in HOLDS)
        assert 0 <= combine(np.array([row[h] for h in HOLDS]), judgement(HumanNeed)) <= 1


def test_caring_needs_a_person_more_than_typing_does(evidence_of: EvidenceOf) -> None:
    rows = holds_of(evidence_of([("29-1141.00", m, v) for m, v in full_conditions(0.6)], subject_kind="occupation"))
    assert all(rows[1][h] > rows[2][h] for h in HOLDS)


def test_a_task_of_two_activities_carries_their_mean() -> None:
    judged = judgement(HumanNeed)
    both = carried(
        pl.DataFrame({"task_id_onet": [1, 1], "activity_id_onet": ["care", "type"]}),
        pl.DataFrame({"activity_id_onet": ["care", "type"], "general_activity_id_onet": [CARING, COMPUTERS]}),
        judged,
    ).row(0, named=True)
    for hold in HOLDS:
        assert both[hold] == pytest.approx((judged.carries[CARING][hold] + judged.carries[COMPUTERS][hold]) / 2)
