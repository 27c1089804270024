"""Bytes to text: kinds of files, limits, and files that mean harm."""

from __future__ import annotations

import pytest

from jobprism.errors import DocumentError
from jobprism.judgements.load import Documents, judgement
from jobprism.matching import documents
from jobprism.matching.documents import read_document
from matching.written_files import pdf_file, word_file, zipped

_LINES = "# Duties\n- Cook lunch for ninety (and tea)\nClosed on Mondays"


def test_word_file_keeps_headings_and_items() -> None:
    found = read_document(word_file(_LINES))
    assert (found.kind, found.text) == ("docx", "# Duties\n• Cook lunch for ninety (and tea)\nClosed on Mondays")


def test_word_file_reads_tables_and_text_boxes_once() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent><w:t>Around it</w:t></w:r></w:p>"
    )
    cell = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell</w:t><w:br/><w:t>below</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    text = read_document(word_file("End", extra=box + cell)).text
    assert text.split("\n") == ["Around it", "In a box", "In a cell", "below", "End"]


def test_deleted_words_of_a_word_file_are_not_read() -> None:
    deleted = "<w:p><w:del><w:r><w:delText>secret</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>"
    assert read_document(word_file("End", extra=deleted)).text == "kept\nEnd"


def test_pdf_file() -> None:
    found = read_document(pdf_file(_LINES))
    assert (found.kind, found.pages) == ("pdf", 1)
    assert "Cook lunch for ninety (and tea)" in found.text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café\r\nbar\u00a0x\u200b".encode(), "Café\nbar x"),
        ("\ufeffplain".encode(), "plain"),
        ("naïve".encode("utf-16"), "naïve"),
        ("Küche".encode("cp1252"), "Küche"),
        (b"bell\x07 and\x0cpage", "bell and\npage"),
    ],
)
def test_plain_text_of_any_usual_encoding(data: bytes, text: str) -> None:
    assert read_document(data).text == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no text"),
        (b" \n\t", "no text"),
        (b"\xd0\xcf\x11\xe0 old", "old Word"),
        (b"{\\rtf1 x}", "rich-text"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\x01\x00\x02", "no text"),
        (b"PK\x03\x04 torn", "damaged"),
        (zipped({"other.txt": "x"}), "no Word document"),
        (zipped({"word/document.xml": "<w:document"}), "not well-formed"),
        (b"%PDF-1.7\nnothing of the kind", "PDF file is damaged"),
        (pdf_file(""), "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read_document(data)
    assert caught.value.next_step


def test_entities_that_grow_are_refused() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    with pytest.raises(DocumentError, match="not well-formed"):
        read_document(zipped({"word/document.xml": bomb}))


def test_an_archive_that_unpacks_too_large_is_refused() -> None:
    bomb = zipped({"word/document.xml": b"<" + b" " * (judgement(Documents).maximum_unpacked_bytes + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(DocumentError, match="unpacks to more than"):
        read_document(bomb)


def test_only_the_text_of_a_word_file_is_unpacked() -> None:
    macros = zipped({"word/document.xml": "<d/>", "word/vbaProject.bin": b"\0" * 50_000_000, "../../evil": "x"})
    with pytest.raises(DocumentError, match="no text"):
        read_document(macros)


def test_too_many_bytes_pages_and_characters_are_refused() -> None:
    limits = judgement(Documents)
    with pytest.raises(DocumentError, match="bytes"):
        read_document(b"x" * (limits.maximum_bytes + 1))
    with pytest.raises(DocumentError, match=f"{limits.maximum_pages + 1} pages"):
        read_document(pdf_file("x", pages=limits.maximum_pages + 1))
    with pytest.raises(DocumentError, match="characters"):
        read_document(b"x " * limits.maximum_characters)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = judgement(Documents).model_copy(update={"pdf_seconds": 0.001})
    monkeypatch.setattr(documents, "judgement", lambda _: limits)
    with pytest.raises(DocumentError, match="longer than"):
        read_document(pdf_file("slow"))


def test_an_error_does_not_quote_the_file() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(b"%PDF-1.4 Jane Doe, 5 Elm Street")
    assert "Jane" not in str(caught.value)
