"""Computed sentences read well, whatever the figures are: rules checked over hundreds of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from jobprism.analyses.documents import ProfessionReport

NOUN = "(?:task|activity|conversation|occupation|release)"
BETWEEN = r"(?:(?:other|labelled|nearest|O\*NET|Claude\.ai) )*"
MISTAKES = {
    "a plural after one": rf"(?<![\d,.])1 {BETWEEN}(?:tasks|activities|conversations|occupations)\b",
    "a singular after several": rf"(?<![\d,.])(?!1 )\d[\d,]* {BETWEEN}{NOUN}\b(?! (?:file|mix))",
    "one are": r"(?<![\d,.])1 are\b",
    "several is": r"(?<![\d,.])(?!1 )\d[\d,]* is\b",
    "none are": r"\bnone are\b",
    "all is": r"\ball is\b",
    "a count of 0": r"(?<![\d,.])0 (?:task|activit|conversation|is|are|more|less|exposed)",
    "a double space": r"\s\s",
    "a space before punctuation": r"\s[,.;:)](?!\d)",
    "two full stops": r"\.\.",
    "punctuation in a row": r"[,;:][,;:.]",
    "a missing value": r"\b(?:None|nan|NaN|null|inf|True|False)\b",
    "an unfilled place": r"[{}]",
    "0 percent said of something": r"\b0 % of the work is\b",
}
# A calm register: none of these, in any sentence of ours.
SCARE_WORDS = (
    "doom|obsolete|threat|destroy|cooked|apocalypse|extinct|annihilat|devastat|catastroph|terrif|panic|alarming|"
    "wiped? out|take over|steal|killer|robots|bloodbath|endangered|at risk|safe from"
)


def _paragraphs(report: ProfessionReport) -> Iterator[str]:
    yield from report.in_short
    yield from report.not_this
    yield from report.spread
    yield from report.notes
    yield from report.why_human
    for row in (*report.handles_well, *report.struggles_with):
        yield f"{row.evidence.capitalize()}."
    for question in report.faq:
        yield question.answer
    for row in report.tasks:
        yield row.rationale


@pytest.mark.parametrize("mistake", MISTAKES)
def test_no_sentence_has(mistake: str, documents: list[ProfessionReport]) -> None:
    found = [(d.subject.id, p) for d in documents for p in _paragraphs(d) if re.search(MISTAKES[mistake], p)]
    assert found == []


def test_every_sentence_starts_with_a_capital_and_ends_with_one_full_stop(documents: list[ProfessionReport]) -> None:
    wrong = []
    for document in documents:
        for paragraph in _paragraphs(document):
            text = paragraph.replace("et al. ", "et al ")
            if not re.match(r"[A-Z]", text) or re.search(r"\. [a-z]", text) or not re.search(r"[^.]\.$", text):
                wrong.append((document.subject.id, paragraph))
    assert wrong == []


def test_no_sentence_uses_a_scare_word(documents: list[ProfessionReport]) -> None:
    found = []
    for document in documents:
        for paragraph in _paragraphs(document):
            # A sentence may name a row of the table, as in “Threat-model new systems …”: that is the job's own word.
            ours = paragraph
            for row in document.tasks:
                ours = ours.replace(f"“{row.label}”", "")
            if re.search(rf"\b(?:{SCARE_WORDS})", ours, re.I):
                found.append((document.subject.id, paragraph))
    assert found == []


def test_in_short_has_three_to_five_sentences_and_says_none_twice(documents: list[ProfessionReport]) -> None:
    assert {d.subject.id: len(d.in_short) for d in documents if not 3 <= len(d.in_short) <= 5} == {}
    assert [d.subject.id for d in documents if len(set(d.in_short)) < len(d.in_short)] == []


def test_every_document_says_that_pressure_is_no_probability_of_losing_a_job(
    documents: list[ProfessionReport],
) -> None:
    without = [d.subject.id for d in documents if "not the probability of losing a job" not in " ".join(d.not_this)]
    assert without == []


def test_brackets_and_quotes_are_closed(documents: list[ProfessionReport]) -> None:
    wrong = [
        (d.subject.id, p)
        for d in documents
        for p in _paragraphs(d)
        if p.count("(") != p.count(")") or p.count("“") != p.count("”")
    ]
    assert wrong == []


def test_a_sentence_claims_nothing_about_a_layer_that_is_missing(documents: list[ProfessionReport]) -> None:
    without = [d for d in documents if d.layers.delegation is None]
    assert without, "no chosen document lacks delegation"
    for document in without:
        assert not any("handed over" in line or "shared with AI" in line for line in document.in_short)
        assert any("Delegation was not observed" in note for note in document.notes)
