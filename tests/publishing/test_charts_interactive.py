"""The scripts of the treemap and the scatter: their data, and in a browser that keys and pointer work."""

from __future__ import annotations

import json
import re

import pytest

from jobprism.analyses.economy import Economy, economy
from jobprism.atlas import Atlas
from jobprism.publishing.charts.interactive import (
    SCATTER_WORDS,
    WORDS,
    scatter_mount,
    scatter_script,
    treemap_mount,
    treemap_script,
)
from jobprism.publishing.charts.palette import page_style
from jobprism.publishing.charts.scatter import AXES, scatter_picture
from jobprism.publishing.charts.treemap import AREAS, COLOURS, treemap_picture

POINTS = "[data-jp-scatter] a.jp-item"
FOREIGN = re.compile(r"fetch\(|XMLHttpRequest|import\(|importScripts|sendBeacon|localStorage")


@pytest.fixture(scope="module")
def whole(core_atlas: Atlas) -> Economy:
    return economy(core_atlas.edition)


def _data(script: str) -> dict:
    (line,) = (line for line in script.splitlines() if line.startswith("  const DATA = "))
    return json.loads(line.removeprefix("  const DATA = ").removesuffix(";"))


def test_the_script_holds_every_occupation_with_its_figures(whole):
    data = _data(treemap_script(whole))
    assert [p[0] for p in data["places"]] == [p.id for p in whole.places]
    assert {len(p) for p in data["places"]} == {3 + len(AREAS) + len(COLOURS) + 2}
    nurse = next(p for p in whole.places if p.id == "29-1141.00")
    row = next(p for p in data["places"] if p[0] == nurse.id)
    assert row[3] == round(nurse.jobs)
    assert row[3 + len(AREAS)] == pytest.approx(nurse.pressure, abs=0.051)
    assert row[-2:] == pytest.approx([nurse.pressure_low, nurse.pressure_high], abs=0.051)
    assert set(data["groups"]) == {p.group for p in whole.places}


@pytest.mark.parametrize(("made", "words"), [(treemap_script, WORDS), (scatter_script, SCATTER_WORDS)])
def test_a_script_speaks_the_readers_language(whole, made, words):
    data = _data(made(whole, str.upper))
    assert data["words"] == {name: text.upper() for name, text in words.items()}
    named = [name for _, name, *_ in [*data["areas"], *data["colours"]]] if "areas" in data else []
    named += [axis["words"] for axis in data.get("axes", {}).values()]
    assert named
    assert all(name.isupper() for name in named)


def test_hostile_titles_cannot_end_the_script(whole):
    hostile = whole.places[0].model_copy(update={"title": '</script><img src=x onerror="alert(1)">'})
    script = treemap_script(whole.model_copy(update={"places": [hostile, *whole.places[1:]]}))
    assert "</script" not in script
    assert _data(script)["places"][0][1] == hostile.title


@pytest.mark.parametrize("made", [treemap_script, scatter_script])
def test_a_script_fetches_and_keeps_nothing_and_compiles_no_strings(whole, made):
    script = made(whole)
    assert not FOREIGN.search(script)
    assert not re.search(r"\beval\(|\bFunction\(|setTimeout\(\s*[\"'`]", script)
    assert set(re.findall(r"https?://[^\"' ]+", script)) == {"http://www.w3.org/2000/svg"}
    assert "__" not in re.sub(r'"[^"]*"', "", script)


def test_the_address_of_a_page_is_escaped(whole):
    mount = treemap_mount(treemap_picture(whole), 'x" onload="alert(1)/{id}')
    assert 'data-href="x&quot; onload=&quot;alert(1)/{id}"' in mount


def test_the_scatters_script_holds_the_figures_of_each_axis(whole):
    data = _data(scatter_script(whole))
    assert list(data["axes"]) == list(AXES)
    row = next(p for p in data["places"] if p[0] == "29-1141.00")
    nurse = next(p for p in whole.places if p.id == "29-1141.00")
    assert row[3:6] == pytest.approx([nurse.pressure, nurse.pressure_low, nurse.pressure_high], abs=0.051)
    assert row[6:] == [round(nurse.jobs), nurse.wage_median_annual_usd, nurse.change_2024_34_pct]


@pytest.fixture
def base(whole, tmp_path) -> str:
    """The folder of a page with both pictures side by side."""
    (tmp_path / "treemap.js").write_text(treemap_script(whole), encoding="utf-8")
    (tmp_path / "scatter.js").write_text(scatter_script(whole), encoding="utf-8")
    points = scatter_mount(scatter_picture(whole, "growth"), "growth", "jobs/{id}.html")
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><style>{page_style()}</style>'
        f"<body>{treemap_mount(treemap_picture(whole), 'jobs/{id}.html')}{points}"
        '<script src="treemap.js"></script><script src="scatter.js"></script>'
    )
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    return f"{tmp_path.as_uri()}/"


