"""A plan and a quiz over HTTP: what was asked for is what is made, in the page and in the files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from jobprism.atlas import Atlas
from jobprism.editions.store import Edition
from jobprism.publishing.site.options import HERE, options
from jobprism.publishing.site.site import Site
from jobprism.settings import Settings
from jobprism.web.forms import plan_taken_up

testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")

from jobprism.web.service import service  # noqa: E402

Said = Callable[[str], str]
PARALEGAL = "23-2011.00"


@pytest.fixture(scope="module")
def plan_page(client) -> str:
    reply = client.post(
        "/plan/result", data={"title": "paralegal", "level": "senior", "weeks": "4", "hours_per_week": "3,5"}
    )
    assert reply.status_code == 200, reply.text[:500]
    return reply.text


def test_the_page_shows_the_paths_of_the_plan_asked_for(plan_page: str, said_of: Said, core_atlas: Atlas) -> None:
    asked = plan_taken_up(said_of(plan_page))
    plan = core_atlas.plan(PARALEGAL, level="senior", weeks=4, hours_per_week=3.5, start=asked.start)
    assert len(plan.paths) == 3
    for path in plan.paths:
        assert path.title in plan_page
        assert plan_page.count("<summary>") >= len(path.weeks)
    assert f"{plan.subject.pressure.value:.0f} (" in plan_page


def test_the_files_are_of_the_same_plan(client, plan_page: str, said_of: Said, core_atlas: Atlas) -> None:
    said = said_of(plan_page)
    asked = plan_taken_up(said)
    plan = core_atlas.plan(PARALEGAL, level="senior", weeks=4, hours_per_week=3.5, start=asked.start)
    assert client.post("/plan/plan.json", data={"said": said}).json() == plan.model_dump(mode="json")
    pdf = client.post("/plan/plan.pdf", data={"said": said})
    assert pdf.headers["content-disposition"] == 'attachment; filename="jobprism-plan.pdf"'
    assert "Paralegals" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert client.post("/plan/plan.md", data={"said": said}).text.startswith("# From Paralegals")
    calendar = Calendar.from_ical(client.post("/plan/plan.ics", data={"said": said, "path": "2"}).content)
    weeks = list(calendar.walk("VEVENT"))
    assert len(weeks) == 4
    assert plan.paths[1].title in str(weeks[0]["SUMMARY"])
    assert client.post("/plan/plan.ics", data={"said": said, "path": "9"}).status_code == 422
    assert client.post("/plan/plan.ics", data={"said": said, "path": "²"}).status_code == 422


def test_one_aim_or_a_job_of_ones_own_choice(client, said_of: Said) -> None:
    for fields, titles in (({"aim": "better_paid"}, 1), ({"aim": "chosen", "to": "court reporters"}, 1)):
        page = client.post("/plan/result", data={"title": PARALEGAL, "weeks": "2", **fields}).text
        assert len(re.findall(r'<h2 id="path\d"', page)) == titles
        back = client.post("/plan/", data={"title": "Paralegals", **fields})
        assert f'value="{fields["aim"]}" selected' in back.text
    assert "Court Reporters" in page


def test_a_job_that_may_mean_several_offers_them_for_its_field(client) -> None:
    reply = client.post("/plan/result", data={"title": PARALEGAL, "to": "technician"})
    assert reply.status_code == 422
    assert 'name="chosen_to"' in reply.text
    assert 'name="chosen"' not in reply.text
    chosen = re.search(r'name="chosen_to" value="([^"]+)"', reply.text)
    assert chosen
    again = client.post("/plan/result", data={"title": PARALEGAL, "to": "technician", "chosen_to": chosen[1]})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": "zzyx qqqq"}, "No occupation"),
        ({"title": ""}, "Your job"),
        ({"weeks": "5"}, "5 weeks"),
        ({"weeks": "many"}, "The length"),
        ({"hours_per_week": "0"}, "0 hours"),
        ({"hours_per_week": "inf"}, "Hours a week"),
        ({"level": "chief"}, "The level"),
        ({"aim": "fame"}, "What matters most"),
        ({"aim": "chosen"}, "which job"),
        ({"to": "paralegals"}, "itself"),
    ],
)
def test_what_no_plan_can_be_is_told_on_the_form(client, fields: dict[str, str], told: str) -> None:
    reply = client.post("/plan/result", data={"title": PARALEGAL, **fields})
    assert reply.status_code == 422
    assert told in reply.text.partition('role="alert"')[2].partition("</p>")[0]
    assert "Plan a move" in reply.text


def test_a_plan_starts_from_a_result(client, result, said_of: Said) -> None:
    page = result(level="senior")
    form = page.partition('action="/plan/"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert fields == {"title": "Registered Nurses", "level": "senior"}
    start = client.post("/plan/", data=fields).text
    assert 'value="Registered Nurses"' in start
    assert 'value="senior" selected' in start


def test_the_card_of_the_quiz_has_figures_and_no_personal_words(client, said_of: Said, core_atlas: Atlas) -> None:
    answers = {"answer:presence": "much more", "answer:tools": "less"}
    page = client.post(
        "/quiz/result", data={"title": "nurse of the night shift at Leeds", "chosen": "29-1141.00", **answers}
    )
    assert page.status_code == 200
    said = said_of(page.text)
    report = core_atlas.assess({"title": "29-1141.00", "answers": {"presence": "much more", "tools": "less"}})
    card = client.post("/quiz/card.svg", data={"said": said})
    assert card.headers["content-type"].startswith("image/svg+xml")
    assert f">{report.pressure[0].value:.0f}<" in card.text
    assert "Leeds" not in card.text + page.text
    assert "much more" not in card.text
    if pytest.importorskip("vl_convert", reason="the extra `charts` is not installed"):
        assert client.post("/quiz/card.png", data={"said": said}).content.startswith(b"\x89PNG")
    assert "img-src data: 'self'" in page.headers["content-security-policy"]
    assert re.findall(r'name="answer:(\w+)"', client.get("/quiz/").text) == [
        "presence",
        "people",
        "responsibility",
        "tools",
    ]


def test_where_the_interface_is_spanish_so_is_the_card(core: Edition, said_of: Said) -> None:
    spanish = Site(core, options("https://example.org/", "es", [PARALEGAL], app_url=HERE))
    with testing.TestClient(service(spanish, Settings())) as client:
        page = client.post("/quiz/result", data={"title": PARALEGAL, "level": "senior"}).text
        card = client.post("/quiz/card.svg", data={"said": said_of(page)}).text
    shown = re.search(r'class="card-picture"[^>]*alt="([^"]*)"', page)
    assert shown
    drawn = " ".join(re.findall(r">([^<>]+)</text>", card))
    for said in ("nivel avanzado", "presión", "La ocupación en su conjunto", "intervalo del 90 %"):
        assert said in shown[1]
        assert said in drawn
    assert "No es la probabilidad" in drawn
    english = re.compile(r"\b(?:pressure|interval|level|whole|edition|work)\b", re.IGNORECASE)
    assert not english.search(drawn)
