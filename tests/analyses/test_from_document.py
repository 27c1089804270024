"""A document as the start of an assessment: its title, level and duties, with hours that add up."""

from __future__ import annotations

from math import fsum

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from jobprism.analyses.from_document import MOST, drafted, form
from jobprism.analyses.situation import situation
from jobprism.atlas import Atlas
from jobprism.editions.store import CORE, Edition
from jobprism.errors import UsageError

ATLAS = Atlas(Edition(CORE))
KNOWN = frozenset(ATLAS.occupations["occupation_id_onet"])
POSTING = """Senior Paralegal

Duties:
- Draft pleadings and motions: civil cases #1
- Train new staff
- Interview clients and witnesses
"""
READ = ATLAS.read(POSTING.encode())


def test_title_level_and_duties_are_taken_up_and_can_be_assessed() -> None:
    draft = drafted(READ, KNOWN)
    said = situation(draft.said)
    assert (said.title, said.level, said.only_own) == ("23-2011.00", "senior", True)
    assert [t.text for t in said.own] == [d.text for d in READ.duties]
    report = ATLAS.assess(draft.said)
    assert (report.title, report.hours_per_week) == ("Paralegals and Legal Assistants", 40)


@examples(max_examples=30)
@given(st.floats(1, 168))
def test_hours_add_up_to_the_week(week: float) -> None:
    said = situation(drafted(READ, KNOWN, hours_per_week=round(week, 2)).said)
    assert fsum(t.hours for t in said.own) == pytest.approx(said.hours_per_week, abs=1e-9)


def test_a_form_reads_back_as_what_was_drafted_and_keeps_odd_words_words() -> None:
    duty = READ.duties[0].model_copy(update={"text": 'Say: "no" # - {a: b} \U0001f600 =1+1'})
    draft = drafted(READ.model_copy(update={"duties": [duty, *READ.duties[1:]]}), KNOWN)
    back = situation(yaml.safe_load(form(draft)))
    assert back == situation({**draft.said, "answers": dict.fromkeys(back.answers, "as usual")})
    assert back.own[0].text == duty.text


def test_a_document_without_a_known_title_asks_for_one() -> None:
    without = READ.model_copy(update={"title": None})
    with pytest.raises(UsageError, match="title"):
        drafted(without, KNOWN)
    assert drafted(without, KNOWN, "roofer").said["title"] == "roofer"


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("NONDESTRUCTIVE TESTER", "17-3029.01"),  # likeliest "all other" technicians, which O*NET describes no tasks of
        ("AIRCRAFT MAINTENANCE MANAGER", "11-3071.00"),  # likeliest a military occupation
    ],
)
def test_a_title_of_an_occupation_without_figures_is_taken_for_the_next_one(title: str, taken: str) -> None:
    read = ATLAS.read(f"{title}\n\nDuties:\n- Inspect welds\n- Keep records of inspections\n".encode())
    assert read.title
    assert read.title.codes[0].occupation_id_onet not in KNOWN
    draft = drafted(read, KNOWN)
    assert draft.said["title"] == taken
    assert ATLAS.assess(draft.said).id == taken


def test_where_no_job_of_the_title_has_figures_the_duties_are_asked() -> None:
    read = ATLAS.read(b"NONDESTRUCTIVE TESTER\n\nDuties:\n- Prepare food for patients\n- Wash dishes and trays\n")
    assert read.title
    only = read.title.model_copy(update={"codes": read.title.codes[:1]})
    with pytest.raises(UsageError, match="describes no work") as caught:
        drafted(read.model_copy(update={"title": only}), KNOWN)
    assert read.jobs[0].by_duties[0].occupation_title in caught.value.next_step


def test_a_word_of_the_occupations_own_name_tells_no_level() -> None:
    def level(title: str) -> object:
        return drafted(ATLAS.read(f"{title}\n\nDuties:\n- File papers\n".encode()), KNOWN).said.get("level")

    assert level("Administrative Assistant") is None
    assert level("Senior Administrative Assistant") == "senior"
    assert level("Assistant Bookkeeper") == "junior"


def test_more_duties_than_anybody_sets_hours_of_are_left_out_and_counted() -> None:
    many = [READ.duties[0].model_copy(update={"number": n}) for n in range(1, MOST + 4)]
    draft = drafted(READ.model_copy(update={"duties": many}), KNOWN)
    assert (len(draft.duties), draft.left_out) == (MOST, 3)


def test_from_the_command_line(run, tmp_path) -> None:
    posting, me = tmp_path / "posting.md", tmp_path / "me.yml"
    posting.write_text(POSTING, encoding="utf-8")
    assert run("assess", "--core", "--document", str(posting), "--write-form", str(me)).code == 0
    assert "Train new staff" in me.read_text(encoding="utf-8")
    again = run("assess", "--core", "--document", str(posting), "--write-form", str(me))
    assert (again.code, "there already" in again.err) == (2, True)
    by_form = run("assess", "--core", "--file", str(me), "--json")
    assert by_form.out == run("assess", "--core", "--document", str(posting), "--json").out
    both = run("assess", "--core", "--document", str(posting), "--file", str(me))
    assert (both.code, "--document and --file" in both.err) == (2, True)
    assert run("assess", "--core", "--document", str(posting), "--ask").code == 2
