"""Codes for many titles at once: order, precedence, abstention, and whatever people may hand over."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.judgements.load import Matching, judgement
from jobprism.matching.coder import BASES, CODED_SCHEMA, MOST_CANDIDATES, TitleCoder
from jobprism.matching.highest import highest
from jobprism.matching.level import level_words
from jobprism.matching.words import LONGEST, words

BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "matching"

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="session")
def coder(core_atlas: Atlas) -> TitleCoder:
    return core_atlas.coder


def _first(coder: TitleCoder, title: object) -> dict[str, object]:
    return coder.code([title], top=1).row(0, named=True)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Registered Nurse", "29-1141.00"),
        ("SENIOR REGISTERED NURSE", "29-1141.00"),
        ("RN", "29-1141.00"),
        ("R.N.", "29-1141.00"),
        ("Registred Nurse", "29-1141.00"),
        ("Software Engineer II - Remote", "15-1252.00"),
        ("software enginer", "15-1252.00"),
        ("Electricians", "47-2111.00"),
        ("Waitress", "35-3031.00"),
        ("waiter/waitress", "35-3031.00"),
        ("Plumber #48213", "47-2152.00"),
        ("Sr. Accountant, Chicago IL", "13-2011.00"),
        ("Chief Executive Officer (CEO)", "11-1011.00"),
    ],
)
def test_usual_titles_however_they_are_written(coder: TitleCoder, title: str, code: str) -> None:
    found = _first(coder, title)
    assert found["occupation_id_onet"] == code
    assert isinstance(found["confidence"], float)
    assert found["confidence"] >= judgement(Matching).abstain_below


def test_every_occupation_s_own_title_gets_its_code(core_atlas: Atlas, coder: TitleCoder) -> None:
    own = core_atlas.occupations.select("occupation_id_onet", "occupation_title")
    coded = coder.code(own["occupation_title"], top=1)
    wrong = coded.with_columns(wanted=own["occupation_id_onet"]).filter(
        pl.col("role_id").is_null() & pl.col("occupation_id_onet").ne_missing(pl.col("wanted"))
    )
    assert wrong.select("title", "occupation_id_onet", "wanted").rows() == []


def test_a_role_s_own_names_name_it_at_any_level(core_atlas: Atlas, coder: TitleCoder) -> None:
    for role_id, title in core_atlas.edition.table("roles").select("role_id", "title").rows():
        for written in (title, f"Senior {title}", f"{title} II".upper()):
            found = _first(coder, written)
            assert (found["role_id"], found["basis"]) == (role_id, "role"), written
            assert found["occupation_id_onet"] is not None


def test_a_role_within_a_longer_title_is_less_sure(coder: TitleCoder) -> None:
    whole, within = (
        _first(coder, "Machine learning engineer"),
        _first(coder, "Machine learning engineer, Zurich office"),
    )
    assert within["role_id"] == whole["role_id"] == "machine-learning-engineer"
    assert within["confidence"] < whole["confidence"]  # pyright: ignore[reportOperatorIssue]


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Resp Therapist", "Respiratory Therapist"),
        ("Maint. Mech.", "Maintenance Mechanic"),
        ("Mech Engr", "Mechanical Engineer"),
        ("Engr Mgr", "Engineering Manager"),
        ("Staff Acct", "Staff Accountant"),
        ("Acct Mgr", "Account Manager"),
        ("Acct II", "Accountant II"),
        ("Env Svcs Aide", "Environmental Services Aide"),
        ("SUPV, CUST SVC", "Supervisor, Customer Service"),
        ("Director, Lit (Interim)", "Director, Litigation (Interim)"),
    ],
)
def test_an_abbreviation_is_read_as_what_it_stands_for(coder: TitleCoder, short: str, whole: str) -> None:
    first, second = coder.code([short], top=3), coder.code([whole], top=3)
    kept = ["rank", "occupation_id_onet", "role_id", "confidence", "basis"]
    assert first.select(kept).rows() == second.select(kept).rows()


def test_an_abbreviation_in_a_name_that_an_occupation_bears_is_left(
    coder: TitleCoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert coder.model.read("Site Supt").words == ["site", "superintendent"]
    monkeypatch.setattr(
        type(coder.model), "_borne", lambda _, keys: np.array([0 if key == "site supt" else -1 for key in keys])
    )
    assert coder.model.read("Site Supt").words == ["site", "supt"]


@pytest.mark.parametrize("title", ["Senior Welder", "Welder II", "Jr. Welder", "WELDER 3"])
def test_an_everyday_title_is_known_at_any_grade(coder: TitleCoder, title: str) -> None:
    assert _first(coder, title)["occupation_id_onet"] == "51-4121.00"
    assert _first(coder, title)["basis"] == "everyday"


def test_a_word_that_makes_another_job_is_no_grade(coder: TitleCoder) -> None:
    assert _first(coder, "Teacher Assistant")["occupation_id_onet"] != _first(coder, "Teacher")["occupation_id_onet"]


@pytest.mark.parametrize(
    ("code", "first"),
    [("29-1141.00", "29-1141.00"), (" 29-1141.00 ", "29-1141.00"), ("29-1141", "29-1141.00"), ("2221", "29-1141.00")],
)
def test_a_code_pasted_as_a_title_is_that_code(coder: TitleCoder, code: str, first: str) -> None:
    found = _first(coder, code)
    assert (found["occupation_id_onet"], found["basis"]) == (first, "code")


def test_an_esco_address_lies_where_the_crosswalk_says(core_atlas: Atlas, coder: TitleCoder) -> None:
    places = core_atlas.edition.table("foreign_occupations").filter(pl.col("system") == "esco")
    heaviest = places.sort(["code", "weight"], descending=[False, True]).group_by("code", maintain_order=True).first()
    for code, weight in heaviest.head(20).select("code", "weight").rows():
        tied = places.filter((pl.col("code") == code) & (pl.col("weight") == weight))["occupation_id_onet"]
        assert _first(coder, code)["occupation_id_onet"] in tied.to_list()


@pytest.mark.parametrize(
    "title", ["asdf", "n/a", "12345", "???", "", "   ", "\N{GRINNING FACE}", "0", "8", "hello world"]
)
def test_noise_is_left_without_a_code_or_nearly_sure_of_nothing(coder: TitleCoder, title: str) -> None:
    found = _first(coder, title)
    assert found["occupation_id_onet"] is None
    assert found["basis"] == "none"


@pytest.mark.parametrize(("file", "most_coded"), [("nothing.txt", 0.05), ("nothing_else.txt", 0.15)])
def test_nearly_all_strings_that_are_no_titles_are_left_without_a_code(
    coder: TitleCoder, file: str, most_coded: float
) -> None:
    lines = (BENCHMARKS / file).read_text(encoding="utf-8").splitlines()
    coded = coder.code(lines, top=1)
    kept = coded.filter(pl.col("occupation_id_onet").is_not_null() & (pl.col("confidence") >= 0.2))
    assert kept.height <= most_coded * len(lines), kept.select("title", "occupation_title", "confidence").rows()


@pytest.mark.parametrize(
    ("as_exported", "plain"),
    [
        ("Registered&nbsp;Nurse", "Registered Nurse"),
        ("<b>Plumber</b><br>", "Plumber"),
        ("Electrician jobs@some-firm.example", "Electrician"),
        ("Carpenter https://jobs.example/1?x=2", "Carpenter"),
        ("R&amp;D Engineer", "R&D Engineer"),
    ],
)
def test_marks_of_web_pages_and_addresses_are_no_part_of_a_title(
    coder: TitleCoder, as_exported: str, plain: str
) -> None:
    assert _first(coder, as_exported) == {**_first(coder, plain), "title": as_exported}


@pytest.mark.parametrize(
    "title",
    [
        "technician",
        "Assistant",
        "MANAGER",
        "specialist",
        "Consultants",
        "Senior Manager",
        "Technician II",
        "supervisor",
    ],
)
def test_one_open_word_gives_low_confidence_and_no_single_answer(coder: TitleCoder, title: str) -> None:
    coded = coder.code([title], top=5)
    assert coded["confidence"].to_list()[0] <= judgement(Matching).open_word + 1e-4
    assert coded.height > 1 or coded["basis"].to_list() == ["none"]


@pytest.mark.mirror
def test_a_word_is_open_if_names_of_fifty_occupations_end_in_it(mirror: Path) -> None:
    from benchmarks.matching.testsets import base_rows, read_names

    bearers: dict[str, set[str]] = {}
    for title, code in base_rows(read_names(mirror)):
        for last in words(title)[-1:]:
            bearers.setdefault(last, set()).add(code)
    declared, told = judgement(Matching).open_words, level_words()
    of_no_work = declared - {word for word, codes in bearers.items() if len(codes) >= 50}
    assert of_no_work <= told | {"rep", "adviser", "executive", "professional", "employee", "freelancer", "contractor"}
    assert {word for word, codes in bearers.items() if len(codes) >= 50} <= declared


def test_rows_keep_their_order_and_equal_titles_get_equal_codes(coder: TitleCoder) -> None:
    titles = ["Carpenter", None, "Nurse", "Carpenter", "asdf", "Nurse", float("nan"), 29]
    coded = coder.code(titles, top=3)
    assert coded.schema == CODED_SCHEMA
    assert coded["row"].to_list() == sorted(coded["row"].to_list())
    assert coded["row"].unique().to_list() == list(range(len(titles)))
    for first, second in ((0, 3), (2, 5)):
        one, other = (coded.filter(pl.col("row") == r).drop("row") for r in (first, second))
        assert one.equals(other)
    missing = coded.filter(pl.col("row") == 1)
    assert missing.select("rank", "occupation_id_onet", "confidence", "basis").rows() == [(1, None, 0.0, "none")]


def test_ranks_rise_and_confidence_falls(coder: TitleCoder) -> None:
    coded = coder.code(["Nurse manager", "Data analyst", "Driver", "Cook", "Sales rep"], top=10)
    for _, group in coded.group_by("row", maintain_order=True):
        assert group["rank"].to_list() == list(range(1, group.height + 1))
        confidence = group["confidence"].to_list()
        assert confidence == sorted(confidence, reverse=True)
        assert sum(confidence) <= 1 + 1e-3
        assert group.select("occupation_id_onet", "role_id").is_duplicated().sum() == 0


def test_the_first_is_the_same_however_many_are_asked_for(coder: TitleCoder) -> None:
    titles = ["Nurse manager", "Forklift driver", "Head of people", "asdf"]
    one = coder.code(titles, top=1)
    for top in (2, 7, MOST_CANDIDATES):
        assert coder.code(titles, top=top).filter(pl.col("rank") == 1).equals(one)


def test_a_title_is_coded_alike_alone_and_among_many(coder: TitleCoder) -> None:
    titles = [
        f"{level} {job}" for level in ("Junior", "Senior", "Lead") for job in ("welder", "chemist", "barber")
    ] * 300
    titles = [f"{t} {i % 700}" for i, t in enumerate(titles)]
    together = coder.code(titles, top=1)
    for row in (0, 5, 1500, len(titles) - 1):
        alone = coder.code([titles[row]], top=1).row(0, named=True)
        among = together.row(row, named=True)
        assert alone["occupation_id_onet"] == among["occupation_id_onet"]
        assert alone["confidence"] == pytest.approx(among["confidence"], abs=2e-4)


def test_an_industry_or_a_description_moves_an_open_title(coder: TitleCoder) -> None:
    plain = coder.code(["Manager"], top=5)
    told = coder.code(["Manager"], top=5, industry=["hotel"], description=["runs a hotel and its front desk"])
    hotel = pl.col("occupation_id_onet") == "11-9081.00"
    before = plain.filter(hotel)["confidence"].sum()
    assert told.filter(hotel)["confidence"].sum() >= before


def test_no_titles_give_no_rows(coder: TitleCoder) -> None:
    assert coder.code([]).schema == CODED_SCHEMA
    assert coder.code([]).is_empty()


@pytest.mark.parametrize("top", [0, -1, MOST_CANDIDATES + 1])
def test_a_number_of_candidates_out_of_range_is_refused(coder: TitleCoder, top: int) -> None:
    with pytest.raises(UsageError, match=str(top)):
        coder.code(["Nurse"], top=top)


@pytest.mark.parametrize(
    "titles",
    [
        "Nurse",
        b"Nurse",
        5,
        None,
        {"Nurse", "Cook"},
        {"title": "Nurse"},
        [["Nurse"]],
        [{"title": "Nurse"}],
        [b"Nurse"],
        [datetime.date(2026, 1, 1)],
        pl.DataFrame({"title": ["Nurse"]}),
        pl.Series([["Nurse"]]),
        pl.Series([b"Nurse"]),
        pl.Series([datetime.timedelta(1)]),
    ],
)
def test_what_is_no_list_of_titles_is_refused_with_a_next_step(coder: TitleCoder, titles: object) -> None:
    with pytest.raises(UsageError) as caught:
        coder.code(titles)  # pyright: ignore[reportArgumentType]
    assert caught.value.next_step


def test_contexts_of_another_length_are_refused(coder: TitleCoder) -> None:
    with pytest.raises(UsageError, match="2 titles, but 1"):
        coder.code(["Nurse", "Cook"], industry=["hospital"])


@pytest.mark.parametrize(
    "titles",
    [
        pl.Series(["Nurse", None], dtype=pl.Categorical),
        pl.Series([1.5, float("nan")]),
        pl.Series([datetime.date(2026, 1, 1), None]),
        pl.Series([True, None]),
        pl.Series([None, None]),
        ("Nurse", None),
    ],
)
def test_a_column_of_any_plain_type_is_read_as_text(coder: TitleCoder, titles: pl.Series) -> None:
    coded = coder.code(titles, top=1)
    assert coded.height == 2
    assert coded["title"].to_list()[1] is None
    assert coded["confidence"].to_list()[1] == 0


@given(st.text(alphabet=st.sampled_from("aZ9 é<>@&;:/.'()[]"), min_size=LONGEST, max_size=3 * LONGEST))
def test_what_comes_after_the_longest_title_is_not_read(coder: TitleCoder, title: str) -> None:
    assert coder.model.read(title) == coder.model.read(title[:LONGEST])


@pytest.mark.parametrize(
    "title",
    ["nurse " * 200_000, "a" * 1_000_000, "((((" * 250_000, "\u0301" * 1_000_000, "<a" * 500_000, "a" * 999_999 + "@"],
)
def test_a_text_of_a_megabyte_is_read_to_its_limit(coder: TitleCoder, title: str) -> None:
    assert coder.code([title], top=1).row(0)[2:] == coder.code([title[:LONGEST]], top=1).row(0)[2:]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans()), max_size=8))
def test_any_values_give_a_row_each(coder: TitleCoder, titles: list[object]) -> None:
    coded = coder.code(titles, top=2)
    assert coded["row"].unique().to_list() == list(range(len(titles)))
    assert coded["confidence"].is_between(0, 1).all()
    assert set(coded["basis"].to_list()) <= set(BASES)


@given(st.text(alphabet=st.characters(categories=["Cs", "Cc", "Zs", "Sm", "Mn"]), max_size=60))
def test_odd_characters_alone_are_no_title(coder: TitleCoder, title: str) -> None:
    assert _first(coder, title)["occupation_id_onet"] is None


@given(st.lists(st.lists(st.integers(0, 4), min_size=70, max_size=70), min_size=1, max_size=4), st.integers(1, 6))
def test_the_highest_are_those_of_a_whole_sort(rows: list[list[int]], count: int) -> None:
    import numpy as np

    values = np.array(rows, dtype=np.float32)
    assert np.array_equal(highest(values, count), np.argsort(-values, axis=1, kind="stable")[:, :count])
