"""The feed, the map and the words for robots."""

import xml.etree.ElementTree as ET

from site_samples import BASE

from jobprism.editions.store import Edition
from jobprism.publishing.site import feeds
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site

_ATOM = {"a": "http://www.w3.org/2005/Atom"}
_MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_the_feed_has_the_edition_under_a_name_that_lasts(core: Edition) -> None:
    feed = ET.fromstring(Site(core, options(base_url=BASE)).body("feed.xml") or b"")
    entry = feed.find("a:entry", _ATOM)
    assert entry is not None
    assert (entry.findtext("a:id", None, _ATOM) or "").startswith(f"urn:jobprism:edition:{core.manifest.id}:core:")
    assert feed.findtext("a:updated", None, _ATOM) == f"{core.manifest.date.isoformat()}T00:00:00Z"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}base") == BASE


def test_the_map_names_pages_for_readers_only() -> None:
    paths = ["index.html", "a/index.html", "a/index.json", "404.html", "embed/x.html", "search.html"]
    made = feeds.sitemap(paths, BASE, "2026-11-21")
    tree = ET.fromstring(made["sitemap.xml"])
    assert [loc.text for loc in tree.iterfind("s:url/s:loc", _MAP)] == [f"{BASE}a/", BASE]


def test_a_map_too_long_for_one_file_is_split() -> None:
    made = feeds.sitemap([f"{n}.html" for n in range(50_002)], BASE, "2026-11-21")
    assert list(made) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
    index = ET.fromstring(made["sitemap.xml"])
    assert [loc.text for loc in index.iterfind("s:sitemap/s:loc", _MAP)] == [f"{BASE}sitemap-{n}.xml" for n in (1, 2)]


def test_the_feed_keeps_former_editions_and_says_what_changed(two_editions: Edition) -> None:
    feed = ET.fromstring(Site(two_editions, options()).body("feed.xml") or b"")
    entries = feed.findall("a:entry", _ATOM)
    # The two of the data folder, and the one in the package.
    assert len({e.findtext("a:id", None, _ATOM) for e in entries}) == len(entries) == 3
    newest, former, _ = (e.findtext("a:summary", "", _ATOM) for e in entries)
    assert "Pressure moved by 0.5 points or more in 1 of 923 occupations" in newest
    assert "Pressure" not in former
