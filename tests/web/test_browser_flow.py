"""A person's whole way through the forms in a real browser: by pointer, by keyboard alone, and without scripts."""

from __future__ import annotations

import re
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
uvicorn = pytest.importorskip("uvicorn", reason="the extra `web` is not installed")
pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")
controller = pytest.importorskip("aiosmtpd.controller", reason="the development tools are not installed")

from jobprism.editions.store import Edition  # noqa: E402
from jobprism.publishing.site.options import HERE, options  # noqa: E402
from jobprism.publishing.site.site import Site  # noqa: E402
from jobprism.settings import Settings  # noqa: E402
from jobprism.web.service import service  # noqa: E402
from real_browser import PATIENCE, rules_broken  # noqa: E402

expect = playwright.expect
pytestmark = pytest.mark.slow
NURSE = "29-1141.00"
OWN = "Comfort a family after bad news"
CV = "Registered nurse\n\nDuties:\n- Administer medications\n- Keep records of patients\n- Train new nurses\n"


class Postbox:
    """A mail server's side of what arrives."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        made = message_from_bytes(envelope.content, policy=default)
        self.letters += [(address, made) for address in envelope.rcpt_tos]  # type: ignore[misc]
        return "250 OK"

    def wait_for(self, address: str, subject: str) -> EmailMessage:
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            for to, letter in list(self.letters):
                if to == address and subject in letter["Subject"]:
                    return letter
            time.sleep(0.2)
        raise AssertionError(f"no letter about {subject} came to {address}; there are {len(self.letters)} letters")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def postbox() -> Iterator[tuple[Postbox, int]]:
    box, port = Postbox(), _free_port()
    server = controller.Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browsed") / "app.db"


@pytest.fixture(scope="module")
def base(core: Edition, database: Path, postbox: tuple[Postbox, int]) -> Iterator[str]:
    """The address of the app, with a database and a mail server, as `jobprism serve` runs it."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}/"
    site = Site(core, options(url, only=[NURSE, "23-2011.00"], app_url=HERE))
    mail = {"smtp_host": "127.0.0.1", "smtp_port": postbox[1], "smtp_starttls": False}
    chosen = Settings(
        database_url=f"sqlite:///{database}", mail_from="reports@example.org", document_seconds=PATIENCE / 1000, **mail
    )
    server = uvicorn.Server(
        uvicorn.Config(service(site, chosen), host="127.0.0.1", port=port, access_log=False, log_level="warning")
    )
    runs = threading.Thread(target=server.run, daemon=True)
    runs.start()
    while not server.started:
        assert runs.is_alive()
        time.sleep(0.05)
    yield url
    server.should_exit = True
    runs.join()


