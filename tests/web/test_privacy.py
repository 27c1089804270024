"""The page on privacy is what the app does: it names all that is stored, and nothing else is, nor logged."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
sa = pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")
uvicorn = pytest.importorskip("uvicorn", reason="the extra `web` is not installed")

import httpx  # noqa: E402
from lxml import html  # noqa: E402

from jobprism.analyses.situation import Situation  # noqa: E402
from jobprism.publishing.site.site import Site  # noqa: E402
from jobprism.settings import Settings  # noqa: E402
from jobprism.web.keeping import lasts_of  # noqa: E402
from jobprism.web.service import service  # noqa: E402
from jobprism.web.storage import Store, metadata  # noqa: E402

NURSE = "29-1141.00"
SECRET = "Zanzibarquux"
WORDS = {
    "title": "registered nurse",
    "own-text:0": f"tend {SECRET}",
    "own-hours:0": "2",
    "text": f"Registered nurse\n\nDuties:\n- Administer {SECRET}\n",
}


@pytest.fixture
def kept_apart(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


def _everything(url: str) -> list[tuple[str, str, object]]:
    """Table, column and value of all that is stored."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        tables = sa.inspect(engine).get_table_names()
        found = [
            (table, name, value)
            for table in tables
            if table != "alembic_version"
            for row in connection.execute(sa.text(f'select * from "{table}"')).mappings()
            for name, value in row.items()
        ]
    engine.dispose()
    return found


def test_the_page_names_every_column_and_how_long_each_table_lasts(client) -> None:
    page = client.get("/assess/privacy").text
    for table in metadata.sorted_tables:
        section = page.partition(f'id="{table.name}"')[2].partition("<h2")[0]
        for column in table.columns:
            assert column.comment, column
            assert f"<code>{column.name}</code>" in section
        assert lasts_of(table.info["lasts"], Settings()) in section
        assert "expires_at" in table.columns, "what has no end is not deleted"
    for name, field in Situation.model_fields.items():
        assert f"<code>{name}</code>" in page
        assert field.description


def test_the_page_follows_the_settings(site: Site, kept_apart: str) -> None:
    with testing.TestClient(service(site, Settings(database_url=kept_apart, keep_days=1))) as app:
        assert "It is deleted after 1 day," in app.get("/assess/privacy").text


def test_only_what_the_page_names_is_stored_and_only_when_asked(
    site: Site, kept_apart: str, said_of: Callable[[str], str]
) -> None:
    address = "somebody@example.org"
    chosen = Settings(database_url=kept_apart, smtp_host="127.0.0.1", smtp_port=9, mail_from="a@example.org")
    with testing.TestClient(service(site, chosen), follow_redirects=False) as app:
        page = app.post("/assess/result", data=WORDS)
        assert page.status_code == 200
        said = said_of(page.text)
        app.post("/assess/week", data=WORDS)
        for path in ("assess/report.pdf", "assess/report.csv", "assess/back", "quiz/card.svg"):
            assert app.post(f"/{path}", data={"said": said}).status_code == 200
        app.post("/plan/result", data={"title": NURSE, "to": f"{SECRET} tender"})
        app.post("/quiz/result", data=WORDS)
        assert _everything(kept_apart) == []

        kept = app.post("/assess/keep", data={"said": said}).headers["location"]
        app.post("/assess/mail", data={"said": said, "email": address})
        stored = _everything(kept_apart)
        assert {(t, c) for t, c, value in stored if SECRET in str(value)} == {
            ("assessments", "said"),
            ("reports", "said"),
        }
        assert {(t, c) for t, c, value in stored if address in str(value)} == {("reports", "address")}
        assert not any(kept.rpartition("/")[2] in str(value) for *_, value in stored), "the link is not stored"
        known = {(t.name, c.name) for t in metadata.sorted_tables for c in t.columns}
        assert {(t, c) for t, c, _ in stored} <= known

        app.post(f"/assess/{kept}/delete")
        store = Store(kept_apart)
        token = store.ask(address, {"title": NURSE}, timedelta(hours=1))
        app.post(f"/assess/confirm/{token}/withdraw")
        store.sweep(datetime(9999, 1, 1, tzinfo=UTC))
        store.close()
    assert _everything(kept_apart) == []
    for file in Path(kept_apart.removeprefix("sqlite:///")).parent.glob("app.db*"):
        assert SECRET.encode() not in file.read_bytes(), "what was deleted is overwritten"
        assert address.encode() not in file.read_bytes()


def test_nothing_a_person_types_ends_in_a_log(site: Site, caplog: pytest.LogCaptureFixture, capfd) -> None:
    """With a real server that logs all it can, but for the addresses, which `jobprism serve` never logs."""
    with caplog.at_level(logging.DEBUG):
        config = uvicorn.Config(
            service(site, Settings()), host="127.0.0.1", port=0, access_log=False, log_level="trace"
        )
        server = uvicorn.Server(config)
        runs = threading.Thread(target=server.run, daemon=True)
        runs.start()
        while not server.started:
            assert runs.is_alive()
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as person:
            for path in ("assess/week", "assess/result", "plan/result", "quiz/result"):
                person.post(f"/{path}", data=WORDS)
                person.post(f"/{path}", data={"title": SECRET, "level": SECRET, "said": SECRET})
        server.should_exit = True
        runs.join()
    said = caplog.text + "".join(capfd.readouterr())
    assert "Started server process" in said, "the log is looked at"
    assert SECRET not in said


def test_no_form_puts_what_is_typed_into_an_address(client) -> None:
    for path in ("assess/", "plan/", "quiz/"):
        page = html.document_fromstring(client.get(f"/{path}").text)
        forms = page.xpath("//main//form")
        assert forms
        assert {form.get("method") for form in forms} == {"post"}
