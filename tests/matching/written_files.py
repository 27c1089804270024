"""Word and PDF files, made from text for the tests."""

from __future__ import annotations

import io
import textwrap
import zipfile
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINES = 50


def word_file(text: str, *, extra: str = "") -> bytes:
    """A .docx file; Markdown's headings and list marks become styles, ``extra`` is put before the paragraphs."""
    paragraphs = "".join(_paragraph(line) for line in text.split("\n"))
    return zipped(
        {"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{extra}{paragraphs}</w:body></w:document>'}
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _paragraph(line: str) -> str:
    properties = ""
    if line.startswith("#"):
        line, properties = line.lstrip("# "), '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    elif line.startswith(("- ", "* ", "• ")):
        line, properties = line[2:], '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>'
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'


def pdf_file(text: str, pages: int | None = None) -> bytes:
    """A PDF file in Helvetica, lines broken at 90 characters as a page would."""
    lines = [part for line in text.split("\n") for part in (textwrap.wrap(line, 90) or [""])]
    sheets = [lines[i : i + _LINES] for i in range(0, len(lines), _LINES)] if pages is None else [lines[:1]] * pages
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for sheet in sheets:
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in sheet)
        stream = f"BT /F1 10 Tf 12 TL 40 800 Td\n{shown}ET"
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{head}trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
