"""One contract for two atlases: of an edition on this machine, and of the same edition behind a server."""

from __future__ import annotations

import inspect
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import jobprism
from jobprism.analyses.ranking import Only
from jobprism.atlas import Atlas
from jobprism.atlas.remote import RemoteAtlas
from jobprism.errors import (
    AmbiguousTitleError,
    DocumentError,
    EditionError,
    RemoteError,
    TitleError,
    UnknownTitleError,
    UsageError,
)
from jobprism.settings import Settings

uvicorn = pytest.importorskip("uvicorn")
applications = pytest.importorskip("starlette.applications")
mount = pytest.importorskip("jobprism.web.api.mount")
httpx = pytest.importorskip("httpx")

_START = date(2027, 1, 4)
_POSTING = b"Registered nurse\n\nDuties:\n- Administer medications to patients\n- Keep records of patients\n"


@pytest.fixture(scope="module")
def address(core_atlas: Atlas) -> Iterator[str]:
    """A server of the core edition on loopback, which takes few titles at a time."""
    app = applications.Starlette(routes=[mount.mounted(core_atlas, Settings(api_rate=0, api_most_texts=3), None, 1)])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def remote(address: str) -> Atlas:
    return jobprism.open(address)


@pytest.fixture(params=["local", "remote"])
def atlas(request: pytest.FixtureRequest) -> Atlas:
    """The one and the other."""
    return request.getfixturevalue("core_atlas" if request.param == "local" else "remote")


DOCUMENTS: dict[str, Any] = {
    "report": lambda a: a.report("registered nurses"),
    "report of a role": lambda a: a.report("machine-learning-engineer"),
    "report of a European code": lambda a: a.report("2221"),
    "level": lambda a: a.level("paralegals", "senior"),
    "outlook": lambda a: a.outlook("paralegals", 2030),
    "skills": lambda a: a.skills("paralegals"),
    "task": lambda a: a.task("29-1141.00", a.report("29-1141.00").tasks[0].id),
    "compare": lambda a: a.compare(["paralegals", "lawyers"]),
    "plan": lambda a: a.plan("paralegals", level="mid", weeks=4, hours_per_week=2.5, start=_START),
    "plan of an aim": lambda a: a.plan("paralegals", weeks=2, aim="growing", start=_START),
    "skill": lambda a: a.skill("Active Listening"),
    "assess": lambda a: a.assess({"title": "paralegals", "own": [{"text": "train new staff", "hours": 4}]}),
    "read": lambda a: a.read(_POSTING),
    "agreement": lambda a: a.agreement(),
    "validation": lambda a: a.validation(),
    "diff": lambda a: a.diff(a),
}

TABLES: dict[str, Any] = {
    "code": lambda a: a.code(["ml engineer", None, "RN", "nurse", "truck driver", "xqzt", "welder"], top=2),
    "code with context": lambda a: a.code(["engineer", "clerk"], 1, ["software", "hospital"], [None, "files records"]),
    "score": lambda a: a.score(["write marketing emails", None, "dig trenches", "", "teach children to read"]),
    "rank": lambda a: a.rank("capability", Only(groups=("29",), zones=(3, 4), wage=(30_000, None)), lowest_first=True),
    "rank by weights": lambda a: a.rank(weights={"use": 0.4}),
    "moves": lambda a: a.moves(a),
    "crosswalk": lambda a: a.crosswalk("29-1141.00", "isco08", "onet"),
    "forecast": lambda a: a.forecast(),
    "forecast of more tasks": lambda a: a.forecast(tasks_reported=500),
    "sensitivity": lambda a: a.sensitivity(),
    **{name: lambda a, name=name: getattr(a, name) for name in ("occupations", "tasks", "estimates", "pressure")},
    **{name: lambda a, name=name: getattr(a, name) for name in ("levels", "indices", "evidence")},
}

REFUSALS: dict[str, tuple[Any, type[Exception]]] = {
    "nobody's title": (lambda a: a.report("xqzt wvbn"), UnknownTitleError),
    "several jobs' title": (lambda a: a.report("29-1141"), AmbiguousTitleError),
    "an unknown level": (lambda a: a.level("paralegals", "king"), UsageError),
    "a year without outlook": (lambda a: a.outlook("paralegals", 2099), UsageError),
    "an unknown row": (lambda a: a.task("paralegals", "no-such-row"), UsageError),
    "one job compared": (lambda a: a.compare(["paralegals"]), UsageError),
    "the same job twice": (lambda a: a.compare(["paralegals", "23-2011.00"]), UsageError),
    "an unknown skill": (lambda a: a.skill("no such skill"), UsageError),
    "an unknown figure": (lambda a: a.rank("luck"), UsageError),
    "an unknown system": (lambda a: a.crosswalk("29-1141.00", "martian"), UsageError),
    "a plan of two wishes": (lambda a: a.plan("paralegals", to="lawyers", aim="growing"), UsageError),
    "an unknown aim": (lambda a: a.plan("paralegals", aim="fame"), UsageError),
    "a plan to itself": (lambda a: a.plan("paralegals", to="paralegals"), UsageError),
    "too many hours": (lambda a: a.assess({"title": "paralegals", "hours_per_week": 1000}), UsageError),
    "an unknown field": (lambda a: a.assess({"title": "paralegals", "shoe_size": 44}), UsageError),
    "a picture to read": (lambda a: a.read(b"\x89PNG\r\n\x1a\n0000"), DocumentError),
    "no text to score": (lambda a: a.score([1.5]), UsageError),
}