def _press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _type(page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.fill(text)


class ByKeyboard:
    """Does the same as a pointer with Tab, Enter, Space and letters alone."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, wanted) -> None:
        """Tab until the element has the focus."""
        handle = wanted.element_handle()
        for _ in range(400):
            if handle.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} cannot be reached with the Tab key")

    def press(self, name: str) -> None:
        self.to(self.page.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press("Enter")

    def type(self, label: str, text: str) -> None:
        self.to(self.page.get_by_label(label, exact=True).first)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)


class ByPointer(ByKeyboard):
    """A pointer."""

    def press(self, name: str) -> None:
        _press(self.page, name)

    def type(self, label: str, text: str) -> None:
        _type(self.page, label, text)


def _stands_in(database: Path, words: str) -> bool:
    """Whether words stand in the bytes of the database or of the log beside it."""
    files = [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]
    return any(words.encode() in file.read_bytes() for file in files if file.exists())


def _to_the_result(page, hand: ByKeyboard) -> None:
    hand.type("Your job's title, or a code", "registered nurse")
    hand.type("Hours a week", "36")
    hand.press("Go on to the tasks")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Registered Nurses")
    usual = page.locator("input[name^='hours:']").nth(1)
    hand.to(usual) if type(hand) is ByKeyboard else usual.focus()
    page.keyboard.type("10")
    hand.type("Task 1", OWN)
    # The first label of this name in the part of own tasks.
    own = page.locator("#ownh0")
    hand.to(own) if type(hand) is ByKeyboard else own.focus()
    page.keyboard.type("4")
    question = page.locator("select[name='answer:presence']")
    hand.to(question) if type(hand) is ByKeyboard else question.focus()
    # The last answer; letters typed slowly would start a new search among the answers.
    page.keyboard.press("End")
    hand.press("Show the result")
    expect(page.get_by_role("heading", name="Three things for this month")).to_be_visible()
    expect(page.locator("section:has(> #week)")).to_contain_text(OWN)
    expect(page.locator("section:has(> #answers) tbody")).to_contain_text("much more")


@pytest.mark.parametrize(
    ("hand", "options", "address"),
    [
        (ByPointer, {}, "pointer@example.org"),
        (ByKeyboard, {}, "keyboard@example.org"),
        (ByPointer, {"java_script_enabled": False}, "plain@example.org"),
    ],
    ids=["pointer", "keyboard", "without scripts"],
)
def test_from_a_title_to_a_plan_and_a_letter(
    opened, base: str, database: Path, postbox, hand: type[ByKeyboard], options: dict, address: str
) -> None:
    page = opened("assess/", **options)
    does = hand(page)
    _to_the_result(page, does)
    with page.expect_download() as taken:
        does.press("Download as PDF")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")

    does.type("Or have it sent once, by mail: your address", address)
    does.press("Send it to me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please confirm")
    letter = postbox[0].wait_for(address, "do you want this report")
    assert _stands_in(database, address)
    link = re.search(rf"{re.escape(base)}assess/confirm/\S+", letter.get_content())
    assert link
    page.goto(link[0])
    does.press("Yes, send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("On its way")
    report = postbox[0].wait_for(address, "Jobprism: Registered Nurses")
    assert {part.get_content_type() for part in report.walk()} >= {"text/plain", "text/html", "application/pdf"}
    body = report.get_body(("plain",))
    assert body is not None
    assert OWN in body.get_content()
    until = time.monotonic() + PATIENCE / 1000
    while _stands_in(database, address) and time.monotonic() < until:
        time.sleep(0.5)
    assert not _stands_in(database, address), "the address is left in the file of the database"
    with sqlite3.connect(database) as connection:
        assert connection.execute("select count(*) from reports").fetchone() == (0,)
        assert connection.execute("select count(*) from assessments").fetchone() == (0,)

    page.goto(f"{base}plan/?title={NURSE}")
    does.press("Make the plan")
    expect(page.locator("h2[id^=path]")).to_have_count(3)
    with page.expect_download() as taken:
        does.press("Download as PDF")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")
    with page.expect_download() as taken:
        page.locator("form[action$='plan.ics'] button").first.click()
    assert Path(taken.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_hours_always_add_up_with_scripts(opened) -> None:
    page = opened(f"assess/?title={NURSE}")
    _press(page, "Go on to the tasks")
    expect(page.locator("#week-form input[type=range]").first).to_be_visible()

    def total() -> float:
        return page.evaluate(
            "[...document.querySelectorAll('#week-form input[type=range]')].reduce((a, i) => a + Number(i.value), 0)"
        )

    rows = page.locator("#week-form input[name^='hours:']")
    # Sliders move by a tenth of an hour, so that each may be off by half of that.
    slack = 0.05 * page.locator("#week-form input[type=range]").count()
    assert total() == pytest.approx(40, abs=slack)
    rows.nth(0).fill("12")
    assert total() == pytest.approx(40, abs=slack)
    page.locator("#week-form input[type=range]").nth(1).fill("35")
    assert rows.nth(1).input_value() == "28", "no more than the rest of the week"
    assert total() == pytest.approx(40, abs=slack)
    rows.nth(2).fill("9")
    rows.nth(2).press("Tab")
    assert rows.nth(2).input_value() == "0"
    expect(page.locator("#sum")).to_contain_text("40 of 40 hours")
    rows.nth(1).fill("8")
    rows.nth(2).fill("")
    expect(page.locator("#sum")).to_contain_text("20 of 40 hours are yours to the hour; 20 are spread as is usual.")
    assert rows.nth(2).get_attribute("placeholder")


def _pages(page, base: str) -> Iterator[str]:
    """Every page of the forms, opened one after the other."""
    page.goto(f"{base}assess/")
    page.locator("summary").first.click()
    yield "assess start"
    page.get_by_label("Paste the text here").fill(CV)
    _press(page, "Go on to the tasks")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the text says you do")
    yield "duties"
    _press(page, "Go on to the hours")
    expect(page.locator("#week-form")).to_be_visible()
    yield "week"
    _press(page, "Show the result")
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    yield "result"
    _press(page, "Keep it for 30 days under a link")
    page.wait_for_url("**/assess/kept/*")
    yield "kept"
    _press(page, "Delete this page now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deleted")
    yield "message"
    page.goto(f"{base}assess/confirm/none")
    yield "confirm"
    page.goto(f"{base}assess/privacy")
    yield "privacy"
    page.goto(f"{base}quiz/?title={NURSE}")
    yield "quiz"
    _press(page, "Show the card")
    page.locator(".card-picture").wait_for()
    assert page.evaluate("document.querySelector('.card-picture').naturalWidth") > 0, "the card is shown"
    yield "card"
    page.goto(f"{base}plan/?title={NURSE}")
    yield "plan start"
    _press(page, "Make the plan")
    expect(page.locator("#path1")).to_be_visible()
    yield "plan"
    page.goto(f"{base}occupations/{NURSE}/")
    page.get_by_role("link", name="Assess your own work").click()
    expect(page.get_by_label("Your job's title, or a code")).to_have_value("Registered Nurses")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_form_breaks_a_rule_of_wcag_or_is_wider_than_a_telephone(opened, base: str, scheme: str) -> None:
    page = opened("assess/", width=320, color_scheme=scheme)
    wide, broken, seen = [], [], []
    for name in _pages(page, base):
        seen.append(name)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
        broken += [(name, *rule) for rule in rules_broken(page)]
    assert len(seen) == 12
    assert wide == []
    assert broken == []


def test_a_refusal_on_the_form_is_read_out_and_breaks_no_rule(browser, base: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 900})
    for path, button in (("plan/", "Make the plan"), ("quiz/", "Show the card"), ("assess/", "Go on to the tasks")):
        page.goto(base + path)
        _type(page, "Your job's title, or a code", "technician")
        _press(page, button)
        expect(page.get_by_role("alert")).to_contain_text("do not name one occupation")
        expect(page.get_by_role("radio").first).to_be_checked()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert rules_broken(page) == []
    page.close()
