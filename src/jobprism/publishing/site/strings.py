"""The interface's strings: ``python -m jobprism.publishing.site.strings`` brings the catalogues up to date.

Strings stand in the templates, in English. Each language has a catalogue of translations (``locale/<language>``), and a
compiled copy that the site reads. Needs Babel, of the extra ``dev``.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from jobprism.analyses.language import MONTHS
from jobprism.analyses.level_document import Label
from jobprism.analyses.plan_paths import AIMS
from jobprism.analyses.plan_sentences import AIM_WORDS
from jobprism.estimates.personal import STEPS
from jobprism.judgements.load import judgement
from jobprism.judgements.occupations import Bands
from jobprism.publishing import phrases
from jobprism.publishing.charts.cards import CARD_WORDS
from jobprism.publishing.charts.interactive import SCATTER_WORDS, WORDS
from jobprism.publishing.site.economy import PAGES
from jobprism.publishing.site.general import RANKED
from jobprism.publishing.site.look import DOMAIN, LEVEL_NAMES, LOCALE
from jobprism.publishing.site.options import LANGUAGES

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_TEMPLATES = Path(__file__).parents[1] / "templates" / "site"
_DATES = ("%(month)s %(year)s", "%(day)s %(month)s %(year)s")
_TIERS = ("measured", "published", "derived", "modelled", "editorial")
_KINDS = ("core", "full")


def from_data() -> list[str]:
    """Strings that templates take from elsewhere: names of layers, bands, tiers, months, headings."""
    layers = [text for pair in phrases.LAYERS.values() for text in pair]
    headings = [phrases.HANDLED, phrases.STRUGGLED, phrases.STAYS, phrases.RELATED, phrases.QUESTIONS]
    bands = list(judgement(Bands).pressure)
    named = [
        *layers,
        *headings,
        *phrases.HOLDS_HEAD,
        *bands,
        *_TIERS,
        *_KINDS,
        *RANKED.values(),
        *PAGES.values(),
        *LEVEL_NAMES,
        *(AIM_WORDS[aim] for aim in AIMS),
        *get_args(Label),
    ]
    drawn = [*WORDS.values(), *SCATTER_WORDS.values(), *CARD_WORDS.values()]
    return list(dict.fromkeys([*named, *drawn, *STEPS, *MONTHS, *_DATES]))


def template() -> Catalog:
    """All strings, each with the templates it stands in."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract

    catalog = Catalog(project="Jobprism", charset="utf-8")
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for path in sorted(_TEMPLATES.iterdir()):
        found = extract("jinja2.ext:babel_extract", io.BytesIO(path.read_bytes()), options=options)
        for _, message, _, _ in found:
            catalog.add(message, locations=[(path.name, 0)])
    for text in from_data():
        catalog.add(text, locations=[("phrases", 0)])
    return catalog


def update(language: str) -> list[str]:
    """Bring a language's catalogue up to date and compile it.

    Returns:
        The strings it lacks.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po

    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = Catalog(locale=language)
    if path.is_file():
        with path.open("rb") as stream:
            known = read_po(stream, locale=language)
    fresh = Catalog(
        locale=language,
        header_comment=f"# Interface of the site in {LANGUAGES[language]}.",
        project="Jobprism",
        version="1",
        msgid_bugs_address="none",
        last_translator="The Jobprism authors",
        language_team="none",
        charset="utf-8",
        fuzzy=False,
    )
    for message in template():
        if message.id:
            before = known.get(message.id)
            fresh.add(message.id, before.string if before else "", locations=message.locations)
    with path.open("wb") as stream:
        write_po(stream, fresh, width=100, sort_output=True, include_lineno=False)
    # The date and the tool of its making would change the file for no reason.
    text = "".join(
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if "-Date: " not in line and "Generated-By" not in line
    )
    path.write_text(text, encoding="utf-8")
    with path.open("rb") as stream:
        compiled = read_po(stream, locale=language)
    compiled.creation_date = compiled.revision_date = datetime.fromtimestamp(0, UTC)
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, compiled)
    return [str(message.id) for message in fresh if message.id and not message.string]


if __name__ == "__main__":
    for name in LANGUAGES:
        if name != "en":
            print(f"{name}: lacks {update(name) or 'nothing'}")
