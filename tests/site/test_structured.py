"""What search engines read, held against the types of schema.org that are used."""

import json

import pytest
from lxml import html
from schema_org import faults
from site_samples import BASE

from jobprism.editions.store import Edition
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site

_PAGES = (
    "index.html",
    "occupations/29-1141.00/index.html",
    "occupations/11-1011.00/index.html",
    "occupations/47-2181.00/index.html",
    "roles/machine-learning-engineer/index.html",
)


@pytest.fixture(scope="module")
def graphs(core: Edition) -> dict[str, list[dict]]:
    """The things that each page tells of."""
    site = Site(core, options(base_url=BASE))
    found = {}
    for path in _PAGES:
        page = html.document_fromstring(site.body(path) or b"")
        (script,) = page.xpath("//script[@type='application/ld+json']")
        said = json.loads(script.text)
        assert set(said) == {"@context", "@graph"}
        assert said["@context"] == "https://schema.org"
        found[path] = said["@graph"]
    return found


@pytest.mark.parametrize("path", _PAGES)
def test_every_thing_has_the_properties_of_its_type_and_no_others(graphs: dict[str, list[dict]], path: str) -> None:
    assert [fault for thing in graphs[path] for fault in faults(thing, base=BASE)] == []


def test_a_profession_is_told_with_its_way_its_questions_and_its_data(graphs: dict[str, list[dict]]) -> None:
    for path in _PAGES[1:]:
        assert [thing["@type"] for thing in graphs[path]] == ["Occupation", "FAQPage", "Dataset", "BreadcrumbList"]


def test_the_way_to_a_page_is_that_of_its_crumbs(core: Edition, graphs: dict[str, list[dict]]) -> None:
    path = _PAGES[1]
    page = html.document_fromstring(Site(core, options(base_url=BASE)).body(path) or b"")
    way = graphs[path][-1]["itemListElement"]
    assert [step["position"] for step in way] == list(range(1, len(way) + 1))
    assert [step["name"] for step in way[:-1]] == page.xpath("//nav[@class='crumbs']//a/text()")
    assert way[-1]["name"] == page.xpath("//h1/text()")[0]
    assert way[-1]["item"] == page.xpath("//link[@rel='canonical']/@href")[0]


@pytest.mark.parametrize(
    ("thing", "fault"),
    [
        ({"@type": "Job"}, "no type"),
        ({"@type": "Occupation", "name": "A", "salary": 1}, "no property"),
        ({"@type": "Question", "name": "A?"}, "lacks acceptedAnswer"),
        ({"@type": "FAQPage", "mainEntity": [{"@type": "Answer", "text": "a"}]}, "Answer instead of Question"),
        ({"@type": "Dataset", "name": "A", "description": "short"}, "5 characters"),
        ({"@type": "Occupation", "name": "A", "mainEntityOfPage": "/a/"}, "is not url"),
        ({"@type": "MonetaryAmountDistribution", "name": "base", "currency": "$"}, "is not currency"),
    ],
)
def test_the_table_finds_what_is_wrong(thing: dict, fault: str) -> None:
    assert any(fault in said for said in faults(thing, base=BASE))
