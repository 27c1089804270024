"""The linter of role files: ours pass, and each rule finds a file spoilt for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from jobprism.cli.roles import lint_roles
from jobprism.editions.store import Edition
from jobprism.errors import DeclarationError
from jobprism.judgements.load import Levels, RoleLint, judgement
from jobprism.roles.declared import FOLDER
from jobprism.roles.known import Known
from jobprism.roles.likeness import likenesses
from jobprism.roles.lint import Finding, Severity, lint

RULES = judgement(RoleLint)
STAND = {name: level.share for name, level in judgement(Levels).levels.items()}
SPOILT = "data-engineer.yml"
STATEMENT = "Polish the brass lamps of the lighthouse every morning before the keeper wakes"  # ours, for the tests


def known_of(edition: Edition) -> Known:
    wording = [edition.table(name) if edition.is_full else None for name in ("titles", "task_texts")]
    return Known.of(*(edition.table(name) for name in ("occupations", "activities", "elements")), *wording)


@pytest.fixture(scope="module")
def known(core: Edition) -> Known:
    """Codes of the core edition, with an alternate title and two statements made up for the tests."""
    codes = known_of(core)
    return Known(
        codes.occupations,
        codes.activities,
        codes.elements,
        {"lamp polisher": frozenset({"47-2111.00"})},
        {"1": STATEMENT, "2": "Count the ships that pass and enter their names in a book"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (SPOILT, "ux-researcher.yml"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


Spoil = Callable[[Callable[[dict[str, Any]], object]], list[Finding]]


@pytest.fixture
def spoil(folder: Path, known: Known) -> Spoil:
    """Changes the document of one file and returns the findings."""

    def changed(change: Callable[[dict[str, Any]], object]) -> list[Finding]:
        path = folder / SPOILT
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(document)
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
        return lint(folder, RULES, known, STAND)

    return changed


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    assert findings[0].file == SPOILT
    assert findings[0].next_step
    return findings[0]


def text_of(place: int, text: str) -> Callable[[dict[str, Any]], object]:
    return lambda d: d["tasks"][place].update(text=text)


def test_our_roles_give_no_findings(core: Edition) -> None:
    assert lint(FOLDER, RULES, known_of(core), STAND) == []


@pytest.mark.mirror
def test_our_roles_give_no_findings_beside_the_publishers_wording(full: Edition) -> None:
    known = known_of(full)
    assert len(known.statements) > 18_000
    assert known.also_called["data scientist"]
    assert lint(FOLDER, RULES, known, STAND) == []


def test_unspoilt_files_give_no_findings(spoil: Spoil) -> None:
    assert spoil(lambda d: None) == []


def test_each_malformed_field_is_a_finding_of_its_own(spoil: Spoil) -> None:
    def change(d: dict[str, Any]) -> None:
        del d["summary"]
        d["job_zone"] = 9

    found = spoil(change)
    assert {f.field for f in found} == {"summary", "job_zone"}
    assert {f.severity for f in found} == {Severity.ERROR}


def test_shares_that_do_not_add_up_are_an_error(spoil: Spoil) -> None:
    found = only(spoil(lambda d: d["mixture"][0].update(share=0.9)))
    assert (found.severity, found.what) == (Severity.ERROR, "the shares of mixture add to 1.4500, not 1")


def test_a_file_that_is_not_yaml_does_not_hide_the_others(folder: Path, known: Known) -> None:
    (folder / SPOILT).write_text("id: [", encoding="utf-8")
    assert "is not YAML" in only(lint(folder, RULES, known, STAND)).what


def test_a_file_under_another_name_is_an_error(folder: Path, known: Known) -> None:
    (folder / SPOILT).rename(folder / "data-plumber.yml")
    found = lint(folder, RULES, known, STAND)
    assert [(f.file, f.field) for f in found] == [("data-plumber.yml", "id")]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("mixture.0", lambda d: d["mixture"][0].update(occupation_id_onet="15-9999.00")),
        ("considered.0", lambda d: d.update(considered=[{"occupation_id_onet": "15-9999.00", "reason": "x"}])),
        ("skills.1", lambda d: d["skills"].insert(1, "2.Z.9.z")),
        ("tasks.2.activities", lambda d: d["tasks"][2].update(activities=["4.A.9.z.9.I99"])),
    ],
)
def test_a_code_that_onet_lacks_is_an_error(spoil: Spoil, field: str, change: Callable[[Any], object]) -> None:
    found = only(spoil(change))
    assert (found.field, found.severity) == (field, Severity.ERROR)


def test_a_name_of_another_role_is_an_error_that_says_where(folder: Path, known: Known) -> None:
    path = folder / "ux-researcher.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**document, "aliases": ["DATA engineer"]}), encoding="utf-8")
    (found,) = lint(folder, RULES, known, STAND)
    assert (found.file, found.field, found.severity) == ("ux-researcher.yml", "aliases.0", Severity.ERROR)
    assert "data-engineer.yml, as title" in found.what


def test_a_task_id_used_twice_in_one_file_is_an_error(spoil: Spoil) -> None:
    found = only(spoil(lambda d: d["tasks"][4].update(id=d["tasks"][1]["id"])))
    assert (found.field, found.severity) == ("tasks.4.id", Severity.ERROR)


def test_a_title_of_onets_is_an_error(spoil: Spoil) -> None:
    found = only(spoil(lambda d: d["aliases"].append("data scientists")))
    assert found.severity is Severity.ERROR
    assert "15-2051.00" in found.what


def test_an_alternate_title_must_be_spoken_of(spoil: Spoil) -> None:
    found = only(spoil(lambda d: d.update(aliases=["lamp polisher"])))
    assert (found.field, found.severity) == ("aliases.0", Severity.WARNING)
    assert "47-2111.00" in found.what
    spoken = {"occupation_id_onet": "47-2111.00", "reason": "they wire lamps and polish none"}
    assert spoil(lambda d: d.update(considered=[spoken])) == []


def test_an_id_that_reads_as_an_alternate_title_is_an_error(folder: Path, known: Known) -> None:
    path = folder / SPOILT
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.unlink()
    changed = yaml.safe_dump({**document, "id": "lamp-polisher"})
    (folder / "lamp-polisher.yml").write_text(changed, encoding="utf-8")
    (found,) = lint(folder, RULES, known, STAND)
    assert (found.field, found.severity) == ("id", Severity.ERROR)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The pipelines that move data into the warehouse are built", "begins with 'the'"),
        ("Pipelines for moving data into the warehouse, built and mended", "begins with 'pipelines'"),
        ("Build pipelines", "15 characters, not 40 to 180"),
        ("Build pipelines that move data from one place to another, " * 4, "characters, not 40 to 180"),
        ("Build cutting-edge pipelines that move data into the warehouse", "'cutting-edge'"),
        ("Build pipelines so that the warehouse is Future-Proof for years", "'Future-Proof'"),
        ("Build pipelines that move all of the data into the warehouse!", "'!'"),
    ],
)
def test_a_task_that_reads_badly_is_a_warning(spoil: Spoil, text: str, said: str) -> None:
    found = only(spoil(text_of(3, text)))
    assert (found.field, found.severity) == ("tasks.3.text", Severity.WARNING)
    assert said in found.what


def test_tone_is_looked_for_in_summary_and_notes_too(spoil: Spoil) -> None:
    found = spoil(lambda d: d.update(summary="A rockstar of data.", notes="Jobs at risk."))
    assert {f.field for f in found} == {"summary", "notes"}


def test_barred_words_are_whole_words(spoil: Spoil) -> None:
    assert spoil(lambda d: d.update(notes="The unlocked cabinet and a unicornfish.")) == []


def test_a_copied_statement_is_an_error_that_names_the_task(spoil: Spoil) -> None:
    found = only(spoil(text_of(5, STATEMENT)))
    assert (found.field, found.severity) == ("tasks.5.text", Severity.ERROR)
    assert "task 1 " in found.what
    assert STATEMENT not in found.what


def test_a_statement_with_a_word_or_two_changed_is_still_found(spoil: Spoil) -> None:
    text = "Polish the brass lamps of the tower each morning before the keeper wakes"
    assert only(spoil(text_of(5, text))).severity is Severity.ERROR


def test_without_the_publishers_wording_likeness_is_left_out(folder: Path, core: Edition) -> None:
    path = folder / SPOILT
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["tasks"][5]["text"] = STATEMENT
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    assert lint(folder, RULES, known_of(core), STAND) == []


def test_shares_that_are_all_equal_are_a_warning(spoil: Spoil) -> None:
    def change(d: dict[str, Any]) -> None:
        del d["tasks"][10:]
        for task in d["tasks"]:
            task["share"] = 0.1
            del task["share_by_level"]

    found = spoil(change)
    assert [f.what for f in found if "All tasks" in f.what] == ["All tasks have the share 0.1."]
    assert any("No task has share_by_level" in f.what for f in found)
    assert {f.severity for f in found} == {Severity.WARNING}


def test_levels_that_never_differ_are_a_warning(spoil: Spoil) -> None:
    def change(d: dict[str, Any]) -> None:
        for task in d["tasks"]:
            task["share_by_level"] = dict.fromkeys(task["share_by_level"], task["share"])

    found = only(spoil(change))
    assert (found.what, found.severity) == ("Every task has one share at all levels.", Severity.WARNING)


def test_level_shares_that_do_not_average_to_the_share_are_a_warning_of_each_task(spoil: Spoil) -> None:
    moved: list[str] = []

    def change(d: dict[str, Any]) -> None:
        one, other = d["tasks"][0], d["tasks"][1]
        # Both still lie among their levels' shares, and each level still adds to 1.
        for task, by in ((one, 0.05), (other, -0.05)):
            task["share_by_level"]["mid"] = round(task["share_by_level"]["mid"] + by, 9)
            moved.append(task["id"])

    found = spoil(change)
    assert [f.field for f in found] == ["tasks.0.share_by_level", "tasks.1.share_by_level"]
    assert {f.severity for f in found} == {Severity.WARNING}
    for finding, task in zip(found, moved, strict=True):
        assert task in finding.what
        assert "mid 40 %" in finding.next_step


def test_a_reference_without_a_year_is_a_warning(spoil: Spoil) -> None:
    found = only(spoil(lambda d: d["references"].append("Somebody, A Book 12345")))
    assert (found.severity, "has no year" in found.what) == (Severity.WARNING, True)


def test_an_empty_folder_is_refused(tmp_path: Path, known: Known) -> None:
    with pytest.raises(DeclarationError, match="holds no role file"):
        lint(tmp_path, RULES, known, STAND)


def test_likeness_of_equal_and_of_foreign_texts() -> None:
    same, other = likenesses(["Count grey seals", "Bake bread"], {"7": "Count grey seals", "8": "Mend fishing nets"})
    assert (same.jaccard, same.jaccard_id, same.cosine_id) == (1.0, "7", "7")
    assert same.cosine == pytest.approx(1)
    assert (other.jaccard, other.cosine) == (0.0, 0.0)


def test_titles_of_codes_without_tasks_are_not_held_against_a_role() -> None:
    known = Known.of(
        pl.DataFrame({"occupation_id_onet": ["11-1011.00"], "occupation_title": ["Chief Executives"]}),
        pl.DataFrame({"activity_id_onet": ["a"]}),
        pl.DataFrame({"element_id": ["e"]}),
        pl.DataFrame({"occupation_id_onet": ["11-1011.00", "21-1019.00"], "title": ["Boss", "Life Coach"]}),
    )
    assert known.also_called == {"boss": frozenset({"11-1011.00"})}


def test_the_command_prints_findings_and_fails_on_errors_only(
    folder: Path, spoil: Spoil, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(lambda d: d["references"].append("Undated"))
    lint_roles(folder, core=True)
    assert "warning: data-engineer.yml, references." in capsys.readouterr().out
    spoil(lambda d: d["skills"].append("2.Z.9.z"))
    with pytest.raises(DeclarationError, match="has 1 error in its role files"):
        lint_roles(folder, core=True, as_json=True)
    rows = json.loads(capsys.readouterr().out)
    assert {r["severity"] for r in rows} == {"error", "warning"}
    assert set(rows[0]) == {"file", "field", "what", "next_step", "severity"}


def test_the_command_says_when_there_is_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    lint_roles(core=True)
    said = capsys.readouterr()
    assert "40 role files, no findings." in said.out
    assert "Not held against O*NET's wording" in said.err
