"""PDF: tagged, titled, the same each time, and nothing in a text is taken for a command."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from jobprism.analyses.documents import EditionNote
from jobprism.publishing.assessment import to_markdown as assessment_markdown
from jobprism.publishing.charts.own import week_picture
from jobprism.publishing.illustrated import pdf_of
from jobprism.publishing.markdown import escape, grid, to_markdown
from jobprism.publishing.pdf import Illustration, blocks_of, to_pdf

typst = pytest.importorskip("typst", reason="the extra `pdf` is not installed")

EDITION = EditionNote(
    id="2026.11", kind="core", date="2026-11-21", volume=1, number=1, content_hash="0" * 64, jobprism_version="0"
)
HOSTILE = [
    '#read("/etc/passwd")',
    "$x^2$ @ref <label>",
    "*bold* _it_ `code`",
    "a | b \\ c",
    "= heading",
    "\u202eabc \U0001f600",
]


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_report_is_tagged_titled_in_a_language_and_carries_its_fonts(core_atlas) -> None:
    report = core_atlas.report("registered nurses")
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(to_markdown(report), report.edition)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].lower().startswith("en")
    assert reader.metadata.title == "Registered Nurses"
    assert "pdfuaid" in str(root["/Metadata"].get_object().get_data())
    fonts = {f for page in reader.pages for f in page["/Resources"]["/Font"].get_object().values()}
    assert fonts
    for font in fonts:
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(inner.get_object())


def test_it_says_what_the_markdown_says(core_atlas) -> None:
    report = core_atlas.assess({"title": "paralegals", "own": [{"text": "Train the interns", "hours": 3}]})
    text = words(to_pdf(assessment_markdown(report), report.edition)).replace("-", "").replace("\u2010", "")
    for said in (*report.in_short, *report.month, *report.not_this, "Train the interns"):
        plain = "".join(said.split()).replace("-", "")
        assert plain[:60] in text


def test_the_same_document_gives_the_same_bytes(core_atlas) -> None:
    report = core_atlas.report("roofers")
    assert to_pdf(to_markdown(report), report.edition) == to_pdf(to_markdown(report), report.edition)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_set_as_text(text: str) -> None:
    page = f"# A title\n\n- {escape(text)}\n\n{grid(['Head'], [[text]])}\n"
    _, (listed, table) = blocks_of(page)
    assert "".join(run["text"] for run in listed["items"][0]) == text
    assert "".join(run["text"] for run in table["rows"][0][0]) == text
    assert len(pypdf.PdfReader(io.BytesIO(to_pdf(page, EDITION))).pages) == 1


def test_pictures_stand_under_their_headings_with_their_text_alternative() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    shown = {"Second": [Illustration(svg, "A black square", "The square")]}
    with_picture = to_pdf("# T\n\n## First\n\nText.\n\n## Second\n\nMore.\n", EDITION, shown)
    assert "Thesquare" in words(with_picture)
    assert words(with_picture).index("Second") < words(with_picture).index("Thesquare")
    assert len(with_picture) > len(to_pdf("# T\n\n## First\n\nText.\n\n## Second\n\nMore.\n", EDITION))


def test_a_document_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="heading"):
        blocks_of("Just text.")


def alternatives(pdf: bytes) -> list[str]:
    """Text alternatives of the figures, in the order of the structure tree."""
    found: list[str] = []

    def walk(node: object) -> None:
        entry = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(entry, list):
            for kid in entry:
                walk(kid)
        elif isinstance(entry, dict):
            if entry.get("/S") == "/Figure":
                found.append(str(entry.get("/Alt", "")))
            walk(entry.get("/K"))

    walk(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_a_personal_report_has_a_cover_contents_and_pictures_with_alternatives(core_atlas) -> None:
    report = core_atlas.assess({"title": "paralegals", "level": "lead", "own": [{"text": "Train interns", "hours": 3}]})
    pdf = pdf_of(report, core_atlas.edition)
    first = "".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "Apersonalreport" in first
    assert "Contents" in first
    assert report.edition.content_hash[:12] in first
    yours = report.pressure[0]
    assert f"{yours.value:.0f}({yours.low:.0f}-{yours.high:.0f})" in first
    told = set(alternatives(pdf))
    assert week_picture(report).alt in told
    assert all(told)
    assert len(told) == 2


def test_documents_with_pictures_give_the_same_bytes_and_say_what_they_are(core_atlas) -> None:
    plan = core_atlas.plan("paralegals", start=date(2026, 11, 23), weeks=2)
    level = core_atlas.level("paralegals", "senior")
    for document, said in ((plan, "23November2026to6December2026"), (level, "Ajobatalevel")):
        made = pdf_of(document, core_atlas.edition)
        assert made == pdf_of(document, core_atlas.edition)
        assert said in words(made)
        assert alternatives(made)


def test_a_profession_report_has_all_its_pictures(core_atlas) -> None:
    report = core_atlas.report("registered nurses")
    made = pdf_of(report, core_atlas.edition)
    assert len(set(alternatives(made))) == 6  # pressure, tasks, indices, use, levels, outlook
    for heading in ("Useovertime", "Bylevel", "Yearstocome"):
        assert heading in words(made)


def test_a_section_that_is_a_picture_stands_whole_before_the_next(core_atlas) -> None:
    for title in ("47-2181.00", "41-9041.00", "machine-learning-engineer"):
        text = words(pdf_of(core_atlas.report(title), core_atlas.edition))
        of_role = title == "machine-learning-engineer"
        order = [] if of_role else ["Useovertime", "usereported,releasebyrelease."]
        order += ["Bylevel", "pressurebylevel.", "Yearstocome", "whatassumptionsmakeofitby", "Notes", "Sources"]
        places = [text.rindex(said) for said in order]
        assert places == sorted(places), title


def test_a_short_table_stays_on_one_page() -> None:
    # Wherever it falls on the page, its rows stand together.
    for lines in range(40, 64):
        page = "# T\n\n" + "Text.\n\n" * lines + grid(["Head"], [["first row"], ["second row"], ["third row"]]) + "\n"
        pages = pypdf.PdfReader(io.BytesIO(to_pdf(page, EDITION))).pages
        holding = [n for n, sheet in enumerate(pages) for said in ("first", "third") if said in sheet.extract_text()]
        assert len(set(holding)) == 1


def test_a_picture_does_not_tear_its_sections_table() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    shown = {"First": [Illustration(svg, "A black square", "The square")]}
    text = words(to_pdf(f"# T\n\n## First\n\n{grid(['Head'], [['a row']])}\n\nAfter.\n\n## Second\n", EDITION, shown))
    assert text.index("arow") < text.index("Thesquare")


def test_a_document_without_pictures_is_set_all_the_same(core_atlas) -> None:
    made = pdf_of(core_atlas.skills("roofers"), core_atlas.edition)
    assert not alternatives(made)
    assert "Roofers" in words(made)
