"""Every picture: well formed, legible, complete in its twin, safe with hostile text, the same each time."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from drawn_text import letters, overlapping

from jobprism.analyses.calibration import calibration_report
from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.economy import Economy, economy
from jobprism.analyses.outlook import outlook_report, projections
from jobprism.analyses.use_over_releases import use_over_releases
from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.publishing.charts.calibration import calibration_picture
from jobprism.publishing.charts.comparison import comparison_picture
from jobprism.publishing.charts.indices import indices_picture
from jobprism.publishing.charts.levels import levels_picture, rungs
from jobprism.publishing.charts.of_job import KINDS, picture_of, pictures_of
from jobprism.publishing.charts.outlook import outlook_picture
from jobprism.publishing.charts.picture import NARROW, WIDE, Picture
from jobprism.publishing.charts.scatter import AXES, scatter_picture
from jobprism.publishing.charts.tasks import tasks_picture
from jobprism.publishing.charts.treemap import AREAS, treemap_picture
from jobprism.publishing.charts.use import use_picture
from jobprism.publishing.site.look import translations

JOBS = (
    "registered nurses",
    "roofers",
    "paralegals and legal assistants",
    "data scientists",
    "chief executives",
    "telemarketers",
    "machine-learning-engineer",
)
BANNED = ("threat", "doomed", "replaced", "at risk", "safe", "future-proof", "revolution", "!", "?")


@pytest.fixture(scope="module")
def whole(core_atlas: Atlas) -> Economy:
    return economy(core_atlas.edition)


@pytest.fixture(scope="module")
def pictures(core_atlas: Atlas, whole: Economy) -> list[Picture]:
    """Of every kind; of jobs with many and few rows, with and without observed use, of a role."""
    found = [p for job in JOBS for p in pictures_of(core_atlas.edition, core_atlas.report(job)).values()]
    found.append(comparison_picture(core_atlas.compare(JOBS[:5])))
    found.append(comparison_picture(core_atlas.compare([JOBS[0], JOBS[6]])))
    found += [treemap_picture(whole, area) for area in AREAS]
    found += [treemap_picture(whole, "jobs", "delegation"), treemap_picture(whole, group="29")]
    found += [scatter_picture(whole, against) for against in ("wage", "growth")]
    found.append(calibration_picture(calibration_report(core_atlas.edition)))
    return found


def _drawings(picture: Picture) -> list[tuple[int, str]]:
    return [(WIDE, picture.svg), (NARROW, picture.narrow)]


def test_each_drawing_is_well_formed_named_and_described(pictures):
    for picture in pictures:
        for _, svg in _drawings(picture):
            root = ElementTree.fromstring(svg)
            named = {e.get("id"): e.text for e in root if e.get("id")}
            title, description = root.attrib["aria-labelledby"].split()
            assert root.get("role") == "img"
            assert (named[title], named[description]) == (picture.title, picture.alt)


def test_ids_do_not_repeat_within_a_page_of_pictures(pictures):
    ids = [i for p in pictures for _, svg in _drawings(p) for i in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", i) for i in ids)


def test_no_letters_leave_the_picture(pictures):
    for picture in pictures:
        for width, svg in _drawings(picture):
            height = float(ElementTree.fromstring(svg).attrib["viewBox"].split()[3])
            for line in letters(svg):
                assert line.left >= -1, (picture.id, width, line)
                assert line.right <= width + 1, (picture.id, width, line)
                assert 0 <= line.top < line.bottom <= height + 1, (picture.id, width, line)


def test_no_letters_overlap(pictures):
    for picture in pictures:
        for width, svg in _drawings(picture):
            assert overlapping(letters(svg)) == [], (picture.id, width)


def test_the_longer_words_of_another_language_fit_too(core_atlas, whole):
    say = translations("es").gettext
    found = [comparison_picture(core_atlas.compare(JOBS[:5]), say)]
    found += [treemap_picture(whole, area, say=say) for area in AREAS]
    found += [scatter_picture(whole, against, say) for against in AXES]
    found.append(calibration_picture(calibration_report(core_atlas.edition), say))
    for job in JOBS:
        report, subject = core_atlas.report(job), core_atlas.report(job).subject
        releases = use_over_releases(core_atlas.edition, subject.id)
        outlook = outlook_report(core_atlas.edition, subject.kind, subject.id, 2030)
        found += [
            tasks_picture(report, say),
            indices_picture(report, say),
            levels_picture(report, rungs(core_atlas.edition, subject.kind, subject.id), say),
            use_picture(subject.title, subject.id, releases, report.edition, say),
            outlook_picture(outlook, projections(core_atlas.edition, subject.kind, subject.id), say),
        ]
    for picture in filter(None, found):
        for width, svg in _drawings(picture):
            assert all(line.left >= -1 and line.right <= width + 1 for line in letters(svg)), picture.id
            assert overlapping(letters(svg)) == [], (picture.id, width)


def test_no_letters_are_too_small_to_read(pictures):
    for picture in pictures:
        assert all(line.size >= 12 for _, svg in _drawings(picture) for line in letters(svg))


def test_a_drawing_holds_no_script_and_points_nowhere(pictures):
    for picture in pictures:
        for svg in (picture.svg, picture.narrow, picture.standalone()):
            assert not re.search(r"<script|<a[ >]|<image|<use|href|url\(|@import|on\w+=", svg)


def test_colour_is_never_named_in_a_drawing_for_a_page(pictures):
    # Pages set the colours; one in the drawing would stay light on dark paper.
    for picture in pictures:
        for _, svg in _drawings(picture):
            assert not re.search(r'(?:fill|stroke)="|#[0-9a-fA-F]{6}\b', svg)


def test_every_twin_is_a_full_table(pictures):
    for picture in pictures:
        assert picture.table.rows
        assert all(len(row) == len(picture.table.columns) for row in picture.table.rows)


def test_every_alternative_is_whole_sentences_in_a_calm_register(pictures):
    for picture in pictures:
        for text in (picture.alt, picture.note):
            assert text.endswith(".")
            assert ".." not in text
            assert not any(word in text.lower() for word in BANNED), text


def test_every_picture_names_its_edition(pictures, core_atlas):
    assert all(core_atlas.edition.manifest.id in p.credit for p in pictures)
    assert all(core_atlas.edition.manifest.id in p.standalone() for p in pictures)


def test_specifications_are_valid_vega_lite_and_can_be_drawn(pictures):
    altair = pytest.importorskip("altair")
    renderer = pytest.importorskip("vl_convert")
    drawn = {}
    for picture in pictures:
        altair.Chart.from_dict(picture.spec, validate=True)
        drawn.setdefault(picture.id.split("-")[0], picture)
    for picture in drawn.values():
        svg = renderer.vegalite_to_svg(picture.spec)
        assert ElementTree.fromstring(svg).tag.endswith("svg")
        assert not re.search(r"NaN|undefined", svg)


def test_a_picture_is_the_same_each_time(core_atlas):
    first, second = (
        {k: p.standalone() for k, p in pictures_of(core_atlas.edition, core_atlas.report("roofers")).items()}
        for _ in range(2)
    )
    assert first == second


def test_rows_of_tasks_stand_in_the_order_of_the_report_with_their_intervals(core_atlas):
    report = core_atlas.report("registered nurses")
    picture = tasks_picture(report)
    assert [row[0] for row in picture.table.rows] == [t.label for t in report.tasks]
    shares = [row[1] for row in picture.table.rows]
    assert all(a >= b for a, b in pairwise(shares))
    for task, row in zip(report.tasks, picture.table.rows, strict=True):
        assert row[2:5] == pytest.approx(
            [100 * v for v in (task.capability.value, task.capability.low, task.capability.high)], abs=0.051
        )
        assert (
            f"{100 * task.capability.value:.0f} ({100 * task.capability.low:.0f}-{100 * task.capability.high:.0f})"
            in picture.svg
        )
    assert f"{report.counts.high} high" in picture.alt


def test_a_long_label_is_cut_but_stands_whole_in_title_and_table(core_atlas):
    report = core_atlas.report("roofers")
    long = "Lay " + "and fasten overlapping shingles " * 9
    rows = [report.tasks[0].model_copy(update={"label": long.strip()}), *report.tasks[1:]]
    picture = tasks_picture(report.model_copy(update={"tasks": rows}))
    assert "…</text>" in picture.svg
    assert f"<title>{long.strip()}" in picture.svg
    assert picture.table.rows[0][0] == long.strip()
    assert overlapping(letters(picture.svg)) == overlapping(letters(picture.narrow)) == []


def test_hostile_text_stays_text(hostile: ProfessionReport, core_atlas):
    pictures = [tasks_picture(hostile), indices_picture(hostile)]
    pictures.append(levels_picture(hostile, rungs(core_atlas.edition, "occupation", hostile.subject.id)))
    for picture in pictures:
        assert picture is not None
        for svg in (picture.svg, picture.narrow, picture.standalone()):
            tags = {e.tag.split("}")[1] for e in ElementTree.fromstring(svg).iter()}
            assert tags <= {"svg", "style", "g", "path", "rect", "circle", "text", "title", "desc"}
            assert "<script" not in svg
        assert json.loads(json.dumps(picture.spec)) == picture.spec
        assert all(line.right <= NARROW + 1 for line in letters(picture.narrow))


def test_indices_are_grouped_by_kind_and_context_is_told_from_exposure(core_atlas):
    report = core_atlas.report("registered nurses")
    picture = indices_picture(report)
    assert picture is not None
    headings = [e.text for e in ElementTree.fromstring(picture.svg).iter() if "jp-h" in e.get("class", "").split()]
    assert headings == [kind[:1].upper() + kind[1:] for kind in dict.fromkeys(i.kind for i in report.indices)]
    context = sum(not i.exposure for i in report.indices)
    assert sum(row[6] == "context" for row in picture.table.rows) == context > 0
    exposure = [i.percentile for i in report.indices if i.exposure]
    assert f"{len(exposure)} figures" in picture.alt


def test_a_job_without_indices_has_no_picture_of_them(core_atlas):
    report = core_atlas.report("roofers")
    assert indices_picture(report.model_copy(update={"indices": []})) is None


def test_use_of_a_role_or_of_tasks_too_new_is_not_drawn(core_atlas):
    for job in ("machine-learning-engineer", "data scientists"):
        assert "use" not in pictures_of(core_atlas.edition, core_atlas.report(job))
        with pytest.raises(UsageError, match="nothing to draw"):
            picture_of(core_atlas.edition, core_atlas.report(job), "use")


def test_an_unknown_kind_is_refused_with_those_there_are(core_atlas):
    with pytest.raises(UsageError) as caught:
        picture_of(core_atlas.edition, core_atlas.report("roofers"), "pie")
    assert all(kind in caught.value.next_step for kind in KINDS)


def test_the_outlook_shows_layers_only_where_they_are_given(core_atlas):
    from jobprism.publishing.charts.outlook import outlook_picture

    report = core_atlas.outlook("roofers", 2030)
    without = outlook_picture(report)
    assert {row[0] for row in without.table.rows} == {"pressure"}
    assert len(without.table.rows) == len(report.path)
    with_layers = picture_of(core_atlas.edition, core_atlas.report("roofers"), "outlook")
    assert {row[0] for row in with_layers.table.rows} >= {"pressure", "capability", "human need"}
    last = max(step.year for step in report.path)
    for step in report.path:
        if step.year == last:
            assert f"{step.scenario}, {step.value:.0f} ({step.low:.0f}-{step.high:.0f})" in with_layers.alt


def test_levels_are_those_of_the_edition_from_lead_down(core_atlas):
    ladder = rungs(core_atlas.edition, "occupation", "11-1011.00")
    assert [r.level for r in ladder] == ["lead", "senior", "mid", "junior"]
    levels = core_atlas.levels.filter(subject_kind="occupation", subject_id="11-1011.00", layer="pressure")
    for row in levels.rows(named=True):
        (rung,) = (r for r in ladder if r.level == row["level"])
        assert (rung.value, rung.low, rung.high) == pytest.approx([100 * row[k] for k in ("value", "low", "high")])


def test_what_was_not_observed_is_said_and_not_drawn_as_zero(core_atlas):
    report = core_atlas.compare(["roofers", "registered nurses"])
    first = report.subjects[0].model_copy(update={"layers": {**report.subjects[0].layers, "delegation": None}})
    picture = comparison_picture(report.model_copy(update={"subjects": [first, report.subjects[1]]}))
    (row,) = (r for r in picture.table.rows if r[0] == first.title and r[1] == "delegation")
    assert row[2:] == (None, None, None)
    assert "not observed" in picture.svg


@pytest.mark.parametrize(
    ("area", "colour", "group"), [("tasks", "pressure", ""), ("jobs", "zone", ""), ("jobs", "use", "99")]
)
def test_a_treemap_of_nothing_known_is_refused(whole, area, colour, group):
    with pytest.raises(UsageError, match="A treemap has no"):
        treemap_picture(whole, area, colour, group)


def test_a_scatter_against_nothing_known_is_refused(whole):
    with pytest.raises(UsageError, match="no axis 'age'"):
        scatter_picture(whole, "age")
