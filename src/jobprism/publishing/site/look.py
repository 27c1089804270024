"""How pages look: templates with their filters, translated interface strings, and the files that go with them."""

from __future__ import annotations

import gettext
import hashlib
import re
from collections.abc import Callable
from datetime import date
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, meta
from markupsafe import Markup, escape

from jobprism.analyses.language import MONTHS, beyond, capitalised, counted, joined, ordinal, percent, points
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.judgements.base import LAYERS
from jobprism.publishing import phrases
from jobprism.publishing.charts.palette import page_style
from jobprism.publishing.site import address
from jobprism.publishing.site.frame import Frame
from jobprism.publishing.site.options import HERE
from jobprism.publishing.site.tables import labelled

_ASSETS = Path(__file__).with_name("assets")
ASSETS = ("icon.svg", "search.js", "site.css", "theme.js", "week.js")
"""What pages need beside themselves."""
LOCALE = Path(__file__).with_name("locale")
DOMAIN = "site"

# What looks like a figure in a computed sentence and is none: names of scales and intervals, years, versions, codes.
_NO_FIGURE = (
    r"scale of 0 to 100|90 % interval|of 100\b|O\*NET \d+\.\d|\b(?:19|20)\d\d(?:-\d\d)?\b(?!,\d| %)"
    r"|\w+-\d[\w.]*|\bE[012]\b"
)
_FIGURE = re.compile(
    rf"(?P<interval>(?<=\()\d{{1,3}}-\d{{1,3}}(?=\)))|(?:{_NO_FIGURE})"
    r"|(?P<figure>(?<![\w.])(?:(?<=[\s(])-|[+−$])?\d+(?:,\d{3})*(?:\.\d+)?(?:st|nd|rd|th)?(?: %)?(?!\w))"
)
_LABEL = re.compile(r"<g><title>[^<]*</title>")
_PLAIN = re.compile(r"<g>((?:(?!</?g[ >]).)*)</g>")
LEVEL_NAMES = ("junior", "mid", "senior", "lead")
_CODE = re.compile(r"`([^`<]+)`")


