"""What a publisher may choose of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobprism.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGES = {"en": "English", "es": "español"}
HERE = "./"
"""The address of forms that stand at the root of the site itself."""
FORMS = ("assess", "plan", "quiz")
"""Folders of the app's forms; no page of the site has their names."""


@dataclass(frozen=True)
class Options:
    """The choices; pages depend on nothing else but the edition and the code.

    Attributes:
        base_url: where the site will stand, with a slash at its end; None leaves out what needs whole addresses:
            canonical links, the site map and oEmbed.
        language: of the interface; what is computed from figures is in English.
        nearest: with how many of its nearest relatives each profession is compared.
        year: of the outlook.
        only: ids of the subjects published; None for all. Links lead to published pages only.
        data: whether the edition's tables are published as files too.
        app_url: where the forms of `jobprism serve` stand, with a slash at its end; ``./`` where they stand at the root
            of this site; None where there are none.
    """

    base_url: str | None = None
    language: str = "en"
    nearest: int = 3
    year: int = 2030
    only: tuple[str, ...] | None = None
    data: bool = False
    app_url: str | None = None


def options(
    base_url: str | None = None,
    language: str = "en",
    only: Sequence[str] | None = None,
    year: int = 2030,
    *,
    app_url: str | None = None,
    data: bool = False,
) -> Options:
    """Choices, checked.

    Raises:
        UsageError: an address is none, or there is no such language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"The interface is not translated into '{language}'.", f"Choose {' or '.join(LANGUAGES)}.")
    return Options(
        base_url=None if base_url is None else _address(base_url),
        language=language,
        only=tuple(only) if only is not None else None,
        year=year,
        data=data,
        app_url=HERE if app_url == HERE else None if app_url is None else _address(app_url),
    )


def _address(url: str) -> str:
    """An address of a site with a slash at its end.

    Raises:
        UsageError: it is none.
    """
    if not url.startswith(("https://", "http://")) or any(c in url for c in "?#\"'<> "):
        raise UsageError(
            f"{url} is no address of a site.", "Give one such as https://example.org/jobs/, without ? or #."
        )
    return url.rstrip("/") + "/"