@pytest.fixture
def page(opened):
    """That page, with both scripts at work."""
    page = opened("index.html", width=900, height=800)
    page.wait_for_selector("[data-jp-treemap] .jp-item")
    page.wait_for_selector("[data-jp-scatter] .jp-item")
    return page


def _focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_keys_move_among_groups_open_one_and_go_back(page):
    page.locator("[data-jp-treemap] .jp-item").first.focus()
    first = _focused(page)
    page.keyboard.press("ArrowRight")
    second = _focused(page)
    assert first != second
    page.keyboard.press("ArrowLeft")
    assert _focused(page) == first
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("jobs/")
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    assert _focused(page) == first


def test_a_tap_opens_a_group_and_one_stop_of_the_tab_key_is_enough(page):
    assert page.locator("[data-jp-treemap] .jp-item[tabindex='0']").count() == 1
    page.locator("[data-jp-treemap] .jp-item").first.click()
    assert page.locator("[data-jp-treemap] a.jp-item").count() > 1
    assert page.locator("[data-jp-treemap] a.jp-item[tabindex='0']").count() == 1
    page.get_by_role("button", name=WORDS["back"]).click()
    assert page.locator("[data-jp-treemap] a.jp-item").count() == 0


def test_area_and_colour_are_a_choice(page, whole):
    before = page.locator("[data-jp-treemap] .jp-item").first.get_attribute("aria-label")
    page.get_by_role("combobox", name=WORDS["area"]).select_option(label=AREAS["wage_bill_usd"])
    page.get_by_role("combobox", name=WORDS["colour"]).select_option(label="human need")
    after = page.locator("[data-jp-treemap] .jp-item").first.get_attribute("aria-label")
    assert before != after
    assert "wage bill" in after
    assert "human need" in after
    assert page.locator(".jp-key li").count() >= 5


def test_a_narrow_screen_needs_no_sideways_scroll(page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.wait_for_function("document.querySelector('[data-jp-treemap] .jp-picture').viewBox.baseVal.width <= 320")
    assert page.evaluate("document.querySelector('[data-jp-treemap]').scrollWidth") <= 320


def test_an_occupation_can_be_found_named_and_opened_by_keys_alone(page):
    field = page.get_by_role("searchbox", name=SCATTER_WORDS["find"])
    field.fill("registered nur")
    status = page.locator("[data-jp-scatter] [role=status]")
    assert "Registered Nurses" in status.inner_text()
    assert page.locator(".jp-found").count() == 1
    field.press("Enter")
    assert _focused(page).startswith("Registered Nurses: pressure ")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "jobs/29-1141.00.html"
    page.keyboard.press("ArrowRight")
    other = _focused(page)
    assert not other.startswith("Registered Nurses")
    assert status.inner_text().startswith(other)
    assert page.locator(f"{POINTS}[tabindex='0']").count() == 1
    field.fill("zzz")
    assert status.inner_text() == SCATTER_WORDS["nothing"]


def test_looking_closer_shows_fewer_and_keeps_the_point_in_sight(page):
    before = page.locator(POINTS).count()
    page.get_by_role("searchbox", name=SCATTER_WORDS["find"]).fill("paralegal")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("+")
    assert page.locator(POINTS).count() < before
    assert _focused(page).startswith("Paralegals")
    page.keyboard.press("0")
    assert page.locator(POINTS).count() == before
    page.get_by_role("button", name=SCATTER_WORDS["closer"]).click()
    assert page.locator(POINTS).count() < before
    page.get_by_role("button", name=SCATTER_WORDS["whole"]).click()
    assert page.locator(POINTS).count() == before
    assert page.get_by_role("button", name=SCATTER_WORDS["farther"]).is_disabled()


def test_a_group_stands_out_and_the_rest_stay_as_a_ground(page, whole):
    group = page.get_by_role("combobox", name=SCATTER_WORDS["group"])
    group.select_option(label="Legal")
    own = [p for p in whole.places if p.group == "23" and p.jobs and p.change_2024_34_pct is not None]
    assert page.locator(POINTS).count() == len(own)
    assert page.locator(".jp-far circle").count() > 500


def test_the_pointer_names_a_point_and_a_click_gives_a_link_to_its_page(page):
    page.get_by_role("combobox", name=SCATTER_WORDS["group"]).select_option(label="Legal")
    page.locator("[data-jp-scatter]").scroll_into_view_if_needed()
    middle = page.evaluate(
        """() => { const c = [...document.querySelectorAll('[data-jp-scatter] a.jp-item')]
          .find((a) => a.getAttribute('aria-label').startsWith('Lawyers')).firstChild.getBoundingClientRect();
          return [c.x + c.width / 2, c.y + c.height / 2]; }"""
    )
    page.mouse.move(*middle)
    assert page.locator(".jp-tip text").text_content() == "Lawyers"
    page.mouse.click(*middle)
    link = page.locator("[data-jp-scatter] [role=status] a")
    assert link.get_attribute("href") == "jobs/23-1011.00.html"
    assert page.url.endswith("index.html")
