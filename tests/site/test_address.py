"""Paths of pages, links between them, and what a publisher may choose."""

import pytest

from jobprism.errors import UsageError
from jobprism.publishing.site import address
from jobprism.publishing.site.options import options


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("index.html", "index.html", "index.html"),
        ("index.html", "occupations/1/tasks/2.html", "../../../index.html"),
        ("occupations/1/evidence.html#use", "occupations/1/index.html", "evidence.html#use"),
        ("occupations/1/index.html#top", "occupations/1/index.html", "#top"),
        ("a b/é.html", "index.html", "a%20b/%C3%A9.html"),
    ],
)
def test_links_are_relative_so_that_a_site_works_in_any_folder(target: str, page: str, link: str) -> None:
    assert address.relative(target, page) == link


def test_a_comparison_has_one_page_whichever_is_named_first() -> None:
    assert address.comparison("b", "a") == address.comparison("a", "b") == "compare/a--b.html"
    assert address.compared("a--b") == ("a", "b")
    assert address.compared("b--a") is None
    assert address.compared("index") is None


def test_anchors_hold_nothing_that_would_need_escaping() -> None:
    assert address.anchor("index", "aei/mode share", "2025-11") == "index-aei-mode-share-2025-11"


@pytest.mark.parametrize("given", ["example.org", "ftp://example.org/", "https://example.org/?a=1", "https://a'b/"])
def test_an_address_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        options(base_url=given)


def test_a_base_address_gets_its_slash_and_an_unknown_language_an_error() -> None:
    assert options(base_url="https://example.org/jobs").base_url == "https://example.org/jobs/"
    with pytest.raises(UsageError, match="en or es"):
        options(language="fr")
