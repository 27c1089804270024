"""Links from the pages to the app's forms: there when there are forms, and the same however they are served."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.publishing.site.builder import publish
from jobprism.publishing.site.options import FORMS, HERE, options
from jobprism.publishing.site.site import Site

NURSE = "29-1141.00"
_PAGE = f"occupations/{NURSE}/index.html"


def _links(body: bytes | None) -> list[str]:
    assert body is not None
    found = html.document_fromstring(body.decode()).xpath("//a/@href")
    return [str(link) for link in found if any(f"{form}/" in str(link) for form in FORMS)]


def _site(core: Edition, app_url: str | None) -> Site:
    return Site(core, options(only=[NURSE, "23-2011.00"], app_url=app_url))


def test_without_an_app_no_page_speaks_of_forms(core: Edition) -> None:
    assert _links(_site(core, None).body(_PAGE)) == []


def test_forms_at_the_root_of_the_site_are_linked_relatively(core: Edition) -> None:
    site = _site(core, HERE)
    assert set(_links(site.body(_PAGE))) == {
        "../../assess/",
        "../../plan/",
        *(f"../../{form}/?title={NURSE}" for form in FORMS),
    }
    assert set(_links(site.body("about.html"))) == {"assess/", "plan/"}
    assert set(_links(site.body("404.html"))) == {"/assess/", "/plan/"}


def test_forms_elsewhere_are_linked_by_their_address(core: Edition) -> None:
    links = _links(_site(core, "https://forms.example.org/jobs").body(_PAGE))
    assert f"https://forms.example.org/jobs/plan/?title={NURSE}" in links
    assert all(link.startswith("https://forms.example.org/jobs/") for link in links)


@pytest.mark.parametrize("address", ["forms.example.org", "javascript:alert(1)", "https://x.org/?a", "../"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        options(app_url=address)


@pytest.mark.parametrize("app_url", [HERE, "https://forms.example.org/"])
def test_the_app_serves_the_bytes_that_are_published_with_the_same_choice(
    core: Edition, tmp_path: Path, app_url: str
) -> None:
    testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
    pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")
    from jobprism.settings import Settings
    from jobprism.web.service import service

    chosen = options(only=[NURSE], app_url=app_url)
    done = publish(core, tmp_path / "out", chosen, processes=1)
    assert done.broken == []
    with testing.TestClient(service(Site(core, chosen), Settings())) as app:
        for path in ("index.html", "about.html", "404.html", _PAGE, f"occupations/{NURSE}/senior.html"):
            written = (done.folder / path).read_bytes()
            assert b"assess/" in written
            assert app.get(f"/{path}").content == written, path
