"""The interface in another language: nothing missing, nothing stale."""

import re

import pytest
from lxml import html

from jobprism.editions.store import Edition
from jobprism.publishing.site.look import DOMAIN, LOCALE, translations
from jobprism.publishing.site.options import LANGUAGES, options
from jobprism.publishing.site.site import Site
from jobprism.publishing.site.strings import template

pofile = pytest.importorskip("babel.messages.pofile")
_OTHERS = [language for language in LANGUAGES if language != "en"]


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
