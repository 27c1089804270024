"""The tools say what the documents say, with intervals and origin, and refuse with what, where and the next step."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.types import CallToolResult

from jobprism.analyses.sentences import not_this
from jobprism.atlas import Atlas
from jobprism.judgements.base import LAYERS
from jobprism.mcp.server import JobprismServer

NURSES, PARALEGALS = "29-1141.00", "23-2011.00"
CALLS: dict[str, dict[str, object]] = {
    "find": {"title": "ml engineer"},
    "report": {"title": NURSES},
    "level": {"title": "prompt-engineer", "level": "lead"},
    "outlook": {"title": NURSES, "year": 2030},
    "compare": {"titles": [NURSES, PARALEGALS]},
    "score_tasks": {"texts": ["write marketing emails", "dig trenches"]},
    "plan": {"title": PARALEGALS},
    "agreement": {},
}

Call = Callable[..., CallToolResult]


@pytest.fixture
def call(made: JobprismServer) -> Call:
    """Calls a tool as a client in this process does."""

    def called(name: str, **arguments: object) -> CallToolResult:
        async def talk() -> CallToolResult:
            async with Client(made) as client:
                return await client.call_tool(name, arguments)

        return anyio.run(talk)

    return called


def said(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


def figures(answer: object) -> list[dict[str, Any]]:
    """Every part of an answer that has a value."""
    if isinstance(answer, list):
        return [f for part in answer for f in figures(part)]
    if not isinstance(answer, dict):
        return []
    return [answer] * ("value" in answer) + [f for part in answer.values() for f in figures(part)]


@pytest.mark.parametrize(("name", "arguments"), CALLS.items(), ids=list(CALLS))
def test_every_answer_has_intervals_an_edition_sources_and_the_caveat(
    call: Call, atlas: Atlas, name: str, arguments: dict[str, object]
) -> None:
    answer = said(call(name, **arguments))
    for figure in figures(answer):
        assert figure["low"] <= figure["value"] <= figure["high"]
    origin = answer["origin"]
    assert origin["edition"] == atlas.edition.manifest.name
    assert origin["sources"]
    assert all(source["licence"] for source in origin["sources"])
    assert origin["caveat"] == not_this()[0]


def test_a_report_has_the_documents_figures_and_no_more_than_is_asked_for(call: Call, atlas: Atlas) -> None:
    document = atlas.report(NURSES)
    answer = said(call("report", title=NURSES))
    for name in ("value", "low", "high", "band"):
        assert answer["pressure"][name] == getattr(document.pressure, name)
    for layer in LAYERS:
        estimate = getattr(document.layers, layer)
        assert answer["layers"][layer] == {n: getattr(estimate, n) for n in ("value", "low", "high", "tier")}
    assert answer["in_short"] == document.in_short
    assert [answer[s] for s in ("tasks", "indices", "human", "related", "context", "notes")] == [None] * 6
    more = said(call("report", title=NURSES, sections=["tasks", "indices", "related", "context"], limit=3))
    assert [t["id"] for t in more["tasks"]] == [row.id for row in document.tasks[:3]]
    assert more["tasks"][0]["capability"]["value"] == document.tasks[0].capability.value
    assert len(more["related"]) == 3
    places = [i.percentile for i in document.indices if i.exposure]
    assert {min(places), max(places)} <= {i["percentile"] for i in more["indices"]}
    assert document.context.employment is not None
    assert more["context"]["employment"] == document.context.employment.value


def test_a_level_says_what_its_mix_rests_on(call: Call, atlas: Atlas) -> None:
    document = atlas.level("prompt-engineer", "lead")
    assert document.at_level is not None
    answer = said(call("level", title="prompt-engineer", level="lead"))
    assert answer["pressure"]["value"] == document.at_level.pressure.value
    assert answer["change"]["value"] == document.at_level.pressure.change
    assert (answer["mix_tier"], answer["pressure"]["tier"]) == ("editorial", "editorial")
    silent = said(call("level", title="27-2011.00", level="lead"))
    assert (silent["pressure"], silent["change"], silent["label"]) == (None, None, None)


def test_comparison_outlook_and_scores_have_the_documents_figures(call: Call, atlas: Atlas) -> None:
    document = atlas.compare([NURSES, PARALEGALS])
    answer = said(call("compare", titles=[NURSES, PARALEGALS]))
    assert [j["pressure"]["value"] for j in answer["jobs"]] == [s.pressure.value for s in document.subjects]
    assert answer["differences"][0]["by_layer_points"] == document.differences[0].layers
    outlook = atlas.outlook(NURSES, 2030)
    answer = said(call("outlook", title=NURSES, year=2030))
    assert [s["pressure"]["high"] for s in answer["scenarios"]] == [s.pressure.high for s in outlook.scenarios]
    texts = ["write marketing emails", "xqzwv"]
    scored = atlas.score(texts).rows(named=True)
    answer = said(call("score_tasks", texts=texts))
    assert answer["scored"][0]["capability"]["value"] == scored[0]["capability"]
    assert answer["scored"][1]["capability"] is None


def test_a_plan_and_what_may_be_meant_have_the_documents_figures(call: Call, atlas: Atlas) -> None:
    document = atlas.plan(PARALEGALS, weeks=4)
    answer = said(call("plan", title=PARALEGALS))
    assert [p["job"]["id"] for p in answer["paths"]] == [p.job.id for p in document.paths]
    assert [p["pressure"]["value"] for p in answer["paths"]] == [p.job.pressure.value for p in document.paths]
    found = said(call("find", title="ml engineer", limit=2))["candidates"]
    assert [c["job"]["id"] for c in found] == [c.subject.id for c in atlas.find("ml engineer", 2)]


def test_agreement_can_be_of_one_index(call: Call, atlas: Atlas) -> None:
    answer = said(call("agreement", measure="felten_aioe", limit=25))
    of_pairs = [p for p in atlas.agreement().pairs if "felten_aioe" in {p.measure_a, p.measure_b}]
    assert [p["spearman"] for p in answer["pairs"]] == sorted(p.spearman for p in of_pairs)[:25]
    assert answer["pairs_in_all"] == len(atlas.agreement().pairs)


SECRET = "zzxq vrblgh"


@pytest.mark.parametrize(
    ("name", "arguments", "what"),
    [
        ("report", {"title": SECRET}, "No occupation or role"),
        ("report", {"title": "  "}, "0 characters"),
        ("report", {"title": SECRET * 100}, "Give between 1 and 500"),
        ("report", {}, "title: field required"),
        ("report", {"title": NURSES, "limit": 1000}, "limit: input should be less than"),
        ("report", {"title": NURSES, "sections": ["all"]}, "sections.0: input should be 'tasks'"),
        ("report", {"title": NURSES, SECRET: 1}, "Give title, sections, limit"),
        ("level", {"title": NURSES, "level": SECRET}, "'junior', 'mid', 'senior' or 'lead'"),
        ("outlook", {"title": NURSES, "year": 1999}, "1999"),
        ("compare", {"titles": [NURSES]}, "2 to 5 jobs"),
        ("compare", {"titles": [NURSES, "registered nurses"]}, "twice"),
        ("score_tasks", {"texts": []}, "Give between 1 and 100"),
        ("score_tasks", {"texts": [SECRET] * 101}, "Give between 1 and 100"),
        ("score_tasks", {"texts": ["dig", ""]}, "Text 2 of 2"),
        ("plan", {"title": PARALEGALS, "weeks": 3}, "weeks: input should be 2, 4 or 13"),
        ("agreement", {"measure": SECRET}, "felten_aioe"),
        (SECRET, {}, "Call one of agreement, compare, find"),
    ],
)
def test_a_mistake_is_answered_with_what_where_and_the_next_step_and_never_logged(
    call: Call, caplog: pytest.LogCaptureFixture, name: str, arguments: dict[str, object], what: str
) -> None:
    with caplog.at_level(logging.WARNING):
        result = call(name, **arguments)
    assert result.is_error
    assert len(result.content) == 1
    text = getattr(result.content[0], "text", "")
    assert what.lower() in text.lower()
    assert "\n" in text
    assert "pydantic" not in text
    assert SECRET not in caplog.text


def test_an_error_of_ours_is_told_from_the_callers_and_logged_without_words(
    call: Call, made: JobprismServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Atlas, "report", broken)
    result = call("report", title=SECRET)
    assert result.is_error
    assert SECRET not in str(result.content)
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text
