"""Letters: one message with text, HTML and PDF, and no word of a person's that leaves its place."""

from __future__ import annotations

import pytest

pytest.importorskip("typst", reason="the extra `pdf` is not installed")

from jobprism.publishing.assessment import to_markdown
from jobprism.publishing.illustrated import pdf_of
from jobprism.publishing.letter import as_html, confirmation_letter, report_letter


def test_a_report_goes_as_text_html_and_pdf(core_atlas) -> None:
    own = [{"text": "<script>alert(1)</script> & more", "hours": 2}]
    report = core_atlas.assess({"title": "paralegals", "own": own})
    letter = report_letter(report.title, to_markdown(report), pdf_of(report, core_atlas.edition))
    kinds = [part.get_content_type() for part in letter.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "application/pdf"]
    text, page, pdf = (part for part in letter.walk() if not part.is_multipart())
    assert report.in_short[1] in text.get_content()
    assert "<script>" not in page.get_content()
    assert "&lt;script&gt;" in page.get_content()
    assert "<table>" in page.get_content()
    assert pdf.get_content().startswith(b"%PDF-")


def test_a_title_cannot_add_headers() -> None:
    letter = confirmation_letter("nurse\r\nBcc: all@example.org", "https://example.org/c/x", 24)
    assert letter["Bcc"] is None
    assert "https://example.org/c/x" in letter.get_content()
    assert "24 hours" in letter.get_content()


def test_html_in_a_report_is_shown_not_obeyed() -> None:
    page = as_html("<b>", "# T\n\n<img src=x onerror=alert(1)>\n")
    assert "<img" not in page
    assert "<title>&lt;b&gt;</title>" in page
