"""The API: answers, formats, marks, refusals, keys, limits and batches."""

from __future__ import annotations

import io
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
import pytest

from jobprism.atlas import Atlas
from jobprism.editions.store import CORE, Edition
from jobprism.settings import Settings
from jobprism.version import __version__

testing = pytest.importorskip("starlette.testclient")
applications = pytest.importorskip("starlette.applications")
mount = pytest.importorskip("jobprism.web.api.mount")
limits = pytest.importorskip("jobprism.web.api.limits")

API = "/api/v1"
NURSES = {"title": "registered nurses"}


def client_of(atlas: Atlas, shelf: Any = None, workers: int = 1, **chosen: Any) -> Any:
    app = applications.Starlette(routes=[mount.mounted(atlas, Settings(**chosen), shelf, workers)])
    return testing.TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(core_atlas: Atlas) -> Any:
    return client_of(core_atlas, api_rate=0)


def problem_of(reply: Any, status: int, kind: str) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["type"] == f"{API}/problems#{kind}"
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["where"]
    return problem


def test_the_root_names_the_edition_and_every_operation(client: Any, core_atlas: Atlas) -> None:
    root = client.get(f"{API}/").json()
    assert root["edition"]["content_hash"] == core_atlas.edition.manifest.content_hash
    assert root["version"] == __version__
    described = client.get(f"{API}/openapi.json").json()
    assert set(root["operations"]) == {API + path for path in described["paths"]}


def test_a_report_is_the_document_of_the_package(client: Any, core_atlas: Atlas) -> None:
    reply = client.get(f"{API}/report", params=NURSES)
    assert reply.text == core_atlas.report("registered nurses").model_dump_json()


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("text/html, application/json;q=0.5", "text/html; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
        ("image/*, application/*;q=0.1", "application/json"),
    ],
)
def test_a_document_comes_in_the_format_that_accept_names(client: Any, accept: str, media: str) -> None:
    reply = client.get(f"{API}/report", params=NURSES, headers={"Accept": accept})
    assert reply.headers["content-type"] == media
    assert "Accept" in reply.headers["vary"]


def test_a_media_type_that_is_not_there_is_refused(client: Any) -> None:
    reply = client.get(f"{API}/report", params=NURSES, headers={"Accept": "image/gif"})
    problem_of(reply, 406, "not-acceptable")


def test_a_table_is_the_same_in_every_format(client: Any, core_atlas: Atlas) -> None:
    expected = core_atlas.occupations
    whole = client.get(f"{API}/tables/occupations", params={"format": "parquet"})
    assert pl.read_parquet(io.BytesIO(whole.content)).equals(expected)
    text = client.get(f"{API}/tables/occupations", params={"format": "csv"}).text
    assert pl.read_csv(io.StringIO(text))["occupation_id_onet"].to_list() == expected["occupation_id_onet"].to_list()
    page = client.get(f"{API}/tables/occupations", params={"limit": 3, "offset": 920}).json()
    assert page["total"] == expected.height
    assert [row["occupation_id_onet"] for row in page["rows"]] == expected["occupation_id_onet"][920:].to_list()


def test_pages_of_a_table_lead_through_all_of_it(client: Any, core_atlas: Atlas) -> None:
    seen: list[str] = []
    reply = client.get(f"{API}/rank", params={"limit": 400, "kind": "occupation"})
    while True:
        seen += [row["id"] for row in reply.json()["rows"]]
        if "next" not in reply.links:
            break
        reply = client.get(f"{API}/rank{reply.links['next']['url']}")
    assert sorted(seen) == sorted(core_atlas.occupations["occupation_id_onet"])


