"""What a site was written from, so that the next time only what changed is written again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

LEDGER = ".jobprism-site.json"
_FORMAT = 1


@dataclass
class Ledger:
    """The record of a site.

    Attributes:
        look: hash of what every page rests on: code and files of publishing but the templates, and choices.
        usable: whether pages made with the same documents are the same now.
        keys: by subject, what its files were made from: edition, code, templates and choices.
        files: by subject, the hash of what each file was made from, by path; general files stand under an empty id.
    """

    look: str
    usable: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def paths(self) -> set[str]:
        """All files of the site."""
        return {path for files in self.files.values() for path in files}

    def write(self, folder: Path) -> None:
        """Keep the record with the site."""
        said = {"format": _FORMAT, "look": self.look, "keys": self.keys, "files": self.files}
        (folder / LEDGER).write_text(json.dumps(said, separators=(",", ":")), encoding="utf-8")


def read_ledger(folder: Path, look: str) -> Ledger:
    """The record in a folder, usable where pages still look the same; an empty one where there is none."""
    try:
        said = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
        if said["format"] == _FORMAT:
            return Ledger(look, said["look"] == look, said["keys"], said["files"])
    except (OSError, ValueError, KeyError):
        pass
    return Ledger(look)
