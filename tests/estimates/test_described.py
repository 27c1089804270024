"""What the description of work suggests, voice by voice and pooled."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobprism.editions.store import Edition
from jobprism.estimates.described import Voices, Work, pooled, voices, worded
from jobprism.estimates.raters import MISSING, Pool, rater_model
from jobprism.estimates.text_model import score

E0, E1, E2 = range(3)
SURE = 1e-9  # next to no smoothing


def work(activity: list[tuple[int, int, int]], occupation: list[tuple[int, int, float]], rows: int) -> Work:
    links = np.array([link[:2] for link in occupation], dtype=np.int64).reshape(-1, 2)
    kinds = np.array(activity, dtype=np.int64).reshape(-1, 3)
    return Work(np.full((rows, 3), np.nan), kinds, links, np.array([share for *_, share in occupation], dtype=float))


def test_an_activity_speaks_with_the_labels_of_its_other_work() -> None:
    found = voices(work([(i, 0, 0) for i in range(3)], [], 3), np.array([E1, E1, MISSING]), SURE)
    np.testing.assert_allclose(found.activity[2], [0, 1, 0], atol=1e-6)


def test_a_label_is_no_evidence_of_its_own_work() -> None:
    found = voices(work([(0, 0, 0), (1, 0, 0)], [(0, 0, 1), (1, 0, 1)], 2), np.array([E1, E0]), SURE)
    np.testing.assert_allclose(found.activity[0], [1, 0, 0], atol=1e-6)
    np.testing.assert_allclose(found.occupation[0], [1, 0, 0], atol=1e-6)


def test_an_activity_without_labels_speaks_as_its_kind_does() -> None:
    # Activity 1 has no labelled work; activity 0, of the same generalised activity, has.
    found = voices(work([(0, 0, 0), (1, 0, 0), (2, 1, 0), (3, 2, 1)], [], 4), np.array([E2, E2, MISSING, E0]), SURE)
    np.testing.assert_allclose(found.activity[2], [0, 0, 1], atol=1e-6)


def test_a_mixture_counts_by_its_shares() -> None:
    links = [(0, 0, 1.0), (1, 1, 1.0), (2, 0, 0.3), (2, 1, 0.1)]
    found = voices(work([], links, 3), np.array([E0, E1, MISSING]), SURE)
    np.testing.assert_allclose(found.occupation[2], [0.75, 0.25, 0], atol=1e-6)


def test_work_without_links_or_known_words_is_like_all_work() -> None:
    found = voices(work([], [], 3), np.array([E0, E0, MISSING]), 5.0)
    for voice in (found.wording, found.activity, found.occupation):
        np.testing.assert_allclose(voice[2], np.array([3, 1, 1]) / 5)


shares = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda v: np.array([v]) / sum(v))


@given(shares, shares, shares)
def test_the_pool_is_a_distribution_and_one_voice_alone_is_itself(one: np.ndarray, two: np.ndarray, three) -> None:
    heard = Voices(one, two, three)
    assert pooled(heard, rater_model().fitted.pool).sum() == pytest.approx(1)
    alone = pooled(heard, Pool(wording=1, activity=0, occupation=0, bias=[0, 0, 0]))
    np.testing.assert_allclose(alone, one, rtol=1e-6)


def test_every_voice_of_the_fitted_pool_counts_for_and_not_against() -> None:
    pool = rater_model().fitted.pool
    assert min(pool.wording, pool.activity, pool.occupation) > 0
    assert pool.wording == max(pool.wording, pool.activity, pool.occupation)


def test_a_sentence_is_worded_as_it_is_scored_and_nonsense_is_nothing() -> None:
    texts = ["Write code and test it.", "qzxv qqq"]
    found, scored = worded(texts), score(texts)
    np.testing.assert_allclose(found[0], scored.select("p_e0", "p_e1", "p_e2").row(0))
    assert np.isnan(found[1]).all()


def test_a_roles_tasks_have_capability_from_their_wording(core: Edition) -> None:
    """Across the declared roles, the text model and the estimate rank tasks alike, and neither repeats the other."""
    tasks = [task for text in core.table("roles")["declaration"] for task in json.loads(text)["tasks"]]
    said = pl.DataFrame({"subject_id": [t["id"] for t in tasks]}).with_columns(
        said=score([t["text"] for t in tasks])["capability"]
    )
    own = core.table("estimates").filter((pl.col("subject_kind") == "role_task") & (pl.col("layer") == "capability"))
    joined = own.join(said, on="subject_id")
    assert joined.height == len(tasks)
    correlation = joined.select(pl.corr("value", "said", method="spearman")).item()
    assert 0.7 < correlation < 1
