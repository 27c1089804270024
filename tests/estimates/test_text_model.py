from __future__ import annotations

import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobprism.atlas import Atlas
from jobprism.encoder.static import MODELS as WORDS
from jobprism.encoder.static import Encoder
from jobprism.encoder.tokens import Vocabulary
from jobprism.estimates.text_model import MODELS, SCORE_SCHEMA, TextModel, crossfit, score, term_keys, term_matrix
from jobprism.files import sha256_of

EXPOSED = ["Write marketing emails.", "Summarize research articles.", "Translate documents from French to English."]
BODILY = ["Dig trenches with shovels.", "Wash windows of tall buildings.", "Lift and carry patients."]


def _capability(*texts: str | None) -> list[float | None]:
    return score(texts)["capability"].to_list()


def test_what_is_done_with_words_is_more_exposed_than_what_is_done_by_hand() -> None:
    found = score([*EXPOSED, *BODILY])["capability"].to_list()
    assert min(found[:3]) > 0.5
    assert max(found[3:]) < 0.25


@pytest.mark.parametrize("text", [*EXPOSED, *BODILY, "Prepare financial reports.", "Repair electrical equipment."])
def test_the_way_it_is_put_moves_the_figure_little(text: str) -> None:
    verb, rest = text.rstrip(".").split(" ", 1)
    said = score([text, text.upper(), f"I {verb.lower()} {rest}!!", f"my job is to {verb.lower()} {rest}"])
    assert said["capability"].n_unique() == 1
    form = f"{verb}es" if verb.endswith("sh") else f"{verb[:-1]}ies" if verb.endswith("ry") else f"{verb}s"
    plain, inflected = _capability(text, f"{form} {rest}")
    assert plain is not None
    assert inflected == pytest.approx(plain, abs=0.1)


def test_probabilities_add_up_and_the_interval_holds_the_capability() -> None:
    found = score([*EXPOSED, *BODILY, "Teach mathematics.", "Plan events."])
    assert found.schema == SCORE_SCHEMA
    total = found.select(pl.sum_horizontal("p_e0", "p_e1", "p_e2")).to_series()
    np.testing.assert_allclose(total, 1, atol=2e-4)
    np.testing.assert_allclose(found["capability"], found["p_e1"] + 0.5 * found["p_e2"], atol=2e-4)
    assert found.filter((pl.col("low") > pl.col("capability")) | (pl.col("high") < pl.col("capability"))).is_empty()
    assert found.select((pl.col("low") >= 0).all() & (pl.col("high") <= 1).all()).item()


@pytest.mark.parametrize("text", [None, "", "   ", "😀", "x" * 1_000_000, "\x00", math.nan, "\ud800"])
def test_a_text_without_a_known_word_has_no_figures(text: str | None) -> None:
    found = score(["mow lawns", text, "mow lawns"])
    assert found["capability"].is_null().to_list() == [False, True, False]
    assert found.row(1)[1:] == (None,) * 6
    assert found.row(0) == found.row(2)


def test_a_very_long_text_is_read_by_its_beginning() -> None:
    begun = "write emails " * 200
    assert _capability(begun + "dig trenches " * 100_000) == _capability(begun)


def test_no_texts_give_no_rows() -> None:
    assert score([]).schema == SCORE_SCHEMA
    assert score([]).is_empty()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(), max_size=80)), min_size=1, max_size=6))
def test_any_text_gives_a_row_in_its_place(texts: list[str | None]) -> None:
    found = score(texts)
    assert found.height == len(texts)
    assert found["text"].is_null().to_list() == [t is None for t in texts]
    assert found["capability"].drop_nulls().is_between(0, 1).all()


def test_figures_do_not_hang_on_the_texts_beside() -> None:
    many = score([*EXPOSED, None, *BODILY] * 3000)
    assert many[:7].equals(score([*EXPOSED, None, *BODILY]))
    assert many[-7:].equals(many[:7])


def test_terms_are_words_and_neighbours_of_the_same_text() -> None:
    encoder = Encoder(Vocabulary(["mow", "lawn", "lawns"]), np.eye(3, dtype=np.float32), np.ones(3, np.float32))
    tokens = encoder.tokens(["mow lawns", "mow mow lawn", "lawn"])
    rows, keys = term_keys(encoder, tokens)
    pair = (0 + 1) * 3 + 1  # mow, lawn
    assert sorted(zip(rows.tolist(), keys.tolist(), strict=True)) == [
        (0, 0), (0, 1), (0, pair), (1, 0), (1, 0), (1, 1), (1, 3), (1, pair), (2, 1),
    ]  # fmt: skip
    # Known are mow, lawn and the pair; the second text holds mow twice.
    weights = term_matrix(encoder, tokens, np.array([0, 1, pair]), np.array([1, 2, 2], np.float32)).toarray()
    twice = np.array([1 + math.log(2), 2, 2])
    np.testing.assert_allclose(weights[1], twice / np.linalg.norm(twice), rtol=1e-6)
    np.testing.assert_allclose(weights[2], [0, 1, 0])


def test_the_weights_are_those_that_the_note_describes() -> None:
    note = json.loads((MODELS / "text_model.json").read_text())
    places = {path.name: path for folder in (WORDS, MODELS) for path in folder.glob("*")}
    assert {name: sha256_of(places[name]) for name in note["sha256"]} == note["sha256"]
    assert sum(places[name].stat().st_size for name in note["sha256"]) < 10_000_000


def test_stored_intervals_widen_from_the_middle_and_stay_within_bounds() -> None:
    model = TextModel.load()
    assert (np.diff(model.centres) > 0).all()
    assert (model.low <= model.high).all()
    assert model.low.min() >= 0
    assert model.high.max() <= 1


def test_crossfitted_probabilities_are_of_every_labelled_task_once(core_atlas: Atlas) -> None:
    shares = crossfit()
    assert shares["task_id_onet"].n_unique() == shares.height
    np.testing.assert_allclose(shares.select("p_e0", "p_e1", "p_e2").sum_horizontal(), 1, atol=1e-4)
    labelled = core_atlas.evidence.filter(pl.col("measure") == "eloundou_human_exposure")["subject_id"].cast(pl.Int64)
    assert set(labelled) <= set(shares["task_id_onet"])


def test_the_atlas_scores_sentences(core_atlas: Atlas) -> None:
    assert core_atlas.score(EXPOSED).equals(score(EXPOSED))
