"""The labelled CVs and postings of ``corpus/``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import yaml

FOLDER = Path(__file__).with_name("corpus")
_MARKS = "⟦⟧⟨⟩"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


@dataclass(frozen=True)
class Labelled:
    """A document without its marks, and what should be found in it; spans are offsets into ``text``."""

    name: str
    text: str
    expected: dict
    duties: list[tuple[int, int]]
    others: list[tuple[int, int]]


def corpus(part: str | None = None) -> list[Labelled]:
    """All documents, or those of ``development`` or ``held_out``."""
    split = yaml.safe_load((FOLDER / "split.yml").read_text(encoding="utf-8"))
    names = split[part] if part else sorted(chain.from_iterable(split.values()))
    return [_labelled(FOLDER / name) for name in names]


def _labelled(path: Path) -> Labelled:
    _, front, marked = path.read_text(encoding="utf-8").split("---\n", 2)
    text, spans = "", {"⟦": [], "⟨": []}
    for piece in re.split(f"([{_MARKS}])", marked):
        if piece in ("⟦", "⟨"):
            opened, begin = piece, len(text)
        elif piece in ("⟧", "⟩"):
            spans[opened].append((begin, len(text)))
        else:
            text += piece
    duties, stretches = spans["⟦"], spans["⟨"]
    others = [*_sentences(text, stretches), *_lines(text, duties + stretches)]
    return Labelled(path.name, text, yaml.safe_load(front), duties, sorted(others))


def _lines(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences of the lines, without what is taken."""
    free = "".join("\n" if any(a <= i < b for a, b in taken) else c for i, c in enumerate(text))
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", free)]
    return _sentences(free, lines)


def _sentences(text: str, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = []
    for a, b in stretches:
        at = a
        for end in [*(m.end() for m in _SENTENCE.finditer(text, a, b)), b]:
            if len(re.findall(r"\w+", text[at:end])) >= 3:
                found.append((at, end))
            at = end
    return found


def covered(span: tuple[int, int], by: list[tuple[int, int]], text: str) -> float:
    """Share of a span's letters and digits that lie in other spans."""
    letters = [i for i in range(*span) if text[i].isalnum()]
    return sum(any(a <= i < b for a, b in by) for i in letters) / max(len(letters), 1)
