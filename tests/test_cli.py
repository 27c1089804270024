"""The command line: outputs, exit codes, and what it leaves behind."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobprism import __version__
from jobprism.atlas import Atlas
from jobprism.publishing import formats
from jobprism.settings import settings

COMMANDS = (
    "report",
    "search",
    "code",
    "build",
    "editions",
    "diff",
    "export",
    "verify",
    "validate",
    "agreement",
    "crosswalk",
    "sources",
    "rank",
    "assess",
    "compare",
    "plan",
    "task",
    "forecast",
    "lint-roles",
    "sensitivity",
    "score",
    "workforce",
)


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (("--format", "md"), "# Registered Nurses: outlook for 2030"),
        (("--json",), "{"),
        (("--format", "csv"), "subject_id,subject_title,year,scenario,layer,value,low,high,edition"),
    ],
)
def test_report_with_a_year_is_its_outlook(run, arguments: tuple[str, ...], starts: str) -> None:
    ran = run("report", "registered nurses", "--core", "--year", "2030", *arguments)
    assert ran.code == 0
    assert ran.out.startswith(starts)


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (("--level", "senior", "--format", "md"), "# Registered Nurses: senior level"),
        (("--level", "senior", "--format", "html"), "<!DOCTYPE html>"),
        (("--level", "senior", "--format", "csv"), "subject_id,subject_title,level,row_id"),
        (("--skills", "--format", "md"), "# Registered Nurses: skills, knowledge and software"),
        (("--skills", "--json"), "{"),
    ],
)
def test_report_with_a_level_or_skills_is_that_document(run, arguments: tuple[str, ...], starts: str) -> None:
    ran = run("report", "registered nurses", "--core", *arguments)
    assert ran.code == 0
    assert ran.out.startswith(starts)


def test_a_skill_is_shown_across_occupations(run) -> None:
    ran = run("skill", "negotiation", "--core", "--format", "md")
    assert ran.code == 0
    assert "Arbitrators, Mediators, and Conciliators" in ran.out


def test_an_outlook_in_the_terminal_names_its_scenarios(run) -> None:
    ran = run("report", "registered nurses", "--core", "--year", "2030")
    assert ran.code == 0
    assert all(word in ran.out for word in ("outlook for 2030", "Stalled", "Steady", "Fast"))


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("registered nurses", "--year", "2050"), "no outlook for 2050"),
        (("registered nurses", "--year", "2030", "--skills"), "--year and --skills"),
        (("registered nurses", "--level", "principal"), "no level 'principal'"),
        (("--all", "--output", "out", "--year", "2030"), "--all takes no --year"),
        (("--all", "--output", "out", "--skills"), "--all takes no --skills"),
    ],
)
def test_a_document_that_cannot_be_had_is_refused_with_the_next_step(
    run, arguments: tuple[str, ...], what: str
) -> None:
    ran = run("report", *arguments, "--core")
    assert ran.code != 0
    assert what in ran.err
    assert len(ran.err.strip().splitlines()) > 1


def _in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from jobprism.cli import main; main()", *arguments]
    env = {k: v for k, v in os.environ.items() if k != "JOBPRISM_MIRROR"} | {"JOBPRISM_OFFLINE": "1"} | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=60)


def test_the_version_is_shown(run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"jobprism {__version__}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    assert "--json" in ran.out


def test_a_report_needs_neither_home_nor_mirror_nor_network(tmp_path: Path) -> None:
    ran = _in_a_process("report", "registered nurses", JOBPRISM_HOME=str(tmp_path / "empty"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Registered Nurses" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize("form", ["md", "html", "json", "csv"])
def test_each_format_is_what_the_library_gives(run, core_atlas: Atlas, form: str) -> None:
    ran = run("report", "registered nurses", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == formats.FORMATS[form](core_atlas.report("registered nurses"))


def test_json_is_short_for_the_json_format(run) -> None:
    assert run("report", "ux researcher", "--json").out == run("report", "ux researcher", "-f", "json").out


def test_the_core_edition_is_the_one_used_when_none_is_built(run) -> None:
    default, core = (json.loads(run("report", "47-2181.00", "--json", *more).out) for more in ((), ("--core",)))
    assert default == core
    assert core["edition"]["kind"] == "core"


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "csv"])
def test_a_report_can_be_written_to_a_file(run, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"nurses.{form}"
    ran = run("report", "registered nurses", "--format", form, "--output", str(target))
    assert (ran.code, ran.out) == (0, "")
    assert str(target) in ran.err
    text = target.read_text(encoding="utf-8")
    assert "Registered Nurses" in text
    if form != "text":
        assert text == run("report", "registered nurses", "--format", form).out


def test_writing_replaces_a_file_and_leaves_nothing_else(run, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before", encoding="utf-8")
    assert run("report", "29-1141.00", "-f", "csv", "-o", str(target)).code == 0
    assert len(list(csv.reader(io.StringIO(target.read_text(encoding="utf-8"))))) > 2
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_failure_leaves_the_file_that_was_there(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.md"
    target.write_text("before", encoding="utf-8")
    assert run("report", "asdf qwer", "-f", "md", "-o", str(target)).code == 6

    def disk_is_full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", disk_is_full)
    ran = run("report", "registered nurses", "-f", "md", "-o", str(target))
    assert ran.code == 2
    assert "No space left on device" in ran.err
    assert target.read_text(encoding="utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["out.md"]


def test_a_folder_that_is_missing_or_in_the_way_is_named(run, tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "such" / "out.md", tmp_path):
        ran = run("report", "registered nurses", "-f", "md", "-o", str(target))
        assert ran.code == 2
        assert str(target if target.exists() else target.parent) in ran.err
        assert "--output" in ran.err
        assert ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_title_ends_with_6_and_a_next_step(run) -> None:
    ran = run("report", "asdf qwer")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith("Error: ")
    assert "Try another title" in ran.err
    assert "Traceback" not in ran.err


def test_an_ambiguous_title_ends_with_6_and_candidates(run) -> None:
    ran = run("report", "29-1141")
    assert (ran.code, ran.out) == (6, "")
    assert "29-1141.00" in ran.err
    assert "Acute Care Nurses" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["report", "asdf qwer", "--json"], 6, "UnknownTitleError"),
        (["report", "asdf qwer", "--format", "json"], 6, "UnknownTitleError"),
        (["report", "asdf qwer", "--format=json"], 6, "UnknownTitleError"),
        (["report", "asdf qwer", "-f", "json"], 6, "UnknownTitleError"),
        (["report", "29-1141", "--json"], 6, "AmbiguousTitleError"),
        (["report", "", "--json"], 2, "UsageError"),
        (["report", "n" * 10_000, "--json"], 2, "UsageError"),
        (["report", "registered nurses", "--edition", "1999.01", "--json"], 5, "EditionError"),
        (["build", "--check", "--json"], 2, "UsageError"),
        (["build", "--json"], 3, "MissingFileError"),
        (["search", "nurse", "--edition", "1999.01", "--json"], 5, "EditionError"),
        (["validate", "--edition", "1999.01", "--json"], 5, "EditionError"),
    ],
)
def test_with_json_an_error_is_json_on_standard_error(run, arguments: list[str], code: int, kind: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (code, "")
    error = json.loads(ran.err)
    assert (error["ok"], error["kind"]) == (False, kind)
    assert error["error"]
    assert error["next_step"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["report"],
        ["report", "nurse", "--format", "pdf"],
        ["report", "nurse", "--no-such-option"],
        ["no-such-command"],
        ["search", "nurse", "--limit", "0"],
        ["build", "--check"],
        ["sources", "lock", "no-such-source"],
    ],
)
def test_a_mistake_of_use_ends_with_2_and_no_trace(run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()
    assert "Traceback" not in ran.err


def test_check_without_core_says_what_to_run(run) -> None:
    assert "jobprism build --core --check" in run("build", "--check").err


def test_a_build_without_files_names_the_first_missing_one_and_where_to_place_it(run) -> None:
    ran = run("build")
    assert (ran.code, ran.out) == (3, "")
    place = re.search(rf"{re.escape(str(settings().sources_dir))}/(\w+)/(\S+)", ran.err)
    assert place, ran.err
    source, name = place.groups()
    assert f"'{name}'" in ran.err
    assert f"'{source}'" in ran.err
    assert "JOBPRISM_OFFLINE" in ran.err
    assert "Traceback" not in ran.err


def test_search_shows_candidates(run) -> None:
    text, rows = run("search", "ml engineer").out, json.loads(run("search", "ml engineer", "--json").out)
    assert rows[0] == {
        "kind": "role",
        "id": "machine-learning-engineer",
        "title": "Machine learning engineer",
        "similarity": 1.0,
    }
    assert "machine-learning-engineer" in text


def test_search_shows_no_more_than_asked_for(run) -> None:
    assert len(json.loads(run("search", "engineer", "--limit", "2", "--json").out)) == 2


def test_a_search_without_a_hit_is_no_error(run) -> None:
    assert run("search", "asdf qwer").code == 0
    assert "no title" in run("search", "asdf qwer").out
    assert json.loads(run("search", "asdf qwer", "--json").out) == []


def test_editions_lists_the_core_edition_as_the_one_in_use(run, core_atlas: Atlas) -> None:
    (row,) = json.loads(run("editions", "--json").out)
    manifest = core_atlas.edition.manifest
    assert (row["edition"], row["kind"], row["current"]) == (manifest.name, "core", True)
    assert row["content_hash"] == manifest.content_hash
    assert manifest.name in run("editions").out


def test_verify_counts_the_files_it_checked(run, core_atlas: Atlas) -> None:
    checked = json.loads(run("verify", "--json").out)
    assert checked == {"ok": True, "editions": 1, "files": len(core_atlas.edition.manifest.tables)}
    assert run("verify").code == 0


def test_validate_shows_replications_and_checks_that_all_pass(run) -> None:
    ran = run("validate", "--core", "--json")
    assert ran.code == 0
    shown = json.loads(ran.out)
    assert len(shown["replications"]) >= 9
    assert all(r["passed"] for r in shown["replications"])
    gated = [c for c in shown["checks"] if c["passed"] is not None]
    assert gated
    assert all(c["passed"] for c in gated)
    text = run("validate", "--core").out
    assert "FAILED" not in text
    assert "passed" in text


def test_sources_says_of_each_whether_its_files_are_here(run, core_atlas: Atlas) -> None:
    rows = json.loads(run("sources", "--json").out)
    assert {s.id for s in core_atlas.edition.manifest.sources} == {row["id"] for row in rows}
    assert all(row["licence"] and row["vintage"] and row["state"] for row in rows)
    shown = run("sources").out
    assert all(row["id"] in shown for row in rows)
    assert "…" not in shown, "text was cut"


def test_sources_tells_what_each_covers_and_what_was_left_over(run, core_atlas: Atlas) -> None:
    rows = {row["id"]: row for row in json.loads(run("sources", "--json").out)}
    shown = run("sources").out
    for covered in core_atlas.edition.table("coverage").rows(named=True):
        row = rows[covered["source"]]
        assert {key: row[key] for key in covered if key != "source"} == {
            key: value for key, value in covered.items() if key != "source"
        }
        line = next(line for line in shown.splitlines() if line.split()[:1] == [covered["source"]])
        counts = [covered[k] for k in ("table_rows", "links", "observations", "matched", "unmatched", "occupations")]
        assert [f"{n:,}" for n in counts] == line.split()[2:8]
        assert line.split()[-1] == row["redistribution"]
        if covered["reasons"]:
            assert f"{covered['source']}: {covered['reasons']}" in shown


def test_nothing_a_person_types_is_kept(tmp_path: Path, run) -> None:
    home = settings().home
    for words in ("registered nurses", "zqxjv wkbph", "account executive"):
        run("report", words)
        run("search", words)
        run("report", words, "--json")
    run("build")
    kept = [p for p in home.rglob("*") if p.is_file()] if home.exists() else []
    told = [p for p in kept for words in (b"zqxjv", b"account exec", b"registered nurses") if words in p.read_bytes()]
    assert told == []


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f'"{sys.executable}" -c "from jobprism.cli import main; main()" report 29-1141.00 -f html | head -c 10'
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.mirror
def test_a_report_comes_from_the_edition_asked_for(full_atlas: Atlas, run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBPRISM_HOME", str(full_atlas.edition.folder.parents[1]))
    settings.cache_clear()
    full = json.loads(run("report", "29-1141.00", "--json").out)
    assert (full["edition"]["kind"], full["tasks"][0]["kind"]) == ("full", "task")
    named = json.loads(run("report", "29-1141.00", "--json", "--edition", full_atlas.edition.manifest.name).out)
    assert named == full
    core = json.loads(run("report", "29-1141.00", "--json", "--core").out)
    assert core["edition"]["kind"] == "core"
    assert [row["current"] for row in json.loads(run("editions", "--json").out)] == [False, True]


def test_rank_shows_a_figure_with_its_interval_and_writes_every_row_as_csv(run, tmp_path: Path) -> None:
    shown = run("rank", "--core", "--by", "use", "--group", "29", "--limit", "3")
    assert shown.code == 0
    assert "3 of " in shown.out
    file = tmp_path / "ranked.csv"
    assert run("rank", "--core", "--csv", "--output", str(file)).code == 0
    rows = list(csv.DictReader(file.open()))
    occupations = [r for r in rows if r["kind"] == "occupation"]
    assert len(occupations) == 923
    assert all(float(r["pressure_low"]) <= float(r["pressure"]) <= float(r["pressure_high"]) for r in rows)
    assert run("rank", "--core", "--group", "99").code == 2


def test_forecast_writes_every_occupation_and_task_with_nested_intervals(run, tmp_path: Path) -> None:
    file = tmp_path / "next.csv"
    assert run("forecast", "--core", "--output", str(file)).code == 0
    rows = list(csv.DictReader(file.open()))
    assert {r["subject_kind"] for r in rows} == {"occupation", "task"}
    for r in rows:
        low90, low80, value, high80, high90 = (float(r[c]) for c in ("low90", "low80", "value", "high80", "high90"))
        assert low90 <= low80 <= value <= high80 <= high90


def test_a_weight_of_ones_own_changes_the_ranking_and_a_wrong_one_is_refused(run) -> None:
    own, plain = (json.loads(run("rank", "--core", "--json", *extra).out) for extra in (["--weight", "hold=0"], []))
    assert all(row["pressure_reweighted"] >= row["pressure"] - 0.05 for row in own)
    order = [r["id"] for r in plain if r["kind"] == "occupation"]
    assert [r["id"] for r in own] != order
    assert sorted(r["id"] for r in own) == sorted(order)
    assert run("rank", "--core", "--weight", "luck=0.2").code == 2
    assert run("rank", "--core", "--weight", "use=0.2", "--by", "wage").code == 2


def test_sensitivity_ranks_every_weight_halved_and_doubled(run) -> None:
    rows = json.loads(run("sensitivity", "--core", "--json").out)
    weights = {r["weight"] for r in rows}
    assert {"base", "use", "delegation", "hold", "presence", "licence"} <= weights
    assert all({r["factor"] for r in rows if r["weight"] == w} == {0.5, 2.0} for w in weights)
    assert "Rank correlation" in run("sensitivity", "--core").out
