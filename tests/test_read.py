"""``atlas.read`` and ``jobprism read``: from a file to a typed document, and nothing of it anywhere else."""

from __future__ import annotations

import io
import json
import logging
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jobprism import cli
from jobprism.analyses.reading_document import ReadingReport
from jobprism.atlas import Atlas
from jobprism.errors import DocumentError
from jobprism.publishing.reading import to_markdown
from jobprism.publishing.schemas import schema_text
from matching.labelled_corpus import corpus
from matching.written_files import pdf_file, word_file, zipped

_CV = """Ana Silva

Experience

Registered nurse, St Mary Hospital, 2019 - present
- Administered medications to patients
- Recorded vital signs in Epic

Waitress, Cafe Rio, 2015 - 2019
- Served meals and cleared tables

Skills: Microsoft Excel, active listening
"""


@pytest.fixture(scope="module")
def report(core_atlas: Atlas) -> ReadingReport:
    return core_atlas.read(_CV.encode())


def _spans(report: ReadingReport) -> list:
    found = [report.title, *report.duties, *report.skills, *report.technologies]
    found += [part for job in report.jobs for part in (job.title, job.years)]
    return [span for span in found if span]


def test_a_cv_gives_its_jobs_with_codes_and_levels(report: ReadingReport) -> None:
    assert report.kind == "cv"
    assert [j.title.text for j in report.jobs if j.title] == ["Registered nurse", "Waitress"]
    nurse, waitress = report.jobs
    assert nurse.title is not None
    assert nurse.title.codes[0].occupation_id_onet == "29-1141.00"
    assert nurse.title.codes[0].confidence > 0.8
    assert waitress.title is not None
    assert waitress.title.codes[0].occupation_id_onet == "35-3031.00"
    assert (nurse.years.first, nurse.years.last) == (2019, None) if nurse.years else False
    assert nurse.duties == [1, 2]
    assert waitress.duties == [3]
    assert nurse.by_duties[0].major_group == "29"
    assert nurse.same_major_group


def test_a_duty_has_exposure_neighbours_and_activities(report: ReadingReport) -> None:
    for duty in report.duties:
        assert duty.exposure is not None
        assert duty.exposure.low <= duty.exposure.capability <= duty.exposure.high
        assert len(duty.tasks) == 3
        assert duty.tasks[0].task_text is None  # no publisher's wording in the core edition
        assert duty.activities[0].probability >= duty.activities[-1].probability
        assert {n.layer for n in duty.neighbours} >= {"capability", "human_need"}


def test_skills_and_technologies_are_apart(report: ReadingReport) -> None:
    assert "Microsoft Excel" in {t.label for t in report.technologies}
    assert "Active Listening" in {s.label for s in report.skills}


def test_every_span_is_where_it_says(core_atlas: Atlas) -> None:
    for document in corpus()[::5]:
        read = core_atlas.read(document.text.encode())
        assert all(" ".join(read.text[s.start : s.end].split()).strip(". ") == s.text.strip(". ") for s in _spans(read))


def test_sentences_say_what_the_document_holds(report: ReadingReport) -> None:
    told = " ".join(report.in_short)
    assert "Registered Nurses (29-1141.00)" in told
    assert "It tells of 2 jobs" in told
    assert f"{len(report.duties)} duties found" in told
    bands = [d.exposure.band for d in report.duties if d.exposure]
    assert f"{bands.count('Low') or 'none'} Low" in told


def test_the_json_is_valid_against_its_schema(report: ReadingReport) -> None:
    Draft202012Validator(json.loads(schema_text("reading"))).validate(json.loads(report.model_dump_json()))


def test_reading_twice_gives_the_same(core_atlas: Atlas, report: ReadingReport) -> None:
    assert core_atlas.read(_CV.encode()) == report


def test_word_and_pdf_give_the_same_jobs(core_atlas: Atlas) -> None:
    for made, kind in ((word_file(_CV), "docx"), (pdf_file(_CV), "pdf")):
        read = core_atlas.read(made)
        assert read.file == kind
        assert [j.title.text for j in read.jobs if j.title] == ["Registered nurse", "Waitress"]


def test_markdown_shows_jobs_and_escapes_what_was_written(core_atlas: Atlas) -> None:
    read = core_atlas.read(b"Nurse | Ward <b>\n\nDuties\n- Administer *all* medications | daily <script>\n")
    text = to_markdown(read)
    assert "# Nurse" in text
    assert "<script>" not in text.replace("\\<", "")
    assert text.count("\n| 1 |") == 1


def test_a_text_without_anything_is_still_a_document(core_atlas: Atlas) -> None:
    read = core_atlas.read(b"The weather was fine on Sunday.")
    assert read.duties == []
    assert "no job title was found" in read.in_short[0]
    assert to_markdown(read)


