"""Why a title got its code."""

from __future__ import annotations

import pytest

from jobprism.atlas import Atlas
from jobprism.errors import UsageError


def test_an_explanation_names_nearest_names_and_shared_words(core_atlas: Atlas) -> None:
    told = core_atlas.explain_title("Senior registred nurse")
    best = told.candidates[0]
    assert best.id == "29-1141.00"
    assert told.level.level == "senior"
    assert any("nurse" in near.shared_words for near in best.nearest)
    nearness = [near.nearness for near in best.nearest]
    assert nearness == sorted(nearness, reverse=True)
    assert [c.confidence for c in told.candidates] == sorted((c.confidence for c in told.candidates), reverse=True)


def test_a_role_is_explained_by_its_own_names(core_atlas: Atlas) -> None:
    best = core_atlas.explain_title("ML engineer").candidates[0]
    assert (best.kind, best.id) == ("role", "machine-learning-engineer")
    assert best.nearest


def test_noise_rests_on_nothing(core_atlas: Atlas) -> None:
    told = core_atlas.explain_title("asdf qwer")
    assert told.basis == "none"
    assert told.unread == ["asdf", "qwer"]


def test_an_empty_title_is_refused(core_atlas: Atlas) -> None:
    with pytest.raises(UsageError, match="empty"):
        core_atlas.explain_title("  ")
