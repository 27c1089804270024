"""Where each page of the site stands: paths from its root, with ``/`` and without a leading one."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from urllib.parse import quote

HOME = "index.html"
_FOLDERS = {"occupation": "occupations", "role": "roles"}
KINDS = {folder: kind for kind, folder in _FOLDERS.items()}
"""Kinds of subjects by the folder their pages are in."""
COMPARISONS = "compare"
_BETWEEN = "--"


def folder(kind: str, subject_id: str) -> str:
    """The folder of a subject's pages, with a slash at its end."""
    return f"{_FOLDERS[kind]}/{subject_id}/"


def profession(kind: str, subject_id: str) -> str:
    """The page of a profession."""
    return f"{folder(kind, subject_id)}index.html"


def evidence(kind: str, subject_id: str) -> str:
    """The page with the evidence behind a profession's figures."""
    return f"{folder(kind, subject_id)}evidence.html"


def outlook(kind: str, subject_id: str) -> str:
    """The page of a profession's outlook."""
    return f"{folder(kind, subject_id)}outlook.html"


def level(kind: str, subject_id: str, name: str) -> str:
    """The page of a profession at a level."""
    return f"{folder(kind, subject_id)}{name}.html"


def skills(kind: str, subject_id: str) -> str:
    """The page of what a profession calls for."""
    return f"{folder(kind, subject_id)}skills.html"


def skill(element: str) -> str:
    """The page of a skill, a field of knowledge or a category of software across occupations."""
    return f"skills/{element}.html"


def task(kind: str, subject_id: str, row_id: str) -> str:
    """The page of one row of a profession's work."""
    return f"{folder(kind, subject_id)}tasks/{row_id}.html"


def embed(subject_id: str) -> str:
    """The card of a profession for other sites."""
    return f"embed/{subject_id}.html"


def comparison(first: str, second: str) -> str:
    """The page that compares two subjects, whichever is named first."""
    a, b = sorted((first, second))
    return f"{COMPARISONS}/{a}{_BETWEEN}{b}.html"


def compared(stem: str) -> tuple[str, str] | None:
    """The ids that the name of a comparison's page holds; None where it is no such name."""
    first, between, second = stem.partition(_BETWEEN)
    return (first, second) if between and first < second else None


def group(code: str) -> str:
    """The page of a major group, by the first two digits of its code, or of the roles."""
    return f"groups/{code}.html"


def letter(initial: str) -> str:
    """The page of a letter in the list from A to Z."""
    return f"a-z/{initial.lower()}.html"


def ranking(figure: str, page: int = 1) -> str:
    """A page of a ranking; the first is number 1."""
    return f"ranking/{figure}-{page}.html"


@lru_cache(maxsize=65536)
def relative(target: str, page: str) -> str:
    """The link to ``target`` (a path, with or without ``#anchor``) from ``page``, so that the site works anywhere."""
    path, mark, anchor = target.partition("#")
    if not path or path == page:
        link = "" if mark else posixpath.basename(page)
    else:
        link = posixpath.relpath(path, posixpath.dirname(page) or ".")
    return quote(link, safe="/.-_~:@!$&'()*+,;=?") + mark + quote(anchor, safe="-._~:@!$&'()*+,;=/")


def anchor(*parts: str) -> str:
    """An anchor from ids and names: letters, digits, dots and hyphens are kept, all else becomes a hyphen."""
    return "-".join("".join(c if c.isalnum() or c in ".-_" else "-" for c in part) for part in parts)
