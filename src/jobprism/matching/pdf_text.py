"""A program of its own: reads a PDF file from standard input, writes the number of pages and the text.

It is run as a script by ``documents.py`` and imports nothing of Jobprism, so that it starts fast and a file that
exhausts time or memory ends this process alone. Refusing a file, it writes ``locked``, or ``pages`` and the number.

    python pdf_text.py MAXIMUM_PAGES MAXIMUM_CHARACTERS MAXIMUM_MEMORY_BYTES < file.pdf
"""

from __future__ import annotations

import io
import logging
import sys

from pypdf import PasswordType, PdfReader


def main(maximum_pages: int, maximum_characters: int, maximum_memory_bytes: int) -> int:
    """Read, write, and return the exit code: 0 where the text was written, else 1."""
    _limit_memory(maximum_memory_bytes)
    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    # Many files forbid editing but open without a password; those may be read.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        return _answer("locked", "", 1)
    if len(reader.pages) > maximum_pages:
        return _answer("pages", str(len(reader.pages)), 1)
    texts: list[str] = []
    for page in reader.pages:
        texts.append(page.extract_text())
        if sum(map(len, texts)) > maximum_characters:
            break
    return _answer(str(len(reader.pages)), "\n".join(texts), 0)


def _answer(first: str, rest: str, code: int) -> int:
    sys.stdout.buffer.write(f"{first}\n{rest}".encode("utf-8", errors="replace"))
    return code


def _limit_memory(maximum_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (maximum_bytes, maximum_bytes))


if __name__ == "__main__":
    try:
        sys.exit(main(*(int(a) for a in sys.argv[1:4])))
    except Exception:
        # A traceback could quote the file.
        sys.exit(2)
