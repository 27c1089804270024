"""From the bytes of a CV or posting to its text: plain text, Markdown, Word (.docx) and PDF.

A file is untrusted. Its kind is told from its bytes, not from its name; sizes are limited before and while anything is
unpacked (``judgements/documents.yml``); macros, links, pictures and embedded files are never opened; nothing is written
and nothing is logged.
"""

from __future__ import annotations

import io
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from jobprism.errors import DocumentError
from jobprism.judgements.load import Documents, judgement

_PDF_READER = Path(__file__).with_name("pdf_text.py")
_WORD_TEXT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _PROPERTIES, _RUN_TEXT, _BOX = (f"{_W}{name}" for name in ("p", "pPr", "t", "txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "an old Word (.doc) or another Office file, or one locked by a password",
    b"{\\rtf": "a rich-text (.rtf) file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_ACCEPTED = "Save it as .docx, .pdf, .txt or .md, or paste its text."
# Spaces that pages and word processors use, and marks that are not seen.
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u00ad": None, "\u200b": None, "\ufeff": None})


@dataclass(frozen=True)
class Document:
    """The text of a file.

    Attributes:
        text: lines ended by ``\\n``; headings and list items of a Word file start with ``# `` and ``• ``. Spans are
            offsets into it, in characters.
        kind: ``text``, ``docx`` or ``pdf``.
        pages: pages of a PDF file, else None.
    """

    text: str
    kind: str
    pages: int | None = None


def read_document(data: bytes) -> Document:
    """The text of a file.

    Args:
        data: the file's bytes.

    Raises:
        DocumentError: too large, of a kind that is not read, damaged, locked by a password, or without any text.
    """
    limits = judgement(Documents)
    if len(data) > limits.maximum_bytes:
        raise DocumentError(
            f"The file has more than the {limits.maximum_bytes:,} bytes that a document may have.",
            "Leave out pictures, or paste the text.",
        )
    if data.lstrip()[:5] == b"%PDF-":
        document = _pdf(data, limits)
    elif data.startswith(b"PK\x03\x04"):
        document = Document(_word(data, limits), "docx")
    else:
        document = Document(_plain(data), "text")
    text = _tidy(document.text)
    if len(text) > limits.maximum_characters:
        raise DocumentError(
            f"The document has {len(text):,} characters; {limits.maximum_characters:,} can be read.",
            "Give the pages about one job alone.",
        )
    if not text.strip():
        raise DocumentError(
            "The document holds no text; perhaps its pages are pictures of text (a scan).",
            "Paste the text, or save the document as text first.",
        )
    return Document(text, document.kind, document.pages)


def bytes_of(path: Path) -> bytes:
    """The bytes of a file; no more are read than a document may have, and one.

    Raises:
        DocumentError: there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(judgement(Documents).maximum_bytes + 1)
    except FileNotFoundError as error:
        raise DocumentError(f"There is no file {path}.", "Check its name and folder.") from error
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}.", "Give a file that you may read.") from error


def piped(stream: BinaryIO) -> bytes:
    """The bytes of a pipe, no more than a document may have, and one."""
    return stream.read(judgement(Documents).maximum_bytes + 1)


def _tidy(text: str) -> str:
    """One kind of line end and of space, composed letters, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))
    text = text.translate(_PLAIN)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def _plain(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    Raises:
        DocumentError: the bytes are no text.
    """
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise DocumentError(f"The file is {kind}, which cannot be read.", _ACCEPTED)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise DocumentError("The file is no text: it holds bytes of value zero.", _ACCEPTED)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _word(data: bytes, limits: Documents) -> str:
    """The paragraphs of a Word file; nothing but its main text is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_WORD_TEXT) as part:
            # The archive's own word on sizes is not trusted: what comes out is counted.
            xml = part.read(limits.maximum_unpacked_bytes + 1)
    except KeyError as error:
        raise DocumentError("The file is an archive, but no Word document (.docx).", _ACCEPTED) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise DocumentError("The Word file is damaged or locked by a password.", _ACCEPTED) from error
    if len(xml) > limits.maximum_unpacked_bytes:
        raise DocumentError(
            f"The Word file unpacks to more than {limits.maximum_unpacked_bytes:,} bytes of text.", "Paste the text."
        )
    try:
        return "\n".join(_paragraphs(ElementTree.fromstring(xml, forbid_dtd=True)))
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise DocumentError("The Word file is damaged: its text is not well-formed XML.", _ACCEPTED) from error


def _paragraphs(element: Element) -> Iterator[str]:
    """Text of each paragraph in order, those of a text box after the paragraph it is anchored in."""
    for paragraph in _within(element, closed={_PARAGRAPH, _FALLBACK}):
        if paragraph.tag == _PARAGRAPH:
            yield _mark(paragraph) + "".join(_runs(paragraph))
            for box in _within(paragraph, closed={_BOX, _FALLBACK}):
                if box.tag == _BOX:
                    yield from _paragraphs(box)


def _runs(paragraph: Element) -> Iterator[str]:
    for element in _within(paragraph, closed={_BOX, _FALLBACK, _PROPERTIES}):
        if element.tag == _RUN_TEXT:
            yield element.text or ""
        else:
            yield _BREAKS.get(element.tag, "")


def _within(element: Element, closed: Collection[str]) -> Iterator[Element]:
    """All that is in ``element``, depth first, but nothing that is in an element whose tag is ``closed``."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        yield child
        if child.tag not in closed:
            stack.append(iter(child))


def _mark(paragraph: Element) -> str:
    """What a paragraph is, as a mark before its text: a heading, a list item, or nothing."""
    properties = paragraph.find(_PROPERTIES)
    if properties is None:
        return ""
    style = properties.find(f"{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    if name.startswith(("heading", "title")):
        return "# "
    return "• " if properties.find(f"{_W}numPr") is not None or name.startswith("list") else ""


def _pdf(data: bytes, limits: Documents) -> Document:
    """Text of a PDF file, read by a process of its own that can be ended."""
    command = [sys.executable, "-P", str(_PDF_READER), str(limits.maximum_pages), str(limits.maximum_characters)]
    try:
        done = subprocess.run(
            [*command, str(limits.pdf_memory_bytes)],
            input=data,
            capture_output=True,
            timeout=limits.pdf_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"The PDF file took longer than {limits.pdf_seconds:g} seconds to read.", "Paste the text."
        ) from error
    answer, _, text = done.stdout.decode("utf-8", errors="replace").partition("\n")
    if done.returncode == 0 and answer.isdigit():
        return Document(text, "pdf", int(answer))
    if answer == "locked":
        raise DocumentError("The PDF file is locked by a password.", "Save it without a password, or paste the text.")
    if answer == "pages":
        raise DocumentError(
            f"The PDF file has {text} pages; {limits.maximum_pages} can be read.", "Give the pages about one job alone."
        )
    raise DocumentError("The PDF file is damaged or too complex to read.", "Save it anew, or paste the text.")
