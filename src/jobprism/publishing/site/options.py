"""What a publisher may choose of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobprism.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGES = {"en": "English", "es": "español"}


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
    """

    base_url: str | None = None
    language: str = "en"
    nearest: int = 3
    year: int = 2030
    only: tuple[str, ...] | None = None
    data: bool = False


def options(
    base_url: str | None = None,
    language: str = "en",
    only: Sequence[str] | None = None,
    year: int = 2030,
    *,
    data: bool = False,
) -> Options:
    """Choices, checked.

    Raises:
        UsageError: the address is none, or there is no such language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"The interface is not translated into '{language}'.", f"Choose {' or '.join(LANGUAGES)}.")
    if base_url is not None:
        if not base_url.startswith(("https://", "http://")) or any(c in base_url for c in "?#\"'<> "):
            raise UsageError(
                f"{base_url} is no address of a site.", "Give one such as https://example.org/jobs/, without ? or #."
            )
        base_url = base_url.rstrip("/") + "/"
    chosen = tuple(only) if only is not None else None
    return Options(base_url=base_url, language=language, only=chosen, year=year, data=data)
