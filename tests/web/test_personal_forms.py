"""A person's own work over HTTP: what is shown, kept and mailed, and what hostile input does."""

from __future__ import annotations

import html
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")

from jobprism.editions.store import CORE, Edition  # noqa: E402
from jobprism.errors import UsageError  # noqa: E402
from jobprism.publishing.site.options import options  # noqa: E402
from jobprism.publishing.site.site import Site  # noqa: E402
from jobprism.settings import Settings  # noqa: E402
from jobprism.web.outbox import Post, deliver  # noqa: E402
from jobprism.web.service import service  # noqa: E402
from jobprism.web.storage import Store  # noqa: E402

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE assessments; --",
    "{{ 7 * 7 }}",
    "\u202eright to left \U0001f600",
    "=1+1|cmd",
]


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(Edition(CORE), options("https://example.org/", only=["29-1141.00", "23-2011.00"]))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('app') / 'app.db'}"


@pytest.fixture(scope="module")
def client(site: Site, database: str) -> Iterator:
    chosen = Settings(database_url=database, smtp_host="127.0.0.1", smtp_port=9, mail_from="reports@example.org")
    with testing.TestClient(service(site, chosen), follow_redirects=False) as made:
        yield made


def said_of(page: str) -> str:
    found = re.search(r'name="said" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def result(client, **fields: str) -> str:
    reply = client.post("/assess/result", data={"title": "29-1141.00", "hours_per_week": "36", **fields})
    assert reply.status_code == 200, reply.text[:500]
    return reply.text


def test_from_a_title_to_a_result(client) -> None:
    assert client.get("/assess/").status_code == 200
    week = client.post("/assess/week", data={"title": "registered nurse", "hours_per_week": "36", "level": "senior"})
    assert week.status_code == 200
    row = re.search(r'name="hours:([^"]+)"', week.text)
    assert row
    page = result(client, **{f"hours:{row[1]}": "10,5", "answer:presence": "more", "level": "senior"})
    assert "The job at your level" in page
    assert ">10.5<" in page
    back = client.post("/assess/back", data={"said": said_of(page)})
    assert f'name="hours:{row[1]}" inputmode="decimal" size="5" aria-labelledby=' in back.text
    assert 'value="10.5"' in back.text


def test_a_title_that_may_mean_several_offers_them(client) -> None:
    reply = client.post("/assess/week", data={"title": "technician"})
    assert reply.status_code == 422
    chosen = re.search(r'name="chosen" value="([^"]+)"', reply.text)
    assert chosen
    assert client.post("/assess/week", data={"title": "technician", "chosen": chosen[1]}).status_code == 200


def test_a_document_gives_title_and_tasks_and_is_read_from_a_file_or_a_text(client) -> None:
    text = (Path(__file__).parents[1] / "matching/corpus/nurse-mid-cv.txt").read_text(encoding="utf-8")
    text = text.replace("⟦", "").replace("⟧", "")
    for sent in ({"data": {"text": text}}, {"files": {"file": ("cv.txt", text.encode())}, "data": {"title": ""}}):
        reply = client.post("/assess/week", **sent)
        assert reply.status_code == 200, reply.text[:300]
        assert "Titrated vasoactive drips" in reply.text
        assert "Registered Nurses" in reply.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words(client, text: str) -> None:
    page = result(client, **{"own-text:0": text, "own-hours:0": "2"})
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert ">49<" not in page
    assert html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
    start = client.post("/assess/week", data={"title": text})
    assert start.status_code == 422
    assert "<script>alert" not in start.text
    assert client.post("/assess/report.pdf", data={"said": said_of(page)}).content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"hours:nothing": "3"}, "no row"),
        ({"hours_per_week": "a lot"}, "number"),
        ({"own-text:0": "x", "own-hours:0": "99"}, "more than the 36"),
        ({"own-text:0": "x"}, "no hours"),
        ({"answer:presence": "very"}, "presence"),
        ({"answer:luck": "more"}, "luck"),
    ],
)
def test_what_makes_no_sense_is_told_on_the_form(client, fields: dict[str, str], told: str) -> None:
    reply = client.post("/assess/result", data={"title": "29-1141.00", "hours_per_week": "36", **fields})
    assert reply.status_code == 422
    assert told in html.unescape(reply.text)


