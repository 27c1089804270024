"""What means harm, or is merely odd: a clear refusal on a page of ours, or a clean result; never a crash."""

from __future__ import annotations

import asyncio
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from lxml import html as parsed
from pypdf import PdfWriter

testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")

from starlette.requests import Request  # noqa: E402

from jobprism.judgements.load import Documents, judgement  # noqa: E402
from jobprism.matching import documents  # noqa: E402
from jobprism.publishing.site.site import Site  # noqa: E402
from jobprism.settings import Settings  # noqa: E402
from jobprism.web.receive import MOST_FIELDS, RefusedError, form_of  # noqa: E402
from jobprism.web.service import service  # noqa: E402

NURSE = "29-1141.00"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "'; DROP TABLE assessments; --",
    "1' OR '1'='1",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eright to left \U0001f600 \u0645\u0631\u062d\u0628\u0627",
    "=1+1|cmd",
    "@SUM(A1)",
    "\U0001f469\u200d\U0001f4bb\u0301\u0301\ufffe",
    "a\r\nSet-Cookie: x=y",
]
_TEXT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>%s</w:t>'
    "</w:r></w:p></w:body></w:document>"
)


def word(body: bytes, **more: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name, data in more.items():
            archive.writestr(name, data)
    return packed.getvalue()


def refused(reply, status: int, told: str) -> None:
    """A page of ours that says what is wrong and what to do."""
    assert reply.status_code == status, reply.text[:300]
    assert reply.headers["content-type"].startswith("text/html")
    alert = parsed.document_fromstring(reply.text).xpath("//*[@role='alert']")
    assert len(alert) == 1
    assert told in alert[0].text_content()
    assert alert[0].text_content().strip()[-1] in ".!", "the next step stands after what is wrong"


def upload(client, data: bytes, name: str = "cv.txt"):
    return client.post("/assess/week", files={"file": (name, data)}, data={"title": "registered nurse"})


def test_ten_megabytes_of_text(client) -> None:
    words = b"manage the ward and write reports " * 300_000
    refused(client.post("/assess/week", data={"title": "nurse", "text": words[:10_000_000].decode()}), 413, "MB")
    multipart = {"files": {"none": ("", b"")}, "data": {"title": "nurse", "text": words[:1_500_000].decode()}}
    refused(client.post("/assess/week", **multipart), 413, "characters")
    refused(upload(client, words[:9_900_000]), 422, "9,900,000 characters")
    refused(upload(client, words[:10_100_000]), 413, "10 MB")
    refused(upload(client, words * 3), 413, "MB")


def test_five_thousand_pages(client) -> None:
    writer = PdfWriter()
    for _ in range(5000):
        writer.add_blank_page(72, 72)
    made = io.BytesIO()
    writer.write(made)
    refused(upload(client, made.getvalue(), "cv.pdf"), 422, "5000 pages")


def test_a_small_archive_that_unpacks_to_much(client) -> None:
    refused(upload(client, word(b"0" * 300_000_000), "cv.docx"), 422, "unpacks to more than")
    nested = word(b"<a/>", **{"word/more.docx": word(b"0" * 100_000_000)})
    assert upload(client, nested, "cv.docx").status_code == 422


def test_entities_that_multiply_are_refused(client) -> None:
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 100 + b'">]><l>&b;</l>'
    refused(upload(client, word(laughs), "cv.docx"), 422, "not well-formed")


@pytest.mark.parametrize("name", ["cv.docx", "cv.docm"])
def test_macros_are_left_where_they_are(client, name: str) -> None:
    text = (_TEXT % "Administer medications and keep records of patients").encode()
    macros = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0Sub AutoOpen()", "word/_rels/document.xml.rels": b"<evil/>"}
    page = upload(client, word(text, **macros), name)
    assert page.status_code == 200
    assert "Administer medications" in page.text
    assert "AutoOpen" not in page.text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word"),
        (b"\x89PNG\r\n", "picture"),
        (b"%PDF-1.7 nothing", "damaged"),
        (b"PK\x03\x04nothing", "damaged"),
        (bytes(range(256)) * 20, "no text"),
        (b" \n \n", "no text"),
    ],
)
def test_files_of_another_kind_are_named(client, data: bytes, told: str) -> None:
    refused(upload(client, data, "cv.docx"), 422, told)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_in_every_field_are_shown_as_words(client, text: str, said_of: Callable[[str], str]) -> None:
    pages = [
        client.post("/assess/week", data={"title": text, "level": text, "hours_per_week": text, "chosen": ""}),
        client.post("/assess/week", data={"title": NURSE, "keep:1": "y", "duty:1": text}),
        client.post("/assess/week", data={"title": NURSE, "text": f"Duties:\n- Administer {text}\n- Write reports"}),
        client.post("/assess/result", data={"title": NURSE, "own-text:0": text, "own-hours:0": text}),
        client.post("/assess/result", data={"title": NURSE, f"hours:{text}": "1", f"answer:{text}": text}),
        client.post("/plan/result", data={"title": text, "to": text, "aim": text, "weeks": text}),
        client.post("/quiz/result", data={"title": text, "answer:presence": text}),
        client.get("/assess/kept/" + "".join(c for c in text if c.isalnum())),
    ]
    result = client.post("/assess/result", data={"title": NURSE, "own-text:0": text, "own-hours:0": "2"})
    assert result.status_code == 200
    for page in [*pages, result]:
        assert page.status_code in (200, 404, 422)
        tree = parsed.document_fromstring(page.content)
        assert [script.text for script in tree.xpath("//script") if (script.text or "").strip()] == []
        assert tree.xpath("//main//img | //main//svg[@onload] | //*[@onerror] | //*[@onload]") == []
        assert ">49<" not in page.text
        assert "set-cookie" not in page.headers
    words = " ".join(text.split())
    shown = " ".join(parsed.document_fromstring(result.text).xpath("string(//section[h2/@id='week'])").split())
    assert words.replace("\ufffe", "") in shown.replace("\ufffe", "")
    said = said_of(result.text)
    assert client.post("/assess/report.pdf", data={"said": said}).content.startswith(b"%PDF-")
    table = client.post("/assess/report.csv", data={"said": said}).text
    assert not re.search(r'(?:^|,)"?[=@+\t\r]', table, re.MULTILINE), "a spreadsheet would take it for a formula"
    kept = client.post("/assess/keep", data={"said": said})
    assert words[:5] in " ".join(html.unescape(client.get(f"/assess/{kept.headers['location']}").text).split())


