"""The page that lists every judgement: ``python -m jobprism.judgements.page FILE`` writes it."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from jobprism.files import write_text
from jobprism.judgements.load import FOLDER, MODELS

_SAID = ("date", "question", "why", "references")
_HEAD = """# Judgements

Numbers that somebody chose rather than measured: weights, priors, bands, assumptions. Each file of
`src/jobprism/judgements` answers one question, bears a date, gives its reasons and at least one reference, and is read
through a typed model; no such number stands in the code. To try others, change a file and build an edition: its
manifest records the hash of every judgement it was made with. What they do to the figures is in [method.md](method.md).

This page is made from the files (`make docs`).
"""


def page() -> str:
    """All judgements as Markdown, in the order in which the estimates use them."""
    return "\n".join([_HEAD, *(_section(name) for name in MODELS)])


def _section(name: str) -> str:
    path = FOLDER / f"{name}.yml"
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = [
        f"## {said['question']}",
        "",
        f"`{name}.yml`, {said['date'].isoformat()}. {' '.join(said['why'].split())}",
        "",
        "```yaml",
        _values(path.read_text(encoding="utf-8")),
        "```",
        "",
        *(f"- {reference}" for reference in said["references"]),
        "",
    ]
    return "\n".join(lines)


def _values(text: str) -> str:
    """The file without what it says of itself, comments kept."""
    kept, own = [], True
    for line in text.splitlines():
        if line and not line[0].isspace():
            own = line.partition(":")[0] not in _SAID
        if own:
            kept.append(line)
    return "\n".join(kept).strip("\n")


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), page())