def test_forms_and_files_that_are_too_large_are_refused(client) -> None:
    many = {f"hours:{n}": "1" for n in range(2000)}
    assert client.post("/assess/result", data={"title": "29-1141.00", **many}).status_code == 422
    assert client.post("/assess/week", data={"text": "word " * 100_000}).status_code == 422
    assert client.post("/assess/week", files={"file": ("a.txt", b"a" * 30_000_000)}).status_code == 422


def test_a_bomb_of_a_document_is_refused(client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    reply = client.post("/assess/week", files={"file": ("cv.docx", packed.getvalue())}, data={"title": "nurse"})
    assert reply.status_code == 422


def test_an_altered_page_is_refused_not_crashed_by(client) -> None:
    for said in ("", "{", "[]", '{"title": 3}', "[" * 100_000, '{"title": "nurse", "own": "x"}'):
        assert client.post("/assess/report.pdf", data={"said": said}).status_code == 422


def test_what_is_kept_opens_by_its_link_only_and_can_be_deleted(client) -> None:
    page = result(client, **{"own-text:0": "Comfort a family", "own-hours:0": "2"})
    kept = client.post("/assess/keep", data={"said": said_of(page)})
    assert kept.status_code == 303
    link = f"/assess/{kept.headers['location']}"
    again = client.get(link)
    assert "Comfort a family" in again.text
    assert again.headers["cache-control"] == "no-store"
    assert client.get(link[:-3]).status_code == 404
    assert client.post(f"{link}/delete").status_code == 200
    assert client.get(link).status_code == 404


def test_a_report_is_mailed_after_the_button_was_pressed(client, database: str) -> None:
    page = result(client)
    asked = client.post("/assess/mail", data={"said": said_of(page), "email": "me@example.org"})
    assert asked.status_code == 200
    assert "me@example.org" not in asked.text
    store = Store(database)
    asked_for = store.claim(timedelta(0))
    assert asked_for is not None
    assert asked_for.token is not None
    confirm = f"/assess/confirm/{asked_for.token}"
    assert client.get(confirm).status_code == 200
    assert store.claim(timedelta(0)).state == "asked", "opening the page confirms nothing"  # pyright: ignore[reportOptionalMemberAccess]
    assert client.post(confirm).status_code == 200
    assert store.claim(timedelta(0)).state == "confirmed"  # pyright: ignore[reportOptionalMemberAccess]
    taken = []

    class Box:
        def send(self, message: object) -> None:
            taken.append(message)

    from email.message import EmailMessage

    assert deliver(store, Post(Box(), "a@example.org", str, lambda _: EmailMessage(), timedelta(days=1))) == 1
    assert client.post(confirm).status_code == 404
    store.close()


@pytest.mark.parametrize(
    "address", ["", "me", "me@", "@example.org", "a b@example.org", "a@b.c\r\nBcc: x@y.z", "ä@b.c"]
)
def test_what_is_no_address_is_refused(client, address: str) -> None:
    assert client.post("/assess/mail", data={"said": said_of(result(client)), "email": address}).status_code == 422


def test_the_page_on_privacy_names_every_column(client) -> None:
    page = client.get("/assess/privacy").text
    for column in ("token_hash", "said", "address", "expires_at"):
        assert f"<code>{column}</code>" in page


def test_nothing_a_person_types_ends_in_a_log(client, caplog: pytest.LogCaptureFixture, capfd) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/assess/week", data={"title": "xylophonist of secrets"})
        result(client, **{"own-text:0": "unheard-of chore", "own-hours:0": "2"})
    said = caplog.text + "".join(capfd.readouterr())
    assert "secrets" not in said
    assert "chore" not in said


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
