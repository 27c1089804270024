"""The app of a few subjects with a database, and a client of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest

testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")

from jobprism.editions.store import Edition  # noqa: E402
from jobprism.publishing.site.options import HERE, options  # noqa: E402
from jobprism.publishing.site.site import Site  # noqa: E402
from jobprism.settings import Settings  # noqa: E402
from jobprism.web.service import service  # noqa: E402

NURSE = "29-1141.00"


@pytest.fixture(scope="session")
def site(core: Edition) -> Site:
    return Site(core, options("https://example.org/", only=[NURSE, "23-2011.00"], app_url=HERE))


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('app') / 'app.db'}"


@pytest.fixture(scope="session")
def client(site: Site, database: str) -> Iterator:
    chosen = Settings(database_url=database, smtp_host="127.0.0.1", smtp_port=9, mail_from="reports@example.org")
    with testing.TestClient(service(site, chosen), follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="session")
def said_of() -> Callable[[str], str]:
    """What a page carries along in its hidden field."""

    def found(page: str) -> str:
        field = re.search(r'name="said" value="([^"]*)"', page)
        assert field
        return html.unescape(field[1])

    return found


@pytest.fixture(scope="session")
def result(client) -> Callable[..., str]:
    """The page of a nurse's result."""

    def shown(**fields: str) -> str:
        reply = client.post("/assess/result", data={"title": NURSE, "hours_per_week": "36", **fields})
        assert reply.status_code == 200, reply.text[:500]
        return reply.text

    return shown
