"""All documents as a folder: valid, listed, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from jobprism.editions.store import CORE, Edition
from jobprism.errors import UsageError
from jobprism.publishing.bulk import INDEX, all_subjects, write_all
from jobprism.publishing.schemas import schema_text

EDITION = Edition(CORE)
JOBS = [("occupation", "29-1141.00"), ("occupation", "47-2181.00"), ("role", "data-engineer")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("all") / "out"
    write_all(EDITION, folder, "json", subjects=JOBS, processes=2)
    return folder


def test_every_job_of_the_edition_is_a_subject() -> None:
    subjects = all_subjects(EDITION)
    assert len(subjects) == len(set(subjects)) == EDITION.table("occupations").height + EDITION.table("roles").height


def test_the_index_lists_exactly_the_files(written: Path) -> None:
    listed = json.loads((written / INDEX).read_text())["documents"]
    files = {p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file()} - {INDEX}
    assert {name for names in listed.values() for name in names} == files
    assert set(listed) == {subject for _, subject in JOBS}


def test_every_document_is_valid_against_its_schema(written: Path) -> None:
    for path in written.rglob("*/**/*.json"):
        document = json.loads(path.read_text())
        schema = json.loads(schema_text(document["document"]))
        jsonschema.Draft202012Validator(schema).validate(document)


def test_there_is_a_deep_dive_for_every_row_of_the_profession(written: Path) -> None:
    for kind, subject in JOBS:
        folder = written / f"{kind}s" / subject
        rows = {row["id"] for row in json.loads((folder / "profession.json").read_text())["tasks"]}
        assert {p.stem if p.suffix == ".json" else p.name for p in (folder / "tasks").iterdir()} == rows


def test_every_job_has_every_kind_of_document(written: Path) -> None:
    levels = {f"level-{level}.json" for level in ("junior", "mid", "senior", "lead")}
    for kind, subject in JOBS:
        names = {p.name for p in (written / f"{kind}s" / subject).glob("*.json")}
        assert names == {"profession.json", "outlook-2030.json", "skills.json", *levels}


def test_a_folder_of_someone_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        write_all(EDITION, tmp_path, "json", subjects=JOBS[:1])
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_failure_half_way_leaves_the_former_output_as_it_was(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write_all(EDITION, output, "md", subjects=JOBS[:1], processes=1)
    before = {p: p.read_bytes() for p in output.rglob("*") if p.is_file()}
    with pytest.raises(Exception, match="99-9999"):
        write_all(EDITION, output, "md", subjects=[JOBS[1], ("occupation", "99-9999.99")], processes=1)
    assert {p: p.read_bytes() for p in output.rglob("*") if p.is_file()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="html"):
        write_all(EDITION, tmp_path / "out", "html")
