"""What of this version of the code an edition is made from: judgements, code, weights, libraries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from jobprism.editions.manifest import Judged
from jobprism.editions.restatements import declared_restatements
from jobprism.files import sha256_of, sha256_of_text
from jobprism.judgements.load import FOLDER as JUDGEMENTS

PACKAGE = Path(__file__).parents[1]
ROOMS = ("sources", "encoder", "evidence", "estimates", "editions", "roles", "judgements")
"""The rooms whose code, declarations and weights an edition's figures depend on."""
_MODELS = "models"
# Of a judgement, what it says of itself.
_SAID = ("date", "question", "why", "references")
_LIBRARIES = ("numpy", "polars", "scipy", "scikit-learn")
# Declarations that a manifest accounts for by themselves, or that are no part of how a figure is made.
_APART = ("edition.yml", "restatements.yml", "source.yml", "source.lock.yml")


def parts() -> list[Path]:
    """Every file of the rooms that figures depend on: code, declarations, weights."""
    return [
        path
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*"))
        if path.suffix in {".py", ".yml"} or path.parent.name == _MODELS
    ]


def made_from() -> dict[str, Any]:
    """The fields of a manifest that say what the edition is made from, beside its sources."""
    return {
        "judgements": {p.stem: sha256_of(p) for p in sorted(JUDGEMENTS.glob("*.yml"))},
        "judged": {p.stem: _values(p) for p in sorted(JUDGEMENTS.glob("*.yml"))},
        "code": {room: _code_of(room) for room in ROOMS},
        "models": {_name(p): sha256_of(p) for p in parts() if p.parent.name == _MODELS},
        "libraries": {name: version(name) for name in _LIBRARIES},
        "restatements": declared_restatements(),
    }


def _code_of(room: str) -> str:
    """Hash of a room's code and of what is no declaration of a judgement, role or source."""
    own = [
        path
        for path in parts()
        if path.relative_to(PACKAGE).parts[0] == room
        and path.parent.name != _MODELS
        and path.name not in _APART
        and not (path.suffix == ".yml" and room in {"judgements", "roles"})
    ]
    return sha256_of_text(*(f"{_name(path)}={sha256_of(path)}" for path in own))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _values(path: Path) -> dict[str, Judged]:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return dict(_leaves({key: value for key, value in said.items() if key not in _SAID}))


def _leaves(value: object, at: str = "") -> Iterator[tuple[str, Judged]]:
    """Every single value inside, by its path; ``correlation.use.common``, ``edges.0``."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, f"{at}.{key}" if at else str(key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _leaves(part, f"{at}.{place}")
    else:
        yield at, value.isoformat() if isinstance(value, date) else value  # type: ignore[misc]
