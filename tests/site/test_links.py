"""The link check finds what leads nowhere."""

from pathlib import Path

from jobprism.publishing.site.links import Broken, check_links


def test_lost_pages_and_lost_places_are_told_with_a_page_that_links_to_them(tmp_path: Path) -> None:
    pages = {
        "index.html": '<a href="a/b.html#x">1</a> <a href="a/none.html">2</a> <a href="https://example.org/">3</a>',
        "a/b.html": '<p id="x"><a href="#y">1</a> <a href="../index.html">2</a> <a href="c%20d.csv?5">3</a>',
        "404.html": '<a href="/jobs/index.html">1</a> <a href="/jobs/gone.html">2</a>',
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    found = check_links(tmp_path, list(pages), {*pages, "a/c d.csv"}, "/jobs/")
    assert found == [
        Broken("404.html", "gone.html"),
        Broken("a/b.html", "a/b.html#y"),
        Broken("index.html", "a/none.html"),
    ]
