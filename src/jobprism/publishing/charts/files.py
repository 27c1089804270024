"""Pictures as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jobprism.errors import UsageError
from jobprism.files import written_beside
from jobprism.publishing.charts.palette import Mode
from jobprism.publishing.charts.picture import Picture, to_png

_SUFFIXES = (".svg", ".png")


def write_picture(picture: Picture, path: Path, mode: Mode = "auto", *, narrow: bool = False) -> None:
    """Write a picture with its title, note and credit, whole or not at all.

    Args:
        picture: what to write.
        path: an .svg file, or a .png, which has two dots to a pixel and fixed colours.
        mode: light, dark, or whichever the reader's screen is set to; an image has no reader yet and is then light.
        narrow: for a narrow column.

    Raises:
        UsageError: another suffix, no such folder, or an image without the extra ``charts``.
    """
    fixed: Mode = "light" if mode == "auto" else mode
    _write(
        path,
        svg=lambda: picture.standalone(mode, narrow=narrow),
        png=lambda: to_png(picture.standalone(fixed, narrow=narrow), 2),
    )


def write_svg(svg: str, path: Path) -> None:
    """Write a drawing that stands alone, as it is or as an image of its own size; arguments and errors as above."""
    _write(path, svg=lambda: svg, png=lambda: to_png(svg))


def _write(path: Path, svg: Callable[[], str], png: Callable[[], bytes]) -> None:
    if path.suffix not in _SUFFIXES:
        raise UsageError(f"{path} ends in '{path.suffix}'.", f"A picture can be {' or '.join(_SUFFIXES)}.")
    if not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist.", "Create it, or choose another --output.")
    content = png() if path.suffix == ".png" else svg().encode()
    try:
        with written_beside(path) as beside:
            beside.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Choose another --output.") from error