LOCAL_ONLY = {"agreement_with", "coder", "crosswalks", "explain_title", "picture", "resolve"}
"""What docs/api.md says is on a local atlas only, and what it is made of."""
OTHERWISE = {"read": ["refine"], "diff": [], "moves": []}
"""Parameters that a remote atlas lacks, or that may be something else: a former edition by its name."""


def _asked_for(kind: type) -> dict[str, list[inspect.Parameter] | None]:
    """Every public name, with the parameters of methods."""
    return {
        name: list(inspect.signature(found).parameters.values()) if callable(found) else None
        for name, found in inspect.getmembers(kind)
        if not name.startswith("_")
    }


def test_both_are_asked_by_the_same_names_and_parameters() -> None:
    local, there = _asked_for(Atlas), _asked_for(RemoteAtlas)
    assert local.keys() - there.keys() == LOCAL_ONLY
    for name in local.keys() & there.keys():
        ours, theirs = local[name], there[name]
        if name in OTHERWISE:
            ours = [p.name for p in ours or [] if p.name not in OTHERWISE[name]]
            theirs = [p.name for p in theirs or []]
        assert theirs == ours, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_the_same_whoever_is_asked(core_atlas: Atlas, remote: Atlas, name: str) -> None:
    ask = DOCUMENTS[name]
    ours, theirs = ask(core_atlas), ask(remote)
    assert type(ours) is type(theirs)
    assert theirs.model_dump_json() == ours.model_dump_json()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same_whoever_is_asked(core_atlas: Atlas, remote: Atlas, name: str) -> None:
    assert_frame_equal(TABLES[name](remote), TABLES[name](core_atlas))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_the_same_error_and_says_what_to_do(atlas: Atlas, name: str) -> None:
    ask, kind = REFUSALS[name]
    with pytest.raises(kind) as refused:
        ask(atlas)
    assert refused.value.what
    assert refused.value.next_step


def test_an_ambiguous_title_carries_its_candidates(core_atlas: Atlas, remote: Atlas) -> None:
    found = []
    for atlas in (core_atlas, remote):
        with pytest.raises(TitleError) as refused:
            atlas.report("29-1141")
        found.append([(i, t, round(s, 4)) for i, t, s in refused.value.candidates])
    assert found[0] == found[1]
    assert len(found[0]) > 1


def test_an_edition_that_the_server_lacks_is_an_edition_error(remote: Any) -> None:
    with pytest.raises(EditionError) as refused:
        remote.diff("1999.01")
    assert "core" in refused.value.next_step


def test_titles_are_found_in_the_same_order(core_atlas: Atlas, remote: Atlas) -> None:
    assert remote.find("ml engineer", 3) == core_atlas.find("ml engineer", 3)


def test_a_report_from_a_server_shows_itself(remote: Atlas) -> None:
    assert "Registered Nurses" in remote.report("registered nurses").to_markdown()


def test_what_was_fetched_is_not_fetched_again(address: str) -> None:
    statuses: list[int] = []
    noted = httpx.Client(event_hooks={"response": [lambda r: statuses.append(r.status_code)]})
    from jobprism.atlas.channel import Channel
    from jobprism.atlas.remote import RemoteAtlas

    atlas = RemoteAtlas(Channel(address, client=noted))
    first, again = atlas.validation(), atlas.validation()
    assert first == again
    assert statuses[-2:] == [200, 304]


def test_a_server_that_is_not_there_is_named_with_a_next_step() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RemoteError, match="cannot be reached") as refused:
        jobprism.open(f"http://127.0.0.1:{port}/")
    assert refused.value.next_step


def test_an_address_that_is_no_jobprism_is_told_from_one(address: str) -> None:
    with pytest.raises(RemoteError):
        jobprism.open(f"{address}elsewhere/")


def test_no_titles_give_an_empty_table_of_the_same_columns(core_atlas: Atlas, remote: Atlas) -> None:
    assert remote.code([]).schema == core_atlas.code([]).schema
    assert_frame_equal(remote.score([]), pl.DataFrame(core_atlas.score([])))