class Look:
    """Templates bound to a frame."""

    def __init__(self, frame: Frame, *, watch: bool = False) -> None:
        """Bind templates to a frame; with ``watch`` a changed template is read again."""
        self.frame = frame
        self.watch = watch
        # The image of a link is named by its whole address, and drawn by a package that may not be there.
        self.has_cards = frame.options.base_url is not None and find_spec("vl_convert") is not None
        self.language = frame.options.language
        self.say = translations(self.language).gettext
        self._marks: dict[str, str] = {}

    @cached_property
    def environment(self) -> Environment:
        """The Jinja environment; everything that is printed is escaped."""
        environment = Environment(
            loader=PackageLoader("jobprism.publishing", "templates/site"),
            autoescape=True,
            auto_reload=self.watch,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        words = translations(self.language)
        environment.install_gettext_translations(words, newstyle=True)  # pyright: ignore[reportAttributeAccessIssue]
        filters: dict[str, Callable[..., Any]] = {
            "month": self._month,
            "date": self._date,
            # The sign stays on the line of its number.
            "percent": lambda share: percent(share).replace(" %", "\u00a0%"),
            "points": points,
            "ordinal": ordinal,
            "capitalised": capitalised,
            "bare": bare,
            "cited": cited,
            "labelled": labelled,
            "whole": lambda value: f"{value:,.0f}",
        }
        environment.filters.update(filters)
        environment.globals.update(
            level_names={name: words.gettext(name) for name in LEVEL_NAMES},
            phrases=phrases,
            joined=joined,
            beyond=beyond,
            address=address,
            frame=self.frame,
            issue=self.frame.issue,
            options=self.frame.options,
            hold_names=HOLD_NAMES,
            layer_names=LAYERS,
            language=self.language,
            has_cards=self.has_cards,
            # What is computed from figures is in English, and says so where the interface is not.
            english=Markup("") if self.language == "en" else Markup(' lang="en"'),
            asset_mark=hashlib.sha256(b"".join(map(asset, ASSETS))).hexdigest()[:8],
            counted=counted,
        )
        return environment

    def page(self, template: str, path: str, *, rooted: bool = False, **values: Any) -> bytes:
        """A page as it stands at ``path``, in UTF-8.

        Args:
            template: its name.
            path: from the root of the site.
            rooted: whether links start at the root of the host, for a page that is shown at any address.
            values: what the template prints.
        """
        root = urlsplit(self.frame.options.base_url or "/").path

        def link(target: str) -> str:
            return root + quote(target, safe="/#") if rooted else address.relative(target, path)

        def form(name: str, subject_id: str = "") -> str:
            at = self.frame.options.app_url
            query = f"?title={quote(subject_id)}" if subject_id else ""
            return (f"{link(name)}/" if at == HERE else f"{at}{name}/") + query

        return self._template(template).render(page=path, link=link, form=form, **values).encode()

    def mark(self, template: str) -> str:
        """Hash of a template and of those it extends or takes macros from: of all that its pages say by themselves."""
        if self.watch or template not in self._marks:
            self._marks[template] = hashlib.sha256("\0".join(self._sources(template).values()).encode()).hexdigest()
        return self._marks[template]

    def _sources(self, template: str) -> dict[str, str]:
        loader = self.environment.loader
        assert loader is not None
        found = {template: loader.get_source(self.environment, template)[0]}
        for name in meta.find_referenced_templates(self.environment.parse(found[template])):
            # A name worked out while rendering could be any template's.
            assert name is not None
            found |= self._sources(name)
        return found

    def _template(self, name: str) -> Template:
        return self.environment.get_template(name)

    def _month(self, vintage: str) -> str:
        year, _, number = vintage.partition("-")
        if not number:
            return year
        words = translations(self.language)
        return words.gettext("%(month)s %(year)s") % {"month": words.gettext(MONTHS[int(number[:2]) - 1]), "year": year}

    def _date(self, iso: str) -> str:
        day = date.fromisoformat(iso)
        words = translations(self.language)
        parts = {"day": day.day, "month": words.gettext(MONTHS[day.month - 1]), "year": day.year}
        return words.gettext("%(day)s %(month)s %(year)s") % parts


def cited(sentence: str, target: str) -> Markup:
    """A computed sentence whose figures link to where they come from.

    Args:
        sentence: plain text; it is escaped.
        target: the link.
    """
    opening, closing = Markup('<a class="n" href="{}">').format(target), Markup("</a>")
    parts: list[Markup] = []
    at = 0
    for found in _FIGURE.finditer(sentence):
        if not (found["figure"] or found["interval"]):
            continue
        parts += [
            escape(sentence[at : found.start()]),
            opening,
            escape(found.group().replace(" %", "\u00a0%").replace("-", "–" if found["interval"] else "−")),
            closing,
        ]
        at = found.end()
    text = str(Markup("").join([*parts, escape(sentence[at:])]))
    return Markup(_CODE.sub(r"<code>\1</code>", text))


def bare(svg: str) -> Markup:
    """A drawing of ours without the labels that show under a pointer, for a page that has a table of the same."""
    # A group with nothing to say, and no other in it, only held the label.
    return Markup(_PLAIN.sub(r"\1", _LABEL.sub("<g>", svg)))


def asset(name: str) -> bytes:
    """A file that pages need; the style sheet holds the pictures' too."""
    body = (_ASSETS / name).read_bytes()
    return body + page_style().encode() + b"\n" if name == "site.css" else body


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The interface's strings in a language; English stands in the code."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [language])


def fingerprint(folder: Path, suffixes: tuple[str, ...] = (), without: str = "__pycache__") -> str:
    """Hash of the files in a folder, names and bytes, so that what was made by others can be told.

    Args:
        folder: with all that is below it.
        suffixes: of the files that count; all where none is given.
        without: name of a folder below it that does not count.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        out = {"__pycache__", without} & set(path.relative_to(folder).parts)
        if path.is_file() and not out and (not suffixes or path.suffix in suffixes):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
