"""The pictures of the economy on the pages of the whole site: by touch, by drag and by keys, in both languages."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from site_samples import WHOLE_TYPES

from jobprism.editions.store import Edition
from jobprism.publishing.charts.interactive import SCATTER_WORDS
from jobprism.publishing.site.files import MEDIA
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site
from real_browser import rules_broken

playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
expect = playwright.expect
pytestmark = pytest.mark.slow
_TELEPHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def _host(site: Site) -> Iterator[str]:
    """The address of a site whose pages are made when they are asked for: to write all takes minutes."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path).removeprefix("/")
            with lock:
                body = site.body(path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", MEDIA.get(f".{path.rpartition('.')[2]}", "text/plain"))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has upstream
            pass

    lock = threading.Lock()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def base(whole: Site) -> Iterator[str]:
    """The whole site in English."""
    yield from _host(whole)


@pytest.fixture(scope="module")
def spanish(core: Edition) -> Iterator[str]:
    """The whole site in Spanish."""
    yield from _host(Site(core, options(language="es")))


def _points(page) -> list[tuple[str, float, float]]:
    """Name and middle of every point of the scatter that is in sight, largest first."""
    return page.evaluate(
        """[...document.querySelectorAll("[data-jp-scatter] a.jp-item")].map((item) => {
            const box = item.querySelector("circle").getBoundingClientRect();
            return [item.getAttribute("aria-label"), box.x + box.width / 2, box.y + box.height / 2];
        })"""
    )


def _alone(page) -> tuple[str, float, float]:
    """A point with no other near: what a finger of common width can mean only one way."""
    points = _points(page)
    return next(
        (name, x, y)
        for name, x, y in points
        if all(abs(x - u) + abs(y - v) > 24 for other, u, v in points if other != name)
    )


def test_a_tap_names_a_point_and_its_link_opens_the_page(opened) -> None:
    page = opened("economy/wage.html", **_TELEPHONE)
    scatter = page.locator("[data-jp-scatter]")
    scatter.locator("a.jp-item").first.wait_for()
    scatter.scroll_into_view_if_needed()
    name, x, y = _alone(page)
    page.touchscreen.tap(x, y)
    status = scatter.get_by_role("status")
    expect(status).to_contain_text(name)
    assert page.url.endswith("economy/wage.html"), "a tap alone leaves the page where it is"
    expect(scatter.locator(".jp-found")).to_have_attribute("aria-label", name)
    status.get_by_role("link", name=SCATTER_WORDS["open"]).tap()
    page.wait_for_url("**/occupations/*/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(name.partition(":")[0])


def test_a_tap_beside_every_point_takes_the_mark_away(opened) -> None:
    page = opened("economy/wage.html", **_TELEPHONE)
    scatter = page.locator("[data-jp-scatter]")
    scatter.locator("a.jp-item").first.wait_for()
    scatter.scroll_into_view_if_needed()
    page.touchscreen.tap(*_alone(page)[1:])
    expect(scatter.locator(".jp-found")).to_have_count(1)
    box = scatter.locator("svg").bounding_box()
    page.touchscreen.tap(box["x"] + 8, box["y"] + box["height"] - 6)
    expect(scatter.locator(".jp-found")).to_have_count(0)
    expect(scatter.get_by_role("status")).to_have_text(SCATTER_WORDS["hint"])


def test_a_finger_that_moves_on_the_scatter_scrolls_the_page_and_not_the_picture(opened) -> None:
    page = opened("economy/growth.html", **_TELEPHONE)
    scatter = page.locator("[data-jp-scatter]")
    scatter.get_by_role("button", name=SCATTER_WORDS["closer"]).tap()
    scatter.locator("svg").scroll_into_view_if_needed()
    before, scrolled = _ticks(page), page.evaluate("scrollY")
    assert before
    box = scatter.locator("svg").bounding_box()
    hand = page.context.new_cdp_session(page)
    for step in range(13):
        kind = "touchMove" if step else "touchStart"
        finger = {"x": box["x"] + 150, "y": box["y"] + 200 - 10 * step}
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
        page.wait_for_timeout(16)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("before => scrollY > before + 40", arg=scrolled)
    assert _ticks(page) == before


def _ticks(page) -> list[str]:
    """What is written along the axes of the scatter."""
    return [text for text in page.locator("[data-jp-scatter] svg text.jp-m").all_text_contents() if text[-1:].isdigit()]


def _drag(page, across: float, down: float) -> None:
    box = page.locator("[data-jp-scatter] svg").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2)
    page.mouse.move(x + across, y + down)
    page.mouse.up()


def test_a_pressed_mouse_moves_what_is_in_sight_and_opens_nothing(opened) -> None:
    page = opened("economy/wage.html")
    scatter = page.locator("[data-jp-scatter]")
    scatter.locator("a.jp-item").first.wait_for()
    scatter.locator("svg").scroll_into_view_if_needed()
    whole = _points(page)
    _drag(page, 200, 0)
    assert _points(page) == whole, "where all is in sight there is nothing to move to"
    for _ in range(2):
        scatter.get_by_role("button", name=SCATTER_WORDS["closer"]).click()
    scatter.locator("svg").scroll_into_view_if_needed()
    before = {name: (x, y) for name, x, y in _points(page)}
    _drag(page, 120, 60)
    after = {name: (x, y) for name, x, y in _points(page)}
    both = before.keys() & after.keys()
    assert both
    for name in both:
        assert after[name][0] - before[name][0] == pytest.approx(120, abs=3), name
        assert after[name][1] - before[name][1] == pytest.approx(60, abs=3), name
    assert page.url.endswith("economy/wage.html")
    expect(scatter.locator(".jp-found")).to_have_count(0)
    scatter.get_by_role("button", name=SCATTER_WORDS["whole"]).click()
    assert [name for name, *_ in _points(page)] == [name for name, *_ in whole]


def test_a_drag_that_ends_beyond_the_scatter_is_over(opened) -> None:
    page = opened("economy/wage.html")
    scatter = page.locator("[data-jp-scatter]")
    scatter.locator("a.jp-item").first.wait_for()
    scatter.get_by_role("button", name=SCATTER_WORDS["closer"]).click()
    scatter.locator("svg").scroll_into_view_if_needed()
    box = scatter.locator("svg").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] - 30)
    page.mouse.up()
    before = _points(page)
    page.mouse.move(box["x"] + 320, box["y"] + 240)
    page.mouse.move(box["x"] + 360, box["y"] + 280)
    assert _points(page) == before