def test_an_answer_has_a_mark_by_which_it_is_not_sent_again(client: Any, core_atlas: Atlas) -> None:
    first = client.get(f"{API}/report", params=NURSES)
    mark = first.headers["etag"]
    assert mark.startswith(f'"{core_atlas.edition.manifest.content_hash[:12]}-')
    again = client.get(f"{API}/report", params=NURSES, headers={"If-None-Match": f'"other", {mark}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert "max-age" in again.headers["cache-control"]
    other = client.get(f"{API}/report", params={"title": "lawyers"}, headers={"If-None-Match": mark})
    assert other.status_code == 200
    as_text = client.get(f"{API}/report", params=NURSES, headers={"Accept": "text/markdown"})
    assert as_text.headers["etag"] != mark


def test_head_has_the_headers_of_get_and_no_body(client: Any) -> None:
    got, head = client.get(f"{API}/report", params=NURSES), client.head(f"{API}/report", params=NURSES)
    assert (head.status_code, head.content) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in got.headers.items() if k != "date"
    }


def test_a_plan_from_today_is_not_kept_for_tomorrow(client: Any) -> None:
    asked = {"title": "paralegals", "weeks": 4}
    assert client.get(f"{API}/plan", params=asked).headers["cache-control"] == "no-cache"
    dated = client.get(f"{API}/plan", params={**asked, "start": "2027-01-04"})
    assert "max-age" in dated.headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/nothing", 404, "not-found"),
        ("/no%0Athing", 404, "not-found"),
        ("/report?title=xqzt+wvbn", 404, "unknown-title"),
        ("/report?title=29-1141", 409, "ambiguous-title"),
        ("/report", 422, "invalid-request"),
        ("/report?titel=nurse&title=nurse", 422, "invalid-request"),
        ("/outlook?title=paralegals&year=1999", 422, "invalid-request"),
        ("/tables/secrets", 422, "invalid-request"),
        ("/compare?title=paralegals", 422, "invalid-request"),
        ("/batches/no-such-batch", 404, "not-found"),
    ],
)
def test_refusals_have_one_shape(client: Any, path: str, status: int, kind: str) -> None:
    problem_of(client.get(f"{API}{path}"), status, kind)


def test_an_ambiguous_title_comes_with_candidates(client: Any) -> None:
    problem = client.get(f"{API}/report", params={"title": "29-1141"}).json()
    assert problem["error"] == "AmbiguousTitleError"
    assert len(problem["candidates"]) > 1


def test_wrong_methods_bodies_and_sizes_are_refused(core_atlas: Atlas, client: Any) -> None:
    wrong = client.put(f"{API}/report")
    problem_of(wrong, 405, "wrong-method")
    assert "GET" in wrong.headers["allow"]
    problem_of(client.post(f"{API}/code", content=b"{"), 415, "wrong-media-type")
    json_body = {"Content-Type": "application/json"}
    problem_of(client.post(f"{API}/code", content=b"{", headers=json_body), 400, "bad-request")
    problem_of(client.post(f"{API}/code", json={"titles": []}), 422, "invalid-request")
    problem_of(client.post(f"{API}/code", json={"titles": ["a"] * 1001}), 413, "too-large")
    problem_of(client.post(f"{API}/read", content=b"x" * 20_000_001), 413, "too-large")
    problem_of(client.post(f"{API}/read", content=b"\x89PNG\r\n\x1a\n00"), 422, "unreadable-document")

    def streamed() -> Any:
        yield from (b"x" * 1_000_000 for _ in range(21))

    problem_of(client.post(f"{API}/read", content=streamed()), 413, "too-large")


def test_no_refusal_repeats_what_was_typed(client: Any) -> None:
    secret = "zanzibar-quokka"
    for reply in (
        client.get(f"{API}/report", params={"title": secret}),
        client.get(f"{API}/outlook", params={"title": "paralegals", "year": secret}),
        client.post(f"{API}/code", json={"titles": {"x": secret}}),
        client.post(f"{API}/assess", json={"title": "paralegals", "level": secret}),
    ):
        assert reply.status_code >= 400
        assert secret not in reply.text


def test_an_error_of_ours_is_a_problem_and_the_log_says_where_but_not_what_was_typed(
    core_atlas: Atlas, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Atlas, title: str) -> None:
        raise ValueError(title)

    monkeypatch.setattr(Atlas, "report", broken)
    reply = client_of(core_atlas).get(f"{API}/report", params={"title": "zanzibar"})
    problem_of(reply, 500, "internal-error")
    assert "ValueError at" in caplog.text
    assert "zanzibar" not in reply.text + caplog.text


