"""What pictures are made of: letters, colours, boxes, scales, files."""

from __future__ import annotations

import struct
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.judgements.load import Bands, judgement
from jobprism.publishing.charts import picture as picture_module
from jobprism.publishing.charts.cards import SHARED, badge_svg, score_png, score_svg, shared_png, shared_svg
from jobprism.publishing.charts.files import write_picture, write_svg
from jobprism.publishing.charts.lettering import cut, lines_of, width_of
from jobprism.publishing.charts.palette import RAMP, colours, contrast, luminance, own_style, page_style
from jobprism.publishing.charts.panels import round_ticks
from jobprism.publishing.charts.ramp import step_of
from jobprism.publishing.charts.squares import Box, squarified
from jobprism.publishing.charts.tasks import tasks_picture
from jobprism.publishing.charts.words import amount
from jobprism.publishing.site.look import translations
from jobprism.publishing.site.options import LANGUAGES

MODES = ("light", "dark")
TEXT = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=120)


@given(TEXT, st.integers(60, 400), st.integers(1, 4))
def test_lines_are_no_wider_than_asked_and_no_more(text, width, most):
    lines = lines_of(text, 13, width, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, 13) <= width for line in lines)


@given(TEXT)
def test_text_with_room_enough_keeps_every_word(text):
    assert lines_of(text, 13, 1e9, 1) == [" ".join(text.split())]


def test_what_does_not_fit_ends_in_an_ellipsis_and_what_fits_does_not():
    assert lines_of("one two three four five six", 13, 60, 2)[-1].endswith("…")
    assert lines_of("one two three four", 13, 60, 2) == ["one two", "three four"]
    assert cut("whole", 13, 100) == "whole"


@pytest.mark.parametrize("mode", MODES)
def test_text_and_marks_stand_out_from_their_paper(mode):
    all_colours = colours(mode)
    paper = all_colours["paper"]
    for name in ("ink", "mute"):
        assert contrast(all_colours[name], paper) >= 4.5, name
    for name in ("a", "b", "c", "none", *RAMP):
        assert contrast(all_colours[name], paper) >= 3, name
    for name in (*RAMP, "none"):
        assert contrast(all_colours[f"t{name}"], all_colours[name]) >= 4.5, name


@pytest.mark.parametrize("mode", MODES)
def test_the_ramp_reads_in_grey(mode):
    light = [luminance(colours(mode)[step]) for step in RAMP]
    ordered = light if mode == "dark" else light[::-1]
    assert all((b + 0.05) / (a + 0.05) >= 1.2 for a, b in pairwise(ordered))


def test_styles_of_files_need_no_custom_properties_and_those_of_pages_do():
    assert "var(" not in own_style("auto")
    assert "prefers-color-scheme:dark" in own_style("auto")
    assert "prefers-color-scheme" not in own_style("light") + own_style("dark")
    assert "[data-theme=dark]" in page_style()
    assert "url(" not in page_style()


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60), st.floats(20, 900), st.floats(20, 900))
def test_boxes_fill_what_they_are_given_in_proportion(sizes, width, height):
    sizes = sorted(sizes, reverse=True)
    boxes = squarified(sizes, Box(5, 7, width, height))
    for size, box in zip(sizes, boxes, strict=True):
        assert box.width * box.height == pytest.approx(size / sum(sizes) * width * height, rel=1e-6, abs=1e-6)
        assert box.x >= 5 - 1e-6
        assert box.y >= 7 - 1e-6
        assert box.x + box.width <= 5 + width + 1e-3
        assert box.y + box.height <= 7 + height + 1e-3


@given(st.lists(st.floats(1, 100), min_size=2, max_size=25))
def test_boxes_do_not_overlap(sizes):
    boxes = squarified(sorted(sizes, reverse=True), Box(0, 0, 300, 200))
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            wide = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
            tall = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
            assert wide < 1e-6 or tall < 1e-6


def test_nothing_takes_no_room():
    assert squarified([], Box(0, 0, 10, 10)) == []
    assert squarified([0.0], Box(0, 0, 10, 10)) == [Box(0, 0, 0, 0)]


@given(st.floats(1e-4, 1e6))
def test_scales_are_round_and_reach_the_largest(most):
    ticks = round_ticks(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most * (1 - 1e-8)
    assert 2 <= len(ticks) <= 6
    steps = {round((b - a) / ticks[1], 6) for a, b in pairwise(ticks)}
    assert steps == {1.0}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "0"),
        (940, "940"),
        (94_321, "94,300"),
        (999_600, "1.0 million"),
        (3_379_720, "3.4 million"),
        (12.4e9, "12 billion"),
        (1.6e12, "1.6 trillion"),
    ],
)
def test_amounts_are_told_in_few_digits(value, told):
    assert amount(value) == told


def test_steps_of_the_ramp_are_the_bands():
    assert [step_of("pressure", v) for v in (0, 4.99, 5, 11, 18, 27, 100)] == ["r1", "r1", "r2", "r3", "r4", "r5", "r5"]
    assert [step_of("use", v) for v in (0, 20, 100, None)] == ["r1", "r2", "r5", "none"]


def test_a_card_is_an_image_of_the_size_that_sharing_asks_for(core_atlas: Atlas):
    pytest.importorskip("vl_convert")
    image = shared_png(core_atlas.report("roofers"))
    assert image.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", image[16:24]) == SHARED