def test_the_treemap_by_touch(opened) -> None:
    page = opened("economy/index.html", **_TELEPHONE)
    treemap = page.locator("[data-jp-treemap]")
    groups = treemap.locator("g.jp-item")
    groups.first.wait_for()
    name = groups.first.get_attribute("aria-label").partition(":")[0]
    groups.first.scroll_into_view_if_needed()
    groups.first.tap()
    cells = treemap.locator("a.jp-item")
    expect(cells.first).to_be_visible()
    expect(treemap.locator("svg.jp-picture").last).to_have_attribute("aria-label", re.compile(rf"^{re.escape(name)}:"))
    title = cells.first.get_attribute("aria-label").partition(":")[0]
    cells.first.tap()
    page.wait_for_url("**/occupations/*/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    groups.first.wait_for()


def test_a_mouse_dragged_over_the_treemap_opens_nothing(opened) -> None:
    page = opened("economy/index.html")
    groups = page.locator("[data-jp-treemap] g.jp-item")
    groups.first.wait_for()
    first, second = groups.nth(0).bounding_box(), groups.nth(1).bounding_box()
    page.mouse.move(first["x"] + 20, first["y"] + 40)
    page.mouse.down()
    page.mouse.move(second["x"] + 20, second["y"] + 40)
    page.mouse.up()
    expect(page.locator("[data-jp-treemap] a.jp-item")).to_have_count(0)
    assert groups.count() > 1


@pytest.mark.parametrize("path", WHOLE_TYPES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_wcag_is_broken_on_pages_of_the_whole_site(opened, path: str, scheme: str) -> None:
    page = opened(path, width=320, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert rules_broken(page) == []
