from __future__ import annotations

from pathlib import Path

import pytest

from jobprism.encoder.reading import given_texts, lines_of, read_texts
from jobprism.errors import UsageError


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_line_is_a_text_and_an_empty_line_keeps_its_place(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.txt", "\ufeffwrite\r\n\r\n  mow \n")
    assert read_texts(path).to_list() == ["write", None, "mow"]
    assert lines_of("").to_list() == []


def test_bytes_that_are_no_utf8_are_replaced(tmp_path: Path) -> None:
    assert read_texts(_file(tmp_path, "a.txt", b"caf\xe9\nmow")).to_list() == ["caf\ufffd", "mow"]


def test_a_column_is_found_by_name_else_text_else_the_first(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", 'id,text,other\n1,"write, mow",x\n2,,3\n')
    assert read_texts(path).to_list() == ["write, mow", None]
    assert read_texts(path, "other").to_list() == ["x", "3"]
    assert read_texts(_file(tmp_path, "b.tsv", "duty\tn\nmow\t1\n")).to_list() == ["mow"]


@pytest.mark.parametrize(
    ("name", "content", "column"),
    [("a.csv", "text\nmow\n", "duty"), ("a.txt", "mow\n", "duty"), ("a.csv", "", None)],
)
def test_what_cannot_be_read_is_refused_with_a_next_step(
    tmp_path: Path, name: str, content: str, column: str | None
) -> None:
    with pytest.raises(UsageError) as refused:
        read_texts(_file(tmp_path, name, content), column)
    assert refused.value.next_step
    assert name in refused.value.what


def test_either_words_or_a_file_are_given(tmp_path: Path) -> None:
    for texts, file in (([], None), (["a"], tmp_path / "a.txt")):
        with pytest.raises(UsageError):
            given_texts(texts, file)
    with pytest.raises(UsageError, match="cannot be read"):
        given_texts([], tmp_path / "nowhere.txt")
    assert given_texts(["write", "\udcff"], None).to_list() == ["write", "?"]
