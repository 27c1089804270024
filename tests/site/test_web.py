"""The served pages: the bytes of the static site, and nothing beside them."""

from pathlib import Path

import pytest
from site_samples import SUBJECTS

from jobprism.editions.store import Edition
from jobprism.publishing.site.files import MEDIA
from jobprism.publishing.site.ledger import LEDGER
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site

testing = pytest.importorskip("starlette.testclient")
pages = pytest.importorskip("jobprism.web.pages")


@pytest.fixture(scope="module")
def client(core: Edition):
    """The app of the subjects that are written too."""
    return testing.TestClient(pages.pages(Site(core, options(only=SUBJECTS))))


def test_every_file_is_served_with_the_bytes_that_are_written(client, folder: Path) -> None:
    paths = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != LEDGER]
    assert len(paths) > 200
    for path in paths:
        reply = client.get(f"/{path}")
        assert reply.status_code == 200, path
        assert reply.content == (folder / path).read_bytes(), path
        assert reply.headers["content-type"] == MEDIA[Path(path).suffix]


def test_folders_and_cards_have_short_addresses(client, folder: Path) -> None:
    assert client.get("/").content == (folder / "index.html").read_bytes()
    nurse = (folder / "occupations/29-1141.00/index.html").read_bytes()
    assert client.get("/occupations/29-1141.00").content == nurse
    assert client.get("/embed/29-1141.00").content == (folder / "embed/29-1141.00.html").read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/none.html", "/occupations/99-9999.00/", "/roles/29-1141.00/", "/compare/a--b.html", "/..%2f..%2fetc/passwd.txt"],
)
def test_what_does_not_exist_is_a_page_that_says_so(client, folder: Path, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    assert reply.content == (folder / "404.html").read_bytes()


def test_no_address_leads_to_another_host(client) -> None:
    reply = client.get("http://testserver//example.org", follow_redirects=False)
    assert reply.headers.get("location", "./").startswith("./")


def test_only_cards_may_stand_in_frames_of_others_and_nothing_runs_that_is_not_ours(client) -> None:
    page = client.get("/about.html").headers["content-security-policy"]
    assert "default-src 'none'" in page
    assert "script-src 'self';" in page
    assert page.endswith("frame-ancestors 'self'")
    assert client.get("/embed/29-1141.00").headers["content-security-policy"].endswith("frame-ancestors *")


def test_a_page_that_the_reader_has_is_not_sent_again(client) -> None:
    first = client.get("/about.html")
    again = client.get("/about.html", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/about.html")
    assert (head.status_code, head.content) == (200, b"")
    assert client.post("/about.html").status_code == 405