def test_a_language_model_may_choose_but_not_write(core_atlas: Atlas) -> None:
    read = core_atlas.read(_CV.encode(), refine=lambda text, duties: [duties[0], "Led a team of forty surgeons"])
    assert [d.text for d in read.duties] == ["Administered medications to patients"]
    assert read.refused == 1
    assert "Led a team" not in read.model_dump_json()
    assert any("1 quotation" in note for note in read.notes)


def _bomb() -> bytes:
    return zipped({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})


def _encrypted_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf_file("Secret duties"))))
    writer.encrypt("password", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no text"),
        (b"x" * 10_000_001, "more than"),
        (b"nurse " * 40_000, "characters"),
        (b"Duties\n" + b"- Clean the kitchen daily\n" * 1001, "duties"),
        (b"\xd0\xcf\x11\xe0 encrypted", "password"),
        (b"PK\x03\x04 broken", "damaged"),
        (_bomb(), "unpacks to more"),
        (zipped({"[Content_Types].xml": "<x/>"}), "no Word document"),
        (b"%PDF-1.7 broken", "damaged"),
        (_encrypted_pdf(), "locked"),
        (b"a\0b", "value zero"),
    ],
)
def test_what_cannot_be_read_says_why(core_atlas: Atlas, data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        core_atlas.read(data)
    assert caught.value.next_step


def test_macros_of_a_word_file_are_never_opened(core_atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(word_file("# Nurse\n- Administer drugs"))) as archive:
        xml = archive.read("word/document.xml")
    data = zipped({"word/vbaProject.bin": b"macro", "word/document.xml": xml})
    opened: list[str] = []
    real = zipfile.ZipFile.open

    def watched(self: zipfile.ZipFile, name: str, *more: str) -> object:
        opened.append(name)
        return real(self, name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "open", watched)
    core_atlas.read(data)
    assert opened == ["word/document.xml"]


def test_nothing_written_by_a_person_ends_in_a_log_or_an_error(
    core_atlas: Atlas, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    core_atlas.read(b"Zebulon Quixote\n\nDuties\n- Polish the zirconium flanges\n")
    core_atlas.read(pdf_file("Zebulon Quixote\n- Polish the zirconium flanges"))
    for data in (b"Zebulon \0", b"PK\x03\x04 Zebulon", b"%PDF-1.7 Zebulon", b"Zebulon " * 40_000):
        with pytest.raises(DocumentError) as caught:
            core_atlas.read(data)
        assert "Zebulon" not in str(caught.value)
    out, err = capfd.readouterr()
    assert "Zebulon" not in caplog.text + out + err
    assert "zirconium" not in caplog.text + out + err


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(core_atlas: Atlas, data: bytes) -> None:
    try:
        read = core_atlas.read(data)
    except DocumentError:
        return
    assert all(0 <= s.start < s.end <= len(read.text) for s in _spans(read))
    assert to_markdown(read)


_LINES = st.sampled_from([*_CV.split("\n"), "# Duties", "2019 - ", "| a | b |", "\t\t", "**Cook", "é" * 30, "1) x;"])


@given(st.lists(_LINES, max_size=30), st.sampled_from([word_file, str.encode]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_of_cvs_in_any_order_are_read(core_atlas: Atlas, lines: list[str], made: Callable) -> None:
    try:
        read = core_atlas.read(made("\n".join(lines)))
    except DocumentError:
        return
    numbers = [n for job in read.jobs for n in job.duties]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) | {d.number for d in read.duties if d.job is None} == {d.number for d in read.duties}


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "140")

    def running(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobprism", "read", *arguments, "--core"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return running


def test_the_command_shows_a_file_in_three_forms(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text(_CV, encoding="utf-8")
    code, out, _ = run(str(tmp_path / "cv.txt"))
    assert code == 0
    assert "Waitress" in out
    assert run(str(tmp_path / "cv.txt"), "--format", "md")[1].startswith("# Registered nurse\n")
    assert json.loads(run(str(tmp_path / "cv.txt"), "--format", "json")[1])["document"] == "reading"
    assert run(str(tmp_path / "cv.txt"), "--json")[1] == run(str(tmp_path / "cv.txt"), "-f", "json")[1]


def test_the_command_writes_a_file_and_nothing_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cv.docx").write_bytes(word_file(_CV))
    code, out, _ = run(str(tmp_path / "cv.docx"), "--format", "md", "--output", str(tmp_path / "out.md"))
    assert (code, out) == (0, "")
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["cv.docx", "out.md"]


def test_the_command_reads_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_CV.encode())))
    assert json.loads(run("-", "--json")[1])["kind"] == "cv"


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_the_command_says_what_cannot_be_read(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run(str(tmp_path / name), "--json")
    assert (code, out) == (7, "")
    assert json.loads(err)["kind"] == "DocumentError"
