"""The trained model's file, its reading, and its chances."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.errors import JobprismError
from jobprism.matching.calibration import calibrated
from jobprism.matching.model import WEIGHTS, TitleModel, letter_groups, load_model
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


def test_scores_are_those_of_the_equations(model: TitleModel) -> None:
    """Equations 47 to 49 title by title and word by word, in place of matrices of many titles."""
    w, slot = model.weights, {word: i for i, word in enumerate(model.weights.vocabulary)}

    def vector(word: str) -> tuple[np.ndarray, float]:
        if word in slot:
            return w.word_vectors[slot[word]], float(np.exp(w.word_weights[slot[word]]))
        made = w.group_vectors[letter_groups(word, len(w.group_vectors))].mean(axis=0)
        return made, float(np.exp(made @ w.unseen_weight[:-1] + w.unseen_weight[-1]))

    titles = ["Nurse", "Nurse nurse", "Qxvz welder", "qxvz", "12345", "", "Front end manager, night", "électricien 7"]
    reads = [model.read(t) for t in titles]
    scores, told = model.scores(reads)
    for row, read in enumerate(reads):
        parts = [vector(word) for word in read.taken]
        mean = sum(v * a for v, a in parts) / (0.5 + sum(a for _, a in parts))
        mean = (mean - mean.mean()) / np.sqrt(mean.var() + 1e-5) * w.norm[0] + w.norm[1]
        g = mean + np.maximum(mean @ w.hidden[0] + w.hidden[1], 0) @ w.back[0] + w.back[1]
        known = [slot[word] for word in read.taken if word in slot]
        lexical = w.mix[1] * sum((w.lexical[[i]].toarray()[0] for i in known), np.zeros(len(model.codes) + 1))
        lexical[-1] += lexical.max()
        expected = w.mix[0] * (g @ w.head[0] + w.head[1]) + lexical - w.mix[2:] @ w.prior
        np.testing.assert_allclose(scores[row], expected, atol=2e-4)
        assert told[row].tolist() == pytest.approx([(len(known) - read.put_right) / len(parts), len(parts)])


def test_titles_read_together_are_read_as_alone(model: TitleModel) -> None:
    titles = [
        "Registred nurse",
        "Nurse (RN) 48213",
        "nurse [night",
        "Vr designer",
        "wleder/fitter",
        "",
        "(x)",
        "R.N. II",
    ]
    assert model.read_all(titles) == [model.read(t) for t in titles]


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
