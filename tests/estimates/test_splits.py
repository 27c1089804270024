from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.estimates.splits import activity_splits, occupation_splits
from jobprism.settings import Settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import registered_sources

Links = list[tuple[int, str]]


def _frames(texts: list[str], links: Links) -> tuple[pl.DataFrame, pl.DataFrame]:
    tasks = pl.DataFrame(
        {"task_id_onet": range(len(texts)), "task_text": texts}, schema_overrides={"task_id_onet": pl.Int64}
    )
    pairs = pl.DataFrame(links, schema={"task_id_onet": pl.Int64, "detailed_activity_id_onet": pl.String}, orient="row")
    return tasks, pairs


_LINKS = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 15).map("d{}".format)), max_size=60, unique=True)


@settings(max_examples=25, deadline=None)
@given(_LINKS, st.lists(st.sampled_from(["Mow lawns.", "mow LAWNS", "Type letters.", "?"]), max_size=12))
def test_training_tasks_share_neither_activity_nor_wording_with_held_out_ones(links: Links, twins: list[str]) -> None:
    texts = [*twins, *(f"Task {i}." for i in range(40 - len(twins)))]
    splits = activity_splits(*_frames(texts, links))
    assert splits.table["task_id_onet"].to_list() == list(range(40))
    tied = {i: {d for t, d in links if t == i} | {texts[i].lower().strip(".")} for i in range(40)}
    for training, held_out in splits:
        trained, held = set(training), set(held_out)
        assert not trained & held
        touched = set().union(*(tied[i] for i in held))
        assert not any(tied[i] & touched for i in trained)


def test_folds_are_of_like_size_and_do_not_hang_on_the_order_of_rows() -> None:
    tasks, pairs = _frames([f"Task {i}." for i in range(200)], [(i, f"d{i // 4}") for i in range(200)])
    splits = activity_splits(tasks, pairs, largest_set=0.1)
    again = activity_splits(tasks.reverse(), pairs.sample(fraction=1, shuffle=True, seed=1), largest_set=0.1)
    assert splits.table.equals(again.table)
    assert splits.table["fold"].value_counts()["count"].to_list() == [40] * 5


def test_a_chain_of_activities_is_cut_and_its_ends_purged() -> None:
    # Task i has the activities i and i + 1: everything hangs together.
    links = [(i, f"d{j:02}") for i in range(30) for j in (i, i + 1)]
    splits = activity_splits(*_frames([f"Task {i}." for i in range(30)], links), largest_set=0.2)
    assert splits.table["group"].value_counts()["count"].max() <= 7
    assert all(0 < len(training) < 24 for training, _ in splits)


def test_nested_splits_choose_among_the_ids_given() -> None:
    splits = activity_splits(*_frames([f"Task {i}." for i in range(20)], [(i, f"d{i // 2}") for i in range(20)]))
    outer = splits.training(0)
    inner = splits.training(1, among=outer)
    assert set(inner) < set(outer)
    assert not set(inner) & (set(splits.held_out(0)) | set(splits.held_out(1)))
    assert set(splits.held_out(1, among=outer)) <= set(outer)


@pytest.mark.mirror
def test_every_labelled_task_is_in_a_fold(mirror: Path, tmp_path: Path) -> None:
    places = Settings(home=tmp_path, mirror=mirror)
    tables = {
        s.id: read_cached(s, locate(s, places), places.cache_dir).tables
        for s in registered_sources()
        if s.id in {"onet", "eloundou_2023"}
    }
    labels = tables["eloundou_2023"]["labels"]
    splits = activity_splits(labels, tables["onet"]["task_activities"])
    assert splits.table.height == labels.height
    largest = splits.table["group"].value_counts()["count"].max()
    assert isinstance(largest, int)
    assert largest < 0.03 * labels.height
    assert all(len(training) > 0.55 * labels.height for training, _ in splits)


def test_an_occupation_is_held_out_as_a_whole_and_so_are_its_wordings_elsewhere() -> None:
    tasks = pl.DataFrame(
        {
            "task_id_onet": range(40),
            "task_text": ["Do it." if i % 8 == 0 else f"do {i}" for i in range(40)],
            "occupation_id_onet": [f"{i // 4:02d}" for i in range(40)],
        }
    )
    of = dict(tasks.select("task_id_onet", "occupation_id_onet").rows())
    splits = occupation_splits(tasks)
    for training, held_out in splits:
        assert not {of[i] for i in training} & {of[i] for i in held_out}
        if any(i % 8 == 0 for i in held_out):
            assert not any(i % 8 == 0 for i in training)
    assert sorted(i for _, held_out in splits for i in held_out) == list(range(40))
    assert splits.table.equals(occupation_splits(tasks.sample(fraction=1, shuffle=True, seed=3)).table)
