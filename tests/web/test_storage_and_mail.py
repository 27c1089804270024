"""What the app stores, for how long, and that a report asked for is sent once, after it was confirmed."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

sa = pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")
trustme = pytest.importorskip("trustme", reason="the development tools are not installed")

from aiosmtpd.controller import Controller  # noqa: E402

from jobprism.errors import StorageError  # noqa: E402
from jobprism.web.outbox import LEASE, Post, Smtp, deliver  # noqa: E402
from jobprism.web.storage import State, Store, metadata, reports  # noqa: E402

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SAID = {
    "title": "nurses",
    "own": [{"text": "Comfort a family \U0001f600 '; DROP TABLE reports; --", "hours": 3}],
}


def _postgres() -> str | None:
    found = [Path("/usr/lib/postgresql"), Path("/usr/local/pgsql")]
    for root in found:
        for tool in sorted(root.glob("*/bin/initdb"), reverse=True) if root.is_dir() else []:
            return str(tool.parent)
    return None


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, in a folder of its own."""
    tools = _postgres()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    folder, port = tmp_path_factory.mktemp("postgres"), free_port()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
        for parent in folder.parents:
            with suppress(PermissionError):
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"

    def tool(name: str, *arguments: object, check: bool = True) -> None:
        # The server keeps what it inherits: no pipe, or nobody would see its end.
        given = [*as_user, f"{tools}/{name}", "-D", data, *arguments]
        subprocess.run(given, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    tool("initdb", "-U", "jobprism", "-A", "trust")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    tool("pg_ctl", "-o", options, "-w", "-l", folder / "log", "start")
    try:
        yield f"postgresql+psycopg://jobprism@127.0.0.1:{port}/postgres"
    finally:
        tool("pg_ctl", "-m", "immediate", "stop", check=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'app.db'}"
    return request.getfixturevalue("postgres")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store(url)
    made.sweep(datetime(9999, 1, 1, tzinfo=UTC))
    yield made
    made.close()


class Box:
    """A mailer that keeps what it is given, or refuses."""

    def __init__(self, *, fails: int = 0) -> None:
        self.taken: list[EmailMessage] = []
        self.fails = fails

    def send(self, message: EmailMessage) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionRefusedError
        self.taken.append(message)


def letter(said: dict[str, object]) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = f"Report on {said['title']}"
    made.set_content("the report")
    return made


def post(mailer: object) -> Post:
    return Post(mailer, "reports@example.org", lambda token: f"https://example.org/confirm/{token}", letter, DAY)  # pyright: ignore[reportArgumentType]


def token_in(message: EmailMessage) -> str:
    return next(line for line in message.get_content().splitlines() if "/confirm/" in line).rpartition("/")[2]


def test_an_assessment_is_kept_under_its_link_until_it_expires_or_is_deleted(store: Store) -> None:
    token, other = store.keep(SAID, 30 * DAY, NOW), store.keep(SAID, 30 * DAY, NOW)
    assert len(token) >= 32
    assert token != other
    assert store.kept(token, NOW + 29 * DAY) == SAID
    assert store.kept(token, NOW + 30 * DAY) is None
    assert store.kept(token[:-1], NOW) is None
    assert store.forget(token)
    assert store.kept(token, NOW) is None
    assert not store.forget(token)
    assert store.sweep(NOW + 31 * DAY) == 1


def test_the_database_does_not_have_the_link(store: Store, url: str) -> None:
    token = store.keep(SAID, DAY, NOW)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = [str(row) for table in metadata.tables.values() for row in connection.execute(sa.select(table))]
    engine.dispose()
    assert rows
    assert not any(token in row for row in rows)


def test_a_report_goes_out_once_after_it_was_confirmed_and_the_address_is_gone(store: Store, url: str) -> None:
    box = Box()
    store.ask("me@example.org", SAID, DAY, NOW)
    assert deliver(store, post(box), NOW) == 1
    assert deliver(store, post(box), NOW + LEASE + timedelta(hours=1)) == 0
    token = token_in(box.taken[0])
    assert store.confirm(token, DAY, NOW + timedelta(hours=2))
    assert store.confirm(token, DAY, NOW + timedelta(hours=2))
    assert deliver(store, post(box), NOW + timedelta(hours=3)) == 1
    assert [m["To"] for m in box.taken] == ["me@example.org"] * 2
    assert box.taken[1]["Subject"] == "Report on nurses"
    assert not store.confirm(token, DAY, NOW + timedelta(hours=3))
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(sa.select(reports)).all() == []
    engine.dispose()


def test_who_does_not_confirm_gets_nothing_and_is_forgotten(store: Store) -> None:
    box = Box()
    store.ask("me@example.org", SAID, DAY, NOW)
    deliver(store, post(box), NOW)
    token = token_in(box.taken[0])
    assert not store.confirm(token, DAY, NOW + 2 * DAY)
    assert store.sweep(NOW + 2 * DAY) == 1
    assert deliver(store, post(box), NOW + 2 * DAY) == 0
    assert len(box.taken) == 1


def test_a_request_can_be_withdrawn(store: Store) -> None:
    box = Box()
    token = store.ask("me@example.org", SAID, DAY, NOW)
    assert store.withdraw(token)
    assert deliver(store, post(box), NOW) == 0
    assert not store.withdraw(token)


def test_what_fails_is_tried_again_later_and_later(store: Store) -> None:
    box = Box(fails=3)
    store.ask("me@example.org", SAID, 2 * DAY, NOW)
    tries, at = [], NOW
    for minute in range(0, 60):
        at = NOW + timedelta(minutes=minute)
        before = box.fails, len(box.taken)
        deliver(store, post(box), at)
        if (box.fails, len(box.taken)) != before:
            tries.append(minute)
    assert tries == [0, 1, 3, 7]
    assert len(box.taken) == 1


@pytest.mark.parametrize("state", [State.ASKED, State.CONFIRMED])
@pytest.mark.parametrize("at_step", ["before sending", "after sending"])
def test_a_crash_at_any_step_neither_loses_nor_doubles(store: Store, monkeypatch, state: State, at_step: str) -> None:
    class Crash(BaseException):
        pass

    box = Box()
    token = store.ask("me@example.org", SAID, 2 * DAY, NOW)
    if state is State.CONFIRMED:
        deliver(store, post(box), NOW)
        store.confirm(token, 2 * DAY, NOW)
        box.taken.clear()

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        if at_step == "before sending":
            broken.setattr(box, "send", crash)
        else:
            broken.setattr(store, "confirmation_sent" if state is State.ASKED else "report_sent", crash)
        with pytest.raises(Crash):
            deliver(store, post(box), NOW)
    assert deliver(store, post(box), NOW) == 0, "another worker must leave it alone while the lease runs"
    deliver(store, post(box), NOW + LEASE)
    assert {m["Message-ID"] for m in box.taken} == {box.taken[0]["Message-ID"]}
    assert deliver(store, post(box), NOW + 2 * LEASE) == 0


_WORKER = """
import sys
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from jobprism.web.outbox import Post, deliver
from jobprism.web.storage import Store

class Slow:
    def send(self, message):
        with Path(sys.argv[2]).open("a") as out:
            out.write(message["Message-ID"] + "\\n")
            out.flush()

def letter(said):
    made = EmailMessage()
    made["Subject"] = "s"
    made.set_content("t")
    return made

deliver(Store(sys.argv[1]), Post(Slow(), "a@example.org", lambda t: t, letter, timedelta(days=1)))
"""


def test_many_workers_send_each_report_once(store: Store, url: str, tmp_path: Path) -> None:
    for n in range(20):
        store.ask(f"person{n}@example.org", SAID, DAY)
    out, script = tmp_path / "sent", tmp_path / "worker.py"
    script.write_text(textwrap.dedent(_WORKER))
    workers = [subprocess.Popen([sys.executable, script, url, out]) for _ in range(3)]
    assert [w.wait(120) for w in workers] == [0, 0, 0]
    sent = out.read_text().split()
    assert len(sent) == len(set(sent)) == 20


def test_a_real_server_takes_the_letter_under_tls_and_a_plain_one_is_refused() -> None:
    authority = trustme.CA()
    server_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(server_tls)
    client_tls = ssl.create_default_context()
    authority.configure_trust(client_tls)
    seen: list[bytes] = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            seen.append(envelope.content)
            return "250 OK"

    made = letter({"title": "nurses"})
    made["From"], made["To"] = "a@example.org", "b@example.org"
    where = {"hostname": "127.0.0.1"}
    with_tls = Controller(Handler(), **where, port=free_port(), tls_context=server_tls, require_starttls=True)
    plain = Controller(Handler(), **where, port=free_port())
    for controller in (with_tls, plain):
        controller.start()
    try:
        port = with_tls.port
        Smtp("localhost", port, context=client_tls).send(made)
        assert message_from_bytes(seen[0])["Subject"] == "Report on nurses"
        with pytest.raises(ssl.SSLError):
            Smtp("localhost", port).send(made)  # an authority the machine does not trust
        with pytest.raises(smtplib.SMTPException):
            Smtp("localhost", plain.port, context=client_tls).send(made)
        assert len(seen) == 1
    finally:
        for controller in (with_tls, plain):
            controller.stop()


def test_a_database_in_a_folder_that_is_missing_is_named_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        Store(f"sqlite:///{tmp_path}/no/such/folder/app.db")
    assert f"there is no folder {tmp_path}/no/such/folder." in caught.value.what
    assert "Create it" in caught.value.next_step
    assert "JOBPRISM_DATABASE_URL" in caught.value.next_step


def test_a_file_that_is_no_database_is_named_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "app.db"
    file.write_text("Dear diary, this is no database at all.\n" * 200)
    for url, told in ((f"sqlite:///{file}", "not a database"), (f"sqlite:///{tmp_path}", "unable to open")):
        with pytest.raises(StorageError, match=told) as caught:
            Store(url)
        assert str(tmp_path) in caught.value.what
        assert "may write" in caught.value.next_step


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "nosuch"])
def test_a_database_that_cannot_be_reached_is_named_without_its_password(driver: str) -> None:
    with pytest.raises(StorageError) as caught:
        Store(f"{driver}://someone:opensesame@127.0.0.1:{free_port()}/jobprism")
    assert "127.0.0.1" in caught.value.what
    assert "opensesame" not in caught.value.what + caught.value.next_step
    assert "JOBPRISM_DATABASE_URL" in caught.value.next_step


def test_what_is_no_address_of_a_database_is_answered_with_an_example() -> None:
    with pytest.raises(StorageError, match="not the address") as caught:
        Store("/var/lib/app.db with opensesame")
    assert "sqlite:////" in caught.value.next_step
    assert "opensesame" not in str(caught.value)


def test_the_tables_are_those_that_the_migrations_make(store: Store, url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = sa.create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    # Comments are for the page on privacy, and stay in the code.
    flat = [part for d in differences for part in (d if isinstance(d, list) else [d])]
    assert [d for d in flat if d[0] != "modify_comment"] == []