def test_a_form_of_a_million_fields(client) -> None:
    refused(client.post("/assess/result", content=b"a=1&" * 400_000, headers=_URLENCODED), 422, "more fields")
    refused(client.post("/assess/result", content=b"a=1&" * 1_000_000, headers=_URLENCODED), 413, "MB")
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(MOST_FIELDS + 1)
    )
    multipart = {"content-type": "multipart/form-data; boundary=x"}
    refused(client.post("/assess/week", content=parts + b"--x--\r\n", headers=multipart), 422, "more fields")


_URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


def test_more_tasks_than_a_week_has(client) -> None:
    rows = {f"own-text:{n}": "a task" for n in range(300)} | {f"own-hours:{n}": "0.1" for n in range(300)}
    refused(client.post("/assess/result", data={"title": NURSE, **rows}), 422, "200 tasks")


def test_a_body_without_an_end_is_left_when_it_is_too_long(client) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 400_000_000:
            sent += 1_000_000
            yield b"a" * 1_000_000

    refused(client.post("/assess/result", content=endless(), headers=_URLENCODED), 413, "2 MB")


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "", "multipart/mixed", "application/x-www-form-urlencoded; charset=utf-16", "x"],
)
def test_what_is_no_form_is_refused_by_its_kind(client, kind: str) -> None:
    refused(client.post("/assess/result", content=b"title=nurse", headers={"content-type": kind}), 415, "no form")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("application/x-www-form-urlencoded", b"title=%ff%fe%zz&&&=;%00"),
    ],
)
def test_malformed_forms_are_refused(client, kind: str, body: bytes) -> None:
    assert client.post("/assess/result", content=body, headers={"content-type": kind}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://example.org"}, True),  # where the site stands, before a proxy
        ({"origin": "null"}, True),  # an old browser, after a page that sends no referrer
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://["}, False),
    ],
)
def test_forms_of_other_sites_are_refused(client, headers: dict[str, str], taken: bool) -> None:
    reply = client.post("/quiz/result", data={"title": NURSE}, headers=headers)
    if taken:
        assert reply.status_code == 200
    else:
        refused(reply, 403, "another site")


