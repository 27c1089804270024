"""Skills: as exposed as the tasks that use them."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.estimates.frames import DRAFT_SCHEMA
from jobprism.estimates.raters import correlations
from jobprism.estimates.skills import element_links, occupation_elements, skill_estimates
from jobprism.judgements.load import Skills, judgement

JUDGED = judgement(Skills)
N = 2 * JUDGED.fewest_occupations
CODES = [f"11-{i:04d}.00" for i in range(N)]
# Every occupation writes and lifts; the first half mostly writes, the second half mostly lifts.
WRITE, LIFT = "4.A.3.b.6.I01", "4.A.3.a.2.I01"
SHARES = pl.DataFrame(
    [
        {"subject_kind": "occupation", "subject_id": code, "task_id": f"{code}#{kind}", "share": share}
        for i, code in enumerate(CODES)
        for kind, share in (("w", 0.8 if i < N / 2 else 0.2), ("l", 0.2 if i < N / 2 else 0.8))
    ]
)
TASK_ACTIVITIES = SHARES.select(
    "task_id",
    activity_id_onet=pl.when(pl.col("task_id").str.ends_with("w")).then(pl.lit(WRITE)).otherwise(pl.lit(LIFT)),
)


def elements_of(rows: list[tuple[str, str, str, float | None]]) -> pl.DataFrame:
    columns = ["subject_id", "kind", "element_id", "importance"]
    schema = {"subject_id": pl.String, "kind": pl.String, "element_id": pl.String, "importance": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").select(columns)
    return frame.select(
        pl.lit("occupation").alias("subject_kind"), *columns, pl.lit(None, dtype=pl.UInt32).alias("named")
    )


ELEMENTS = elements_of(
    [(code, "skill", "writing", 4.5 if i < N / 2 else 2.9) for i, code in enumerate(CODES)]
    + [(code, "skill", "lifting", 2.9 if i < N / 2 else 4.5) for i, code in enumerate(CODES)]
    + [(code, "technology", "editor", None) for code in CODES[: N // 2]]
    + [(code, "technology", "rare", None) for code in CODES[: JUDGED.fewest_occupations - 1]]
)
LINKS = element_links(ELEMENTS, SHARES, TASK_ACTIVITIES, JUDGED)


def drafts_of(of_writing: float, of_lifting: float, need: float = 0.3) -> dict[str, pl.DataFrame]:
    value = pl.when(pl.col("task_id").str.ends_with("w")).then(of_writing).otherwise(of_lifting)
    base = SHARES.select(
        subject_id="task_id",
        value=value,
        variance=pl.lit(0.001),
        tier=pl.lit("published"),
        coverage=pl.lit(1.0),
        agreement=pl.lit(None, dtype=pl.Float64),
        sources=pl.lit("made_up"),
    ).cast(dict(DRAFT_SCHEMA))
    return {
        "capability": base,
        "use": base.with_columns(value=pl.lit(0.1)),
        "human_need": base.with_columns(value=pl.lit(need)),
    }


def estimated(drafts: dict[str, pl.DataFrame], links: pl.DataFrame = LINKS) -> dict[tuple[str, str], dict[str, object]]:
    found = skill_estimates(ELEMENTS, links, SHARES, TASK_ACTIVITIES, drafts, correlations(), JUDGED)
    return {(r["subject_id"], r["element_id"]): r for r in found.rows(named=True)}


def test_an_element_goes_with_what_occupations_that_call_for_it_do_more() -> None:
    linked = {(e, a) for _, e, a, _ in LINKS.rows()}
    assert linked == {("writing", WRITE), ("lifting", LIFT), ("editor", WRITE)}
    assert (LINKS["weight"] > 0).all()


def test_software_of_few_occupations_has_no_links_and_is_as_exposed_as_the_job() -> None:
    assert "rare" not in LINKS["element_id"]
    found = estimated(drafts_of(0.9, 0.1), LINKS.filter(pl.col("element_id") != "editor"))
    assert found[CODES[0], "rare"]["capability"] == pytest.approx(0.8 * 0.9 + 0.2 * 0.1)


def test_a_skill_is_as_exposed_as_the_tasks_that_use_it() -> None:
    found = estimated(drafts_of(0.9, 0.1))
    for code in CODES:
        writing, lifting = found[code, "writing"]["capability"], found[code, "lifting"]["capability"]
        assert 0.1 <= lifting < writing <= 0.9


@pytest.mark.parametrize(
    ("capability", "need", "expected"),
    [
        (JUDGED.exposed_from + 0.1, JUDGED.held_from - 0.1, "exposed"),
        (JUDGED.exposed_from + 0.1, JUDGED.held_from + 0.1, "complementary"),
        (JUDGED.resilient_below - 0.1, JUDGED.held_from - 0.1, "resilient"),
        (JUDGED.resilient_below - 0.1, JUDGED.held_from + 0.1, "resilient"),
        (JUDGED.resilient_below + 0.1, JUDGED.held_from - 0.1, "mixed"),
        (JUDGED.resilient_below + 0.1, JUDGED.held_from + 0.1, "complementary"),
    ],
)
def test_classes_by_rule(capability: float, need: float, expected: str) -> None:
    row = estimated(drafts_of(capability, capability, need))[CODES[0], "writing"]
    assert row["class"] == expected
    held = "held_by_people" in row["reasons"]  # type: ignore[operator]
    assert held == (need >= JUDGED.held_from)


def test_reasons_say_how_a_skill_differs_from_the_job() -> None:
    found = estimated(drafts_of(0.9, 0.1))
    assert "less_exposed_than_the_job" in found[CODES[0], "lifting"]["reasons"]  # type: ignore[operator]
    assert "more_exposed_than_the_job" in found[CODES[-1], "writing"]["reasons"]  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_raising_a_tasks_capability_never_lowers_a_skills(one: float, other: float, lifting: float) -> None:
    low, high = sorted((one, other))
    before, after = estimated(drafts_of(low, lifting)), estimated(drafts_of(high, lifting))
    for key, row in before.items():
        assert row["capability"] <= after[key]["capability"] + 1e-9  # type: ignore[operator]
        assert row["capability_low"] <= row["capability"] <= row["capability_high"]  # type: ignore[operator]


def test_an_unimportant_skill_is_not_listed() -> None:
    weak = elements_of([(CODES[0], "skill", "writing", JUDGED.least_importance - 0.1)])
    found = skill_estimates(weak, LINKS, SHARES, TASK_ACTIVITIES, drafts_of(0.9, 0.1), correlations(), JUDGED)
    assert found.is_empty()


def test_elements_come_from_ratings_and_named_software(evidence_of: Callable[..., pl.DataFrame]) -> None:
    table = evidence_of(
        [
            ("a", "onet_skill_importance/2.A.1.a", 3.0),
            ("a", "onet_knowledge_importance/2.C.1.a", 4.0),
            ("a", "other", 1.0),
        ],
        subject_kind="occupation",
    )
    software = pl.DataFrame({"occupation_id_onet": ["a", "a"], "technology": ["x", "y"], "commodity_code": [7, 7]})
    rows = occupation_elements(table, software).select("kind", "element_id", "importance", "named").rows()
    assert rows == [
        ("knowledge", "2.C.1.a", 4.0, None),
        ("skill", "2.A.1.a", 3.0, None),
        ("technology", "7", None, 2),
    ]


def test_classes_may_not_overlap() -> None:
    with pytest.raises(ValueError, match="resilient_below must lie below exposed_from"):
        Skills.model_validate(JUDGED.model_dump() | {"resilient_below": JUDGED.exposed_from})
