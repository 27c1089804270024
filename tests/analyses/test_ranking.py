"""Rankings: order, filters, and what they refuse."""

from __future__ import annotations

import polars as pl
import pytest

from jobprism.analyses.ranking import FIGURES, Only, ranking
from jobprism.editions.store import CORE, Edition
from jobprism.errors import UsageError

EDITION = Edition(CORE)
ALL = EDITION.table("occupations").height + EDITION.table("roles").height


@pytest.mark.parametrize("by", FIGURES)
def test_every_figure_orders_all_subjects_and_puts_missing_ones_last(by: str) -> None:
    column = FIGURES[by]
    ranked = ranking(EDITION, by)
    assert ranked.height == ALL == ranked["id"].n_unique()
    known = ranked[column].drop_nulls()
    assert ranked[column].head(len(known)).equals(known)
    assert known.is_sorted(descending=by != "title")
    assert ranking(EDITION, by, lowest_first=True)[column].drop_nulls().is_sorted()


def test_figures_are_those_of_the_edition_and_a_rank_is_shared_by_equals() -> None:
    ranked = ranking(EDITION)
    pressure = EDITION.table("pressure").filter(pl.col("subject_kind") == "occupation")
    both = ranked.join(pressure, left_on="id", right_on="subject_id")
    assert both.height == EDITION.table("occupations").height
    assert both["pressure"].equals(both["value"], null_equal=False)
    higher = [sum(other > p for other in ranked["pressure"]) for p in ranked["pressure"]]
    assert ranked["rank"].to_list() == [h + 1 for h in higher]


def test_filters_keep_what_they_name() -> None:
    only = Only(kind="occupation", groups=("29", "31"), zones=(3,), least_employment=50_000, wage=(40_000, 90_000))
    ranked = ranking(EDITION, "wage", only)
    assert ranked.height
    assert set(ranked["major_group"]) <= {"29", "31"}
    assert set(ranked["job_zone"]) == {3}
    assert ranked["wage_median_annual_usd"].is_between(40_000, 90_000).all()
    assert (ranked["employment"] >= 50_000).all()


def test_words_are_whole_words_of_the_title_in_any_number() -> None:
    titles = ranking(EDITION, only=Only(words="NURSE"))["title"].to_list()
    assert "Registered Nurses" in titles
    assert not [t for t in titles if "Nursery" in t]
    assert ranking(EDITION, only=Only(words="c++ (")).is_empty()


@pytest.mark.parametrize(
    ("only", "named"), [(Only(groups=("99",)), "99"), (Only(zones=(9,)), "9"), (Only(bands=("dire",)), "dire")]
)
def test_a_filter_nobody_has_is_refused_and_named(only: Only, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        ranking(EDITION, only=only)


def test_an_unknown_figure_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        ranking(EDITION, "doom")
    assert "pressure" in caught.value.next_step
