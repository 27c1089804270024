"""The site in a real browser: a reader's way through it, by pointer and by keyboard, with and without scripts."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_samples import TYPES

from real_browser import rules_broken

playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
expect = playwright.expect  # waits for what it asks for: a click returns before the next page is there
pytestmark = pytest.mark.slow
_NURSE = "occupations/29-1141.00/index.html"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has upstream
        pass


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """The address of the written site on a plain file host."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_from_the_front_page_to_the_evidence(opened) -> None:
    page = opened("index.html")
    page.get_by_role("combobox", name="Find a profession").fill("nurse")
    page.get_by_role("option", name="Registered Nurses").first.click()
    page.wait_for_url("**/29-1141.00/index.html")
    page.get_by_role("link", name="Senior", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Registered Nurses: senior")
    page.get_by_role("link", name="Profession", exact=True).click()
    page.wait_for_url("**/29-1141.00/index.html")
    page.locator("#work-table a").first.click()
    page.wait_for_url("**/tasks/*.html")
    page.locator("#capability a[href*=eloundou]").click()
    page.wait_for_url("**/sources.html#eloundou_2023")
    expect(page.locator(":target")).to_contain_text("GPTs are GPTs")


def test_every_figure_at_a_glance_opens_the_row_it_is_from(opened) -> None:
    page = opened(_NURSE)
    for number in range(page.locator(".glance a.n").count()):
        page.locator(".glance a.n").nth(number).click()
        page.wait_for_url("**/evidence.html#*")
        expect(page.locator(":target")).to_have_count(1)
        page.go_back()
        page.wait_for_url("**/index.html")


@pytest.mark.parametrize("typed", ["nurs", "nusre", "registerd nurse", "regsitered", "nurse in Leeds"])
def test_search_forgives_typing_errors(opened, typed: str) -> None:
    page = opened("index.html")
    page.get_by_role("combobox").fill(typed)
    options = page.get_by_role("option")
    options.first.wait_for()
    assert any("Nurse" in text for text in options.all_inner_texts())


def test_search_says_so_when_nothing_is_like_it(opened) -> None:
    page = opened("index.html")
    page.get_by_role("combobox").fill("zzzyx qqqq")
    page.get_by_role("status").get_by_text("No profession found.").wait_for(state="attached")
    assert page.get_by_role("option").count() == 0


def test_search_by_keyboard_alone(opened) -> None:
    page = opened("about.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    field = page.get_by_role("combobox")
    field.focus()
    page.keyboard.type("paralegal")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/23-2011.00/index.html")


def test_a_search_sent_off_has_a_page_of_results(opened) -> None:
    page = opened("index.html")
    page.get_by_role("combobox").fill("nurse")
    page.get_by_role("button", name="Search").click()
    page.locator("#search-results a").first.wait_for()
    expect(page.locator("#search-status")).to_contain_text("found")


def test_two_professions_side_by_side(opened) -> None:
    page = opened(_NURSE)
    page.get_by_role("link", name="Compare with Acute Care Nurses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Registered Nurses · Acute Care Nurses")
    expect(page.locator("thead th a")).to_have_count(2)


def test_without_scripts_everything_can_be_read_and_found(opened) -> None:
    page = opened("index.html", java_script_enabled=False)
    assert not page.locator("#theme").is_visible()
    page.locator("noscript a, a[href='a-z/index.html']").first.click()
    page.locator("a[href='r.html']").click()
    page.get_by_role("link", name="Registered Nurses", exact=True).click()
    expect(page.locator("#work-table tbody tr")).to_have_count(25)


def test_dark_and_light_are_the_readers_choice_and_are_kept(opened) -> None:
    page = opened("index.html", color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.get_by_role("link", name="About", exact=True).first.click()
    page.wait_for_url("**/about.html")
    assert page.evaluate(paper) == dark
    assert opened("index.html", color_scheme="dark").evaluate(paper) == dark


@pytest.mark.parametrize("path", TYPES)
def test_no_page_is_wider_than_a_small_telephone(opened, path: str) -> None:
    page = opened(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("path", [_NURSE, "ranking/wage-1.html", "compare/29-1141.00--29-1141.01.html"])
def test_tables_need_no_sideways_scroll(opened, path: str, width: int) -> None:
    page = opened(path, width=width)
    beyond = "e => e.scrollWidth > e.clientWidth + 1 ? [e.ariaLabel, e.scrollWidth - e.clientWidth] : []"
    assert page.evaluate(f"[...document.querySelectorAll('.scroll')].flatMap({beyond})") == []


def test_a_profession_prints(opened) -> None:
    page = opened(_NURSE)
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("form.search").is_visible()
    assert page.locator("#work-table").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", TYPES)
def test_no_rule_of_wcag_is_broken(opened, path: str, scheme: str) -> None:
    assert rules_broken(opened(path, width=1024, color_scheme=scheme)) == []


def test_a_missing_page_has_links_that_hold_from_anywhere(base: str, browser) -> None:
    page = browser.new_page()
    page.goto(f"{base}404.html")
    assert page.get_by_role("link", name="Groups").first.get_attribute("href") == "/groups/index.html"
    page.close()
