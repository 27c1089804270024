"""A person's own work over HTTP: from a title or a document to a result, which is kept or mailed when asked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
sa = pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")

from jobprism.errors import UsageError  # noqa: E402
from jobprism.publishing.site.site import Site  # noqa: E402
from jobprism.settings import Settings  # noqa: E402
from jobprism.web.outbox import Post, deliver  # noqa: E402
from jobprism.web.service import service  # noqa: E402
from jobprism.web.storage import State, Store, reports  # noqa: E402

Result = Callable[..., str]
Said = Callable[[str], str]


def test_from_a_title_to_a_result(client, result: Result, said_of: Said) -> None:
    assert client.get("/assess/").status_code == 200
    week = client.post("/assess/week", data={"title": "registered nurse", "hours_per_week": "36", "level": "senior"})
    assert week.status_code == 200
    row = re.search(r'name="hours:([^"]+)"', week.text)
    assert row
    page = result(**{f"hours:{row[1]}": "10,5", "answer:presence": "more", "level": "senior"})
    assert "The job at your level" in page
    assert ">10.5<" in page
    back = client.post("/assess/back", data={"said": said_of(page)})
    assert re.search(rf'name="hours:{re.escape(row[1])}"[^>]* value="10.5"', back.text)


def test_a_result_can_be_had_at_another_level_and_as_files(client, result: Result, said_of: Said) -> None:
    said = said_of(result(**{"own-text:0": "=HYPERLINK(1)", "own-hours:0": "2"}))
    at_level = client.post("/assess/level", data={"said": said, "level": "lead"})
    assert "The job at your level" in at_level.text
    assert '"level": "lead"' in said_of(at_level.text)
    assert "The job at your level" not in client.post("/assess/level", data={"said": said, "level": ""}).text
    assert client.post("/assess/level", data={"said": said, "level": "chief"}).status_code == 422
    as_json = client.post("/assess/report.json", data={"said": said}).json()
    assert as_json["id"] == "29-1141.00"
    assert client.post("/assess/report.md", data={"said": said}).text.startswith("# Your work as Registered Nurses")
    table = client.post("/assess/report.csv", data={"said": said})
    assert table.headers["content-type"].startswith("text/csv")
    assert "HYPERLINK" in table.text
    assert not re.search(r'(^|,)"?=', table.text, re.MULTILINE), "a spreadsheet would take it for a formula"


def test_the_outlook_of_the_job_stands_in_the_result(result: Result, core_atlas) -> None:
    outlook = core_atlas.outlook("29-1141.00", 2030)
    section = result().partition('id="outlook"')[2].partition("</section>")[0]
    for state in outlook.scenarios:
        assert f"{state.pressure.value:.0f} ({state.pressure.low:.0f}–{state.pressure.high:.0f})" in section


def test_a_title_that_may_mean_several_offers_them(client) -> None:
    reply = client.post("/assess/week", data={"title": "technician"})
    assert reply.status_code == 422
    chosen = re.search(r'name="chosen" value="([^"]+)"', reply.text)
    assert chosen
    assert client.post("/assess/week", data={"title": "technician", "chosen": chosen[1]}).status_code == 200


@pytest.fixture(scope="module")
def cv() -> str:
    text = (Path(__file__).parents[1] / "matching/corpus/nurse-mid-cv.txt").read_text(encoding="utf-8")
    return text.replace("⟦", "").replace("⟧", "")


@pytest.mark.parametrize("way", ["text", "file"])
def test_a_document_gives_a_title_and_tasks_to_keep_to_drop_and_to_edit(client, cv: str, way: str) -> None:
    sent = {"data": {"text": cv}} if way == "text" else {"files": {"file": ("cv.txt", cv.encode())}}
    page = client.post("/assess/week", **sent)
    assert page.status_code == 200, page.text[:300]
    assert "Registered Nurses" in page.text
    found = dict(re.findall(r'<textarea[^>]* name="(duty:\d+)"[^>]*>\n?([^<]*)</textarea>', page.text))
    assert any("Titrated vasoactive drips" in text for text in found.values())
    assert re.search(r"Near to: [^(]+ \(\d+\s%\)", page.text), "the match has its confidence"
    first, second, *_ = found
    fields = {name: html.unescape(text) for name, text in found.items()}
    kept = {f"keep:{name.partition(':')[2]}": "yes" for name in found if name != second}
    fields[first] = "Carry a lamp"
    week = client.post("/assess/week", data={"title": "29-1141.00", "hours_per_week": "36", **fields, **kept})
    tasks = re.findall(r'name="own-text:\d+"[^>]* value="([^"]+)"', week.text)
    assert len(tasks) == len(found) - 1
    assert tasks[0] == "Carry a lamp"
    assert found[second] not in tasks
    hours = [float(h) for h in re.findall(r'name="own-hours:\d+"[^>]* value="([^"]+)"', week.text)]
    assert sum(hours) == pytest.approx(36)
    assert "checked" in week.text.partition('id="only"')[2][:40]


def test_a_document_without_tasks_goes_on_with_those_of_the_job(client) -> None:
    page = client.post("/assess/week", data={"title": "registered nurse", "text": "nothing to see here"})
    assert "No tasks were found" in page.text
    week = client.post("/assess/week", data={"title": "registered nurse"})
    assert "checked" not in week.text.partition('id="only"')[2][:40]


def test_a_form_that_is_refused_comes_back_as_it_was_filled_in(client) -> None:
    rows = {f"own-text:{n}": f"task number {n}" for n in range(9)} | {f"own-hours:{n}": "1" for n in range(8)}
    reply = client.post("/assess/result", data={"title": "29-1141.00", "only_own": "yes", **rows})
    assert reply.status_code == 422
    assert re.findall(r'name="own-text:\d+"[^>]* value="([^"]+)"', reply.text) == [f"task number {n}" for n in range(9)]
    assert "checked" in reply.text.partition('id="only"')[2][:40]


def test_hours_beyond_the_week_are_reduced_in_proportion(client, result: Result, said_of: Said) -> None:
    page = result(**{"own-text:0": "x y z", "own-hours:0": "60", "own-text:1": "a b c", "own-hours:1": "12"})
    assert "more than the 36 of the week" in page
    back = client.post("/assess/back", data={"said": said_of(page)}).text
    assert re.findall(r'name="own-hours:\d+"[^>]* value="([^"]+)"', back) == ["30", "6"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"hours:nothing": "3"}, "no row"),
        ({"hours_per_week": "a lot"}, "number"),
        ({"own-text:0": "x", "own-hours:0": "-9"}, "greater than or equal to 0"),
        ({"own-text:0": "x", "own-hours:0": "nan"}, "finite"),
        ({"hours_per_week": "1e9"}, "Hours a week: "),
        ({"own-text:0": "x"}, "no hours"),
        ({"answer:presence": "very"}, "presence"),
        ({"answer:luck": "more"}, "luck"),
    ],
)
def test_what_makes_no_sense_is_told_on_the_form(client, fields: dict[str, str], told: str) -> None:
    reply = client.post("/assess/result", data={"title": "29-1141.00", "hours_per_week": "36", **fields})
    assert reply.status_code == 422
    assert told in html.unescape(reply.text)


def test_an_altered_page_is_refused_not_crashed_by(client) -> None:
    for said in ("", "{", "[]", '{"title": 3}', "[" * 100_000, '{"title": "nurse", "own": "x"}'):
        assert client.post("/assess/report.pdf", data={"said": said}).status_code == 422


def test_what_is_kept_opens_by_its_link_only_and_can_be_deleted(client, result: Result, said_of: Said) -> None:
    page = result(**{"own-text:0": "Comfort a family", "own-hours:0": "2"})
    kept = client.post("/assess/keep", data={"said": said_of(page)})
    assert kept.status_code == 303
    link = f"/assess/{kept.headers['location']}"
    again = client.get(link)
    assert "Comfort a family" in again.text
    assert again.headers["cache-control"] == "no-store"
    assert client.get(link[:-3]).status_code == 404
    assert client.post(f"{link}/delete").status_code == 200
    assert client.get(link).status_code == 404


def test_a_report_is_mailed_after_the_button_was_pressed(client, database: str, result: Result, said_of: Said) -> None:
    address = "me@example.org"
    asked = client.post("/assess/mail", data={"said": said_of(result()), "email": address})
    assert asked.status_code == 200
    assert address not in asked.text
    engine = sa.create_engine(database)

    def row() -> sa.Row | None:
        with engine.connect() as connection:
            query = sa.select(reports.c.token, reports.c.state).where(reports.c.address == address)
            return connection.execute(query).first()

    waiting = row()
    assert waiting is not None
    confirm = f"/assess/confirm/{waiting.token}"
    assert client.get(confirm).status_code == 200
    assert row().state == State.ASKED, "opening the page confirms nothing"  # pyright: ignore[reportOptionalMemberAccess]
    assert client.post(confirm).status_code == 200
    assert row().state == State.CONFIRMED  # pyright: ignore[reportOptionalMemberAccess]
    taken: list[EmailMessage] = []

    class Box:
        def send(self, message: EmailMessage) -> None:
            taken.append(message)

    store = Store(database)
    # Later than the app's own attempts, which find no server, put it off to.
    later = datetime.now(UTC) + timedelta(hours=2)
    deliver(store, Post(Box(), "a@example.org", str, lambda _: EmailMessage(), timedelta(days=1)), later)
    assert [m["To"] for m in taken].count(address) == 1
    assert row() is None
    assert client.post(confirm).status_code == 404
    store.close()
    engine.dispose()


@pytest.mark.parametrize(
    "address", ["", "me", "me@", "@example.org", "a b@example.org", "a@b.c\r\nBcc: x@y.z", "ä@b.c"]
)
def test_what_is_no_address_is_refused(client, address: str, result: Result, said_of: Said) -> None:
    assert client.post("/assess/mail", data={"said": said_of(result()), "email": address}).status_code == 422


def test_nobody_can_flood_an_address_or_learn_what_waits_for_it(client, database: str, result, said_of) -> None:
    said, store = said_of(result()), Store(database)
    pages = {client.post("/assess/mail", data={"said": said, "email": "flood@example.org"}).text for _ in range(5)}
    assert len(pages) == 1
    assert store.waiting_for("flood@example.org") == Settings().requests_per_address
    store.close()


def test_a_request_by_mail_can_be_withdrawn_from_the_letter(client, database: str, result, said_of) -> None:
    store = Store(database)
    token = store.ask("away@example.org", {"title": "29-1141.00"}, timedelta(hours=1))
    assert "/withdraw" in client.get(f"/assess/confirm/{token}").text
    assert client.post(f"/assess/confirm/{token}/withdraw").status_code == 200
    assert store.waiting_for("away@example.org") == 0
    store.close()


def test_an_address_of_the_app_takes_the_id_of_a_job_and_no_other_words(client) -> None:
    for form in ("assess", "plan", "quiz"):
        assert 'value="Registered Nurses"' in client.get(f"/{form}/?title=29-1141.00").text
        assert "my secret" not in client.get(f"/{form}/?title=my+secret").text


def test_without_a_database_nothing_can_be_kept_or_mailed(site: Site) -> None:
    with testing.TestClient(service(site, Settings())) as bare:
        page = bare.post("/assess/result", data={"title": "29-1141.00"}).text
        assert "assess/keep" not in page
        assert "assess/mail" not in page
        assert bare.post("/assess/keep", data={"said": "{}"}).status_code in (404, 405)
        assert "cannot store anything" in bare.get("/assess/privacy").text
        assert bare.get("/occupations/29-1141.00/").content == site.body("occupations/29-1141.00/index.html")


def test_mail_without_what_it_needs_is_refused_at_the_start(site: Site) -> None:
    with pytest.raises(UsageError, match="JOBPRISM_DATABASE_URL"):
        service(site, Settings(smtp_host="127.0.0.1"))