def test_the_access_log_is_off_and_never_holds_a_query_or_a_token(
    core_atlas: Atlas, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "jobprism")
    client_of(core_atlas).get(f"{API}/search", params={"q": "zanzibar"})
    assert not [r for r in caplog.records if r.name == "jobprism.access"]
    told = client_of(core_atlas, access_log=True)
    told.get(f"{API}/search", params={"q": "zanzibar"})
    told.get(f"{API}/batches/secret-token")
    lines = [r.getMessage() for r in caplog.records if r.name == "jobprism.access"]
    assert len(lines) == 2
    assert lines[0].startswith("GET /api/v1/search 200")
    assert "zanzibar" not in caplog.text
    assert "secret-token" not in "".join(lines)


def test_who_asks_too_often_waits(core_atlas: Atlas) -> None:
    client = client_of(core_atlas, api_rate=3)
    for left in (2, 1, 0):
        reply = client.get(f"{API}/problems")
        assert reply.status_code == 200
        assert reply.headers["ratelimit"].startswith(f'"requests";r={left};')
    refused = client.get(f"{API}/problems")
    problem_of(refused, 429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 20


def test_a_bucket_fills_again_and_is_each_clients_own() -> None:
    now = [0.0]
    buckets = limits.Buckets(lambda: now[0])
    assert [buckets.take("a", 2).allowed for _ in range(3)] == [True, True, False]
    assert buckets.take("b", 2).allowed
    now[0] = 30.0
    assert buckets.take("a", 2).allowed
    assert not buckets.take("a", 2).allowed


def test_one_customers_ipv6_addresses_count_as_one() -> None:
    assert limits.client_of("2001:db8::1") == limits.client_of("2001:db8::ffff:2")
    assert limits.client_of("2001:db8:0:1::1") != limits.client_of("2001:db8::1")
    assert limits.client_of("192.0.2.1") != limits.client_of("192.0.2.2")


def test_a_key_opens_what_is_closed_and_has_a_rate_of_its_own(core_atlas: Atlas) -> None:
    key = limits.new_key()
    client = client_of(core_atlas, api_keys=[key.hash], api_keys_only=True, api_key_rate=50)
    closed = client.get(f"{API}/problems")
    problem_of(closed, 401, "unknown-key")
    assert closed.headers["www-authenticate"] == "Bearer"
    problem_of(client.get(f"{API}/problems", headers={"Authorization": "Bearer jp_wrong"}), 401, "unknown-key")
    opened = client.get(f"{API}/problems", headers={"Authorization": f"Bearer {key.key}"})
    assert opened.status_code == 200
    assert "q=50" in opened.headers["ratelimit-policy"]
    assert opened.headers["cache-control"].startswith("private")


def test_scripts_of_named_sites_only_may_ask(core_atlas: Atlas) -> None:
    client = client_of(core_atlas, api_origins=["https://example.org"])
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    allowed = client.options(f"{API}/code", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert allowed.headers["access-control-allow-origin"] == "https://example.org"
    assert "etag" in client.get(f"{API}/problems", headers=asked).headers["access-control-expose-headers"].lower()
    other = client.get(f"{API}/problems", headers={"Origin": "https://example.com"})
    assert "access-control-allow-origin" not in other.headers


def _done(client: Any, at: str) -> dict[str, Any]:
    for _ in range(600):
        card = client.get(at).json()
        if card["state"] in ("done", "failed"):
            return card
        time.sleep(0.05)
    raise AssertionError(card)


def test_a_batch_gives_what_one_request_would(client: Any, core_atlas: Atlas) -> None:
    titles = ["ml engineer", None, "RN", "xqzt"]
    taken = client.post(f"{API}/batches", json={"operation": "code", "texts": titles, "top": 2})
    assert taken.status_code == 202
    at = taken.headers["location"]
    card = _done(client, at)
    assert (card["state"], card["done"], card["total"]) == ("done", 4, 4)
    result = client.get(card["result"], params={"format": "parquet"})
    assert pl.read_parquet(io.BytesIO(result.content)).equals(core_atlas.code(titles, 2))
    assert client.delete(at).status_code == 204
    problem_of(client.get(at), 404, "not-found")


def test_a_batch_in_the_database_is_worked_off_by_the_process_that_comes_after(
    core_atlas: Atlas, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = pytest.importorskip("jobprism.web.storage")
    from jobprism.web.api.batches import Batches
    from jobprism.web.api.shelf import StoredShelf

    store = storage.Store(f"sqlite:///{tmp_path / 'app.db'}")
    shelf = StoredShelf(store.engine)
    with monkeypatch.context() as stopped:
        stopped.setattr(Batches, "start", lambda self: None)
        first = client_of(core_atlas, shelf)
        sent = {"operation": "score", "texts": ["dig trenches", "write marketing emails"]}
        at = first.post(f"{API}/batches", json=sent).headers["location"]
        assert first.get(at).json()["state"] == "waiting"
        problem_of(first.get(f"{at}/result"), 404, "not-found")
    second = client_of(core_atlas, shelf, workers=2)
    assert _done(second, at)["state"] == "done"
    rows = second.get(f"{at}/result").json()["rows"]
    assert rows == core_atlas.score(sent["texts"]).rows(named=True)
    store.close()


def test_batches_are_not_taken_where_another_worker_would_not_know_them(core_atlas: Atlas) -> None:
    client = client_of(core_atlas, workers=2)
    reply = client.post(f"{API}/batches", json={"operation": "code", "texts": ["RN"]})
    assert "JOBPRISM_DATABASE_URL" in problem_of(reply, 503, "unavailable")["next_step"]
    assert client.get(f"{API}/").json()["batches"] is False


def test_only_so_many_batches_lie_there(core_atlas: Atlas) -> None:
    client = client_of(core_atlas, api_batches=0, api_batch_texts=2)
    problem_of(client.post(f"{API}/batches", json={"operation": "code", "texts": ["RN"]}), 503, "unavailable")
    problem_of(client.post(f"{API}/batches", json={"operation": "code", "texts": ["RN"] * 3}), 413, "too-large")


def test_kept_answers_stay_within_their_memory_and_hold_no_typed_words(core_atlas: Atlas) -> None:
    from jobprism.web.api.front import Kept, Made

    kept = Kept(100)
    for n in range(10):
        kept.put(bytes([n]), Made(b"x" * 30, [], b""))
    assert kept.bytes <= 100
    assert kept.get(bytes([9])) is not None
    assert kept.get(bytes([0])) is None
    kept.put(b"large", Made(b"x" * 101, [], b""))
    assert kept.get(b"large") is None


def test_the_page_of_operations_needs_nothing_from_elsewhere(client: Any) -> None:
    page = client.get(f"{API}/docs").text
    described = client.get(f"{API}/openapi.json").json()
    for path, methods in described["paths"].items():
        for method in methods:
            assert f"{method.upper()} {API}{path}<" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "src=" not in page


def test_every_operation_is_described_with_examples(client: Any) -> None:
    described = client.get(f"{API}/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (method, path)
            for parameter in operation.get("parameters", []):
                assert "examples" in parameter["schema"], (method, path, parameter["name"])
            for content in operation.get("requestBody", {}).get("content", {}).values():
                assert "example" in json.dumps(content) or "example" in json.dumps(
                    schemas[content["schema"]["$ref"].rpartition("/")[2]]
                ), (method, path)


def test_many_at_once_on_an_edition_just_opened_get_what_one_gets(core_atlas: Atlas) -> None:
    cold = client_of(Atlas(Edition(CORE)), api_rate=0)
    asked = [f"{API}/report?title={t}" for t in ("registered nurses", "lawyers", "machine-learning-engineer", "2221")]
    asked += [f"{API}/level?title=paralegals&level=senior", f"{API}/code?title=ml+engineer", f"{API}/search?q=clerk"]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda path: cold.get(path).content, asked * 2))
    alone = client_of(core_atlas, api_rate=0)
    one_by_one = [alone.get(path).content for path in asked]
    assert at_once == one_by_one * 2


def test_a_key_is_shown_once_and_its_hash_opens(run: Any) -> None:
    made = json.loads(run("api-key", "--json").out)
    from jobprism.web.tokens import hash_of

    assert hash_of(made["key"]) == made["hash"]
    assert run("api-key").out != run("api-key").out
