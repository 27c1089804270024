"""Writing a site again: only what changed, whole or not at all, and nobody else's folder."""

import json
import shutil
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader

from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.publishing.site import builder
from jobprism.publishing.site.ledger import LEDGER
from jobprism.publishing.site.options import Options, options
from jobprism.publishing.site.site import Site

_CHOSEN = options(only=("47-2181.00", "drone-pilot"))
_PAGE = "occupations/47-2181.00/index.html"


@pytest.fixture
def site(core: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two subjects."""
    return builder.publish(core, tmp_path_factory.mktemp("again") / "out", _CHOSEN, processes=1).folder


def _again(core: Edition, site: Path, chosen: Options = _CHOSEN) -> builder.Published:
    return builder.publish(core, site, chosen, processes=1)


def _bodies(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_what_did_not_change_is_kept_and_a_lost_file_is_written_again(core: Edition, site: Path) -> None:
    before = _bodies(site)
    general = len([p for p in before if not p.startswith(("occupations", "roles", "embed", "compare/4"))]) - 1
    assert _again(core, site).written == general
    assert _bodies(site) == before
    (site / _PAGE).unlink()
    assert _again(core, site).written == general + 1
    assert _bodies(site) == before


def test_documents_that_say_the_same_keep_their_pages_when_the_code_changed(core: Edition, site: Path) -> None:
    ledger = json.loads((site / LEDGER).read_text())
    ledger["keys"] = dict.fromkeys(ledger["keys"], "other code")
    ledger["files"]["47-2181.00"][_PAGE] = "another document"
    (site / LEDGER).write_text(json.dumps(ledger))
    kept = (site / "occupations/47-2181.00/outlook.html").stat().st_ino
    changed = (site / _PAGE).stat().st_ino
    _again(core, site)
    assert (site / "occupations/47-2181.00/outlook.html").stat().st_ino == kept
    assert (site / _PAGE).stat().st_ino != changed


def test_a_template_that_changed_is_told_for_its_own_pages_and_a_shared_one_for_all(whole: Site) -> None:
    entry = whole.frame.entries["drone-pilot"]

    def digests(**changed: str) -> dict[str, str | None]:
        site = Site(whole.frame.edition, whole.frame.options)
        loader = site.look.environment.loader
        assert loader is not None
        told = {f"{n}.html": loader.get_source(site.look.environment, f"{n}.html")[0] + t for n, t in changed.items()}
        site.look.environment.loader = ChoiceLoader([DictLoader(told), loader])
        return {file.path: file.digest for file in site.subject(entry).all()}

    before = digests()
    skills = digests(skills="<!-- new -->")
    assert [path for path in before if skills[path] != before[path]] == ["roles/drone-pilot/skills.html"]
    shared = digests(macros="<!-- new -->")
    assert {p for p in before if shared[p] != before[p]} == {p for p in before if p.endswith(".html")}


def test_changed_templates_have_documents_made_and_changed_code_has_all_pages_written(
    core: Edition, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _again(core, site).written  # what is made every time
    true = builder.fingerprint

    def templates(folder: Path, suffixes: tuple[str, ...] = (), without: str = "") -> str:
        return "changed" if folder.name == "publishing" and not without else true(folder, suffixes, without)

    asked: list[str] = []
    monkeypatch.setattr(builder, "fingerprint", templates)
    done = builder.publish(core, site, _CHOSEN, lambda what, *_: asked.append(what), processes=1)
    assert done.written == first
    assert [what for what in asked if what.startswith("writing")] == ["writing drone-pilot", "writing 47-2181.00"]
    monkeypatch.setattr(builder, "fingerprint", lambda *_, **__: "other code")
    assert _again(core, site).written == done.files


def test_another_look_writes_every_page_and_a_subject_left_out_goes(core: Edition, site: Path) -> None:
    done = _again(core, site, options(only=("47-2181.00",), language="es"))
    assert done.written == done.files
    assert not (site / "roles").exists()
    assert 'lang="es"' in (site / _PAGE).read_text(encoding="utf-8")


def test_a_site_that_cannot_be_finished_leaves_the_old_one(core: Edition, site: Path) -> None:
    before = _bodies(site)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    shutil.rmtree(site / "roles")
    with pytest.raises(KeyboardInterrupt):
        builder.publish(core, site, options(only=("drone-pilot",)), interrupted, processes=1)
    assert {p: b for p, b in before.items() if not p.startswith("roles")} == _bodies(site)
    assert [p.name for p in site.parent.iterdir()] == [site.name]


def test_a_folder_of_others_is_refused(core: Edition, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        builder.publish(core, tmp_path, _CHOSEN)
    with pytest.raises(UsageError, match="is a file"):
        builder.publish(core, tmp_path / "letter.txt", _CHOSEN)


def test_a_profession_that_does_not_exist_is_refused(core: Edition, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no occupation or role '99-9999\.00'"):
        builder.publish(core, tmp_path / "out", options(only=("99-9999.00",)))
