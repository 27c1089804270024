"""The examples of the documentation run, in order, and print what they say they print."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobprism.publishing.data.page import page

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "docs/data.md", "docs/tutorial.md")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    line: int
    follows: bool


def blocks(path: Path) -> list[Block]:
    text = path.read_text(encoding="utf-8")
    found, end = [], 0
    for m in _BLOCK.finditer(text):
        # What stands right under a block is what it prints.
        follows = not text[end : m.start()].strip()
        found.append(Block(m[1], m[2], text[: m.start()].count("\n") + 2, follows))
        end = m.end()
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_run(document: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    printed: str | None = None
    ran = 0
    for block in blocks(ROOT / document):
        place = f"{document}:{block.line}"
        if block.language == "python":
            out = io.StringIO()
            # Empty lines before the code: an error names the line of the document.
            code = compile("\n" * (block.line - 1) + block.text, place, "exec")
            with contextlib.redirect_stdout(out):
                exec(code, names)
            printed, ran = out.getvalue(), ran + 1
        elif block.language == "text" and block.follows and printed is not None:
            assert doctest.OutputChecker().check_output(block.text, printed, _LOOSE), f"{place} printed:\n{printed}"
            printed = None
        elif block.language == "sh" and all(line.startswith("jobprism ") for line in block.text.splitlines()):
            for line in block.text.splitlines():
                done = run(*shlex.split(line, comments=True)[1:])
                assert done.code == 0, f"{place}: {done.err}"
            printed, ran = None, ran + 1
    assert ran > 0


def test_the_page_of_tables_is_made_from_their_declaration() -> None:
    assert (ROOT / "docs" / "data.md").read_text(encoding="utf-8") == page(), "run `make docs`"