def test_the_longest_titles_stand_whole_on_a_card(core_atlas: Atlas):
    codes = core_atlas.occupations.select("occupation_title", "occupation_id_onet").rows()
    for title, code in sorted(codes, key=lambda row: -len(row[0]))[:3]:
        svg = shared_svg(core_atlas.report(code))
        drawn = " ".join(e.text or "" for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("}text"))
        assert title in drawn
        assert "…" not in drawn
        assert "Not the probability of losing a job." in drawn


def test_card_and_badge_keep_hostile_text_text(hostile):
    for svg in (shared_svg(hostile), badge_svg(hostile)):
        tags = {e.tag.split("}")[1] for e in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "style", "g", "path", "rect", "circle", "text", "title"}


def drawn_words(svg: str) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("}text"))


def test_a_score_card_shows_ones_own_pressure_beside_the_occupations(core_atlas: Atlas):
    report = core_atlas.assess({"title": "registered nurses", "answers": {"tools": "much more"}})
    words = drawn_words(score_svg(report))
    yours, job = report.pressure
    assert yours.value != job.value
    assert f"{yours.value:.0f} of 100 {yours.band} pressure" in words
    assert f"90 % interval {yours.low:.0f} to {yours.high:.0f}" in words
    assert f"The occupation as a whole: {job.value:.0f} of 100, {job.band}" in words
    assert f"Edition {report.edition.id}" in words
    assert "Not the probability of losing a job." in words


def test_a_score_card_has_no_word_of_the_persons(core_atlas: Atlas):
    own = [{"text": "Zebra wrangling", "hours": 9}]
    report = core_atlas.assess({"title": "roofer", "own": own, "answers": {"people": "much more"}})
    svg = score_svg(report)
    plain = score_svg(core_atlas.assess({"title": "47-2181.00"}))
    letters = [set("".join(c if c.isalpha() else " " for c in drawn_words(s)).split()) for s in (svg, plain)]
    bands = {"very", "low", "moderate", "high"}
    assert letters[0] - bands == letters[1] - bands
    assert "zebra" not in svg.lower()
    assert "Zebra" in report.model_dump_json()


def test_a_score_card_of_the_longest_title_at_a_level_is_whole(core_atlas: Atlas):
    title = max(core_atlas.occupations["occupation_title"], key=len)
    words = drawn_words(score_svg(core_atlas.assess({"title": title, "level": "junior"})))
    assert f"{title}, junior level" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_score_card_says_fits_it_in_every_language(core_atlas: Atlas, language: str):
    say = translations(language).gettext
    report = core_atlas.assess({"title": "machine-learning-engineer", "level": "senior"})
    for band in judgement(Bands).pressure:
        most = {"value": 100.0, "low": 100.0, "high": 100.0, "band": band}
        widest = [placed.model_copy(update=most) for placed in report.pressure]
        card = score_svg(report.model_copy(update={"pressure": widest}), say)
        for text in ElementTree.fromstring(card).iter("{http://www.w3.org/2000/svg}text"):
            size = float((text.get("style") or "").removeprefix("font-size:").removesuffix("px"))
            room = float(text.get("x") or 0)
            assert width_of(text.text or "", size) <= (room if text.get("text-anchor") == "end" else SHARED[0] - room)


def test_a_score_card_is_an_image_of_the_size_that_sharing_asks_for(core_atlas: Atlas):
    pytest.importorskip("vl_convert")
    image = score_png(core_atlas.assess({"title": "roofers"}))
    assert image.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", image[16:24]) == SHARED


def test_a_badge_names_value_interval_and_band(core_atlas: Atlas):
    report = core_atlas.report("roofers")
    pressure = report.pressure
    told = f"{pressure.value:.0f} ({pressure.low:.0f}-{pressure.high:.0f}) of 100, {pressure.band}"
    assert f">{told}</text>" in badge_svg(report)


@pytest.mark.parametrize("name", ["x.pdf", "x", "x.svgz"])
def test_a_file_of_another_kind_is_refused_and_nothing_written(core_atlas, tmp_path, name):
    with pytest.raises(UsageError) as caught:
        write_picture(tasks_picture(core_atlas.report("roofers")), tmp_path / name)
    assert ".svg or .png" in caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        write_svg("<svg/>", tmp_path / "no" / "x.svg")


@pytest.mark.parametrize("mode", ["auto", *MODES])
@pytest.mark.parametrize("narrow", [False, True])
def test_a_file_stands_alone(core_atlas, tmp_path, mode, narrow):
    picture = tasks_picture(core_atlas.report("roofers"))
    write_picture(picture, tmp_path / "x.svg", mode, narrow=narrow)
    root = ElementTree.fromstring((tmp_path / "x.svg").read_text(encoding="utf-8"))
    assert int(root.attrib["width"]) == (332 if narrow else 752)
    texts = " ".join(e.text or "" for e in root.iter() if e.tag.endswith("}text"))
    assert picture.title in texts
    assert picture.credit in texts


def test_without_the_extra_an_image_says_how_to_get_one(core_atlas, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UsageError, match="not installed") as caught:
        write_picture(tasks_picture(core_atlas.report("roofers")), tmp_path / "x.png")
    assert "jobprism[charts]" in caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_images_are_set_in_the_face_that_the_renderer_brings(monkeypatch):
    asked = []
    renderer = type("Renderer", (), {"svg_to_png": staticmethod(lambda svg, scale: asked.append(svg) or b"")})
    monkeypatch.setitem(sys.modules, "vl_convert", renderer)
    picture_module.to_png(f"<svg><style>{own_style('light')}</style></svg>")
    assert "Helvetica" not in asked[0]
    assert "'Liberation Sans'" in asked[0]
