"""The interface in another language: nothing missing, nothing stale."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest
from lxml import html

from jobprism.editions.store import Edition
from jobprism.publishing.site.look import DOMAIN, LOCALE, translations
from jobprism.publishing.site.options import LANGUAGES, options
from jobprism.publishing.site.site import Site
from jobprism.publishing.site.strings import template

pofile = pytest.importorskip("babel.messages.pofile")
_OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def spanish(core: Edition) -> Site:
    """Everything in the core edition in another language."""
    return Site(core, options(language="es"))


@pytest.mark.parametrize("language", _OTHERS)
def test_every_string_of_the_templates_is_translated_and_compiled(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    with (folder / f"{DOMAIN}.po").open("rb") as stream:
        catalog = pofile.read_po(stream, locale=language)
    wanted = {message.id for message in template() if message.id}
    assert {message.id for message in catalog if message.id} == wanted
    for message in catalog:
        assert message.string, message.id
        if message.id:
            assert set(re.findall(r"%\(\w+\)s", message.id)) == set(re.findall(r"%\(\w+\)s", message.string))
    compiled = translations(language)
    for message in catalog:
        if message.id:
            assert compiled.gettext(message.id) == message.string, "run python -m jobprism.publishing.site.strings"


def test_what_stays_in_english_says_so(core: Edition) -> None:
    page = html.document_fromstring(Site(core, options(language="es")).body("occupations/29-1141.00/index.html") or b"")
    assert page.get("lang") == "es"
    assert page.xpath("//h2[@id='layers']")[0].text == translations("es").gettext("The four layers")
    summary = page.xpath("//section[@class='short']//li")[0]
    assert summary.xpath("ancestor::*[@lang][1]/@lang") == ["en"]


def _leaves(value: Any) -> Iterator[str]:
    """Every string in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)


@pytest.mark.parametrize(
    "path",
    [
        "occupations/29-1141.00/index.html",
        "occupations/29-1141.00/outlook.html",
        "occupations/29-1141.00/evidence.html",
        "roles/machine-learning-engineer/index.html",
        "compare/29-1141.00--29-1141.01.html",
        "validation.html",
        "economy/index.html",
        "economy/wage.html",
        "economy/growth.html",
    ],
)
def test_in_another_language_a_picture_keeps_nothing_of_english_but_names(
    whole: Site, spanish: Site, path: str
) -> None:
    document = whole.body(str(PurePosixPath(path).with_suffix(".json")))
    names = {name.lower() for name in _leaves(json.loads(document)) if len(name) < 150} if document else set()
    names |= {entry.title.lower() for entry in whole.frame.entries.values()}
    names |= {name.removesuffix(" Occupations").lower() for name in whole.frame.groups.values()}
    names |= {"claude api", "claude.ai", "similar"}  # names of records, and a word that both languages have
    written = []
    for site in (whole, spanish):
        page = html.document_fromstring(site.body(path) or b"")
        written.append(
            {text.text_content() for text in page.xpath("//figure//*[local-name()='svg']//*[local-name()='text']")}
        )
    english, other = written
    assert english - other, "pictures have words of the interface"
    for text in english & other:
        if re.search("[A-Za-z]{2}", text):
            # A name may go on in a second line, be cut short, or be followed by a date.
            told = re.sub(r"†?,( [\d-]+)?$|…$|†$", "", text).strip().lower()
            assert told in names or (len(told) > 2 and any(told in name for name in names)), text
