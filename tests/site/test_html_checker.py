"""Pages, forms, style sheet and drawings before the Nu Html Checker, the validator of the standard's editors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_samples import BASE, SUBJECTS, TYPES, WHOLE_TYPES

from jobprism.editions.store import Edition
from jobprism.publishing.site.options import HERE, LANGUAGES, options
from jobprism.publishing.site.site import Site
from jobprism.settings import Settings

_JAR, _JAVA = os.environ.get("VNU_JAR"), shutil.which("java")
_NURSE = SUBJECTS[0]
_BESIDE = ("404.html", "assets/site.css", "assets/icon.svg", f"occupations/{_NURSE}/badge.svg")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_JAVA is None, reason="needs java, for the Nu Html Checker"),
    pytest.mark.skipif(
        not _JAR or not Path(_JAR).is_file(), reason="needs the Nu Html Checker: set VNU_JAR to its vnu.jar"
    ),
]


def _forms(site: Site, database: Path) -> Iterator[tuple[str, bytes]]:
    """Every page of the forms, as a person gets them who fills them in."""
    testing = pytest.importorskip("starlette.testclient", reason="the extra `web` is not installed")
    pytest.importorskip("sqlalchemy", reason="the extra `service` is not installed")
    from jobprism.web.service import service

    chosen = Settings(database_url=f"sqlite:///{database}", smtp_host="127.0.0.1", mail_from="reports@example.org")
    job = {"title": _NURSE, "hours_per_week": "36"}
    asked = (
        ("assess", None),
        ("assess/privacy", None),
        ("assess/confirm/none", None),
        ("assess/week", {**job, "text": "Registered nurse\n\nDuties:\n- Administer medications\n- Keep records\n"}),
        ("assess/week", job),
        ("assess/result", {**job, "own-text:0": "Comfort a family", "own-hours:0": "2"}),
        ("plan", None),
        ("plan/result", {**job, "weeks": "8"}),
        ("plan/result", {"title": "technician"}),
        ("quiz", None),
        ("quiz/result", {"title": _NURSE}),
    )
    with testing.TestClient(service(site, chosen)) as client:
        for place, (path, fields) in enumerate(asked):
            reply = client.get(f"/{path}/") if fields is None else client.post(f"/{path}", data=fields)
            assert reply.headers["content-type"].startswith("text/html"), path
            yield f"forms/{place}-{path.replace('/', '-')}.html", reply.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checker_finds_no_fault(core: Edition, tmp_path: Path, language: str) -> None:
    some = Site(core, options(BASE, language, only=SUBJECTS, app_url=HERE))
    whole = Site(core, options(BASE, language))
    bodies = {path: some.body(path) for path in (*TYPES, *_BESIDE)}
    bodies |= {f"whole/{path}": whole.body(path) for path in WHOLE_TYPES}
    bodies |= _forms(some, tmp_path / "app.db")
    for path, body in bodies.items():
        file = tmp_path / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        assert body, path
        file.write_bytes(body)
    command = [_JAVA, "-jar", _JAR, "--also-check-css", "--also-check-svg", "--format", "json", str(tmp_path / "site")]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    found = [m for m in json.loads(done.stderr)["messages"] if m["type"] != "info" or m.get("subType") == "warning"]
    assert [(Path(m["url"]).name, m.get("lastLine"), m["message"], m.get("extract")) for m in found] == []
