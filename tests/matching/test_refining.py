"""The hook for a language model: quotations of the text are taken, everything else is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.errors import DocumentError
from jobprism.matching.duties import Duty
from jobprism.matching.reading import read_text
from jobprism.matching.refining import refined

_TEXT = (
    "Clerk\n\nDuties\n- File invoices and\n  pay suppliers\n- Answer calls\n\nWe are closed on Sundays. Answer calls."
)


def _answering(*quotations: object):
    return lambda text, duties: list(quotations)


def test_a_quotation_is_taken_with_its_place_whatever_its_line_breaks() -> None:
    told = refined(_TEXT, [], _answering("File invoices and pay suppliers"))
    assert [(d.text, d.probability) for d in told.duties] == [("File invoices and pay suppliers", None)]
    assert _TEXT[told.duties[0].start : told.duties[0].end] == "File invoices and\n  pay suppliers"
    assert told.refused == 0


@pytest.mark.parametrize(
    "quotation", ["Manage the whole firm", "file invoices", "ile invoices", "", "  ", "...", 7, None, "x" * 5000]
)
def test_what_is_not_in_the_text_is_refused(quotation: object) -> None:
    told = refined(_TEXT, [], _answering(quotation, "Answer calls"))
    assert [d.text for d in told.duties] == ["Answer calls"]
    assert told.refused == 1


def test_the_same_words_twice_take_two_places_and_no_third() -> None:
    told = refined(_TEXT, [], _answering("Answer calls", "Answer calls", "Answer calls"))
    assert len({d.start for d in told.duties}) == 2
    assert told.refused == 1


def test_the_model_sees_the_rules_duties_and_may_cut_them() -> None:
    seen: list[Sequence[str]] = []

    def model(text: str, duties: Sequence[str]) -> Sequence[str]:
        seen.append(duties)
        return [d.split(" and ")[0] for d in duties]

    reading = read_text(_TEXT, refine=model)
    assert "File invoices and pay suppliers" in seen[0]
    assert "File invoices" in [d.text for d in reading.duties]
    assert all(d.probability is not None for d in reading.duties)
    assert reading.refused == 0
    assert [d.text for d in reading.jobs[0].duties] == [d.text for d in reading.duties]


def test_without_a_model_nothing_is_refused() -> None:
    assert read_text(_TEXT).refused is None


@pytest.mark.parametrize("answer", [None, "File invoices", 3, ["Answer calls"] * 501])
def test_an_answer_that_is_no_list_is_an_error(answer: object) -> None:
    with pytest.raises(DocumentError, match="no list"):
        refined(_TEXT, [], lambda text, duties: answer)  # type: ignore[arg-type, return-value]


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=200))
def test_any_answer_gives_spans_of_the_text_that_do_not_overlap(quotations: list[str], text: str) -> None:
    told = refined(text, [Duty(0, 1, text[:1], 0.5)] if text else [], _answering(*quotations))
    ends = [0, *(d.end for d in told.duties)]
    assert all(end <= d.start < d.end <= len(text) for end, d in zip(ends, told.duties, strict=False))
    assert len(told.duties) + told.refused == len(quotations)