def test_what_takes_too_long_is_not_waited_for(site: Site) -> None:
    text = "\n".join(f"- manage the ward {n} and write reports" for n in range(400))
    with testing.TestClient(service(site, Settings(document_seconds=0.001))) as hurried:
        refused(hurried.post("/assess/week", data={"title": "nurse", "text": text}), 422, "longer than 0.001 seconds")
        assert hurried.post("/assess/week", data={"title": "registered nurse"}).status_code == 200


def test_who_sends_a_document_while_another_is_still_read_is_told_so(site: Site) -> None:
    long = "\n".join(f"- manage the ward {n} and write reports on it" for n in range(900))
    with testing.TestClient(service(site, Settings(document_seconds=0.05))) as hurried:
        refused(hurried.post("/assess/week", data={"title": "nurse", "text": long}), 422, "longer than 0.05 seconds")
        # Nobody waits for the first any more, but it is still being read.
        second = hurried.post("/assess/week", data={"title": "nurse", "text": "- manage the ward"})
        refused(second, 503, "Other documents are being read")


def test_a_pdf_that_takes_too_long_is_refused_with_its_limit(client, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    made = io.BytesIO()
    writer.write(made)
    limits = judgement(Documents).model_copy(update={"pdf_seconds": 0.001})
    monkeypatch.setattr(documents, "judgement", lambda _: limits)
    refused(upload(client, made.getvalue(), "cv.pdf"), 422, "longer than")


def test_a_form_that_trickles_in_is_not_waited_for() -> None:
    async def never() -> dict[str, object]:
        await asyncio.sleep(3600)
        return {}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    request = Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, never)  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as caught:
        asyncio.run(form_of(request, 0.01))
    assert caught.value.status == 408


_FIELDS = strategies.sampled_from(
    [
        "title",
        "level",
        "hours_per_week",
        "text",
        "chosen",
        "chosen_to",
        "only_own",
        "said",
        "email",
        "weeks",
        "aim",
        "to",
        "path",
        "own-text:0",
        "own-hours:0",
        "hours:1",
        "hours:",
        "answer:presence",
        "answer:",
        "duty:1",
        "keep:1",
    ]
)
_VALUES = strategies.one_of(
    strategies.text(max_size=60),
    strategies.sampled_from([NURSE, "paralegal", "nan", "inf", "-1", "1e999", "0", "2", "13", "senior", "more", "yes"]),
    strategies.recursive(
        strategies.none() | strategies.floats() | strategies.text(max_size=9),
        lambda inner: (
            strategies.lists(inner, max_size=3)
            | strategies.dictionaries(
                strategies.sampled_from(["title", "own", "hours", "text", "start"]), inner, max_size=4
            )
        ),
        max_leaves=6,
    ).map(json.dumps),
)
_PATHS = strategies.sampled_from(
    [
        "assess/week",
        "assess/result",
        "assess/back",
        "assess/level",
        "assess/keep",
        "assess/mail",
        "assess/report.csv",
        "plan/",
        "plan/result",
        "plan/plan.ics",
        "plan/plan.md",
        "quiz/result",
        "quiz/card.svg",
        "assess/kept/x/delete",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(path=_PATHS, fields=strategies.dictionaries(_FIELDS, _VALUES, max_size=8))
def test_whatever_is_typed_the_app_answers(client, path: str, fields: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    reply = client.post(f"/{path}", data={"title": NURSE, **sent})
    assert reply.status_code in (200, 303, 404, 413, 422)
