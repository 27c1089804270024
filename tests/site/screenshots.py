"""The pictures of the README: ``python tests/site/screenshots.py docs/screenshots`` takes them with chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from jobprism.editions.store import CORE, Edition
from jobprism.publishing.site.builder import publish
from jobprism.publishing.site.options import options

_TAKEN = {"profession-light": ("index", "light"), "evidence-dark": ("evidence", "dark")}
_SUBJECT = "29-1141.00"


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        site = publish(Edition(CORE), Path(folder) / "site", options(only=(_SUBJECT,)), processes=1).folder
        browser = started.chromium.launch(executable_path=shutil.which("chromium"))
        for name, (page, scheme) in _TAKEN.items():
            opened = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=scheme)
            opened.goto((site / f"occupations/{_SUBJECT}/{page}.html").as_uri())
            opened.screenshot(path=target / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
