"""Titles of small rosters, and what a run leaves."""

from __future__ import annotations

from pathlib import Path

TITLES = ("Registered Nurse", "Senior Software Developer", "Truck Driver", "Junior Accountant", "Chief Executive")


def files(folder: Path) -> dict[str, bytes]:
    """Every result by name."""
    found = [p for p in folder.rglob("*") if p.is_file() and ".work" not in p.parts]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}
