"""A real browser for tests of pages; a test says aloud that it was skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

PATIENCE = 120_000
"""Milliseconds that the browser waits for what a test asks for: a busy machine must not fail one."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs chromium, the browser, on the path")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=path)
        yield found
        found.close()


@pytest.fixture
def opened(browser: Any, base: str) -> Iterator[Callable[..., Any]]:
    """Opens pages below ``base``; afterwards nothing may have been said on the console, nor asked of another host."""
    contexts, said, asked = [], [], []

    def opening(path: str = "", width: int = 1280, height: int = 900, **options: object) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(base + path)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((base, "data:"))] == []


def rules_broken(page: Any) -> list[tuple[str, str]]:
    """Rules of WCAG 2.2 AA and good practice that axe finds broken on a page, each with the first place."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the package axe-playwright-python")
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in axe.Axe().run(page).response["violations"]]
