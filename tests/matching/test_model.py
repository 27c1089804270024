"""The trained model's file, its reading, and its chances."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.errors import JobprismError
from jobprism.matching.calibration import calibrated
from jobprism.matching.model import WEIGHTS, TitleModel, load_model
from jobprism.matching.packed import UNFITTED, pack, unpacked

LARGEST_MB = 6


@pytest.fixture(scope="session")
def model() -> TitleModel:
    return load_model()


def test_the_model_is_small_and_knows_all_occupations(model: TitleModel) -> None:
    assert WEIGHTS.stat().st_size < LARGEST_MB * 1e6
    assert len(model.codes) == 1016
    assert model.codes == sorted(model.codes)


def test_packing_what_was_read_gives_the_same_model(model: TitleModel, tmp_path: Path) -> None:
    pack(model.weights, tmp_path / "again.npz")
    again = TitleModel(unpacked(tmp_path / "again.npz", UNFITTED))
    titles = [model.read(t) for t in ("Nurse", "Sr. welder", "zzz", "Front end manager")]
    again.weights.mix[:] = model.weights.mix
    np.testing.assert_allclose(again.scores(titles)[0], model.scores(titles)[0], atol=1e-3)
    pack(model.weights, tmp_path / "twice.npz")
    assert (tmp_path / "twice.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()


@pytest.mark.parametrize("damage", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_damaged_model_is_named_with_a_next_step(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "titles.npz"
    path.write_bytes(damage)
    path.with_suffix(".json").write_bytes(WEIGHTS.with_suffix(".json").read_bytes())
    with pytest.raises(JobprismError, match=r"titles\.npz") as caught:
        load_model(path)
    assert "Reinstall" in caught.value.next_step


def test_a_title_s_scores_do_not_depend_on_the_others(model: TitleModel) -> None:
    titles = [model.read(t) for t in ("Nurse", "qqq", "Sr. welder (night)", "Boiler maker", "")]
    together, _ = model.scores(titles)
    for i, title in enumerate(titles):
        np.testing.assert_allclose(model.scores([title])[0][0], together[i], atol=1e-3)


@given(st.lists(st.lists(st.floats(-20, 20, width=32), min_size=5, max_size=5), min_size=1, max_size=6))
def test_chances_are_chances_and_the_best_stays_the_best(rows: list[list[float]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    best = scores[:, :-1].argmax(axis=1)
    read = np.stack([np.ones(len(rows)), np.full(len(rows), 2)], axis=1).astype(np.float32)
    fitted = np.array([1.2, 0.2, 0.8, -0.2, 0.1, -0.1, 0.3, 0.9], dtype=np.float32)
    chances, none = calibrated(scores.copy(), read, fitted)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert ((none >= 0) & (none <= 1)).all()
    at = np.arange(len(rows))
    # Scores that differ by less than a float can hold are a tie.
    assert (scores[at, chances.argmax(axis=1)] >= scores[at, best] - 1e-4).all()
    assert (chances.sum(axis=1) <= 1 + 1e-4).all()
